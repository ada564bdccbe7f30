#pragma once

#include "core/store/events.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <QWidget>

#include <memory>

class QComboBox;
class QListView;

namespace espalier {

/// The events of a run that are at least as grave as a level, oldest first.
class JournalModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setEvents(std::shared_ptr<const std::vector<Event>> events);
    void setLevel(EventLevel least);
    const Event& event(int row) const { return (*m_events)[m_rows[static_cast<size_t>(row)]]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    /// DisplayRole: time, node and sentence in the current language.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    bool passes(const Event& event) const;

    std::shared_ptr<const std::vector<Event>> m_events;
    std::vector<size_t> m_rows;
    EventLevel m_level = EventLevel::Info;
};

/// Draws an event: time and node above, the sentence below; what concerns health stands on a tinted
/// ground.
class JournalDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Journal with a filter by level; keeps at the newest entry unless scrolled away.
class JournalPanel : public QWidget
{
    Q_OBJECT
public:
    explicit JournalPanel(QWidget* parent = nullptr);
    void setEvents(std::shared_ptr<const std::vector<Event>> events);
    JournalModel* model() const { return m_model; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void retranslate();

    JournalModel* m_model;
    QListView* m_list;
    QComboBox* m_level;
};

} // namespace espalier
