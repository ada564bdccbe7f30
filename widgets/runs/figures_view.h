#pragma once

#include "widgets/runs/figures_model.h"

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace espalier {

/// The figures of evaluations, as tall as its rows: whoever holds it scrolls. A cell shows value,
/// standard error, 95 % interval as a bar and as numbers, and how many items it is over.
class FiguresView : public QTreeView
{
    Q_OBJECT
public:
    explicit FiguresView(QWidget* parent = nullptr);
    /// The evaluations at `places` of a run's, side by side.
    void set(const Evaluations& evaluations, std::vector<size_t> places);
    FiguresModel* figures() const { return m_model; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();
    void fitHeight();
    FiguresModel* m_model;
};

/// Paints one figure of a node.
class FiguresDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Names the nodes with their stages, over the columns.
class FiguresHeader : public QHeaderView
{
public:
    explicit FiguresHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

} // namespace espalier
