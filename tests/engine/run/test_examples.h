#pragma once

#include <QObject>

/// The examples that come with the program run at a tiny size, from end to end.
class TestExamples : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyExampleRunsThenIsReused_data();
    void everyExampleRunsThenIsReused();
    void anotherPathIsWrittenToo();
};
