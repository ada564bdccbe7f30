#include "core/engine/generate/team.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace espalier {

namespace {

/// About 0.2 ms: longer than a piece of work takes, shorter than a turn of the scheduler.
constexpr int kSpins = 4000;

void breathe()
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

void Team::prepare(int threads)
{
    m_shares = std::vector<Share>(2 * static_cast<size_t>(threads));
}

void Team::wait(int threads)
{
    const uint32_t turn = m_turn.load(std::memory_order_acquire);
    if (m_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
        m_arrived.store(0, std::memory_order_relaxed);
        m_turn.store(turn + 1, std::memory_order_release);
        m_turn.notify_all();
        return;
    }
    for (int i = 0; i < kSpins; ++i) {
        if (m_turn.load(std::memory_order_acquire) != turn) {
            return;
        }
        breathe();
    }
    m_turn.wait(turn, std::memory_order_acquire);
}

} // namespace espalier
