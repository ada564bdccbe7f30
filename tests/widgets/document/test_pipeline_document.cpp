#include "core/base/files.h"
#include "core/pipeline/yaml.h"
#include "widgets/document/pipeline_document.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

/// A small table of stages of its own, so that these claims don't depend on what the real stages
/// are.
const std::vector<StageInfo>& table()
{
    static const std::vector<StageInfo> all = [] {
        const auto number = [](const char* name, double value) {
            ParamInfo info;
            info.name = name;
            info.kind = ParamKind::Number;
            info.defaultValue = value;
            info.min = 0;
            info.max = 10;
            return info;
        };
        StageInfo source{
            .name = "data.source",
            .title = "Source",
            .help = "",
            .outputs = {{"text", PortType::Text}}};
        source.params = {number("size", 1)};
        StageInfo train{.name = "train.it", .title = "Train", .help = ""};
        train.inputs = {{"text", PortType::Text}, {"model", PortType::Model, true}};
        train.outputs = {{"model", PortType::Model}};
        train.params = {number("rate", 0.001), number("decay", 0.1), number("clip", 1)};
        StageInfo mix{.name = "data.mix", .title = "Mix", .help = ""};
        mix.inputs = {{"text", PortType::Text, false, true}};
        mix.outputs = {{"text", PortType::Text}};
        StageInfo ask{.name = "sample.ask", .title = "Ask", .help = ""};
        ask.inputs = {{"model", PortType::Model}};
        ask.outputs = {{"candidates", PortType::Candidates}};
        StageInfo prefer{.name = "train.prefer", .title = "Prefer", .help = ""};
        prefer.inputs = {{"model", PortType::Model}, {"candidates", PortType::Candidates}};
        prefer.outputs = {{"model", PortType::Model}};
        return std::vector{source, train, mix, ask, prefer};
    }();
    return all;
}

std::string any(std::mt19937& random, const Pipeline& pipeline)
{
    return pipeline.nodes.empty() ? "" : pipeline.nodes[random() % pipeline.nodes.size()].id;
}

/// One random edit of any kind; some do nothing (a wire that doesn't fit), as with people.
void edit(PipelineDocument& document, std::mt19937& random)
{
    const Pipeline& pipeline = document.pipeline();
    const std::string node = any(random, pipeline);
    switch (random() % 13) {
    case 0:
    case 1:
        document.addNode(
            table()[random() % table().size()].name,
            double(random() % 40) / 4,
            double(random() % 40) / 4);
        break;
    case 2: {
        std::vector<std::string> nodes{node, any(random, pipeline)};
        std::vector<Edge> edges;
        if (!pipeline.edges.empty())
            edges.push_back(pipeline.edges[random() % pipeline.edges.size()]);
        document.remove(random() % 3 ? std::vector<std::string>{} : nodes, edges);
        break;
    }
    case 3:
        document.moveNodes(
            {{node, double(random() % 40) / 4, 1}, {any(random, pipeline), 0, 0}},
            int(random() % 3));
        break;
    case 4:
    case 5: {
        static const char* kOut[] = {"text", "model"};
        document.connectPorts(
            {node, kOut[random() % 2], any(random, pipeline), kOut[random() % 2], {}});
        break;
    }
    case 6:
    case 7: {
        static const char* kNames[] = {"rate", "decay", "clip", "size"};
        const Value values[] = {0.5, 3, "${seed}", "1e-3", 1e-5, Value::array({"a", "b"})};
        document.setParam(node, kNames[random() % 4], values[random() % 6], int(random() % 4));
        break;
    }
    case 8:
        document.resetParam(node, random() % 2 ? "rate" : "clip");
        break;
    case 9:
        document.renameNode(node, "n" + std::to_string(random() % 50));
        break;
    case 10:
        if (random() % 3)
            document.setVariable(
                "v" + std::to_string(random() % 4), int64_t(random() % 100), int(random() % 3));
        else
            document.removeVariable("v" + std::to_string(random() % 4));
        break;
    case 11:
        if (pipeline.nodes.size() < 30)
            document.appendRound();
        break;
    default:
        // Kept small, or pasting doubles without end.
        if (pipeline.nodes.size() < 30)
            document.paste(document.copy({node, any(random, pipeline)}), 1, 1);
    }
}

} // namespace

