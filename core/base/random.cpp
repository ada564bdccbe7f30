#include "core/base/random.h"

#include "core/base/hash.h"

#include <cmath>
#include <numbers>

namespace espalier {

namespace {

uint64_t rotateLeft(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

uint64_t splitmix(uint64_t& x)
{
    x += 0x9e3779b97f4a7c15ULL;
    uint64_t z = x;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

Random::Random(uint64_t seed, std::string_view name, uint64_t rank)
{
    uint64_t x = hash64(name, seed * 0x9e3779b97f4a7c15ULL + rank);
    for (auto& word : m_state)
        word = splitmix(x);
}

uint64_t Random::bits()
{
    const uint64_t result = rotateLeft(m_state[0] + m_state[3], 23) + m_state[0];
    const uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = rotateLeft(m_state[3], 45);
    return result;
}

double Random::uniform()
{
    return static_cast<double>(bits() >> 11) * 0x1.0p-53;
}

uint64_t Random::below(uint64_t n)
{
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide{bits()} * n;
    auto low = static_cast<uint64_t>(product);
    if (low < n) {
        const uint64_t threshold = -n % n;
        while (low < threshold) {
            product = Wide{bits()} * n;
            low = static_cast<uint64_t>(product);
        }
    }
    return static_cast<uint64_t>(product >> 64);
}

double Random::normal()
{
    const double u = 1.0 - uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
}

} // namespace espalier
