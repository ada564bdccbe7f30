/// kill -9 of a process that ranks: every ranking whose commit was acknowledged is there, in the
/// database and in the mirror.

#include "core/base/files.h"
#include "core/store/label_tasks.h"
#include "core/store/workspace.h"

#include <QTest>

#include <array>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <random>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace espalier;

namespace {

constexpr size_t kUid = 32;

struct Bed
{
    TemporaryFolder folder;
    std::string prompt, annotator, best, worst;

    Bed()
    {
        Workspace workspace = Workspace::open(folder.path());
        Labels labels(workspace.database());
        prompt = labels.addPrompts({{.content = "Which?", .origin = "t"}}).front();
        annotator = labels.annotator("Mina").uid;
        const auto uids = labels.addCandidates(
            {{.promptUid = prompt, .text = "this", .origin = "m"},
             {.promptUid = prompt, .text = "that", .origin = "m"}});
        best = uids.at(0);
        worst = uids.at(1);
    }
};

/// Ranks and takes back without end; tells each row's uid through the pipe when its call returned.
[[noreturn]] void rankUntilKilled(const Bed& bed, int pipe)
{
    Workspace workspace = Workspace::open(bed.folder.path());
    Labels labels(workspace.database());
    const auto tell = [pipe](const Ranking& ranking) {
        if (::write(pipe, ranking.uid.data(), kUid) != static_cast<ssize_t>(kUid))
            ::_exit(1);
    };
    for (int i = 0;; ++i) {
        const Ranking ranking = labels.add(
            {.promptUid = bed.prompt,
             .annotatorUid = bed.annotator,
             .verdict = {{"order", {{bed.best}, {bed.worst}}}, {"shown", {bed.worst, bed.best}}},
             .tookMs = i});
        tell(ranking);
        if (i % 3 == 2)
            tell(labels.undo(ranking.uid));
    }
}

/// The uids that were acknowledged before the kill.
std::vector<std::string> killAfterRanking(const Bed& bed, std::chrono::milliseconds time)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return {};
    const pid_t child = ::fork();
    if (child == 0)
        rankUntilKilled(bed, pipe[1]);
    ::close(pipe[1]);
    std::this_thread::sleep_for(time);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::vector<std::string> uids;
    for (std::string uid(kUid, '\0');
         ::read(pipe[0], uid.data(), kUid) == static_cast<ssize_t>(kUid);)
        uids.push_back(uid);
    ::close(pipe[0]);
    return uids;
}

} // namespace

class TestRankingsCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void acknowledgedRankingsSurviveKill9();
};

void TestRankingsCrash::initTestCase()
{
#ifdef __SANITIZE_THREAD__
    QSKIP("the thread sanitizer can't follow threads that start after a fork");
#endif
}

void TestRankingsCrash::acknowledgedRankingsSurviveKill9()
{
    const Bed bed;
    std::mt19937 random(11); // NOLINT(cert-msc51-cpp): the same moments every time
    std::set<std::string> acknowledged;
    for (int round = 0; round < 10; ++round) {
        for (const std::string& uid :
             killAfterRanking(bed, std::chrono::milliseconds(20 + random() % 200)))
            acknowledged.insert(uid);
        Workspace workspace = Workspace::open(bed.folder.path());
        QVERIFY(workspace.database().integrityCheck().empty());
        Labels labels(workspace.database());
        std::set<std::string> kept;
        for (const Ranking& ranking : labels.history())
            kept.insert(ranking.uid);
        for (const std::string& uid : acknowledged)
            QVERIFY2(kept.contains(uid), "an acknowledged ranking is lost");
        labels.mirror();
        std::set<std::string> mirrored;
        std::istringstream in(readFile(bed.folder.path() / "rankings.jsonl"));
        for (std::string line; std::getline(in, line);)
            mirrored.insert(nlohmann::json::parse(line).at("uid").get<std::string>());
        QCOMPARE(mirrored.size(), kept.size());
    }
    QVERIFY2(acknowledged.size() > 20, "hardly any ranking was acknowledged");
    qInfo("10 kills, %zu rankings acknowledged, none lost", acknowledged.size());
}

QTEST_GUILESS_MAIN(TestRankingsCrash)
#include "test_rankings_crash.moc"
