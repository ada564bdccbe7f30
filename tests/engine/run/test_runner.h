#pragma once

#include <QObject>

class TestRunner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPipelineRunsThenIsReused();
    void changingTheLastStageRunsItAlone();
    void stoppingAndResumingGivesTheSameWeights();
    void aLiveLearningRateChangesResultAndKey();
    void aLiveValueIsReplayedAfterAResume();
    void aRequestThatDoesNotFitIsRefusedAndChangesNothing();
    void aForkGoesOnFromTheCheckpoint();
    void numbersThatAreNotFiniteStopTheRunAndNameTheLayer();
    void twoEnginesOnOneRunAreRefused();
    void aPipelineWithMistakesLeavesNothingBehind();
    void theLossOfATinyModelFalls();
    void aPrecisionThatTheDeviceLacksIsSaid();
};
