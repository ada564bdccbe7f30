#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace espalier {

/// XXH3, 64 bits.
uint64_t hash64(std::string_view bytes, uint64_t seed = 0);

/// Content hash of bytes: XXH3 128 bits as 32 hexadecimal digits.
std::string hashHex(std::string_view bytes);

/// Content hash of a file, streamed. Throws Error where it can't be read.
std::string hashFile(const std::filesystem::path& file);

/// The same hash, fed in pieces.
class Hasher
{
public:
    Hasher();
    ~Hasher();
    Hasher(Hasher&&) noexcept;
    Hasher& operator=(Hasher&&) noexcept;

    Hasher& add(std::string_view bytes);
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace espalier
