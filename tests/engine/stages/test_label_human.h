#pragma once

#include <QObject>

/// label.human: which prompts and pairs it asks people about, and what becomes of what they said.
class TestLabelHuman : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAnswerIsInAPair();
    void pairsOfAPromptNeedTheSameAnnotators();
    void rankedPairsBecomePreferences();
    void wholeRankingsStayWhole();
};
