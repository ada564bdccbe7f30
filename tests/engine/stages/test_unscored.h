#pragma once

#include <QObject>

/// Answers that a reward can't score: they are counted, left out and said, never taken for numbers.
class TestUnscored : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAnnotatorRanksTheRest();
    void theArenaLeavesThemOut();
    void problemsAreJudgedByTheirText();
    void aRewardInPartIsSaid();
};
