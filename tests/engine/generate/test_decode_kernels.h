#pragma once

#include <QObject>

class TestDecodeKernels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void productIsThePlainOne_data();
    void productIsThePlainOne();
    void aRowIsTheSameAloneAndAmongOthers();
    void attentionIsThePlainOne_data();
    void attentionIsThePlainOne();
};
