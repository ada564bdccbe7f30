#pragma once

#include <QtTest>

class TestModelFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsBackEveryFamily_data();
    void bringsBackEveryFamily();
    void readsBertAsItIsPublished();
    void writesTheNamesOfHuggingFace();
    void writesTheSameBytesTwice();
    void readsAHandWrittenFolderWithoutPrefix();
    void readsHalfPrecisionAndShards();
    void takesASecondCopyOfATiedHead();
    void copiesTheTokenizer();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};
