#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier {

/// A named random stream: xoshiro256++ (Blackman & Vigna 2019) seeded by splitmix64 from a hash of
/// (seed, name, rank). Every user takes its own stream, so one user's draws never move another's.
/// The state is four words and can be stored in a checkpoint. Same seed, name and rank give the
/// same numbers on every machine.
class Random
{
public:
    using State = std::array<uint64_t, 4>;

    Random(uint64_t seed, std::string_view name, uint64_t rank = 0);
    explicit Random(const State& state)
        : m_state(state)
    {
    }

    /// 64 uniform bits.
    uint64_t bits();
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    /// Uniform in [0, n); n > 0. Without bias (Lemire 2019).
    uint64_t below(uint64_t n);
    /// Standard normal (Box-Muller, one value a call, so that the state alone is the stream).
    double normal();

    const State& state() const { return m_state; }

private:
    State m_state{};
};

/// Every order of `items` is as likely as another (Fisher & Yates), drawn from the last place down.
template <typename T>
void shuffle(std::vector<T>& items, Random& random)
{
    for (size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[random.below(i)]);
}

} // namespace espalier
