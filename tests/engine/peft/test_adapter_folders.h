#pragma once

#include <QObject>

/// Adapters that come from folders and go into them: ours, and those of other programs.
class TestAdapterFolders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPrefixGoesOnLearningThroughItsNetwork();
    void aPrefixWithoutItsNetworkIsTakenAsItStands();
    void filesOfDifferentTimesAreNamed();
    void foldersOfPeftAreTakenUp();
    void foldersOfAdapterHubAreTakenUp();
    void foldersThatDoNotFitAreNamed_data();
    void foldersThatDoNotFitAreNamed();
    void tensorsThatDoNotFitAreNamedWithBothShapes();
    void biasesOfTwoAdaptersStayApart();
    void mergingTakesTheAdaptersBias();
    void biasesHaveTheNamesOfPeft();
    void theLastOfAStackLearnsAlone();
    void bottlenecksOfOtherNamesStandOnOneAnother();
    void learnedTokensOfAnotherAdapterStay();
};
