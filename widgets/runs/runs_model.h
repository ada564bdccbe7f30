#pragma once

#include "widgets/runs/run_feed.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace espalier {

/// The runs of a workspace as a table. Name, tags and note can be edited in place: the model asks,
/// the feed does.
class RunsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        Name,
        Status,
        PipelineName,
        Started,
        Duration,
        Loss,
        BestEval,
        Reward,
        Tokens,
        Tags,
        Note,
        Columns
    };
    enum Role { SortRole = Qt::UserRole, RunRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows of runs that stay keep their selection.
    void setRuns(const RunRows& runs);
    const RunRow* run(int64_t id) const;
    const RunRow& at(int row) const { return (*m_runs)[static_cast<size_t>(row)]; }
    /// Ages and durations go on by themselves.
    void refreshTimes();
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void renamed(int64_t run, const QString& name);
    void tagsEdited(int64_t run, const QStringList& tags);
    void noteEdited(int64_t run, const QString& note);

private:
    QString text(const RunRow& row, int column) const;
    QVariant sortKey(const RunRow& row, int column) const;

    RunRows m_runs = std::make_shared<const std::vector<RunRow>>();
};

/// Sorts by value, and filters by words (in name, pipeline, tags or note) and status.
class RunsFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit RunsFilter(QObject* parent = nullptr);
    void setWords(const QString& words);
    /// Nothing: every status.
    void setStatus(std::optional<RunStatus> status);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
    std::optional<RunStatus> m_status;
};

} // namespace espalier
