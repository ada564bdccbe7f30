#pragma once

#include "core/store/workspace.h"
#include "widgets/rank/rank_feed.h"

#include <QTimer>

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace espalier {

/// The feed's other half; lives on the feed's thread, alone with its connection.
class RankWorker : public QObject
{
    Q_OBJECT
public:
    explicit RankWorker(std::filesystem::path workspace);

    void start();
    void setAnnotator(const std::string& name);
    void open(int64_t task);
    void commit(const RankItemPtr& item, const nlohmann::json& verdict, bool skip, int64_t tookMs);
    void undo();
    void retrySkipped();
    void simulate(int64_t task, const std::string& rule);
    void takeBack(const QStringList& rankings);
    void importFile(const std::filesystem::path& file);
    void exportTask(int64_t task, LabelForm form, const std::filesystem::path& file);

Q_SIGNALS:
    void tasksChanged(espalier::TaskRows rows);
    void opened(espalier::RankQueue queue);
    void committed();
    void next(espalier::RankQueue queue);
    void nothingToUndo();
    void simulated(QStringList rankings);
    void imported(int64_t task, int64_t items, int64_t rankings);
    void exported(QString file, int64_t lines);
    void failed(QString sentence, bool committing);

private:
    /// Runs `work` and turns an exception into one sentence; says whether all went well.
    bool guarded(const std::function<void()>& work, bool committing = false);
    Database& database() { return m_workspace->database(); }
    void poll();
    /// Tells the tasks; `only`: this one is read anew, the others are as they were.
    void publishTasks(std::optional<int64_t> only = std::nullopt);
    /// Reads the open task anew and makes its queue; `first` stays at the front.
    void rebuild(std::optional<int64_t> first = std::nullopt);
    /// This annotator's effective rankings in the open task, by position, oldest first.
    std::vector<std::pair<int64_t, Ranking>> mine();
    std::optional<std::string> annotatorUid();
    RankItemPtr load(int64_t position);
    RankQueue queue();
    std::array<int64_t, 3> marks();

    std::filesystem::path m_path;
    std::optional<Workspace> m_workspace;
    std::string m_annotator;
    std::optional<LabelTask> m_task;
    std::vector<LabelItem> m_items;
    std::deque<int64_t> m_waiting;              ///< positions; the first is being ranked
    std::vector<int64_t> m_skipped;             ///< positions
    std::map<int64_t, nlohmann::json> m_before; ///< verdicts taken back, by position
    std::array<int64_t, 3> m_marks{-1, -1, -1}; ///< what the rows in view were made from
    std::set<int64_t> m_retried;                ///< positions skipped before that are offered again
    std::vector<TaskRow> m_rows;                ///< as told last
    QTimer* m_timer = nullptr;
};

} // namespace espalier
