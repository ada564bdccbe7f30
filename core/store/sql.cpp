#include "core/store/sql.h"

#include <sqlite3.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace espalier {

Error databaseError(const std::filesystem::path& file, const SQLite::Exception& exception)
{
    const std::string path = file.string();
    const int code = exception.getErrorCode() & 0xff;
    switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Error(
            tr("The database {} is locked by another program. Close what holds it open (a database "
               "browser, a "
               "backup) and try again.",
               path));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Error(
            tr("The database {} is damaged. Put a backup in its place, or save what can be read "
               "with: sqlite3 "
               "espalier.db .recover | sqlite3 new.db",
               path));
    case SQLITE_FULL:
        return Error(
            tr("The disk is full: {} could not be written. Free some space and resume.", path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return Error(
            tr("The database {} can't be written: the disk is read-only or the file belongs to "
               "somebody else. "
               "Choose another workspace.",
               path));
    case SQLITE_CANTOPEN:
        return Error(
            tr("The database {} can't be opened. Check that its folder exists and may be written.",
               path));
    case SQLITE_IOERR:
        return Error(
            tr("Reading or writing the database {} failed ({}). The disk may be full, over quota "
               "or failing.",
               path,
               exception.what()));
    default:
        return Error(tr("The database {} answered: {}.", path, exception.what()));
    }
}

Query::Query(Database& database, const std::string& sql)
    : m_database(database)
{
    auto& idle = database.handle().idle[sql];
    if (!idle.empty()) {
        m_statement = std::move(idle.back());
        idle.pop_back();
        return;
    }
    try {
        m_statement = std::make_unique<SQLite::Statement>(database.handle().sqlite, sql);
    } catch (const SQLite::Exception& exception) {
        throw databaseError(database.file(), exception);
    }
}

Query::~Query()
{
    // The result repeats the error of the last step, which was thrown there.
    (void)m_statement->tryReset();
    m_statement->clearBindings();
    m_database.handle().idle[m_statement->getQuery()].push_back(std::move(m_statement));
}

bool Query::next()
{
    try {
        return m_statement->executeStep();
    } catch (const SQLite::Exception& exception) {
        throw databaseError(m_database.file(), exception);
    }
}

int64_t Query::run()
{
    while (next()) {
    }
    return sqlite3_changes64(m_database.handle().sqlite.getHandle());
}

void Query::rewind()
{
    (void)m_statement->tryReset();
    m_bound = 0;
}

void Query::bind(int64_t value)
{
    m_statement->bind(++m_bound, value);
}

void Query::bind(double value)
{
    if (std::isnan(value))
        m_statement->bind(++m_bound);
    else
        m_statement->bind(++m_bound, value);
}

void Query::bind(std::string_view value)
{
    m_statement->bind(++m_bound, std::string(value));
}

void Query::bind(const nlohmann::json& value)
{
    bind(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Query::bind(const Message& value)
{
    if (value.empty())
        bind(std::nullopt);
    else
        bind(nlohmann::json(value));
}

void Query::bind(Blob value)
{
    // A null pointer would bind NULL instead of no bytes.
    const char* bytes = value.bytes.empty() ? "" : value.bytes.data();
    m_statement->bind(
        ++m_bound, static_cast<const void*>(bytes), static_cast<int>(value.bytes.size()));
}

void Query::bind(std::nullopt_t)
{
    m_statement->bind(++m_bound);
}

bool Query::isNull(int column)
{
    return m_statement->getColumn(column).isNull();
}

int64_t Query::integer(int column)
{
    return m_statement->getColumn(column).getInt64();
}

double Query::real(int column)
{
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN()
                          : m_statement->getColumn(column).getDouble();
}

std::string Query::text(int column)
{
    return m_statement->getColumn(column).getString();
}

std::string_view Query::blob(int column)
{
    const SQLite::Column value = m_statement->getColumn(column);
    const auto* bytes = static_cast<const char*>(value.getBlob());
    return bytes == nullptr ? std::string_view()
                            : std::string_view(bytes, static_cast<size_t>(value.getBytes()));
}

nlohmann::json Query::json(int column)
{
    if (isNull(column))
        return {};
    nlohmann::json value = nlohmann::json::parse(text(column), nullptr, false);
    if (value.is_discarded())
        throw Error(
            tr("The database {} holds a text that is no JSON ({}). It was changed by hand or is "
               "damaged.",
               m_database.file().string(),
               text(column).substr(0, 80)));
    return value;
}

Message Query::message(int column)
{
    return isNull(column) ? Message() : json(column).get<Message>();
}

std::optional<int64_t> Query::integerOrNone(int column)
{
    return isNull(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<double> Query::realOrNone(int column)
{
    return isNull(column) ? std::nullopt : std::optional(real(column));
}

int64_t lastRow(Database& database)
{
    return database.handle().sqlite.getLastInsertRowid();
}

int64_t nextRevision(Database& database)
{
    Query query(
        database, "UPDATE counters SET value = value + 1 WHERE name = 'revision' RETURNING value");
    query.next();
    return query.integer(0);
}

} // namespace espalier
