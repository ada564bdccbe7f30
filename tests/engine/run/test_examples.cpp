#include "test_examples.h"

#include "core/base/files.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/check.h"
#include "core/pipeline/queue.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "tests/support/source_tree.h"

#include <QTest>

#include <map>

using namespace espalier;

namespace {

/// What makes each stage tiny. A parameter that the stage hasn't is left out.
const std::vector<std::pair<std::string, Values>>& tinyValues()
{
    static const std::vector<std::pair<std::string, Values>> all = {
        {"data.text", {{"documents", 150}}},
        {"data.", {{"items", 100}, {"validation", 0.2}}},
        {"tokenizer.train", {{"vocab_size", 360}}},
        {"model.new", {{"layers", 1}, {"width", 32}, {"heads", 2}}},
        {"train.",
         {{"max_steps", 3},
          {"epochs", 0},
          {"batch", 2},
          {"warmup_steps", 1},
          {"eval_batches", 1},
          {"sample_tokens", 4}}},
        {"rl.",
         {{"max_steps", 2},
          {"prompts", 3},
          {"answers", 2},
          {"max_new_tokens", 6},
          {"eval_batches", 1},
          {"critic_steps", 1},
          {"cg_iterations", 2}}},
        {"label.simulated", {{"tie", 0.0}}}, // answers of six tokens hardly differ
        {"sample.candidates", {{"limit", 8}, {"max_new_tokens", 6}}},
        {"eval.", {{"limit", 6}, {"max_tokens", 100}, {"max_new_tokens", 4}}},
    };
    return all;
}

Pipeline tiny(Pipeline pipeline)
{
    for (Node& node : pipeline.nodes) {
        const auto* stage = findStage(stages(), node.stage);
        for (const auto& [name, values] : tinyValues()) {
            if (!node.stage.starts_with(name))
                continue;
            for (const auto& [param, value] : values.items())
                if (findParam(stage->params, param) != nullptr)
                    node.params[param] = value;
            break;
        }
        // Answers of six tokens are never right: the annotator goes by what differs.
        if (node.params.value("rule", "") == "reward") {
            node.params["rule"] = "qualities";
            node.params["qualities"] = {"characters 1"};
            std::erase_if(pipeline.edges, [&](const Edge& edge) {
                return edge.toNode == node.id && edge.toPort == "reward";
            });
        }
    }
    return pipeline;
}

/// Every file that comes with the program.
QStringList shippedFiles()
{
    return sourceFiles(QStringLiteral("resources"), {QStringLiteral("*")});
}

} // namespace

void TestExamples::everyExampleRunsThenIsReused_data()
{
    QTest::addColumn<QString>("file");
    for (const auto& file :
         sourceFiles(QStringLiteral("resources/pipelines"), {QStringLiteral("*.yaml")}))
        QTest::newRow(qPrintable(file.section(u'/', -1))) << file;
}

void TestExamples::everyExampleRunsThenIsReused()
{
    QFETCH(QString, file);
    const std::filesystem::path path = QDir(sourceRoot()).filePath(file).toStdString();
    auto read = loadPipeline(path);
    QVERIFY(read.issues.empty());
    TemporaryFolder folder;
    // The one that asks for a file of the person's own gets it.
    std::string words;
    for (int i = 0; i < 400; ++i)
        words += fmt::format("The {} of them said {}.\n", i, i * i);
    writeAtomically(folder.path() / "own.txt", words);
    for (Node& node : read.pipeline.nodes)
        if (node.stage == "data.text" && node.params.value("source", "") == "file")
            node.params["path"] = (folder.path() / "own.txt").string();
    // As it stands it has no mistake and no doubt.
    for (const auto& issue : check(read.pipeline, stages(), path.parent_path()))
        QFAIL(issue.words().c_str());

    auto workspace = Workspace::open(folder.path());
    std::atomic<bool> interrupted{false};
    RunObserver silent;
    const QStringList shipped = shippedFiles();
    for (const auto expected : {NodeStatus::Finished, NodeStatus::Cached}) {
        NewRun wish;
        wish.yaml = writePipeline(tiny(read.pipeline));
        wish.file = path;
        wish.threads = 1;
        const auto run = queueRun(workspace, stages(), wish);
        const auto outcome = executeRun(workspace, run.id, silent, interrupted);
        std::string failed;
        for (const auto& event : Events(workspace.database()).since(0, run.id))
            if (event.level == EventLevel::Error)
                failed = event.message.words();
        QVERIFY2(outcome.exitStatus == 0, failed.c_str());
        for (const auto& node : read.pipeline.nodes) {
            const auto state = Nodes(workspace.database()).find(run.id, node.id);
            QVERIFY2(state && state->status == expected, node.id.c_str());
        }
    }
    // What an example exports lies in the workspace, never beside what comes with the program.
    for (const Node& node : read.pipeline.nodes)
        if (const std::string name = node.params.value("path", "");
            node.stage.starts_with("export.") && !name.empty())
            QVERIFY2(
                std::filesystem::exists(folder.path() / "exports" / name / "config.json"),
                name.c_str());
    QCOMPARE(shippedFiles(), shipped);
}

void TestExamples::anotherPathIsWrittenToo()
{
    TemporaryFolder folder;
    auto workspace = Workspace::open(folder.path());
    std::atomic<bool> interrupted{false};
    RunObserver silent;
    const std::filesystem::path resources =
        QDir(sourceRoot()).filePath(QStringLiteral("resources/pipelines")).toStdString();
    const auto absolute = folder.path() / "elsewhere" / "model";
    for (const std::string& path :
         {std::string("one"), std::string("two/in_it"), absolute.string()}) {
        NewRun wish;
        wish.yaml = "version: 1\nnodes:\n  - {id: model, stage: model.load, params: {path: "
                    "../models/storyteller}}\n  - {id: out, stage: export.huggingface, params: "
                    "{path: " +
                    path + "}}\nedges:\n  - model.model -> out.model\n";
        wish.file = resources / "own.yaml";
        wish.threads = 1;
        const auto run = queueRun(workspace, stages(), wish);
        QCOMPARE(executeRun(workspace, run.id, silent, interrupted).exitStatus, 0);
        const auto written = workspace.exportsFolder() / path; // an absolute one stays itself
        for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"})
            QVERIFY2(std::filesystem::exists(written / file), (path + " " + file).c_str());
    }
}

QTEST_GUILESS_MAIN(TestExamples)
