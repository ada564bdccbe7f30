#pragma once

/// Runs: one row per time somebody pressed Run. What its nodes did is in nodes.h.

#include "core/base/message.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class RunStatus { Queued, Running, Paused, Waiting, Finished, Failed, Stopped };

/// The status as the database spells it: "queued", "running", ...
std::string_view name(RunStatus status);
/// Throws Error where no status has that name.
RunStatus runStatus(std::string_view name);
/// Finished, failed or stopped: nothing more happens by itself.
bool hasEnded(RunStatus status);

/// Where a forked run began.
struct ForkPoint
{
    int64_t run = 0;
    std::string node;
    int64_t step = 0;
    bool operator==(const ForkPoint&) const = default;
};

struct RunInfo
{
    int64_t id = 0;
    std::string uid;
    std::string name;
    RunStatus status = RunStatus::Queued;
    std::string pipelineYaml; ///< the pipeline's text as it was started
    std::string pipelinePath; ///< where it was read from; may be empty
    nlohmann::json overrides =
        nlohmann::json::object(); ///< {"node.param": value} as given by --set
    nlohmann::json variables = nlohmann::json::object();
    uint64_t seed = 0;
    int threads = 0;
    std::string device;
    std::string host;
    int64_t createdAt = 0; ///< UTC ms, as all times
    std::optional<int64_t> startedAt;
    std::optional<int64_t> endedAt;
    std::optional<int64_t> heartbeatAt; ///< for display only; the kernel lock says who lives
    std::optional<int64_t> deletedAt;   ///< in the bin, can be restored
    std::string note;
    std::vector<std::string> tags; ///< sorted
    std::optional<ForkPoint> forkOf;
    Message error; ///< why it failed, or what it waits for; empty otherwise
};

/// Which runs to list; the newest first.
struct RunFilter
{
    std::optional<RunStatus> status;
    std::optional<std::string> tag;
    std::optional<std::string> text; ///< occurs in name or note, letter case ignored
    bool deleted = false;            ///< the bin instead of the living
    int limit = -1;
};

/// One parameter of one node of a run, as text, for comparisons.
struct ParamValue
{
    std::string node;
    std::string name;
    std::string value;
    bool operator==(const ParamValue&) const = default;
};

/// Runs of a workspace. Cheap to make; borrows the connection. Every change writes its event in the
/// same transaction.
class Runs
{
public:
    explicit Runs(Database& database)
        : m_database(database)
    {
    }

    /// Adds a queued run; id, uid, createdAt and host are filled in where they are empty. An empty
    /// name becomes "run <id>". Returns the run as stored.
    RunInfo create(RunInfo info);

    std::vector<RunInfo> list(const RunFilter& filter = {});
    std::optional<RunInfo> find(int64_t run);
    /// Throws Error (input) where there is none.
    RunInfo get(int64_t run);
    /// By "last", id, uid or name (the newest of that name), the bin left out. Throws Error (input)
    /// where none fits.
    RunInfo resolve(std::string_view idNameOrLast);

    /// Sets the status, with the times and the event that belong to it. `message` says why (failed,
    /// waiting).
    void setStatus(int64_t run, RunStatus status, const Message& message = {});
    void rename(int64_t run, const std::string& name);
    void setNote(int64_t run, const std::string& note);
    void tag(int64_t run, const std::string& tag);
    void untag(int64_t run, const std::string& tag);
    /// Every tag in use and how many runs bear it.
    std::map<std::string, int64_t> tags();
    void heartbeat(int64_t run);

    /// Into the bin, and back.
    void softDelete(int64_t run);
    void restore(int64_t run);
    /// Deletes the rows for good, with the links to stage runs and those stage runs that nothing
    /// else links to and no artifact came from. Workspace::purgeRun also removes the folder.
    void purge(int64_t run);

    /// The queued run that waits longest.
    std::optional<RunInfo> nextQueued();
    /// Makes a queued run the running one if it is first in the queue and no other run is alive
    /// (`isAlive` asks the kernel lock); says whether it did.
    bool startIfFree(int64_t run, const std::function<bool(int64_t)>& isAlive);

    /// Replaces the parameters of a run.
    void setParams(int64_t run, const std::vector<ParamValue>& params);
    std::vector<ParamValue> params(int64_t run);

private:
    Database& m_database;
};

} // namespace espalier
