#pragma once

#include <QObject>

class TestGenerator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greedyFollowsTheModel_data();
    void greedyFollowsTheModel();
    void sameRequestSameTextInAnyBatch_data();
    void sameRequestSameTextInAnyBatch();
    void logProbsAreTheModels();
    void cutsKeepWhatTheyShould();
    void samplingFollowsTheDistribution();
    void repetitionPenaltyWeighsOnSeenTokens();
    void stopsWhereAsked();
    void refreshTakesNewWeights();
    void whatStandsInForAWeightIsDecoded();
    void badPromptsGetASentence();
};
