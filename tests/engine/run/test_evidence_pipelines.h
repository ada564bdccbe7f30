#pragma once

#include <QObject>

/// The pipelines that only tests/evidence runs, at a tiny size and on excerpts of the real data.
class TestEvidencePipelines : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachRunsThenIsReused_data();
    void eachRunsThenIsReused();
};
