#pragma once

#include <QObject>

/// Models that see both ways, and heads for labels.
class TestBert : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void logitsMatchTheFormulas();
    void labelsMatchTheFormulas();
    void namesAreThoseOfHuggingFace();
    void gradientsMatchPlainOnes();
    void paddingChangesNothing();
    void packedSegmentsDontSeeEachOther();
    void checkpointingChangesNothing();
    void lossOfFewTokensPassesOnlyThem();
    void weightsOfTokensScaleTheirLoss();
    void decoderReadsItsLastToken();
};
