#pragma once

#include <QObject>

class TestOptimizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstStepIsTheLearningRateTimesTheSign();
    void matchesTorchOverManySteps();
    void decayLeavesBiasesAndNormsAlone();
    void gradientNormIsTheNormOfAllGradients();
    void stateBringsTheRunBack();
    void refusesAForeignState();
    void scheduleWarmsUpThenFalls();
};