class TestPipelineDocument : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thousandsOfEditsUndoAndRedo_data();
    void thousandsOfEditsUndoAndRedo();
    void removingANodeBringsItsWiresBackInPlace();
    void typingIsOneUndoStep();
    void draggingIsOneUndoStep();
    void aNodeAddedWithItsWireIsOneStep();
    void pastedNodesTakeFreeNames();
    void aWireThatDoesNotFitIsRefusedWithTheReason();
    void renamingKeepsWires();
    void savingAndOpeningGivesTheSamePipeline();
    void roundsOfAFileAreOpenedAsNodes();
    void roundsThatCannotBeUnrolledAreAProblem();
    void problemsArriveAfterAChange();
    void aStatusIsToldOnlyWhenItChanges();
    void theModifiedFlagFollowsUndo();
};

void TestPipelineDocument::thousandsOfEditsUndoAndRedo_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed : {1U, 2U, 3U})
        QTest::addRow("seed %u", seed) << seed;
}

void TestPipelineDocument::thousandsOfEditsUndoAndRedo()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    PipelineDocument document(table());
    Pipeline initial;
    initial.nodes = {
        {.id = "a", .stage = "data.source"},
        {.id = "b", .stage = "train.it", .x = 1},
        {.id = "c", .stage = "sample.ask", .x = 2},
        {.id = "d", .stage = "train.prefer", .x = 3}};
    initial.edges = {
        {"a", "text", "b", "text", {}},
        {"b", "model", "c", "model", {}},
        {"b", "model", "d", "model", {}},
        {"c", "candidates", "d", "candidates", {}}};
    document.replace(initial);
    const std::string before = writePipeline(document.pipeline());

    for (int i = 0; i < 2000; ++i)
        edit(document, random);
    const Pipeline end = document.pipeline();
    const std::string after = writePipeline(end);
    QVERIFY(document.undoStack()->count() > 500);
    QVERIFY(after != before);

    while (document.undoStack()->canUndo())
        document.undoStack()->undo();
    QVERIFY(document.pipeline() == initial);
    QCOMPARE(writePipeline(document.pipeline()), before);

    while (document.undoStack()->canRedo())
        document.undoStack()->redo();
    QVERIFY(document.pipeline() == end);
    QCOMPARE(writePipeline(document.pipeline()), after);

    // And a walk back and forth in between.
    for (int i = 0; i < 200; ++i)
        document.undoStack()->setIndex(int(random() % unsigned(document.undoStack()->count() + 1)));
    document.undoStack()->setIndex(0);
    QCOMPARE(writePipeline(document.pipeline()), before);
}

void TestPipelineDocument::removingANodeBringsItsWiresBackInPlace()
{
    PipelineDocument document(table());
    Pipeline pipeline;
    pipeline.nodes = {
        {.id = "a", .stage = "data.source"},
        {.id = "m", .stage = "data.mix"},
        {.id = "t", .stage = "train.it"}};
    pipeline.edges = {{"a", "text", "m", "text", {}}, {"m", "text", "t", "text", {}}};
    document.replace(pipeline);
    document.remove({"m"});
    QCOMPARE(document.pipeline().nodes.size(), size_t(2));
    QCOMPARE(document.pipeline().edges.size(), size_t(0));
    document.undoStack()->undo();
    QVERIFY(document.pipeline() == pipeline);
}

void TestPipelineDocument::typingIsOneUndoStep()
{
    PipelineDocument document(table());
    const auto node = document.addNode("train.it", 0, 0);
    const int session = PipelineDocument::newSession();
    for (const char* text : {"0", "0.", "0.0", "0.05"})
        document.setParam(node, "rate", text, session);
    document.setParam(node, "rate", "0.5", PipelineDocument::newSession());
    QCOMPARE(document.undoStack()->count(), 3);
    document.undoStack()->undo();
    QVERIFY(document.pipeline().find(node)->params["rate"] == Values("0.05"));
    document.undoStack()->undo();
    QVERIFY(!document.pipeline().find(node)->params.contains("rate"));
}

