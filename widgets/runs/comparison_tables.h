#pragma once

#include "core/report/comparison.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <memory>

namespace espalier {

/// A comparison as a table: a row a figure or parameter, a column a run.
class ComparisonTable : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum class Part { Figures, Params };

    explicit ComparisonTable(Part part, QObject* parent = nullptr);
    /// `runs`: their ids, for the colours.
    void set(std::shared_ptr<const Comparison> comparison, std::vector<int64_t> runs);
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant figure(const QModelIndex& index, int role) const;
    QVariant param(const QModelIndex& index, int role) const;

    Part m_part;
    std::shared_ptr<const Comparison> m_comparison;
    std::vector<int64_t> m_runs;
    /// Place of the figure and whether the row shows the best value: what has no better way has
    /// none.
    std::vector<std::pair<size_t, bool>> m_rows;
};

/// Paints ground and colour of an item as the model says; a style sheet would not.
class ComparisonDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
};

} // namespace espalier
