#include "core/base/files.h"
#include "core/pipeline/digest.h"
#include "core/pipeline/plan.h"
#include "core/pipeline/yaml.h"

#include <QTest>

#include <set>

using namespace espalier;

namespace {

std::vector<StageInfo> twoStages()
{
    return {
        {.name = "source",
         .title = "",
         .help = "",
         .outputs = {{"text", PortType::Text}},
         .params =
             {{.name = "path", .kind = ParamKind::Path, .defaultValue = ""},
              {.name = "n", .kind = ParamKind::Integer, .defaultValue = 1},
              {.name = "seed", .kind = ParamKind::Integer, .defaultValue = 1}},
         .usesSeed = false},
        {.name = "train",
         .title = "",
         .help = "",
         .inputs = {{"text", PortType::Text}},
         .outputs = {{"model", PortType::Model}},
         .params =
             {{.name = "lr", .kind = ParamKind::Number, .defaultValue = 0.1},
              {.name = "log_interval",
               .kind = ParamKind::Integer,
               .defaultValue = 1,
               .execution = true},
              {.name = "kind",
               .kind = ParamKind::Choice,
               .defaultValue = "a",
               .choices = {"a", "b"}},
              {.name = "only_b",
               .kind = ParamKind::Integer,
               .defaultValue = 1,
               .onlyWith = "kind",
               .onlyWithValues = {"b"}},
              {.name = "seed", .kind = ParamKind::Integer, .defaultValue = 1}},
         .codeVersion = 2,
         .usesSeed = true},
    };
}

Pipeline pipelineWith(const std::string& sourceParams, const std::string& trainParams)
{
    return readPipeline(
               "version: 1\nnodes:\n  - {id: s, stage: source, params: {" + sourceParams +
               "}}\n  - {id: t, stage: train, params: {" + trainParams +
               "}}\nedges:\n  - s.text -> t.text\n")
        .pipeline;
}

std::vector<PlannedNode> planOf(
    const Pipeline& pipeline,
    const std::set<std::string>& have = {},
    const std::filesystem::path& folder = "/nowhere")
{
    static const auto all = twoStages();
    const TemporaryFolder memory;
    RememberedDigests digests(memory.path() / "digests.json");
    return plan(pipeline, all, folder, std::ref(digests), [&](const std::string& key) {
        return have.contains(key);
    });
}

std::string trainKey(const std::string& sourceParams, const std::string& trainParams)
{
    return planOf(pipelineWith(sourceParams, trainParams))[1].key;
}

} // namespace

class TestPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatChangesTheResultChangesTheKey()
    {
        const auto base = trainKey("", "");
        QVERIFY(trainKey("", "lr: 0.2") != base);
        QVERIFY(trainKey("", "seed: 2") != base);
        QVERIFY(trainKey("n: 2", "") != base);
        QVERIFY(trainKey("", "kind: b") != base);
        QVERIFY(trainKey("", "kind: b, only_b: 2") != trainKey("", "kind: b"));
    }

    void whatDoesNotChangeTheResultDoesNotChangeTheKey()
    {
        const auto base = trainKey("", "");
        QCOMPARE(trainKey("", "lr: 0.1"), base);         // the default, written out
        QCOMPARE(trainKey("", "log_interval: 7"), base); // execution
        QCOMPARE(trainKey("seed: 5", ""), base);         // a stage that does not use the seed
        QCOMPARE(trainKey("", "only_b: 9"), base);       // has no meaning with kind a
    }

    void filesCountByContent()
    {
        const TemporaryFolder folder;
        writeAtomically(folder.path() / "a.txt", "hello");
        writeAtomically(folder.path() / "b.txt", "hello");
        writeAtomically(folder.path() / "c.txt", "other");
        const auto key = [&](const char* name) {
            return planOf(pipelineWith(std::string("path: ") + name, ""), {}, folder.path())[0].key;
        };
        QCOMPARE(key("a.txt"), key("b.txt"));
        QVERIFY(key("a.txt") != key("c.txt"));
    }

    void aRememberedDigestNoticesAChange()
    {
        const TemporaryFolder folder;
        const auto file = folder.path() / "a.txt";
        RememberedDigests digests(folder.path() / "digests.json");
        writeAtomically(file, "one");
        const auto first = digests(file);
        writeAtomically(file, "two");
        QVERIFY(digests(file) != first);
        std::filesystem::last_write_time(
            file, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
        const auto remembered = digests(file);
        QCOMPARE(RememberedDigests(folder.path() / "digests.json")(file), remembered);
    }

    void cachedNodesSayWhyAndTheRestSaysWhat()
    {
        const auto pipeline = pipelineWith("", "");
        const auto first = planOf(pipeline);
        QVERIFY(!first[0].cached && !first[1].cached);
        QVERIFY(first[1].reason.words().find("`s` before it runs") != std::string::npos);
        const auto second = planOf(pipeline, {first[0].key, first[1].key});
        QVERIFY(second[0].cached && second[1].cached);
        const auto changed = planOf(pipelineWith("", "lr: 0.5"), {first[0].key, first[1].key});
        QVERIFY(changed[0].cached && !changed[1].cached);
    }

    void anArtifactOfOlderCodeStaysValidAndIsMarked()
    {
        auto older = twoStages();
        older[1].codeVersion = 1;
        const auto pipeline = pipelineWith("", "");
        const auto source = planOf(pipeline)[0].key;
        const auto oldKey = nodeKey(
            older[1],
            completeParams(pipeline, pipeline.nodes[1], older[1]),
            {{"text", source + ":text"}},
            "/nowhere",
            [](const auto&) { return std::string(); });
        const auto planned = planOf(pipeline, {source, oldKey});
        QVERIFY(planned[1].cached);
        QVERIFY(planned[1].olderCode);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "test_plan.moc"
