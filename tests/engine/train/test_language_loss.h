#pragma once

#include <QObject>

class TestLanguageLoss : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyTokenIsScoredOnce();
    void windowsSideBySideAgreeWithAPlainLoop();
    void aStrideGivesEachTokenItsContext();
    void entropyAgreesWithAPlainLoop();
    void bitsPerByteByHand();
    void goldenValues();
};
