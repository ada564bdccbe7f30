#pragma once

/// Counts the words of a text on several threads, for training.

#include "core/text/added_tokens.h"
#include "core/text/normalizer.h"
#include "core/text/pretokenizer.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace espalier {

struct WordHash
{
    using is_transparent = void;
    size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
};
using WordCounts = std::unordered_map<std::string, int64_t, WordHash, std::equal_to<>>;

class WordCounter
{
public:
    /// Text is cut at `specialTokens`, then normalised, then cut into words; words over 256 bytes
    /// are counted in pieces. `threads` 0: one per core; changes nothing in the result.
    WordCounter(
        const std::vector<std::string>& specialTokens,
        std::vector<NormalForm> forms,
        SplitStep step,
        unsigned threads);

    /// Counts a text, or a piece of a long one that ends where words end. UTF-8, else Error.
    void add(std::string_view text);
    /// All counts; the counter is empty then. Error (input) where there are none.
    WordCounts take();

private:
    void countBatch();
    void countStretch(std::string_view text, WordCounts& into);

    std::vector<AddedToken> m_special;
    AddedTokenFinder m_finder;
    std::vector<NormalForm> m_forms;
    PreTokenizer m_preTokenizer;
    std::vector<std::string> m_batch;
    size_t m_batchBytes = 0;
    std::vector<WordCounts> m_counts; ///< one per thread slot
};

} // namespace espalier
