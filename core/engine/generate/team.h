#pragma once

/// Threads of one parallel region that go through phases of work together.

#include <atomic>
#include <cstdint>
#include <vector>

namespace espalier {

/// What the threads share. Waits spin for a moment, then sleep: where another program holds a core,
/// the thread that waits leaves its own to the one it waits for.
class Team
{
public:
    /// Before the region.
    void prepare(int threads);

private:
    friend class TeamMember;
    struct alignas(64) Share
    {
        std::atomic<int64_t> taken{0};
    };
    void wait(int threads);

    std::vector<Share> m_shares; ///< two sets: one is emptied while the other is in use
    alignas(64) std::atomic<int> m_arrived{0};
    alignas(64) std::atomic<uint32_t> m_turn{0};
};

/// One thread's view, made inside the region.
class TeamMember
{
public:
    TeamMember(Team& team, int index, int threads)
        : m_team(team)
        , m_index(index)
        , m_threads(threads)
    {
    }

    /// The piece of [0, n) that this thread begins with.
    int64_t first(int64_t n) const { return bound(n, m_index); }
    /// The end of its own share of [0, n).
    int64_t end(int64_t n) const { return bound(n, m_index + 1); }

    /// f(i) for i in [0, n), each on one thread, then waits for all. Every thread takes its own
    /// share piece by piece, then what others have left: who computes a piece may change, but not
    /// how.
    template <typename F>
    void phase(int64_t n, const F& f)
    {
        const auto threads = static_cast<size_t>(m_threads);
        const size_t set = m_turn++ % 2 * threads;
        const size_t other = threads - set;
        m_team.m_shares[other + static_cast<size_t>(m_index)].taken.store(
            0, std::memory_order_relaxed);
        for (int step = 0; step < m_threads; ++step) {
            const int owner = (m_index + step) % m_threads;
            auto& taken = m_team.m_shares[set + static_cast<size_t>(owner)].taken;
            const int64_t end = bound(n, owner + 1);
            for (int64_t i = bound(n, owner) + taken.fetch_add(1); i < end;
                 i = bound(n, owner) + taken.fetch_add(1)) {
                f(i);
            }
        }
        m_team.wait(m_threads);
    }

private:
    int64_t bound(int64_t n, int index) const { return n * index / m_threads; }

    Team& m_team;
    int m_index, m_threads;
    size_t m_turn = 0;
};

} // namespace espalier
