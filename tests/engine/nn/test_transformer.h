#pragma once

#include <QObject>

/// The transformer against formulas written out in loops, and against itself run another way.
class TestTransformer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logitsMatchTheFormulas_data();
    void logitsMatchTheFormulas();
    void fusedGradientsMatchPlainOnes_data();
    void fusedGradientsMatchPlainOnes();
    void namesAreThoseOfHuggingFace();
    void cacheGivesTheSameLogits_data();
    void cacheGivesTheSameLogits();
    void packedSegmentsDontSeeEachOther();
    void leftPaddingChangesNothing();
    void checkpointingChangesNothing();
    void initialisationDependsOnTheSeedAlone();
    void positionsCanBeginAsSinusoids();
    void lossMatchesLogSoftmax();
    void targetLogProbsMatchLogSoftmax();
};
