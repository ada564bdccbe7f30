#pragma once

/// The journal: every change of state is a row here, written in the same transaction, and readers
/// follow the ids.

#include "core/base/message.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class EventLevel { Info, Warning, Error };

std::string_view name(EventLevel level);

/// One entry. Kinds: run_created, run_queued, run_started, run_paused, run_waiting, run_finished,
/// run_failed, run_stopped, run_changed, run_planned, run_deleted, run_restored, run_purged;
/// node_queued, node_started, node_paused, node_waiting, node_finished, node_failed, node_stopped,
/// node_cached; checkpoint, resumed, health, sample, artifact, request_posted, request_applied,
/// request_failed; a stage may add its own.
struct Event
{
    int64_t id = 0;
    std::optional<int64_t> run;
    std::string node;
    int64_t time = 0;                 ///< UTC ms; filled in where 0
    std::optional<int64_t> elapsedMs; ///< monotonic ms of the stage
    std::string kind;
    EventLevel level = EventLevel::Info;
    Message message; ///< stored as id and arguments, put into words by the reader
    nlohmann::json data = nlohmann::json::object();
};

/// The journal of a workspace. Cheap to make; borrows the connection.
class Events
{
public:
    explicit Events(Database& database)
        : m_database(database)
    {
    }

    /// Returns the id: ids only grow and are never used again.
    int64_t append(Event event);
    /// Events with a larger id, oldest first.
    std::vector<Event> since(int64_t id, std::optional<int64_t> run = std::nullopt, int limit = -1);
    /// The newest id, 0 where there is none.
    int64_t lastId();

private:
    Database& m_database;
};

} // namespace espalier
