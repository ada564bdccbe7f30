#pragma once

/// SQL for the room's own files: the connection behind Database, and statements with their
/// arguments bound. No file outside core/store includes this.

#include "core/base/error.h"
#include "core/base/message.h"
#include "core/store/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace espalier {

struct Database::Handle
{
    SQLite::Database sqlite;
    /// Prepared statements that nobody uses at the moment, by their text.
    std::unordered_map<std::string, std::vector<std::unique_ptr<SQLite::Statement>>> idle;
    int depth = 0;
    bool full = false;
    int busyMs = 0;
    std::chrono::steady_clock::time_point busySince;
};

/// The sentence for what SQLite reports about a file.
Error databaseError(const std::filesystem::path& file, const SQLite::Exception& exception);

/// Bytes to bind as a blob.
struct Blob
{
    std::string_view bytes;
};

/// A statement borrowed from the connection's store of prepared ones, bound to its arguments; goes
/// back at the end of the scope. Errors are Errors.
class Query
{
public:
    template <typename... Args>
    Query(Database& database, const std::string& sql, const Args&... args)
        : Query(database, sql)
    {
        (bind(args), ...);
    }
    Query(Database& database, const std::string& sql);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Steps to the next row; false at the end.
    bool next();
    /// Runs a statement without rows; returns how many rows it changed.
    int64_t run();
    /// Ready to run again with other arguments.
    void rewind();

    void bind(int64_t value);
    void bind(int value) { bind(int64_t{value}); }
    void bind(bool value) { bind(int64_t{value}); }
    /// NaN becomes NULL: a column of SQLite can't hold it.
    void bind(double value);
    void bind(std::string_view value);
    void bind(const std::string& value) { bind(std::string_view(value)); }
    void bind(const char* value) { bind(std::string_view(value)); }
    void bind(const nlohmann::json& value);
    void bind(const Message& value);
    void bind(Blob value);
    void bind(std::nullopt_t);
    template <typename T>
    void bind(const std::optional<T>& value)
    {
        if (value)
            bind(*value);
        else
            bind(std::nullopt);
    }

    bool isNull(int column);
    int64_t integer(int column);
    /// NULL is NaN.
    double real(int column);
    std::string text(int column);
    /// Valid until the next step.
    std::string_view blob(int column);
    nlohmann::json json(int column);
    Message message(int column);
    std::optional<int64_t> integerOrNone(int column);
    std::optional<double> realOrNone(int column);

private:
    Database& m_database;
    std::unique_ptr<SQLite::Statement> m_statement;
    int m_bound = 0;
};

/// The one integer a query gives, or nothing.
template <typename... Args>
std::optional<int64_t> integerOf(Database& database, const std::string& sql, const Args&... args)
{
    Query query(database, sql, args...);
    return query.next() ? query.integerOrNone(0) : std::nullopt;
}

/// Runs one statement; returns how many rows it changed.
template <typename... Args>
int64_t run(Database& database, const std::string& sql, const Args&... args)
{
    return Query(database, sql, args...).run();
}

/// The id of the row inserted last on this connection.
int64_t lastRow(Database& database);

/// Raises the workspace-wide revision and returns it; inside a transaction.
int64_t nextRevision(Database& database);

/// Makes the table-valued function points_of(series_id) known to a connection.
void registerPointsOf(sqlite3* connection);

} // namespace espalier
