#include "core/pipeline/yaml.h"
#include "tests/support/source_tree.h"
#include "widgets/common/theme.h"
#include "widgets/editor/examples.h"
#include "widgets/editor/findings_panel.h"
#include "widgets/editor/inspector.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_page.h"
#include "widgets/editor/stage_family.h"
#include "widgets/editor/stage_palette.h"
#include "widgets/forms/param_form.h"
#include "widgets/forms/param_row.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

const std::vector<StageInfo>& table()
{
    static const std::vector<StageInfo> all = [] {
        ParamInfo rate;
        rate.name = "rate";
        rate.kind = ParamKind::Number;
        rate.defaultValue = 0.001;
        rate.min = 0;
        rate.max = 1;
        rate.help = "size of a step";
        StageInfo source{.name = "data.source", .title = "Source text", .help = "Gives text."};
        source.outputs = {{"text", PortType::Text}};
        StageInfo make{.name = "model.make", .title = "New model", .help = "Makes a model."};
        make.outputs = {{"model", PortType::Model}};
        StageInfo train{
            .name = "train.learn", .title = "Pre-training", .help = "Learns from text."};
        train.inputs = {{"model", PortType::Model}, {"text", PortType::Text}};
        train.outputs = {{"model", PortType::Model}};
        train.params = {rate};
        return std::vector{source, make, train};
    }();
    return all;
}

/// A page with three unwired stages, shown and fitted.
struct Shown
{
    PipelineDocument document{table()};
    PipelinePage page{document};
    PipelineView* view = page.view();

    explicit Shown(bool wired = false)
    {
        Pipeline pipeline;
        pipeline.nodes = {
            {.id = "text", .stage = "data.source", .x = 0, .y = 0},
            {.id = "make", .stage = "model.make", .x = 0, .y = 1},
            {.id = "learn", .stage = "train.learn", .x = 2, .y = 0}};
        if (wired)
            pipeline.edges = {
                {"make", "model", "learn", "model", {}}, {"text", "text", "learn", "text", {}}};
        document.replace(pipeline);
        page.resize(1300, 800);
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
        page.activateWindow();
        view->setFocus();
    }
    QPoint middle(const char* node) const
    {
        return view->toView(cardRect(document, *document.pipeline().find(node)).center()).toPoint();
    }
    QPoint port(const char* node, bool output, size_t index) const
    {
        return view->toView(portPoint(document, PortRef{node, output, index})).toPoint();
    }
    void moveTo(QPoint to) const
    {
        QMouseEvent event(
            QEvent::MouseMove,
            to,
            view->mapToGlobal(to),
            Qt::NoButton,
            Qt::LeftButton,
            QApplication::keyboardModifiers());
        QApplication::sendEvent(view, &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) const
    {
        QTest::mousePress(view, Qt::LeftButton, keys, from);
        moveTo(from + (to - from) / 3);
        moveTo(to - QPoint(1, 1));
        moveTo(to);
        QTest::mouseRelease(view, Qt::LeftButton, keys, to);
    }
    std::vector<std::string> edges() const
    {
        std::vector<std::string> all;
        for (const Edge& edge : document.pipeline().edges)
            all.push_back(edge.text());
        return all;
    }
    std::string selected() const
    {
        const auto* inspector = page.findChild<Inspector*>();
        for (const auto* line : inspector->findChildren<QLineEdit*>()) {
            if (line->accessibleName().startsWith(u"Name of the stage"_s) && !line->isHidden())
                return line->text().toStdString();
        }
        return {};
    }
};

} // namespace

