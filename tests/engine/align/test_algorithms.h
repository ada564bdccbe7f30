#pragma once

#include <QObject>

class TestAlgorithms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyAlgorithmSolvesABandit_data();
    void everyAlgorithmSolvesABandit();
    void trpoStaysWithinItsRegion();
    void pretrainingTextMovesTheWeightsBesideTheReward();
    void whitenedRewardsHaveDeviationOne();
    void extremesAreThoseOfTheUpdates();
    void theEntropyOfAnUpdateIsShownWhetherLearnedFromOrNot();
    void troubleIsNamed();
    void aResumedRunFindsWhatAnUnbrokenOneFinds();
    void anOlderCheckpointTellsNothingOfHealth();
};
