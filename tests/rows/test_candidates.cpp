/// Candidates and whole rankings come back as they were written; damaged files are named.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/rows/candidates.h"
#include "core/rows/rankings.h"

#include <QTest>

using namespace espalier;

namespace {

Row conversation()
{
    Row row;
    row.system = "Be brief.";
    row.prompt.turns = {{Role::User, "바다는 왜 파란가요?"}};
    return row;
}

} // namespace

class TestCandidates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void candidatesComeBack()
    {
        const TemporaryFolder folder;
        Row plain;
        plain.prompt.text = "2 + 3 =";
        plain.answer = "5";
        const std::vector<CandidateSet> sets{
            {Split::Train,
             conversation(),
             {{"빛 때문에.", "model 1", 0.7, 4, true, -3.5}, {"", "model 2", 1, 1, false, -1}}},
            {Split::Validation,
             plain,
             {{"five", "model 1", 1, 1, true, -0.25}, {"6", "model 1", 1, 1, true, -2}}}};
        writeCandidates(folder.path(), sets);
        QVERIFY(readCandidates(folder.path()) == sets);
    }

    void aBrokenLineIsNamed()
    {
        const TemporaryFolder folder;
        QVERIFY_THROWS_EXCEPTION(Error, readCandidates(folder.path()));
        writeAtomically(folder.path() / "candidates.jsonl", "{\"split\": \"train\"}\n");
        try {
            readCandidates(folder.path());
            QFAIL("read");
        } catch (const Error& error) {
            QVERIFY(error.words().find("line 1") != std::string::npos);
        }
    }

    void nearlyTheSameIsFound()
    {
        QVERIFY(nearlySame("The fox ran.", "the  FOX ran.\n", 0.9));
        QVERIFY(nearlySame("a b c d e f g h i j k", "a b c d e f g h i j z", 0.8)); // 9 of 11 pairs
        QVERIFY(!nearlySame("a b c d e f g h i j k", "a b c d e f g h i j z", 0.9));
        QVERIFY(!nearlySame("yes", "no", 0.5));
        QVERIFY(nearlySame("", " ", 0.5));
    }

    void rankingsComeBack()
    {
        const TemporaryFolder folder;
        RankedRow ranked;
        ranked.row = conversation();
        ranked.answers = {
            answerTo(ranked.row, "one"),
            answerTo(ranked.row, "two"),
            answerTo(ranked.row, "three")};
        ranked.places = {{2}, {0, 1}};
        ranked.weight = 0.5;
        writeRankings(folder.path(), Split::Train, {ranked});
        QVERIFY(readRankings(folder.path(), Split::Train) == std::vector<RankedRow>{ranked});
        QVERIFY(readRankings(folder.path(), Split::Validation).empty());
    }

    void aPlaceThatIsNotThereIsRefused()
    {
        const TemporaryFolder folder;
        writeAtomically(
            folder.path() / "train.rankings.jsonl",
            R"({"row":{"prompt":"a"},"answers":[{"completion":"x"}],"places":[[0],[1]]})"
            "\n");
        QVERIFY_THROWS_EXCEPTION(Error, readRankings(folder.path(), Split::Train));
    }
};

QTEST_GUILESS_MAIN(TestCandidates)
#include "test_candidates.moc"
