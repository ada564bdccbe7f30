#include "widgets/charts/chart_board.h"
#include "widgets/charts/chart_spec.h"
#include "widgets/charts/legend_chip.h"
#include "widgets/charts/series_buffer.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <set>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const SeriesData> line(int count, double slope = 1)
{
    SeriesBuffer buffer;
    for (int i = 0; i < count; ++i)
        buffer.append(SeriesPoint{i, i * 100, slope * i});
    return buffer.snapshot();
}

ChartCurve curve(uint64_t key, const QString& label, std::shared_ptr<const SeriesData> data)
{
    return {.key = key, .label = label, .colour = static_cast<int>(key), .data = std::move(data)};
}

bool settled(const ChartView& chart)
{
    return chart.series()->isCurrent();
}

/// Says whether it was taken.
bool wheel(QWidget* widget, const QPoint& at, int notches)
{
    QWheelEvent event(
        at,
        widget->mapToGlobal(at),
        {},
        {0, notches * 120},
        Qt::NoButton,
        Qt::NoModifier,
        Qt::NoScrollPhase,
        false);
    QApplication::sendEvent(widget, &event);
    return event.isAccepted();
}

BoardSeries boardSeries(uint64_t key, const char* name, std::shared_ptr<const SeriesData> data)
{
    return {.key = key, .run = u"run"_s, .node = "pretrain", .name = name, .data = std::move(data)};
}

} // namespace

class TestChartView : public QObject
{
    Q_OBJECT

    std::unique_ptr<ChartView> m_chart;

    QPoint pixel(double fraction, double height = 0.5) const
    {
        const QRect area = m_chart->plot()->plotRect();
        return {
            area.left() + static_cast<int>(fraction * area.width()),
            area.top() + static_cast<int>(height * area.height())};
    }

private Q_SLOTS:
    void init()
    {
        m_chart = std::make_unique<ChartView>(u"Loss"_s);
        m_chart->resize(600, 320);
        m_chart->setWheelAlways(true);
        m_chart->setCurves(
            {curve(1, u"train"_s, line(1001)), curve(2, u"eval"_s, line(1001, 0.5))});
        m_chart->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
        QTRY_VERIFY(settled(*m_chart) && m_chart->series()->picture().drawn);
    }
    void cleanup() { m_chart.reset(); }

    void theWholeSeriesIsShownAtFirst()
    {
        QCOMPARE(m_chart->fullRange(), QCPRange(0, 1000));
        QVERIFY(!m_chart->xRange());
        QVERIFY(m_chart->valueRange().lower <= 0 && m_chart->valueRange().upper >= 1000);
    }

    void theCrosshairReadsEveryCurveAtItsStep()
    {
        QTest::mouseMove(m_chart->plot(), pixel(0.5));
        QTRY_VERIFY(m_chart->overlay()->crosshair());
        const auto& readings = m_chart->overlay()->crosshair()->readings;
        QCOMPARE(readings.size(), size_t(2));
        const double step =
            m_chart->plot()->xAxis->pixelToCoord(m_chart->overlay()->crosshair()->x);
        QCOMPARE(readings[0].value.toDouble(), std::floor(step));
        QCOMPARE(readings[1].value.toDouble(), std::floor(step) / 2);
    }

    void aClickOnAChipHidesItsCurve()
    {
        auto chips = m_chart->findChildren<LegendChip*>();
        QCOMPARE(chips.size(), 2);
        QTest::mouseClick(chips[0], Qt::LeftButton);
        QVERIFY(!m_chart->isShown(1));
        QTRY_VERIFY(settled(*m_chart) && m_chart->valueRange().upper < 600); // only eval is left
        QTest::mouseClick(chips[0], Qt::LeftButton);
        QVERIFY(m_chart->isShown(1));
    }

    void theWheelZoomsAtThePointer()
    {
        const QPoint at = pixel(0.25);
        const double before = m_chart->plot()->xAxis->pixelToCoord(at.x());
        wheel(m_chart->plot(), at, 3);
        QVERIFY(m_chart->xRange());
        QVERIFY(m_chart->xRange()->size() < 600);
        QVERIFY(std::abs(m_chart->plot()->xAxis->pixelToCoord(at.x()) - before) < 1);
        wheel(m_chart->plot(), at, -20);
        QVERIFY(!m_chart->xRange()); // all the way out: everything, and new points too
    }

