#include "core/base/files.h"
#include "core/pipeline/check.h"
#include "core/pipeline/queue.h"
#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

/// Stages with the ports of the real ones.
const std::vector<StageInfo>& table()
{
    static const std::vector<StageInfo> all = [] {
        const auto stage = [](const char* name, std::vector<Port> inputs, Port output) {
            StageInfo info{.name = name, .title = "", .help = ""};
            info.inputs = std::move(inputs);
            info.outputs = {std::move(output)};
            return info;
        };
        const Port model{"model", PortType::Model}, prompts{"prompts", PortType::Prompts, true},
            reward{"reward", PortType::Reward}, preferences{"preferences", PortType::Preferences},
            report{"report", PortType::Report};
        std::vector<StageInfo> made{
            stage("model.load", {}, model),
            stage("data.prompts", {}, {"prompts", PortType::Prompts}),
            stage(
                "sample.candidates",
                {{"model", PortType::Model, false, true}, prompts},
                {"candidates", PortType::Candidates}),
            stage("label.human", {{"candidates", PortType::Candidates}}, preferences),
            stage("train.reward", {model, preferences}, reward),
            stage("train.preference", {model, preferences}, model),
            stage("rl.ppo", {model, prompts, reward}, model),
            stage("reward.rules", {}, reward),
            stage("eval.arena", {model, {"baseline", PortType::Model}, prompts, reward}, report),
            stage("eval.reward", {reward}, report),
            stage("export.gguf", {model}, {"files", PortType::Files})};
        made[2].params = {
            {.name = "temperature", .kind = ParamKind::Number, .defaultValue = 1.0, .max = 2}};
        return made;
    }();
    return all;
}

const char* const kRlhf = R"(version: 1
nodes:
  - {id: tuned, stage: model.load, at: [0, 0]}
  - {id: requests, stage: data.prompts, at: [0, 1.2]}
  - {id: answers, stage: sample.candidates, params: {temperature: 0.5}, at: [1, 1.2]}
  - {id: annotator, stage: label.human, at: [2, 1.2]}
  - {id: scores, stage: train.reward, at: [3, 1.2]}
  - {id: reinforced, stage: rl.ppo, at: [4, 0]}
  - {id: gold, stage: reward.rules, at: [3, 2.4]}
  - {id: against, stage: eval.arena, at: [5, 0]}
  - {id: sure, stage: eval.reward, at: [4, 2.4]}
  - {id: out, stage: export.gguf, at: [5, -1]}
edges:
  - tuned.model -> answers.model
  - requests.prompts -> answers.prompts
  - answers.candidates -> annotator.candidates
  - tuned.model -> scores.model
  - annotator.preferences -> scores.preferences
  - tuned.model -> reinforced.model
  - requests.prompts -> reinforced.prompts
  - scores.reward -> reinforced.reward
  - reinforced.model -> against.model
  - tuned.model -> against.baseline
  - requests.prompts -> against.prompts
  - gold.reward -> against.reward
  - scores.reward -> sure.reward
  - reinforced.model -> out.model
)";

Pipeline rlhf()
{
    return readPipeline(kRlhf).pipeline;
}

ReadPipeline unrolled(const std::string& yaml)
{
    auto read = readPipeline(yaml);
    unrollRounds(read, table());
    return read;
}

std::string withRounds(const std::string& rounds)
{
    return std::string(kRlhf).insert(
        std::string("version: 1\n").size(), "rounds: " + rounds + "\n");
}

/// The edges from the index `first` on.
std::vector<std::string> edgesFrom(const Pipeline& pipeline, size_t first)
{
    std::vector<std::string> texts;
    for (size_t i = first; i < pipeline.edges.size(); ++i)
        texts.push_back(pipeline.edges[i].text());
    return texts;
}

std::string reasonWhyNot(const Pipeline& pipeline)
{
    try {
        nextRound(pipeline, table());
    } catch (const Error& error) {
        const auto reason = whyNoRound(pipeline, table());
        return error.kind() == Error::Kind::Input && reason && reason->words() == error.words()
                   ? error.words()
                   : "";
    }
    return "";
}

using Texts = std::vector<std::string>;

} // namespace

