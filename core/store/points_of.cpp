/// points_of(series_id): a table-valued function that gives plain rows (step, ms, value) of a
/// series, so that `SELECT * FROM points_of(3) WHERE step >= 100` works on every connection of
/// ours. NaN is NULL there, as SQL has none.

#include "core/store/chunk.h"
#include "core/store/sql.h"

#include <sqlite3.h>

#include <cmath>
#include <exception>

namespace espalier {

namespace {

enum Column { kStep, kMs, kValue, kSeries };

struct Table
{
    sqlite3_vtab base{};
    sqlite3* connection = nullptr;
};

/// One chunk in memory at a time.
struct Cursor
{
    sqlite3_vtab_cursor base{};
    sqlite3_stmt* chunks = nullptr;
    std::vector<Point> points;
    size_t at = 0;
    int64_t row = 0;
    int64_t series = 0;
    bool end = true;
};

int connect(sqlite3* connection, void*, int, const char* const*, sqlite3_vtab** table, char**)
{
    const int code = sqlite3_declare_vtab(
        connection, "CREATE TABLE x(step INTEGER, ms INTEGER, value REAL, series_id HIDDEN)");
    if (code != SQLITE_OK)
        return code;
    sqlite3_vtab_config(connection, SQLITE_VTAB_INNOCUOUS);
    auto* made = new Table;
    made->connection = connection;
    *table = &made->base;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table)
{
    delete reinterpret_cast<Table*>(table);
    return SQLITE_OK;
}

int bestIndex(sqlite3_vtab*, sqlite3_index_info* info)
{
    for (int i = 0; i < info->nConstraint; ++i) {
        const auto& constraint = info->aConstraint[i];
        if (constraint.iColumn != kSeries || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        if (constraint.usable == 0)
            return SQLITE_CONSTRAINT;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        info->idxNum = 1;
        info->estimatedCost = 1e4;
        info->estimatedRows = 10'000;
        return SQLITE_OK;
    }
    // Without an argument there is no series: no rows.
    info->idxNum = 0;
    info->estimatedCost = 1;
    return SQLITE_OK;
}

int openCursor(sqlite3_vtab*, sqlite3_vtab_cursor** cursor)
{
    auto* made = new Cursor;
    *cursor = &made->base;
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor* base)
{
    auto* cursor = reinterpret_cast<Cursor*>(base);
    sqlite3_finalize(cursor->chunks);
    delete cursor;
    return SQLITE_OK;
}

std::string_view blob(sqlite3_stmt* statement, int column)
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
    return bytes == nullptr
               ? std::string_view()
               : std::string_view(
                     bytes, static_cast<size_t>(sqlite3_column_bytes(statement, column)));
}

int nextChunk(Cursor& cursor)
{
    cursor.points.clear();
    cursor.at = 0;
    while (cursor.points.empty()) {
        const int code = sqlite3_step(cursor.chunks);
        if (code != SQLITE_ROW) {
            cursor.end = true;
            return code == SQLITE_DONE ? SQLITE_OK : code;
        }
        try {
            unpack(
                sqlite3_column_int64(cursor.chunks, 0),
                blob(cursor.chunks, 1),
                blob(cursor.chunks, 2),
                blob(cursor.chunks, 3),
                cursor.points);
        } catch (const std::exception&) {
            return SQLITE_CORRUPT_VTAB;
        }
    }
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int number, const char*, int, sqlite3_value** values)
{
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    cursor.row = 0;
    cursor.end = number == 0;
    if (cursor.end)
        return SQLITE_OK;
    if (cursor.chunks == nullptr) {
        const int code = sqlite3_prepare_v2(
            reinterpret_cast<Table*>(base->pVtab)->connection,
            "SELECT n, steps, ms, vals FROM points WHERE series_id = ? ORDER BY chunk",
            -1,
            &cursor.chunks,
            nullptr);
        if (code != SQLITE_OK)
            return code;
    }
    sqlite3_reset(cursor.chunks);
    cursor.series = sqlite3_value_int64(values[0]);
    sqlite3_bind_int64(cursor.chunks, 1, cursor.series);
    return nextChunk(cursor);
}

int next(sqlite3_vtab_cursor* base)
{
    auto& cursor = *reinterpret_cast<Cursor*>(base);
    ++cursor.row;
    return ++cursor.at < cursor.points.size() ? SQLITE_OK : nextChunk(cursor);
}

int atEnd(sqlite3_vtab_cursor* base)
{
    return reinterpret_cast<Cursor*>(base)->end ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index)
{
    const auto& cursor = *reinterpret_cast<Cursor*>(base);
    switch (index) {
    case kStep:
        sqlite3_result_int64(context, cursor.points[cursor.at].step);
        break;
    case kMs:
        sqlite3_result_int64(context, cursor.points[cursor.at].elapsedMs);
        break;
    case kValue:
        sqlite3_result_double(context, cursor.points[cursor.at].value);
        break;
    default:
        sqlite3_result_int64(context, cursor.series);
    }
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor* base, sqlite3_int64* row)
{
    *row = reinterpret_cast<Cursor*>(base)->row;
    return SQLITE_OK;
}

sqlite3_module makeModule()
{
    sqlite3_module module{};
    module.xConnect = connect;
    module.xDisconnect = disconnect;
    module.xBestIndex = bestIndex;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowId;
    return module;
}

} // namespace

void registerPointsOf(sqlite3* connection)
{
    static const sqlite3_module module = makeModule();
    sqlite3_create_module(connection, "points_of", &module, nullptr);
}

} // namespace espalier
