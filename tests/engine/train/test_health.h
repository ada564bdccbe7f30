#pragma once

#include <QObject>

class TestHealth : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFallingLossIsHealthy();
    void twentyNoisyHealthyRunsRaiseNothing();
    void divergenceIsNamed();
    void noLearningIsNamed();
    void overfittingIsNamed();
    void eachTroubleIsSaidOnce();
};
