#pragma once

/// One connection to a workspace's database (SQLite, WAL), and the thread that an engine writes
/// through. Rule: one connection per thread; short transactions, so that nobody waits long.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace espalier {

/// Wall clock, milliseconds since 1970 UTC: the unit of every time in the database.
int64_t nowMs();
/// A new random identifier, 32 hexadecimal digits.
std::string newUid();

/// A connection. Not for use by two threads at once. Every error is an Error with one sentence that
/// says what to do: locked, damaged, full, read-only.
class Database
{
public:
    enum class Mode { ReadWrite, ReadOnly };
    /// Full: synced to the disk before the commit returns (labels). Normal: safe against a crash of
    /// the program, and never torn by a loss of power, which may take the last commits.
    enum class Durability { Normal, Full };

    /// Opens (ReadWrite: creates) the file and sets WAL, foreign keys and a busy handler that polls
    /// each millisecond for `busyMs` at most. Does not look at the schema; see migrate.h and
    /// Workspace.
    explicit Database(std::filesystem::path file, Mode mode = Mode::ReadWrite, int busyMs = 20'000);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    /// Runs `work` in one write transaction (BEGIN IMMEDIATE) and commits; an exception rolls it
    /// back and goes on. Inside another transaction of this connection it joins that one as a
    /// savepoint. Keep it under 10 ms.
    template <typename Work>
    auto transaction(Work&& work, Durability durability = Durability::Normal)
    {
        using Result = std::invoke_result_t<Work>;
        begin(durability);
        try {
            if constexpr (std::is_void_v<Result>) {
                std::forward<Work>(work)();
                commit();
            } else {
                Result result = std::forward<Work>(work)();
                commit();
                return result;
            }
        } catch (...) {
            rollback();
            throw;
        }
    }

    /// Runs `work` against one unchanging state of the database (a read transaction).
    template <typename Work>
    auto snapshot(Work&& work)
    {
        const SnapshotScope scope(*this);
        return std::forward<Work>(work)();
    }

    /// Bulk work: calls `work(0..count-1)` in transactions of a few milliseconds with 2 ms between
    /// them. Not atomic as a whole; each call is.
    void inBatches(size_t count, const std::function<void(size_t)>& work);

    /// Runs SQL without results: one statement or several.
    void execute(const std::string& sql);
    /// The first column of the first row, 0 where there is none. For counts and pragmas.
    int64_t integer(const std::string& sql);

    /// Changes whenever another connection committed; cheap enough to ask 20 times a second.
    int64_t dataVersion();
    /// The workspace-wide revision: grows with every change of a series.
    int64_t revision();
    /// What PRAGMA integrity_check and foreign_key_check find; empty where all is well.
    std::vector<std::string> integrityCheck();
    /// Copies the whole database into a new file (sqlite3_backup); whole even while others write.
    void backupTo(const std::filesystem::path& file);

    const std::filesystem::path& file() const { return m_file; }
    Mode mode() const { return m_mode; }

    struct Handle;
    /// For the room's own files (sql.h).
    Handle& handle() { return *m_handle; }

private:
    struct SnapshotScope
    {
        explicit SnapshotScope(Database& database);
        ~SnapshotScope();
        SnapshotScope(const SnapshotScope&) = delete;
        SnapshotScope& operator=(const SnapshotScope&) = delete;
        Database& database;
        bool outermost;
    };

    void begin(Durability durability);
    void commit();
    void rollback() noexcept;

    std::filesystem::path m_file;
    Mode m_mode;
    std::unique_ptr<Handle> m_handle;
};

/// The one thread of a process that writes: jobs run in order on a connection of its own, several
/// to a transaction of a few milliseconds, 2 ms between transactions. A job is atomic. An error is
/// kept and thrown by the next flush().
class WriteQueue
{
public:
    using Job = std::function<void(Database&)>;

    explicit WriteQueue(std::filesystem::path databaseFile);
    /// Runs what is left, then ends; an error at that point is lost: flush() before.
    ~WriteQueue();
    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    /// Hands over a job and returns at once.
    void post(Job job);
    /// The same, to run after a delay (or at the next flush), so that what comes in between can go
    /// along.
    void postAfter(std::chrono::milliseconds delay, Job job);
    /// Waits until everything posted so far is committed; throws the first error since the last
    /// flush.
    void flush();
    /// How often work was lost to an error; whoever keeps state between jobs compares.
    int64_t losses() const { return m_losses; }

private:
    using Clock = std::chrono::steady_clock;

    void work();
    void takeDue();
    void runJobs(std::unique_ptr<Database>& database, std::deque<Job>& jobs);
    void runBatch(Database& database, std::deque<Job>& jobs);
    void keep(std::exception_ptr error);

    std::filesystem::path m_file;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_idle;
    std::deque<Job> m_jobs;
    std::multimap<Clock::time_point, Job> m_later;
    std::exception_ptr m_error;
    std::atomic<int64_t> m_losses = 0;
    int m_flushing = 0;
    bool m_busy = false;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace espalier
