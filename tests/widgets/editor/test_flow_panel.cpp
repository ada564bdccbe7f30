/// The inspector of a wire: rows one at a time, the tokens that are learned, what is dropped and
/// what is ended early.

#include "core/base/files.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "tests/support/model_folder.h"
#include "widgets/common/theme.h"
#include "widgets/editor/flow_panel.h"
#include "widgets/editor/inspector.h"
#include "widgets/editor/node_geometry.h"
#include "widgets/editor/pipeline_page.h"
#include "widgets/editor/tokens_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* kPipeline = R"(version: 1
nodes:
  - {id: rows, stage: data.instructions, params: {items: 4}, at: [0, 0]}
  - {id: text, stage: data.text, params: {documents: 2}, at: [0, 2]}
  - {id: tokenizer, stage: tokenizer.train, at: [1, 2]}
  - {id: model, stage: model.new, at: [2, 2]}
  - {id: sft, stage: train.sft, at: [3, 0]}
  - {id: words, stage: data.template, params: {shots: 1}, at: [1, -2]}
edges:
  - rows.instructions -> sft.instructions
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> sft.model
  - rows.instructions -> words.instructions
)";

/// The page with rows, text and a model wired to fine-tuning; results of the nodes in `cached`.
struct Shown
{
    TemporaryFolder results;
    PipelineDocument document{stages()};
    PipelinePage page{document};

    explicit Shown(const std::string& cached = {})
    {
        document.setArtifacts(results.path());
        document.setPlanner([cached](const Pipeline& pipeline, const std::filesystem::path&) {
            std::vector<PlannedNode> plan;
            for (const Node& node : pipeline.nodes)
                plan.push_back({node.id, "key-" + node.id, node.id == cached, {}});
            return plan;
        });
        if (!cached.empty()) {
            std::filesystem::create_directories(results.path() / ("key-" + cached));
            writeModel(results.path() / ("key-" + cached));
        }
        document.replace(readPipeline(kPipeline).pipeline);
        page.resize(1400, 900);
        page.show();
        (void)QTest::qWaitForWindowExposed(&page);
    }
    /// Clicks on the middle of the wire.
    void click(size_t edge)
    {
        const Edge& wire = document.pipeline().edges[edge];
        const auto at = [&](const std::string& node, const std::string& port, bool output) {
            const StageInfo& stage = *document.stageOf(node);
            const auto& ports = output ? stage.outputs : stage.inputs;
            const auto found = std::ranges::find(ports, port, &Port::name);
            return portPoint(
                document, PortRef{node, output, static_cast<size_t>(found - ports.begin())});
        };
        const QPainterPath path =
            wirePath(at(wire.fromNode, wire.fromPort, true), at(wire.toNode, wire.toPort, false));
        QTest::mouseClick(
            page.view(),
            Qt::LeftButton,
            {},
            page.view()->toView(path.pointAtPercent(0.5)).toPoint());
    }
    FlowPanel* panel() const { return page.findChild<FlowPanel*>(); }
    bool has(const QString& words) const
    {
        for (const auto* label : panel()->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    QToolButton* button(const QString& name) const
    {
        for (auto* one : panel()->findChildren<QToolButton*>())
            if (one->accessibleName() == name)
                return one;
        return nullptr;
    }
};

/// A panel whose readings take until they are stopped; each tells by its note whose wire it read.
struct SlowlyRead
{
    struct Readings
    {
        std::atomic<int> begun = 0, atOnce = 0, mostAtOnce = 0;
        std::atomic<bool> slow = true;
    };
    std::shared_ptr<Readings> readings = std::make_shared<Readings>();
    PipelineDocument document{stages()};
    std::unique_ptr<FlowPanel> panel;

    SlowlyRead()
    {
        bool analysed = false;
        const auto wait = QObject::connect(
            &document, &PipelineDocument::changed, [&](const DocumentEvent& event) {
                analysed |= std::holds_alternative<AnalysisChanged>(event);
            });
        document.replace(readPipeline(kPipeline).pipeline);
        (void)QTest::qWaitFor([&] { return analysed && document.isAnalysed(); });
        QObject::disconnect(wait);
        panel = std::make_unique<FlowPanel>(
            document,
            nullptr,
            [held = readings](const FlowQuestion& question, auto, const auto& stopped) {
                ++held->begun;
                held->mostAtOnce = std::max<int>(held->mostAtOnce, ++held->atOnce);
                for (int i = 0; i < 2000 && held->slow && !stopped(); ++i)
                    std::this_thread::sleep_for(std::chrono::milliseconds(10));
                --held->atOnce;
                FlowPreview preview;
                preview.note = {"{}", {question.edge.fromNode}};
                return preview;
            });
    }
    void look(size_t edge) { panel->setEdge(document.pipeline().edges[edge]); }
};

/// A template with worked examples over a file.
FlowQuestion questionAboutFile(const std::filesystem::path& folder)
{
    FlowQuestion question;
    question.pipeline = readPipeline(R"(version: 1
nodes:
  - {id: rows, stage: data.instructions, params: {path: a.jsonl}}
  - {id: words, stage: data.template, params: {shots: 2, choose: similarity}}
edges:
  - rows.instructions -> words.instructions
)")
                            .pipeline;
    question.edge = {"words", "instructions", {}, {}, {}};
    question.folder = folder;
    return question;
}

} // namespace

class TestFlowPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void aWireThatIsClickedShowsItsRows()
    {
        Shown shown;
        QVERIFY(!shown.panel()->isVisible());
        shown.click(0);
        QVERIFY(shown.panel()->isVisible());
        QTRY_VERIFY(shown.has(u"Row 1 of 4"_s));
        const auto& rows = shown.panel()->preview()->rows;
        QVERIFY(shown.has(u"Prompt"_s));
        QVERIFY(shown.has(u"Answer, to be learned"_s));
        QVERIFY(shown.has(u"Tokens are shown once the model of `model` exists."_s));
        QVERIFY(!shown.panel()->tokens()->isVisible());
        QVERIFY(!shown.button(u"Previous row"_s)->isEnabled());
        for (int i = 0; i < 3; ++i)
            QTest::mouseClick(shown.button(u"Next row"_s), Qt::LeftButton);
        QVERIFY(shown.has(u"Row 4 of 4"_s));
        QVERIFY(!shown.button(u"Next row"_s)->isEnabled());
        QVERIFY(shown.has(QString::fromStdString(rows[3].parts[0].text).left(20).toHtmlEscaped()));
        // Another thing selected: the wire's rows go.
        QTest::keyClick(shown.page.view(), Qt::Key_Escape);
        QTRY_VERIFY(!shown.panel()->isVisible());
    }

