#include "widgets/runs/figures_model.h"

#include "core/stages/stages.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"

#include <algorithm>
#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// Ids of index(): a child knows its figure, a figure is 0.
quintptr idOf(int parentRow)
{
    return static_cast<quintptr>(parentRow) + 1;
}

/// An arena's figure of the other side stands on the scale of its own side's.
std::string_view ownName(std::string_view name)
{
    constexpr std::string_view kOther = "baseline_";
    if (!name.starts_with(kOther))
        return name;
    name.remove_prefix(kOther.size());
    return name == "tokens" ? "mean_tokens" : name;
}

} // namespace

QString FigureText::line() const
{
    QStringList parts{error.isEmpty() ? value : value + u' ' + error};
    for (const QString& part : {interval, count})
        if (!part.isEmpty())
            parts << part;
    return parts.join(u" · "_s);
}

FigureText figureText(const EvaluatedFigure& figure)
{
    const FigureWords words = figureWords(figure);
    return {
        QString::fromStdString(words.value),
        QString::fromStdString(words.error),
        QString::fromStdString(words.interval),
        figure.n ? u"n "_s + formatCount(*figure.n) : QString()};
}

FiguresModel::FiguresModel(QObject* parent)
    : QAbstractItemModel(parent)
{
}

void FiguresModel::set(const Evaluations& evaluations, std::vector<size_t> places)
{
    beginResetModel();
    m_evaluations = evaluations;
    m_places = std::move(places);
    m_lines.clear();
    std::vector<std::string> groups;
    for (const size_t place : m_places)
        for (const auto& [group, figures] : (*evaluations)[place].groups)
            if (std::ranges::find(groups, group) == groups.end())
                groups.push_back(group);
    for (const size_t place : m_places) {
        for (const auto& [name, figure] : (*evaluations)[place].figures) {
            if (std::ranges::find(m_lines, name, &Line::name) != m_lines.end())
                continue;
            Line line{name, {}, {}};
            for (const std::string& group : groups)
                if (std::ranges::any_of(m_places, [&](size_t each) {
                        return (*evaluations)[each].figure(name, group) != nullptr;
                    }))
                    line.groups.push_back(group);
            if (line.groups.size() == 1)
                line.groups.clear(); // one kind is all there is
            m_lines.push_back(std::move(line));
        }
    }
    for (Line& line : m_lines)
        line.range = rangeOf(line.name);
    endResetModel();
}

FigureRange FiguresModel::rangeOf(const std::string& name) const
{
    const FigureScale scale = figureScale(name);
    if (scale != FigureScale::Free)
        return {scale == FigureScale::Signed ? -1.0 : 0.0, 1.0};
    double low = INFINITY, high = -INFINITY;
    int count = 0;
    const auto take = [&](const EvaluatedFigure* figure) {
        if (figure == nullptr)
            return;
        ++count;
        low = std::min(low, figure->low.value_or(figure->value));
        high = std::max(high, figure->high.value_or(figure->value));
    };
    for (const Line& line : m_lines) {
        if (ownName(line.name) != ownName(name))
            continue;
        for (int column = 1; column < columnCount(); ++column) {
            const Evaluation& one = evaluation(column);
            take(one.figure(line.name));
            for (const std::string& group : line.groups)
                take(one.figure(line.name, group));
        }
    }
    if (count < 2 || !std::isfinite(low) || !std::isfinite(high))
        return {0, 0}; // beside nothing a place on a scale says nothing
    const double room = high > low ? (high - low) / 2 : std::max(std::abs(high), 1.0) / 2;
    return {low - room, high + room};
}

void FiguresModel::retranslate()
{
    if (m_evaluations)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

const Evaluation& FiguresModel::evaluation(int column) const
{
    return (*m_evaluations)[m_places[static_cast<size_t>(column - 1)]];
}

const EvaluatedFigure* FiguresModel::figure(const QModelIndex& index) const
{
    if (!index.isValid() || index.column() == 0)
        return nullptr;
    const Evaluation& one = evaluation(index.column());
    if (index.internalId() == 0)
        return one.figure(m_lines[static_cast<size_t>(index.row())].name);
    const Line& line = m_lines[index.internalId() - 1];
    return one.figure(line.name, line.groups[static_cast<size_t>(index.row())]);
}

FigureRange FiguresModel::range(const QModelIndex& index) const
{
    const auto row =
        index.internalId() == 0 ? static_cast<size_t>(index.row()) : index.internalId() - 1;
    return m_lines[row].range;
}

QString FiguresModel::divided(const QModelIndex& index) const
{
    const auto groups = index.internalId() == 0
                            ? m_lines[static_cast<size_t>(index.row())].groups.size()
                            : size_t(0);
    if (groups == 0)
        return {};
    const bool classes = std::ranges::any_of(
        m_places, [&](size_t place) { return !(*m_evaluations)[place].labels.empty(); });
    const QString count = formatCount(static_cast<int64_t>(groups));
    return classes ? tr("%1 classes").arg(count) : tr("%1 kinds").arg(count);
}

QString FiguresModel::node(int column) const
{
    return QString::fromStdString(evaluation(column).node);
}

QString FiguresModel::stage(int column) const
{
    const std::string& name = evaluation(column).stage;
    const StageInfo* info = findStage(stages(), name);
    return info == nullptr ? QString::fromStdString(name) : shown(std::string_view(info->title));
}

QModelIndex FiguresModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? idOf(parent.row()) : quintptr(0));
}

QModelIndex FiguresModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(index.internalId() - 1), 0, quintptr(0));
}

int FiguresModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_lines.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_lines[static_cast<size_t>(parent.row())].groups.size());
}

int FiguresModel::columnCount(const QModelIndex&) const
{
    return m_places.empty() ? 0 : 1 + static_cast<int>(m_places.size());
}

QVariant FiguresModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Line& line = m_lines
        [index.internalId() == 0 ? static_cast<size_t>(index.row()) : index.internalId() - 1];
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    if (index.column() == 0) {
        if (role == Qt::DisplayRole)
            return QString::fromStdString(
                index.internalId() == 0 ? figureTitle(line.name)
                                        : line.groups[static_cast<size_t>(index.row())]);
        const char* help = figureHelp(line.name);
        return role == Qt::ToolTipRole && *help != '\0' ? shown(std::string_view(help))
                                                        : QVariant();
    }
    const EvaluatedFigure* found = figure(index);
    if (role == Qt::DisplayRole)
        return found ? figureText(*found).line() : u"–"_s;
    if (role == Qt::ToolTipRole && found) {
        const FigureText text = figureText(*found);
        QStringList lines{text.value};
        if (!text.error.isEmpty())
            lines << tr("standard error %1").arg(text.error.mid(2));
        if (!text.interval.isEmpty())
            lines << tr("95 % interval %1").arg(text.interval);
        if (found->n)
            lines << tr("over %1").arg(formatCount(*found->n));
        return lines.join(u'\n');
    }
    return {};
}

QVariant FiguresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || !m_evaluations)
        return {};
    if (section == 0)
        return tr("Figure");
    return QString(node(section) + u" · "_s + stage(section));
}

} // namespace espalier
