#pragma once

#include <QObject>

/// The figures of a reward model against arithmetic by hand.
class TestRankingFigures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyDecidedPairCounts();
    void tiedAnswersAreNoPair();
    void pairsOfOnePromptAreNotIndependent();
    void whereAllIsRightThereIsAnIntervalToo();
    void certaintyIsMeasuredByMargin();
    void lengthIsMeasured();
    void headsDisagreeByTheirDeviation();
    void aGoldRewardIsComparedWith();
    void whatAGoldRewardCantTellApartIsLeftOut();
    void chanceAndLengthAreDoubted();
};
