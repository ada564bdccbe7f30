/// Which of a run's curves stand in tables of runs.

#include "core/report/run_figures.h"

#include <QTest>

using namespace espalier;

class TestRunFigures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLastNodesFiguresAreTaken();
    void theLossOfReinforcementIsNot();
};

namespace {

SeriesInfo series(int64_t stageRun, const char* name, double last, double min = 0)
{
    return {.stageRun = stageRun, .name = name, .count = 1, .last = last, .min = min};
}

} // namespace

void TestRunFigures::theLastNodesFiguresAreTaken()
{
    const RunFigures figures = runFigures(
        {series(1, "loss", 3),
         series(1, "eval_loss", 3.5, 3.25),
         series(1, "num_tokens", 100),
         series(2, "loss", 2),
         series(2, "eval_loss", 2.5, 2.25),
         series(2, "num_tokens", 50)});
    QCOMPARE(figures.loss, std::optional(2.0));
    QCOMPARE(figures.evalLoss, std::optional(2.5));
    QCOMPARE(figures.bestEval, std::optional(2.25));
    QCOMPARE(figures.tokens, std::optional(150.0));
    QVERIFY(!figures.reward);
    QVERIFY(!runFigures({}).loss);
}

void TestRunFigures::theLossOfReinforcementIsNot()
{
    const RunFigures figures = runFigures(
        {series(1, "loss", 2),
         series(2, "loss", 0),
         series(2, "reward", 0.75),
         series(2, "kl", 4)});
    QCOMPARE(figures.loss, std::optional(2.0));
    QCOMPARE(figures.reward, std::optional(0.75));
}

QTEST_APPLESS_MAIN(TestRunFigures)
#include "test_run_figures.moc"
