#pragma once

#include <QObject>

/// What holds for every kind of adapter, and each kind against its formula.
class TestAdapters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outputIsUnchangedAtTheStart_data();
    void outputIsUnchangedAtTheStart();
    void onlyOwnWeightsLearn_data();
    void onlyOwnWeightsLearn();
    void gradientsMatchFiniteDifferences_data();
    void gradientsMatchFiniteDifferences();
    void foldersGiveTheSameModel_data();
    void foldersGiveTheSameModel();
    void countMatchesTheDescription_data();
    void countMatchesTheDescription();
    void mergedModelsAgree_data();
    void mergedModelsAgree();
    void switchingOffRestoresTheBase_data();
    void switchingOffRestoresTheBase();
    void prefixIsSeenAsKeysAndValues();
    void promptIsSeenAsTokens();
    void cacheGivesTheSameWithLearnedTokens();
    void checkpointingChangesNothing();
    void adaptersStackOnOneBase();
    void stackedChangesMergeToTheSame();
    void keysAreThoseOfPeft();
    void badFoldersAreNamed();
    void targetsThatFitNothingAreNamed();
};
