/// Reinforcement learning as a run: exact resume for every algorithm, adapters, all preference
/// losses, and what it says of input that can't work.

#include "tests/engine/run/test_reinforcement.h"

#include "core/base/files.h"
#include "core/engine/align/algorithm.h"
#include "core/engine/align/preference_losses.h"
#include "core/engine/formats/tensors.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/queue.h"
#include "core/rows/candidates.h"
#include "core/stages/stages.h"
#include "core/store/artifacts.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/requests.h"
#include "core/store/series.h"

#include <QTest>

#include <functional>
#include <map>
#include <set>

using namespace espalier;

namespace {

/// A model that knows nothing, rewarded for marks of exclamation and the like.
std::string pipelineWith(const std::string& nodes, const std::string& edges)
{
    return R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 200}}
  - {id: tokenizer, stage: tokenizer.train, params: {vocab_size: 300}}
  - {id: model, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 96}}
  - {id: prompts, stage: data.prompts, params: {source: built-in, kinds: [story], items: 12, validation: 0.25}}
  - {id: rule, stage: reward.rules, params: {format_weight: 0, repetition_weight: 0, qualities: [quotes 1, characters 0.1]}}
)" + nodes +
           R"(edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
)" + edges;
}

std::string reinforcedBy(const std::string& algorithm, const std::string& more = {})
{
    return pipelineWith(
        "  - {id: learned, stage: rl." + algorithm +
            ", params: {max_steps: 6, prompts: 3, answers: 2, max_new_tokens: 6, eval_interval: 2, "
            "checkpoint_steps: 2, sample_interval: 3" +
            more + "}}\n",
        "  - model.model -> learned.model\n"
        "  - prompts.prompts -> learned.prompts\n"
        "  - rule.reward -> learned.reward\n");
}

struct Place
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path() / "workspace");
    std::atomic<bool> interrupted{false};

    int64_t queue(const std::string& yaml)
    {
        NewRun wish;
        wish.yaml = yaml;
        wish.file = folder.path() / "tiny.yaml";
        wish.threads = 1;
        return queueRun(workspace, stages(), wish).id;
    }
    RunOutcome execute(int64_t run, RunObserver* observer = nullptr)
    {
        RunObserver silent;
        return executeRun(workspace, run, observer != nullptr ? *observer : silent, interrupted);
    }
    std::filesystem::path made(int64_t run, const char* id)
    {
        const auto state = Nodes(workspace.database()).find(run, id).value();
        const auto key = Nodes(workspace.database()).stageRun(state.stageRun.value())->key;
        return Artifacts(workspace.database(), workspace.artifactsFolder()).get(key).folder;
    }
    size_t points(int64_t run, const char* id, const char* name)
    {
        Series series(workspace.database());
        const auto state = Nodes(workspace.database()).find(run, id).value();
        const auto info = series.find(state.stageRun.value(), name);
        return info ? series.points(info->id).size() : 0;
    }
    /// Of all points of a series of the node `learned`; -1 where the run fails.
    double sumOf(const std::string& yaml, const char* name)
    {
        const auto run = queue(yaml);
        if (execute(run).exitStatus != 0)
            return -1;
        Series series(workspace.database());
        const auto state = Nodes(workspace.database()).find(run, "learned").value();
        double sum = 0;
        for (const auto& point :
             series.points(series.find(state.stageRun.value(), name).value().id))
            sum += point.value;
        return sum;
    }
    std::string lastError(int64_t run)
    {
        std::string words;
        for (const auto& event : Events(workspace.database()).since(0, run))
            if (event.level == EventLevel::Error)
                words = event.message.words();
        return words;
    }
};

/// The troubles that a run's health check named, each with the step at which it did.
std::map<std::string, int64_t> findings(Place& place, int64_t run)
{
    std::map<std::string, int64_t> steps;
    for (const auto& event : Events(place.workspace.database()).since(0, run))
        if (event.kind == "health")
            steps[event.data.value("finding", "")] = event.data.value("step", int64_t{0});
    return steps;
}

