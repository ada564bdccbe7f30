#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/row_packing.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace espalier;

/// Rows of different lengths: packed tightly, each once an epoch.
class TestRowPacking : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyExampleLiesInOneRowThatHasRoom()
    {
        Random random(1, "lengths");
        std::vector<int64_t> lengths;
        for (int i = 0; i < 2000; ++i)
            lengths.push_back(1 + static_cast<int64_t>(random.below(100)));
        lengths.push_back(300); // longer than a row
        const auto bins = packBestFit(lengths, 128);
        std::vector<int> seen(lengths.size());
        for (const Bin& bin : bins) {
            int64_t total = 0;
            for (const uint32_t example : bin) {
                ++seen[example];
                total += lengths[example];
            }
            QVERIFY(total <= 128 || bin.size() == 1);
        }
        QCOMPARE(std::ranges::count(seen, 1), static_cast<std::ptrdiff_t>(lengths.size()));
        const double least =
            static_cast<double>(std::accumulate(lengths.begin(), lengths.end(), int64_t{0})) / 128;
        QVERIFY(static_cast<double>(bins.size()) < 1.02 * least + 2);
    }

    void packingByHand()
    {
        // 6 takes a row of its own, 5 another; 4 fits beside 6 best, 3 beside 5, 2 too.
        const std::vector<int64_t> lengths{2, 3, 4, 5, 6};
        const auto bins = packBestFit(lengths, 10);
        QCOMPARE(bins.size(), size_t{2});
        QCOMPARE(bins[0], (Bin{4, 2}));
        QCOMPARE(bins[1], (Bin{3, 1, 0}));
    }

    void eachRowComesOnceAnEpochWhateverTheRanks()
    {
        for (const int64_t world : {1, 2}) {
            std::vector<uint64_t> all;
            for (uint64_t step = 0; step < 5; ++step)
                for (int64_t rank = 0; rank < world; ++rank) {
                    RowOrderParams params{.rows = 30, .rowsPerRank = 6 / world, .worldSize = world,
                                          .rank = rank, .seed = 4};
                    const RowOrder order(params);
                    for (int64_t place = 0; place < params.rowsPerRank; ++place)
                        all.push_back(order.at(step, place));
                    QCOMPARE(order.stepsFor(1), uint64_t{5});
                }
            QCOMPARE(std::set<uint64_t>(all.begin(), all.end()).size(), size_t{30});
        }
        QVERIFY_THROWS_EXCEPTION(Error, RowOrder(RowOrderParams{.rows = 0}));
    }

    void lengthsStandTogether()
    {
        Random random(2, "lengths");
        std::vector<int64_t> lengths;
        for (int i = 0; i < 800; ++i)
            lengths.push_back(1 + static_cast<int64_t>(random.below(200)));
        const RowOrderParams params{.rows = 800, .rowsPerRank = 8, .seed = 5};
        const LengthOrder order(params, lengths);
        std::multiset<uint64_t> seen;
        int64_t padded = 0, real = 0;
        for (uint64_t step = 0; step < 100; ++step) {
            int64_t longest = 0;
            for (int64_t place = 0; place < 8; ++place) {
                const uint64_t row = order.at(step, place);
                seen.insert(row);
                longest = std::max(longest, lengths[row]);
                real += lengths[row];
            }
            padded += 8 * longest;
        }
        QCOMPARE(std::set<uint64_t>(seen.begin(), seen.end()).size(), size_t{800});
        QVERIFY(static_cast<double>(padded) < 1.05 * static_cast<double>(real));
        const LengthOrder again(params, lengths);
        QCOMPARE(again.at(77, 3), order.at(77, 3)); // whatever was asked before
        QCOMPARE(again.at(3, 1), order.at(3, 1));
    }
};

QTEST_APPLESS_MAIN(TestRowPacking)
#include "test_row_packing.moc"
