#include "widgets/rank/task_delegate.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QListWidgetItem>
#include <QPainter>

namespace espalier {

void TaskDelegate::fill(QListWidgetItem& item, const TaskRow& row, bool alike)
{
    const QString title = QString::fromStdString(row.task.title);
    QString done = row.words();
    if (alike)
        done.prepend(
            (row.task.run > 0 ? tr("run %1").arg(row.task.run)
                              : u'#' + QString::number(row.task.id)) +
            QStringLiteral(" · "));
    item.setText(title);
    item.setData(TaskRole, static_cast<qlonglong>(row.task.id));
    item.setData(DoneRole, static_cast<qlonglong>(row.progress.done));
    item.setData(WantedRole, static_cast<qlonglong>(row.progress.wanted));
    item.setData(Qt::AccessibleDescriptionRole, done);
    item.setToolTip(title + QChar(u'\n') + done);
}

QSize TaskDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {160, 60};
}

void TaskDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(option.rect).adjusted(0, 2, 0, -2);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(
            option.state & QStyle::State_Selected ? theme().accentSoft : theme().hover);
        painter->drawRoundedRect(box, Theme::kRadius, Theme::kRadius);
    }
    const QRectF inner =
        box.adjusted(Theme::kSpace8, Theme::kSpace8, -Theme::kSpace8, -Theme::kSpace8);
    const double done = index.data(DoneRole).toDouble(), wanted = index.data(WantedRole).toDouble();
    const bool met = wanted > 0 && done >= wanted;
    const QFont font = textFont(Theme::kBody, Weight::Strong);
    painter->setFont(font);
    painter->setPen(theme().text);
    painter->drawText(
        QRectF(inner.left(), inner.top() - 2, inner.width(), 18),
        Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(font).elidedText(
            index.data().toString(), Qt::ElideRight, static_cast<int>(inner.width())));
    painter->setFont(numberFont(Theme::kSmall));
    painter->setPen(theme().muted);
    painter->drawText(
        QRectF(inner.left(), inner.top() + 17, inner.width(), 16),
        Qt::AlignLeft | Qt::AlignVCenter,
        index.data(Qt::AccessibleDescriptionRole).toString());
    if (met)
        painter->drawPixmap(
            QPointF(inner.right() - 16, inner.top() + 17),
            iconPixmap(
                QStringLiteral("check"),
                theme().accent,
                16,
                painter->device()->devicePixelRatioF()));
    const QRectF bar(inner.left(), inner.bottom() - 3, inner.width(), 3);
    painter->setPen(Qt::NoPen);
    painter->setBrush(
        option.state & QStyle::State_Selected ? blend(theme().accent, theme().surface, 0.3)
                                              : theme().pressed);
    painter->drawRoundedRect(bar, 1.5, 1.5);
    if (wanted > 0 && done > 0) {
        painter->setBrush(theme().accent);
        painter->drawRoundedRect(
            QRectF(bar.left(), bar.top(), std::max(3.0, bar.width() * done / wanted), 3), 1.5, 1.5);
    }
    painter->restore();
}

} // namespace espalier
