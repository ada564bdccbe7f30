#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"
#include "core/metrics/pass_at_k.h"

#include <QTest>

#include <cmath>

using namespace espalier;

/// Figures against arithmetic by hand.
class TestMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sharesHaveWilsonsInterval()
    {
        // 8 of 10: centre (0.8 + 1.9207/10) / 1.38415 = 0.7167, half width 0.2266.
        const Figure figure = shareFigure(8, 10);
        QCOMPARE(figure.value, 0.8);
        QVERIFY(std::abs(figure.standardError - 0.126491) < 1e-6);
        QVERIFY(std::abs(figure.low - 0.490162) < 1e-5);
        QVERIFY(std::abs(figure.high - 0.943317) < 1e-5);
        QCOMPARE(shareFigure(0, 7).low, 0.0);
        QCOMPARE(shareFigure(7, 7).high, 1.0);
        QVERIFY(shareFigure(0, 7).high > 0.3);
    }

    void itemsOfOneGroupHangTogether()
    {
        // 3 of 3 and 1 of 3: p = 4/6, variance 2/1 (1 + 1) / 36 = 1/9, as of (2/9) / (1/9) = 2
        // items.
        const ItemGroups groups{{7, {3, 3}}, {8, {3, 1}}};
        const Figure figure = groupedShareFigure(groups);
        QCOMPARE(figure.n, int64_t{6});
        QVERIFY(std::abs(figure.value - 4.0 / 6) < 1e-12);
        QVERIFY(std::abs(figure.standardError - 1.0 / 3) < 1e-12);
        // Centre (0.66667 + 3.84146/4) / 2.92073 = 0.557064, half width 0.397682.
        QVERIFY(std::abs(figure.low - 0.159382) < 1e-5);
        QVERIFY(std::abs(figure.high - 0.954746) < 1e-5);
        // All right: as many items as groups.
        const ItemGroups right{{1, {5, 5}}, {2, {2, 2}}, {3, {1, 1}}};
        QCOMPARE(groupedShareFigure(right).low, shareFigure(3, 3).low);
        QCOMPARE(groupedShareFigure({}).n, int64_t{0});
    }

    void meansAndDifferences()
    {
        const std::vector<double> a{1, 2, 3, 4}, b{2, 2, 5, 5};
        const Figure mean = meanFigure(a);
        QCOMPARE(mean.value, 2.5);
        QVERIFY(std::abs(mean.standardError - std::sqrt(5.0 / 3 / 4)) < 1e-12);
        const Figure difference = pairedDifference(a, b);
        QCOMPARE(difference.value, 1.0);
        QVERIFY(std::abs(difference.standardError - std::sqrt(2.0 / 3 / 4)) < 1e-12);
    }

    void quantilesOfStudentsT()
    {
        // Tables: 3.182, 2.365, 2.042, 1.980.
        QVERIFY(std::abs(studentQuantile(3) / 3.182 - 1) < 0.04);
        QVERIFY(std::abs(studentQuantile(7) / 2.365 - 1) < 0.005);
        QVERIFY(std::abs(studentQuantile(30) / 2.042 - 1) < 0.001);
        QVERIFY(std::abs(studentQuantile(120) / 1.980 - 1) < 0.001);
    }

    void deviationIsWithoutBias()
    {
        // Of 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over 7.
        const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
        QVERIFY(std::abs(deviation(values) - std::sqrt(32.0 / 7)) < 1e-12);
        const Figure mean = meanFigure(values);
        QVERIFY(std::abs(deviation(values) - mean.standardError * std::sqrt(8.0)) < 1e-12);
        QCOMPARE(deviation(std::vector<double>{3, 3, 3}), 0.0);
        QCOMPARE(deviation(std::vector<double>{3}), 0.0);
        QCOMPARE(deviation({}), 0.0);
    }

    void correlationByHand()
    {
        // Means 3 and 4; products 4 + 0 + 0 + 0 + 2 = 6, squares 10 and 6.
        const std::vector<double> x{1, 2, 3, 4, 5}, y{2, 4, 5, 4, 5};
        QVERIFY(std::abs(correlation(x, y) - 6 / std::sqrt(60.0)) < 1e-12);
        QCOMPARE(correlation(y, x), correlation(x, y));
        std::vector<double> line, back;
        for (const double value : x) {
            line.push_back(3 * value - 7);
            back.push_back(1 - value / 2);
        }
        QVERIFY(std::abs(correlation(x, line) - 1) < 1e-12);
        QVERIFY(std::abs(correlation(x, back) + 1) < 1e-12);
        QCOMPARE(correlation(x, std::vector<double>(5, 2.0)), 0.0); // doesn't vary
        QCOMPARE(correlation({}, {}), 0.0);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, correlation(x, std::vector<double>{1}));
    }

    void correlationIsTheSlopeOfStandardScores()
    {
        // A second way: the mean product of (x - mean) / deviation, over n - 1.
        Random random(3, "correlation");
        std::vector<double> x, y;
        for (int i = 0; i < 500; ++i) {
            x.push_back(random.normal());
            y.push_back(0.6 * x.back() + 0.8 * random.normal());
        }
        const double meanX = meanFigure(x).value, meanY = meanFigure(y).value;
        double sum = 0;
        for (size_t i = 0; i < x.size(); ++i)
            sum += (x[i] - meanX) / deviation(x) * ((y[i] - meanY) / deviation(y));
        QVERIFY(std::abs(correlation(x, y) - sum / 499) < 1e-12);
        // Drawn at 0.6; its standard error is (1 - 0.36) / sqrt(500) = 0.029.
        QVERIFY(std::abs(correlation(x, y) - 0.6) < 4 * 0.029);
    }

    void bootstrapIsNearTheFormula()
    {
        std::vector<double> values;
        for (int i = 0; i < 400; ++i)
            values.push_back(i % 4 == 0 ? 1 : 0);
        const auto found = bootstrapFigure(400, 1000, 3, [&](const std::vector<int64_t>& items) {
            double sum = 0;
            for (const int64_t item : items)
                sum += values[static_cast<size_t>(item)];
            return sum / static_cast<double>(items.size());
        });
        QCOMPARE(found.value, 0.25);
        QVERIFY(std::abs(found.standardError - std::sqrt(0.25 * 0.75 / 400)) < 0.002);
        QVERIFY(found.low < 0.22 && found.low > 0.19 && found.high > 0.28 && found.high < 0.31);
    }

    void confusionByHand()
    {
        // Truth a: 3 as a, 1 as b. Truth b: 2 as b, 1 as c. Truth c: 1 as a, 1 as c, 1 as nothing.
        Confusion c(3);
        for (const auto& [truth, found] : std::vector<std::pair<int, int>>{
                 {0, 0}, {0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1}, {1, 2}, {2, 0}, {2, 2}, {2, -1}})
            c.add(truth, found);
        QCOMPARE(c.accuracy(), 0.6);
        QCOMPARE(c.precision(0), 0.75);
        QCOMPARE(c.recall(0), 0.75);
        QVERIFY(std::abs(c.f1(1) - 2.0 / 3) < 1e-12);
        QVERIFY(std::abs(c.f1(2) - 0.4) < 1e-12); // 2 x 1 / (2 + 3)
        QVERIFY(std::abs(c.macroF1() - (0.75 + 2.0 / 3 + 0.4) / 3) < 1e-12);
        QVERIFY(std::abs(c.weightedF1() - (0.75 * 4 + 2.0 + 0.4 * 3) / 10) < 1e-12);
        QVERIFY(std::abs(c.microF1() - 2 * 6.0 / 19) < 1e-12);
        QVERIFY(std::abs(c.macroRecall() - (0.75 + 2.0 / 3 + 1.0 / 3) / 3) < 1e-12);
        // Chance: (4 x 4 + 3 x 3 + 3 x 2) / 100 = 0.31.
        QVERIFY(std::abs(c.kappa() - (0.6 - 0.31) / 0.69) < 1e-12);
        // MCC: (6 x 10 - 31) / sqrt((100 - 30) (100 - 34)), "nothing" predicted once.
        QVERIFY(std::abs(c.mcc() - 29 / std::sqrt(70.0 * 66.0)) < 1e-12);
        Confusion two(2); // the binary formula: (tp tn - fp fn) / sqrt(...)
        for (int i = 0; i < 6; ++i)
            two.add(1, 1);
        for (int i = 0; i < 3; ++i)
            two.add(0, 0);
        two.add(0, 1);
        two.add(1, 0);
        two.add(1, 0);
        QVERIFY(std::abs(two.mcc() - (6 * 3 - 1 * 2) / std::sqrt(7.0 * 8 * 4 * 5)) < 1e-12);
    }

    void goldenValues()
    {
        // Of lm-evaluation-harness, scikit-learn and the HumanEval paper.
        const auto near = [](double value, double golden) {
            return std::abs(value - golden) < 1e-6;
        };
        QVERIFY(near(meanFigure(std::vector<double>{0, 1, 1, 0, 1}).standardError, 0.244949));
        Confusion confusion(3);
        const int truth[] = {0, 1, 2, 2, 1, 0}, predicted[] = {0, 2, 2, 2, 1, 1};
        for (int i = 0; i < 6; ++i)
            confusion.add(truth[i], predicted[i]);
        QVERIFY(near(confusion.microF1(), 0.666667));
        QVERIFY(near(confusion.macroPrecision(), 0.722222));
        QVERIFY(near(confusion.macroRecall(), 0.666667));
        QVERIFY(near(confusion.macroF1(), 0.655556));
        QVERIFY(near(confusion.kappa(), 0.5));
        QVERIFY(near(confusion.mcc(), 0.522233));
        QVERIFY(near(passAtK(10, 3, 1), 0.3));
        QVERIFY(near(passAtK(10, 3, 5), 0.916667));
        QVERIFY(near(passAtK(10, 3, 10), 1));
    }

    void passAtKByCounting()
    {
        QCOMPARE(passAtK(5, 0, 3), 0.0);
        QVERIFY(std::abs(passAtK(5, 2, 1) - 0.4) < 1e-12);
        QVERIFY(std::abs(passAtK(5, 2, 2) - 0.7) < 1e-12); // 1 - C(3,2)/C(5,2) = 1 - 3/10
        QCOMPARE(passAtK(5, 3, 3), 1.0);
        const std::vector<std::string> votes{"", "7", "8", "8", "", "7", ""};
        QCOMPARE(majority(votes), std::string("7"));
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "test_metrics.moc"
