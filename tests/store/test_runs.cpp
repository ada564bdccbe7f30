#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/artifacts.h"
#include "core/store/events.h"
#include "core/store/migrate.h"
#include "core/store/nodes.h"
#include "core/store/requests.h"
#include "core/store/runs.h"
#include "core/store/samples.h"
#include "core/store/series.h"
#include "core/store/workspace.h"

#include <QTest>

using namespace espalier;

namespace {

struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database& database = workspace.database();
    Runs runs{database};
    Nodes nodes{database};
    Events events{database};
    Requests requests{database};

    int64_t newRun(const std::string& name = {}) { return runs.create({.name = name}).id; }
};

std::vector<std::string> kinds(const std::vector<Event>& events)
{
    std::vector<std::string> result;
    result.reserve(events.size());
    for (const Event& event : events)
        result.push_back(event.kind);
    return result;
}

} // namespace

class TestRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunComesBackAsItWasMade();
    void statusMovesWithItsEvent();
    void everyStatusHasItsName();
    void runsAreFoundByIdNameOrLast();
    void deletingCanBeUndone();
    void filtersByTextAndTag();
    void oneRunAtATime();
    void purgeKeepsWhatOthersUse();
    void aRunningRunIsNotPurged();
    void nodesKeepTheirStateAndTellIt();
    void eventsAreFollowedById();
    void requestsAreAppliedOnce();
    void requestsSupersede();
    void aForkTakesTheJournalAlong();
    void samplesAreReplacedAndTrimmed();
    void failuresAreRolledBack();
};

void TestRuns::aRunComesBackAsItWasMade()
{
    Bed bed;
    const RunInfo made = bed.runs.create(
        {.name = "한글 이름",
         .pipelineYaml = "version: 1\n",
         .pipelinePath = "a b.yaml",
         .overrides = {{"text.path", "x"}},
         .variables = {{"seed", 7}},
         .seed = 0xffffffffffffffffU,
         .threads = 2,
         .device = "cpu",
         .note = "n",
         .tags = {"b", "a"},
         .forkOf = ForkPoint{3, "pretrain", 100}});
    const RunInfo read = bed.runs.get(made.id);
    QCOMPARE(read.name, std::string("한글 이름"));
    QCOMPARE(read.uid.size(), size_t{32});
    QCOMPARE(read.pipelineYaml, std::string("version: 1\n"));
    QVERIFY(read.overrides == nlohmann::json({{"text.path", "x"}}));
    QCOMPARE(read.variables.at("seed").get<int>(), 7);
    QCOMPARE(read.seed, uint64_t{0xffffffffffffffffU});
    QVERIFY((read.tags == std::vector<std::string>{"a", "b"}));
    QVERIFY(read.forkOf == (ForkPoint{3, "pretrain", 100}));
    QVERIFY(read.status == RunStatus::Queued);
    QVERIFY(read.createdAt > 1'600'000'000'000);
    QVERIFY(!read.startedAt && !read.endedAt && !read.deletedAt);
    QCOMPARE(bed.runs.create({}).name, "run " + std::to_string(made.id + 1));
}

void TestRuns::statusMovesWithItsEvent()
{
    Bed bed;
    const int64_t run = bed.newRun();
    const int64_t before = bed.events.lastId();
    bed.runs.setStatus(run, RunStatus::Running);
    bed.runs.setStatus(run, RunStatus::Failed, espalier::tr("The disk is full: {}.", "/x"));
    const RunInfo failed = bed.runs.get(run);
    QVERIFY(failed.startedAt.has_value() && failed.endedAt.has_value());
    QCOMPARE(failed.error.english(), std::string("The disk is full: /x."));
    bed.runs.setStatus(run, RunStatus::Running);
    const RunInfo again = bed.runs.get(run);
    QCOMPARE(*again.startedAt, *failed.startedAt);
    QVERIFY(!again.endedAt);
    QVERIFY(again.error.empty());
    const auto events = bed.events.since(before, run);
    QVERIFY(
        (kinds(events) == std::vector<std::string>{"run_started", "run_failed", "run_started"}));
    QVERIFY(events.at(1).level == EventLevel::Error);
    QVERIFY((events.at(1).message.args == std::vector<std::string>{"/x"}));
    QCOMPARE(events.at(2).data.at("from").get<std::string>(), std::string("failed"));
}

void TestRuns::everyStatusHasItsName()
{
    for (int i = 0; i <= static_cast<int>(RunStatus::Stopped); ++i)
        QVERIFY(runStatus(name(static_cast<RunStatus>(i))) == static_cast<RunStatus>(i));
    for (int i = 0; i <= static_cast<int>(NodeStatus::Cached); ++i)
        QVERIFY(nodeStatus(name(static_cast<NodeStatus>(i))) == static_cast<NodeStatus>(i));
    QVERIFY_THROWS_EXCEPTION(Error, runStatus("asleep"));
}

