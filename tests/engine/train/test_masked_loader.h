#pragma once

#include <QObject>

class TestMaskedLoader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packedRowsAreFullAndTheirGapsKnowWhatStoodThere();
    void aDocumentIsARowByItself();
    void aStepIsAPureFunctionOfItsNumber();
    void anEpochReadsEveryDocumentOnce();
    void gapsHaveTheirShares();
    void pseudoLossHidesEachTokenAlone();
    void theLossOfDocumentsCountsEachGapOnce();
};
