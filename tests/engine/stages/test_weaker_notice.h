#pragma once

#include <QObject>

/// What a reward says of problems whose tests ran where their answers could cheat.
class TestWeakerNotice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void problemsAreCountedOnce();
    void withoutAnyNothingIsSaid();
};
