/// Mixes keep to their shares, repeat only where they say so, and leak nothing into validation.

#include "core/base/error.h"
#include "core/rows/mix_rows.h"

#include <QTest>

#include <map>
#include <set>

using namespace espalier;
namespace fs = std::filesystem;
using Counts = std::vector<uint64_t>;

class TestMixRows : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    int m_count = 0;

    fs::path fresh()
    {
        const fs::path folder = m_folder.path() / std::to_string(++m_count);
        fs::create_directories(folder);
        return folder;
    }
    /// Prompts "NAME 0", "NAME 1", ... on both sides; those for validation go on where training
    /// ends, but for `shared` ones that are in training as well.
    fs::path prompts(const std::string& name, int train, int validation, int shared = 0)
    {
        const fs::path folder = fresh();
        RowsWriter writer(folder, RowKind::Prompts);
        Row row;
        for (int i = 0; i < train + validation; ++i) {
            row.prompt.text = name + " " + std::to_string(i < train ? i : i - shared);
            writer.add(i < train ? Split::Train : Split::Validation, row);
        }
        writer.finish("trl");
        return folder;
    }
    static std::string complaint(const std::function<void()>& act)
    {
        try {
            act();
        } catch (const Error& error) {
            return error.words();
        }
        return "no error";
    }

private Q_SLOTS:
    void countsFollowTheArithmetic_data();
    void countsFollowTheArithmetic();
    void everyRowIsTakenOnceByDefault();
    void smallInputsAreRepeatedInTurn();
    void questionsOfTrainingAreNotValidated();
    void theSeedDecidesTheOrder();
    void mixesThatCannotBeAreExplained();
};

void TestMixRows::countsFollowTheArithmetic_data()
{
    QTest::addColumn<Counts>("sizes");
    QTest::addColumn<std::vector<double>>("ratios");
    QTest::addColumn<int>("until");
    QTest::addColumn<int>("total");
    QTest::addColumn<Counts>("expected");
    const auto row = [](const char* name,
                        Counts sizes,
                        std::vector<double> ratios,
                        MixUntil until,
                        int total,
                        Counts expected) {
        QTest::newRow(name) << std::move(sizes) << std::move(ratios) << int(until) << total
                            << std::move(expected);
    };
    row("by size", {30, 10}, {}, MixUntil::Largest, 0, {30, 10});
    row("smallest", {30, 10}, {1, 1}, MixUntil::Smallest, 0, {10, 10});
    row("largest", {30, 10}, {1, 1}, MixUntil::Largest, 0, {30, 30});
    row("3 to 1, smallest", {30, 20}, {3, 1}, MixUntil::Smallest, 0, {30, 10});
    row("3 to 1, largest", {30, 20}, {3, 1}, MixUntil::Largest, 0, {60, 20});
    row("total, cut", {30, 10}, {0.5, 0.5}, MixUntil::Total, 8, {4, 4});
    row("total, repeated", {3, 1}, {1, 1}, MixUntil::Total, 100, {50, 50});
    row("total, thirds", {9, 9, 9}, {1, 1, 1}, MixUntil::Total, 10, {4, 3, 3});
    row("total by size", {30, 10}, {}, MixUntil::Total, 4, {3, 1});
    row("without one", {30, 10}, {1, 0}, MixUntil::Largest, 0, {30, 0});
}

void TestMixRows::countsFollowTheArithmetic()
{
    QFETCH(Counts, sizes);
    QFETCH(std::vector<double>, ratios);
    QFETCH(int, until);
    QFETCH(int, total);
    QFETCH(Counts, expected);
    QCOMPARE(mixCounts(sizes, {ratios, MixUntil(until), uint64_t(total), 1}), expected);
}

