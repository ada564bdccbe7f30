#pragma once

#include <QObject>

class TestPeople : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRunWaitsForPeopleAndGoesOn();
    void annotatorsWhoAgreeCountMore();
    void candidatesAreRowsOfTheDatabaseOnce();
    void candidatesThatNobodyAsksAboutAreRowsToo();
    void twoTasksAboutTheSameAnswersStayApart();
    void aTaskOfAnOlderVersionKeepsItsPrompts();
    void rankingsThatWereImportedBeforeCount();
};
