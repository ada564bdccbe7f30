#include "core/base/error.h"
#include "core/data/packing.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

using namespace espalier;

class TestPacking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void permutationIsOne_data();
    void permutationIsOne();
    void everyWindowOncePerEpoch();
    void epochsDiffer();
    void worldSizeChangesNothing();
    void randomWindowsLieWithin();
    void shortTexts();
    void epochsAndSteps();
    void validationCoversEveryToken();
};

void TestPacking::permutationIsOne_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 2, 3, 4, 5, 7, 16, 17, 1000, 4097})
        QTest::addRow("%d", size) << size;
}

void TestPacking::permutationIsOne()
{
    QFETCH(int, size);
    std::vector<uint64_t> places;
    int fixed = 0;
    for (int i = 0; i < size; ++i) {
        places.push_back(permuted(i, size, 42));
        fixed += places.back() == uint64_t(i) ? 1 : 0;
    }
    std::ranges::sort(places);
    for (int i = 0; i < size; ++i)
        QCOMPARE(places[i], uint64_t(i));
    if (size >= 1000)
        QVERIFY(fixed < 10); // one is expected of a random permutation
}

void TestPacking::everyWindowOncePerEpoch()
{
    const BatchOrder order({.tokens = 1000, .block = 10, .rowsPerRank = 3, .seed = 1});
    QCOMPARE(order.windowsPerEpoch(), uint64_t{99}); // (1000 - 10) / 10
    std::vector<int> targets(1000);
    for (uint64_t step = 0; step < 33; ++step)
        for (int64_t row = 0; row < 3; ++row) {
            const uint64_t start = order.start(step, row);
            QVERIFY(start + 10 < 1000);
            for (uint64_t i = start + 1; i <= start + 10; ++i)
                ++targets[i];
        }
    // No token is a target twice; the 990 of one stretch are targets once.
    QCOMPARE(*std::ranges::max_element(targets), 1);
    QCOMPARE(std::accumulate(targets.begin(), targets.end(), 0), 990);
}

void TestPacking::epochsDiffer()
{
    const BatchOrder order({.tokens = 10000, .block = 10, .rowsPerRank = 1, .seed = 1});
    std::vector<uint64_t> first;
    std::vector<uint64_t> second;
    std::set<uint64_t> offsets;
    for (uint64_t i = 0; i < order.windowsPerEpoch(); ++i) {
        first.push_back(order.start(i, 0));
        second.push_back(order.start(order.windowsPerEpoch() + i, 0));
    }
    QVERIFY(first != second);
    for (uint64_t epoch = 0; epoch < 30; ++epoch)
        offsets.insert(order.start(epoch * order.windowsPerEpoch(), 0) % 10);
    QVERIFY(offsets.size() > 5);
    const BatchOrder other({.tokens = 10000, .block = 10, .rowsPerRank = 1, .seed = 2});
    QVERIFY(other.start(0, 0) != first[0] || other.start(1, 0) != first[1]);
}

void TestPacking::worldSizeChangesNothing()
{
    const BatchOrder one({.tokens = 5000, .block = 8, .rowsPerRank = 6, .seed = 3});
    for (uint64_t step = 0; step < 300; ++step)
        for (int64_t row = 0; row < 6; ++row) {
            const BatchOrder part(
                {.tokens = 5000,
                 .block = 8,
                 .rowsPerRank = 2,
                 .worldSize = 3,
                 .rank = row / 2,
                 .seed = 3});
            QCOMPARE(part.start(step, row % 2), one.start(step, row));
        }
}

void TestPacking::randomWindowsLieWithin()
{
    const BatchOrder order(
        {.tokens = 101, .block = 100, .rowsPerRank = 2, .seed = 3, .order = WindowOrder::Random});
    QCOMPARE(order.start(17, 1), uint64_t{0});
    const BatchOrder wide({.tokens = 110, .block = 100, .seed = 3, .order = WindowOrder::Random});
    std::set<uint64_t> starts;
    for (uint64_t step = 0; step < 500; ++step)
        starts.insert(wide.start(step, 0));
    QCOMPARE(starts.size(), size_t{10}); // 0 ... 9, each about 50 times
    QCOMPARE(*starts.rbegin(), uint64_t{9});
}

void TestPacking::shortTexts()
{
    for (uint64_t tokens = 11; tokens < 60; ++tokens) {
        const BatchOrder order({.tokens = tokens, .block = 10, .seed = 1});
        QVERIFY(order.windowsPerEpoch() >= 1);
        for (uint64_t step = 0; step < 50; ++step)
            QVERIFY(order.start(step, 0) + 10 < tokens);
    }
    QVERIFY_EXCEPTION_THROWN(BatchOrder({.tokens = 10, .block = 10}), Error);
    QVERIFY_EXCEPTION_THROWN(BatchOrder({.tokens = 0, .block = 10}), Error);
}

void TestPacking::epochsAndSteps()
{
    const BatchOrder order(
        {.tokens = 1000, .block = 10, .rowsPerRank = 3, .worldSize = 2, .seed = 1});
    QCOMPARE(order.epochs(33), 2.0); // 33 steps of 6 rows, 99 windows
    QCOMPARE(order.stepsFor(2.0), uint64_t{33});
    QCOMPARE(order.stepsFor(1.0), uint64_t{17}); // 16.5
}

void TestPacking::validationCoversEveryToken()
{
    for (uint64_t tokens = 2; tokens < 40; ++tokens) {
        const ValidationWindows windows{tokens, 7};
        uint64_t next = 1;
        for (uint64_t i = 0; i < windows.count(); ++i) {
            QCOMPARE(windows.start(i) + 1, next);
            QVERIFY(windows.length(i) >= 1 && windows.length(i) <= 7);
            next += static_cast<uint64_t>(windows.length(i));
        }
        QCOMPARE(next, tokens);
    }
    QCOMPARE((ValidationWindows{1, 7}.count()), uint64_t{0});
    QCOMPARE((ValidationWindows{0, 7}.count()), uint64_t{0});
}

QTEST_GUILESS_MAIN(TestPacking)
#include "test_packing.moc"
