#include "core/store/events.h"

#include "core/store/sql.h"

namespace espalier {

namespace {

EventLevel eventLevel(std::string_view text)
{
    if (text == name(EventLevel::Warning))
        return EventLevel::Warning;
    return text == name(EventLevel::Error) ? EventLevel::Error : EventLevel::Info;
}

} // namespace

std::string_view name(EventLevel level)
{
    switch (level) {
    case EventLevel::Warning:
        return "warning";
    case EventLevel::Error:
        return "error";
    case EventLevel::Info:
        break;
    }
    return "info";
}

int64_t Events::append(Event event)
{
    run(m_database,
        "INSERT INTO events(run_id, node, time, elapsed_ms, kind, level, message, data) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        event.run,
        event.node,
        event.time != 0 ? event.time : nowMs(),
        event.elapsedMs,
        event.kind,
        name(event.level),
        event.message,
        event.data);
    return lastRow(m_database);
}

std::vector<Event> Events::since(int64_t id, std::optional<int64_t> run, int limit)
{
    Query query(
        m_database,
        std::string("SELECT id, run_id, node, time, elapsed_ms, kind, level, message, data FROM "
                    "events WHERE id > ?") +
            (run ? " AND run_id = ?" : " AND ? IS NULL") + " ORDER BY id LIMIT ?",
        id,
        run,
        limit);
    std::vector<Event> events;
    while (query.next()) {
        events.push_back(
            {.id = query.integer(0),
             .run = query.integerOrNone(1),
             .node = query.text(2),
             .time = query.integer(3),
             .elapsedMs = query.integerOrNone(4),
             .kind = query.text(5),
             .level = eventLevel(query.text(6)),
             .message = query.message(7),
             .data = query.json(8)});
    }
    return events;
}

int64_t Events::lastId()
{
    return m_database.integer("SELECT max(id) FROM events");
}

} // namespace espalier
