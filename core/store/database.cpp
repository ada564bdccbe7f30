#include "core/store/database.h"

#include "core/store/sql.h"

#include <SQLiteCpp/Backup.h>
#include <pthread.h>
#include <sqlite3.h>

#include <array>
#include <cassert>
#include <cstdio>
#include <random>

namespace espalier {

namespace {

/// A write transaction with many parts ends after this time, so that others get their turn.
constexpr auto kBatchTime = std::chrono::milliseconds(5);
constexpr auto kPause = std::chrono::milliseconds(2);

int waitWhileBusy(void* context, int calls)
{
    auto& handle = *static_cast<Database::Handle*>(context);
    const auto now = std::chrono::steady_clock::now();
    if (calls == 0)
        handle.busySince = now;
    if (now - handle.busySince > std::chrono::milliseconds(handle.busyMs))
        return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
}

std::string immutableUri(const std::filesystem::path& file)
{
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%') {
            std::array<char, 4> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "%%%02X", static_cast<unsigned>(c));
            uri += escaped.data();
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

std::unique_ptr<Database::Handle> openHandle(const std::string& name, int flags, int busyMs)
{
    auto handle = std::make_unique<Database::Handle>(
        Database::Handle{SQLite::Database(name, flags), {}, 0, false, busyMs, {}});
    sqlite3_busy_handler(handle->sqlite.getHandle(), waitWhileBusy, handle.get());
    return handle;
}

/// A reader of a folder that it may not write can't make the WAL's index: the file is then read as
/// it stands, which is right as long as nothing waits in the WAL.
std::unique_ptr<Database::Handle> openForReading(const std::filesystem::path& file, int busyMs)
{
    try {
        auto handle = openHandle(file.string(), SQLite::OPEN_READONLY, busyMs);
        handle->sqlite.execAndGet("SELECT count(*) FROM sqlite_master");
        return handle;
    } catch (const SQLite::Exception& exception) {
        const int code = exception.getErrorCode() & 0xff;
        std::error_code missing;
        const auto waiting = std::filesystem::file_size(file.string() + "-wal", missing);
        const bool nothingWaits = missing || waiting == 0;
        if ((code != SQLITE_CANTOPEN && code != SQLITE_READONLY) || !nothingWaits ||
            !std::filesystem::exists(file))
            throw;
        return openHandle(immutableUri(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI, busyMs);
    }
}

} // namespace

int64_t nowMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string newUid()
{
    std::random_device device;
    std::string uid;
    for (int word = 0; word < 4; ++word) {
        std::array<char, 9> digits{};
        std::snprintf(digits.data(), digits.size(), "%08x", device());
        uid += digits.data();
    }
    return uid;
}

Database::Database(std::filesystem::path file, Mode mode, int busyMs)
    : m_file(std::move(file))
    , m_mode(mode)
{
    try {
        if (mode == Mode::ReadOnly) {
            m_handle = openForReading(m_file, busyMs);
        } else {
            m_handle =
                openHandle(m_file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busyMs);
            m_handle->sqlite.execAndGet("PRAGMA journal_mode = WAL");
            m_handle->sqlite.exec("PRAGMA synchronous = NORMAL");
        }
        m_handle->sqlite.exec("PRAGMA foreign_keys = ON");
        m_handle->sqlite.exec("PRAGMA temp_store = MEMORY");
        m_handle->sqlite.exec("PRAGMA cache_size = -16000");
        registerPointsOf(m_handle->sqlite.getHandle());
    } catch (const SQLite::Exception& exception) {
        throw databaseError(m_file, exception);
    }
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

void Database::begin(Durability durability)
{
    if (m_handle->depth == 0) {
        if (durability == Durability::Full) {
            execute("PRAGMA synchronous = FULL");
            m_handle->full = true;
        }
        run(*this, "BEGIN IMMEDIATE");
    } else {
        run(*this, "SAVEPOINT inner_work");
    }
    ++m_handle->depth;
}

void Database::commit()
{
    if (m_handle->depth > 1) {
        run(*this, "RELEASE inner_work");
        --m_handle->depth;
        return;
    }
    run(*this, "COMMIT");
    m_handle->depth = 0;
    if (std::exchange(m_handle->full, false))
        execute("PRAGMA synchronous = NORMAL");
}

void Database::rollback() noexcept
{
    // SQLite itself rolls back on some errors (a full disk): then there is nothing left to do here.
    const bool open = sqlite3_get_autocommit(m_handle->sqlite.getHandle()) == 0;
    try {
        if (m_handle->depth > 1 && open) {
            run(*this, "ROLLBACK TO inner_work");
            run(*this, "RELEASE inner_work");
        } else if (m_handle->depth == 1) {
            if (open)
                run(*this, "ROLLBACK");
            if (std::exchange(m_handle->full, false))
                execute("PRAGMA synchronous = NORMAL");
        }
    } catch (const Error&) {
        // The error that led here is on its way up and says more.
    }
    if (m_handle->depth > 0)
        --m_handle->depth;
}

Database::SnapshotScope::SnapshotScope(Database& database)
    : database(database)
    , outermost(database.m_handle->depth == 0)
{
    if (outermost) {
        run(database, "BEGIN");
        ++database.m_handle->depth;
    }
}

Database::SnapshotScope::~SnapshotScope()
{
    if (outermost)
        database.rollback(); // nothing was written
}

void Database::inBatches(size_t count, const std::function<void(size_t)>& work)
{
    size_t next = 0;
    while (next < count) {
        transaction([&] {
            const auto start = std::chrono::steady_clock::now();
            do {
                work(next++);
            } while (next < count && std::chrono::steady_clock::now() - start < kBatchTime);
        });
        if (next < count)
            std::this_thread::sleep_for(kPause);
    }
}

void Database::execute(const std::string& sql)
{
    try {
        m_handle->sqlite.exec(sql);
    } catch (const SQLite::Exception& exception) {
        throw databaseError(m_file, exception);
    }
}

int64_t Database::integer(const std::string& sql)
{
    return integerOf(*this, sql).value_or(0);
}

int64_t Database::dataVersion()
{
    return integer("PRAGMA data_version");
}

int64_t Database::revision()
{
    return integer("SELECT value FROM counters WHERE name = 'revision'");
}

std::vector<std::string> Database::integrityCheck()
{
    std::vector<std::string> problems;
    Query pages(*this, "PRAGMA integrity_check");
    while (pages.next())
        if (std::string line = pages.text(0); line != "ok")
            problems.push_back(std::move(line));
    Query keys(*this, "PRAGMA foreign_key_check");
    while (keys.next())
        problems.push_back(fmt::format(
            "{} row {} refers to a missing row of {}",
            keys.text(0),
            keys.integer(1),
            keys.text(2)));
    return problems;
}

void Database::backupTo(const std::filesystem::path& file)
{
    try {
        SQLite::Database target(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        SQLite::Backup backup(target, m_handle->sqlite);
        backup.executeStep(-1);
    } catch (const SQLite::Exception& exception) {
        throw databaseError(file, exception);
    }
}

WriteQueue::WriteQueue(std::filesystem::path databaseFile)
    : m_file(std::move(databaseFile))
    , m_thread([this] { work(); })
{
}

WriteQueue::~WriteQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void WriteQueue::post(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void WriteQueue::postAfter(std::chrono::milliseconds delay, Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_later.emplace(Clock::now() + delay, std::move(job));
    }
    m_wake.notify_one();
}

void WriteQueue::flush()
{
    std::unique_lock lock(m_mutex);
    assert(
        std::this_thread::get_id() != m_thread.get_id() &&
        "a job can't wait for the queue it runs in");
    ++m_flushing;
    m_wake.notify_one();
    m_idle.wait(lock, [this] { return m_jobs.empty() && m_later.empty() && !m_busy; });
    --m_flushing;
    if (m_error)
        std::rethrow_exception(std::exchange(m_error, nullptr));
}

void WriteQueue::work()
{
#ifdef __linux__
    pthread_setname_np(pthread_self(), "store"); // tells it apart in top -H and in profiles
#endif
    std::unique_ptr<Database> database;
    std::unique_lock lock(m_mutex);
    while (true) {
        takeDue();
        if (!m_jobs.empty()) {
            std::deque<Job> jobs = std::exchange(m_jobs, {});
            m_busy = true;
            lock.unlock();
            runJobs(database, jobs);
            lock.lock();
            m_busy = false;
        } else if (m_ending) {
            return;
        } else {
            m_idle.notify_all();
            if (m_later.empty())
                m_wake.wait(lock);
            else
                m_wake.wait_until(lock, Clock::time_point(m_later.begin()->first));
        }
    }
}

void WriteQueue::takeDue()
{
    const bool all = m_flushing > 0 || m_ending;
    const auto end = all ? m_later.end() : m_later.upper_bound(Clock::now());
    for (auto it = m_later.begin(); it != end; it = m_later.erase(it))
        m_jobs.push_back(std::move(it->second));
}

void WriteQueue::runJobs(std::unique_ptr<Database>& database, std::deque<Job>& jobs)
{
    while (!jobs.empty()) {
        try {
            if (!database)
                database = std::make_unique<Database>(m_file);
            runBatch(*database, jobs);
        } catch (...) {
            keep(std::current_exception());
            if (!database)
                jobs.clear();
        }
        std::this_thread::sleep_for(kPause);
    }
}

void WriteQueue::runBatch(Database& database, std::deque<Job>& jobs)
{
    bool begun = false;
    try {
        database.transaction([&] {
            begun = true;
            const auto start = Clock::now();
            do {
                const Job job = std::move(jobs.front());
                jobs.pop_front();
                try {
                    database.transaction([&] { job(database); });
                } catch (...) {
                    keep(std::current_exception());
                }
            } while (!jobs.empty() && Clock::now() - start < kBatchTime);
        });
    } catch (...) {
        if (!begun)
            jobs.pop_front(); // one that can't even begin must not be tried for ever
        throw;
    }
}

void WriteQueue::keep(std::exception_ptr error)
{
    ++m_losses;
    const std::lock_guard lock(m_mutex);
    if (!m_error)
        m_error = std::move(error);
}

} // namespace espalier
