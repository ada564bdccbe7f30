/// A run that asks people ends with exit 3, holds nothing, and goes on when they have answered.

#include "tests/engine/run/test_people.h"

#include "core/base/files.h"
#include "core/engine/run/people.h"
#include "core/engine/run/runner.h"
#include "core/labels/ranking_rows.h"
#include "core/pipeline/queue.h"
#include "core/rows/candidates.h"
#include "core/rows/rows.h"
#include "core/stages/stages.h"
#include "core/store/artifacts.h"
#include "core/store/label_tasks.h"
#include "core/store/nodes.h"

#include <QTest>

#include <set>

using namespace espalier;

namespace {

const char* const kAsking = R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 200}}
  - {id: tokenizer, stage: tokenizer.train, params: {vocab_size: 300}}
  - {id: model, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 64}}
  - {id: prompts, stage: data.prompts, params: {source: built-in, kinds: [story], items: 6, validation: 0}}
  - {id: answers, stage: sample.candidates, params: {answers: 3, max_new_tokens: 8}}
  - {id: people, stage: label.human, params: {overlap: 0.5, pairs: neighbours}}
  - {id: scores, stage: train.reward, params: {max_steps: 2, epochs: 0, batch: 2, warmup_steps: 1}}
  - {id: aside, stage: eval.language, params: {max_tokens: 100}}
edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> answers.model
  - prompts.prompts -> answers.prompts
  - answers.candidates -> people.candidates
  - people.preferences -> scores.preferences
  - model.model -> scores.model
  - model.model -> aside.model
  - text.text -> aside.text
)";

struct Asking
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path() / "workspace");
    std::atomic<bool> interrupted{false};
    int64_t run = 0;

    explicit Asking(const std::string& yaml = kAsking) { ask(yaml); }
    void ask(const std::string& yaml)
    {
        NewRun wish;
        wish.yaml = yaml;
        wish.file = folder.path() / "asking.yaml";
        wish.threads = 1;
        run = queueRun(workspace, stages(), wish).id;
    }
    RunOutcome execute()
    {
        RunObserver silent;
        return executeRun(workspace, run, silent, interrupted);
    }
    NodeStatus status(const char* id)
    {
        return Nodes(workspace.database()).find(run, id).value().status;
    }
    /// Everybody named ranks what is still wanted, the longest answer first; `contrary` ones the
    /// other way round.
    void rank(const std::string& name, bool contrary)
    {
        Labels labels(workspace.database());
        LabelTasks tasks(workspace.database());
        const auto task = tasks.all().at(0);
        const auto annotator = labels.annotator(name);
        for (const LabelItem& item : tasks.items(task.id)) {
            if (item.done >= item.wanted)
                continue;
            auto candidates = labels.candidates(item.promptUid);
            std::ranges::sort(candidates, [&](const Candidate& a, const Candidate& b) {
                return contrary ? a.text.size() < b.text.size() : a.text.size() > b.text.size();
            });
            auto order = nlohmann::json::array();
            for (const Candidate& candidate : candidates)
                order.push_back({candidate.uid});
            Ranking ranking;
            ranking.promptUid = item.promptUid;
            ranking.annotatorUid = annotator.uid;
            ranking.verdict = {{"order", order}};
            labels.add(ranking);
        }
    }
    ArtifactInfo made(const char* id)
    {
        const auto state = Nodes(workspace.database()).find(run, id).value();
        const auto key = Nodes(workspace.database()).stageRun(state.stageRun.value())->key;
        return Artifacts(workspace.database(), workspace.artifactsFolder()).get(key);
    }
    Rows preferences() { return Rows::open(made("people").folder); }
    int64_t count(const char* table)
    {
        return workspace.database().integer("SELECT COUNT(*) FROM " + std::string(table));
    }
    /// Whether prompts and candidates of the database are those of the node `answers`, and no more.
    bool holdsTheAnswersOnce()
    {
        const ArtifactInfo answers = made("answers");
        std::multiset<std::string> expected, found;
        for (const CandidateSet& set : readCandidates(answers.folder))
            for (const CandidateAnswer& answer : set.answers)
                expected.insert(promptContent(set.row).dump() + "\n" + answer.text);
        Labels labels(workspace.database());
        for (const Prompt& prompt : labels.prompts()) {
            if (prompt.origin != answers.key)
                return false;
            for (const Candidate& candidate : labels.candidates(prompt.uid))
                found.insert(prompt.content.dump() + "\n" + candidate.text);
        }
        return !expected.empty() && found == expected;
    }
};

