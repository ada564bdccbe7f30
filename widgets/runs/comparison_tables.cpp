#include "widgets/runs/comparison_tables.h"

#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/runs/run_text.h"

#include <QGuiApplication>
#include <QPainter>

namespace espalier {

using namespace Qt::StringLiterals;

ComparisonTable::ComparisonTable(Part part, QObject* parent)
    : QAbstractTableModel(parent)
    , m_part(part)
{
}

void ComparisonTable::set(std::shared_ptr<const Comparison> comparison, std::vector<int64_t> runs)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_runs = std::move(runs);
    m_rows.clear();
    for (size_t i = 0; i < m_comparison->figures.size(); ++i) {
        m_rows.emplace_back(i, false);
        if (m_comparison->figures[i].sense != Sense::Neither)
            m_rows.emplace_back(i, true);
    }
    endResetModel();
}

void ComparisonTable::retranslate()
{
    beginResetModel();
    endResetModel();
}

int ComparisonTable::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_comparison)
        return 0;
    return static_cast<int>(m_part == Part::Figures ? m_rows.size() : m_comparison->params.size());
}

int ComparisonTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1 + static_cast<int>(m_runs.size());
}

QVariant ComparisonTable::figure(const QModelIndex& index, int role) const
{
    const auto [place, isBest] = m_rows[static_cast<size_t>(index.row())];
    const ComparedFigure& figure = m_comparison->figures[place];
    if (index.column() == 0) {
        if (role == Qt::DisplayRole)
            return QString(
                QString::fromStdString(figure.node + " · " + figure.name) + u" · "_s +
                (isBest ? tr("best") : tr("final")));
        return {};
    }
    const int run = index.column() - 1;
    const auto& value = (isBest ? figure.best : figure.last)[static_cast<size_t>(run)];
    const bool wins = isBest && figure.winner == run;
    switch (role) {
    case Qt::DisplayRole:
        return value ? formatNumber(*value) : u"–"_s;
    case Qt::FontRole:
        return numberFont(Theme::kBody, wins ? Weight::Strong : Weight::Regular);
    case Qt::ForegroundRole:
        return wins ? theme().accent : theme().text;
    case Qt::BackgroundRole:
        return wins ? QVariant(theme().accentSoft) : QVariant();
    case Qt::ToolTipRole:
        return wins ? tr("The best of these runs") : QVariant();
    default:
        return {};
    }
}

QVariant ComparisonTable::param(const QModelIndex& index, int role) const
{
    const ComparedParam& param = m_comparison->params[static_cast<size_t>(index.row())];
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return role == Qt::FontRole && index.column() > 0 ? QVariant(numberFont()) : QVariant();
    if (index.column() == 0)
        return QString::fromStdString(param.node + "." + param.key);
    const auto& value = param.values[static_cast<size_t>(index.column() - 1)];
    return value ? QString::fromStdString(*value) : u"–"_s;
}

QVariant ComparisonTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_comparison)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ForegroundRole && index.column() == 0)
        return theme().muted;
    return m_part == Part::Figures ? figure(index, role) : param(index, role);
}

QVariant ComparisonTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    if (section == 0)
        return role == Qt::DisplayRole
                   ? QVariant(m_part == Part::Figures ? tr("Figure") : tr("Parameter that differs"))
                   : QVariant();
    const auto run = static_cast<size_t>(section - 1);
    if (role == Qt::DisplayRole)
        return QString::fromStdString(m_comparison->runs[run]);
    if (role == Qt::DecorationRole)
        return runChip(m_runs[run], qGuiApp->devicePixelRatio());
    return {};
}

void ComparisonDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariant ground = index.data(Qt::BackgroundRole);
    const QVariant colour = index.data(Qt::ForegroundRole);
    const QVariant font = index.data(Qt::FontRole);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (ground.isValid()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground.value<QColor>());
        painter->drawRoundedRect(
            option.rect.adjusted(2, 2, -2, -2), Theme::kSpace4, Theme::kSpace4);
    }
    painter->setPen(colour.isValid() ? colour.value<QColor>() : theme().text);
    painter->setFont(font.isValid() ? font.value<QFont>() : textFont());
    const QRect room = option.rect.adjusted(Theme::kSpace8, 0, -Theme::kSpace8, 0);
    painter->drawText(
        room,
        index.data(Qt::TextAlignmentRole).toInt(),
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, room.width()));
    painter->restore();
}

} // namespace espalier
