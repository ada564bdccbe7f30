#pragma once

#include "widgets/runs/run_feed.h"

#include <QAbstractListModel>
#include <QColor>
#include <QFutureWatcher>
#include <QStyledItemDelegate>

#include <optional>

namespace espalier {

/// Which judged items are looked at.
struct ItemsFilter
{
    enum Which { All, Right, Wrong };
    Which which = All;
    QString search;
    /// Of a class, those about which that was said (an empty second: no class).
    std::optional<std::pair<QString, QString>> confusion;
    bool operator==(const ItemsFilter&) const = default;
};

/// Places of the items that pass; any thread.
std::vector<int> filteredItems(const std::vector<EvalItem>& items, const ItemsFilter& filter);

/// "right", "wrong", "partly right", "not scored".
QString judgement(const EvalItem& item);
/// Whether the item is a match of an arena: its target is what the baseline answered.
bool isMatch(const EvalItem& item);
QColor judgementColour(const EvalItem& item);
/// What the answer was found to be: the extracted one, else all that was written.
QString answerOf(const EvalItem& item);
/// A text of a model as it can be shown: control characters become their pictures.
QString visibleText(const std::string& text);

/// The judged items of one evaluation that pass the filter. Filtering happens on a worker thread.
class ItemsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit ItemsModel(QObject* parent = nullptr);
    ~ItemsModel() override;
    /// The items of the evaluation at `place`; the filter stays.
    void set(const Evaluations& evaluations, size_t place);
    void setFilter(const ItemsFilter& filter);
    const ItemsFilter& filter() const { return m_filter; }
    const EvalItem& item(int row) const;
    /// All items of the evaluation, whatever the filter.
    const std::vector<EvalItem>& items() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    /// The rows are those of the newest filter now.
    void filtered();

private:
    void start();

    Evaluations m_evaluations;
    size_t m_place = 0;
    ItemsFilter m_filter;
    std::vector<int> m_rows;
    QFutureWatcher<std::vector<int>> m_watcher;
};

/// Paints an item: right or wrong, the prompt's beginning, answer and what was wanted.
class ItemsDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace espalier
