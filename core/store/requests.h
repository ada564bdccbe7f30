#pragma once

/// Requests to a running engine: rows that the window or the command line writes and the engine
/// takes at a step. The step at which one applies is committed before the effect, so that the
/// journal can be replayed.

#include "core/base/message.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class RequestKind { Pause, Resume, Stop, Checkpoint, Set };
enum class RequestState { Pending, Applied, Failed, Superseded };

std::string_view name(RequestKind kind);
std::string_view name(RequestState state);

struct Request
{
    std::string uid;
    int64_t run = 0;
    std::string node; ///< empty: whichever node runs
    RequestKind kind = RequestKind::Pause;
    nlohmann::json args = nlohmann::json::object(); ///< Set: {"param": name, "value": value}
    int64_t createdAt = 0;
    RequestState state = RequestState::Pending;
    std::optional<int64_t> appliedStep;
    Message error;
};

/// The requests of a workspace. Cheap to make; borrows the connection.
class Requests
{
public:
    explicit Requests(Database& database)
        : m_database(database)
    {
    }

    /// Adds a pending request; uid and createdAt are filled in where empty. A newer Set of the same
    /// parameter, and a Resume or Pause while its opposite is pending, supersede what they undo.
    /// Posting a uid twice changes nothing.
    Request post(Request request);
    /// Pending requests of a run, oldest first.
    std::vector<Request> pending(int64_t run);
    /// Committed when it returns; only then may the effect happen. False where it was no longer
    /// pending. `node` is the node it was applied to.
    bool markApplied(const std::string& uid, const std::string& node, int64_t step);
    void markFailed(const std::string& uid, const Message& why);
    /// A run has ended: what is still pending for it never will be applied.
    void supersedePending(int64_t run);
    /// Applied requests of a node in the order of their application: part of the artifact's key.
    /// After a resume from an earlier step those with a later appliedStep are replayed at that
    /// step, so that the result is the same.
    std::vector<Request> journal(int64_t run, std::string_view node);
    /// Copies the journal of a node up to `step` to another run (a fork).
    void copyJournal(int64_t fromRun, int64_t toRun, std::string_view node, int64_t step);
    std::vector<Request> list(int64_t run);

private:
    Database& m_database;
};

} // namespace espalier
