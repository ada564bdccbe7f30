#pragma once

#include <QObject>

class TestRewards : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRewardIsItsDescription();
    void aBlendCopiesRewardsAndNamesModels();
    void aBlendOfABlendWithAModelIsNamedToo();
    void aBlendTellsWhatItsPartsGave();
    void whatIsNoRewardIsSaid();
};
