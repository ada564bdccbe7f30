#include "test_examples.h"

#include "core/base/files.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/check.h"
#include "core/pipeline/queue.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/nodes.h"
#include "tests/engine/run/tiny_pipelines.h"
#include "tests/support/source_tree.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <map>

using namespace espalier;

namespace {

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
    const QStringList shipped = shippedFiles();
    const auto wrong = runTwice(workspace, read.pipeline, path);
    QVERIFY2(wrong.empty(), wrong.c_str());
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
        const auto isWhole = [&] {
            return std::ranges::all_of(
                std::array{"config.json", "model.safetensors", "tokenizer.json"},
                [&](const char* file) { return std::filesystem::exists(written / file); });
        };
        QVERIFY2(isWhole() && !std::filesystem::exists(written / "manifest.json"), path.c_str());

        // Somebody deletes it: another run, which makes nothing anew, writes it again.
        std::filesystem::remove_all(written);
        const auto again = queueRun(workspace, stages(), wish);
        QCOMPARE(executeRun(workspace, again.id, silent, interrupted).exitStatus, 0);
        QVERIFY(Nodes(workspace.database()).find(again.id, "out")->status == NodeStatus::Cached);
        QVERIFY2(isWhole(), path.c_str());

        // A file stands in its way: one sentence with the place.
        std::filesystem::remove_all(written);
        writeAtomically(written, "not a folder");
        const auto blocked = queueRun(workspace, stages(), wish);
        QVERIFY(executeRun(workspace, blocked.id, silent, interrupted).exitStatus != 0);
        const auto said = Nodes(workspace.database()).find(blocked.id, "out")->message.words();
        QVERIFY2(said.find(written.string()) != std::string::npos, said.c_str());
    }
}

QTEST_GUILESS_MAIN(TestExamples)