void TestPipelineDocument::draggingIsOneUndoStep()
{
    PipelineDocument document(table());
    const auto node = document.addNode("train.it", 1, 2);
    const int session = PipelineDocument::newSession();
    for (int i = 1; i <= 5; ++i)
        document.moveNodes({{node, 1.0 + i, 2}}, session);
    QCOMPARE(document.undoStack()->count(), 2);
    document.undoStack()->undo();
    QCOMPARE(document.pipeline().find(node)->x, 1.0);
}

void TestPipelineDocument::aNodeAddedWithItsWireIsOneStep()
{
    PipelineDocument document(table());
    const auto source = document.addNode("data.source", 0, 0);
    const auto train = document.addNode("train.it", 1, 0, Edge{source, "text", "", "text", {}});
    QCOMPARE(document.pipeline().edges.size(), size_t(1));
    QCOMPARE(document.pipeline().edges[0].toNode, train);
    document.undoStack()->undo();
    QCOMPARE(document.pipeline().nodes.size(), size_t(1));
    QCOMPARE(document.pipeline().edges.size(), size_t(0));
}

void TestPipelineDocument::pastedNodesTakeFreeNames()
{
    PipelineDocument document(table());
    const auto source = document.addNode("data.source", 0, 0);
    const auto train = document.addNode("train.it", 1, 0, Edge{source, "text", "", "text", {}});
    document.setParam(train, "rate", 0.25);
    const auto pasted = document.paste(document.copy({source, train}), 0, 1);
    QCOMPARE(pasted, (std::vector<std::string>{"source_2", "it_2"}));
    QVERIFY(document.pipeline().find("it_2")->params["rate"] == Values(0.25));
    QCOMPARE(document.pipeline().find("it_2")->y, 1.0);
    QCOMPARE(document.pipeline().edges.back().text(), std::string("source_2.text -> it_2.text"));
    QVERIFY(document.paste(u"no pipeline"_s, 0, 0).empty());
}

void TestPipelineDocument::aWireThatDoesNotFitIsRefusedWithTheReason()
{
    PipelineDocument document(table());
    const auto source = document.addNode("data.source", 0, 0);
    const auto train = document.addNode("train.it", 1, 0);
    const auto reason = document.connectPorts({source, "text", train, "model", {}});
    QVERIFY(reason);
    QVERIFY(!reason->words().empty());
    QCOMPARE(document.undoStack()->count(), 2);
    QVERIFY(!document.connectPorts({source, "text", train, "text", {}}));
    QCOMPARE(document.undoStack()->count(), 3);
}

void TestPipelineDocument::renamingKeepsWires()
{
    PipelineDocument document(table());
    const auto source = document.addNode("data.source", 0, 0);
    document.addNode("train.it", 1, 0, Edge{source, "text", "", "text", {}});
    QVERIFY(document.renameNode(source, "it"));
    QVERIFY(document.renameNode(source, "two words"));
    QVERIFY(!document.renameNode(source, "words"));
    QCOMPARE(document.pipeline().edges[0].text(), std::string("words.text -> it.text"));
    document.undoStack()->undo();
    QCOMPARE(document.pipeline().edges[0].text(), std::string("source.text -> it.text"));
}

void TestPipelineDocument::savingAndOpeningGivesTheSamePipeline()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(u"파이프라인 one.yaml"_s).toStdString();
    PipelineDocument document(table());
    const auto source = document.addNode("data.source", 0.25, -1.5);
    document.addNode("train.it", 1, 0, Edge{source, "text", "", "text", {}});
    document.setParam("it", "rate", 1e-5);
    document.setVariable("seed", 7);
    QVERIFY(document.isModified());
    QVERIFY(!document.save(file));
    QVERIFY(!document.isModified());
    PipelineDocument other(table());
    other.open(file);
    QVERIFY(other.pipeline() == document.pipeline());
    QCOMPARE(other.title(), u"파이프라인 one"_s);
    QVERIFY(!other.isModified());
}

