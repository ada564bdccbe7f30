#pragma once

#include <QObject>

class TestStep : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lossIsTheTokenMean();
    void accumulationChangesNothing();
    void entropyIsTheTokenMean();
    void inPlaceGradientsAreThoseOfAutograd();
    void learnsOneBatchByHeart();
    void sameSeedGivesTheSameWeights();
    void checkpointingChangesNothing();
    void nonFiniteStepsUpdateNothingAndAreNamed();
};
