#include "tests/engine/generate/test_team.h"

#include "core/engine/generate/team.h"

#include <QTest>

#include <chrono>
#include <thread>
#include <vector>

using namespace espalier;

namespace {

template <typename F>
void inThreads(int threads, const F& f)
{
    std::vector<std::thread> started;
    for (int t = 0; t < threads; ++t) {
        started.emplace_back([&f, t] { f(t); });
    }
    for (std::thread& thread : started) {
        thread.join();
    }
}

} // namespace

void TestTeam::everyPieceOnceAndPhasesInOrder_data()
{
    QTest::addColumn<int>("threads");
    for (const int threads : {1, 2, 5}) {
        QTest::addRow("%d threads", threads) << threads;
    }
}

void TestTeam::everyPieceOnceAndPhasesInOrder()
{
    QFETCH(int, threads);
    constexpr int kPhases = 400;
    constexpr int64_t kPieces = 23;
    Team team;
    // Twice: the second region begins where the first one has left the counters.
    for (int region = 0; region < 2; ++region) {
        team.prepare(threads);
        // Plain numbers: only the waits between phases keep the threads apart.
        std::vector<int> pieces(kPieces, 0);
        std::vector<int> sums(1, 0);
        inThreads(threads, [&](int index) {
            TeamMember member(team, index, threads);
            for (int phase = 0; phase < kPhases; ++phase) {
                member.phase(kPieces, [&](int64_t i) {
                    if (phase % 100 == 0 && i == 0) { // longer than a wait spins
                        std::this_thread::sleep_for(std::chrono::milliseconds(3));
                    }
                    ++pieces[static_cast<size_t>(i)];
                });
                member.phase(1, [&](int64_t) {
                    for (const int done : pieces) {
                        sums[0] += done == phase + 1 ? 1 : 0;
                    }
                });
            }
        });
        QCOMPARE(sums[0], kPhases * static_cast<int>(kPieces));
    }
}

void TestTeam::sharesCoverAllPieces()
{
    Team team;
    for (const int threads : {1, 2, 3, 7}) {
        for (const int64_t pieces : {0, 1, 5, 64}) {
            int64_t next = 0;
            for (int index = 0; index < threads; ++index) {
                const TeamMember member(team, index, threads);
                QCOMPARE(member.first(pieces), next);
                next = member.end(pieces);
            }
            QCOMPARE(next, pieces);
        }
    }
}

QTEST_GUILESS_MAIN(TestTeam)
