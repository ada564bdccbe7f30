#pragma once

#include "widgets/common/run_state.h"

#include <QWidget>

class QVariantAnimation;

namespace espalier {

/// A small round mark in the colour of a state; breathes while running, unless motion is reduced.
class StatusDot : public QWidget
{
    Q_OBJECT
public:
    explicit StatusDot(QWidget* parent = nullptr);
    void setState(RunState state);
    RunState state() const { return m_state; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    RunState m_state = RunState::Idle;
    QVariantAnimation* m_breath;
};

/// A thin progress line, 4 px high.
class ProgressLine : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressLine(QWidget* parent = nullptr);
    /// 0 to 1; negative: how far is not known.
    void setFraction(double fraction);
    double fraction() const { return m_fraction; }
    void setColour(const QColor& colour); ///< invalid: the accent
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double m_fraction = 0;
    QColor m_colour;
};

} // namespace espalier
