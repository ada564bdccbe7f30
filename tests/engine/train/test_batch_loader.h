#pragma once

#include <QObject>

class TestBatchLoader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void targetsAreTheNextTokens();
    void aStepIsAPureFunctionOfItsNumber();
    void accumulationCutsTheSameRowsIntoSmallerBatches();
    void oneEpochSeesEveryWindowOnce();
};
