#include "core/base/hash.h"

#include "core/base/error.h"

#include <xxhash.h>

#include <fstream>
#include <vector>

namespace espalier {

struct Hasher::State
{
    XXH3_state_t* xxh = XXH3_createState();
    State() { XXH3_128bits_reset(xxh); }
    ~State() { XXH3_freeState(xxh); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

namespace {

std::string hex(XXH128_hash_t hash)
{
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace

uint64_t hash64(std::string_view bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string hashHex(std::string_view bytes)
{
    return hex(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string hashFile(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw inputError(
            "The file {} can't be opened. Check the path and its permissions.", file.string());
    Hasher hasher;
    std::vector<char> buffer(1 << 20);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hasher.add({buffer.data(), static_cast<size_t>(in.gcount())});
    }
    if (in.bad())
        throw Error(
            tr("Reading {} failed. The disk may be damaged or the file gone.", file.string()));
    return hasher.hex();
}

Hasher::Hasher()
    : m_state(std::make_unique<State>())
{
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

Hasher& Hasher::add(std::string_view bytes)
{
    XXH3_128bits_update(m_state->xxh, bytes.data(), bytes.size());
    return *this;
}

std::string Hasher::hex() const
{
    return espalier::hex(XXH3_128bits_digest(m_state->xxh));
}

} // namespace espalier
