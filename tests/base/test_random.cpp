/// Random streams: the published generator, fair numbers, and independence by name and rank.

#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <map>
#include <vector>

using espalier::Random;

class TestRandom : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void givesThePublishedSequence();
    void sameNameGivesTheSameStream();
    void otherSeedNameOrRankGivesAnother_data();
    void otherSeedNameOrRankGivesAnother();
    void aStoredStateGoesOn();
    void uniformFillsTheUnitInterval();
    void belowIsUnbiased_data();
    void belowIsUnbiased();
    void belowOneIsZero();
    void shufflingGivesEveryOrderAlike();
    void shufflingDrawsFromTheLastPlaceDown();
    void normalHasUnitMoments();
};

void TestRandom::givesThePublishedSequence()
{
    // xoshiro256++ from the state 1, 2, 3, 4, as the authors' C code prints it.
    constexpr uint64_t kExpected[] = {
        41943041ULL,
        58720359ULL,
        3588806011781223ULL,
        3591011842654386ULL,
        9228616714210784205ULL,
        9973669472204895162ULL,
        14011001112246962877ULL,
        12406186145184390807ULL,
        15849039046786891736ULL,
        10450023813501588000ULL};
    Random random(Random::State{1, 2, 3, 4});
    for (const uint64_t expected : kExpected)
        QCOMPARE(random.bits(), expected);
}

void TestRandom::sameNameGivesTheSameStream()
{
    Random one(7, "dropout", 2);
    Random other(7, "dropout", 2);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(one.bits(), other.bits());
}

void TestRandom::otherSeedNameOrRankGivesAnother_data()
{
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<quint64>("rank");
    QTest::newRow("seed") << quint64{8} << QByteArray("dropout") << quint64{2};
    QTest::newRow("name") << quint64{7} << QByteArray("dropouts") << quint64{2};
    QTest::newRow("rank") << quint64{7} << QByteArray("dropout") << quint64{3};
    QTest::newRow("no name") << quint64{7} << QByteArray() << quint64{2};
}

void TestRandom::otherSeedNameOrRankGivesAnother()
{
    QFETCH(quint64, seed);
    QFETCH(QByteArray, name);
    QFETCH(quint64, rank);
    Random one(7, "dropout", 2);
    Random other(seed, name.toStdString(), rank);
    int equalBits = 0;
    for (int i = 0; i < 1000; ++i)
        equalBits += 64 - __builtin_popcountll(one.bits() ^ other.bits());
    // 64,000 coin tosses: mean 32,000, standard deviation 126; six of them.
    QVERIFY2(std::abs(equalBits - 32000) < 760, qPrintable(QString::number(equalBits)));
}

void TestRandom::aStoredStateGoesOn()
{
    Random random(3, "data");
    for (int i = 0; i < 10; ++i)
        random.normal();
    Random again(random.state());
    for (int i = 0; i < 10; ++i)
        QCOMPARE(again.normal(), random.normal());
}

void TestRandom::uniformFillsTheUnitInterval()
{
    Random random(1, "uniform");
    constexpr int kDraws = 100'000;
    double sum = 0, low = 1, high = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double x = random.uniform();
        QVERIFY(x >= 0 && x < 1);
        sum += x;
        low = std::min(low, x);
        high = std::max(high, x);
    }
    // Standard deviation of the mean: sqrt(1/12 / 100,000) = 0.0009.
    QVERIFY(std::abs(sum / kDraws - 0.5) < 0.0055);
    QVERIFY(low < 0.001 && high > 0.999);
}

void TestRandom::belowIsUnbiased_data()
{
    QTest::addColumn<quint64>("n");
    QTest::addColumn<quint64>("bin"); ///< draws are counted in n / bin bins
    QTest::newRow("2") << quint64{2} << quint64{1};
    QTest::newRow("7") << quint64{7} << quint64{1};
    QTest::newRow("100") << quint64{100} << quint64{1};
    // Here a plain modulo would give the lower half twice the chance of the upper.
    QTest::newRow("3 * 2^62") << (quint64{3} << 62) << (quint64{1} << 62);
}

void TestRandom::belowIsUnbiased()
{
    QFETCH(quint64, n);
    QFETCH(quint64, bin);
    Random random(5, "below");
    std::vector<int> counts(n / bin);
    const int draws = 2000 * static_cast<int>(counts.size());
    for (int i = 0; i < draws; ++i) {
        const uint64_t x = random.below(n);
        QVERIFY(x < n);
        ++counts[x / bin];
    }
    double chiSquare = 0;
    for (const int count : counts)
        chiSquare += (count - 2000.0) * (count - 2000.0) / 2000.0;
    // Mean k - 1, variance 2 (k - 1); five standard deviations.
    const double freedom = static_cast<double>(counts.size()) - 1;
    QVERIFY2(
        chiSquare < freedom + 5 * std::sqrt(2 * freedom), qPrintable(QString::number(chiSquare)));
}

void TestRandom::belowOneIsZero()
{
    Random random(5, "below");
    for (int i = 0; i < 100; ++i)
        QCOMPARE(random.below(1), uint64_t{0});
}

void TestRandom::shufflingGivesEveryOrderAlike()
{
    Random random(5, "shuffle");
    std::map<std::vector<int>, int> counts;
    for (int i = 0; i < 24'000; ++i) {
        std::vector<int> items{1, 2, 3, 4};
        espalier::shuffle(items, random);
        ++counts[items];
    }
    QCOMPARE(counts.size(), size_t{24});
    double chiSquare = 0;
    for (const auto& [order, count] : counts)
        chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
    // 23 degrees of freedom: mean 23, variance 46; five standard deviations.
    QVERIFY2(chiSquare < 23 + 5 * std::sqrt(46.0), qPrintable(QString::number(chiSquare)));
}

void TestRandom::shufflingDrawsFromTheLastPlaceDown()
{
    // Orders stand in artifacts: the draws and their places may not change.
    Random random(9, "order"), draws(9, "order");
    std::vector<int> items{0, 1, 2, 3, 4};
    espalier::shuffle(items, random);
    std::vector<int> expected{0, 1, 2, 3, 4};
    for (const int last : {4, 3, 2, 1})
        std::swap(expected[last], expected[draws.below(static_cast<uint64_t>(last) + 1)]);
    QCOMPARE(items, expected);
    QCOMPARE(random.state(), draws.state());
    std::vector<int> one{7}, none;
    espalier::shuffle(one, random);
    espalier::shuffle(none, random);
    QCOMPARE(random.state(), draws.state()); // nothing to draw
}

void TestRandom::normalHasUnitMoments()
{
    Random random(2, "normal");
    constexpr int kDraws = 200'000;
    double sum = 0, squares = 0, fourths = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double x = random.normal();
        QVERIFY(std::isfinite(x));
        sum += x;
        squares += x * x;
        fourths += x * x * x * x;
    }
    // Standard deviations of the means: 1, sqrt(2), sqrt(96), over sqrt(200,000) = 447.
    QVERIFY(std::abs(sum / kDraws) < 6 * 1.0 / 447);
    QVERIFY(std::abs(squares / kDraws - 1) < 6 * 1.415 / 447);
    QVERIFY(std::abs(fourths / kDraws - 3) < 6 * 9.8 / 447);
}

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
