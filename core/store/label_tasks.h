#pragma once

/// Labelling tasks: which prompts wait for people, with which answers, and how far they are. A task
/// holds no rankings of its own: whatever ranking of its prompts is effective counts for it.

#include "core/store/labels.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// Something to be labelled, asked for by a node of a run or by a person.
struct LabelTask
{
    int64_t id = 0;
    std::string uid; ///< unique: the key of the work, given by the caller
    std::string title;
    std::string guide; ///< what the annotator should look at; may be empty
    int64_t run = 0;   ///< the run that waits for it; 0: none
    std::string node;
    std::string kind = "ranking"; ///< ranking, pair
    int64_t createdAt = 0;
    bool resume = true; ///< the window resumes the run when it is met
};

/// One prompt of a task with the answers to be ranked.
struct LabelItem
{
    int64_t position = 0; ///< from 0, in the order given; filled in
    std::string promptUid;
    std::vector<std::string> candidateUids;
    int64_t wanted = 1; ///< effective rankings by different annotators
    int64_t done = 0;   ///< filled in on reading: effective, non-skip rankings by different
                        ///< annotators of this prompt whose candidates lie in this item
};

/// How far a task is. `done` counts no item beyond what is wanted of it.
struct LabelProgress
{
    int64_t items = 0, itemsMet = 0, wanted = 0, done = 0;
    bool met() const { return items > 0 && itemsMet == items; }
};

/// Whether a verdict has the form that readers rely on: an object; `order` and `placed` are lists
/// of candidates or of lists of tied ones, each at most once; `shown` is a list of candidates;
/// `bad`, `flag` and `tying` are true or false, `comment` is a text. One without it counts for
/// nothing.
bool isVerdict(const nlohmann::json& verdict);

/// The candidates that a verdict speaks of: those in its order; all shown where all were bad. None
/// where it is no verdict.
std::set<std::string> candidatesOf(const nlohmann::json& verdict);

/// The labelling tasks of a workspace. Borrows the connection.
class LabelTasks
{
public:
    explicit LabelTasks(Database& database)
        : m_database(database)
    {
    }

    /// Creates the task, or finds it by its uid and changes nothing but run and node. Items go in
    /// in small batches; the task is to be seen when all are there, and a second call adds what a
    /// crash left out. Throws Error (input) where a prompt or candidate is unknown, or an item has
    /// fewer than two candidates.
    LabelTask open(LabelTask task, const std::vector<LabelItem>& items);
    /// Every task, oldest first.
    std::vector<LabelTask> all();
    std::optional<LabelTask> find(std::string_view uid);
    /// Whether a run's task other than `uid` asks about prompts of this origin. Those that an
    /// import made don't count: their rankings are about the run's own answers.
    bool othersAskAbout(std::string_view origin, std::string_view uid);
    std::vector<LabelItem> items(int64_t task);
    LabelProgress progress(int64_t task);
    /// The effective rankings that count for the task, oldest first; of several by one annotator of
    /// the same candidates the newest.
    std::vector<Ranking> rankings(int64_t task);
    /// How many effective rankings of its prompts can't be read (isVerdict()): they count for
    /// nothing.
    int64_t unreadable(int64_t task);
    /// A hash of the rankings' content that count, whatever their order and uids.
    std::string digest(int64_t task);

private:
    Database& m_database;
};

} // namespace espalier
