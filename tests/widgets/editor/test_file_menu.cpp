#include "core/stages/stages.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/pipeline_page.h"

#include <QApplication>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <functional>

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
            page.activateWindow();
            page.view()->setFocus();
            for (auto* tool : page.findChildren<QToolButton*>())
                if (tool->text() == u"File"_s)
                    button = tool;
        }
        /// Opens the menu by a click, or by keys, and lets `act` have it.
        void open(const std::function<void(QMenu&)>& act, bool byKeys = false)
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
            if (byKeys)
                QTest::keyClick(&page, Qt::Key_F, Qt::AltModifier);
            else
                QTest::mouseClick(button, Qt::LeftButton);
            QTRY_VERIFY(seen);
        }
    };
};

void TestFileMenu::everyEntryHasWordsAndKeys()
{
    Shown shown;
    QVERIFY(shown.button != nullptr);
    QCOMPARE(shown.button->shortcut(), QKeySequence(Qt::ALT | Qt::Key_F));
    QStringList texts;
    shown.open([&](QMenu& menu) {
        for (const QAction* action : menu.actions()) {
            texts << action->text();
            QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
        }
    });
    for (const auto* tool : shown.page.findChildren<QToolButton*>())
        if (tool->property("keys").isValid())
            QVERIFY2(tool->actions().isEmpty(), qPrintable(tool->toolTip()));
    QCOMPARE(
        texts,
        (QStringList{
            u"New pipeline"_s, u"Open a pipeline…"_s, u"Examples…"_s, u"Save"_s, u"Save as…"_s}));
}

void TestFileMenu::examplesOpenFromIt()
{
    Shown shown;
    QSignalSpy example(&shown.page, &PipelinePage::exampleRequested);
    const auto third = [](QMenu& menu) {
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Down);
        QTest::keyClick(&menu, Qt::Key_Return);
    };
    shown.open(third, /*byKeys=*/true);
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
    shown.document.addNode("data.text", 0, 0);
    QVERIFY(shown.document.isModified());
    QApplication::setActiveWindow(&shown.page); // offscreen the closed menu stays active
    shown.page.view()->setFocus();
    QTest::keyClick(shown.page.view(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(!shown.document.isModified());
    QVERIFY(!offered());
}

QTEST_MAIN(TestFileMenu)
#include "test_file_menu.moc"
