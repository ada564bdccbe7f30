#include "core/stages/stages.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/pipeline_page.h"

#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace espalier;
using namespace Qt::StringLiterals;

/// The menu "File" of the Pipeline page, opened by mouse and by Alt+F.
class TestFileMenu : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void everyEntryHasWordsAndKeys();
    void examplesOpenFromIt();
    void savingIsOfferedWhereThereIsSomethingToSave();

private:
    struct Shown
    {
        PipelineDocument document{stages()};
        PipelinePage page{document};
        QToolButton* button = nullptr;

        Shown()
        {
            page.resize(1200, 700);
            page.show();
            (void)QTest::qWaitForWindowExposed(&page);
            for (auto* tool : page.findChildren<QToolButton*>())
                if (tool->text() == u"File"_s)
                    button = tool;
        }
        /// Opens the menu by a click and lets `act` have it.
        void open(const std::function<void(QMenu&)>& act) const
        {
            bool seen = false;
            QTimer::singleShot(0, button, [&] {
                auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
                if (menu == nullptr)
                    return;
                seen = true;
                act(*menu);
                menu->close();
            });
            QTest::mouseClick(button, Qt::LeftButton);
            QVERIFY(seen);
        }
    };
};

void TestFileMenu::everyEntryHasWordsAndKeys()
{
    const Shown shown;
    QVERIFY(shown.button != nullptr);
    QCOMPARE(shown.button->shortcut(), QKeySequence(Qt::ALT | Qt::Key_F));
    QStringList texts;
    shown.open([&](QMenu& menu) {
        for (const QAction* action : menu.actions()) {
            texts << action->text();
            QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
        }
    });
    QCOMPARE(
        texts,
        (QStringList{
            u"New pipeline"_s, u"Open a pipeline…"_s, u"Examples…"_s, u"Save"_s, u"Save as…"_s}));
}

void TestFileMenu::examplesOpenFromIt()
{
    const Shown shown;
    QSignalSpy example(&shown.page, &PipelinePage::exampleRequested);
    shown.open([&](QMenu& menu) {
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Return);
    });
    ExamplesPopup* popup = nullptr;
    QTRY_VERIFY(
        (popup = qobject_cast<ExamplesPopup*>(QApplication::activePopupWidget())) != nullptr);
    QTest::keyClick(popup->findChild<QListView*>(), Qt::Key_Return);
    QCOMPARE(example.count(), 1);
    QCOMPARE(example.front().front().toString(), QString::fromUtf8(examples()[0].name));
}

void TestFileMenu::savingIsOfferedWhereThereIsSomethingToSave()
{
    QTemporaryDir folder;
    Shown shown;
    const auto offered = [&] {
        bool enabled = false;
        shown.open([&](QMenu& menu) { enabled = menu.actions()[3]->isEnabled(); });
        return enabled;
    };
    QVERIFY(offered()); // it has no file yet
    shown.document.save(folder.filePath(u"p.yaml"_s).toStdString());
    QVERIFY(!offered());
    // Its keys answer again as soon as something changed, though the menu showed it as off.
    Pipeline pipeline;
    pipeline.nodes = {{.id = "text", .stage = "data.text"}};
    shown.document.replace(pipeline);
    QVERIFY(offered());
}

QTEST_MAIN(TestFileMenu)
#include "test_file_menu.moc"