    void tokensThatAreLearnedAreMarked()
    {
        Shown shown("model");
        QTRY_VERIFY(shown.document.isAnalysed());
        shown.click(0);
        TokensView* view = shown.panel()->tokens();
        QTRY_VERIFY(view->isVisible());
        const auto& tokens = view->tokens();
        const auto learned = std::ranges::count(tokens, true, &FlowToken::trained);
        QVERIFY(learned > 0 && learned < std::ssize(tokens));
        QVERIFY(shown.has(u"%1 tokens, %2 of them trained"_s.arg(tokens.size()).arg(learned)));
        // By a tint and by a line below, so not by colour alone.
        QTRY_VERIFY(view->height() > view->place(tokens.size() - 1).bottom());
        const QImage picture = view->grab().toImage();
        const QRect given = view->place(0), last = view->place(tokens.size() - 1);
        const auto at = [&](const QRect& place, int y) {
            return picture.pixelColor(QPoint(place.left() + place.width() / 2, y));
        };
        QCOMPARE(at(last, last.bottom()), theme().accent);
        QCOMPARE(at(last, last.top() + 2), theme().accentSoft);
        QVERIFY(at(given, given.bottom()) != theme().accent);
        QCOMPARE(at(given, given.top() + 2), theme().hover);
    }

    void otherParametersGiveOtherRows()
    {
        Shown shown;
        shown.click(0);
        QTRY_VERIFY(shown.has(u"Row 1 of 4"_s));
        const auto before = shown.panel()->preview()->rows[0].parts;
        shown.document.setParam("rows", "seed", 99);
        QTRY_VERIFY(shown.panel()->preview()->rows[0].parts != before);
        shown.document.setParam("rows", "items", 2);
        QTRY_VERIFY(shown.has(u"Row 1 of 2"_s));
    }

    void aTemplateShowsWhatItMakes()
    {
        Shown shown;
        const auto clickOn = [&](const std::string& node) {
            const QRectF card =
                cardRect(*shown.document.pipeline().find(node), shown.document.stageOf(node));
            QTest::mouseClick(
                shown.page.view(),
                Qt::LeftButton,
                {},
                shown.page.view()->toView(card.center()).toPoint());
        };
        clickOn("rows");
        QVERIFY(!shown.panel()->isVisible());
        clickOn("words");
        QTRY_VERIFY(shown.panel()->isVisible());
        QTRY_VERIFY(shown.has(u"Row 1 of 4"_s));
        QVERIFY(shown.has(u"What comes out"_s));
        QVERIFY(shown.has(u"The first of 4 rows, as the template will make them."_s));
        // One worked example, then the question.
        const auto promptOf = [&] { return shown.panel()->preview()->rows[0].parts[0].text; };
        const std::string before = promptOf();
        QVERIFY(before.find("\n\n") != std::string::npos);
        shown.document.setParam("words", "prompt", "Q: {prompt} A:");
        QTRY_VERIFY(promptOf().ends_with(" A:"));
        shown.document.setParam("words", "prompt", "{promt}");
        QTRY_VERIFY(shown.has(u"there is no place {promt}"_s));
        // Without its wire there is nothing to show.
        shown.document.disconnectPorts(shown.document.pipeline().edges.back());
        QTRY_VERIFY(!shown.panel()->isVisible());
    }