void TestRuns::runsAreFoundByIdNameOrLast()
{
    Bed bed;
    QVERIFY_THROWS_EXCEPTION(Error, bed.runs.resolve("last"));
    const int64_t first = bed.newRun("same");
    const int64_t second = bed.newRun("same");
    const int64_t third = bed.newRun("other");
    QCOMPARE(bed.runs.resolve("last").id, third);
    QCOMPARE(bed.runs.resolve("same").id, second);
    QCOMPARE(bed.runs.resolve(std::to_string(first)).id, first);
    QCOMPARE(bed.runs.resolve(bed.runs.get(first).uid).id, first);
    QVERIFY_THROWS_EXCEPTION(Error, bed.runs.resolve("nobody"));
    bed.runs.softDelete(third);
    QCOMPARE(bed.runs.resolve("last").id, second);
}

void TestRuns::deletingCanBeUndone()
{
    Bed bed;
    const int64_t run = bed.newRun();
    bed.runs.softDelete(run);
    QVERIFY(bed.runs.list().empty());
    QCOMPARE(bed.runs.list({.deleted = true}).size(), size_t{1});
    bed.runs.restore(run);
    QCOMPARE(bed.runs.list().size(), size_t{1});
}

void TestRuns::filtersByTextAndTag()
{
    Bed bed;
    const int64_t first = bed.newRun("Alpha");
    const int64_t second = bed.newRun("beta");
    bed.runs.setNote(second, "like ALPHA");
    bed.runs.tag(second, "good");
    bed.runs.tag(second, "good");
    QCOMPARE(bed.runs.list({.text = "alpha"}).size(), size_t{2});
    QCOMPARE(bed.runs.list({.tag = "good"}).front().id, second);
    QCOMPARE(bed.runs.tags().at("good"), 1);
    bed.runs.untag(second, "good");
    QVERIFY(bed.runs.list({.tag = "good"}).empty());
    bed.runs.setStatus(first, RunStatus::Finished);
    QCOMPARE(bed.runs.list({.status = RunStatus::Finished}).front().id, first);
    QCOMPARE(bed.runs.list({.limit = 1}).front().id, second);
}

void TestRuns::oneRunAtATime()
{
    Bed bed;
    const int64_t first = bed.newRun();
    const int64_t second = bed.newRun();
    const auto alive = [](int64_t) { return true; };
    const auto dead = [](int64_t) { return false; };
    QCOMPARE(bed.runs.nextQueued()->id, first);
    QVERIFY(!bed.runs.startIfFree(second, alive)); // the first waits longer
    QVERIFY(bed.runs.startIfFree(first, alive));
    QVERIFY(!bed.runs.startIfFree(second, alive)); // the first runs
    QVERIFY(bed.runs.startIfFree(second, dead));   // the first's process died
    QVERIFY(!bed.runs.startIfFree(second, dead));  // runs already
    QVERIFY(!bed.runs.nextQueued());
}

void TestRuns::purgeKeepsWhatOthersUse()
{
    Bed bed;
    const int64_t first = bed.newRun();
    const int64_t second = bed.newRun();
    const auto stageRun = [&](const char* key) {
        return bed.nodes.createStageRun({.key = key, .stage = "train.pretrain", .codeVersion = "1"})
            .id;
    };
    const int64_t shared = stageRun("shared");
    const int64_t own = stageRun("own");
    const int64_t withArtifact = stageRun("kept");
    bed.nodes.plan(
        first,
        {{.node = "a", .stage = "s", .stageRun = shared},
         {.node = "b", .stage = "s", .stageRun = own},
         {.node = "c", .stage = "s", .stageRun = withArtifact}});
    bed.nodes.plan(second, {{.node = "a", .stage = "s", .stageRun = shared, .cached = true}});
    {
        WriteQueue queue(bed.workspace.databaseFile());
        SeriesWriter writer(queue);
        for (int step = 0; step < 600; ++step)
            for (const int64_t id : {shared, own, withArtifact})
                writer.append(id, "loss", step, step, 1.0);
        writer.flush();
    }
    Artifacts artifacts(bed.database, bed.workspace.artifactsFolder());
    artifacts.publish(artifacts.draft(), {.key = "kept", .kind = "model"}, withArtifact);
    std::filesystem::create_directories(bed.workspace.runFolder(first));

    bed.workspace.purgeRun(first);
    QVERIFY(!bed.runs.find(first));
    QVERIFY(!std::filesystem::exists(bed.workspace.runFolder(first)));
    QVERIFY(bed.nodes.stageRun(shared) && bed.nodes.stageRun(withArtifact));
    QVERIFY(!bed.nodes.stageRun(own));
    QCOMPARE(bed.database.integer("SELECT count(*) FROM series"), 2);
    QCOMPARE(bed.database.integer("SELECT count(DISTINCT series_id) FROM points"), 2);
    QCOMPARE(Series(bed.database).ofRun(second).front().count, 600);
    QVERIFY(bed.database.integrityCheck().empty());
}