class TestPipelinePage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }
    void draggingFromPortToPortWires();
    void longHelpOfAParameterIsWhole();
    void aWireDroppedOnACardTakesTheFirstPortThatFits();
    void aWireThatDoesNotFitIsNotMade();
    void pullingAWireOffItsInputRemovesIt();
    void aWireDroppedOnNothingOffersFittingStages();
    void draggingACardMovesItOnTheRasterAndUndoes();
    void escapeTakesAMoveBack();
    void theBandSelectsAndDeleteRemoves();
    void copyPasteAndDuplicate();
    void aStageIsAddedFromThePaletteByKeyboard();
    void aStageIsDroppedWhereItIsLetGo();
    void arrowsAndTabGoFromStageToStage();
    void typingInTheInspectorEditsTheDocumentAndUndoShows();
    void enterGoesToTheParameters();
    void runWithProblemsGoesToTheFirstInstead();
    void runWithoutProblemsIsRequested();
    void buttonsFollowTheRun();
    void aStageThatWaitsLeadsToRanking();
    void theWheelZoomsToThePointer();
    void spaceDragPans();
    void anotherSizeFitsAgainUntilTheViewIsMoved();
    void stagesOfOneTitleAreToldApartFromAfar();
    void anEmptyCanvasOffersTheExamples();
    void anExampleIsTakenByAClickAndEscapeTakesNone();
    void everyExampleHasItsFile();
    void everyControlHasAName();
    void fuzzySearch_data();
    void fuzzySearch();
    void cellsComeOutAsShortNumbers();
};

void TestPipelinePage::draggingFromPortToPortWires()
{
    Shown shown;
    shown.drag(shown.port("make", true, 0), shown.port("learn", false, 0));
    QCOMPARE(shown.edges(), (std::vector<std::string>{"make.model -> learn.model"}));
    // From input to output as well.
    shown.drag(shown.port("learn", false, 1), shown.port("text", true, 0));
    QCOMPARE(shown.edges().back(), std::string("text.text -> learn.text"));
    QTest::keyClick(shown.view, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(shown.edges().size(), size_t(1));
}

void TestPipelinePage::longHelpOfAParameterIsWhole()
{
    const Shown shown;
    QTest::mouseClick(shown.view, Qt::LeftButton, {}, shown.middle("learn"));
    auto* help = shown.page.findChild<QLabel*>(u"paramHelp"_s);
    auto* form = shown.page.findChild<Inspector*>()->findChild<ParamForm*>();
    QVERIFY(help != nullptr && form != nullptr);
    const int usual = help->height();
    QVERIFY(usual >= 3 * help->fontMetrics().lineSpacing());
    Q_EMIT form->helpChanged(u"one line"_s);
    QCOMPARE(help->height(), usual);
    Q_EMIT form->helpChanged(u"words of a long help "_s.repeated(16));
    QTRY_VERIFY(help->height() >= help->heightForWidth(help->width()));
    QVERIFY(help->height() > usual);
    Q_EMIT form->helpChanged(QString());
    QTRY_COMPARE(help->height(), usual);
}

void TestPipelinePage::aWireDroppedOnACardTakesTheFirstPortThatFits()
{
    Shown shown;
    shown.drag(shown.port("text", true, 0), shown.middle("learn") + QPoint(0, -30));
    QCOMPARE(shown.edges(), (std::vector<std::string>{"text.text -> learn.text"}));
}

void TestPipelinePage::aWireThatDoesNotFitIsNotMade()
{
    Shown shown;
    shown.drag(shown.port("text", true, 0), shown.port("learn", false, 0));
    QVERIFY(shown.edges().empty());
    QCOMPARE(shown.document.undoStack()->count(), 0);
}

void TestPipelinePage::pullingAWireOffItsInputRemovesIt()
{
    Shown shown(true);
    shown.drag(shown.port("learn", false, 1), shown.port("learn", false, 1) + QPoint(-60, 160));
    QCOMPARE(shown.edges(), (std::vector<std::string>{"make.model -> learn.model"}));
}

void TestPipelinePage::aWireDroppedOnNothingOffersFittingStages()
{
    Shown shown;
    shown.drag(shown.port("text", true, 0), shown.port("text", true, 0) + QPoint(60, 260));
    QWidget* popup = QApplication::activePopupWidget();
    QVERIFY(popup != nullptr);
    auto* list = popup->findChild<QListView*>();
    QStringList offered;
    for (int row = 0; row < list->model()->rowCount(); ++row)
        offered << list->model()->index(row, 0).data().toString();
    QVERIFY(offered.contains(u"Pre-training"_s));
    QVERIFY(!offered.contains(u"Source text"_s));
    QTest::keyClick(popup->findChild<QLineEdit*>(), Qt::Key_Return);
    QCOMPARE(shown.edges(), (std::vector<std::string>{"text.text -> learn_2.text"}));
    shown.document.undoStack()->undo();
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(3));
}

