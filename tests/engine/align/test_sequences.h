#pragma once

#include <QObject>

class TestSequences : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void promptsGiveWayAtTheirBeginning();
    void sharedBeginningsChangeNothing_data();
    void sharedBeginningsChangeNothing();
    void eachTokenIsComputedOnce();
    void whereNothingIsSharedRowsStayAsTheyAre();
    void modelsThatCantShareReadWholeRows();
    void secondDerivativesPass();
    void entropyIsThatOfTheDistributions();
    void meanLogitsAreThoseOfAllLogits();
};
