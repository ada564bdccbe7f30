#include "widgets/rank/order_lane.h"

#include "widgets/common/theme.h"
#include "widgets/rank/answer_card.h"

#include <QApplication>
#include <QEvent>
#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>

namespace espalier {

namespace {

constexpr qreal kKeySide = 24, kBoxHeight = 36, kInside = 6, kGap = 8, kTie = 16;

} // namespace

OrderLane::OrderLane(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    retranslate();
}

void OrderLane::setBallot(const Ballot& ballot, const QStringList& keys)
{
    const bool resized = ballot.cards() != m_ballot.cards();
    m_ballot = ballot;
    m_keys = keys;
    if (resized)
        updateGeometry();
    QStringList words;
    for (const auto& group : ballot.groups()) {
        QStringList tied;
        for (const int card : group)
            tied += keys.value(card);
        words += tied.join(QStringLiteral(" = "));
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

QSize OrderLane::sizeHint() const
{
    const QFontMetrics metrics(textFont());
    const qreal boxes = m_ballot.cards() * (kKeySide + 2 * kInside + kGap);
    const int words =
        metrics.horizontalAdvance(tr("Best")) +
        std::max(metrics.horizontalAdvance(tr("Worst")), metrics.horizontalAdvance(tr("all bad")));
    return {static_cast<int>(boxes) + words + 3 * Theme::kSpace12, 48};
}

int OrderLane::emptyPlaces() const
{
    int placed = 0;
    for (const auto& group : m_ballot.groups())
        placed += static_cast<int>(group.size());
    return m_ballot.cards() - placed;
}

std::vector<OrderLane::Box> OrderLane::boxes() const
{
    std::vector<Box> boxes;
    const qreal top = (height() - kBoxHeight) / 2;
    qreal x = QFontMetrics(textFont()).horizontalAdvance(tr("Best")) + Theme::kSpace12;
    const auto groups = m_ballot.groups();
    for (size_t i = 0; i < groups.size(); ++i) {
        Box box;
        qreal inside = x + kInside;
        for (const int card : groups[i]) {
            box.keys.emplace_back(card, QRectF(inside, top + kInside, kKeySide, kKeySide));
            inside += kKeySide + kTie;
        }
        qreal right = inside - kTie + kInside;
        if (m_ballot.isTying() && i + 1 == groups.size())
            right += kTie + kKeySide;
        box.rect = QRectF(x, top, right - x, kBoxHeight);
        x = right + kGap;
        boxes.push_back(std::move(box));
    }
    for (int i = m_ballot.isTying() ? 1 : 0; i < emptyPlaces(); ++i) {
        boxes.push_back({QRectF(x, top, kKeySide + 2 * kInside, kBoxHeight), {}});
        x += kKeySide + 2 * kInside + kGap;
    }
    return boxes;
}

QPoint OrderLane::placeCentre(int place) const
{
    const auto all = boxes();
    return all.empty()
               ? rect().center()
               : all[static_cast<size_t>(std::clamp(place, 0, static_cast<int>(all.size()) - 1))]
                     .rect.center()
                     .toPoint();
}

OrderLane::Target OrderLane::targetAt(const QPoint& global) const
{
    const QPoint at = mapFromGlobal(global);
    // Whatever lies to the right of the lane is its end.
    if (!rect().adjusted(-Theme::kSpace24, -Theme::kSpace16, 400, Theme::kSpace24).contains(at))
        return {};
    const auto all = boxes();
    const int groups = static_cast<int>(m_ballot.groups().size());
    for (int i = 0; i < groups; ++i) {
        const QRectF& box = all[static_cast<size_t>(i)].rect;
        if (at.x() < box.left() + kInside)
            return {.at = i, .valid = true};
        if (at.x() <= box.right() - kInside)
            return {.at = i, .tie = true, .valid = true};
    }
    return {.at = groups, .valid = true};
}

void OrderLane::showTarget(const std::optional<QPoint>& global)
{
    m_target = global ? targetAt(*global) : Target{};
    update();
}

void OrderLane::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont());
    painter.setPen(theme().muted);
    const bool empty = m_ballot.isBad() && !m_target.valid;
    if (empty) { // no place is left to be filled
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("all bad"));
        return;
    }
    const auto all = boxes();
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("Best"));
    if (!all.empty())
        painter.drawText(
            QRectF(all.back().rect.right() + Theme::kSpace12, 0, 200, height()),
            Qt::AlignLeft | Qt::AlignVCenter,
            m_ballot.isBad() ? tr("all bad") : tr("Worst"));
    for (size_t i = 0; i < all.size(); ++i) {
        const Box& box = all[i];
        const bool here = m_target.valid && m_target.at == static_cast<int>(i);
        const bool aimed = here && (m_target.tie || box.keys.empty());
        const QColor edge = box.keys.empty() ? theme().lineStrong : theme().line;
        QPen pen(aimed ? theme().accent : edge, aimed ? 2 : 1);
        if (box.keys.empty())
            pen.setStyle(Qt::DashLine);
        painter.setPen(pen);
        painter.setBrush(
            aimed              ? QBrush(theme().accentSoft)
            : box.keys.empty() ? QBrush(Qt::NoBrush)
                               : QBrush(theme().surface));
        painter.drawRoundedRect(
            box.rect.adjusted(0.5, 0.5, -0.5, -0.5), Theme::kRadius, Theme::kRadius);
        for (size_t key = 0; key < box.keys.size(); ++key) {
            const QRectF& at = box.keys[key].second;
            if (key > 0) {
                painter.setPen(theme().muted);
                painter.drawText(
                    QRectF(at.left() - kTie, at.top(), kTie, at.height()),
                    Qt::AlignCenter,
                    QStringLiteral("="));
            }
            paintKey(painter, at, m_keys.value(box.keys[key].first), true);
        }
        if (m_ballot.isTying() && !box.keys.empty() &&
            (i + 1 == all.size() || all[i + 1].keys.empty())) {
            painter.setFont(textFont());
            painter.setPen(theme().accent);
            painter.drawText(
                box.rect.adjusted(0, 0, -kInside, 0),
                Qt::AlignRight | Qt::AlignVCenter,
                QStringLiteral("=  ?"));
        }
    }
    const size_t at = static_cast<size_t>(m_target.at);
    const bool slot = at < all.size() && all[at].keys.empty(); // shown as what it will fill
    if (m_target.valid && !m_target.tie && !slot) {
        const qreal x = at < all.size() ? all[at].rect.left() - kGap / 2
                        : all.empty()   ? 0
                                        : all.back().rect.right() + kGap / 2;
        painter.setPen(QPen(theme().accent, 3, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x, 8), QPointF(x, height() - 8));
    }
}

void OrderLane::mousePressEvent(QMouseEvent* event)
{
    m_held = -1;
    m_dragging = false;
    m_pressedAt = event->position().toPoint();
    for (const Box& box : boxes())
        for (const auto& [card, rect] : box.keys)
            if (rect.contains(event->position()))
                m_held = card;
}

void OrderLane::mouseMoveEvent(QMouseEvent* event)
{
    if (m_held < 0 || !(event->buttons() & Qt::LeftButton))
        return;
    m_dragging = m_dragging || (event->position().toPoint() - m_pressedAt).manhattanLength() >=
                                   QApplication::startDragDistance();
    if (m_dragging)
        Q_EMIT cardDragged(m_held, event->globalPosition().toPoint());
}

void OrderLane::mouseReleaseEvent(QMouseEvent* event)
{
    if (std::exchange(m_dragging, false) && m_held >= 0)
        Q_EMIT cardDropped(m_held, event->globalPosition().toPoint());
    m_held = -1;
}

void OrderLane::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void OrderLane::retranslate()
{
    setAccessibleName(tr("The order so far"));
    setToolTip(
        tr("Drag answers here: onto another to tie, between two to place, and out of here to "
           "take them back"));
    updateGeometry();
    update();
}

} // namespace espalier
