#include "widgets/runs/runs_model.h"

#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/theme.h"
#include "widgets/runs/run_text.h"

#include <QGuiApplication>

#include <algorithm>
#include <cmath>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

QString joined(const std::vector<std::string>& tags)
{
    QStringList list;
    for (const std::string& tag : tags)
        list << QString::fromStdString(tag);
    return list.join(u", "_s);
}

QIcon statusIcon(RunState state)
{
    const QPixmap pixmap = iconPixmap(
        QString::fromLatin1(runStateIcon(state)),
        runStateColour(state),
        12,
        qGuiApp->devicePixelRatio());
    QIcon icon;
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected})
        icon.addPixmap(pixmap, mode);
    return icon;
}

bool isNumeric(int column)
{
    return column >= RunsModel::Started && column <= RunsModel::Tokens;
}

QString figure(const std::optional<double>& value)
{
    return value ? formatFixed(*value, 3) : u"–"_s;
}

QVariant key(const std::optional<double>& value)
{
    return value && !std::isnan(*value) ? QVariant(*value) : QVariant();
}

} // namespace

void RunsModel::setRuns(const RunRows& runs)
{
    const auto sameIds = std::equal(
        runs->begin(),
        runs->end(),
        m_runs->begin(),
        m_runs->end(),
        [](const auto& a, const auto& b) { return a.info.id == b.info.id; });
    if (sameIds) {
        m_runs = runs;
        if (!runs->empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
        return;
    }
    // Persistent indexes (selection, current row) follow their runs.
    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex& index : before) {
        const int64_t id = at(index.row()).info.id;
        const auto same = std::find_if(
            runs->begin(), runs->end(), [id](const RunRow& row) { return row.info.id == id; });
        after
            << (same == runs->end()
                    ? QModelIndex()
                    : createIndex(static_cast<int>(same - runs->begin()), index.column()));
    }
    m_runs = runs;
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

const RunRow* RunsModel::run(int64_t id) const
{
    const auto row = std::find_if(
        m_runs->begin(), m_runs->end(), [id](const RunRow& r) { return r.info.id == id; });
    return row == m_runs->end() ? nullptr : &*row;
}

void RunsModel::refreshTimes()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Started), index(rowCount() - 1, Duration));
}

void RunsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, Columns - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
}

int RunsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs->size());
}

int RunsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString RunsModel::text(const RunRow& row, int column) const
{
    switch (column) {
    case Name:
        return QString::fromStdString(row.info.name);
    case Status:
        if (runState(row) == RunState::Running && row.total > 0)
            return runStatusText(row) + u" "_s +
                   formatPercent(static_cast<double>(row.step) / static_cast<double>(row.total));
        return runStatusText(row);
    case PipelineName:
        return QString::fromStdString(row.pipeline);
    case Started:
        return formatAge(row.info.startedAt.value_or(row.info.createdAt));
    case Duration:
        return formatDuration(runSeconds(row));
    case Loss:
        return figure(row.figures.loss);
    case BestEval:
        return figure(row.figures.bestEval);
    case Reward:
        return figure(row.figures.reward);
    case Tokens:
        return row.figures.tokens ? formatCountShort(*row.figures.tokens) : u"–"_s;
    case Tags:
        return joined(row.info.tags);
    case Note:
        return QString::fromStdString(row.info.note);
    default:
        return {};
    }
}

QVariant RunsModel::sortKey(const RunRow& row, int column) const
{
    switch (column) {
    case Started:
        return QVariant::fromValue<qlonglong>(row.info.startedAt.value_or(row.info.createdAt));
    case Duration:
        return runSeconds(row);
    case Loss:
        return key(row.figures.loss);
    case BestEval:
        return key(row.figures.bestEval);
    case Reward:
        return key(row.figures.reward);
    case Tokens:
        return key(row.figures.tokens);
    default:
        return text(row, column);
    }
}

QVariant RunsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const RunRow& row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(row, index.column());
    case SortRole:
        return sortKey(row, index.column());
    case RunRole:
        return QVariant::fromValue<qlonglong>(row.info.id);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole:
        return isNumeric(index.column()) ? numberFont() : QVariant();
    case Qt::DecorationRole:
        if (index.column() == Name)
            return runIcon(row.info.id, qGuiApp->devicePixelRatio());
        if (index.column() == Status)
            return statusIcon(runState(row));
        return {};
    case Qt::ToolTipRole:
        if (index.column() == Status && !row.info.error.empty())
            return shown(row.info.error);
        // What may be cut in a narrow window is whole in its tip.
        return index.column() == Status || isNumeric(index.column()) ? QVariant()
                                                                     : text(row, index.column());
    default:
        return {};
    }
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !index.isValid())
        return false;
    const RunRow& row = at(index.row());
    const QString edited = value.toString().trimmed();
    if (edited == text(row, index.column()))
        return false;
    switch (index.column()) {
    case Name:
        if (edited.isEmpty())
            return false;
        Q_EMIT renamed(row.info.id, edited);
        return true;
    case Tags: {
        QStringList tags;
        for (const QString& tag : edited.split(u',', Qt::SkipEmptyParts))
            tags << tag.trimmed();
        tags.removeAll({});
        Q_EMIT tagsEdited(row.info.id, tags);
        return true;
    }
    case Note:
        Q_EMIT noteEdited(row.info.id, edited);
        return true;
    default:
        return false;
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Status:
        return tr("Status");
    case PipelineName:
        return tr("Pipeline");
    case Started:
        return tr("Started");
    case Duration:
        return tr("Duration");
    case Loss:
        return tr("Loss");
    case BestEval:
        return tr("Best eval loss");
    case Reward:
        return tr("Reward");
    case Tokens:
        return tr("Tokens");
    case Tags:
        return tr("Tags");
    case Note:
        return tr("Note");
    default:
        return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const
{
    const bool editable =
        index.column() == Name || index.column() == Tags || index.column() == Note;
    return QAbstractTableModel::flags(index) | (editable ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

RunsFilter::RunsFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(RunsModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
    setDynamicSortFilter(true);
}

void RunsFilter::setWords(const QString& words)
{
    m_words = words.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void RunsFilter::setStatus(std::optional<RunStatus> status)
{
    m_status = status;
    invalidateFilter();
}

bool RunsFilter::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* model = static_cast<const RunsModel*>(sourceModel());
    const RunRow& run = model->at(row);
    if (m_status && run.info.status != *m_status)
        return false;
    const QString all =
        QString::fromStdString(run.info.name + '\n' + run.pipeline + '\n' + run.info.note + '\n') +
        joined(run.info.tags);
    return std::all_of(m_words.begin(), m_words.end(), [&all](const QString& word) {
        return all.contains(word, Qt::CaseInsensitive);
    });
}

bool RunsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant a = left.data(RunsModel::SortRole);
    const QVariant b = right.data(RunsModel::SortRole);
    if (a.isNull() != b.isNull()) // what has no figure stands last, whichever the order
        return sortOrder() == Qt::AscendingOrder ? b.isNull() : a.isNull();
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace espalier