struct EndAfterSteps : RunObserver
{
    std::atomic<bool>& interrupted;
    int left;
    EndAfterSteps(std::atomic<bool>& flag, int count)
        : interrupted(flag)
        , left(count)
    {
    }
    void point(const std::string&, std::string_view series, int64_t, double) override
    {
        if (series == "reward" && --left == 0)
            interrupted = true;
    }
};

} // namespace

void TestReinforcement::stoppingAndResumingGivesTheSameWeights_data()
{
    QTest::addColumn<QString>("name");
    for (const auto& info : algorithms())
        QTest::newRow(info.name) << QString::fromLatin1(info.name);
}

void TestReinforcement::stoppingAndResumingGivesTheSameWeights()
{
    QFETCH(QString, name);
    const std::string yaml =
        reinforcedBy(name.toStdString(), ", kl_control: adaptive, kl_target: 0.5, kl_horizon: 20");
    Place straight, broken;
    const auto whole = straight.queue(yaml);
    const auto outcome = straight.execute(whole);
    QVERIFY2(outcome.exitStatus == 0, straight.lastError(whole).c_str());
    QCOMPARE(straight.points(whole, "learned", "reward"), size_t{6});
    QCOMPARE(straight.points(whole, "learned", "eval_reward"), size_t{4}); // 0, 2, 4, 6

    const auto run = broken.queue(yaml);
    EndAfterSteps after(broken.interrupted, 3);
    QCOMPARE(broken.execute(run, &after).exitStatus, 130);
    broken.interrupted = false;
    QCOMPARE(broken.execute(run).exitStatus, 0);
    QCOMPARE(broken.points(run, "learned", "reward"), size_t{6});
    QVERIFY(
        readFile(straight.made(whole, "learned") / "model.safetensors") ==
        readFile(broken.made(run, "learned") / "model.safetensors"));
}

void TestReinforcement::eachTroubleIsFoundWhereATrainingHasIt_data()
{
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("params");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<bool>("speaks"); ///< whether it has learned to end an answer before
    QTest::newRow("kl_runaway") << "ppo"
                                << "max_steps: 12, prompts: 8, answers: 2, max_new_tokens: 24, "
                                   "learning_rate: 0.05"
                                << "quotes 1, exclamation_marks 1" << false;
    QTest::newRow("clip_fraction") << "ppo"
                                   << "max_steps: 12, prompts: 8, answers: 2, max_new_tokens: 24, "
                                      "learning_rate: 0.05, passes: 8"
                                   << "characters 0.1" << false;
    QTest::newRow("entropy_collapse")
        << "rloo"
        << "max_steps: 40, prompts: 4, answers: 4, max_new_tokens: 8, learning_rate: 0.3"
        << "quotes 1, characters -0.01" << false;
    QTest::newRow("length_reward") << "ppo"
                                   << "max_steps: 40, prompts: 8, answers: 2, max_new_tokens: 48, "
                                      "learning_rate: 0.003"
                                   << "characters 0.1" << true;
    QTest::newRow("endless_answers") << "ppo"
                                     << "max_steps: 30, prompts: 8, answers: 2, max_new_tokens: "
                                        "16, learning_rate: 0.01"
                                     << "characters 0.1" << true;
}

void TestReinforcement::eachTroubleIsFoundWhereATrainingHasIt()
{
    QFETCH(QString, algorithm);
    QFETCH(QString, params);
    QFETCH(QString, rule);
    QFETCH(bool, speaks);
    std::string nodes =
        "  - {id: learned, stage: rl." + algorithm.toStdString() + ", params: {kl_coef: 0, " +
        "kl_limit: 0, eval_interval: 0, sample_interval: 0, " + params.toStdString() + "}}\n";
    std::string edges = "  - prompts.prompts -> learned.prompts\n"
                        "  - rule.reward -> learned.reward\n";
    if (speaks) {
        nodes += "  - {id: rows, stage: data.instructions, params: {source: built-in, kinds: "
                 "[direct], items: 300}}\n"
                 "  - {id: tuned, stage: train.sft, params: {max_steps: 80, batch: 16, "
                 "learning_rate: 0.02, warmup_steps: 5}}\n";
        edges += "  - model.model -> tuned.model\n"
                 "  - rows.instructions -> tuned.instructions\n"
                 "  - tuned.model -> learned.model\n";
    } else {
        edges += "  - model.model -> learned.model\n";
    }
    std::string yaml = pipelineWith(nodes, edges);
    const std::string usual = "quotes 1, characters 0.1";
    yaml.replace(yaml.find(usual), usual.size(), rule.toStdString());
    Place place;
    const auto run = place.queue(yaml);
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    std::string found;
    for (const auto& [name, step] : findings(place, run))
        found += name + " at " + std::to_string(step) + "; ";
    QVERIFY2(findings(place, run).contains(QTest::currentDataTag()), found.c_str());
}

