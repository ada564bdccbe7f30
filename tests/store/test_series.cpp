#include "core/base/files.h"
#include "core/store/bench.h"
#include "core/store/migrate.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/series.h"
#include "core/store/sql.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <ctime>
#include <limits>
#include <random>

using namespace espalier;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool sameBits(double a, double b)
{
    return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

bool sameOrBothNaN(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

struct Bed
{
    TemporaryFolder folder;
    std::filesystem::path file = folder.path() / "espalier.db";
    Database database{file};
    int64_t stageRun = 0;

    Bed()
    {
        migrate(database, migrations());
        stageRun = newStageRun();
    }

    int64_t newStageRun()
    {
        return Nodes(database)
            .createStageRun({.key = "k", .stage = "train.pretrain", .codeVersion = "1"})
            .id;
    }

    void write(const std::string& name, const std::vector<Point>& points)
    {
        WriteQueue queue(file);
        SeriesWriter writer(queue);
        const size_t handle = writer.series(stageRun, name);
        for (const Point& point : points)
            writer.append(handle, point.step, point.elapsedMs, point.value);
        writer.flush();
    }

    SeriesInfo info(const std::string& name) { return *Series(database).find(stageRun, name); }
};

std::vector<Point> ramp(int64_t from, int64_t to)
{
    std::vector<Point> points;
    for (int64_t step = from; step < to; ++step)
        points.push_back({step, step * 10, static_cast<double>(step) * 0.5});
    return points;
}

/// What minMax must give, from all points.
std::vector<MinMax>
byBruteForce(const std::vector<Point>& points, int64_t from, int64_t to, int columns)
{
    std::vector<MinMax> result(static_cast<size_t>(columns), {0, 0, 0, kNaN, kNaN});
    for (const Point& point : points) {
        if (point.step < from || point.step > to)
            continue;
        const auto column = static_cast<size_t>(
            static_cast<__int128>(point.step - from) * columns /
            (static_cast<__int128>(to) - from + 1));
        MinMax& cell = result[column];
        cell.firstStep = cell.count == 0 ? point.step : std::min(cell.firstStep, point.step);
        cell.lastStep = cell.count == 0 ? point.step : std::max(cell.lastStep, point.step);
        ++cell.count;
        if (std::isnan(point.value))
            continue;
        cell.min = std::isnan(cell.min) ? point.value : std::min(cell.min, point.value);
        cell.max = std::isnan(cell.max) ? point.value : std::max(cell.max, point.value);
    }
    return result;
}

} // namespace

class TestSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryPointAcrossChunks();
    void keepsNaNAndInfinities();
    void keepsExtremeStepsAndTimes();
    void rowTellsCountExtentAndLast();
    void goesOnInAnOpenChunk();
    void givesOnlyWhatIsNew();
    void pyramidAgreesWithBruteForce();
    void truncationRemovesWhatCameAfter_data();
    void truncationRemovesWhatCameAfter();
    void writesOnAfterATruncation();
    void copiesUpToAStep();
    void revisionsGrow();
    void sqlGivesPlainRows();
    void nodesOfARunShowTheirSeries();
    void pointsAppearWithoutAFlush();
    void storesAsFastAsPromised();
};

void TestSeries::keepsEveryPointAcrossChunks()
{
    Bed bed;
    const std::vector<Point> points = ramp(0, 1000);
    bed.write("loss", points);
    const std::vector<Point> read = Series(bed.database).points(bed.info("loss").id);
    QCOMPARE(read.size(), points.size());
    for (size_t i = 0; i < points.size(); ++i) {
        QCOMPARE(read[i].step, points[i].step);
        QCOMPARE(read[i].elapsedMs, points[i].elapsedMs);
        QCOMPARE(read[i].value, points[i].value);
    }
    const std::vector<Point> part = Series(bed.database).points(bed.info("loss").id, 250, 260);
    QCOMPARE(part.size(), size_t{11});
    QCOMPARE(part.front().step, 250);
    QCOMPARE(part.back().step, 260);
}

