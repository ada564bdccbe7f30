#pragma once

/// Tokens by id and ids by token.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace espalier {

class Vocabulary
{
public:
    Vocabulary() = default;
    /// Pairs of token and id. Ids may have holes. Throws Error (input) that names the tokens where
    /// two share an id, an id is negative or absurdly large, or the same token comes twice.
    explicit Vocabulary(std::vector<std::pair<std::string, int64_t>> entries);
    Vocabulary(Vocabulary&&) = default;
    Vocabulary& operator=(Vocabulary&&) = default;

    /// One more than the largest id.
    int32_t size() const { return static_cast<int32_t>(m_tokens.size()); }
    bool contains(int32_t id) const { return id >= 0 && id < size() && m_present[id]; }
    /// Empty for an id without a token.
    std::string_view token(int32_t id) const
    {
        return contains(id) ? m_tokens[id] : std::string_view();
    }
    std::optional<int32_t> id(std::string_view token) const;

private:
    std::vector<std::string> m_tokens;
    std::vector<bool> m_present;
    std::unordered_map<std::string_view, int32_t>
        m_ids; ///< keys point into m_tokens, which never grows again
};

} // namespace espalier