void TestReinforcement::aResumedRunRaisesTheSameFindings()
{
    // Whatever is answered is worth nothing: said after five steps of it.
    std::string yaml = reinforcedBy("ppo");
    const std::string rule = "quotes 1, characters 0.1";
    yaml.replace(yaml.find(rule), rule.size(), "quotes 0");
    Place straight;
    const auto whole = straight.queue(yaml);
    QCOMPARE(straight.execute(whole).exitStatus, 0);
    const auto expected = findings(straight, whole);
    QCOMPARE(expected.at("equal_rewards"), int64_t{5});

    const auto cutAt = [&](int steps, const std::function<void(Place&, int64_t)>& meanwhile) {
        Place broken;
        const auto run = broken.queue(yaml);
        EndAfterSteps after(broken.interrupted, steps);
        if (broken.execute(run, &after).exitStatus != 130)
            return std::map<std::string, int64_t>{{"was not cut", steps}};
        broken.interrupted = false;
        meanwhile(broken, run);
        if (broken.execute(run).exitStatus != 0)
            return std::map<std::string, int64_t>{{broken.lastError(run), steps}};
        return findings(broken, run);
    };
    for (const int steps : {1, 3, 4, 5})
        QVERIFY(cutAt(steps, [](Place&, int64_t) {}) == expected);
    // A checkpoint of before knows nothing of it, and is gone on from all the same.
    const auto found = cutAt(3, [](Place& place, int64_t run) {
        for (const auto& entry :
             std::filesystem::directory_iterator(place.workspace.runFolder(run) / "learned")) {
            const auto file = entry.path() / "state.json";
            if (!std::filesystem::exists(file))
                continue;
            auto state = nlohmann::json::parse(readFile(file));
            state.at("own").erase("health");
            writeAtomically(file, state.dump());
        }
    });
    QVERIFY2(found.empty(), found.empty() ? "" : found.begin()->first.c_str());
}

void TestReinforcement::liveValuesOfReinforcementAreReplayed()
{
    const std::string yaml = reinforcedBy("ppo");
    const auto tell = [](Place& place, int64_t run) {
        const std::pair<const char*, Value> settings[] = {{"kl_coef", 0.9}, {"temperature", "0.5"}};
        for (const auto& [param, value] : settings) {
            Request request;
            request.run = run;
            request.kind = RequestKind::Set;
            request.args = {{"param", param}, {"value", value}};
            Requests(place.workspace.database()).post(request);
        }
    };
    const auto weights = [](Place& place, int64_t run) {
        return readFile(place.made(run, "learned") / "model.safetensors");
    };
    Place plain, straight, broken;
    const auto base = plain.queue(yaml);
    QCOMPARE(plain.execute(base).exitStatus, 0);
    const auto whole = straight.queue(yaml);
    tell(straight, whole);
    QCOMPARE(straight.execute(whole).exitStatus, 0);
    QVERIFY(weights(straight, whole) != weights(plain, base));
    QVERIFY(straight.made(whole, "learned") != plain.made(base, "learned"));
    Series series(straight.workspace.database());
    const auto state = Nodes(straight.workspace.database()).find(whole, "learned").value();
    const auto costs = series.points(series.find(state.stageRun.value(), "kl_coef").value().id);
    QCOMPARE(costs.back().value, 0.9);
    // The same, cut off between two checkpoints.
    const auto run = broken.queue(yaml);
    tell(broken, run);
    EndAfterSteps after(broken.interrupted, 3);
    QCOMPARE(broken.execute(run, &after).exitStatus, 130);
    broken.interrupted = false;
    QCOMPARE(broken.execute(run).exitStatus, 0);
    QVERIFY(weights(broken, run) == weights(straight, whole));
    QCOMPARE(broken.made(run, "learned").filename(), straight.made(whole, "learned").filename());
}

