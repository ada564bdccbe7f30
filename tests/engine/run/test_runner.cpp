#include "test_runner.h"

#include "core/base/files.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/queue.h"
#include "core/stages/stages.h"
#include "core/store/artifacts.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/requests.h"
#include "core/store/series.h"

#include <QTest>

using namespace espalier;

namespace {

const char* const kTiny = R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 300}}
  - {id: tokenizer, stage: tokenizer.train, params: {vocab_size: 300}}
  - {id: model, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 32}}
  - {id: pretrain, stage: train.pretrain, params: {max_steps: 40, batch: 4, warmup_steps: 4, dropout: 0.1, learning_rate: 0.01, min_learning_rate: 0.001, eval_interval: 10, eval_batches: 2, sample_interval: 20, sample_tokens: 8, checkpoint_steps: 10}}
  - {id: evaluate, stage: eval.language, params: {max_tokens: 200}}
edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> pretrain.model
  - text.text -> pretrain.text
  - pretrain.model -> evaluate.model
  - text.text -> evaluate.text
)";

/// A workspace that goes away with the test.
struct Bench
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path() / "workspace");
    std::atomic<bool> interrupted{false};

    RunInfo queue(const std::vector<std::string>& settings = {})
    {
        NewRun wish;
        wish.yaml = kTiny;
        wish.file = folder.path() / "tiny.yaml";
        wish.settings = settings;
        wish.settingsFolder = folder.path();
        wish.threads = 1;
        return queueRun(workspace, stages(), wish);
    }
    RunOutcome execute(int64_t run, RunObserver* observer = nullptr)
    {
        RunObserver silent;
        return executeRun(workspace, run, observer != nullptr ? *observer : silent, interrupted);
    }
    NodeState node(int64_t run, const char* id)
    {
        return Nodes(workspace.database()).find(run, id).value();
    }
    std::string keyOf(int64_t run, const char* id)
    {
        return Nodes(workspace.database()).stageRun(node(run, id).stageRun.value())->key;
    }
    std::string weights(int64_t run)
    {
        return readFile(
            Artifacts(workspace.database(), workspace.artifactsFolder())
                .get(keyOf(run, "pretrain"))
                .folder /
            "model.safetensors");
    }
    std::vector<Event> events(int64_t run, const std::string& kind)
    {
        std::vector<Event> found;
        for (const auto& event : Events(workspace.database()).since(0, run))
            if (event.kind == kind)
                found.push_back(event);
        return found;
    }
    std::vector<Point> points(int64_t run, const char* name)
    {
        Series series(workspace.database());
        const auto info = series.find(node(run, "pretrain").stageRun.value(), name);
        return info ? series.points(info->id) : std::vector<Point>{};
    }
};

/// Asks the engine to end after a number of loss points.
struct EndAfter : RunObserver
{
    std::atomic<bool>& interrupted;
    int left;
    EndAfter(std::atomic<bool>& flag, int count)
        : interrupted(flag)
        , left(count)
    {
    }
    void point(const std::string&, std::string_view series, int64_t, double) override
    {
        if (series == "loss" && --left == 0)
            interrupted = true;
    }
};

} // namespace

void TestRunner::aPipelineRunsThenIsReused()
{
    Bench bench;
    const auto first = bench.queue();
    QCOMPARE(bench.execute(first.id).exitStatus, 0);
    QCOMPARE(bench.node(first.id, "pretrain").status, NodeStatus::Finished);
    QCOMPARE(bench.points(first.id, "loss").size(), size_t{40});
    QCOMPARE(bench.points(first.id, "eval_loss").size(), size_t{5}); // 0, 10, 20, 30 and the end
    const auto second = bench.queue();
    QCOMPARE(bench.execute(second.id).exitStatus, 0);
    for (const char* id : {"text", "tokenizer", "model", "pretrain", "evaluate"})
        QCOMPARE(bench.node(second.id, id).status, NodeStatus::Cached);
    QCOMPARE(bench.points(second.id, "loss").size(), size_t{40}); // those of the run that made it
    QCOMPARE(bench.execute(first.id).exitStatus, 0);              // resume of a finished run
}

void TestRunner::changingTheLastStageRunsItAlone()
{
    Bench bench;
    QCOMPARE(bench.execute(bench.queue().id).exitStatus, 0);
    const auto run = bench.queue({"evaluate.max_tokens=100"});
    QCOMPARE(bench.execute(run.id).exitStatus, 0);
    QCOMPARE(bench.node(run.id, "pretrain").status, NodeStatus::Cached);
    QCOMPARE(bench.node(run.id, "evaluate").status, NodeStatus::Finished);
}

