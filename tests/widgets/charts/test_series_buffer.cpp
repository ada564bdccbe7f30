#include "core/base/random.h"
#include "widgets/charts/series_buffer.h"
#include "widgets/charts/x_map.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Points with uneven steps, noise, and now and then a value that is no number.
std::vector<SeriesPoint> someSeries(int count, uint64_t seed)
{
    Random random(seed, "points");
    std::vector<SeriesPoint> points;
    int64_t step = 0;
    for (int i = 0; i < count; ++i) {
        step += 1 + static_cast<int64_t>(random.below(3));
        const double value = random.below(500) == 0 ? kNaN : random.normal();
        points.push_back({step, step * 7, value});
    }
    return points;
}

/// What the points in [from, to) come to, one after the other.
SeriesColumn bruteForce(const std::vector<SeriesPoint>& points, double from, double to)
{
    SeriesColumn column;
    for (const SeriesPoint& point : points) {
        const auto step = static_cast<double>(point.step);
        if (step >= from && step < to)
            column.add(point.value);
    }
    return column;
}

void compare(const SeriesColumn& got, const SeriesColumn& wanted)
{
    QCOMPARE(got.count, wanted.count);
    QCOMPARE(got.broken, wanted.broken);
    if (wanted.count == 0)
        return;
    QCOMPARE(got.first, wanted.first);
    QCOMPARE(got.min, wanted.min);
    QCOMPARE(got.max, wanted.max);
    QCOMPARE(got.last, wanted.last);
}

} // namespace

class TestSeriesBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsAreWhatAllPointsComeTo_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("columns");
        for (const int count : {1, 31, 32, 1024, 1025, 5000, 20000}) {
            for (const int columns : {1, 7, 640})
                QTest::addRow("%d points, %d columns", count, columns) << count << columns;
        }
    }

    void columnsAreWhatAllPointsComeTo()
    {
        QFETCH(int, count);
        QFETCH(int, columns);
        const auto points = someSeries(count, 3);
        SeriesBuffer buffer;
        buffer.append(points);
        const auto data = buffer.snapshot();
        QCOMPARE(data->size(), int64_t(count));
        std::vector<double> edges;
        const double end = static_cast<double>(data->lastStep()) * 1.1;
        for (int i = 0; i <= columns; ++i)
            edges.push_back(-5 + (end + 5) * i / columns);
        const auto result = data->columns(edges);
        QCOMPARE(result.size(), size_t(columns));
        for (size_t i = 0; i < result.size(); ++i)
            compare(result[i], bruteForce(points, edges[i], edges[i + 1]));
    }

    void aSnapshotStaysWhatItWas()
    {
        SeriesBuffer buffer;
        buffer.append(SeriesPoint{1, 0, 2.0});
        const auto before = buffer.snapshot();
        buffer.append(SeriesPoint{2, 0, 3.0});
        QCOMPARE(before->size(), int64_t(1));
        QCOMPARE(before->lastStep(), int64_t(1));
        QCOMPARE(buffer.snapshot()->lastStep(), int64_t(2));
    }

    void pointsComeWithANeighbourAtEachSide()
    {
        SeriesBuffer buffer;
        for (int step = 0; step < 10; ++step)
            buffer.append(SeriesPoint{step * 10, 0, double(step)});
        const auto data = buffer.snapshot();
        const auto points = data->points(35, 60, 100);
        QVERIFY(points);
        std::vector<int64_t> steps;
        for (const SeriesPoint& point : *points)
            steps.push_back(point.step);
        QCOMPARE(steps, (std::vector<int64_t>{30, 40, 50, 60, 70}));
        QVERIFY(!data->points(35, 60, 4)); // five would come
    }

    void theValueAtAStepIsTheLastBeforeIt()
    {
        SeriesBuffer buffer;
        buffer.append(SeriesPoint{10, 0, 1.0});
        buffer.append(SeriesPoint{20, 0, 2.0});
        const auto data = buffer.snapshot();
        QVERIFY(!data->at(9.9));
        QCOMPARE(data->at(10)->value, 1.0);
        QCOMPARE(data->at(19.9)->value, 1.0);
        QCOMPARE(data->at(1000)->value, 2.0);
    }

    void takingPointsBackLeavesTheEarlierOnes_data()
    {
        QTest::addColumn<int>("keep");
        for (const int keep : {0, 1, 1000, 1023, 1024, 1025, 2999, 3000})
            QTest::addRow("%d of 3000", keep) << keep;
    }

    void takingPointsBackLeavesTheEarlierOnes()
    {
        QFETCH(int, keep);
        SeriesBuffer buffer;
        for (int i = 0; i < 3000; ++i)
            buffer.append(SeriesPoint{i, 0, std::sin(i)});
        buffer.truncateAfter(keep - 1);
        QCOMPARE(buffer.size(), int64_t(keep));
        buffer.append(SeriesPoint{keep, 0, 100});
        const auto data = buffer.snapshot();
        QCOMPARE(data->size(), int64_t(keep) + 1);
        const std::vector<double> edges{-1, 1e9};
        QCOMPARE(data->columns(edges)[0].count, int64_t(keep) + 1);
        QCOMPARE(data->columns(edges)[0].max, 100.0);
    }

    void anEarlierStepRewritesWhatCameAfterIt()
    {
        SeriesBuffer buffer;
        for (int i = 0; i < 100; ++i)
            buffer.append(SeriesPoint{i, 0, 1.0});
        buffer.append(SeriesPoint{50, 0, 2.0});
        QCOMPARE(buffer.size(), int64_t(51));
        QCOMPARE(buffer.snapshot()->at(50)->value, 2.0);
    }

    void readingHandsOutEveryPointOnce()
    {
        const auto points = someSeries(2500, 9);
        SeriesBuffer buffer;
        buffer.append(points);
        std::vector<SeriesPoint> read;
        buffer.snapshot()->read(1030, [&read](std::span<const SeriesPoint> piece) {
            read.insert(read.end(), piece.begin(), piece.end());
        });
        QCOMPARE(read.size(), size_t(2500 - 1030));
        for (size_t i = 0; i < read.size(); ++i)
            QCOMPARE(read[i].step, points[i + 1030].step);
    }

    void stepsMapToTimeAndBack()
    {
        SeriesBuffer buffer;
        buffer.append(SeriesPoint{0, 0, 0});
        buffer.append(SeriesPoint{10, 1000, 0}); // ten steps a second,
        buffer.append(SeriesPoint{20, 3000, 0}); // then five
        const XMap time = XMap::time(*buffer.snapshot());
        QCOMPARE(time.toX(5), 0.5);
        QCOMPARE(time.toX(15), 2.0);
        QCOMPARE(time.toX(25), 4.0); // goes on as it went last
        QCOMPARE(time.toStep(2.0), 15.0);
        QVERIFY(XMap().isIdentity());
        QCOMPARE(XMap().toX(42), 42.0);
    }
};

QTEST_GUILESS_MAIN(TestSeriesBuffer)
#include "test_series_buffer.moc"
