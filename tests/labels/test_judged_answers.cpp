#include "core/base/files.h"
#include "core/labels/judged_answers.h"
#include "core/store/label_tasks.h"
#include "core/store/workspace.h"

#include <QTest>

using namespace espalier;

namespace {

using Order = std::vector<std::vector<std::string>>;

/// Two prompts with three answers each, as an artifact and as rows of the database.
struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database& database = workspace.database();
    Labels labels{database};
    std::vector<CandidateSet> sets;
    Annotator mina = labels.annotator("Mina"), rule = labels.annotator("simulated: longer", "rule");

    Bed()
    {
        for (const char* prompt : {"One?", "Two?"}) {
            CandidateSet& set = sets.emplace_back();
            set.row.prompt.text = prompt;
            for (const char* text : {"a", "b", "c"})
                set.answers.push_back({.text = text, .model = "model 1"});
        }
    }

    /// Rows of a set under an origin; the uids of its answers.
    std::vector<std::string> keep(size_t set, const char* origin)
    {
        const auto prompt =
            labels.addPrompts({{.content = sets[set].row.prompt.text, .origin = origin}}).front();
        std::vector<Candidate> all;
        for (const CandidateAnswer& answer : sets[set].answers)
            all.push_back({.promptUid = prompt, .text = answer.text, .origin = answer.model});
        return labels.addCandidates(all);
    }

    Ranking rank(size_t set, const char* origin, const Annotator& by, const Order& order)
    {
        const auto prompt =
            labels.addPrompts({{.content = sets[set].row.prompt.text, .origin = origin}}).front();
        return labels.add(
            {.promptUid = prompt, .annotatorUid = by.uid, .verdict = {{"order", order}}});
    }

    std::vector<JudgedPair> pairs() { return judgedPairs(database, "key", sets); }
};

} // namespace

class TestJudgedAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsSaidOfUnrankedAnswers();
    void everyDecidedPairCounts();
    void theNewestOfOneAnnotatorCounts();
    void aTaskWithRowsOfItsOwnCounts();
    void whatIsAboutOthersDoesNot();
};

void TestJudgedAnswers::nothingIsSaidOfUnrankedAnswers()
{
    Bed bed;
    QVERIFY(bed.pairs().empty());
    bed.keep(0, "key");
    QVERIFY(bed.pairs().empty());
}

void TestJudgedAnswers::everyDecidedPairCounts()
{
    Bed bed;
    bed.keep(0, "key");
    const auto uids = bed.keep(1, "key");
    bed.rank(1, "key", bed.mina, {{uids[2]}, {uids[0], uids[1]}}); // of two sets the second alone
    bed.rank(1, "key", bed.rule, {{uids[0]}, {uids[1]}});
    const std::vector<JudgedPair> expected{{1, 2, 0, false}, {1, 2, 1, false}, {1, 0, 1, true}};
    QVERIFY(bed.pairs() == expected);
}

void TestJudgedAnswers::theNewestOfOneAnnotatorCounts()
{
    Bed bed;
    const auto uids = bed.keep(0, "key");
    bed.rank(0, "key", bed.mina, {{uids[0]}, {uids[1]}});
    const Ranking second = bed.rank(0, "key", bed.mina, {{uids[1]}, {uids[0]}});
    QVERIFY(bed.pairs() == std::vector<JudgedPair>({{0, 1, 0, false}}));
    bed.labels.undo(second.uid);
    QVERIFY(bed.pairs() == std::vector<JudgedPair>({{0, 0, 1, false}}));
}

void TestJudgedAnswers::aTaskWithRowsOfItsOwnCounts()
{
    Bed bed;
    const auto uids = bed.keep(0, "second task");
    bed.rank(0, "second task", bed.mina, {{uids[1]}, {uids[0]}});
    QVERIFY(bed.pairs().empty()); // whose those rows are is not known
    const auto prompt = bed.labels.prompts().front().uid;
    LabelTasks(bed.database)
        .open({.uid = "second task"}, {{.promptUid = prompt, .candidateUids = uids}});
    QVERIFY(bed.pairs() == std::vector<JudgedPair>({{0, 1, 0, false}}));
}

void TestJudgedAnswers::whatIsAboutOthersDoesNot()
{
    Bed bed;
    const auto others = bed.keep(0, "another key");
    bed.rank(0, "another key", bed.mina, {{others[1]}, {others[0]}});
    const auto uids = bed.keep(0, "key");
    bed.rank(0, "key", bed.mina, {{uids[1]}, {"sampled before"}});
    bed.labels.add(
        {.promptUid = bed.labels.promptsOf("key").front().uid,
         .annotatorUid = bed.mina.uid,
         .kind = "skip",
         .verdict = {{"order", Order{{uids[0]}, {uids[1]}}}}});
    QVERIFY(bed.pairs().empty());
}

QTEST_GUILESS_MAIN(TestJudgedAnswers)
#include "test_judged_answers.moc"
