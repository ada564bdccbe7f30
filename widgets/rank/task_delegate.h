#pragma once

#include "widgets/rank/rank_feed.h"

#include <QStyledItemDelegate>

class QListWidgetItem;

namespace espalier {

/// A task in the queue: title, how many rankings of how many, a line of progress.
class TaskDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum Role { TaskRole = Qt::UserRole, DoneRole, WantedRole };

    using QStyledItemDelegate::QStyledItemDelegate;
    /// `alike`: another task has this title, so its run or its number is said too.
    static void fill(QListWidgetItem& item, const TaskRow& row, bool alike);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace espalier
