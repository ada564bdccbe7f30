#include "core/base/random.h"
#include "widgets/charts/series_painter.h"

#include <QGuiApplication>
#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

std::shared_ptr<const SeriesData> seriesOf(int count, const std::function<double(int)>& value)
{
    SeriesBuffer buffer;
    for (int i = 0; i < count; ++i)
        buffer.append(SeriesPoint{i, i, value(i)});
    return buffer.snapshot();
}

PictureRequest requestFor(std::shared_ptr<const SeriesData> data, int width, int height)
{
    PictureRequest request;
    request.curves.push_back({.key = 1, .data = std::move(data), .x = nullptr, .colour = Qt::red});
    request.width = width;
    request.height = height;
    request.xFrom = 0;
    request.xTo = static_cast<double>(request.curves[0].data->lastStep());
    request.brokenColour = Qt::blue;
    return request;
}

/// First and last painted row of a pixel column; -1 where there is none.
std::pair<int, int> painted(const QImage& image, int x)
{
    std::pair<int, int> rows{-1, -1};
    for (int y = 0; y < image.height(); ++y) {
        if (qAlpha(image.pixel(x, y)) > 100) {
            if (rows.first < 0)
                rows.first = y;
            rows.second = y;
        }
    }
    return rows;
}

} // namespace

class TestSeriesPainter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSpikeOfOnePointInAMillionIsSeen()
    {
        const auto data = seriesOf(1'000'000, [](int i) { return i == 700'123 ? 1.0 : 0.0; });
        PictureRequest request = requestFor(data, 500, 200);
        request.autoY = false;
        request.yFrom = -0.1;
        request.yTo = 1.1;
        const Picture picture = SeriesPainter().paint(request);
        const int x = 700'123 * 500 / 999'999;
        QVERIFY(painted(picture.image, x).first < 30);      // the top of the spike
        QVERIFY(painted(picture.image, x - 4).first > 150); // flat beside it
    }

    void aColumnReachesFromLeastToGreatest()
    {
        const auto data = seriesOf(100'000, [](int i) { return i % 2 == 0 ? -1.0 : 1.0; });
        PictureRequest request = requestFor(data, 200, 100);
        request.autoY = false;
        request.yFrom = -2;
        request.yTo = 2;
        const Picture picture = SeriesPainter().paint(request);
        const auto [top, bottom] = painted(picture.image, 100);
        QVERIFY(std::abs(top - 25) <= 1);
        QVERIFY(std::abs(bottom - 75) <= 1);
    }

    void aFlatCurveAtZeroHasAnAxisOfPlainNumbers()
    {
        PictureRequest request = requestFor(seriesOf(3, [](int) { return 0.0; }), 200, 100);
        const Picture picture = SeriesPainter().paint(request);
        QVERIFY(picture.yFrom <= -0.4 && picture.yTo >= 0.4);
    }

    void aGapStaysEmptyAndIsMarked()
    {
        const double nan = std::nan("");
        const auto data =
            seriesOf(20'000, [nan](int i) { return i > 8000 && i < 12'000 ? nan : 0.5; });
        PictureRequest request = requestFor(data, 200, 100);
        request.autoY = false;
        request.yFrom = 0;
        request.yTo = 1;
        const QImage image = SeriesPainter().paint(request).image;
        QVERIFY(painted(image, 50).first >= 0);
        const int inGap = painted(image, 100).first;
        QVERIFY(inGap < 0 || inGap > 80); // at most a mark at the foot
        int marked = 0;
        for (int x = 80; x < 120; ++x) {
            for (int y = 80; y < 100; ++y)
                marked += qBlue(image.pixel(x, y)) > 200 && qAlpha(image.pixel(x, y)) > 100 ? 1 : 0;
        }
        QVERIFY(marked > 10);
    }

    void theYRangeFitsWhatIsInView()
    {
        const auto data = seriesOf(1000, [](int i) { return double(i); });
        PictureRequest request = requestFor(data, 100, 100);
        request.xFrom = 200;
        request.xTo = 300;
        const Picture picture = SeriesPainter().paint(request);
        QVERIFY(picture.yFrom < 200 && picture.yFrom > 185);
        QVERIFY(picture.yTo > 300 && picture.yTo < 315);
    }

    void outliersCountOnlyWhenAsked()
    {
        std::vector<double> values(1000, 0);
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = static_cast<double>(i % 11); // 0 to 10
        values[500] = 1e6;
        const auto all = fittingRange(values, false, false);
        const auto middle = fittingRange(values, false, true);
        QVERIFY(all->second >= 1e6);
        QVERIFY(middle->second < 20);
        QVERIFY(middle->first <= 0 && middle->second >= 10);
    }

    void aLogarithmicRangeLeavesOutWhatIsNotPositive()
    {
        const auto range = fittingRange({-1, 0, 0.01, 100}, true, false);
        QVERIFY(range->first > 0 && range->first < 0.01);
        QVERIFY(range->second > 100 && range->second < 300);
        QVERIFY(!fittingRange({-1, 0}, true, false));
        QVERIFY(!fittingRange({std::nan("")}, false, false));
    }

    void smoothingDrawsItsLineOverAFaintBand()
    {
        const auto data = seriesOf(50'000, [](int i) { return i % 2 == 0 ? -1.0 : 1.0; });
        PictureRequest request = requestFor(data, 200, 100);
        request.autoY = false;
        request.yFrom = -2;
        request.yTo = 2;
        request.smoothing = 500;
        const QImage image = SeriesPainter().paint(request).image;
        // The mean, 0, in full colour; its 1.25 pixels lie half in the row above the middle, half
        // below.
        QVERIFY(qAlpha(image.pixel(100, 49)) > 140 && qAlpha(image.pixel(100, 50)) > 140);
        const int band = qAlpha(image.pixel(100, 35));
        QVERIFY2(band > 30 && band < 160, qPrintable(QString::number(band)));
    }

    void aMillionPointsRepaint()
    {
        Random random(1, "bench");
        const auto data = seriesOf(1'000'000, [&random](int i) {
            return 3 + 5 * std::exp(-i / 1e5) + 0.1 * random.normal();
        });
        const PictureRequest request = requestFor(data, 1200, 600);
        SeriesPainter painter;
        QBENCHMARK
        {
            painter.paint(request);
        }
    }

    void aHundredCurvesRepaint()
    {
        Random random(2, "bench");
        PictureRequest request;
        for (uint64_t curve = 0; curve < 100; ++curve) {
            auto one = requestFor(
                seriesOf(
                    20'000,
                    [&random](int i) { return 8 / (1 + i * 1e-3) + 0.2 * random.normal(); }),
                1200,
                600);
            one.curves[0].key = curve;
            request.xTo = one.xTo;
            request.curves.push_back(one.curves[0]);
        }
        request.width = 1200;
        request.height = 600;
        SeriesPainter painter;
        QBENCHMARK
        {
            painter.paint(request);
        }
    }
};

QTEST_MAIN(TestSeriesPainter)
#include "test_series_painter.moc"
