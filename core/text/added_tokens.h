#pragma once

/// Finds added tokens in a text before the model sees it.

#include "core/text/pattern.h"
#include "core/text/tokenizer.h"

#include <array>

namespace espalier {

class AddedTokenFinder
{
public:
    AddedTokenFinder() = default;
    /// Finds those of `tokens` whose `normalized` is as given.
    AddedTokenFinder(std::span<const AddedToken> tokens, bool normalized);

    struct Found
    {
        const AddedToken* token = nullptr;
        Span span; ///< with the white space that the token takes
    };
    /// The first added token from `from` on, the longest where several start there. Special ones
    /// only where asked. `tokens` must be those of the constructor.
    std::optional<Found> find(
        std::string_view text, size_t from, bool special, std::span<const AddedToken> tokens) const;
    bool empty() const { return m_firstBytes.empty(); }

private:
    std::array<std::vector<uint32_t>, 256> m_byFirst; ///< places in the list, longest content first
    std::string m_firstBytes;
};

} // namespace espalier