void TestPipelineDocument::roundsOfAFileAreOpenedAsNodes()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(u"rounds.yaml"_s).toStdString();
    const std::string yaml = R"(version: 1
rounds: 3
nodes:
  - {id: source, stage: data.source, at: [0, 0]}
  - {id: it, stage: train.it, at: [1, 0]}
  - {id: ask, stage: sample.ask, at: [2, 1]}
  - {id: prefer, stage: train.prefer, at: [3, 0]}
edges:
  - source.text -> it.text
  - it.model -> ask.model
  - it.model -> prefer.model
  - ask.candidates -> prefer.candidates
)";
    writeAtomically(file, yaml);
    PipelineDocument document(table());
    document.open(file);
    QVERIFY(document.issues().empty());
    QCOMPARE(document.pipeline().nodes.size(), size_t(8));
    QCOMPARE(document.pipeline().rounds, 1);
    QCOMPARE(
        document.pipeline().edges.back().text(),
        std::string("ask_3.candidates -> prefer_3.candidates"));
    // One more by hand, as one step.
    QCOMPARE(document.appendRound(), (std::vector<std::string>{"ask_4", "prefer_4"}));
    QCOMPARE(document.undoStack()->count(), 1);
    document.undoStack()->undo();
    QCOMPARE(document.pipeline().nodes.size(), size_t(8));
    // The nodes are saved, and what said `rounds` stays beside them.
    QVERIFY(document.save(file));
    QCOMPARE(readFile(file.string() + ".bak"), yaml);
}

void TestPipelineDocument::roundsThatCannotBeUnrolledAreAProblem()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(u"rounds.yaml"_s).toStdString();
    writeAtomically(file, "version: 1\nrounds: 2\nnodes:\n  - {id: a, stage: data.source}\n");
    PipelineDocument document(table());
    document.open(file);
    QCOMPARE(document.issues().size(), size_t(1));
    QCOMPARE(document.issues()[0].place.line, 2);
    QVERIFY(document.whyNoRound());
    QVERIFY(document.appendRound().empty());
    QCOMPARE(document.undoStack()->count(), 0);
}

void TestPipelineDocument::problemsArriveAfterAChange()
{
    PipelineDocument document(table());
    const auto node = document.addNode("train.it", 0, 0);
    QTRY_VERIFY(document.isAnalysed());
    QCOMPARE(document.issues().size(), size_t(1)); // its text is not wired
    QCOMPARE(document.issues()[0].node, node);
    const auto source = document.addNode("data.source", 0, 0);
    document.connectPorts({source, "text", node, "text", {}});
    document.setParam(node, "rate", 99.0);
    QTRY_VERIFY(document.isAnalysed());
    QCOMPARE(document.issues().size(), size_t(1));
    QCOMPARE(document.issues()[0].param, std::string("rate"));
}

void TestPipelineDocument::aStatusIsToldOnlyWhenItChanges()
{
    PipelineDocument document(table());
    const auto node = document.addNode("train.it", 0, 0);
    int told = 0;
    connect(&document, &PipelineDocument::changed, this, [&](const DocumentEvent& event) {
        told += std::holds_alternative<StatusChanged>(event) ? 1 : 0;
    });
    NodeCondition status;
    status.state = RunState::Running;
    status.progress = 0.5;
    document.setStatus(node, status);
    document.setStatus(node, status);
    QCOMPARE(told, 1);
    document.renameNode(node, "other");
    QCOMPARE(document.status("other").progress, 0.5);
    document.clearStatuses();
    QVERIFY(document.status("other").state == RunState::Idle);
}

void TestPipelineDocument::theModifiedFlagFollowsUndo()
{
    const QTemporaryDir folder;
    PipelineDocument document(table());
    document.addNode("train.it", 0, 0);
    document.save(folder.filePath(u"p.yaml"_s).toStdString());
    document.setParam("it", "rate", 1.0);
    QVERIFY(document.isModified());
    document.undoStack()->undo();
    QVERIFY(!document.isModified());
    document.undoStack()->undo();
    QVERIFY(document.isModified());
}

QTEST_GUILESS_MAIN(TestPipelineDocument)
#include "test_pipeline_document.moc"
