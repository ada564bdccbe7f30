#include "core/base/error.h"
#include "core/store/label_tasks.h"
#include "core/store/migrate.h"
#include "core/store/workspace.h"

#include <QTest>

#include <algorithm>

using namespace espalier;

namespace {

using Order = std::vector<std::vector<std::string>>;

/// Two prompts with three answers each, a task over both that wants two annotators of the second.
struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Labels labels{workspace.database()};
    LabelTasks tasks{workspace.database()};
    std::vector<std::string> prompts =
        labels.addPrompts({{.content = "One?", .origin = "t"}, {.content = "Two?", .origin = "t"}});
    std::vector<std::vector<std::string>> answers{three(0), three(1)};
    Annotator mina = labels.annotator("Mina"), jun = labels.annotator("Jun");
    LabelTask task = tasks.open(wish(), items());

    std::vector<std::string> three(size_t prompt)
    {
        std::vector<Candidate> all;
        for (const char* text : {"a", "b", "c"})
            all.push_back({.promptUid = prompts[prompt], .text = text, .origin = "m"});
        return labels.addCandidates(all);
    }

    static LabelTask wish()
    {
        return {.uid = "key", .title = "Which is kinder?", .run = 3, .node = "label"};
    }

    std::vector<LabelItem> items() const
    {
        return {
            {.promptUid = prompts[0], .candidateUids = answers[0]},
            {.promptUid = prompts[1], .candidateUids = answers[1], .wanted = 2}};
    }

    Ranking rank(size_t prompt, const Annotator& by, const Order& order)
    {
        return labels.add(
            {.promptUid = prompts[prompt],
             .annotatorUid = by.uid,
             .verdict = {{"order", order}, {"shown", answers[prompt]}}});
    }
};

} // namespace

class TestLabelTasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openingTwiceChangesOnlyRunAndNode();
    void aHalfWrittenTaskIsCompletedAndUnseenUntilThen();
    void anItemThatCannotBeLabelledIsRefused();
    void whoAsksAboutAnOriginIsKnown();
    void progressCountsDifferentAnnotators();
    void skipsUndoneOnesAndForeignCandidatesDoNotCount();
    void allBadCounts();
    void theNewestOfOneAnnotatorCounts();
    void theDigestIsOfTheContent();
    void manyItemsAreReadFast();
    void aDatabaseOfTheFirstSchemaMigrates();
};

void TestLabelTasks::openingTwiceChangesOnlyRunAndNode()
{
    Bed bed;
    LabelTask again = Bed::wish();
    again.title = "Something else";
    again.run = 9;
    again.node = "other";
    again = bed.tasks.open(again, {bed.items().front()});
    QCOMPARE(again.id, bed.task.id);
    QCOMPARE(again.run, 9);
    QCOMPARE(again.node, std::string("other"));
    QCOMPARE(again.title, std::string("Which is kinder?"));
    QCOMPARE(bed.tasks.items(again.id).size(), size_t{2});
    QCOMPARE(bed.tasks.all().size(), size_t{1});
    QCOMPARE(bed.tasks.find("key")->run, 9);
    QVERIFY(bed.tasks.find("key")->resume);
    QVERIFY(!bed.tasks.find("no such key"));
}

void TestLabelTasks::aHalfWrittenTaskIsCompletedAndUnseenUntilThen()
{
    Bed bed;
    bed.workspace.database().execute(
        "UPDATE label_tasks SET complete = 0; DELETE FROM label_task_items WHERE position = 1");
    QVERIFY(bed.tasks.all().empty());
    QVERIFY(!bed.tasks.find("key"));
    bed.tasks.open(Bed::wish(), bed.items());
    QCOMPARE(bed.tasks.all().size(), size_t{1});
    const auto items = bed.tasks.items(bed.task.id);
    QCOMPARE(items.size(), size_t{2});
    QCOMPARE(items.at(1).candidateUids, bed.answers.at(1));
    QCOMPARE(items.at(1).wanted, 2);
}

