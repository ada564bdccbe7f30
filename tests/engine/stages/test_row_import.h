#pragma once

#include <QObject>

class TestRowImport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindIsMadeFromItsFile_data();
    void everyKindIsMadeFromItsFile();
    void everyKindIsMadeFromTheWorld_data();
    void everyKindIsMadeFromTheWorld();
    void whatWasLeftOutIsSaid();
    void anErrorNamesTheLine();
    void aStopEndsTheImport();
    void rowsAreMixedThenPutIntoOtherWords();
};
