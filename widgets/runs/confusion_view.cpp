#include "widgets/runs/confusion_view.h"

#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kClassRow = 28;
constexpr int kTop = 40; ///< "said" and the names of the columns
constexpr int kLeastCell = 40, kMostCell = 96, kMostNames = 120;

} // namespace

ConfusionView::ConfusionView(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&themeNotifier(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

void ConfusionView::set(
    const std::vector<std::string>& labels,
    const std::vector<std::vector<int64_t>>& confusion,
    const std::vector<int64_t>& namedNone)
{
    m_labels.clear();
    m_counts = confusion;
    m_hasNone = std::ranges::any_of(namedNone, [](int64_t count) { return count > 0; });
    for (size_t i = 0; m_hasNone && i < m_counts.size(); ++i)
        m_counts[i].push_back(namedNone[i]);
    const QFontMetrics metrics(textFont(Theme::kSmall));
    m_names = 48;
    m_cell = kLeastCell;
    for (const std::string& label : labels) {
        m_labels << QString::fromStdString(label);
        const int width = metrics.horizontalAdvance(m_labels.back()) + Theme::kSpace12;
        m_names = std::clamp(width, m_names, kMostNames);
        m_cell = std::clamp(width, m_cell, kMostCell);
    }
    m_chosen = {-1, -1};
    m_cursor = {0, 0};
    updateGeometry();
    update();
}

void ConfusionView::clearChoice()
{
    m_chosen = {-1, -1};
    update();
}

int ConfusionView::columns() const
{
    return static_cast<int>(m_labels.size()) + (m_hasNone ? 1 : 0);
}

int64_t ConfusionView::count(int truth, int said) const
{
    return m_counts[static_cast<size_t>(truth)][static_cast<size_t>(said)];
}

QString ConfusionView::columnName(int said) const
{
    return said < m_labels.size() ? m_labels[said] : tr("none");
}

QRect ConfusionView::cell(int truth, int said) const
{
    return {m_names + said * m_cell, kTop + truth * kClassRow, m_cell, kClassRow};
}

QPoint ConfusionView::at(const QPoint& position) const
{
    const int said = (position.x() - m_names) / m_cell, truth = (position.y() - kTop) / kClassRow;
    const bool inside = position.x() >= m_names && position.y() >= kTop && said < columns() &&
                        truth < m_labels.size();
    return inside ? QPoint(said, truth) : QPoint(-1, -1);
}

QSize ConfusionView::sizeHint() const
{
    return {
        m_names + columns() * m_cell + 2, kTop + static_cast<int>(m_labels.size()) * kClassRow + 2};
}

void ConfusionView::paintEvent(QPaintEvent*)
{
    const Theme& look = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto name = [&](const QRect& room, int flags, const QString& text) {
        painter.drawText(
            room, flags, painter.fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
    };
    painter.setPen(look.muted);
    painter.setFont(textFont(Theme::kSmall, Weight::Strong));
    name({m_names, 0, columns() * m_cell, 18}, Qt::AlignHCenter | Qt::AlignVCenter, tr("said"));
    name({0, 18, m_names - 4, 20}, Qt::AlignLeft | Qt::AlignVCenter, tr("truth"));
    painter.setFont(textFont(Theme::kSmall));
    for (int said = 0; said < columns(); ++said)
        name(
            QRect(m_names + said * m_cell + 2, 18, m_cell - 4, 20),
            Qt::AlignCenter,
            columnName(said));
    for (int truth = 0; truth < m_labels.size(); ++truth) {
        painter.setPen(look.muted);
        painter.setFont(textFont(Theme::kSmall));
        name(
            {0, kTop + truth * kClassRow, m_names - 8, kClassRow},
            Qt::AlignRight | Qt::AlignVCenter,
            m_labels[truth]);
        const auto& row = m_counts[static_cast<size_t>(truth)];
        const auto all = std::accumulate(row.begin(), row.end(), int64_t(0));
        for (int said = 0; said < columns(); ++said) {
            const QRectF room = QRectF(cell(truth, said)).adjusted(1, 1, -1, -1);
            const double share =
                all > 0 ? static_cast<double>(count(truth, said)) / static_cast<double>(all) : 0;
            // Right ones in the accent, wrong ones in the warning's colour.
            const QColor& tone = said == truth ? look.accent : look.warning;
            painter.setPen(Qt::NoPen);
            painter.setBrush(blend(tone, look.surface, 0.06 + 0.8 * share));
            painter.drawRoundedRect(room, 4, 4);
            if (m_chosen == QPoint(said, truth) ||
                (hasFocus() && m_cursor == QPoint(said, truth))) {
                painter.setPen(QPen(look.text, m_chosen == QPoint(said, truth) ? 2 : 1));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 3, 3);
            }
            painter.setPen(
                count(truth, said) == 0 ? look.faint
                : share > 0.55          ? look.onAccent
                                        : look.text);
            painter.setFont(
                numberFont(Theme::kBody, said == truth ? Weight::Strong : Weight::Regular));
            painter.drawText(
                room.adjusted(4, 0, -8, 0),
                Qt::AlignRight | Qt::AlignVCenter,
                formatCount(count(truth, said)));
        }
    }
}

void ConfusionView::choose(int truth, int said)
{
    m_cursor = {said, truth};
    if (m_chosen == m_cursor) {
        clearChoice();
        Q_EMIT choiceCleared();
        return;
    }
    m_chosen = m_cursor;
    update();
    Q_EMIT chosen(m_labels[truth], said < m_labels.size() ? m_labels[said] : QString());
}

void ConfusionView::mousePressEvent(QMouseEvent* event)
{
    const QPoint found = at(event->position().toPoint());
    if (event->button() == Qt::LeftButton && found.x() >= 0)
        choose(found.y(), found.x());
    else
        QWidget::mousePressEvent(event);
}

void ConfusionView::keyPressEvent(QKeyEvent* event)
{
    if (m_labels.isEmpty())
        return QWidget::keyPressEvent(event);
    QPoint to = m_cursor;
    switch (event->key()) {
    case Qt::Key_Left:
        to.rx() -= 1;
        break;
    case Qt::Key_Right:
        to.rx() += 1;
        break;
    case Qt::Key_Up:
        to.ry() -= 1;
        break;
    case Qt::Key_Down:
        to.ry() += 1;
        break;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_cursor.y(), m_cursor.x());
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    m_cursor = {
        std::clamp(to.x(), 0, columns() - 1),
        std::clamp(to.y(), 0, static_cast<int>(m_labels.size()) - 1)};
    update();
}

bool ConfusionView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QPoint found = at(help->pos());
        QToolTip::showText(
            help->globalPos(),
            found.x() < 0 ? QString()
                          : tr("%1 texts are %2 and were called %3. Click to see them.")
                                .arg(
                                    formatCount(count(found.y(), found.x())),
                                    m_labels[found.y()],
                                    columnName(found.x())),
            this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace espalier