void TestPipelinePage::draggingACardMovesItOnTheRasterAndUndoes()
{
    Shown shown;
    const Node before = *shown.document.pipeline().find("learn");
    shown.drag(shown.middle("learn") + QPoint(0, -30), shown.middle("learn") + QPoint(70, 25));
    const Node after = *shown.document.pipeline().find("learn");
    QVERIFY(after.x > before.x);
    QCOMPARE(std::remainder(after.x * kCellWidth, kSnap), 0.0);
    QCOMPARE(shown.document.undoStack()->count(), 1);
    shown.document.undoStack()->undo();
    QVERIFY(*shown.document.pipeline().find("learn") == before);
}

void TestPipelinePage::escapeTakesAMoveBack()
{
    Shown shown;
    const Node before = *shown.document.pipeline().find("learn");
    QTest::mousePress(shown.view, Qt::LeftButton, {}, shown.middle("learn"));
    shown.moveTo(shown.middle("learn") + QPoint(120, 40));
    QVERIFY(!(*shown.document.pipeline().find("learn") == before));
    QTest::keyClick(shown.view, Qt::Key_Escape);
    QVERIFY(*shown.document.pipeline().find("learn") == before);
    QTest::mouseRelease(shown.view, Qt::LeftButton, {}, shown.middle("learn"));
}

void TestPipelinePage::theBandSelectsAndDeleteRemoves()
{
    Shown shown(true);
    const QPoint corner = shown.view->toView({-20, -20}).toPoint();
    shown.drag(corner, shown.middle("make") + QPoint(40, 10));
    QTest::keyClick(shown.view, Qt::Key_Delete);
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(1));
    QVERIFY(shown.edges().empty());
    shown.document.undoStack()->undo();
    QCOMPARE(shown.edges().size(), size_t(2));
    QTest::keyClick(shown.view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(shown.view, Qt::Key_Delete);
    QVERIFY(shown.document.pipeline().nodes.empty());
}

