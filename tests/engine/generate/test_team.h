#pragma once

#include <QObject>

class TestTeam : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPieceOnceAndPhasesInOrder_data();
    void everyPieceOnceAndPhasesInOrder();
    void sharesCoverAllPieces();
};