void TestRunner::stoppingAndResumingGivesTheSameWeights()
{
    Bench straight, broken;
    const auto whole = straight.queue();
    QCOMPARE(straight.execute(whole.id).exitStatus, 0);

    const auto run = broken.queue();
    for (const int steps : {7, 9, 13}) {
        EndAfter observer(broken.interrupted, steps);
        QCOMPARE(broken.execute(run.id, &observer).exitStatus, 130);
        QCOMPARE(Runs(broken.workspace.database()).get(run.id).status, RunStatus::Stopped);
        broken.interrupted = false;
    }
    QCOMPARE(broken.execute(run.id).exitStatus, 0);
    QVERIFY(broken.weights(run.id) == straight.weights(whole.id));
    QCOMPARE(broken.keyOf(run.id, "pretrain"), straight.keyOf(whole.id, "pretrain"));

    const auto a = straight.points(whole.id, "loss"), b = broken.points(run.id, "loss");
    QCOMPARE(b.size(), a.size());
    for (size_t i = 0; i < a.size(); ++i) {
        QCOMPARE(b[i].step, a[i].step);
        QCOMPARE(b[i].value, a[i].value);
    }
    const auto resumed = broken.events(run.id, "resumed");
    QCOMPARE(resumed.size(), size_t{3});
    QVERIFY(resumed[0].data["step"] == nlohmann::json(7)); // a polite stop saves where it is
}

void TestRunner::aLiveLearningRateChangesResultAndKey()
{
    Bench plain, told;
    const auto base = plain.queue();
    QCOMPARE(plain.execute(base.id).exitStatus, 0);
    const auto run = told.queue();
    Request request;
    request.run = run.id;
    request.kind = RequestKind::Set;
    request.args = {{"param", "learning_rate"}, {"value", 0.002}};
    Requests(told.workspace.database()).post(request);
    QCOMPARE(told.execute(run.id).exitStatus, 0);
    QVERIFY(told.keyOf(run.id, "pretrain") != plain.keyOf(base.id, "pretrain"));
    QVERIFY(told.weights(run.id) != plain.weights(base.id));
    QCOMPARE(Requests(told.workspace.database()).journal(run.id, "pretrain").size(), size_t{1});
    // The same settings without the request are another result: nothing is reused wrongly.
    const auto again = told.queue();
    QCOMPARE(told.execute(again.id).exitStatus, 0);
    QCOMPARE(told.node(again.id, "pretrain").status, NodeStatus::Finished);
    QVERIFY(told.weights(again.id) == plain.weights(base.id));
}

void TestRunner::aLiveValueIsReplayedAfterAResume()
{
    // Both are told at the start; one dies without a word at step 3, before its first checkpoint.
    const auto tell = [](Bench& bench, int64_t run) {
        Request request;
        request.run = run;
        request.kind = RequestKind::Set;
        request.args = {{"param", "learning_rate"}, {"value", 0.002}};
        Requests(bench.workspace.database()).post(request);
    };
    struct Die : RunObserver
    {
        void point(const std::string&, std::string_view series, int64_t step, double) override
        {
            if (series == "loss" && step == 3)
                throw std::runtime_error("dead");
        }
    } die;
    Bench straight, broken;
    const auto whole = straight.queue();
    tell(straight, whole.id);
    QCOMPARE(straight.execute(whole.id).exitStatus, 0);
    const auto run = broken.queue();
    tell(broken, run.id);
    QCOMPARE(broken.execute(run.id, &die).exitStatus, 1);
    QCOMPARE(broken.execute(run.id).exitStatus, 0);
    QVERIFY(broken.weights(run.id) == straight.weights(whole.id));
    QCOMPARE(broken.keyOf(run.id, "pretrain"), straight.keyOf(whole.id, "pretrain"));
}

void TestRunner::aRequestThatDoesNotFitIsRefusedAndChangesNothing()
{
    Bench plain, told;
    // Long enough that the run looks for requests before it ends, on a fast machine too.
    const std::vector<std::string> longer{"pretrain.max_steps=400"};
    const auto base = plain.queue(longer);
    QCOMPARE(plain.execute(base.id).exitStatus, 0);
    const auto run = told.queue(longer);
    Requests requests(told.workspace.database());
    const std::pair<const char*, Value> wrong[] = {
        {"weight_decay", 0.3}, {"learning_rat", 0.1}, {"learning_rate", "much"}};
    // Asked while text is read they meet a stage of which nothing is live.
    struct Ask : RunObserver
    {
        std::function<void()> ask;
        void point(const std::string&, std::string_view series, int64_t step, double) override
        {
            if (series == "loss" && step == 2)
                ask();
        }
    } observer;
    observer.ask = [&] {
        for (const auto& [param, value] : wrong) {
            Request request;
            request.run = run.id;
            request.kind = RequestKind::Set;
            request.args = {{"param", param}, {"value", value}};
            requests.post(request);
        }
    };
    QCOMPARE(told.execute(run.id, &observer).exitStatus, 0);
    QCOMPARE(told.keyOf(run.id, "pretrain"), plain.keyOf(base.id, "pretrain"));
    QVERIFY(told.weights(run.id) == plain.weights(base.id));
    QCOMPARE(requests.journal(run.id, "pretrain").size(), size_t{0});
    const auto refused = told.events(run.id, "request_refused");
    QVERIFY(refused.size() >= 1);
    for (const auto& request : requests.list(run.id))
        QVERIFY(request.state != RequestState::Applied);
}