void TestLabelTasks::anItemThatCannotBeLabelledIsRefused()
{
    Bed bed;
    const auto refused = [&](const LabelItem& item) {
        try {
            bed.tasks.open({.uid = "new"}, {bed.items().front(), item});
        } catch (const Error&) {
            return bed.tasks.all().size() == 1;
        }
        return false;
    };
    QVERIFY(refused({.promptUid = "nobody", .candidateUids = bed.answers[0]}));
    QVERIFY(refused({.promptUid = bed.prompts[0], .candidateUids = {bed.answers[0][0]}}));
    QVERIFY(refused({.promptUid = bed.prompts[0], .candidateUids = bed.answers[1]}));
}

void TestLabelTasks::whoAsksAboutAnOriginIsKnown()
{
    Bed bed;
    QVERIFY(bed.labels.hasPromptsOf("t") && !bed.labels.hasPromptsOf("m"));
    QVERIFY(bed.tasks.othersAskAbout("t", "another key"));
    QVERIFY(!bed.tasks.othersAskAbout("t", "key")); // it is this task itself
    QVERIFY(!bed.tasks.othersAskAbout("m", "another key"));
    // Prompts that nobody asks about, and rows of an import that has not ended.
    bed.labels.addPrompts({{.content = "Three?", .origin = "u"}});
    QVERIFY(bed.labels.hasPromptsOf("u") && !bed.tasks.othersAskAbout("u", ""));
    const int64_t import = bed.labels.beginImport("file");
    bed.labels.addPrompts({{.content = "Four?", .origin = "v"}}, import);
    QVERIFY(!bed.labels.hasPromptsOf("v"));
    bed.labels.finishImport(import);
    QVERIFY(bed.labels.hasPromptsOf("v"));
}

void TestLabelTasks::progressCountsDifferentAnnotators()
{
    Bed bed;
    const auto& [a, b] = std::pair(bed.answers[0], bed.answers[1]);
    QVERIFY(!bed.tasks.progress(bed.task.id).met());
    bed.rank(0, bed.mina, {{a[0]}, {a[1]}, {a[2]}});
    bed.rank(0, bed.jun, {{a[0]}, {a[1]}, {a[2]}}); // more than wanted
    bed.rank(1, bed.mina, {{b[0]}, {b[1], b[2]}});
    bed.rank(1, bed.mina, {{b[1]}, {b[0], b[2]}}); // the same person again
    LabelProgress progress = bed.tasks.progress(bed.task.id);
    QCOMPARE(progress.items, 2);
    QCOMPARE(progress.itemsMet, 1);
    QCOMPARE(progress.wanted, 3);
    QCOMPARE(progress.done, 2);
    QCOMPARE(bed.tasks.items(bed.task.id).front().done, 2);
    const Ranking last = bed.rank(1, bed.jun, {{b[2]}, {b[0]}, {b[1]}});
    QVERIFY(bed.tasks.progress(bed.task.id).met());
    bed.labels.undo(last.uid);
    QVERIFY(!bed.tasks.progress(bed.task.id).met());
}

void TestLabelTasks::skipsUndoneOnesAndForeignCandidatesDoNotCount()
{
    Bed bed;
    bed.labels.add(
        {.promptUid = bed.prompts[0],
         .annotatorUid = bed.mina.uid,
         .kind = "skip",
         .verdict = {{"shown", bed.answers[0]}}});
    bed.labels.undo(bed.rank(0, bed.mina, {{bed.answers[0][0]}, {bed.answers[0][1]}}).uid);
    bed.rank(0, bed.mina, {{bed.answers[0][0]}, {"an answer of another task"}});
    bed.labels.add(
        {.promptUid = bed.prompts[0],
         .annotatorUid = bed.mina.uid,
         .kind = "rating",
         .verdict = {{"stars", 4}}});
    QCOMPARE(bed.tasks.progress(bed.task.id).done, 0);
    QVERIFY(bed.tasks.rankings(bed.task.id).empty());
}

void TestLabelTasks::allBadCounts()
{
    Bed bed;
    bed.labels.add(
        {.promptUid = bed.prompts[0],
         .annotatorUid = bed.mina.uid,
         .verdict = {
             {"order", nlohmann::json::array()}, {"shown", bed.answers[0]}, {"bad", true}}});
    QCOMPARE(bed.tasks.progress(bed.task.id).itemsMet, 1);
    QCOMPARE(candidatesOf({{"order", {{"a", "b"}, {"c"}}}}).size(), size_t{3});
    QVERIFY(candidatesOf({{"shown", {"a"}}}).empty());
    QVERIFY(candidatesOf(nullptr).empty());
}

