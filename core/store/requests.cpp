#include "core/store/requests.h"

#include "core/store/events.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>

namespace espalier {

namespace {

constexpr std::array<std::string_view, 5> kKinds{"pause", "resume", "stop", "checkpoint", "set"};
constexpr std::array<std::string_view, 4> kStates{"pending", "applied", "failed", "superseded"};

template <typename Enum, size_t Size>
Enum byName(const std::array<std::string_view, Size>& names, std::string_view text)
{
    const auto* found = std::ranges::find(names, text);
    if (found == names.end())
        throw inputError("The database holds a request with the unknown word \"{}\".", text);
    return static_cast<Enum>(found - names.begin());
}

constexpr const char* kSelectRequest =
    "SELECT uid, run_id, node, kind, args, created_at, state, applied_step, error FROM requests ";

std::vector<Request> readRequests(Query& query)
{
    std::vector<Request> requests;
    while (query.next()) {
        requests.push_back(
            {.uid = query.text(0),
             .run = query.integer(1),
             .node = query.text(2),
             .kind = byName<RequestKind>(kKinds, query.text(3)),
             .args = query.json(4),
             .createdAt = query.integer(5),
             .state = byName<RequestState>(kStates, query.text(6)),
             .appliedStep = query.integerOrNone(7),
             .error = query.message(8)});
    }
    return requests;
}

std::optional<Request> find(Database& database, const std::string& uid)
{
    Query query(database, std::string(kSelectRequest) + "WHERE uid = ?", uid);
    const std::vector<Request> found = readRequests(query);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

bool undoes(const Request& newer, const Request& older)
{
    if (newer.node != older.node)
        return false;
    if (newer.kind == RequestKind::Set && older.kind == RequestKind::Set)
        return newer.args.value("param", "") == older.args.value("param", "");
    return (newer.kind == RequestKind::Resume && older.kind == RequestKind::Pause) ||
           (newer.kind == RequestKind::Pause && older.kind == RequestKind::Resume);
}

void setState(Database& database, const std::string& uid, RequestState state)
{
    run(database, "UPDATE requests SET state = ? WHERE uid = ?", name(state), uid);
}

nlohmann::json eventData(const Request& request)
{
    return {{"uid", request.uid}, {"kind", name(request.kind)}, {"args", request.args}};
}

} // namespace

std::string_view name(RequestKind kind)
{
    return kKinds.at(static_cast<size_t>(kind));
}

std::string_view name(RequestState state)
{
    return kStates.at(static_cast<size_t>(state));
}

Request Requests::post(Request request)
{
    if (request.uid.empty())
        request.uid = newUid();
    if (request.createdAt == 0)
        request.createdAt = nowMs();
    return m_database.transaction([&] {
        if (const auto known = find(m_database, request.uid))
            return *known;
        for (const Request& older : pending(request.run))
            if (undoes(request, older))
                setState(m_database, older.uid, RequestState::Superseded);
        run(m_database,
            "INSERT INTO requests(uid, run_id, node, kind, args, created_at, state) "
            "VALUES(?, ?, ?, ?, ?, ?, 'pending')",
            request.uid,
            request.run,
            request.node,
            name(request.kind),
            request.args,
            request.createdAt);
        Events(m_database)
            .append(
                {.run = request.run,
                 .node = request.node,
                 .kind = "request_posted",
                 .data = eventData(request)});
        return *find(m_database, request.uid);
    });
}

std::vector<Request> Requests::pending(int64_t run)
{
    Query query(
        m_database,
        std::string(kSelectRequest) + "WHERE run_id = ? AND state = 'pending' ORDER BY id",
        run);
    return readRequests(query);
}

bool Requests::markApplied(const std::string& uid, const std::string& node, int64_t step)
{
    return m_database.transaction([&] {
        const auto request = find(m_database, uid);
        if (!request || request->state != RequestState::Pending)
            return false;
        run(m_database,
            "UPDATE requests SET state = 'applied', node = ?, applied_step = ?, "
            "applied_order = (SELECT coalesce(max(applied_order), 0) + 1 FROM requests) WHERE uid "
            "= ?",
            node,
            step,
            uid);
        nlohmann::json data = eventData(*request);
        data["step"] = step;
        Events(m_database)
            .append(
                {.run = request->run,
                 .node = node,
                 .kind = "request_applied",
                 .data = std::move(data)});
        return true;
    });
}

void Requests::markFailed(const std::string& uid, const Message& why)
{
    m_database.transaction([&] {
        const auto request = find(m_database, uid);
        if (!request || request->state != RequestState::Pending)
            return;
        run(m_database, "UPDATE requests SET state = 'failed', error = ? WHERE uid = ?", why, uid);
        Events(m_database)
            .append(
                {.run = request->run,
                 .node = request->node,
                 .kind = "request_failed",
                 .level = EventLevel::Warning,
                 .message = why,
                 .data = eventData(*request)});
    });
}

void Requests::supersedePending(int64_t run)
{
    espalier::run(
        m_database,
        "UPDATE requests SET state = 'superseded' WHERE run_id = ? AND state = 'pending'",
        run);
}

std::vector<Request> Requests::journal(int64_t run, std::string_view node)
{
    Query query(
        m_database,
        std::string(kSelectRequest) +
            "WHERE run_id = ? AND node = ? AND state = 'applied' ORDER BY applied_order",
        run,
        node);
    return readRequests(query);
}

void Requests::copyJournal(int64_t fromRun, int64_t toRun, std::string_view node, int64_t step)
{
    m_database.transaction([&] {
        for (const Request& request : journal(fromRun, node)) {
            if (request.appliedStep.value_or(0) > step)
                continue;
            run(m_database,
                "INSERT INTO requests(uid, run_id, node, kind, args, created_at, state, "
                "applied_step, applied_order) "
                "SELECT ?, ?, ?, ?, ?, ?, 'applied', ?, coalesce(max(applied_order), 0) + 1 FROM "
                "requests",
                newUid(),
                toRun,
                node,
                name(request.kind),
                request.args,
                request.createdAt,
                request.appliedStep);
        }
    });
}

std::vector<Request> Requests::list(int64_t run)
{
    Query query(m_database, std::string(kSelectRequest) + "WHERE run_id = ? ORDER BY id", run);
    return readRequests(query);
}

} // namespace espalier