void TestSeries::keepsNaNAndInfinities()
{
    Bed bed;
    const double payload = std::bit_cast<double>(uint64_t{0x7ff8000000001234});
    bed.write(
        "loss",
        {{0, 0, kNaN}, {1, 1, kInfinity}, {2, 2, -kInfinity}, {3, 3, -0.0}, {4, 4, payload}});
    const std::vector<Point> read = Series(bed.database).points(bed.info("loss").id);
    QVERIFY(sameBits(read.at(0).value, kNaN));
    QCOMPARE(read.at(1).value, kInfinity);
    QCOMPARE(read.at(2).value, -kInfinity);
    QVERIFY(sameBits(read.at(3).value, -0.0));
    QVERIFY(sameBits(read.at(4).value, payload));
    QCOMPARE(bed.info("loss").min, -kInfinity);
    QCOMPARE(bed.info("loss").max, kInfinity);
    QVERIFY(std::isnan(bed.info("loss").last));

    bed.write("only_nan", {{0, 0, kNaN}});
    QVERIFY(std::isnan(bed.info("only_nan").min));
    QVERIFY(std::isnan(Series(bed.database).minMax(bed.info("only_nan").id, 0, 0, 1).at(0).min));
}

void TestSeries::keepsExtremeStepsAndTimes()
{
    Bed bed;
    constexpr int64_t least = std::numeric_limits<int64_t>::min();
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    bed.write("x", {{least, most, 1}, {-1, 0, 2}, {0, least, 3}, {most, 7, 4}});
    const std::vector<Point> read = Series(bed.database).points(bed.info("x").id);
    QCOMPARE(read.at(0).step, least);
    QCOMPARE(read.at(0).elapsedMs, most);
    QCOMPARE(read.at(2).elapsedMs, least);
    QCOMPARE(read.at(3).step, most);
}

void TestSeries::rowTellsCountExtentAndLast()
{
    Bed bed;
    bed.write("loss", {{5, 0, 3.0}, {6, 1, -2.0}, {7, 2, 1.0}});
    const SeriesInfo info = bed.info("loss");
    QCOMPARE(info.count, 3);
    QCOMPARE(info.lastStep, 7);
    QCOMPARE(info.last, 1.0);
    QCOMPARE(info.min, -2.0);
    QCOMPARE(info.max, 3.0);
}

void TestSeries::goesOnInAnOpenChunk()
{
    Bed bed;
    bed.write("loss", ramp(0, 300));
    bed.write("loss", ramp(300, 301));
    bed.write("loss", ramp(301, 900));
    const SeriesInfo info = bed.info("loss");
    QCOMPARE(info.count, 900);
    QCOMPARE(info.min, 0.0);
    QCOMPARE(info.max, 449.5);
    QCOMPARE(Series(bed.database).points(info.id).size(), size_t{900});
    QCOMPARE(bed.database.integer("SELECT count(*) FROM points"), 4);
    QCOMPARE(bed.database.integer("SELECT min(n) FROM points WHERE chunk < 3"), 256);
}

void TestSeries::givesOnlyWhatIsNew()
{
    Bed bed;
    bed.write("loss", ramp(0, 600));
    const int64_t id = bed.info("loss").id;
    Series series(bed.database);
    QCOMPARE(series.since(id, 0).size(), size_t{600});
    QCOMPARE(series.since(id, 255).front().step, 255);
    QCOMPARE(series.since(id, 256).front().step, 256);
    QCOMPARE(series.since(id, 599).size(), size_t{1});
    QVERIFY(series.since(id, 600).empty());
    QVERIFY(series.since(id, 5000).empty());
}

