#pragma once

#include <QObject>

/// Fused kernels against their plain twins, on every level of instruction set that this machine
/// has.
class TestFunctions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linearMatchesItsTwin();
    void normsMatchTheirTwins();
    void addedNormMatchesItsTwin();
    void activationsMatchTheirTwins();
    void rotationMatchesItsTwin();
    void attentionMatchesItsTwin_data();
    void attentionMatchesItsTwin();
    void packedAttentionMatchesItsTwin();
    void dropoutKeepsTheMean();
    void fusedBackwardRefusesSecondOrder();
    void plainTwinsDifferentiateTwice();
    void embeddingGradientSumsRepeatedIds();
};
