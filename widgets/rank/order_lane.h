#pragma once

#include "widgets/rank/ballot.h"

#include <QWidget>

namespace espalier {

/// The order so far, the best at the left: a box a place, tied answers in one box. Cards are
/// dropped here; boxes' keys can be dragged to other places.
class OrderLane : public QWidget
{
    Q_OBJECT
public:
    explicit OrderLane(QWidget* parent = nullptr);

    void setBallot(const Ballot& ballot, const QStringList& keys);

    /// Where a card would go.
    struct Target
    {
        int at = 0;         ///< a group
        bool tie = false;   ///< into that group; else before it
        bool valid = false; ///< over the lane at all
    };
    Target targetAt(const QPoint& global) const;
    /// Marks where a card that is dragged would go; nothing where it is not over the lane.
    void showTarget(const std::optional<QPoint>& global);
    /// Where the middle of a place is, in the lane's coordinates.
    QPoint placeCentre(int place) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void cardDragged(int card, const QPoint& global);
    void cardDropped(int card, const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Box
    {
        QRectF rect;
        std::vector<std::pair<int, QRectF>> keys; ///< cards and where their keys lie
    };
    std::vector<Box> boxes() const;
    int emptyPlaces() const;
    void retranslate();

    Ballot m_ballot;
    QStringList m_keys;
    Target m_target;
    int m_held = -1;
    bool m_dragging = false;
    QPoint m_pressedAt;
};

} // namespace espalier