/// `text` with `from` in it replaced.
std::string with(std::string text, const std::string& from, const std::string& to)
{
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

void TestPeople::aRunWaitsForPeopleAndGoesOn()
{
    Asking asking;
    const RunOutcome first = asking.execute();
    QCOMPARE(first.exitStatus, 3);
    QCOMPARE(asking.status("people"), NodeStatus::Waiting);
    QCOMPARE(asking.status("aside"), NodeStatus::Finished); // nothing else is held up
    QCOMPARE(asking.status("scores"), NodeStatus::Queued);

    asking.rank("Mina", false);
    QCOMPARE(asking.execute().exitStatus, 3); // half of the prompts need a second annotator
    asking.rank("Joon", false);
    QCOMPARE(asking.execute().exitStatus, 0);
    QCOMPARE(asking.status("scores"), NodeStatus::Finished);
    const Rows rows = asking.preferences();
    QVERIFY(rows.size(Split::Train) >= 9);
    const Row row = rows.row(Split::Train, 0);
    QVERIFY(row.kind.empty()); // people
    QVERIFY(row.chosen.text.size() >= row.rejected.text.size());
    QCOMPARE(asking.execute().exitStatus, 0); // a finished run stays so
}

void TestPeople::annotatorsWhoAgreeCountMore()
{
    Asking asking;
    asking.execute();
    asking.rank("Mina", false);
    asking.rank("Gil", true); // contradicts her everywhere
    QCOMPARE(asking.execute().exitStatus, 0);
    const Rows rows = asking.preferences();
    for (uint64_t i = 0; i < rows.size(Split::Train); ++i)
        QVERIFY(rows.row(Split::Train, i).weight < 0.1);
}

void TestPeople::candidatesAreRowsOfTheDatabaseOnce()
{
    Asking asking;
    QCOMPARE(asking.execute().exitStatus, 3);
    QVERIFY(asking.holdsTheAnswersOnce());
    const int64_t prompts = asking.count("prompts"), candidates = asking.count("candidates");
    QVERIFY(prompts >= 4 && candidates >= 2 * prompts);
    // The task asks about those rows.
    LabelTasks tasks(asking.workspace.database());
    for (const LabelItem& item : tasks.items(tasks.all().at(0).id))
        QCOMPARE(
            Labels(asking.workspace.database()).prompt(item.promptUid)->origin,
            asking.made("answers").key);
    asking.rank("Mina", false);
    asking.rank("Joon", false);
    QCOMPARE(asking.execute().exitStatus, 0);
    QCOMPARE(asking.count("prompts"), prompts);
    QCOMPARE(asking.count("candidates"), candidates);
    // Another run that finds all of it made.
    asking.ask(kAsking);
    QVERIFY(asking.execute().exitStatus == 0);
    QCOMPARE(asking.count("prompts"), prompts);
    QCOMPARE(asking.count("candidates"), candidates);
}

void TestPeople::candidatesThatNobodyAsksAboutAreRowsToo()
{
    const std::string simulated = with(
        kAsking,
        "label.human, params: {overlap: 0.5, pairs: neighbours}",
        "label.simulated, params: {qualities: [characters 1]}");
    Asking asking(simulated);
    QCOMPARE(asking.execute().exitStatus, 0);
    QVERIFY(asking.holdsTheAnswersOnce());
    QCOMPARE(asking.count("label_tasks"), int64_t{0});
    // Candidates that were made before the database knew of them.
    for (const char* lost :
         {"DELETE FROM candidates; DELETE FROM prompts",
          // Cut between the first rows and the last.
          "DELETE FROM candidates WHERE id > (SELECT min(id) FROM candidates)"}) {
        asking.workspace.database().execute(lost);
        asking.ask(simulated);
        QCOMPARE(asking.execute().exitStatus, 0);
        QCOMPARE(asking.status("answers"), NodeStatus::Cached);
        QVERIFY(asking.holdsTheAnswersOnce());
    }
}

void TestPeople::twoTasksAboutTheSameAnswersStayApart()
{
    // Answers in pairs, and the same ones as a whole: a pair that is ranked is no ranking of three.
    Asking asking(with(
        with(
            kAsking,
            "  - {id: scores",
            "  - {id: twos, stage: label.human, params: {kind: pair}}\n  - {id: scores"),
        "  - answers.candidates -> people.candidates\n",
        "  - answers.candidates -> people.candidates\n"
        "  - answers.candidates -> twos.candidates\n"));
    QCOMPARE(asking.execute().exitStatus, 3);
    LabelTasks tasks(asking.workspace.database());
    QCOMPARE(tasks.all().size(), size_t{2});
    std::set<std::string> first, second;
    for (const LabelItem& item : tasks.items(tasks.all()[0].id))
        first.insert(item.promptUid);
    for (const LabelItem& item : tasks.items(tasks.all()[1].id))
        second.insert(item.promptUid);
    for (const std::string& prompt : second)
        QVERIFY(!first.contains(prompt));
    // Asked again, each finds its own.
    const int64_t prompts = asking.count("prompts");
    QCOMPARE(prompts, static_cast<int64_t>(first.size() + second.size()));
    QCOMPARE(asking.execute().exitStatus, 3);
    QCOMPARE(asking.count("prompts"), prompts);
    QCOMPARE(tasks.all().size(), size_t{2});
}

void TestPeople::aTaskOfAnOlderVersionKeepsItsPrompts()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    auto& database = workspace.database();
    PeopleItem item;
    item.prompt = "Which?";
    item.answers = {PeopleAnswer{"this"}, PeopleAnswer{"that"}};
    PeopleTask task;
    task.items = {item};
    // Before, a task's prompts stood under its own key.
    (void)askPeople(database, "task", "", 0, "people", task);
    Labels labels(database);
    QCOMPARE(labels.prompts().size(), size_t{1});
    QCOMPARE(labels.prompts().front().origin, std::string("task"));
    const auto answers = askPeople(database, "task", "candidates", 0, "people", task);
    QCOMPARE(answers.progress.items, int64_t{1});
    QCOMPARE(labels.prompts().size(), size_t{1});
    // A new one takes the candidates' own.
    (void)askPeople(database, "new task", "candidates", 0, "people", task);
    QCOMPARE(labels.prompts().size(), size_t{2});
    QCOMPARE(labels.prompts().back().origin, std::string("candidates"));
}

