#pragma once

#include <QObject>

/// label.simulated: how often its noise and its bias decide, what is a tie, and a model as judge.
class TestLabelSimulated : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noiseTurnsItsShareOfChoices_data();
    void noiseTurnsItsShareOfChoices();
    void whatIsShownFirstGains_data();
    void whatIsShownFirstGains();
    void equalAnswersGiveNoPair();
    void aJudgeGoesByItsOwnLikelihood();
    void promptsTooLongForTheJudgeAreCut();
    void wiresThatNobodyAsksForAreNamed();
};
