#pragma once

#include <QObject>

class TestReinforcement : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stoppingAndResumingGivesTheSameWeights_data();
    void stoppingAndResumingGivesTheSameWeights();
    void aResumedRunRaisesTheSameFindings();
    void eachTroubleIsFoundWhereATrainingHasIt_data();
    void eachTroubleIsFoundWhereATrainingHasIt();
    void liveValuesOfReinforcementAreReplayed();
    void anAdapterLearnsAloneAndItsBaseIsTheReference();
    void preferencesAndRewardModelsRunThrough_data();
    void preferencesAndRewardModelsRunThrough();
    void answersThatGoTooFarEndATraining();
    void aStepEndsWhereThePolicyHasMovedFarEnough();
    void onlyTheLastBlocksMoveWhereAsked();
    void equalGroupsAreAskedAgain();
    void partsOfABlendAreShown();
    void modelsAndTemperaturesTakeTurnsEvenly();
    void promptsThatAreTooLongAreNamed();
    void rowsThatNobodyCanRewardAreNamed();
    void aReportedArenaIsEvenAgainstItself();
};
