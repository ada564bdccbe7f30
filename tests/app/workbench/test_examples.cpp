/// The window itself, by mouse and keys: examples open from their list, and one of them runs to its
/// end in an engine of its own, as somebody new would have it.

#include "app/workbench/engine_process.h"
#include "app/workbench/example_files.h"
#include "app/workbench/main_window.h"
#include "app/workbench/run_control.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/workspace.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/inspector.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_page.h"
#include "widgets/forms/number_edit.h"
#include "widgets/forms/param_form.h"
#include "widgets/forms/param_row.h"

#include <QApplication>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRunMs = 120'000; // about ten seconds of one core
constexpr const char* kExample = "import_and_tune";

/// The window on a workspace of its own, as main() opens it at the very first start.
struct OpenWindow
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    WindowLanguage language{resourceFolder("translations")};
    MainWindow window{folder.path(), Session{}, language};

    OpenWindow()
    {
        window.openExample(QString::fromUtf8(examples().front().name));
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
        window.activateWindow();
    }

    template <typename Widget>
    Widget* named(const QString& name) const
    {
        for (auto* widget : window.findChildren<Widget*>())
            if (widget->accessibleName() == name && widget->isVisible())
                return widget;
        return nullptr;
    }
    /// Clicks the button of the examples, then the row of that one.
    void openExample(const char* name)
    {
        auto* button = named<QToolButton>(u"Examples"_s);
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        auto* popup = QApplication::activePopupWidget();
        QVERIFY(popup != nullptr);
        auto* list = popup->findChild<QListView*>();
        const auto row = std::ranges::find(
                             examples(),
                             std::string(name),
                             [](const Example& each) { return std::string(each.name); }) -
                         examples().begin();
        const auto index = list->model()->index(static_cast<int>(row), 0);
        list->scrollTo(index);
        QTest::mouseClick(
            list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualRect(index).center());
        QTRY_VERIFY(QApplication::activePopupWidget() == nullptr);
    }
    /// Selects a node by a click on its card and types a value into the form.
    void type(const std::string& node, const char* param, const QString& text)
    {
        const auto pipeline =
            loadPipeline(folder.path() / "pipelines" / (std::string(kExample) + ".yaml")).pipeline;
        const Node* found = pipeline.find(node);
        QVERIFY(found != nullptr);
        const QRectF card = cardRect(*found, findStage(stages(), found->stage));
        auto* view = window.findChild<PipelinePage*>()->view();
        QTest::mouseClick(
            view, Qt::LeftButton, Qt::NoModifier, view->toView(card.center()).toPoint());
        auto* id = named<QLineEdit>(u"Name of the stage in this pipeline"_s);
        QVERIFY(id != nullptr);
        QTRY_COMPARE(id->text(), QString::fromStdString(node));
        auto* row = window.findChild<Inspector*>()->findChild<ParamForm*>()->row(param);
        QVERIFY(row != nullptr);
        auto* number = qobject_cast<NumberEdit*>(row->control());
        QVERIFY(number != nullptr);
        QTest::mouseClick(number->edit(), Qt::LeftButton);
        QTest::keyClick(number->edit(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(number->edit(), text);
    }
    /// What went wrong, in the run's own words.
    std::string errors(int64_t run)
    {
        std::string all;
        for (const auto& event : Events(workspace.database()).since(0, run))
            if (event.level == EventLevel::Error)
                all += event.message.words() + "\n";
        return all;
    }
};

} // namespace

class TestExamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        applyTheme(*qApp, Theme::light());
    }

    void noCardOfAnExampleCoversAnother()
    {
        for (const Example& example : examples()) {
            const auto file = resourceFolder("pipelines") / (std::string(example.name) + ".yaml");
            const auto nodes = loadPipeline(file).pipeline.nodes;
            QVERIFY2(!nodes.empty(), example.name);
            for (size_t i = 0; i < nodes.size(); ++i)
                for (size_t j = 0; j < i; ++j) {
                    const auto card = [&](const Node& node) {
                        return cardRect(node, findStage(stages(), node.stage));
                    };
                    const bool apart =
                        !card(nodes[i]).adjusted(-4, -4, 4, 4).intersects(card(nodes[j]));
                    const std::string both = nodes[i].id + " and " + nodes[j].id;
                    QVERIFY2(apart, (example.name + (": " + both)).c_str());
                }
        }
    }

    void eachOpensFromTheList()
    {
        OpenWindow open;
        // The first one is open already: it comes last, when another one is.
        for (size_t i = 1; i <= examples().size(); ++i) {
            const Example& example = examples()[i % examples().size()];
            const QString name = QString::fromUtf8(example.name);
            const auto isOpen = [&] { return open.window.windowTitle().startsWith(name + u' '); };
            QVERIFY2(!isOpen(), example.name);
            open.openExample(example.name);
            QTRY_VERIFY2(isOpen(), example.name);
            QVERIFY(std::filesystem::exists(
                open.folder.path() / "pipelines" / (name.toStdString() + ".yaml")));
        }
    }

    void oneRunsToItsEnd()
    {
        if (!QFileInfo(engineProgram()).isExecutable())
            QSKIP("the engine is not built");
        OpenWindow open;
        open.openExample(kExample);
        QTRY_VERIFY(open.window.windowTitle().startsWith(QString::fromUtf8(kExample)));
        // So many rows as shipped would take minutes.
        open.type("questions", "items", u"60"_s);
        open.type("held_out", "items", u"40"_s);
        QVERIFY(open.window.windowTitle().contains(u'*'));

        auto* run = open.named<QPushButton>(u"Run"_s);
        QVERIFY(run != nullptr);
        QTest::mouseClick(run, Qt::LeftButton);
        Runs runs(open.workspace.database());
        QTRY_COMPARE_WITH_TIMEOUT(runs.list({}).size(), size_t(1), 20'000);
        const auto info = runs.list({}).front();
        const auto asked = readPipeline(info.pipelineYaml).pipeline;
        QCOMPARE(asked.find("questions")->params["items"].get<int>(), 60);
        QCOMPARE(asked.find("held_out")->params["items"].get<int>(), 40);

        const auto ended = [&] {
            const auto status = runs.get(info.id).status;
            return status == RunStatus::Finished || status == RunStatus::Failed ||
                   status == RunStatus::Stopped;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(ended(), "the run has not ended", kRunMs);
        QVERIFY2(runs.get(info.id).status == RunStatus::Finished, open.errors(info.id).c_str());
        for (const Node& node : asked.nodes) {
            const auto state = Nodes(open.workspace.database()).find(info.id, node.id);
            QVERIFY2(state && state->status == NodeStatus::Finished, node.id.c_str());
        }
        // The window has followed it, and what it exported lies in the workspace.
        QTRY_VERIFY(open.window.control().state() == RunState::Finished);
        QCOMPARE(open.window.control().followed(), info.id);
        QVERIFY(
            std::filesystem::exists(open.folder.path() / "exports/storyteller-tuned/config.json"));
    }
};

QTEST_MAIN(TestExamples)
#include "test_examples.moc"
