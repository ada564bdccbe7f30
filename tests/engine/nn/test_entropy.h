#pragma once

#include <QObject>

class TestEntropy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byHand();
    void ofWhatIsCertainItIsZero();
    void matchesThePlainFormulaAtEveryWidth();
    void changesNeitherLossNorGradients();
};
