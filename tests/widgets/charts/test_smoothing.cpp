#include "widgets/charts/smoothing.h"

#include <QTest>

#include <cmath>

using namespace espalier;

class TestSmoothing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAtTheFirstValue()
    {
        Ema ema(10);
        QCOMPARE(ema.push(100, 4.0), 4.0);
    }

    void isTheWeightedMeanOfWhatCame()
    {
        // A window of 1/ln 2 steps halves a weight with each step: (1*1/4 + 3*1/2 + 5*1) / (1/4 +
        // 1/2 + 1).
        Ema ema(1 / std::log(2.0));
        ema.push(0, 1);
        ema.push(1, 3);
        QVERIFY(std::abs(ema.push(2, 5) - 6.75 / 1.75) < 1e-12);
    }

    void distanceCountsNotTheNumberOfPoints()
    {
        // Two steps apart: the weight is a quarter. (8*1/4 + 0*1) / (1/4 + 1) = 1.6
        Ema ema(1 / std::log(2.0));
        ema.push(0, 8);
        QVERIFY(std::abs(ema.push(2, 0) - 1.6) < 1e-12);
    }

    void aConstantStaysItself()
    {
        Ema ema(25);
        for (int step = 0; step < 1000; step += 1 + step % 7)
            QVERIFY(std::abs(ema.push(step, 2.5) - 2.5) < 1e-12);
    }

    void numbersThatAreNonePassAsGaps()
    {
        Ema ema(10);
        ema.push(0, 1);
        QVERIFY(std::isnan(ema.push(1, std::nan(""))));
        QVERIFY(std::isinf(ema.push(2, HUGE_VAL)));
        QVERIFY(std::isfinite(ema.push(3, 1)));
    }

    void goingOnEqualsStartingOver()
    {
        SeriesBuffer buffer;
        SmoothedSeries grown;
        for (int i = 0; i < 3000; ++i) {
            buffer.append(SeriesPoint{i, 0, std::sin(i * 0.1)});
            if (i % 700 == 0)
                grown.of(*buffer.snapshot(), 1, 30);
        }
        const auto a = grown.of(*buffer.snapshot(), 1, 30);
        SmoothedSeries fresh;
        const auto b = fresh.of(*buffer.snapshot(), 1, 30);
        QCOMPARE(a->size(), int64_t(3000));
        for (const double step : {0., 699., 700., 1400., 2999.})
            QCOMPARE(a->at(step)->value, b->at(step)->value);
    }

    void aNewRevisionStartsOver()
    {
        SeriesBuffer first;
        first.append(SeriesPoint{0, 0, 10});
        first.append(SeriesPoint{1, 0, 10});
        SeriesBuffer second;
        second.append(SeriesPoint{0, 0, 2});
        second.append(SeriesPoint{1, 0, 2});
        SmoothedSeries smoothed;
        smoothed.of(*first.snapshot(), 1, 5);
        QCOMPARE(smoothed.of(*second.snapshot(), 2, 5)->at(1)->value, 2.0);
    }
};

QTEST_GUILESS_MAIN(TestSmoothing)
#include "test_smoothing.moc"
