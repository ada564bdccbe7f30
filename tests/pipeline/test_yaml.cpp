#include "core/base/files.h"
#include "core/pipeline/stage.h"
#include "core/pipeline/yaml.h"

#include <QTest>

using namespace espalier;

namespace {

const char* const kCanonical = R"(version: 1
variables: {seed: 7}
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 20000}, at: [0, 0]}
  - {id: pretrain, stage: train.pretrain, params: {learning_rate: 1e-05, seed: "${seed}", sample_prompts: ["", "7", "a: b"], clip: 0.5}, at: [3, -0.5]}
edges:
  - text.text -> pretrain.text
)";

const StageInfo kStages[] = {
    {.name = "data.text",
     .title = "",
     .help = "",
     .params = {
         {.name = "path", .kind = ParamKind::Path}, {.name = "column", .kind = ParamKind::Text}}}};

} // namespace

class TestYaml : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void canonicalTextIsWrittenBackByteForByte()
    {
        const auto read = readPipeline(kCanonical);
        QVERIFY(read.issues.empty());
        QCOMPARE(writePipeline(read.pipeline), std::string(kCanonical));
    }

    void valuesKeepTheirTypes()
    {
        const auto node = readPipeline(kCanonical).pipeline.nodes[1];
        QVERIFY(node.params["learning_rate"].is_number_float());
        QVERIFY(node.params["sample_prompts"][1] == nlohmann::ordered_json("7"));
        QVERIFY(readPipeline(kCanonical).pipeline.resolved(node)["seed"] == nlohmann::ordered_json(7));
    }

    void everyMistakeOfFormIsFoundWithItsPlace()
    {
        const auto read = readPipeline("version: 2\nnodez: []\nnodes:\n  - {id: a, stage: s, "
                                       "colour: red}\n  - 7\nedges:\n  - a -> b\n");
        QCOMPARE(read.issues.size(), size_t{5});
        const std::vector<std::pair<int, const char*>> expected{
            {1, "version 2"},
            {2, "did you mean `nodes`"},
            {4, "`colour` is no key of a node"},
            {5, "A node must be a map"},
            {7, "node.port -> node.port"}};
        for (size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(read.issues[i].place.line, expected[i].first);
            QVERIFY2(
                read.issues[i].words().find(expected[i].second) != std::string::npos,
                read.issues[i].words().c_str());
        }
    }

    void brokenYamlGivesItsLine()
    {
        const auto read = readPipeline("version: 1\nnodes:\n  - {id: a\n");
        QCOMPARE(read.issues.size(), size_t{1});
        QVERIFY(read.issues[0].place.line >= 3);
    }

    void savingOverCommentsKeepsABackup()
    {
        const TemporaryFolder folder;
        const auto file = folder.path() / "a.yaml";
        const std::string commented = "# mine\n" + std::string(kCanonical);
        writeAtomically(file, commented);
        QVERIFY(savePipeline(readPipeline(commented).pipeline, file));
        QCOMPARE(readFile(file), std::string(kCanonical));
        QCOMPARE(readFile(file.string() + ".bak"), commented);
        QVERIFY(!savePipeline(readPipeline(kCanonical).pipeline, file));
    }

    void settingsReachParametersAndVariables()
    {
        auto pipeline = readPipeline(kCanonical).pipeline;
        applySetting(pipeline, kStages, "pretrain.clip=2", "/tmp");
        applySetting(pipeline, kStages, "seed=9", "/tmp");
        applySetting(pipeline, kStages, "text.path=data/a=b.txt", "/somewhere");
        applySetting(pipeline, kStages, "text.column=007", "/tmp");
        QVERIFY(pipeline.find("pretrain")->params["clip"] == nlohmann::ordered_json(2));
        QVERIFY(pipeline.variables["seed"] == nlohmann::ordered_json(9));
        QVERIFY(pipeline.find("text")->params["path"] == nlohmann::ordered_json("/somewhere/data/a=b.txt"));
        QVERIFY(pipeline.find("text")->params["column"] == nlohmann::ordered_json("007"));
    }

    void wrongSettingsSayWhatTheyCouldHaveMeant()
    {
        auto pipeline = readPipeline(kCanonical).pipeline;
        for (const auto& [setting, expected] : std::vector<std::pair<const char*, const char*>>{
                 {"pretrian.clip=2", "did you mean `pretrain`"},
                 {"clip", "node.param=value"},
                 {"sed=1", "no variable `sed`"}}) {
            try {
                applySetting(pipeline, kStages, setting, "/tmp");
                QFAIL(setting);
            } catch (const Error& error) {
                QVERIFY2(error.words().find(expected) != std::string::npos, error.words().c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestYaml)
#include "test_yaml.moc"