void TestRunner::aForkGoesOnFromTheCheckpoint()
{
    Bench bench;
    const auto source = bench.queue({"pretrain.keep=last"});
    QCOMPARE(bench.execute(source.id).exitStatus, 0);
    const auto fork = forkRun(
        bench.workspace, stages(), source, "pretrain", 30, {"pretrain.weight_decay=0"}, {}, "");
    QCOMPARE(bench.execute(fork.id).exitStatus, 0);
    const auto a = bench.points(source.id, "loss"), b = bench.points(fork.id, "loss");
    QCOMPARE(b.size(), size_t{40});
    for (size_t i = 0; i < 31;
         ++i) // the first step after the checkpoint still starts from the same weights
        QCOMPARE(b[i].value, a[i].value);
    QVERIFY(b[39].value != a[39].value);
    try {
        forkRun(bench.workspace, stages(), source, "pretrain", 12, {}, {}, "");
        QFAIL("there is no checkpoint at 12");
    } catch (const Error& error) {
        QVERIFY(error.words().find("it has those of steps") != std::string::npos);
    }
}

void TestRunner::numbersThatAreNotFiniteStopTheRunAndNameTheLayer()
{
    // With eps 0 AdamW divides 0 by 0 for every token that the first batch doesn't hold (a tied
    // head would give each of them a gradient).
    Bench bench;
    const auto run = bench.queue(
        {"model.tied_head=false",
         "pretrain.eps=0",
         "pretrain.decay_embeddings=false",
         "pretrain.checkpoint_steps=1",
         "pretrain.eval_interval=0"});
    QCOMPARE(bench.execute(run.id).exitStatus, 1);
    const auto health = bench.events(run.id, "health");
    QCOMPARE(health.size(), size_t{1});
    QVERIFY(health[0].data["what"] == nlohmann::json("weight"));
    QVERIFY2(
        health[0].data["layer"].get<std::string>().find("wte") != std::string::npos,
        health[0].data.dump().c_str());
    QVERIFY(health[0].data["step"] == nlohmann::json(2));
    QVERIFY(
        Runs(bench.workspace.database()).get(run.id).error.words().find("last good checkpoint") !=
        std::string::npos);
    QVERIFY2(bench.events(run.id, "checkpoint").empty(), "broken weights are not kept");
}

void TestRunner::twoEnginesOnOneRunAreRefused()
{
    Bench bench;
    const auto run = bench.queue();
    const auto lock = bench.workspace.ownRun(run.id);
    QVERIFY(lock.has_value());
    QVERIFY_EXCEPTION_THROWN(bench.execute(run.id), Error);
}

void TestRunner::aPipelineWithMistakesLeavesNothingBehind()
{
    Bench bench;
    try {
        bench.queue({"pretrain.block=64", "pretrain.batch=0"});
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), Error::Kind::Input);
        QVERIFY2(error.words().find("`batch` is 0") != std::string::npos, error.what());
    }
    QVERIFY(Runs(bench.workspace.database()).list().empty());
}

void TestRunner::theLossOfATinyModelFalls()
{
    Bench bench;
    const auto run = bench.queue({"pretrain.max_steps=300"});
    QCOMPARE(bench.execute(run.id).exitStatus, 0);
    const auto loss = bench.points(run.id, "loss");
    QVERIFY2(
        loss.front().value > 5.4 && loss.front().value < 6.0,
        "fresh weights know nothing: ln 300 = 5.7");
    // The frequencies of the tokens alone would give about 5.
    QVERIFY2(loss.back().value < 4.4, qPrintable(QString::number(loss.back().value)));
}

void TestRunner::aPrecisionThatTheDeviceLacksIsSaid()
{
    Bench bench;
    const auto plain = bench.queue({"pretrain.max_steps=2"});
    QCOMPARE(bench.execute(plain.id).exitStatus, 0);
    QVERIFY(bench.events(plain.id, "precision").empty());
    const auto half = bench.queue({"pretrain.max_steps=2", "pretrain.precision=bf16"});
    QCOMPARE(bench.execute(half.id).exitStatus, 0);
    QCOMPARE(bench.events(half.id, "precision").size(), size_t{1});
}

QTEST_GUILESS_MAIN(TestRunner)
