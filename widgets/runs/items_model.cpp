#include "widgets/runs/items_model.h"

#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QPainter>
#include <QtConcurrent>

#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kItemRow = 46;
constexpr int kItemIcon = 14;
constexpr qsizetype kShown = 300; ///< characters of a text that a row shows at most

enum { PromptRole = Qt::UserRole, AnswerRole, TargetRole, ColourRole, IconRole };

QString oneLine(const std::string& text)
{
    return visibleText(text).left(kShown).simplified();
}

QString labelOf(const EvalItem& item)
{
    const auto label = item.data.find("label");
    return label != item.data.end() && label->is_string()
               ? QString::fromStdString(label->get<std::string>())
               : QString();
}

bool isRight(const EvalItem& item)
{
    return item.score >= 1;
}

bool isTie(const EvalItem& item)
{
    return isMatch(item) && item.score == 0.5;
}

} // namespace

bool isMatch(const EvalItem& item)
{
    return item.task == "arena";
}

QColor judgementColour(const EvalItem& item)
{
    return std::isnan(item.score) || isTie(item) ? theme().muted
           : isRight(item)                       ? theme().accent
                                                 : theme().error;
}

std::vector<int> filteredItems(const std::vector<EvalItem>& items, const ItemsFilter& filter)
{
    std::vector<int> rows;
    const auto has = [&](const std::string& text) {
        return QString::fromStdString(text).contains(filter.search, Qt::CaseInsensitive);
    };
    for (size_t i = 0; i < items.size(); ++i) {
        const EvalItem& item = items[i];
        if (filter.which == ItemsFilter::Right && !isRight(item))
            continue;
        if (filter.which == ItemsFilter::Wrong && !(item.score < 1))
            continue;
        if (filter.confusion && (QString::fromStdString(item.target) != filter.confusion->first ||
                                 labelOf(item) != filter.confusion->second))
            continue;
        if (!filter.search.isEmpty() && !has(item.prompt) && !has(item.output) &&
            !has(item.target) && !has(item.data.value("kind", std::string())))
            continue;
        rows.push_back(static_cast<int>(i));
    }
    return rows;
}

QString judgement(const EvalItem& item)
{
    if (std::isnan(item.score))
        return QObject::tr("not scored");
    if (isMatch(item))
        return isRight(item) ? QObject::tr("won")
               : isTie(item) ? QObject::tr("a tie")
                             : QObject::tr("lost");
    return isRight(item)    ? QObject::tr("right")
           : item.score > 0 ? QObject::tr("partly right")
                            : QObject::tr("wrong");
}

QString answerOf(const EvalItem& item)
{
    const auto found = item.data.find("answer");
    const bool extracted = found != item.data.end() && found->is_string() &&
                           !found->get_ref<const std::string&>().empty();
    return visibleText(extracted ? found->get<std::string>() : item.output);
}

QString visibleText(const std::string& text)
{
    QString shown = QString::fromStdString(text);
    for (QChar& letter : shown) {
        const char16_t code = letter.unicode();
        if (code < 0x20 && code != u'\n' && code != u'\t')
            letter = QChar(static_cast<char16_t>(0x2400 + code));
        else if (code == 0x7f)
            letter = QChar(u'\u2421');
    }
    return shown;
}

ItemsModel::ItemsModel(QObject* parent)
    : QAbstractListModel(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        beginResetModel();
        m_rows = m_watcher.result();
        endResetModel();
        Q_EMIT filtered();
    });
}

ItemsModel::~ItemsModel() = default;

const std::vector<EvalItem>& ItemsModel::items() const
{
    static const std::vector<EvalItem> none;
    return m_evaluations && m_place < m_evaluations->size() ? (*m_evaluations)[m_place].items
                                                            : none;
}

const EvalItem& ItemsModel::item(int row) const
{
    return items()[static_cast<size_t>(m_rows[static_cast<size_t>(row)])];
}

void ItemsModel::set(const Evaluations& evaluations, size_t place)
{
    beginResetModel();
    m_rows.clear();
    m_evaluations = evaluations;
    m_place = place;
    endResetModel();
    start();
}

void ItemsModel::setFilter(const ItemsFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    start();
}

void ItemsModel::start()
{
    // An earlier one is forgotten: the watcher follows the newest alone.
    m_watcher.setFuture(
        QtConcurrent::run([held = m_evaluations, items = &items(), filter = m_filter] {
            return filteredItems(*items, filter);
        }));
}

int ItemsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ItemsModel::data(const QModelIndex& index, int role) const
{
    const EvalItem& one = item(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(judgement(one) + u": "_s + oneLine(one.prompt) + u" → "_s + answerOf(one));
    case PromptRole:
        return oneLine(one.prompt);
    case AnswerRole:
        return one.output.empty() ? QObject::tr("no answer")
                                  : answerOf(one).left(kShown).simplified();
    case TargetRole: // the gold answer only where it isn't the answer
        return isMatch(one) ? QObject::tr("against %1").arg(oneLine(one.target))
               : isRight(one) || one.target.empty()
                   ? QString()
                   : QObject::tr("wanted %1").arg(oneLine(one.target));
    case ColourRole:
        return judgementColour(one);
    case IconRole:
        return std::isnan(one.score) || isTie(one) ? u"minus"_s
               : isRight(one)                      ? u"check"_s
                                                   : u"close"_s;
    default:
        return {};
    }
}

QSize ItemsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {200, kItemRow};
}

void ItemsDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& look = theme();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect item = option.rect;
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(look.accentSoft);
        painter->drawRoundedRect(item.adjusted(2, 1, -2, -1), Theme::kRadius, Theme::kRadius);
    }
    const auto tone = index.data(ColourRole).value<QColor>();
    painter->drawPixmap(
        item.topLeft() + QPoint(Theme::kSpace8, 7),
        iconPixmap(
            index.data(IconRole).toString(),
            tone,
            kItemIcon,
            painter->device()->devicePixelRatioF()));
    const QRect room = item.adjusted(Theme::kSpace8 + kItemIcon + 8, 4, -Theme::kSpace8, -4);
    const int half = room.height() / 2;
    const auto put = [&](QRect where, const QString& text) {
        painter->drawText(
            where,
            Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(text, Qt::ElideRight, where.width()));
    };
    painter->setPen(look.text);
    painter->setFont(textFont());
    put({room.left(), room.top(), room.width(), half}, index.data(PromptRole).toString());
    painter->setFont(textFont(Theme::kSmall));
    QRect below(room.left(), room.top() + half, room.width(), half);
    const QString text = index.data(TargetRole).toString();
    if (!text.isEmpty()) { // the other answer keeps its room: an answer may be long
        const int width =
            std::min(painter->fontMetrics().horizontalAdvance(text) + 2, below.width() / 2);
        painter->setPen(look.muted);
        put({below.right() - width, below.top(), width, below.height()}, text);
        below.setWidth(below.width() - width - Theme::kSpace12);
    }
    painter->setPen(tone);
    put(below, index.data(AnswerRole).toString());
    painter->restore();
}

} // namespace espalier
