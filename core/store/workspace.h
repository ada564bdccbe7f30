#pragma once

/// A workspace: the folder that holds a database, artifacts, runs, pipelines and data.

#include "core/base/files.h"
#include "core/store/database.h"
#include "core/store/migrate.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace espalier {

/// How a workspace is opened; the functions stand here so that tests can replace them.
struct WorkspaceOptions
{
    Database::Mode mode = Database::Mode::ReadWrite;
    /// How long a locked database is waited for.
    int busyMs = 20'000;
    /// Names the network file system a path lies on, if any.
    std::function<std::optional<std::string>(const std::filesystem::path&)> networkFileSystem =
        espalier::networkFileSystem;
    /// The steps of the schema.
    std::span<const Migration> migrations = espalier::migrations();
};

/// An open workspace. Holds workspace.lock shared as long as it lives, and one connection for its
/// own thread.
class Workspace
{
public:
    /// Opens a workspace; ReadWrite creates the folder, its layout and the database where they are
    /// missing, brings an older database up to date (after a backup beside it) and sweeps what
    /// crashed processes left. Throws Error with one sentence: network disk (before the first
    /// write), no permission, read-only or full disk, locked, damaged, newer schema, held by
    /// another program while it must be migrated.
    static Workspace open(const std::filesystem::path& path, const WorkspaceOptions& options = {});
    /// The same for looking only: nothing is created, swept or migrated.
    static Workspace openReadOnly(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path databaseFile() const { return m_path / "espalier.db"; }
    std::filesystem::path artifactsFolder() const { return m_path / "artifacts"; }
    std::filesystem::path pipelinesFolder() const { return m_path / "pipelines"; }
    std::filesystem::path dataFolder() const { return m_path / "data"; }
    /// Where stages write what was asked for by a relative path; not created here.
    std::filesystem::path exportsFolder() const { return m_path / "exports"; }
    /// runs/<id>; not created here.
    std::filesystem::path runFolder(int64_t run) const;

    /// The connection of the thread that opened the workspace.
    Database& database() { return *m_database; }
    /// Another connection, for another thread.
    Database connect() const;

    /// Owns a run: the kernel lock on runs/<id>/lock, freed at death; nothing where another process
    /// owns it. Creates the run's folder.
    std::optional<FileLock> ownRun(int64_t run) const;
    /// Whether a living process owns the run.
    bool runIsOwned(int64_t run) const;

    /// Deletes a run for good: its rows, what only it linked to, and its folder. Throws where a
    /// process owns it.
    void purgeRun(int64_t run);

private:
    Workspace(
        std::filesystem::path path,
        std::optional<FileLock> lock,
        std::unique_ptr<Database> database);

    std::filesystem::path m_path;
    std::optional<FileLock> m_lock;
    std::unique_ptr<Database> m_database;
};

/// $ESPALIER_WORKSPACE, or $XDG_DATA_HOME/espalier/workspace (~/.local/share/espalier/workspace).
std::filesystem::path defaultWorkspace();

} // namespace espalier