void TestSeries::pyramidAgreesWithBruteForce()
{
    Bed bed;
    std::mt19937_64 random(1); // NOLINT(cert-msc51-cpp): the same points every time
    std::vector<Point> points;
    int64_t step = 0;
    double value = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        step += static_cast<int64_t>(random() % 3);
        value += static_cast<double>(random() % 2001) / 1000.0 - 1.0;
        const bool isNaN = random() % 1000 == 0 || (i > 400'000 && i < 401'000);
        points.push_back({step, i, isNaN ? kNaN : value});
    }
    bed.write("loss", points);
    const int64_t id = bed.info("loss").id;
    QCOMPARE(bed.database.integer("SELECT count(*) FROM spans"), 1'000'000 / 65'536);

    struct Case
    {
        int64_t from, to;
        int columns;
    };
    for (const auto& [from, to, columns] :
         {Case{0, step, 1},
          {0, step, 7},
          {0, step, 1900},
          {123'457, 654'321, 800},
          {500'000, 500'400, 300},
          {-1000, step + 1000, 500},
          {step + 1, step + 9, 3}}) {
        const auto expected = byBruteForce(points, from, to, columns);
        const std::clock_t start = std::clock();
        const auto read = Series(bed.database).minMax(id, from, to, columns);
        const double ms = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        qInfo(
            "%d columns of steps %lld..%lld: %.2f ms of the processor",
            columns,
            (long long)from,
            (long long)to,
            ms);
        QCOMPARE(read.size(), expected.size());
        for (size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(read[i].count, expected[i].count);
            QCOMPARE(read[i].firstStep, expected[i].firstStep);
            QCOMPARE(read[i].lastStep, expected[i].lastStep);
            QVERIFY(sameOrBothNaN(read[i].min, expected[i].min));
            QVERIFY(sameOrBothNaN(read[i].max, expected[i].max));
        }
    }
    QVERIFY(Series(bed.database).minMax(id, 5, 4, 10).empty());
}

void TestSeries::truncationRemovesWhatCameAfter_data()
{
    QTest::addColumn<qint64>("step");
    QTest::addColumn<qint64>("kept");
    QTest::newRow("all") << qint64{-1} << qint64{0};
    QTest::newRow("inside the first chunk") << qint64{99} << qint64{100};
    QTest::newRow("at the end of a chunk") << qint64{255} << qint64{256};
    QTest::newRow("in the open chunk") << qint64{998} << qint64{999};
    QTest::newRow("none") << qint64{5000} << qint64{1000};
}

void TestSeries::truncationRemovesWhatCameAfter()
{
    QFETCH(const qint64, step);
    QFETCH(const qint64, kept);
    Bed bed;
    bed.write("loss", ramp(0, 1000));
    const SeriesInfo before = bed.info("loss");
    Series(bed.database).truncateAfter(bed.stageRun, step);
    const SeriesInfo after = bed.info("loss");
    QCOMPARE(after.count, kept);
    QCOMPARE(static_cast<qint64>(Series(bed.database).points(after.id).size()), kept);
    const bool changed = kept < 1000;
    QCOMPARE(after.revision > before.revision, changed);
    QCOMPARE(after.generation > before.generation, changed);
    if (kept > 0) {
        QCOMPARE(after.lastStep, kept - 1);
        QCOMPARE(after.last, static_cast<double>(kept - 1) * 0.5);
        QCOMPARE(after.max, static_cast<double>(kept - 1) * 0.5);
    } else {
        QVERIFY(std::isnan(after.max));
    }
}