void TestRuns::aRunningRunIsNotPurged()
{
    Bed bed;
    const int64_t run = bed.newRun();
    {
        const auto owned = bed.workspace.ownRun(run);
        QVERIFY(owned.has_value());
        QVERIFY(bed.workspace.runIsOwned(run));
        QVERIFY(!bed.workspace.ownRun(run));
        QVERIFY_THROWS_EXCEPTION(Error, bed.workspace.purgeRun(run));
    }
    QVERIFY(!bed.workspace.runIsOwned(run));
    bed.workspace.purgeRun(run);
    QVERIFY(!bed.runs.find(run));
}

void TestRuns::nodesKeepTheirStateAndTellIt()
{
    Bed bed;
    const int64_t run = bed.newRun();
    bed.nodes.plan(
        run,
        {{.node = "text", .stage = "data.text"},
         {.node = "pretrain", .stage = "train.pretrain", .total = 50}});
    const auto stageRun = bed.nodes.createStageRun(
        {.key = "k1", .stage = "train.pretrain", .codeVersion = "2", .params = {{"lr", 1e-3}}});
    bed.nodes.link(run, "pretrain", stageRun.id, false);
    const int64_t before = bed.events.lastId();
    bed.nodes.setStatus(run, "pretrain", NodeStatus::Running);
    bed.nodes.setProgress(run, "pretrain", 10, 50, 3.5);
    NodeState node = *bed.nodes.find(run, "pretrain");
    QVERIFY(node.status == NodeStatus::Running);
    QCOMPARE(node.step, 10);
    QCOMPARE(node.etaSeconds.value_or(0), 3.5);
    QVERIFY(bed.nodes.stageRun(stageRun.id)->status == NodeStatus::Running);
    bed.nodes.setStatus(run, "pretrain", NodeStatus::Finished);
    bed.nodes.addOutput(stageRun.id, "model", "k1");
    node = *bed.nodes.find(run, "pretrain");
    QVERIFY(node.endedAt.has_value() && !node.etaSeconds);
    QVERIFY(
        (kinds(bed.events.since(before)) ==
         std::vector<std::string>{"node_started", "node_finished"}));
    QCOMPARE(bed.nodes.stageRunOfKey("k1")->outputs.at("model"), std::string("k1"));
    QCOMPARE(bed.nodes.list(run).at(0).node, std::string("text"));
    QVERIFY_THROWS_EXCEPTION(Error, bed.nodes.setStatus(run, "nobody", NodeStatus::Running));

    // Another run that takes it from the cache leaves the stage run as it is.
    const int64_t second = bed.newRun();
    bed.nodes.plan(second, {{.node = "pretrain", .stage = "train.pretrain"}});
    bed.nodes.link(second, "pretrain", stageRun.id, true);
    bed.nodes.setStatus(second, "pretrain", NodeStatus::Cached);
    QVERIFY(bed.nodes.stageRun(stageRun.id)->status == NodeStatus::Finished);
    bed.nodes.createStageRun({.key = "k1", .stage = "train.pretrain", .codeVersion = "2"});
    QCOMPARE(bed.nodes.stageRunOfKey("k1")->id, stageRun.id);
}

void TestRuns::eventsAreFollowedById()
{
    Bed bed;
    const int64_t run = bed.newRun();
    const int64_t seen = bed.events.lastId();
    Database other = bed.workspace.connect();
    const int64_t version = bed.database.dataVersion();
    const int64_t id = Events(other).append(
        {.run = run,
         .node = "n",
         .elapsedMs = 5,
         .kind = "health",
         .level = EventLevel::Warning,
         .message = espalier::tr("The loss grows since step {}.", 7),
         .data = {{"step", 7}}});
    QVERIFY(bed.database.dataVersion() != version);
    const auto events = bed.events.since(seen, run);
    QCOMPARE(events.size(), size_t{1});
    QCOMPARE(events.front().id, id);
    QCOMPARE(events.front().message.english(), std::string("The loss grows since step 7."));
    QCOMPARE(events.front().elapsedMs.value_or(0), 5);
    QVERIFY(events.front().time > 0);
    QVERIFY(bed.events.since(seen, run + 1).empty());
    QVERIFY(bed.events.since(id).empty());
}

