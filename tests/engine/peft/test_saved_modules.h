#pragma once

#include <QObject>

/// Parts of the model that learn in full beside an adapter, heads for labels above all.
class TestSavedModules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreThoseOfTheModel_data();
    void namesAreThoseOfTheModel();
    void aHeadLearnsAndTheModelKeepsItsOwn();
    void labelsAreNamedWhereTheyWereFirst();
    void savedModulesOfTwoAdaptersStayApart();
    void aHeadOfPeftIsTakenUp();
    void aFreshHeadIsTheAdaptersOwn_data();
    void aFreshHeadIsTheAdaptersOwn();
    void aHeadStandsOnAStack();
    void aHeadStandsBesideABottleneckOfAnotherName();
    void biasesForWordsStayBehindAHeadForLabels();
    void biasesOfASortingModelComeBack();
    void biasesThatAFileLacksStayTheModels();
    void aSavedHeadForWordsMakesWay_data();
    void aSavedHeadForWordsMakesWay();
    void headsBesideLearnedTokensAreNamedAsPeftNamesThem();
    void aModelWithoutPoolerIsNamed();
    void mergingKeepsTheHead();
    void anAdapterForLabelsIsNoSpeaker();
};
