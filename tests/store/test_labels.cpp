#include "core/base/error.h"
#include "core/base/files.h"
#include "core/store/labels.h"
#include "core/store/nodes.h"
#include "core/store/series.h"
#include "core/store/workspace.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <sstream>
#include <thread>

using namespace espalier;

namespace {

struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Labels labels{workspace.database()};
    std::string prompt =
        labels.addPrompts({{.content = "Tell a story.", .origin = "test"}}).front();
    Annotator annotator = labels.annotator("Mina");

    Ranking rank(const std::string& best, const std::string& supersedes = {})
    {
        return labels.add(
            {.promptUid = prompt,
             .annotatorUid = annotator.uid,
             .verdict = {{"order", {{best}, {"rest"}}}},
             .tookMs = 1200,
             .supersedes = supersedes});
    }

    std::vector<nlohmann::json> mirrored() const
    {
        std::vector<nlohmann::json> lines;
        std::istringstream in(readFile(folder.path() / "rankings.jsonl"));
        for (std::string line; std::getline(in, line);)
            lines.push_back(nlohmann::json::parse(line));
        return lines;
    }
};

} // namespace

class TestLabels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ingestingTwiceChangesNothing();
    void anUndoIsANewRow();
    void aCorrectionReplaces();
    void rankingsCanNotBeChanged();
    void theDigestTellsTheContent();
    void unknownNamesAreRefused();
    void theMirrorHoldsEveryRanking();
    void theMirrorCatchesUpAfterACrash();
    void anImportAppearsAtItsEnd();
    void aDeadImportIsSwept();
    void aRankingWaitsLittleBesideABusyWriter();
};

void TestLabels::ingestingTwiceChangesNothing()
{
    Bed bed;
    QCOMPARE(
        bed.labels.addPrompts({{.content = "Tell a story.", .origin = "test"}}).front(),
        bed.prompt);
    QVERIFY(
        bed.labels.addPrompts({{.content = "Tell a story.", .origin = "elsewhere"}}).front() !=
        bed.prompt);
    QCOMPARE(bed.labels.prompts().size(), size_t{2});
    const Candidate candidate{.promptUid = bed.prompt, .text = "Once.", .origin = "model-key"};
    const auto uids = bed.labels.addCandidates({candidate, candidate});
    QCOMPARE(uids.at(0), uids.at(1));
    QCOMPARE(bed.labels.candidates(bed.prompt).size(), size_t{1});
    QCOMPARE(bed.labels.annotator("Mina").uid, bed.annotator.uid);
    QVERIFY(bed.labels.annotator("Mina", "rule").uid != bed.annotator.uid);
    QCOMPARE(
        bed.labels.prompt(bed.prompt)->content.get<std::string>(), std::string("Tell a story."));
}

void TestLabels::anUndoIsANewRow()
{
    Bed bed;
    const Ranking first = bed.rank("a");
    const Ranking second = bed.rank("b");
    bed.labels.undo(second.uid);
    const auto effective = bed.labels.effective(bed.prompt);
    QCOMPARE(effective.size(), size_t{1});
    QCOMPARE(effective.front().uid, first.uid);
    QCOMPARE(bed.labels.history().size(), size_t{3});
    bed.labels.undo(first.uid);
    QVERIFY(bed.labels.effective().empty());
}

void TestLabels::aCorrectionReplaces()
{
    Bed bed;
    const Ranking first = bed.rank("a");
    const Ranking second = bed.rank("b", first.uid);
    QCOMPARE(bed.labels.effective().size(), size_t{1});
    QCOMPARE(bed.labels.effective().front().uid, second.uid);
    QCOMPARE(bed.labels.effective().front().tookMs, 1200);
}

void TestLabels::rankingsCanNotBeChanged()
{
    Bed bed;
    bed.rank("a");
    QVERIFY_THROWS_EXCEPTION(
        Error, bed.workspace.database().execute("UPDATE rankings SET kind = 'skip'"));
    QVERIFY_THROWS_EXCEPTION(Error, bed.workspace.database().execute("DELETE FROM rankings"));
    QCOMPARE(bed.labels.history().size(), size_t{1});
}

void TestLabels::theDigestTellsTheContent()
{
    Bed bed;
    const std::string empty = bed.labels.digest();
    const Ranking ranking = bed.rank("a");
    const std::string one = bed.labels.digest();
    QVERIFY(one != empty);
    QCOMPARE(bed.labels.digest(), one);
    bed.labels.undo(ranking.uid);
    QCOMPARE(bed.labels.digest(), empty);
}

void TestLabels::unknownNamesAreRefused()
{
    Bed bed;
    QVERIFY_THROWS_EXCEPTION(
        Error, bed.labels.add({.promptUid = "nobody", .annotatorUid = bed.annotator.uid}));
    QVERIFY_THROWS_EXCEPTION(
        Error, bed.labels.add({.promptUid = bed.prompt, .annotatorUid = "nobody"}));
    QVERIFY_THROWS_EXCEPTION(Error, bed.rank("a", "nothing"));
    QVERIFY_THROWS_EXCEPTION(Error, bed.labels.undo("nothing"));
    QVERIFY_THROWS_EXCEPTION(Error, bed.labels.addCandidates({{.promptUid = "nobody"}}));
    QVERIFY(bed.labels.history().empty());
}