void TestSeries::writesOnAfterATruncation()
{
    Bed bed;
    bed.write("loss", ramp(0, 70'000));
    QCOMPARE(bed.database.integer("SELECT count(*) FROM spans"), 1);
    Series(bed.database).truncateAfter(bed.stageRun, 1000);
    QCOMPARE(bed.database.integer("SELECT count(*) FROM spans"), 0);
    std::vector<Point> again = ramp(1001, 70'000);
    for (Point& point : again)
        point.value = 7;
    bed.write("loss", again);
    const SeriesInfo info = bed.info("loss");
    QCOMPARE(info.count, 70'000);
    QCOMPARE(info.max, 500.0);
    QCOMPARE(bed.database.integer("SELECT count(*) FROM spans"), 1);
    QCOMPARE(Series(bed.database).minMax(info.id, 1001, 69'999, 1).at(0).max, 7.0);
}

void TestSeries::copiesUpToAStep()
{
    Bed bed;
    bed.write("loss", ramp(0, 1000));
    const int64_t fork = bed.newStageRun();
    Series(bed.database).copyUpTo(bed.stageRun, fork, 400);
    const SeriesInfo copied = *Series(bed.database).find(fork, "loss");
    QCOMPARE(copied.count, 401);
    QCOMPARE(copied.lastStep, 400);
    QCOMPARE(Series(bed.database).points(copied.id).back().value, 200.0);
    QCOMPARE(bed.info("loss").count, 1000);
}

void TestSeries::revisionsGrow()
{
    Bed bed;
    bed.write("loss", ramp(0, 10));
    const int64_t seen = bed.database.revision();
    QVERIFY(Series(bed.database).changedSince(seen).empty());
    bed.write("other", ramp(0, 1));
    const auto changed = Series(bed.database).changedSince(seen);
    QCOMPARE(changed.size(), size_t{1});
    QCOMPARE(changed.front().name, std::string("other"));
    QCOMPARE(changed.front().revision, bed.database.revision());
}

void TestSeries::sqlGivesPlainRows()
{
    Bed bed;
    bed.write("loss", ramp(0, 300));
    bed.write("odd", {{1, 2, kNaN}});
    const std::string id = std::to_string(bed.info("loss").id);
    QCOMPARE(bed.database.integer("SELECT count(*) FROM points_of(" + id + ")"), 300);
    QCOMPARE(bed.database.integer("SELECT ms FROM points_of(" + id + ") WHERE step = 299"), 2990);
    QCOMPARE(
        bed.database.integer(
            "SELECT count(*) FROM series, points_of(series.id) WHERE value IS NULL"),
        1);
    QCOMPARE(bed.database.integer("SELECT count(*) FROM points_of(999)"), 0);
    QCOMPARE(bed.database.integer("SELECT count(*) FROM points_of"), 0);
}

void TestSeries::nodesOfARunShowTheirSeries()
{
    Bed bed;
    bed.write("loss", ramp(0, 3));
    const int64_t run = Runs(bed.database).create({}).id;
    Nodes(bed.database)
        .plan(
            run,
            {{.node = "text", .stage = "data.text"},
             {.node = "pretrain", .stage = "train.pretrain"}});
    Nodes(bed.database).link(run, "pretrain", bed.stageRun, true);
    const auto series = Series(bed.database).ofRun(run);
    QCOMPARE(series.size(), size_t{1});
    QCOMPARE(series.front().node, std::string("pretrain"));
    QCOMPARE(series.front().count, 3);
}

void TestSeries::pointsAppearWithoutAFlush()
{
    Bed bed;
    WriteQueue queue(bed.file);
    SeriesWriter writer(queue);
    writer.append(bed.stageRun, "loss", 0, 0, 1.0);
    writer.append(bed.stageRun, "lr", 0, 0, 2.0);
    QTRY_COMPARE_WITH_TIMEOUT(
        Series(bed.database).ofStageRun(bed.stageRun).size(), size_t{2}, 5000);
}

void TestSeries::storesAsFastAsPromised()
{
    const TemporaryFolder folder;
    const nlohmann::json result = benchStore(folder.path(), 64, 640'000);
    qInfo("%s", result.dump().c_str());
    QCOMPARE(result.at("counted").get<int64_t>(), 640'000);
    QVERIFY(result.at("points_per_s").get<double>() > 0);
}

QTEST_GUILESS_MAIN(TestSeries)
#include "test_series.moc"
