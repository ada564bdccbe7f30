#pragma once

/// Learns merges from counted words: the most frequent pair of neighbours first, ties to the
/// lexicographically larger pair of spellings. What BPE and WordPiece training share.

#include "core/text/bpe.h"

#include <queue>

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace espalier {

using Pair = std::pair<int32_t, int32_t>;
struct PairHash
{
    size_t operator()(const Pair& pair) const
    {
        const auto key =
            (static_cast<uint64_t>(pair.first) << 32) | static_cast<uint32_t>(pair.second);
        return static_cast<size_t>((key * 0x9E3779B97F4A7C15ULL) >> 13);
    }
};

/// A word as symbols and how often it was seen.
struct Word
{
    std::vector<int32_t> symbols;
    int64_t count;
};

struct PairInfo
{
    int64_t count = 0;
    std::vector<uint32_t> words; ///< that hold it or once held it
};

/// The state of learning merges: pair counts kept up to date merge by merge, and a queue whose
/// entries may be stale.
class MergeLearner
{
public:
    /// `tokens`: what words are spelled with at first; `words`: spelled with their places in it.
    /// The second of two tokens that merge loses its first `prefixBytes`.
    MergeLearner(
        std::vector<std::string> tokens,
        std::vector<Word> words,
        int64_t minFrequency,
        size_t prefixBytes = 0);
    MergeLearner(const MergeLearner&) = delete;
    MergeLearner& operator=(const MergeLearner&) = delete;
    /// Merges the best pair; false where no pair is frequent enough.
    bool mergeBest();

    std::vector<std::string> tokens; ///< spelling of every token so far, by id
    std::vector<Merge> merges;

private:
    struct Candidate
    {
        int64_t count;
        Pair pair;
    };
    /// Orders candidates: more frequent last, then the lexicographically larger pair of byte
    /// strings last.
    struct IsWorse
    {
        const std::vector<std::string>* tokens;
        bool operator()(const Candidate& a, const Candidate& b) const
        {
            if (a.count != b.count)
                return a.count < b.count;
            const auto& names = *tokens;
            return std::tie(names[a.pair.first], names[a.pair.second]) <
                   std::tie(names[b.pair.first], names[b.pair.second]);
        }
    };

    void change(const Pair& pair, int64_t by, uint32_t word);
    int32_t tokenFor(const Pair& pair);
    void mergeIn(uint32_t word, const Pair& pair, int32_t result);

    int64_t m_minFrequency;
    size_t m_prefixBytes;
    std::vector<Word> m_words;
    std::unordered_map<Pair, PairInfo, PairHash> m_pairs;
    std::unordered_map<std::string, int32_t> m_ids;
    std::vector<Pair> m_grown; ///< pairs whose count rose in this merge
    std::priority_queue<Candidate, std::vector<Candidate>, IsWorse> m_queue;
};

/// Merges until there are `wanted` tokens or no pair is frequent enough. `progress(done, total)` is
/// called now and then; false stops with an Error (Interrupted).
void learnMerges(
    MergeLearner& learner, int64_t wanted, const std::function<bool(int64_t, int64_t)>& progress);

} // namespace espalier
