#include "core/store/migrate.h"

#include "core/store/sql.h"

#include <filesystem>

namespace espalier {

int newestVersion(std::span<const Migration> steps)
{
    return steps.empty() ? 0 : steps.back().to;
}

bool needsMigration(Database& database, std::span<const Migration> steps)
{
    const int64_t version = database.integer("PRAGMA user_version");
    const int newest = newestVersion(steps);
    if (version > newest)
        throw inputError(
            "The database {} was written by a newer Espalier (its version is {}, this program "
            "knows {}). Update "
            "Espalier, or choose another workspace.",
            database.file().string(),
            version,
            newest);
    if (version == 0 && database.integer("SELECT count(*) FROM sqlite_master") > 0)
        throw inputError(
            "{} is a database of another program. Choose another folder as workspace.",
            database.file().string());
    return version < newest;
}

void migrate(Database& database, std::span<const Migration> steps)
{
    if (!needsMigration(database, steps))
        return;
    if (const int64_t version = database.integer("PRAGMA user_version"); version > 0) {
        const std::filesystem::path backup =
            fmt::format("{}.v{}.bak", database.file().string(), version);
        const std::filesystem::path unfinished = backup.string() + ".part";
        std::filesystem::remove(unfinished);
        database.backupTo(unfinished);
        std::filesystem::rename(unfinished, backup);
    }
    database.transaction([&] {
        // Two processes may meet at a new workspace: who comes second finds the work done.
        const int64_t version = database.integer("PRAGMA user_version");
        for (const Migration& step : steps) {
            if (step.to > version)
                database.execute(step.sql);
        }
        if (version < newestVersion(steps))
            database.execute(fmt::format("PRAGMA user_version = {}", newestVersion(steps)));
    });
}

} // namespace espalier