class TestRounds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRoundIsRepeatedFromItsModel()
    {
        auto pipeline = rlhf();
        QVERIFY(!whyNoRound(pipeline, table()));
        const auto ids = appendRound(pipeline, table());
        QCOMPARE(ids, (Texts{"answers_2", "annotator_2", "scores_2", "reinforced_2", "against_2"}));
        QCOMPARE(
            edgesFrom(pipeline, 14),
            (Texts{
                "reinforced.model -> answers_2.model",
                "requests.prompts -> answers_2.prompts",
                "answers_2.candidates -> annotator_2.candidates",
                "tuned.model -> scores_2.model",
                "annotator_2.preferences -> scores_2.preferences",
                "reinforced.model -> reinforced_2.model",
                "requests.prompts -> reinforced_2.prompts",
                "scores_2.reward -> reinforced_2.reward",
                "reinforced_2.model -> against_2.model",
                "tuned.model -> against_2.baseline",
                "requests.prompts -> against_2.prompts",
                "gold.reward -> against_2.reward"}));
        QVERIFY(pipeline.find("answers_2")->params == pipeline.find("answers")->params);
        QVERIFY(check(pipeline, table()).empty());
        // What was there is there still.
        auto before = pipeline;
        before.nodes.resize(10);
        before.edges.resize(14);
        QVERIFY(before == rlhf());
    }

    void theNextOneGoesOnFromThere()
    {
        auto pipeline = rlhf();
        appendRound(pipeline, table());
        const auto ids = appendRound(pipeline, table());
        QCOMPARE(ids, (Texts{"answers_3", "annotator_3", "scores_3", "reinforced_3", "against_3"}));
        const auto edges = edgesFrom(pipeline, 26);
        QCOMPARE(edges.size(), size_t{12});
        QCOMPARE(edges[0], std::string("reinforced_2.model -> answers_3.model"));
        QCOMPARE(edges[3], std::string("tuned.model -> scores_3.model"));
        QCOMPARE(edges[5], std::string("reinforced_2.model -> reinforced_3.model"));
        QCOMPARE(edges[9], std::string("tuned.model -> against_3.baseline"));
        QVERIFY(check(pipeline, table()).empty());
    }

    void nothingLiesOnAnythingElse()
    {
        auto pipeline = rlhf();
        // Just where the copies would go.
        pipeline.nodes.push_back({.id = "note", .stage = "data.prompts", .x = 6.5, .y = 1});
        for (int i = 0; i < 3; ++i)
            appendRound(pipeline, table());
        for (const auto& a : pipeline.nodes)
            for (const auto& b : pipeline.nodes)
                QVERIFY2(
                    &a == &b || std::abs(a.x - b.x) >= 1 || std::abs(a.y - b.y) >= 1,
                    (a.id + " " + b.id).c_str());
        // Moved as a whole.
        QCOMPARE(
            pipeline.find("scores_4")->x - pipeline.find("answers_4")->x,
            pipeline.find("scores")->x - pipeline.find("answers")->x);
        QCOMPARE(pipeline.find("scores_4")->y, pipeline.find("scores")->y);
    }

    void preferencesWithoutARewardAreARoundToo()
    {
        auto pipeline = readPipeline(R"(version: 1
nodes:
  - {id: base, stage: model.load}
  - {id: ask, stage: sample.candidates}
  - {id: people, stage: label.human}
  - {id: dpo, stage: train.preference}
edges:
  - base.model -> ask.model
  - ask.candidates -> people.candidates
  - base.model -> dpo.model
  - people.preferences -> dpo.preferences
)")
                            .pipeline;
        QCOMPARE(appendRound(pipeline, table()), (Texts{"ask_2", "people_2", "dpo_2"}));
        QCOMPARE(
            edgesFrom(pipeline, 4),
            (Texts{
                "dpo.model -> ask_2.model",
                "ask_2.candidates -> people_2.candidates",
                "dpo.model -> dpo_2.model",
                "people_2.preferences -> dpo_2.preferences"}));
    }

    void ofSeveralTrainedModelsTheLastInTheFileGoesOn()
    {
        auto pipeline = rlhf();
        const auto add = [&](const char* id, const char* stage) {
            pipeline.nodes.push_back({.id = id, .stage = stage, .x = 4, .y = 4});
            pipeline.edges.push_back({"tuned", "model", id, "model", {}});
        };
        add("other", "rl.ppo");
        pipeline.edges.push_back({"scores", "reward", "other", "reward", {}});
        add("dpo", "train.preference");
        pipeline.edges.push_back({"annotator", "preferences", "dpo", "preferences", {}});
        QCOMPARE(appendRound(pipeline, table()), (Texts{"answers_2", "annotator_2", "dpo_2"}));
        QVERIFY(
            pipeline.edges.end() !=
            std::ranges::find(pipeline.edges, Edge{"dpo", "model", "answers_2", "model", {}}));
        // Another head on the first round's answers comes later in the file, but not in the rounds.
        add("late", "train.preference");
        pipeline.edges.push_back({"annotator", "preferences", "late", "preferences", {}});
        QCOMPARE(appendRound(pipeline, table()), (Texts{"answers_3", "annotator_3", "dpo_3"}));
        // One that is chosen goes before them; a node that trains nothing chooses nothing.
        const auto idsAfter = [&](const Texts& chosen) {
            Texts ids;
            for (const auto& node : nextRound(pipeline, table(), chosen).nodes)
                ids.push_back(node.id);
            return ids;
        };
        QCOMPARE(
            idsAfter({"scores", "other"}),
            (Texts{"answers_4", "annotator_4", "scores_2", "other_2"}));
        QCOMPARE(idsAfter({"annotator"}), (Texts{"answers_4", "annotator_4", "dpo_4"}));
    }

    void samplesOfTheLastModelAloneAreNoRound()
    {
        auto pipeline = rlhf();
        pipeline.nodes.push_back({.id = "look", .stage = "sample.candidates", .x = 5, .y = 4});
        pipeline.edges.push_back({"reinforced", "model", "look", "model", {}});
        const auto ids = appendRound(pipeline, table());
        QCOMPARE(ids.front(), std::string("answers_2"));
        QCOMPARE(ids.size(), size_t{5});
    }

    void severalModelsAnswerSideBySide()
    {
        auto pipeline = rlhf();
        pipeline.nodes.push_back({.id = "rival", .stage = "model.load", .x = 0, .y = 4});
        pipeline.nodes.push_back({.id = "extra", .stage = "sample.candidates", .x = 1, .y = 4});
        pipeline.edges.push_back({"rival", "model", "answers", "model", {}});
        pipeline.edges.push_back({"tuned", "model", "extra", "model", {}});
        appendRound(pipeline, table());
        const auto edges = edgesFrom(pipeline, 16);
        QVERIFY(std::ranges::count(edges, "rival.model -> answers_2.model") == 1);
        QVERIFY(std::ranges::count(edges, "reinforced.model -> answers_2.model") == 1);
        QVERIFY(pipeline.find("extra_2") == nullptr); // leads nowhere
        QVERIFY(check(pipeline, table()).empty());
    }

    void idsThatOnlyLookLikeCopiesAreKept()
    {
        auto pipeline = readPipeline(R"(version: 1
nodes:
  - {id: base, stage: model.load}
  - {id: ask, stage: sample.candidates}
  - {id: people_7, stage: label.human}
  - {id: dpo, stage: train.preference}
  - {id: dpo_2, stage: reward.rules}
edges:
  - base.model -> ask.model
  - ask.candidates -> people_7.candidates
  - base.model -> dpo.model
  - people_7.preferences -> dpo.preferences
)")
                            .pipeline;
        QCOMPARE(appendRound(pipeline, table()), (Texts{"ask_2", "people_7_2", "dpo_3"}));
        QCOMPARE(appendRound(pipeline, table()), (Texts{"ask_3", "people_7_3", "dpo_4"}));
    }

    void whereThereIsNoRoundTheReasonIsNamed()
    {
        QCOMPARE(
            reasonWhyNot({}),
            std::string("There is no round to repeat: no stage samples candidates."));
        auto pipeline = rlhf();
        std::erase_if(pipeline.edges, [](const Edge& edge) { return edge.toNode == "reinforced"; });
        QCOMPARE(
            reasonWhyNot(pipeline),
            std::string("There is no round to repeat: nothing after `answers` trains the model "
                        "that it samples from."));
        std::erase_if(pipeline.edges, [](const Edge& edge) { return edge.fromNode == "tuned"; });
        QCOMPARE(
            reasonWhyNot(pipeline),
            std::string("There is no round to repeat: no model is wired to `answers`."));
        // Unknown stages, edges to nowhere and circles are the check's to name.
        pipeline = rlhf();
        pipeline.nodes[3].stage = "label.humam";
        pipeline.edges.push_back({"nobody", "model", "answers", "model", {}});
        pipeline.edges.push_back({"reinforced", "model", "answers", "model", {}});
        QVERIFY(!whyNoRound(pipeline, table()));
        appendRound(pipeline, table());
    }

    void theKeyIsReadAndWritten()
    {
        const auto text = withRounds("3");
        const auto read = readPipeline(text);
        QVERIFY(read.issues.empty());
        QCOMPARE(read.pipeline.rounds, 3);
        QVERIFY((read.roundsPlace == Place{2, 1}));
        QCOMPARE(writePipeline(read.pipeline), text);
        // One round is what there is without the key.
        QCOMPARE(writePipeline(readPipeline(withRounds("1")).pipeline), std::string(kRlhf));
    }

    void aNumberThatIsNoneIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QString>("rounds");
        for (const char* text : {"0", "21", "-1", "2.5", "many", "[2]", "\"${n}\"", "99999999999"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void aNumberThatIsNoneIsNamedWithItsPlace()
    {
        QFETCH(QString, rounds);
        const auto read = unrolled(withRounds(rounds.toStdString()));
        QCOMPARE(read.issues.size(), size_t{1});
        QCOMPARE(
            read.issues[0].words(),
            std::string("line 2, column 9: `rounds` must be a whole number from 1 to 20."));
        QVERIFY(read.pipeline == rlhf());
    }

    void theKeyIsAsManyAppends()
    {
        auto expected = rlhf();
        appendRound(expected, table());
        appendRound(expected, table());
        auto read = unrolled(withRounds("3"));
        QVERIFY(read.issues.empty());
        QVERIFY(read.pipeline == expected);
        QVERIFY((read.pipeline.find("answers_3")->place == Place{2, 1}));
        QVERIFY(check(read.pipeline, table()).empty());
        applySetting(read.pipeline, table(), "answers_2.temperature=0.25", "/");
        QVERIFY(read.pipeline.find("answers_2")->params["temperature"] == Values(0.25));
        QVERIFY(check(unrolled(withRounds("20")).pipeline, table()).empty());
    }

    void roundsOfNothingAreAnIssueAmongTheOthers()
    {
        const auto read = unrolled("version: 1\nrounds: 2\nnodes:\n  - {id: a, stage: model.load, "
                                   "colour: red}\n");
        QCOMPARE(read.issues.size(), size_t{2});
        QCOMPARE(
            read.issues[1].words(),
            std::string("line 2, column 1: There is no round to repeat: no stage samples "
                        "candidates."));
        QCOMPARE(read.pipeline.nodes.size(), size_t{1});
        QCOMPARE(read.pipeline.rounds, 1);
    }

    void aRunOfRoundsIsQueuedAsPlainNodes()
    {
        const TemporaryFolder folder;
        auto workspace = Workspace::open(folder.path());
        NewRun wish;
        wish.yaml = withRounds("2");
        wish.file = folder.path() / "a.yaml";
        wish.settings = {"answers_2.temperature=0.25"};
        const auto run = queueRun(workspace, table(), wish);
        auto expected = unrolled(wish.yaml).pipeline;
        expected.find("answers_2")->params["temperature"] = 0.25;
        QVERIFY(readPipeline(run.pipelineYaml).pipeline == expected);
        wish.yaml = "version: 1\nrounds: 2\nnodes:\n  - {id: a, stage: model.load}\n";
        wish.settings = {};
        try {
            queueRun(workspace, table(), wish);
            QFAIL("no round");
        } catch (const Error& error) {
            QVERIFY(error.words().find("line 2, column 1: There is no round") != std::string::npos);
        }
    }

    void savingUnrolledRoundsKeepsTheFileThatSaidIt()
    {
        const TemporaryFolder folder;
        const auto file = folder.path() / "a.yaml";
        writeAtomically(file, withRounds("2"));
        QVERIFY(savePipeline(unrolled(withRounds("2")).pipeline, file));
        QCOMPARE(readFile(file.string() + ".bak"), withRounds("2"));
        QVERIFY(!savePipeline(unrolled(readFile(file)).pipeline, file));
    }
};

QTEST_GUILESS_MAIN(TestRounds)
#include "test_rounds.moc"