    void aDraggedBoxIsZoomedTo()
    {
        QTest::mousePress(m_chart->plot(), Qt::LeftButton, {}, pixel(0.2, 0.2));
        QTest::mouseMove(m_chart->plot(), pixel(0.4, 0.5));
        QTest::mouseMove(m_chart->plot(), pixel(0.6, 0.8));
        QTest::mouseRelease(m_chart->plot(), Qt::LeftButton, {}, pixel(0.6, 0.8));
        QVERIFY(m_chart->xRange());
        QVERIFY(std::abs(m_chart->xRange()->lower - 200) < 5);
        QVERIFY(std::abs(m_chart->xRange()->upper - 600) < 5);
        QVERIFY(m_chart->valueRange().size() < 800);
    }

    void aDoubleClickShowsEverythingAgain()
    {
        wheel(m_chart->plot(), pixel(0.5), 3);
        QVERIFY(m_chart->xRange());
        QTest::mouseDClick(m_chart->plot(), Qt::LeftButton, {}, pixel(0.5));
        QVERIFY(!m_chart->xRange());
    }

    void shiftDragPans()
    {
        wheel(m_chart->plot(), pixel(0.5), 4);
        const QCPRange before = *m_chart->xRange();
        QTest::mousePress(m_chart->plot(), Qt::LeftButton, Qt::ShiftModifier, pixel(0.5));
        QTest::mouseMove(m_chart->plot(), pixel(0.4));
        QTest::mouseRelease(m_chart->plot(), Qt::LeftButton, Qt::ShiftModifier, pixel(0.4));
        QVERIFY(m_chart->xRange()->lower > before.lower);
        QVERIFY(std::abs(m_chart->xRange()->size() - before.size()) < 1e-6);
    }

    void keysDoWhatTheMouseDoes()
    {
        m_chart->plot()->setFocus();
        QTest::keyClick(m_chart->plot(), Qt::Key_Plus);
        QVERIFY(m_chart->xRange());
        QTest::keyClick(m_chart->plot(), Qt::Key_Home);
        QVERIFY(!m_chart->xRange());
        QTest::keyClick(m_chart->plot(), Qt::Key_Left);
        QVERIFY(m_chart->overlay()->crosshair());
        const double first = m_chart->overlay()->crosshair()->x;
        QTest::keyClick(m_chart->plot(), Qt::Key_Left);
        QVERIFY(m_chart->overlay()->crosshair()->x < first);
        QTest::keyClick(m_chart->plot(), Qt::Key_L);
        QVERIFY(m_chart->isLogarithmic());
    }

    void livePointsExtendTheView()
    {
        m_chart->setCurves(
            {curve(1, u"train"_s, line(2001)), curve(2, u"eval"_s, line(1001, 0.5))});
        QCOMPARE(m_chart->fullRange().upper, 2000.0);
        QTRY_VERIFY(settled(*m_chart) && m_chart->valueRange().upper > 2000);
    }

    void byTimeTheAxisIsInSeconds()
    {
        m_chart->setXKind(XKind::Time);
        QCOMPARE(m_chart->fullRange(), QCPRange(0, 100)); // 1,000 steps of 100 ms
    }

    void theTableHoldsEveryPoint()
    {
        SeriesBuffer buffer;
        buffer.append(SeriesPoint{1, 20, 0.1});
        buffer.append(SeriesPoint{2, 40, std::nan("")});
        const QByteArray text = ChartView::csv({curve(1, u"a, \"b\""_s, buffer.snapshot())});
        QCOMPARE(
            text,
            QByteArray("series,step,elapsed_ms,value\n"
                       "\"a, \"\"b\"\"\",1,20,0.1\n\"a, \"\"b\"\"\",2,40,nan\n"));
    }