void TestReinforcement::anAdapterLearnsAloneAndItsBaseIsTheReference()
{
    Place place;
    const auto run = place.queue(pipelineWith(
        "  - {id: adapter, stage: peft.attach, params: {kind: lora}}\n"
        "  - {id: learned, stage: rl.ppo, params: {max_steps: 2, prompts: 3, answers: 1, "
        "max_new_tokens: 6, critic: shared}}\n",
        "  - model.model -> adapter.model\n"
        "  - adapter.model -> learned.model\n"
        "  - prompts.prompts -> learned.prompts\n"
        "  - rule.reward -> learned.reward\n"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const auto folder = place.made(run, "learned");
    QVERIFY(std::filesystem::exists(folder / "adapter_model.safetensors"));
    QVERIFY(!std::filesystem::exists(folder / "model.safetensors"));
    // At the start the adapter changes nothing, so the first answers are no way from the base.
    Series series(place.workspace.database());
    const auto state = Nodes(place.workspace.database()).find(run, "learned").value();
    const auto info = series.find(state.stageRun.value(), "objective/kl").value();
    QVERIFY(std::abs(series.points(info.id).front().value) < 1e-3);
}

void TestReinforcement::preferencesAndRewardModelsRunThrough_data()
{
    QTest::addColumn<QString>("loss");
    for (const auto& info : preferenceLosses())
        QTest::newRow(info.name) << QString::fromLatin1(info.name);
    QTest::newRow("reward, pairs") << QStringLiteral("bradley_terry");
    QTest::newRow("reward, rankings") << QStringLiteral("plackett_luce");
}

void TestReinforcement::preferencesAndRewardModelsRunThrough()
{
    QFETCH(QString, loss);
    const bool reward = loss.contains(u'_');
    Place place;
    const auto run = place.queue(pipelineWith(
        "  - {id: answers, stage: sample.candidates, params: {answers: 3, max_new_tokens: 6, "
        "temperatures: [1]}}\n"
        "  - {id: labels, stage: label.simulated, params: {rule: reward, noise: 0.1}}\n"
        "  - {id: learned, stage: train." +
            std::string(reward ? "reward" : "preference") +
            ", params: {loss: " + loss.toStdString() +
            ", max_steps: 3, epochs: 0, batch: 4, warmup_steps: 1, eval_interval: 0}}\n",
        "  - model.model -> answers.model\n"
        "  - prompts.prompts -> answers.prompts\n"
        "  - answers.candidates -> labels.candidates\n"
        "  - rule.reward -> labels.reward\n"
        "  - model.model -> learned.model\n"
        "  - labels.preferences -> learned.preferences\n"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    QCOMPARE(std::filesystem::exists(place.made(run, "learned") / "reward.json"), reward);
    QCOMPARE(place.points(run, "learned", reward ? "accuracy" : "rewards/margins"), size_t{3});
    if (reward)
        return;
    for (const char* name :
         {"rewards/chosen",
          "rewards/rejected",
          "logps/chosen",
          "logps/rejected",
          "logits/chosen",
          "logits/rejected"}) {
        QVERIFY2(place.points(run, "learned", name) == 3, name);
        QVERIFY2(place.points(run, "learned", ("eval_" + std::string(name)).c_str()) == 1, name);
    }
}

void TestReinforcement::answersThatGoTooFarEndATraining()
{
    Place place;
    const auto run = place.queue(reinforcedBy("ppo", ", learning_rate: 0.05, kl_limit: 0.01"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const size_t steps = place.points(run, "learned", "reward");
    QVERIFY(steps >= 2 && steps < 6); // the first answers are the reference's own
    bool said = false;
    for (const auto& event : Events(place.workspace.database()).since(0, run))
        said = said || event.kind == "kl_limit";
    QVERIFY(said);
}

void TestReinforcement::aStepEndsWhereThePolicyHasMovedFarEnough()
{
    const auto updates = [](const std::string& more) {
        return Place().sumOf(
            reinforcedBy("ppo", ", passes: 4, minibatches: 1, learning_rate: 0.05" + more),
            "updates");
    };
    QCOMPARE(updates(""), 24.0);
    const double stopped = updates(", update_kl_stop: 0.0001");
    QVERIFY2(stopped >= 6 && stopped < 24, std::to_string(stopped).c_str());
}

void TestReinforcement::onlyTheLastBlocksMoveWhereAsked()
{
    Place place;
    const auto run =
        place.queue(reinforcedBy("trpo", ", last_layers: 1, delta: 0.5, curvature_share: 1"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const TensorMap before = loadTensors(place.made(run, "model") / "model.safetensors");
    const TensorMap after = loadTensors(place.made(run, "learned") / "model.safetensors");
    double blocks = 0;
    for (const auto& [name, weight] : before) {
        const double moved = (after.at(name) - weight).abs().sum().item<double>();
        if (name.find(".h.0.") != std::string::npos || name.find(".layers.0.") != std::string::npos)
            blocks += moved;
        else
            QVERIFY2(moved == 0, name.c_str());
    }
    QVERIFY(blocks > 0);
}

void TestReinforcement::equalGroupsAreAskedAgain()
{
    // Answers of two tokens have one word or two: many groups of two are equal.
    const auto equal = [](const std::string& more) {
        std::string yaml = reinforcedBy("grpo", more);
        const std::string all = "quotes 1, characters 0.1";
        yaml.replace(yaml.find(all), all.size(), "words 1");
        const std::string length = "max_new_tokens: 6";
        yaml.replace(yaml.find(length), length.size(), "max_new_tokens: 2");
        return Place().sumOf(yaml, "frac_reward_zero_std");
    };
    const double once = equal(", learning_rate: 0"),
                 again = equal(", learning_rate: 0, dynamic_sampling: true");
    QVERIFY2(
        once > 0 && again >= 0 && again < once,
        (std::to_string(once) + " " + std::to_string(again)).c_str());
}

void TestReinforcement::partsOfABlendAreShown()
{
    Place place;
    std::string yaml = reinforcedBy("grpo", ", dynamic_sampling: true");
    const std::string edge = "  - rule.reward -> learned.reward\n";
    yaml.replace(
        yaml.find(edge),
        edge.size(),
        "  - rule.reward -> both.rewards\n  - ends.reward -> both.rewards\n"
        "  - both.reward -> learned.reward\n");
    const std::string learned = "  - {id: learned,";
    yaml.insert(
        yaml.find(learned),
        "  - {id: ends, stage: reward.rules}\n"
        "  - {id: both, stage: reward.blend, params: {weights: [1, 3]}}\n");
    const auto run = place.queue(yaml);
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const auto values = [&](const char* name) {
        Series series(place.workspace.database());
        const auto state = Nodes(place.workspace.database()).find(run, "learned").value();
        std::vector<double> all;
        for (const auto& point :
             series.points(series.find(state.stageRun.value(), name).value().id))
            all.push_back(point.value);
        return all;
    };
    // The whole is the sum of its parts, each times its weight, in every step.
    const auto whole = values("reward"), first = values("rewards/rules/mean"),
               second = values("rewards/rules_2/mean");
    QCOMPARE(whole.size(), size_t{6});
    QCOMPARE(values("rewards/rules/std").size(), size_t{6});
    double most = 0;
    for (size_t step = 0; step < whole.size(); ++step) {
        QVERIFY(std::abs(whole[step] - first[step] - 3 * second[step]) < 1e-4);
        most = std::max(most, std::abs(first[step] * second[step]));
    }
    QVERIFY(most > 0);
}

void TestReinforcement::modelsAndTemperaturesTakeTurnsEvenly()
{
    Place place;
    const auto run = place.queue(pipelineWith(
        "  - {id: other, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 96, "
        "seed: 2}}\n"
        "  - {id: answers, stage: sample.candidates, params: {answers: 4, max_new_tokens: 8, "
        "temperatures: [1, 2], tries: 0}}\n",
        "  - tokenizer.tokenizer -> other.tokenizer\n"
        "  - model.model -> answers.model\n"
        "  - other.model -> answers.model\n"
        "  - prompts.prompts -> answers.prompts\n"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const auto sets = readCandidates(place.made(run, "answers"));
    QVERIFY(sets.size() >= 10);
    for (const CandidateSet& set : sets) {
        std::set<std::pair<std::string, double>> turns;
        for (const CandidateAnswer& answer : set.answers)
            turns.emplace(answer.model, answer.temperature);
        QCOMPARE(turns.size(), size_t{4});
    }
}

void TestReinforcement::promptsThatAreTooLongAreNamed()
{
    // The model has 96 positions; every prompt is longer than the 10 that are left.
    Place place;
    const auto run = place.queue(pipelineWith(
        "  - {id: answers, stage: sample.candidates, params: {answers: 2, max_new_tokens: 86, "
        "temperatures: [1], limit: 3}}\n"
        "  - {id: against, stage: eval.arena, params: {max_new_tokens: 86, limit: 3}}\n",
        "  - model.model -> answers.model\n"
        "  - prompts.prompts -> answers.prompts\n"
        "  - model.model -> against.model\n"
        "  - model.model -> against.baseline\n"
        "  - rule.reward -> against.reward\n"
        "  - prompts.prompts -> against.prompts\n"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    std::map<std::string, int> said;
    for (const auto& event : Events(place.workspace.database()).since(0, run))
        if (event.message.words().find("are too long for the model") != std::string::npos)
            ++said[event.node];
    QCOMPARE(said["answers"], 1);
    QCOMPARE(said["against"], 2);
    // Where no room is left at all, it is said before anything runs.
    try {
        place.queue(pipelineWith(
            "  - {id: answers, stage: sample.candidates, params: {max_new_tokens: 96}}\n",
            "  - model.model -> answers.model\n"
            "  - prompts.prompts -> answers.prompts\n"));
        QFAIL("answers as long as the context");
    } catch (const Error& error) {
        QVERIFY(error.words().find("no room") != std::string::npos);
    }
}

void TestReinforcement::rowsThatNobodyCanRewardAreNamed()
{
    Place place;
    std::string yaml = reinforcedBy("grpo");
    const std::string rule = "stage: reward.rules, params: {format_weight: 0, repetition_weight: "
                             "0, qualities: [quotes 1, characters 0.1]}";
    yaml.replace(yaml.find(rule), rule.size(), "stage: reward.math");
    const auto run = place.queue(yaml); // prompts bear no gold answer
    QVERIFY(place.execute(run).exitStatus != 0);
    QVERIFY2(
        place.lastError(run).find("no answer could be rewarded") != std::string::npos,
        place.lastError(run).c_str());
}

void TestReinforcement::aReportedArenaIsEvenAgainstItself()
{
    Place place;
    const auto run = place.queue(pipelineWith(
        "  - {id: meet, stage: eval.arena, params: {split: train, limit: 0, max_new_tokens: 8}}\n",
        "  - model.model -> meet.model\n"
        "  - model.model -> meet.baseline\n"
        "  - prompts.prompts -> meet.prompts\n"
        "  - rule.reward -> meet.reward\n"));
    QVERIFY2(place.execute(run).exitStatus == 0, place.lastError(run).c_str());
    const auto report = nlohmann::json::parse(readFile(place.made(run, "meet") / "report.json"));
    const auto& wins = report["figures"]["win_rate"];
    QVERIFY(wins["low"] <= 0.5 && wins["high"] >= 0.5);
    QVERIFY(std::abs(report["figures"]["kl_to_baseline"]["value"].get<double>()) < 1e-6);
}

QTEST_GUILESS_MAIN(TestReinforcement)
