#include "core/pipeline/yaml.h"
#include "widgets/common/theme.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_page.h"

#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

const std::vector<StageInfo>& table()
{
    static const std::vector<StageInfo> all = [] {
        StageInfo make{.name = "model.make", .title = "New model", .help = "Makes a model."};
        make.outputs = {{"model", PortType::Model}};
        StageInfo ask{.name = "sample.ask", .title = "Answers", .help = "Samples answers."};
        ask.inputs = {{"model", PortType::Model}};
        ask.outputs = {{"candidates", PortType::Candidates}};
        StageInfo rank{.name = "label.rank", .title = "Ranks", .help = "Ranks answers."};
        rank.inputs = {{"candidates", PortType::Candidates}};
        rank.outputs = {{"preferences", PortType::Preferences}};
        StageInfo prefer{
            .name = "train.prefer", .title = "Preference", .help = "Learns from ranks."};
        prefer.inputs = {{"model", PortType::Model}, {"preferences", PortType::Preferences}};
        prefer.outputs = {{"model", PortType::Model}};
        return std::vector{make, ask, rank, prefer};
    }();
    return all;
}

/// A model that is sampled, ranked and trained once.
Pipeline oneRound()
{
    Pipeline pipeline;
    pipeline.nodes = {
        {.id = "make", .stage = "model.make", .x = 0, .y = 0},
        {.id = "ask", .stage = "sample.ask", .x = 1, .y = 1},
        {.id = "rank", .stage = "label.rank", .x = 2, .y = 1},
        {.id = "prefer", .stage = "train.prefer", .x = 3, .y = 0}};
    pipeline.edges = {
        {"make", "model", "ask", "model", {}},
        {"ask", "candidates", "rank", "candidates", {}},
        {"make", "model", "prefer", "model", {}},
        {"rank", "preferences", "prefer", "preferences", {}}};
    return pipeline;
}

/// A page with one round, or without any stage.
struct Shown
{
    PipelineDocument document{table()};
    PipelinePage page{document};
    PipelineView* view = page.view();
    QToolButton* button;

    explicit Shown(Pipeline pipeline)
    {
        document.replace(std::move(pipeline));
        page.resize(1300, 800);
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
        page.activateWindow();
        view->setFocus();
        const auto all = page.findChildren<QToolButton*>();
        button = *std::ranges::find(all, u"Next round"_s, &QToolButton::accessibleName);
    }
    std::string yaml() const { return writePipeline(document.pipeline()); }
    bool shows(const char* node) const
    {
        const QRectF card = cardRect(*document.pipeline().find(node), document.stageOf(node));
        return QRectF(view->rect())
            .contains(QRectF(view->toView(card.topLeft()), card.size() * view->zoom()));
    }
    void pressKeys() const
    {
        QTest::keyClick(view, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    }
    /// Opens the canvas' menu; gives `look` its entry.
    template <typename Look>
    void inMenu(Look look) const
    {
        QTimer::singleShot(0, [look] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu != nullptr);
            const auto actions = menu->actions();
            const auto found = std::ranges::find(actions, u"Next round"_s, &QAction::text);
            QVERIFY(found != actions.end());
            look(*menu, **found);
            menu->close();
        });
        const QPoint corner(view->width() - 4, view->height() - 4);
        QContextMenuEvent event(QContextMenuEvent::Mouse, corner, view->mapToGlobal(corner));
        QApplication::sendEvent(view, &event);
    }
};

} // namespace

class TestNextRound : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void theNextRoundIsAddedInOneStepAndShown();
    void whereThereIsNoRoundTheButtonSaysWhy();
    void theMenuOfTheCanvasHasItToo();
};

void TestNextRound::theNextRoundIsAddedInOneStepAndShown()
{
    Shown shown(oneRound());
    const std::string before = shown.yaml();
    QTest::mouseClick(shown.button, Qt::LeftButton);
    QCOMPARE(shown.document.undoStack()->count(), 1);
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(7));
    std::vector<std::string> edges;
    for (const Edge& edge : shown.document.pipeline().edges)
        edges.push_back(edge.text());
    QCOMPARE(
        edges,
        (std::vector<std::string>{
            "make.model -> ask.model",
            "ask.candidates -> rank.candidates",
            "make.model -> prefer.model",
            "rank.preferences -> prefer.preferences",
            "prefer.model -> ask_2.model",
            "ask_2.candidates -> rank_2.candidates",
            "prefer.model -> prefer_2.model",
            "rank_2.preferences -> prefer_2.preferences"}));
    QCOMPARE(shown.view->accessibleDescription(), u"3 stages selected"_s);
    // By keyboard; what was added comes into sight.
    shown.pressKeys();
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(10));
    for (const char* id : {"ask_3", "rank_3", "prefer_3"})
        QTRY_VERIFY(shown.shows(id));
    const std::string after = shown.yaml();
    shown.document.undoStack()->undo();
    shown.document.undoStack()->undo();
    QCOMPARE(shown.yaml(), before);
    shown.document.undoStack()->redo();
    shown.document.undoStack()->redo();
    QCOMPARE(shown.yaml(), after);
}

void TestNextRound::whereThereIsNoRoundTheButtonSaysWhy()
{
    Shown shown({});
    QVERIFY(!shown.button->isEnabled());
    QVERIFY(shown.button->toolTip().contains(u"no stage samples candidates"_s));
    shown.pressKeys();
    QCOMPARE(shown.document.undoStack()->count(), 0);
    shown.document.replace(oneRound());
    QVERIFY(shown.button->isEnabled());
    QVERIFY(shown.button->toolTip().contains(u"Ctrl+Shift+N"_s));
    shown.document.remove({"prefer"});
    QVERIFY(!shown.button->isEnabled());
    QVERIFY(shown.button->toolTip().contains(u"nothing after `ask` trains"_s));
    shown.document.undoStack()->undo();
    QVERIFY(shown.button->isEnabled());
}

void TestNextRound::theMenuOfTheCanvasHasItToo()
{
    Shown shown(oneRound());
    shown.inMenu([](QMenu&, QAction& action) {
        QVERIFY(action.isEnabled());
        action.trigger();
    });
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(7));
    shown.document.replace({});
    bool looked = false;
    shown.inMenu([&looked](QMenu& menu, QAction& action) {
        looked = true;
        QVERIFY(!action.isEnabled());
        QVERIFY(menu.toolTipsVisible());
        QVERIFY(action.toolTip().contains(u"no stage samples candidates"_s));
    });
    QVERIFY(looked);
}

QTEST_MAIN(TestNextRound)
#include "test_next_round.moc"
