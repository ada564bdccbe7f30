#pragma once

#include <QObject>

class TestLosses : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void dpoGivesThePublishedValues();
    void directLossesByHand_data();
    void directLossesByHand();
    void gradientsAgreeWithDifferences_data();
    void gradientsAgreeWithDifferences();
    void gradientsOfPoliciesAndRewardsAgreeWithDifferences_data();
    void gradientsOfPoliciesAndRewardsAgreeWithDifferences();
    void plackettLuceOfTwoIsBradleyTerry();
    void plackettLuceOfThreeByHand();
    void tiedAnswersAreNotPreferredToEachOther();
    void marginAndCentreByHand();
    void ppoClipsOnlyWhatGoesTooFar();
    void a2cIsPpoWithOnePassAndNoClipping();
    void grpoAveragesAsAsked();
    void aHigherClipLetsMoreThrough();
    void rlooTakesAnswersAsAWhole();
};