void TestMixRows::everyRowIsTakenOnceByDefault()
{
    const fs::path folder = fresh();
    const MixedRows mixed = mixRows({prompts("a", 50, 5), prompts("b", 20, 2)}, {}, folder);
    QCOMPARE(mixed.taken, (Counts{50, 20}));
    const Rows rows = Rows::open(folder, RowKind::Prompts);
    std::set<std::string> all;
    bool mixedUp = false;
    for (uint64_t i = 0; i < rows.size(Split::Train); ++i) {
        all.insert(rows.row(Split::Train, i).prompt.text);
        mixedUp |= i < 40 && rows.row(Split::Train, i).prompt.text.starts_with("b");
    }
    QCOMPARE(all.size(), size_t{70});
    QVERIFY(mixedUp);
    QCOMPARE(rows.size(Split::Validation), uint64_t{7});
    QCOMPARE(rows.header().form, std::string("mix"));
}

void TestMixRows::smallInputsAreRepeatedInTurn()
{
    const fs::path folder = fresh();
    mixRows({prompts("a", 40, 0), prompts("b", 10, 0)}, {{1, 1}, MixUntil::Largest, 0, 3}, folder);
    const Rows rows = Rows::open(folder);
    std::map<std::string, int> times;
    for (uint64_t i = 0; i < rows.size(Split::Train); ++i)
        ++times[rows.row(Split::Train, i).prompt.text];
    QCOMPARE(times.size(), size_t{50});
    for (const auto& [text, count] : times) // 40 of b are 10 rows four times, none more often
        QCOMPARE(count, text.starts_with("b") ? 4 : 1);
}

void TestMixRows::questionsOfTrainingAreNotValidated()
{
    // Three of a's rows for validation are in b's training: the same names.
    const fs::path folder = fresh();
    const MixedRows mixed = mixRows({prompts("a", 10, 5, 3), prompts("a", 10, 0)}, {}, folder);
    QCOMPARE(mixed.left, uint64_t{3});
    QCOMPARE(Rows::open(folder).size(Split::Validation), uint64_t{2});
}

void TestMixRows::theSeedDecidesTheOrder()
{
    const fs::path a = prompts("a", 50, 5);
    std::vector<std::string> files;
    for (const uint64_t seed : {1, 1, 2}) {
        const fs::path folder = fresh();
        mixRows({a, a}, {{1, 2}, MixUntil::Smallest, 0, seed}, folder);
        files.push_back(readFile(folder / "train.jsonl"));
    }
    QCOMPARE(files[0], files[1]);
    QVERIFY(files[0] != files[2]);
}

void TestMixRows::mixesThatCannotBeAreExplained()
{
    const fs::path a = prompts("a", 5, 1);
    const auto says =
        [&](const std::vector<fs::path>& inputs, const MixOptions& options, const char* part) {
            const std::string said = complaint([&] { mixRows(inputs, options, fresh()); });
            QVERIFY2(said.find(part) != std::string::npos, said.c_str());
        };
    says({a, a}, {{1}, MixUntil::Largest, 0, 1}, "has 1 numbers, but 2 inputs");
    says({a, a}, {{0, 0}, MixUntil::Largest, 0, 1}, "all 0");
    says({a, a}, {{1, -1}, MixUntil::Largest, 0, 1}, "-1 is no share");
    says(
        {a, prompts("b", 0, 3)},
        {{1, 1}, MixUntil::Largest, 0, 1},
        "Input 2 of the mix has no rows");

    const fs::path other = fresh();
    RowsWriter(other, RowKind::Labelled).finish("trl");
    says({a, other}, {}, "are labelled, but prompts are needed");

    const fs::path pairs = fresh(), single = fresh();
    Row row;
    row.prompt.text = "p";
    row.chosen.text = "c";
    row.rejected.text = "d";
    RowsWriter first(pairs, RowKind::Preferences);
    first.add(Split::Train, row);
    first.finish("trl");
    row = {};
    row.prompt.text = "p";
    row.completion.text = "c";
    row.good = true;
    RowsWriter second(single, RowKind::Preferences);
    second.add(Split::Train, row);
    second.finish("trl");
    says({pairs, single}, {}, "can't be mixed");
}

QTEST_GUILESS_MAIN(TestMixRows)
#include "test_mix_rows.moc"
