#pragma once

#include <QObject>

/// Matrix products by our own kernels against LibTorch's in double precision.
class TestProduct : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isThePlainOne_data();
    void isThePlainOne();
    void theKernelIsThePlainOneOnEveryLevel();
    void addsToWhatIsThere();
    void isTheSameWhateverTheThreads();
    void leavesWhatItCannotDoToLibTorch();
};
