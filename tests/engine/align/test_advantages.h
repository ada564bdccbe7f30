#pragma once

#include <QObject>

class TestAdvantages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void generalisedAdvantagesByHand();
    void lambdaOneIsTheReturnLessTheValue();
    void whiteningByHand();
    void groupAdvantagesByHand();
    void leaveOneOutByHand();
    void unknownRewardsTakeNoPart();
    void klEstimatesByHand();
    void adaptiveKlFollowsItsTarget();
    void shapedRewardsPayKlAndEndWithTheScore();
    void lengthsAndEndsByHand();
    void partsOfABlendByHand();
};
