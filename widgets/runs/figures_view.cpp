#include "widgets/runs/figures_view.h"

#include "widgets/common/theme.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFigureRow = 40;
constexpr int kHeader = 46;
constexpr int kNames = 176;       ///< width of the first column, at most
constexpr int kColumn = 202;      ///< width of a column with its bar
constexpr int kLeastColumn = 130; ///< without
constexpr int kLeastBar = 36;
constexpr int kLeastNames = 104;
constexpr int kFewGroups = 4; ///< so many stand open at first
constexpr int kError = 66;    ///< room of "± 0.0000"
constexpr int kNumbers = 136; ///< room of value and error, and of the interval below

const FiguresModel& modelOf(const QAbstractItemModel* model)
{
    return *qobject_cast<const FiguresModel*>(model);
}

/// Where words stand in a cell or its heading.
QRect roomOf(const QRect& cell)
{
    return cell.width() < kColumn ? cell.adjusted(4, 0, -Theme::kSpace8, 0)
                                  : cell.adjusted(Theme::kSpace8, 0, -Theme::kSpace12, 0);
}

/// The interval as a line with its ends, the value as a disc, over the whole range as a rail.
void paintBar(
    QPainter* painter, const QRectF& room, const EvaluatedFigure& figure, const FigureRange& range)
{
    const Theme& look = theme();
    const double middle = room.center().y();
    const auto at = [&](double value) {
        const double part = (value - range.low) / (range.high - range.low);
        return room.left() + std::clamp(part, 0.0, 1.0) * room.width();
    };
    painter->setPen(Qt::NoPen);
    painter->setBrush(look.pressed);
    painter->drawRoundedRect(QRectF(room.left(), middle - 2, room.width(), 4), 2, 2);
    if (range.low < 0 && range.high > 0) { // where chance is
        painter->setBrush(look.lineStrong);
        painter->drawRect(QRectF(at(0) - 0.5, middle - 5, 1, 10));
    }
    const double from = at(*figure.low), to = std::max(at(*figure.high), from + 1);
    painter->setBrush(blend(look.accent, look.surface, 0.45));
    painter->drawRect(QRectF(from, middle - 2, to - from, 4));
    painter->setBrush(look.accent);
    painter->drawRect(QRectF(from - 0.5, middle - 4, 1.5, 8));
    painter->drawRect(QRectF(to - 1, middle - 4, 1.5, 8));
    painter->setPen(QPen(look.surface, 1));
    painter->setBrush(look.accent);
    painter->drawEllipse(QPointF(at(figure.value), middle), 4, 4);
}

} // namespace

void FiguresDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& look = theme();
    const bool isGroup = index.parent().isValid();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, look.accentSoft);
    painter->fillRect(
        QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
        blend(look.line, look.surface, 0.6));
    const QRect room = roomOf(option.rect).adjusted(0, 5, 0, -5);
    if (index.column() == 0) {
        QRect where = option.rect.adjusted(4, 5, -4, -5);
        const auto put = [&](const QRect& into, const QString& text) {
            painter->drawText(
                into,
                Qt::AlignVCenter | Qt::AlignLeft,
                painter->fontMetrics().elidedText(text, Qt::ElideRight, into.width()));
        };
        const QString divided = modelOf(index.model()).divided(index);
        if (!divided.isEmpty()) {
            painter->setPen(look.muted);
            painter->setFont(textFont(Theme::kSmall));
            put(where.adjusted(0, where.height() / 2, 0, 0), divided);
            where.setHeight(where.height() / 2);
        }
        painter->setPen(isGroup ? look.muted : look.text);
        painter->setFont(textFont(Theme::kBody));
        put(where, index.data().toString());
        painter->restore();
        return;
    }
    const EvaluatedFigure* figure = modelOf(index.model()).figure(index);
    if (figure == nullptr) {
        painter->setPen(look.faint);
        painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight, u"–"_s);
        painter->restore();
        return;
    }
    const FigureText text = figureText(*figure);
    const int half = room.height() / 2;
    const QRect upper(room.left(), room.top(), room.width(), half);
    const QRect lower(room.left(), room.top() + half, room.width(), room.height() - half);
    painter->setPen(look.text);
    painter->setFont(numberFont(Theme::kBody, isGroup ? Weight::Regular : Weight::Strong));
    painter->drawText(
        upper.adjusted(0, 0, -kError, 0), Qt::AlignRight | Qt::AlignVCenter, text.value);
    painter->setPen(look.muted);
    painter->setFont(numberFont(Theme::kSmall));
    painter->drawText(upper, Qt::AlignRight | Qt::AlignVCenter, text.error);
    painter->drawText(lower, Qt::AlignRight | Qt::AlignVCenter, text.interval);
    const QFontMetrics small = painter->fontMetrics();
    const int taken = small.horizontalAdvance(text.interval) + Theme::kSpace8;
    if (small.horizontalAdvance(text.count) + taken <= lower.width()) // the tool tip has it
        painter->drawText(lower, Qt::AlignLeft | Qt::AlignVCenter, text.count);
    const double width = std::min(240, room.width() - kNumbers - Theme::kSpace8);
    const FigureRange range = modelOf(index.model()).range(index);
    if (figure->low && figure->high && width >= kLeastBar && range.low < range.high)
        paintBar(
            painter,
            QRectF(upper.left() + 4, upper.top(), width - 4, upper.height()),
            *figure,
            range);
    painter->restore();
}