void TestRuns::requestsAreAppliedOnce()
{
    Bed bed;
    const int64_t run = bed.newRun();
    const Request posted = bed.requests.post(
        {.run = run,
         .kind = RequestKind::Set,
         .args = {{"param", "learning_rate"}, {"value", 1e-4}}});
    bed.requests.post(posted);
    QCOMPARE(bed.requests.pending(run).size(), size_t{1});
    QVERIFY(bed.requests.markApplied(posted.uid, "pretrain", 120));
    QVERIFY(!bed.requests.markApplied(posted.uid, "pretrain", 121));
    QVERIFY(bed.requests.pending(run).empty());
    const auto journal = bed.requests.journal(run, "pretrain");
    QCOMPARE(journal.size(), size_t{1});
    QCOMPARE(journal.front().appliedStep.value_or(0), 120);
    QCOMPARE(journal.front().args.at("value").get<double>(), 1e-4);

    const Request wrong =
        bed.requests.post({.run = run, .kind = RequestKind::Set, .args = {{"param", "x"}}});
    bed.requests.markFailed(wrong.uid, espalier::tr("{} can't change while it runs.", "x"));
    QCOMPARE(
        bed.requests.list(run).back().error.english(),
        std::string("x can't change while it runs."));
    QCOMPARE(bed.events.since(0, run).back().kind, std::string("request_failed"));
}

void TestRuns::requestsSupersede()
{
    Bed bed;
    const int64_t run = bed.newRun();
    const auto set = [&](const char* param) {
        return bed.requests.post({.run = run, .kind = RequestKind::Set, .args = {{"param", param}}})
            .uid;
    };
    set("learning_rate");
    const std::string other = set("batch");
    const std::string newer = set("learning_rate");
    bed.requests.post({.run = run, .kind = RequestKind::Pause});
    const std::string resume = bed.requests.post({.run = run, .kind = RequestKind::Resume}).uid;
    std::vector<std::string> uids;
    for (const Request& request : bed.requests.pending(run))
        uids.push_back(request.uid);
    QVERIFY((uids == std::vector<std::string>{other, newer, resume}));
    bed.requests.supersedePending(run);
    QVERIFY(bed.requests.pending(run).empty());
}

void TestRuns::aForkTakesTheJournalAlong()
{
    Bed bed;
    const int64_t run = bed.newRun();
    for (const int64_t step : {10, 20, 30}) {
        const Request request = bed.requests.post(
            {.run = run, .kind = RequestKind::Set, .args = {{"param", "lr"}, {"value", step}}});
        bed.requests.markApplied(request.uid, "pretrain", step);
    }
    const int64_t fork = bed.newRun();
    bed.requests.copyJournal(run, fork, "pretrain", 20);
    const auto journal = bed.requests.journal(fork, "pretrain");
    QCOMPARE(journal.size(), size_t{2});
    QCOMPARE(journal.at(0).appliedStep.value_or(0), 10);
    QCOMPARE(journal.at(1).args.at("value").get<int>(), 20);
    QCOMPARE(bed.requests.journal(run, "pretrain").size(), size_t{3});
}

void TestRuns::samplesAreReplacedAndTrimmed()
{
    Bed bed;
    const int64_t stageRun =
        bed.nodes.createStageRun({.key = "k", .stage = "s", .codeVersion = "1"}).id;
    Samples samples(bed.database);
    const std::string odd("a\0b\xff한", 6);
    samples.append(
        {{.stageRun = stageRun, .step = 20, .prompt = "p", .text = "old"},
         {.stageRun = stageRun,
          .step = 10,
          .promptIndex = 1,
          .prompt = "q",
          .text = odd,
          .tokens = 3}});
    samples.append({{.stageRun = stageRun, .step = 20, .prompt = "p", .text = "new"}});
    const auto all = samples.ofStageRun(stageRun);
    QCOMPARE(all.size(), size_t{2});
    QCOMPARE(all.at(0).text, odd);
    QCOMPARE(all.at(1).text, std::string("new"));
    QCOMPARE(samples.ofStageRun(stageRun, 10).size(), size_t{1});
    const int64_t run = bed.newRun();
    bed.nodes.plan(run, {{.node = "pretrain", .stage = "s", .stageRun = stageRun}});
    QCOMPARE(samples.ofRun(run).at(0).node, std::string("pretrain"));
    samples.truncateAfter(stageRun, 10);
    QCOMPARE(samples.ofStageRun(stageRun).size(), size_t{1});
}

void TestRuns::failuresAreRolledBack()
{
    Bed bed;
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, bed.database.transaction([&] {
        bed.newRun("lost");
        throw std::runtime_error("no");
    }));
    QVERIFY(bed.runs.list().empty());
    bed.database.transaction([&] {
        bed.newRun("kept");
        try {
            bed.database.transaction([&] {
                bed.newRun("inner");
                throw std::runtime_error("no");
            });
        } catch (const std::runtime_error&) {
            // only the inner part is taken back
        }
    });
    QCOMPARE(bed.runs.list().size(), size_t{1});
    QCOMPARE(bed.runs.list().front().name, std::string("kept"));
}

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
