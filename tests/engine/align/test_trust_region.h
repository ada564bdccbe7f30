#pragma once

#include <QObject>

class TestTrustRegion : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void conjugateGradientsSolve();
    void curvatureIsTheFisherMatrixOfASoftmax();
    void naturalGradientOfABanditIsKnown();
    void lineSearchRestoresWhatItRejects();
};