void TestPeople::rankingsThatWereImportedBeforeCount()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    auto& database = workspace.database();
    Labels labels(database);
    LabelTasks tasks(database);
    // What another workspace exported: prompts under the candidates' key, ranked.
    const auto prompt = labels.addPrompts({{.content = "Which?", .origin = "candidates"}}).front();
    std::vector<Candidate> both(2);
    both[0].text = "this";
    both[1].text = "that";
    for (Candidate& one : both)
        one.promptUid = prompt;
    const auto answers = labels.addCandidates(both);
    (void)tasks.open(
        {.uid = "import:1", .title = "file"}, {{.promptUid = prompt, .candidateUids = answers}});
    Ranking ranking;
    ranking.promptUid = prompt;
    ranking.annotatorUid = labels.annotator("Mina").uid;
    ranking.kind = "ranking";
    ranking.verdict = {{"order", {{answers[1]}, {answers[0]}}}};
    labels.add(ranking);

    PeopleItem item;
    item.prompt = "Which?";
    item.answers = {PeopleAnswer{"this"}, PeopleAnswer{"that"}};
    PeopleTask task;
    task.items = {item};
    const auto asked = askPeople(database, "task", "candidates", 1, "people", task);
    QVERIFY(asked.progress.met());
    QCOMPARE(asked.rankings.size(), size_t{1});
    QVERIFY(asked.rankings[0].places == (std::vector<std::vector<int64_t>>{{1}, {0}}));
    QCOMPARE(asked.dropped, int64_t{0});
    QCOMPARE(labels.prompts().size(), size_t{1});

    // One that can't be read counts for nothing, and is counted.
    ranking.verdict = {{"order", nlohmann::json::array({answers[1], 5})}};
    labels.add(ranking);
    const auto again = askPeople(database, "task", "candidates", 1, "people", task);
    QVERIFY(again.progress.met());
    QCOMPARE(again.rankings.size(), size_t{1});
    QCOMPARE(again.unreadable, int64_t{1});
    QCOMPARE(again.dropped, int64_t{0});

    // The answers were sampled anew: what was said of the old ones is counted, not passed over.
    task.items[0].prompt = "Which one?";
    const auto anew = askPeople(database, "task", "candidates", 1, "people", task);
    QCOMPARE(anew.rankings.size(), size_t{0});
    QCOMPARE(anew.dropped, int64_t{1});
}

QTEST_GUILESS_MAIN(TestPeople)