    void aPictureHasTheCurvesInIt()
    {
        const QImage image = m_chart->picture(2);
        QVERIFY(image.width() >= 2 * m_chart->plot()->width());
        QSet<QRgb> colours;
        for (int x = 0; x < image.width(); x += 3) {
            for (int y = 0; y < image.height(); y += 3)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY(colours.size() > 3);
    }

    void trainAndEvalShareAChart()
    {
        m_chart->hide(); // the pointer is only over one window
        ChartBoard board;
        board.resize(900, 600);
        board.setSeries(
            {boardSeries(1, "loss", line(100)),
             boardSeries(2, "grad_norm", line(100)),
             boardSeries(3, "eval_loss", line(100)),
             boardSeries(4, "rewards/chosen", line(100)),
             boardSeries(5, "rewards/rejected", line(100))},
            false);
        QCOMPARE(board.charts().size(), size_t(3));
        QCOMPARE(board.charts().front(), board.chart(u"rewards"_s));
        QCOMPARE(board.chart(u"loss"_s)->curves().size(), size_t(2));
        QCOMPARE(board.chart(u"loss"_s)->curves()[0].key, uint64_t(1));
        QCOMPARE(board.chart(u"rewards"_s)->curves()[1].label, u"rejected"_s);
    }

    void lossLeadsWhereNothingIsReinforced()
    {
        ChartBoard board;
        std::vector<BoardSeries> series{
            boardSeries(1, "entropy", line(10)),
            boardSeries(2, "learning_rate", line(10)),
            boardSeries(3, "loss", line(10)),
            boardSeries(5, "eval_perplexity", line(10))};
        board.setSeries(series, false);
        QVERIFY(board.chart(u"perplexity"_s)->isLogarithmic()); // it begins in the thousands
        const QStringList plain{u"Loss and accuracy"_s, u"Entropy"_s, u"Steps of the optimizer"_s};
        QCOMPARE(board.headings(), plain);
        QVERIFY(!board.chart(u"loss"_s)->isLogarithmic());
        QCOMPARE(board.charts().front(), board.chart(u"loss"_s));
        series.push_back(boardSeries(4, "reward", line(10)));
        board.setSeries(series, false);
        const QStringList reinforced{
            u"Reward"_s, u"Entropy"_s, u"Loss and accuracy"_s, u"Steps of the optimizer"_s};
        QCOMPARE(board.headings(), reinforced);
    }

    void chartsOfAFamilyStandTogether()
    {
        m_chart->hide(); // the pointer is only over one window
        ChartBoard board;
        board.resize(700, 600);
        std::vector<BoardSeries> series;
        for (const char* name :
             {"epoch",
              "loss",
              "loss/policy_avg",
              "objective/kl",
              "kl",
              "reward",
              "objective/scores",
              "completions/mean_length",
              "entropy",
              "strange"})
            series.push_back(boardSeries(series.size() + 1, name, line(10)));
        board.setSeries(series, false);
        board.show();
        QVERIFY(QTest::qWaitForWindowExposed(&board));
        QCOMPARE(
            board.headings(),
            QStringList(
                {u"Reward"_s,
                 u"KL divergence"_s,
                 u"Entropy"_s,
                 u"Length of answers"_s,
                 u"Loss and accuracy"_s,
                 u"Time and memory"_s,
                 u"Further curves"_s}));
        QCOMPARE(board.charts().front(), board.chart(u"reward"_s));
        QVERIFY(board.chart(u"loss"_s) != board.chart(u"losses"_s));
        const QRect kl = board.chart(u"kl"_s)->geometry();
        const QRect beside = board.chart(u"objective/kl"_s)->geometry();
        const QRect below = board.chart(u"entropy"_s)->geometry();
        QVERIFY(
            kl.top() == beside.top() && beside.left() > kl.right() && below.top() > kl.bottom());
        QVERIFY(below.width() > 600); // alone in its row
        board.setSeries({series[1]}, false);
        QVERIFY(board.headings().isEmpty());
    }

    void curvesOfReinforcementStandWhereTheyBelong()
    {
        // A count of end tokens is no ratio, whatever its prefix says.
        QCOMPARE(chartOf("val/num_eos_tokens").family, ChartFamily::Length);
        QVERIFY(chartOf("val/num_eos_tokens").id != chartOf("val/ratio").id);
        QCOMPARE(
            chartOf("completions/mean_terminated_length").id,
            chartOf("completions/mean_length").id);
        QCOMPARE(chartOf("clip_ratio/low_min").id, chartOf("clip_ratio/low_mean").id);
        QCOMPARE(chartOf("rewards/math/mean").id, chartOf("rewards/rules/std").id);
        QCOMPARE(curveLabel("rewards/math/mean", false), u"math/mean"_s);
        QCOMPARE(chartOf("eps").family, ChartFamily::Speed);
        QCOMPARE(chartOf("eval_entropy").id, chartOf("entropy").id);
    }

    void theWheelIsLeftToALongBoard()
    {
        m_chart->setWheelAlways(false);
        PlotArea* plot = m_chart->plot();
        plot->clearFocus();
        QVERIFY(!wheel(plot, plot->plotRect().center(), 3));
        QVERIFY(!m_chart->xRange());
        // Qt hands on what a hand did, not what a test sends: this is what it looks at.
        QVERIFY(!plot->testAttribute(Qt::WA_NoMousePropagation));
    }

    void whatHappenedIsMarkedOnceWhereItsCurveIs()
    {
        const auto marks = std::make_shared<const std::vector<ChartMark>>(
            std::vector<ChartMark>{{50, u"the loss jumped"_s, false}});
        std::vector<ChartCurve> curves{
            curve(1, u"train"_s, line(101)), curve(2, u"eval"_s, line(101))};
        for (ChartCurve& one : curves)
            one.marks = marks;
        m_chart->setCurves(curves);
        QTRY_VERIFY(settled(*m_chart));
        QTRY_COMPARE(m_chart->overlay()->marks().size(), size_t(1));
        const double x = m_chart->overlay()->marks().front().x;
        QVERIFY(std::abs(x - pixel(0.5).x()) < 3);
        QCOMPARE(m_chart->marksAt(x + 3), u"the loss jumped"_s);
        QVERIFY(m_chart->marksAt(x + 30).isEmpty());
        m_chart->setShown(1, false);
        m_chart->setShown(2, false);
        QTRY_VERIFY(m_chart->overlay()->marks().empty());
    }

    void zoomAndCrosshairAreLinked()
    {
        m_chart->hide(); // the pointer is only over one window
        ChartBoard board;
        board.resize(900, 600);
        board.setSeries(
            {boardSeries(1, "loss", line(1000)), boardSeries(2, "grad_norm", line(1000))}, false);
        board.show();
        QVERIFY(QTest::qWaitForWindowExposed(&board));
        ChartView* loss = board.chart(u"loss"_s);
        ChartView* norm = board.chart(u"grad_norm"_s);
        QTRY_VERIFY(settled(*loss) && loss->series()->picture().drawn);
        const QPoint centre = loss->plot()->plotRect().center();
        wheel(loss->plot(), centre, 2);
        QVERIFY(norm->xRange());
        QCOMPARE(norm->xRange()->lower, loss->xRange()->lower);
        QTest::mouseMove(loss->plot(), centre - QPoint(20, 0));
        QTest::mouseMove(loss->plot(), centre);
        QTRY_VERIFY(norm->overlay()->crosshair());
        QVERIFY(!norm->overlay()->crosshair()->box);
    }

    void anEnlargedChartFillsTheBoard()
    {
        m_chart->hide(); // the pointer is only over one window
        ChartBoard board;
        board.resize(900, 600);
        board.setSeries(
            {boardSeries(1, "loss", line(1000)), boardSeries(2, "grad_norm", line(1000))}, false);
        board.show();
        QVERIFY(QTest::qWaitForWindowExposed(&board));
        ChartView* loss = board.chart(u"loss"_s);
        loss->plot()->setFocus();
        QTest::keyClick(loss->plot(), Qt::Key_E);
        QCOMPARE(board.expanded(), loss);
        QVERIFY(loss->width() > 850 && !board.chart(u"grad_norm"_s)->isVisible());
        QTest::keyClick(loss->plot(), Qt::Key_Escape);
        QVERIFY(!board.expanded());
        QVERIFY(board.chart(u"grad_norm"_s)->isVisible());
    }

    void aNodeOfARunKeepsItsColour()
    {
        ChartBoard board;
        std::vector<BoardSeries> series;
        for (const char* node : {"ppo", "trpo"})
            for (const char* name : {"reward", "eval_reward", "kl"}) {
                series.push_back(boardSeries(series.size() + 1, name, line(5)));
                series.back().node = node;
            }
        board.setSeries(series, false);
        const auto& rewards = board.chart(u"reward"_s)->curves(); // train, train, eval, eval
        const auto& kl = board.chart(u"kl"_s)->curves();
        for (const size_t node : {size_t(0), size_t(1)}) {
            QCOMPARE(seriesColour(rewards[node].colour), seriesColour(kl[node].colour));
            QCOMPARE(seriesColour(rewards[node].colour), seriesColour(rewards[node + 2].colour));
            QVERIFY(seriesDash(rewards[node].colour) != seriesDash(rewards[node + 2].colour));
        }
        QVERIFY(seriesColour(kl[0].colour) != seriesColour(kl[1].colour));
    }

    void nodesOfOneRunAreToldApartByTheirDashes()
    {
        ChartBoard board;
        BoardSeries pretrain = boardSeries(1, "loss", line(5)),
                    tuned = boardSeries(2, "loss", line(5)),
                    other = boardSeries(3, "loss", line(5));
        tuned.node = "tuned";
        other.run = u"other"_s;
        other.colour = 1;
        board.setSeries({pretrain, tuned, other}, true);
        const auto& curves = board.chart(u"loss"_s)->curves();
        QCOMPARE(curves.size(), size_t(3));
        std::set<std::pair<QRgb, Qt::PenStyle>> looks;
        for (const ChartCurve& curve : curves)
            looks.insert({seriesColour(curve.colour).rgb(), seriesDash(curve.colour)});
        QCOMPARE(looks.size(), size_t(3));
        QCOMPARE(seriesColour(curves[0].colour), seriesColour(curves[1].colour));
    }
};

QTEST_MAIN(TestChartView)
#include "test_chart_view.moc"
