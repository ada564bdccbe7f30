#pragma once

#include <QObject>

/// train.reward on answers whose order is their length: what it is judged by, a gold reward, heads
/// that disagree, and a reward model that cuts text into other tokens than the model it judges.
class TestTrainReward : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyHeldOutPairIsJudged_data();
    void everyHeldOutPairIsJudged();
    void aGoldRewardThatCanTellNothingIsSaid();
    void headsThatDisagreeAreMeasured_data();
    void headsThatDisagreeAreMeasured();
    void scoresAreNormalisedOverWhatWasLearned();
    void aRewardModelMayHaveAnotherTokenizer();
    void promptsGiveWayToTheAnswer();
    void whatTheRewardModelDidNotSeeIsSaid();
    void equalSidesAreLeftOut();
    void answersMadeEqualByCuttingAreLeftOut();
    void whoseLabelsIsSaid_data();
    void whoseLabelsIsSaid();
};