void TestPipelinePage::copyPasteAndDuplicate()
{
    Shown shown(true);
    QTest::keyClick(shown.view, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(shown.view, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(u"train.learn"_s));
    QTest::keyClick(shown.view, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(6));
    QCOMPARE(shown.edges().size(), size_t(4));
    QTest::keyClick(shown.view, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(9));
    QCOMPARE(shown.document.undoStack()->count(), 2);
}

void TestPipelinePage::aStageIsAddedFromThePaletteByKeyboard()
{
    Shown shown;
    auto* palette = shown.page.findChild<StagePalette*>();
    auto* search = palette->findChild<QLineEdit*>();
    search->setFocus();
    QTest::keyClicks(search, u"pretr"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(shown.document.pipeline().nodes.back().stage, std::string("train.learn"));
    QCOMPARE(shown.selected(), std::string("learn_2"));
}

void TestPipelinePage::aStageIsDroppedWhereItIsLetGo()
{
    Shown shown;
    QMimeData data;
    data.setData(QString::fromLatin1(kStageMime), "model.make");
    const QPoint at = shown.middle("learn") + QPoint(20, 220);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(shown.view, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(shown.view, &drop);
    QCOMPARE(shown.document.pipeline().nodes.size(), size_t(4));
    const QRectF card = cardRect(shown.document, shown.document.pipeline().nodes.back());
    QVERIFY(card.contains(shown.view->toCanvas(at)));
}

void TestPipelinePage::arrowsAndTabGoFromStageToStage()
{
    Shown shown;
    QTest::keyClick(shown.view, Qt::Key_Right);
    QCOMPARE(shown.selected(), std::string("text"));
    QTest::keyClick(shown.view, Qt::Key_Right);
    QCOMPARE(shown.selected(), std::string("learn"));
    QTest::keyClick(shown.view, Qt::Key_Left);
    QCOMPARE(shown.selected(), std::string("text"));
    QTest::keyClick(shown.view, Qt::Key_Down);
    QCOMPARE(shown.selected(), std::string("make"));
    QTest::keyClick(shown.view, Qt::Key_Tab);
    QCOMPARE(shown.selected(), std::string("learn"));
    QVERIFY(shown.view->hasFocus());
    QTest::keyClick(shown.view, Qt::Key_Tab);
    QVERIFY(!shown.view->hasFocus());
}

void TestPipelinePage::typingInTheInspectorEditsTheDocumentAndUndoShows()
{
    Shown shown;
    QTest::mouseClick(shown.view, Qt::LeftButton, {}, shown.middle("learn"));
    auto* form = shown.page.findChild<ParamForm*>();
    auto* line = form->row("rate")->control()->findChild<QLineEdit*>();
    form->row("rate")->control()->setFocus();
    QTest::keyClicks(line, u"0.25"_s);
    QVERIFY(shown.document.pipeline().find("learn")->params["rate"] == Values(0.25));
    QCOMPARE(shown.document.undoStack()->count(), 1);
    QTest::keyClick(line, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!shown.document.pipeline().find("learn")->params.contains("rate"));
    QCOMPARE(line->text(), QString());
}

void TestPipelinePage::enterGoesToTheParameters()
{
    Shown shown;
    QTest::mouseClick(shown.view, Qt::LeftButton, {}, shown.middle("learn"));
    QTest::keyClick(shown.view, Qt::Key_Return);
    QTRY_VERIFY(shown.page.findChild<ParamForm*>()->row("rate")->control()->hasFocus());
}

void TestPipelinePage::runWithProblemsGoesToTheFirstInstead()
{
    Shown shown(true);
    shown.document.setParam("learn", "rate", 99);
    QTRY_COMPARE(shown.document.issues().size(), size_t(1));
    QSignalSpy run(&shown.page, &PipelinePage::runRequested);
    QTest::keyClick(shown.view, Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(run.count(), 0);
    auto* findings = shown.page.findChild<FindingsPanel*>();
    QVERIFY(findings->isOpen());
    QCOMPARE(shown.selected(), std::string("learn"));
    QTRY_VERIFY(shown.page.findChild<ParamForm*>()->row("rate")->control()->hasFocus());
    // And a click on the row goes there again.
    shown.view->setFocus();
    auto* list = findings->findChild<QListWidget*>();
    QTest::mouseClick(
        list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
    QTRY_VERIFY(shown.page.findChild<ParamForm*>()->row("rate")->control()->hasFocus());
}

void TestPipelinePage::runWithoutProblemsIsRequested()
{
    Shown shown(true);
    QTRY_VERIFY(shown.document.isAnalysed());
    QSignalSpy run(&shown.page, &PipelinePage::runRequested);
    QTest::keyClick(shown.view, Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(run.count(), 1);
}

void TestPipelinePage::aStageThatWaitsLeadsToRanking()
{
    Shown shown(true);
    QSignalSpy asked(&shown.page, &PipelinePage::rankAsked);
    QPushButton* inBar = shown.page.rankButton();
    QPushButton* inInspector = shown.page.inspector()->rankButton();
    shown.page.goTo("learn");
    QVERIFY(!inBar->isVisible());
    QVERIFY(!inInspector->isVisible());
    NodeCondition waiting;
    waiting.state = RunState::Waiting;
    shown.document.setStatus("learn", waiting);
    shown.page.setRunState(RunState::Waiting);
    QVERIFY(inInspector->isVisible());
    QTest::mouseClick(inInspector, Qt::LeftButton);
    QTest::mouseClick(inBar, Qt::LeftButton);
    QCOMPARE(asked.size(), 2);
    for (const auto& arguments : asked)
        QCOMPARE(arguments.front().value<std::string>(), std::string("learn"));
    shown.page.goTo("make");
    QVERIFY(!inInspector->isVisible());
    shown.document.clearStatuses();
    shown.page.setRunState(RunState::Running);
    QVERIFY(!inBar->isVisible());
}

void TestPipelinePage::buttonsFollowTheRun()
{
    Shown shown(true);
    const auto button = [&](const QString& text) {
        const auto all = shown.page.findChildren<QPushButton*>();
        return *std::ranges::find_if(
            all, [&](const QPushButton* each) { return each->text() == text; });
    };
    QVERIFY(button(u"Run"_s)->isVisible());
    QVERIFY(!button(u"Stop"_s)->isVisible());
    shown.page.setRunState(RunState::Running);
    QVERIFY(!button(u"Run"_s)->isVisible());
    QSignalSpy stop(&shown.page, &PipelinePage::stopRequested);
    QTest::mouseClick(button(u"Stop"_s), Qt::LeftButton);
    QCOMPARE(stop.count(), 1);
    shown.page.setRunState(RunState::Stopped);
    QSignalSpy resume(&shown.page, &PipelinePage::resumeRequested);
    QTest::mouseClick(button(u"Resume"_s), Qt::LeftButton);
    QCOMPARE(resume.count(), 1);
}

void TestPipelinePage::theWheelZoomsToThePointer()
{
    Shown shown;
    const QPointF at = shown.middle("learn");
    const QPointF under = shown.view->toCanvas(at);
    const double before = shown.view->zoom();
    QWheelEvent wheel(
        at, shown.view->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(shown.view, &wheel);
    QVERIFY(shown.view->zoom() < before);
    const QPointF moved = shown.view->toView(under) - at;
    QVERIFY(std::abs(moved.x()) < 0.01 && std::abs(moved.y()) < 0.01);
}

void TestPipelinePage::spaceDragPans()
{
    Shown shown;
    const QPoint before = shown.middle("learn");
    QTest::keyPress(shown.view, Qt::Key_Space);
    shown.drag(before, before + QPoint(50, -30));
    QTest::keyRelease(shown.view, Qt::Key_Space);
    QCOMPARE(shown.middle("learn"), before + QPoint(50, -30));
    QCOMPARE(shown.document.undoStack()->count(), 0);
}

void TestPipelinePage::anotherSizeFitsAgainUntilTheViewIsMoved()
{
    Shown shown;
    const auto allSeen = [&] {
        return std::ranges::all_of(shown.document.pipeline().nodes, [&](const Node& node) {
            const QRectF card = cardRect(shown.document, node);
            return QRectF(shown.view->rect())
                .contains(
                    QRectF(shown.view->toView(card.topLeft()), card.size() * shown.view->zoom()));
        });
    };
    QTRY_VERIFY(allSeen());
    shown.page.resize(800, 600);
    QTRY_VERIFY(allSeen());
    const double small = shown.view->zoom();
    shown.page.resize(1300, 800);
    QTRY_VERIFY(shown.view->zoom() > small);
    shown.view->setZoom(0.5, {0, 0});
    shown.page.resize(800, 600);
    QCoreApplication::processEvents();
    QCOMPARE(shown.view->zoom(), 0.5);
}

void TestPipelinePage::stagesOfOneTitleAreToldApartFromAfar()
{
    Shown shown;
    const auto seen = [&](const char* id, const char* other) {
        Pipeline two;
        two.nodes = {{.id = id, .stage = "data.source"}, {.id = "b", .stage = other, .y = 2}};
        shown.document.replace(two);
        shown.view->setZoom(0.5, {0, 0});
        return shown.view->grab().toImage();
    };
    QVERIFY(seen("before", "data.source") != seen("after", "data.source"));
    QCOMPARE(seen("before", "model.make"), seen("after", "model.make"));
}

void TestPipelinePage::anEmptyCanvasOffersTheExamples()
{
    Shown shown;
    shown.document.replace({});
    QSignalSpy example(&shown.page, &PipelinePage::exampleRequested);
    const auto all = shown.view->findChildren<QPushButton*>();
    QCOMPARE(all.size(), 1);
    QTest::mouseClick(all.front(), Qt::LeftButton);
    auto* popup = qobject_cast<ExamplesPopup*>(QApplication::activePopupWidget());
    QVERIFY(popup != nullptr);
    QCOMPARE(example.count(), 0);
    auto* list = popup->findChild<QListView*>();
    QCOMPARE(list->model()->rowCount(), static_cast<int>(examples().size()));
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(example.count(), 1);
    QCOMPARE(example.front().front().toString(), QString::fromUtf8(examples()[1].name));
}

void TestPipelinePage::anExampleIsTakenByAClickAndEscapeTakesNone()
{
    Shown shown;
    QSignalSpy example(&shown.page, &PipelinePage::exampleRequested);
    QTest::keyClick(shown.view, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    auto* popup = QApplication::activePopupWidget();
    QVERIFY(popup != nullptr);
    QTest::keyClick(popup->findChild<QListView*>(), Qt::Key_Escape);
    QTRY_VERIFY(QApplication::activePopupWidget() == nullptr);
    QCOMPARE(example.count(), 0);

    QTest::keyClick(shown.view, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    popup = QApplication::activePopupWidget();
    QVERIFY(popup != nullptr);
    auto* list = popup->findChild<QListView*>();
    const auto last = list->model()->index(list->model()->rowCount() - 1, 0);
    list->scrollTo(last);
    QTest::mouseClick(
        list->viewport(), Qt::LeftButton, Qt::NoModifier, list->visualRect(last).center());
    QCOMPARE(example.count(), 1);
    QCOMPARE(example.front().front().toString(), QString::fromUtf8(examples().back().name));
}

// A file without a row can't be opened from the window, a row without a file opens nothing.
void TestPipelinePage::everyExampleHasItsFile()
{
    QStringList rows;
    for (const Example& example : examples())
        rows << u"resources/pipelines/%1.yaml"_s.arg(QString::fromUtf8(example.name));
    rows.sort();
    QCOMPARE(rows, sourceFiles(u"resources/pipelines"_s, {u"*.yaml"_s}));
}

void TestPipelinePage::everyControlHasAName()
{
    Shown shown;
    for (const auto* button : shown.page.findChildren<QAbstractButton*>()) {
        // Buttons inside Qt's own controls (clear, spin) are theirs to name.
        const bool ours = !qobject_cast<QLineEdit*>(button->parentWidget()) && button->isVisible();
        QVERIFY2(!ours || !button->accessibleName().isEmpty(), qPrintable(button->text()));
    }
    QVERIFY(!shown.view->accessibleDescription().isEmpty());
}

void TestPipelinePage::fuzzySearch_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("best");
    QTest::newRow("beginning") << u"pre"_s << u"train.learn"_s;
    QTest::newRow("letters left out") << u"pretr"_s << u"train.learn"_s;
    QTest::newRow("stage name") << u"data.s"_s << u"data.source"_s;
    QTest::newRow("second word") << u"model"_s << u"model.make"_s;
    QTest::newRow("nonsense") << u"xyzzy"_s << QString();
}

void TestPipelinePage::fuzzySearch()
{
    QFETCH(QString, query);
    QString best;
    int highest = 0;
    for (const StageInfo& stage : table()) {
        if (const int score = fuzzyScore(query, stage); score > highest) {
            highest = score;
            best = QString::fromStdString(stage.name);
        }
    }
    QTEST(best, "best");
}

void TestPipelinePage::cellsComeOutAsShortNumbers()
{
    const QPointF cells = toCells({kCellWidth * 1.0 + 3 * kSnap + 2, 3 * kSnap - 5});
    QCOMPARE(cells.x(), 1.1875);
    QCOMPARE(cells.y(), 0.3);
    QCOMPARE(
        writePipeline({.nodes = {{.id = "a", .stage = "s", .x = cells.x(), .y = cells.y()}}})
                .find("0.3]") != std::string::npos,
        true);
}

QTEST_MAIN(TestPipelinePage)
#include "test_pipeline_page.moc"
