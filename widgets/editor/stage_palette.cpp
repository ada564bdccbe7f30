#include "widgets/editor/stage_palette.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/theme.h"
#include "widgets/editor/pipeline_view.h"
#include "widgets/editor/stage_family.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

enum { StageRole = Qt::UserRole + 1, IconRole };

/// A family's caption, or a stage's icon and title.
class StageDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const override
    {
        const bool isStage = index.data(StageRole).isValid();
        return {120, isStage ? 30 : index.row() == 0 ? 24 : 34};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override
    {
        const Theme& t = theme();
        const bool isStage = index.data(StageRole).isValid();
        const QString text = index.data().toString();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (!isStage) {
            painter->setFont(textFont(Theme::kSmall, Weight::Strong));
            painter->setPen(t.muted);
            painter->drawText(
                option.rect.adjusted(12, 0, -8, -5), Qt::AlignLeft | Qt::AlignBottom, text);
            painter->restore();
            return;
        }
        const QRectF row = QRectF(option.rect).adjusted(4, 1, -4, -1);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? t.accentSoft : t.hover);
            painter->drawRoundedRect(row, Theme::kRadius, Theme::kRadius);
        }
        painter->drawPixmap(
            QPointF(row.left() + 8, row.center().y() - 9),
            iconPixmap(
                index.data(IconRole).toString(),
                t.accent,
                18,
                painter->device()->devicePixelRatioF()));
        painter->setFont(textFont());
        painter->setPen(t.text);
        const QRectF room = row.adjusted(34, 0, -8, 0);
        painter->drawText(
            room,
            Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(text, Qt::ElideRight, int(room.width())));
        painter->restore();
    }
};

} // namespace

/// Rows that can be dragged to the canvas.
class StageListModel : public QStandardItemModel
{
public:
    using QStandardItemModel::QStandardItemModel;
    QStringList mimeTypes() const override { return {QString::fromLatin1(kStageMime)}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override
    {
        auto* data = new QMimeData;
        if (!indexes.isEmpty())
            data->setData(
                QString::fromLatin1(kStageMime),
                indexes.first().data(StageRole).toString().toUtf8());
        return data;
    }
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }
};

StagePalette::StagePalette(std::span<const StageInfo> stages, QWidget* parent)
    : QWidget(parent)
    , m_stages(stages)
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new StageListModel(this))
{
    setRole(this, "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::kSpace12, 0, 0);
    layout->setSpacing(Theme::kSpace8);
    auto* searchRow = new QVBoxLayout;
    searchRow->setContentsMargins(Theme::kSpace12, 0, Theme::kSpace12, 0);
    searchRow->addWidget(m_search);
    layout->addLayout(searchRow);
    layout->addWidget(m_list);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_list->installEventFilter(this);
    setRole(m_list, "plain");
    m_list->setModel(m_model);
    m_list->setItemDelegate(new StageDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_search, &QLineEdit::textChanged, this, &StagePalette::fill);
    connect(m_list, &QListView::doubleClicked, this, &StagePalette::take);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (m_takesByClick)
            take(index);
    });
    retranslate();
}

void StagePalette::setCondition(std::function<bool(const StageInfo&)> fits)
{
    m_fits = std::move(fits);
    fill();
}

void StagePalette::focusSearch()
{
    m_search->setFocus(Qt::OtherFocusReason);
    m_search->selectAll();
}

void StagePalette::fill()
{
    const QString query = m_search->text().trimmed();
    std::vector<std::pair<int, const StageInfo*>> found;
    for (const StageInfo& stage : m_stages) {
        if (m_fits && !m_fits(stage))
            continue;
        if (const int score = fuzzyScore(query, stage); score > 0)
            found.emplace_back(score, &stage);
    }
    // Without a query the table's own order, by family; with one, the best first.
    if (!query.isEmpty())
        std::ranges::stable_sort(
            found, std::ranges::greater(), &std::pair<int, const StageInfo*>::first);
    m_model->clear();
    QString family;
    for (const auto& [score, stage] : found) {
        if (query.isEmpty() && familyOf(stage->name) != family) {
            family = familyOf(stage->name);
            auto* caption = new QStandardItem(familyTitle(family));
            caption->setFlags(Qt::ItemIsEnabled);
            m_model->appendRow(caption);
        }
        auto* item = new QStandardItem(shown(std::string_view(stage->title)));
        item->setData(QString::fromStdString(stage->name), StageRole);
        item->setData(familyIcon(QString::fromStdString(stage->name)), IconRole);
        item->setToolTip(u"<b>%1</b><br>%2"_s.arg(
            item->text().toHtmlEscaped(), shown(std::string_view(stage->help)).toHtmlEscaped()));
        item->setAccessibleDescription(shown(std::string_view(stage->help)));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled);
        m_model->appendRow(item);
    }
    if (found.empty()) {
        auto* nothing = new QStandardItem(tr("No stage fits."));
        nothing->setFlags(Qt::NoItemFlags);
        m_model->appendRow(nothing);
    }
    if (!query.isEmpty() || m_takesByClick)
        moveCurrent(0);
}

void StagePalette::moveCurrent(int by)
{
    int row = m_list->currentIndex().isValid() ? m_list->currentIndex().row() + by : 0;
    const int step = by < 0 ? -1 : 1;
    while (row >= 0 && row < m_model->rowCount() &&
           !m_model->index(row, 0).data(StageRole).isValid())
        row += step;
    if (row >= 0 && row < m_model->rowCount())
        m_list->setCurrentIndex(m_model->index(row, 0));
}

void StagePalette::take(const QModelIndex& index)
{
    const QString stage = index.data(StageRole).toString();
    if (!stage.isEmpty())
        Q_EMIT taken(stage.toStdString());
}

bool StagePalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            take(m_list->currentIndex());
            return true;
        }
        if (watched == m_search && (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up)) {
            moveCurrent(key->key() == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void StagePalette::retranslate()
{
    m_search->setPlaceholderText(tr("Find a stage"));
    m_search->setAccessibleName(tr("Find a stage"));
    m_list->setAccessibleName(tr("Stages"));
    fill();
}

void StagePalette::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace espalier
