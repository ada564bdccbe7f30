/// A run that asks people ends with exit 3, holds nothing, and goes on when they have answered.

#include "tests/engine/run/test_people.h"

#include "core/base/files.h"
#include "core/engine/run/runner.h"
#include "core/pipeline/queue.h"
#include "core/rows/rows.h"
#include "core/stages/stages.h"
#include "core/store/artifacts.h"
#include "core/store/label_tasks.h"
#include "core/store/nodes.h"

#include <QTest>

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

    Asking()
    {
        NewRun wish;
        wish.yaml = kAsking;
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
    Rows preferences()
    {
        const auto state = Nodes(workspace.database()).find(run, "people").value();
        const auto key = Nodes(workspace.database()).stageRun(state.stageRun.value())->key;
        return Rows::open(
            Artifacts(workspace.database(), workspace.artifactsFolder()).get(key).folder);
    }
};

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

QTEST_GUILESS_MAIN(TestPeople)