void TestLabels::theMirrorHoldsEveryRanking()
{
    Bed bed;
    const Ranking first = bed.rank("한국어");
    bed.labels.undo(first.uid);
    const auto lines = bed.mirrored();
    QCOMPARE(lines.size(), size_t{2});
    QCOMPARE(
        lines.at(0).at("verdict").at("order").at(0).at(0).get<std::string>(),
        std::string("한국어"));
    QCOMPARE(lines.at(0).at("annotator").get<std::string>(), std::string("Mina"));
    QCOMPARE(lines.at(1).at("supersedes").get<std::string>(), first.uid);
    QVERIFY(bed.labels.mirrorProblem().empty());
}

void TestLabels::theMirrorCatchesUpAfterACrash()
{
    Bed bed;
    bed.rank("a");
    bed.rank("b");
    const auto file = bed.folder.path() / "rankings.jsonl";
    const std::string whole = readFile(file);
    writeAtomically(
        file, whole.substr(0, whole.size() - 10)); // died while it wrote the second line
    bed.labels.mirror();
    QCOMPARE(readFile(file), whole);
    std::filesystem::remove(file);
    bed.rank("c");
    QCOMPARE(bed.mirrored().size(), size_t{3});
}

void TestLabels::anImportAppearsAtItsEnd()
{
    Bed bed;
    const int64_t import = bed.labels.beginImport("big.jsonl");
    const auto uids = bed.labels.addPrompts({{.content = "new", .origin = "big"}}, import);
    bed.labels.addCandidates({{.promptUid = uids.front(), .text = "t", .origin = "o"}}, import);
    QCOMPARE(bed.labels.prompts().size(), size_t{1});
    QVERIFY(!bed.labels.prompt(uids.front()));
    QVERIFY(bed.labels.candidates(uids.front()).empty());
    bed.labels.finishImport(import);
    QCOMPARE(bed.labels.prompts().size(), size_t{2});
    QCOMPARE(bed.labels.candidates(uids.front()).size(), size_t{1});
}

void TestLabels::aDeadImportIsSwept()
{
    Bed bed;
    const int64_t import = bed.labels.beginImport("big.jsonl");
    const auto uids = bed.labels.addPrompts(
        {{.content = "lost", .origin = "big"}, {.content = "wanted", .origin = "big"}}, import);
    bed.labels.addCandidates({{.promptUid = uids.at(0), .text = "t", .origin = "o"}}, import);
    bed.labels.addPrompts({{.content = "wanted", .origin = "big"}}); // by hand, meanwhile
    Workspace::open(bed.folder.path());
    QCOMPARE(
        bed.workspace.database().integer("SELECT count(*) FROM imports"), 1); // its lease holds
    bed.workspace.database().execute("UPDATE imports SET lease_until = 1");
    Workspace::open(bed.folder.path());
    QCOMPARE(bed.workspace.database().integer("SELECT count(*) FROM imports"), 0);
    QCOMPARE(bed.workspace.database().integer("SELECT count(*) FROM candidates"), 0);
    QCOMPARE(bed.labels.prompts().size(), size_t{2});
    QVERIFY(bed.labels.prompt(uids.at(1)).has_value());
    QVERIFY_THROWS_EXCEPTION(Error, bed.labels.finishImport(import));
}

void TestLabels::aRankingWaitsLittleBesideABusyWriter()
{
    Bed bed;
    const int64_t stageRun = Nodes(bed.workspace.database())
                                 .createStageRun({.key = "k", .stage = "s", .codeVersion = "1"})
                                 .id;
    WriteQueue queue(bed.workspace.databaseFile());
    std::atomic<bool> stop = false;
    std::thread busy([&] {
        SeriesWriter writer(queue);
        for (int64_t step = 0; !stop; ++step)
            for (int i = 0; i < 64; ++i)
                writer.append(writer.series(stageRun, "s" + std::to_string(i)), step, step, 1.0);
        writer.flush();
    });
    std::vector<double> waits;
    for (int i = 0; i < 100; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const auto start = std::chrono::steady_clock::now();
        bed.rank("a");
        waits.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count());
    }
    stop = true;
    busy.join();
    std::ranges::sort(waits);
    qInfo(
        "a ranking beside a busy writer: median %.1f ms, p95 %.1f ms, longest %.1f ms",
        waits[50],
        waits[95],
        waits[99]);
    QVERIFY2(waits[50] < 1000, "a ranking waits too long for the writer");
    QCOMPARE(bed.labels.history().size(), size_t{100});
}

QTEST_GUILESS_MAIN(TestLabels)
#include "test_labels.moc"