    void whatComesForAnotherWireIsDropped()
    {
        Shown shown;
        // Both before the first answer can come.
        shown.click(0);
        shown.click(1);
        QTRY_VERIFY(shown.has(u"Text 1 of 2"_s));
        QTest::qWait(100);
        QVERIFY(shown.panel()->preview()->type == PortType::Text);
        QVERIFY(shown.has(u"Text 1 of 2"_s));
    }

    void manyChangesInARowStartTwoReadings()
    {
        SlowlyRead slowly;
        const QSignalSpy loaded(slowly.panel.get(), &FlowPanel::loaded);
        slowly.look(0);
        QTRY_COMPARE(slowly.readings->begun.load(), 1);
        for (int i = 0; i < 10; ++i) {
            Q_EMIT slowly.document.changed(AnalysisChanged{});
            slowly.look(i % 2 == 0 ? 1 : 0);
        }
        slowly.look(1);
        // The first ends though it was not done; only the newest comes after it.
        QTRY_COMPARE(slowly.readings->begun.load(), 2);
        QVERIFY(!slowly.panel->preview());
        slowly.readings->slow = false;
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(
            slowly.panel->preview()->note.words(), slowly.document.pipeline().edges[1].fromNode);
        QTest::qWait(50);
        QCOMPARE(slowly.readings->begun.load(), 2);
        QCOMPARE(slowly.readings->mostAtOnce.load(), 1);
        QCOMPARE(loaded.size(), 1);
    }

    void whatNobodyLooksAtIsEnded_data()
    {
        QTest::addColumn<bool>("closed");
        QTest::newRow("the panel goes") << true;
        QTest::newRow("no wire is looked at") << false;
    }
    void whatNobodyLooksAtIsEnded()
    {
        QFETCH(bool, closed);
        SlowlyRead slowly;
        slowly.look(0);
        QTRY_COMPARE(slowly.readings->begun.load(), 1);
        QElapsedTimer time;
        time.start();
        if (closed)
            slowly.panel.reset();
        else
            slowly.panel->setEdge({});
        QVERIFY(time.elapsed() < 1000);
        // Left alone it would take 20 seconds.
        QVERIFY(QThreadPool::globalInstance()->waitForDone(5000));
        QCOMPARE(slowly.readings->begun.load(), 1);
        if (closed)
            return;
        // Another look reads anew.
        slowly.readings->slow = false;
        slowly.look(0);
        QTRY_VERIFY(slowly.panel->preview());
        QCOMPARE(slowly.readings->begun.load(), 2);
    }

    void aReadingEndsWhereItIsStopped()
    {
        const TemporaryFolder folder;
        const FlowQuestion question = questionAboutFile(folder.path());
        std::string lines;
        for (int i = 0; i < 3000; ++i)
            lines += fmt::format(
                R"({{"prompt": "What comes after {}?", "completion": "{}"}})"
                "\n",
                i,
                i + 1);
        size_t asked = 0;
        const auto read = [&](size_t stopAt) {
            asked = 0;
            return previewFlow(question, stages(), [&] { return ++asked == stopAt; });
        };
        const auto ends = [&](size_t stopAt) {
            const FlowPreview found = read(stopAt);
            return asked == stopAt && found.rows.empty() && found.note.empty();
        };
        // The last row is broken: only the import comes to it.
        writeAtomically(folder.path() / "a.jsonl", lines + "no row\n");
        QVERIFY(read(0).note.words().find("line 3001") != std::string::npos);
        const size_t beforeIt = asked;
        QVERIFY(beforeIt > question.count);
        for (size_t i = 1; i <= beforeIt; ++i)
            QVERIFY2(ends(i), qPrintable(QString::number(i)));
        writeAtomically(folder.path() / "a.jsonl", lines);
        QCOMPARE(read(0).rows.size(), question.count);
        const size_t all = asked;
        QVERIFY(all > beforeIt + 2 * question.count);
        for (const size_t i : {beforeIt + 1, all / 2, all - question.count + 1, all})
            QVERIFY2(ends(i), qPrintable(QString::number(i)));
    }

    void otherWiresSayWhatTheyAre()
    {
        Shown shown;
        shown.click(2);
        QTRY_VERIFY(shown.panel()->preview());
        QVERIFY(!shown.has(u"Row 1"_s));
        const auto* inspector = shown.page.findChild<Inspector*>();
        bool named = false;
        for (const auto* label : inspector->findChildren<QLabel*>())
            named |= label->text().contains(u"tokenizer → model"_s);
        QVERIFY(named);
    }

    void tokensAreReadable_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("a word") << QByteArray(" fox") << u"·fox"_s;
        QTest::newRow("a line's end") << QByteArray("\n") << u"⏎"_s;
        QTest::newRow("half a character") << QByteArray("\xEA\xB0") << u"‹EA B0›"_s;
        QTest::newRow("Hangul") << QByteArray("가") << u"가"_s;
    }
    void tokensAreReadable()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(tokenText({bytes.toStdString(), false, false}), text);
    }
};

QTEST_MAIN(TestFlowPanel)
#include "test_flow_panel.moc"
