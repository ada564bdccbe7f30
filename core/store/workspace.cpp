#include "core/store/workspace.h"

#include "core/base/error.h"
#include "core/store/artifacts.h"
#include "core/store/labels.h"
#include "core/store/runs.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

namespace espalier {

namespace fs = std::filesystem;

namespace {

std::string programName(int64_t process)
{
    std::ifstream in(fmt::format("/proc/{}/comm", process));
    std::string name;
    std::getline(in, name);
    return name;
}

std::string describeProcess(int64_t process)
{
    const std::string name = programName(process);
    return fmt::format("{} (process {})", name.empty() ? "a program" : name, process);
}

/// Who holds a lock on the file: asked of the kernel, or else what the last holder wrote into it.
std::string holderOf(const fs::path& file)
{
    struct stat info
    {
    };
    ::stat(file.c_str(), &info);
    const std::string place =
        fmt::format("{:02x}:{:02x}:{}", major(info.st_dev), minor(info.st_dev), info.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number;
        std::string kind;
        std::string advice;
        std::string mode;
        int64_t process = 0;
        std::string where;
        if (words >> number >> kind >> advice >> mode >> process >> where && where == place &&
            process > 0)
            return describeProcess(process);
    }
    std::ifstream in(file);
    std::string written;
    std::getline(in, written);
    return written.empty() ? "another program" : written;
}

void makeFolder(const fs::path& folder)
{
    std::error_code code;
    fs::create_directories(folder, code);
    if (!code && fs::is_directory(folder))
        return;
    if (code == std::errc::read_only_file_system)
        throw inputError(
            "The disk is read-only: the folder {} can't be made. Choose another workspace.",
            folder.string());
    if (code == std::errc::permission_denied || code == std::errc::operation_not_permitted)
        throw inputError(
            "No permission to make the folder {}. Choose a workspace of your own.",
            folder.string());
    if (code == std::errc::no_space_on_device)
        throw inputError(
            "The disk is full: the folder {} can't be made. Free some space.", folder.string());
    throw inputError(
        "The folder {} can't be made: {}. Choose another workspace.",
        folder.string(),
        code ? code.message() : std::string("a file is in its place"));
}

/// The lock that every process holds shared. Somebody who migrates holds it alone, for seconds at
/// most.
FileLock joinLock(const fs::path& file, int waitMs)
{
    const auto start = std::chrono::steady_clock::now();
    while (true) {
        if (auto lock = FileLock::tryLock(file, FileLock::Mode::Shared))
            return std::move(*lock);
        if (std::chrono::steady_clock::now() - start > std::chrono::milliseconds(waitMs))
            throw inputError(
                "The workspace {} is being brought up to date by {}. Wait a moment and open it "
                "again.",
                file.parent_path().string(),
                holderOf(file));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// Takes the missing steps of the schema under the exclusive lock; the shared one was given back
/// before.
void migrateAlone(Database& database, const fs::path& lockFile, std::span<const Migration> steps)
{
    const auto lock = FileLock::tryLock(lockFile, FileLock::Mode::Exclusive);
    if (!lock)
        throw inputError(
            "The workspace {} must be brought up to date for this version, but {} has it open. "
            "Close that and try "
            "again.",
            lockFile.parent_path().string(),
            holderOf(lockFile));
    migrate(database, steps);
}

} // namespace

Workspace::Workspace(
    fs::path path, std::optional<FileLock> lock, std::unique_ptr<Database> database)
    : m_path(std::move(path))
    , m_lock(std::move(lock))
    , m_database(std::move(database))
{
}

Workspace Workspace::openReadOnly(const fs::path& path)
{
    return open(path, {.mode = Database::Mode::ReadOnly});
}

Workspace Workspace::open(const fs::path& path, const WorkspaceOptions& options)
{
    const fs::path root = fs::absolute(path).lexically_normal();
    const fs::path file = root / "espalier.db";
    const fs::path lockFile = root / "workspace.lock";
    if (options.networkFileSystem)
        if (const auto kind = options.networkFileSystem(root))
            throw inputError(
                "The workspace {} is on a network disk ({}), where the database could be damaged. "
                "Choose a folder on "
                "a local disk, with --workspace or in ESPALIER_WORKSPACE.",
                root.string(),
                *kind);

    if (options.mode == Database::Mode::ReadOnly) {
        if (!fs::exists(file))
            throw inputError("There is no workspace in {}. Check the path.", root.string());
        std::optional<FileLock> lock;
        if (::access(lockFile.c_str(), R_OK | W_OK) == 0)
            lock = joinLock(lockFile, options.busyMs);
        auto database = std::make_unique<Database>(file, options.mode, options.busyMs);
        if (needsMigration(*database, options.migrations))
            throw inputError(
                "The workspace {} is of an older version. Open it once for writing to bring it up "
                "to date.",
                root.string());
        return {root, std::move(lock), std::move(database)};
    }

    for (const char* folder : {"artifacts", "runs", "pipelines", "data"})
        makeFolder(root / folder);
    std::optional<FileLock> lock = joinLock(lockFile, options.busyMs);
    auto database = std::make_unique<Database>(file, options.mode, options.busyMs);
    if (needsMigration(*database, options.migrations)) {
        const bool isNew = database->integer("PRAGMA user_version") == 0;
        if (isNew) {
            migrate(*database, options.migrations);
        } else {
            lock.reset();
            migrateAlone(*database, lockFile, options.migrations);
            lock = joinLock(lockFile, options.busyMs);
        }
    }
    lock->describe(describeProcess(::getpid()));
    Artifacts(*database, root / "artifacts").sweepDrafts();
    Labels(*database).sweepImports();
    return {root, std::move(lock), std::move(database)};
}

fs::path Workspace::runFolder(int64_t run) const
{
    return m_path / "runs" / std::to_string(run);
}

Database Workspace::connect() const
{
    return Database(databaseFile(), m_database->mode());
}

std::optional<FileLock> Workspace::ownRun(int64_t run) const
{
    makeFolder(runFolder(run));
    auto lock = FileLock::tryLock(runFolder(run) / "lock");
    if (lock)
        lock->describe(describeProcess(::getpid()));
    return lock;
}

bool Workspace::runIsOwned(int64_t run) const
{
    return FileLock::isHeld(runFolder(run) / "lock");
}

void Workspace::purgeRun(int64_t run)
{
    if (runIsOwned(run))
        throw inputError("Run {} is still going on. Stop it before you delete it.", run);
    Runs(*m_database).purge(run);
    std::error_code ignored;
    fs::remove_all(runFolder(run), ignored);
}

fs::path defaultWorkspace()
{
    const auto variable = [](const char* name) -> std::optional<fs::path> {
        const char* value =
            std::getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets the environment later
        return value != nullptr && *value != '\0' ? std::optional<fs::path>(value) : std::nullopt;
    };
    if (const auto given = variable("ESPALIER_WORKSPACE"))
        return *given;
    if (const auto data = variable("XDG_DATA_HOME"))
        return *data / "espalier" / "workspace";
    return variable("HOME").value_or(".") / ".local" / "share" / "espalier" / "workspace";
}

} // namespace espalier
