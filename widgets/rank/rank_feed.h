#pragma once

#include "core/labels/agreement.h"
#include "core/labels/label_files.h"

#include <QObject>
#include <QStringList>
#include <QThread>

#include <filesystem>
#include <memory>

namespace espalier {

class RankWorker;

/// A task of the queue, how far it is, and how alike its annotators rank.
struct TaskRow
{
    LabelTask task;
    LabelProgress progress;
    Agreement agreement;
    int64_t simulated = 0; ///< rankings that no person made
    /// "3 of 8 rankings", and how many of them are simulated.
    QString words() const;
};
using TaskRows = std::shared_ptr<const std::vector<TaskRow>>;

/// One prompt with its answers, ready to be shown.
struct RankItem
{
    LabelTask task;
    LabelItem item;
    Prompt prompt;
    std::vector<Candidate>
        shown;             ///< in the order of the cards: random by task, prompt and annotator
    nlohmann::json before; ///< the verdict that was taken back; null where none was
    std::vector<std::string> uids() const;
};
using RankItemPtr = std::shared_ptr<const RankItem>;

/// What one annotator still has to do in a task.
struct RankQueue
{
    int64_t task = 0;
    RankItemPtr current, next; ///< null where there is none
    int64_t left = 0;          ///< items that wait for this annotator, the current one included
    int64_t skipped = 0;       ///< items that this annotator skipped and that still wait
};

/// The labelling tasks of a workspace, told to the Rank page. A worker thread with a connection of
/// its own reads and writes; the window's thread never waits. committed() comes when the ranking is
/// on the disk; next() with the prompt after the one that is then shown.
class RankFeed : public QObject
{
    Q_OBJECT
public:
    explicit RankFeed(std::filesystem::path workspace, QObject* parent = nullptr);
    ~RankFeed() override;

    void setAnnotator(const QString& name);
    /// Answered by opened().
    void open(int64_t task);
    /// Puts a verdict on the disk; kind "skip" passes the prompt over.
    void commit(const RankItemPtr& item, const nlohmann::json& verdict, bool skip, int64_t tookMs);
    /// Takes back the newest ranking of this annotator in the open task; answered by opened() with
    /// its prompt as the current one, or by nothingToUndo().
    void undo();
    /// Offers what was skipped again; answered by opened().
    void retrySkipped();
    void simulate(int64_t task, const QString& rule);
    /// Takes rankings back, as after simulated().
    void takeBack(const QStringList& rankings);
    void importFile(const QString& file);
    void exportTask(int64_t task, LabelForm form, const QString& file);

Q_SIGNALS:
    void tasksChanged(espalier::TaskRows rows);
    void opened(espalier::RankQueue queue);
    void committed();
    void next(espalier::RankQueue queue);
    void nothingToUndo();
    void simulated(QStringList rankings);
    void imported(int64_t task, int64_t items, int64_t rankings);
    void exported(QString file, int64_t lines);
    /// One sentence for people; `committing`: the ranking is not on the disk.
    void failed(QString sentence, bool committing);

private:
    template <typename Work>
    void tell(Work work);

    QThread m_thread;
    RankWorker* m_worker;
};

} // namespace espalier

Q_DECLARE_METATYPE(espalier::RankQueue)
