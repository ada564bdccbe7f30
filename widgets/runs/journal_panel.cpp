#include "widgets/runs/journal_panel.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"

#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QScrollBar>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPad = Theme::kSpace8;
constexpr int kEventIcon = 14;
constexpr int kCaption = 16;

enum { TimeRole = Qt::UserRole, NodeRole, TextRole, LevelRole, HealthRole };

QColor levelColour(EventLevel level)
{
    switch (level) {
    case EventLevel::Warning:
        return theme().warning;
    case EventLevel::Error:
        return theme().error;
    case EventLevel::Info:
        return theme().muted;
    }
    return theme().muted;
}

QRect textRect(const QRect& item)
{
    return item.adjusted(kPad + kEventIcon + 6, kPad + kCaption, -kPad, -kPad);
}

} // namespace

bool JournalModel::passes(const Event& event) const
{
    return static_cast<int>(event.level) >= static_cast<int>(m_level);
}

void JournalModel::setEvents(std::shared_ptr<const std::vector<Event>> events)
{
    if (events == m_events)
        return;
    // Events only come at the end; anything else is another run.
    const size_t before = m_events ? m_events->size() : 0;
    const bool grew = m_events && events && events->size() >= before &&
                      (before == 0 || (*events)[before - 1].id == m_events->back().id);
    if (!grew) {
        beginResetModel();
        m_events = std::move(events);
        m_rows.clear();
        for (size_t i = 0; m_events && i < m_events->size(); ++i) {
            if (passes((*m_events)[i]))
                m_rows.push_back(i);
        }
        endResetModel();
        return;
    }
    m_events = std::move(events);
    std::vector<size_t> added;
    for (size_t i = before; i < m_events->size(); ++i) {
        if (passes((*m_events)[i]))
            added.push_back(i);
    }
    if (added.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    m_rows.insert(m_rows.end(), added.begin(), added.end());
    endInsertRows();
}

void JournalModel::setLevel(EventLevel least)
{
    if (least == m_level)
        return;
    m_level = least;
    const auto events = std::exchange(m_events, nullptr);
    setEvents(events);
}

int JournalModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant JournalModel::data(const QModelIndex& index, int role) const
{
    const Event& entry = event(index.row());
    const QString time = QDateTime::fromMSecsSinceEpoch(entry.time).toString(u"HH:mm:ss"_s);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(
            time + u"  "_s + QString::fromStdString(entry.node) + u"  "_s + shown(entry.message));
    case Qt::ToolTipRole:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry.time), QLocale::LongFormat);
    case TimeRole:
        return time;
    case NodeRole:
        return QString::fromStdString(entry.node);
    case TextRole:
        return shown(entry.message);
    case LevelRole:
        return static_cast<int>(entry.level);
    case HealthRole:
        return entry.kind == "health";
    default:
        return {};
    }
}

QSize JournalDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto* view = qobject_cast<const QListView*>(option.widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    const QRect room(0, 0, textRect({0, 0, width, 0}).width(), 10'000);
    const QFontMetrics metrics(textFont());
    const int height =
        metrics.boundingRect(room, Qt::TextWordWrap, index.data(TextRole).toString()).height();
    return {width, kPad * 2 + kCaption + height};
}

void JournalDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& look = theme();
    const auto level = static_cast<EventLevel>(index.data(LevelRole).toInt());
    const QRect item = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool tinted = index.data(HealthRole).toBool() || level != EventLevel::Info;
    if (tinted) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(level == EventLevel::Error ? look.errorSoft : look.warningSoft);
        painter->drawRoundedRect(item.adjusted(2, 2, -2, -2), Theme::kRadius, Theme::kRadius);
    } else if (option.state & QStyle::State_Selected) {
        painter->fillRect(item, look.accentSoft);
    }
    if (tinted) {
        painter->drawPixmap(
            item.topLeft() + QPoint(kPad, kPad + 1),
            iconPixmap(
                level == EventLevel::Error ? u"error"_s : u"warning"_s,
                levelColour(level == EventLevel::Info ? EventLevel::Warning : level),
                kEventIcon,
                painter->device()->devicePixelRatioF()));
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(look.lineStrong);
        painter->drawEllipse(
            QPointF(item.left() + kPad + kEventIcon / 2.0, item.top() + kPad + 8), 2.5, 2.5);
    }
    QRect caption = item.adjusted(kPad + kEventIcon + 6, kPad, -kPad, 0);
    caption.setHeight(kCaption);
    painter->setPen(look.muted);
    painter->setFont(numberFont(Theme::kSmall));
    const QString time = index.data(TimeRole).toString();
    painter->drawText(caption, Qt::AlignLeft | Qt::AlignTop, time);
    caption.setLeft(
        caption.left() + painter->fontMetrics().horizontalAdvance(time) + Theme::kSpace8);
    painter->setFont(textFont(Theme::kSmall));
    painter->drawText(caption, Qt::AlignLeft | Qt::AlignTop, index.data(NodeRole).toString());
    painter->setPen(look.text);
    painter->setFont(textFont());
    painter->drawText(textRect(item), Qt::TextWordWrap, index.data(TextRole).toString());
    painter->restore();
}

JournalPanel::JournalPanel(QWidget* parent)
    : QWidget(parent)
{
    m_model = new JournalModel(this);
    m_list = new QListView(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new JournalDelegate(m_list));
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setFrameShape(QFrame::NoFrame);
    setRole(m_list, "plain");
    m_level = new QComboBox(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kSpace8, Theme::kSpace8, Theme::kSpace8, Theme::kSpace8);
    column->setSpacing(Theme::kSpace4);
    column->addWidget(m_level);
    column->addWidget(m_list, 1);
    connect(m_level, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_model->setLevel(static_cast<EventLevel>(index));
        m_list->scrollToBottom();
    });
    connect(
        &themeNotifier(),
        &ThemeNotifier::changed,
        m_list->viewport(),
        qOverload<>(&QWidget::update));
    retranslate();
}

void JournalPanel::retranslate()
{
    const int index = std::max(0, m_level->currentIndex());
    m_level->clear();
    m_level->addItems({tr("All entries"), tr("Warnings and errors"), tr("Errors")});
    m_level->setCurrentIndex(index);
    m_level->setAccessibleName(tr("Which entries are shown"));
    m_list->setAccessibleName(tr("Journal"));
    m_list->doItemsLayout();
}

void JournalPanel::setEvents(std::shared_ptr<const std::vector<Event>> events)
{
    const QScrollBar* bar = m_list->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 4;
    m_model->setEvents(std::move(events));
    if (atEnd)
        m_list->scrollToBottom();
}

void JournalPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void JournalPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_list->doItemsLayout();
}

} // namespace espalier
