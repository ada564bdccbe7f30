#pragma once

#include <QObject>

/// train.preference on answers that are wanted or not, one by one.
class TestTrainPreference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figuresOfASideAreThoseOfItsRows();
    void aSideWithoutRowsHasNoPoint();
    void cutAnswersAreSaidWithARemedy();
};
