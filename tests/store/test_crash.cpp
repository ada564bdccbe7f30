/// What is left after a writer is killed, or runs out of disk, at a random moment; and many writers
/// at once.

#include "core/base/error.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/series.h"
#include "core/store/workspace.h"

#include <QTest>

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace espalier;

namespace {

struct Bed
{
    TemporaryFolder folder;
    int64_t stageRun = 0;
    int64_t run = 0;

    Bed()
    {
        Workspace workspace = Workspace::open(folder.path());
        stageRun = Nodes(workspace.database())
                       .createStageRun({.key = "k", .stage = "s", .codeVersion = "1"})
                       .id;
        run = Runs(workspace.database()).create({}).id;
    }
};

/// Writes steps from `first` on to 8 series, one event per 100 steps, and tells through the pipe
/// each step whose commit has returned. Never ends by itself.
[[noreturn]] void writeUntilKilled(const Bed& bed, int64_t first, int pipe)
{
    Workspace workspace = Workspace::open(bed.folder.path());
    WriteQueue queue(workspace.databaseFile());
    SeriesWriter writer(queue);
    for (int64_t step = first;; ++step) {
        for (int i = 0; i < 8; ++i)
            writer.append(
                bed.stageRun,
                "s" + std::to_string(i),
                step,
                step,
                static_cast<double>(step * 8 + i));
        if (step % 100 != 99)
            continue;
        queue.post([&](Database& database) {
            Events(database).append({.run = bed.run, .kind = "health", .data = {{"step", step}}});
        });
        writer.flush();
        if (::write(pipe, &step, sizeof step) != sizeof step)
            ::_exit(1);
    }
}

/// Starts the writer, kills it after a while, returns the last step that it said was committed.
int64_t killAfter(const Bed& bed, int64_t first, std::chrono::milliseconds time)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return -1;
    const pid_t child = ::fork();
    if (child == 0)
        writeUntilKilled(bed, first, pipe[1]);
    ::close(pipe[1]);
    std::this_thread::sleep_for(time);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    int64_t committed = first - 1;
    for (int64_t step = 0; ::read(pipe[0], &step, sizeof step) == sizeof step;)
        committed = step;
    ::close(pipe[0]);
    return committed;
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void committedPointsSurviveKill9();
    void aFileLimitStopsTheWriterWithASentence();
    void manyWritersLoseNothing();
};

void TestCrash::initTestCase()
{
#ifdef __SANITIZE_THREAD__
    QSKIP("the thread sanitizer can't follow threads that start after a fork");
#endif
}

void TestCrash::committedPointsSurviveKill9()
{
    Bed bed;
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same moments every time
    int64_t next = 0;
    for (int round = 0; round < 8; ++round) {
        const int64_t committed =
            killAfter(bed, next, std::chrono::milliseconds(20 + random() % 250));
        Workspace workspace = Workspace::open(bed.folder.path());
        QVERIFY(workspace.database().integrityCheck().empty());
        Series series(workspace.database());
        for (const SeriesInfo& info : series.ofStageRun(bed.stageRun)) {
            const auto points = series.points(info.id);
            QCOMPARE(static_cast<int64_t>(points.size()), info.count);
            QVERIFY2(info.count > committed, "a committed point is missing");
            const int64_t number = info.name.back() - '0';
            for (size_t i = 0; i < points.size(); ++i) {
                QCOMPARE(points[i].step, static_cast<int64_t>(i));
                QCOMPARE(points[i].value, static_cast<double>(points[i].step * 8 + number));
            }
        }
        QVERIFY(
            workspace.database().integer("SELECT count(*) FROM events WHERE kind = 'health'") *
                100 >=
            committed);
        // As a resume does: back to a checkpoint, on from there.
        next = std::max<int64_t>(0, committed - 150);
        series.truncateAfter(bed.stageRun, next - 1);
    }
    QVERIFY2(next > 0, "the writer never got anything committed");
    qInfo("8 kills, %lld steps of 8 series at the end", static_cast<long long>(next));
}

void TestCrash::aFileLimitStopsTheWriterWithASentence()
{
    Bed bed;
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2'000'000, 2'000'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::string words = "nothing was said";
        try {
            WriteQueue queue(bed.folder.path() / "espalier.db");
            SeriesWriter writer(queue);
            try {
                for (int64_t step = 0; step < 5'000'000; ++step)
                    writer.append(bed.stageRun, "loss", step, step, 1.0);
            } catch (const Error&) {
                // the first error comes out of the flush
            }
            queue.flush();
        } catch (const Error& error) {
            words = error.words();
        }
        ::_exit(
            ::write(pipe[1], words.data(), words.size()) == static_cast<ssize_t>(words.size()) ? 0
                                                                                               : 1);
    }
    ::close(pipe[1]);
    QByteArray text(4096, '\0');
    text.resize(std::max<qsizetype>(0, ::read(pipe[0], text.data(), 4096)));
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    QVERIFY2(
        text.contains("The disk may be full") || text.contains("The disk is full"),
        text.constData());
    Workspace workspace = Workspace::open(bed.folder.path());
    QVERIFY(workspace.database().integrityCheck().empty());
    const auto info = Series(workspace.database()).find(bed.stageRun, "loss");
    QVERIFY(info && info->count > 0);
    QCOMPARE(
        static_cast<int64_t>(Series(workspace.database()).points(info->id).size()), info->count);
}

void TestCrash::manyWritersLoseNothing()
{
    Bed bed;
    constexpr int kProcesses = 2;
    constexpr int kSteps = 400;
    std::vector<pid_t> children;
    for (int process = 0; process < kProcesses; ++process) {
        const pid_t child = ::fork();
        if (child == 0) {
            int status = 0;
            try {
                Workspace workspace = Workspace::open(bed.folder.path());
                for (int step = 0; step < kSteps; ++step)
                    Events(workspace.database()).append({.run = bed.run, .kind = "from_process"});
            } catch (const Error&) {
                status = 1;
            }
            ::_exit(status);
        }
        children.push_back(child);
    }
    {
        WriteQueue queue(bed.folder.path() / "espalier.db");
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 2; ++thread)
            threads.emplace_back([&, thread] {
                SeriesWriter writer(queue);
                for (int step = 0; step < 20'000; ++step)
                    writer.append(bed.stageRun, "t" + std::to_string(thread), step, step, step);
                for (int i = 0; i < kSteps; ++i)
                    queue.post([&](Database& database) {
                        Events(database).append({.run = bed.run, .kind = "from_thread"});
                    });
                writer.flush();
            });
        for (std::thread& thread : threads)
            thread.join();
        queue.flush();
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }
    Workspace workspace = Workspace::open(bed.folder.path());
    QCOMPARE(
        workspace.database().integer("SELECT count(*) FROM events WHERE kind = 'from_process'"),
        2 * kSteps);
    QCOMPARE(
        workspace.database().integer("SELECT count(*) FROM events WHERE kind = 'from_thread'"),
        2 * kSteps);
    for (const SeriesInfo& info : Series(workspace.database()).ofStageRun(bed.stageRun))
        QCOMPARE(info.count, 20'000);
    QVERIFY(workspace.database().integrityCheck().empty());
}

QTEST_GUILESS_MAIN(TestCrash)
#include "test_crash.moc"
