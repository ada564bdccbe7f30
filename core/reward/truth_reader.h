#pragma once

/// Which propositions, or people, a text in words says to be true, or to lie.

#include "core/reward/logic_puzzle.h"

namespace espalier {

/// Where one of some names stands in a text.
struct Mention
{
    size_t at = std::string::npos;
    size_t length = 0;
    size_t which = 0;
};

/// Where names stand in a text as whole words, in its order; of names that overlap the longest. A
/// name of one capital only as such: "a" is an article. Places are those of toValidUtf8(text).
std::vector<Mention> mentions(std::string_view text, const std::vector<std::string>& names);

/// What is said of people and propositions: a puzzle's own words, then common ones.
std::vector<std::string> truthWords(const LogicPuzzle& puzzle);

/// What a text is an answer to.
struct TruthContext
{
    size_t listed = kNowhere;         ///< the place of names that nothing is said of
    std::optional<size_t> about = {}; ///< the thing that words without a name speak of
};

/// The things with what a text says of them; kNowhere for those that it says nothing of. A word
/// counts for the names before it ("Ann and Bo lie"), or, where none wait, for those behind it
/// ("the liars are Ann and Bo") until the next word or the sentence's end; denied, it is the other
/// one.
Arrangement
saidTruths(const LogicPuzzle& puzzle, std::string_view text, const TruthContext& context = {});

} // namespace espalier