QSize FiguresDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {kColumn, kFigureRow};
}

FiguresHeader::FiguresHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(false);
    setStretchLastSection(false);
    setMinimumSectionSize(60);
}

QSize FiguresHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), kHeader};
}

void FiguresHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const Theme& look = theme();
    painter->save();
    painter->fillRect(rect, look.surface);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.line);
    const bool isFirst = section == 0;
    const QRect room = roomOf(rect).adjusted(0, 5, 0, -6);
    const auto put = [&](const QRect& where, int flags, const QString& text) {
        painter->drawText(
            where, flags, painter->fontMetrics().elidedText(text, Qt::ElideMiddle, where.width()));
    };
    painter->setPen(look.muted);
    painter->setFont(textFont(Theme::kSmall, Weight::Strong));
    if (isFirst) {
        put(room,
            Qt::AlignBottom | Qt::AlignLeft,
            model()->headerData(0, Qt::Horizontal).toString());
    } else {
        const FiguresModel& figures = modelOf(model());
        painter->setFont(textFont(Theme::kSmall));
        put(room, Qt::AlignBottom | Qt::AlignRight, figures.stage(section));
        painter->setPen(look.text);
        painter->setFont(textFont(Theme::kBody, Weight::Strong));
        put(room, Qt::AlignTop | Qt::AlignRight, figures.node(section));
    }
    painter->restore();
}

FiguresView::FiguresView(QWidget* parent)
    : QTreeView(parent)
    , m_model(new FiguresModel(this))
{
    setHeader(new FiguresHeader(this));
    setModel(m_model);
    setItemDelegate(new FiguresDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setRole(this, "plain");
    setUniformRowHeights(true);
    setIndentation(16);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollMode(ScrollPerPixel);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(this, &QTreeView::expanded, this, &FiguresView::fitHeight);
    connect(this, &QTreeView::collapsed, this, &FiguresView::fitHeight);
    connect(&themeNotifier(), &ThemeNotifier::changed, viewport(), qOverload<>(&QWidget::update));
    setAccessibleName(tr("Figures"));
}

void FiguresView::set(const Evaluations& evaluations, std::vector<size_t> places)
{
    // What a person unfolded stays so while more comes in.
    QStringList open;
    const bool isFirst = m_model->rowCount() == 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (isExpanded(m_model->index(row, 0)))
            open << m_model->index(row, 0).data().toString();
    m_model->set(evaluations, std::move(places));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        const bool few = row == 0 && m_model->rowCount(index) <= kFewGroups;
        if (isFirst ? few : open.contains(index.data().toString()))
            expand(index);
    }
    fitColumns();
    fitHeight();
}

void FiguresView::fitColumns()
{
    const int columns = m_model->columnCount();
    if (columns < 2)
        return;
    const QFontMetrics metrics(textFont());
    int names = 80;
    for (int row = 0; row < m_model->rowCount(); ++row)
        names = std::max(
            names, metrics.horizontalAdvance(m_model->index(row, 0).data().toString()) + 32);
    names = std::min(names, std::max(kNames, viewport()->width() / 3));
    // Names give way before a column is out of sight.
    const int left = viewport()->width() - (columns - 1) * kLeastColumn;
    if (left >= kLeastNames)
        names = std::min(names, left);
    setColumnWidth(0, names);
    const int width = std::max(kLeastColumn, (viewport()->width() - names) / (columns - 1));
    for (int column = 1; column < columns; ++column)
        setColumnWidth(column, width);
}

QSize FiguresView::sizeHint() const
{
    int rows = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        rows += 1 + (isExpanded(index) ? m_model->rowCount(index) : 0);
    }
    const int columns = std::max(0, m_model->columnCount() - 1);
    const bool scrolls = columnWidth(0) + columns * kLeastColumn > width();
    const int bar = scrolls ? horizontalScrollBar()->sizeHint().height() : 0;
    return {columnWidth(0) + columns * kColumn, kHeader + rows * kFigureRow + bar};
}

QSize FiguresView::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void FiguresView::fitHeight()
{
    setFixedHeight(sizeHint().height());
}

void FiguresView::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
    fitHeight();
}

void FiguresView::changeEvent(QEvent* event)
{
    QTreeView::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    setAccessibleName(tr("Figures"));
    m_model->retranslate();
}

} // namespace espalier
