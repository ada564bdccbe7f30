#include "core/text/vocabulary.h"

#include "core/base/error.h"

#include <algorithm>

namespace espalier {

namespace {

constexpr int64_t kMaxId = int64_t{1} << 24;

} // namespace

Vocabulary::Vocabulary(std::vector<std::pair<std::string, int64_t>> entries)
{
    int64_t largest = -1;
    for (const auto& [token, id] : entries) {
        if (id < 0 || id >= kMaxId)
            throw inputError(
                "The vocabulary gives the token \"{}\" the id {}. Ids go from 0 to {}.",
                token,
                id,
                kMaxId - 1);
        largest = std::max(largest, id);
    }
    m_tokens.resize(static_cast<size_t>(largest + 1));
    m_present.resize(m_tokens.size());
    for (auto& [token, id] : entries) {
        if (m_present[id])
            throw inputError(
                "The vocabulary gives the id {} to two tokens, \"{}\" and \"{}\".",
                id,
                m_tokens[id],
                token);
        m_tokens[id] = std::move(token);
        m_present[id] = true;
    }
    m_ids.reserve(entries.size());
    for (size_t id = 0; id < m_tokens.size(); ++id) {
        if (!m_present[id])
            continue;
        const auto [known, isNew] = m_ids.emplace(m_tokens[id], static_cast<int32_t>(id));
        if (!isNew)
            throw inputError(
                "The vocabulary has the token \"{}\" twice, as {} and {}.",
                m_tokens[id],
                known->second,
                id);
    }
}

std::optional<int32_t> Vocabulary::id(std::string_view token) const
{
    const auto found = m_ids.find(token);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

} // namespace espalier