void TestLabelTasks::theNewestOfOneAnnotatorCounts()
{
    Bed bed;
    const auto& a = bed.answers[0];
    bed.rank(0, bed.mina, {{a[0]}, {a[1]}, {a[2]}});
    const Ranking other = bed.rank(0, bed.jun, {{a[0]}, {a[1]}, {a[2]}});
    const Ranking newest = bed.rank(0, bed.mina, {{a[2]}, {a[1]}, {a[0]}});
    const auto rankings = bed.tasks.rankings(bed.task.id);
    QCOMPARE(rankings.size(), size_t{2});
    QCOMPARE(rankings.at(0).uid, other.uid);
    QCOMPARE(rankings.at(1).uid, newest.uid);
}

void TestLabelTasks::theDigestIsOfTheContent()
{
    const auto digestAfter = [](bool minaFirst) {
        Bed bed;
        // Annotators' uids are random: the same content needs the same people.
        bed.workspace.database().execute("UPDATE annotators SET uid = name");
        bed.mina.uid = "Mina";
        bed.jun.uid = "Jun";
        const auto& a = bed.answers[0];
        for (const bool mina : {minaFirst, !minaFirst})
            bed.rank(0, mina ? bed.mina : bed.jun, {{mina ? a[0] : a[1]}, {a[2]}});
        return bed.tasks.digest(bed.task.id);
    };
    QCOMPARE(digestAfter(true), digestAfter(false));
    Bed bed;
    const std::string empty = bed.tasks.digest(bed.task.id);
    const Ranking one = bed.rank(0, bed.mina, {{bed.answers[0][0]}, {bed.answers[0][1]}});
    QVERIFY(bed.tasks.digest(bed.task.id) != empty);
    bed.labels.undo(one.uid);
    QCOMPARE(bed.tasks.digest(bed.task.id), empty);
}

void TestLabelTasks::manyItemsAreReadFast()
{
    Bed bed;
    std::vector<Prompt> prompts;
    for (int i = 0; i < 2000; ++i)
        prompts.push_back({.content = "Prompt " + std::to_string(i), .origin = "many"});
    std::vector<LabelItem> items;
    std::vector<Candidate> candidates;
    for (const std::string& uid : bed.labels.addPrompts(prompts))
        for (const char* text : {"x", "y"})
            candidates.push_back({.promptUid = uid, .text = text, .origin = "m"});
    const auto uids = bed.labels.addCandidates(candidates);
    for (size_t i = 0; i < uids.size(); i += 2)
        items.push_back(
            {.promptUid = candidates[i].promptUid, .candidateUids = {uids[i], uids[i + 1]}});
    const LabelTask task = bed.tasks.open({.uid = "many", .kind = "pair"}, items);
    const auto start = std::chrono::steady_clock::now();
    QCOMPARE(bed.tasks.progress(task.id).items, 2000);
    const auto took = std::chrono::steady_clock::now() - start;
    qInfo(
        "progress of 2,000 items: %.1f ms",
        std::chrono::duration<double, std::milli>(took).count());
    QVERIFY(took < std::chrono::seconds(2));
}

void TestLabelTasks::aDatabaseOfTheFirstSchemaMigrates()
{
    const TemporaryFolder folder;
    {
        Workspace first = Workspace::open(folder.path(), {.migrations = migrations().first(1)});
        Labels(first.database()).addPrompts({{.content = "kept", .origin = "old"}});
        QCOMPARE(first.database().integer("PRAGMA user_version"), 1);
    }
    Workspace second = Workspace::open(folder.path());
    QCOMPARE(second.database().integer("PRAGMA user_version"), newestVersion(migrations()));
    QVERIFY(std::filesystem::exists(folder.path() / "espalier.db.v1.bak"));
    QCOMPARE(Labels(second.database()).prompts().size(), size_t{1});
    QVERIFY(LabelTasks(second.database()).all().empty());
    LabelTasks(second.database()).open({.uid = "k"}, {});
    QCOMPARE(LabelTasks(second.database()).all().size(), size_t{1});
    QVERIFY(second.database().integrityCheck().empty());
}

QTEST_GUILESS_MAIN(TestLabelTasks)
#include "test_label_tasks.moc"
