#pragma once

#include <QObject>

/// LoRA's kinds against their formulas, computed a second time by hand; and as PEFT's folders.
class TestLora : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loraMatchesItsFormula();
    void gaussianBeginsSmallAgainstZeros();
    void doraMatchesItsFormula_data();
    void doraMatchesItsFormula();
    void doraLearnsWithTheNormHeldFixed();
    void pissaBeginsAlongTheLargestDirections();
    void pissaTakesItsStartAway();
    void pissaIsAPlainLoraToOthers_data();
    void pissaIsAPlainLoraToOthers();
    void pissaGoesOnAsIfNeverSaved();
    void pissaThatPeftDidNotConvertIsRead();
    void foldersOfDoraAreTakenUp();
    void patternsChooseRankAndAlpha();
    void allBiasesAreThoseOfNormsToo();
    void whatDoesNotGoTogetherIsRefused_data();
    void whatDoesNotGoTogetherIsRefused();
    void doraStandsOnTheModelItself();
};
