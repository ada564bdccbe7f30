#pragma once

#include <QtTest>

class TestTensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsBackEveryType();
    void bringsBackShapesAndStrides();
    void turnsIntoAType();
    void namesATypeItCannotHold();
};
