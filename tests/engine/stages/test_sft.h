#pragma once

#include <QObject>

/// train.sft, the adapters under it, and what judges the result, on tasks whose answer is known.
class TestSft : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreLearned();
    void aRewardDecides();
    void packingChangesOnlyTheSpeed();
    void classesAreLearned_data();
    void classesAreLearned();
    void classesAreLearnedThroughAnAdapter_data();
    void classesAreLearnedThroughAnAdapter();
    void adaptersLearnAndTheBaseStays_data();
    void adaptersLearnAndTheBaseStays();
    void mergedModelsAnswerTheSame();
    void longRowsAreCountedAndSaid();
    void oneClassIsRefused();
    void maskedModelsFillGaps();
};
