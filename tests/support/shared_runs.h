#pragma once

/// Runs of words that a text shares word for word with another: how much of it is copied.

#include "core/base/hash.h"
#include "core/data/world.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace espalier {

class SharedRuns
{
public:
    /// So many words in a row count as copied.
    static constexpr size_t kRun = 12;

    /// Remembers every run of the text.
    void add(std::string_view text)
    {
        const auto words = worldWords(text);
        for (size_t from = 0; from + kRun <= words.size(); ++from)
            m_runs.insert(hash64(run(words, from)));
    }

    /// The first run of the text that is known; empty where it has none.
    std::string firstShared(std::string_view text) const
    {
        const auto words = worldWords(text);
        for (size_t from = 0; from + kRun <= words.size(); ++from)
            if (auto words12 = run(words, from); m_runs.contains(hash64(words12)))
                return words12;
        return {};
    }

private:
    static std::string run(const std::vector<std::string>& words, size_t from)
    {
        std::string text;
        for (size_t i = from; i < from + kRun; ++i)
            text += words[i] + ' ';
        return text;
    }

    std::unordered_set<uint64_t> m_runs;
};

/// How many of the first `held` validation documents of the world share a run with its first
/// `train` training documents; a document counts up to its 100th word, as long as a sample of a
/// small model. Adds the runs found to `found`.
inline size_t sharedWithTraining(
    Language language,
    uint64_t seed,
    uint64_t train,
    uint64_t held,
    std::vector<std::string>& found)
{
    SharedRuns runs;
    for (uint64_t i = 0; i < train; ++i)
        runs.add(worldDocument(seed, i, language, Split::Train));
    size_t shared = 0;
    for (uint64_t i = 0; i < held; ++i) {
        const auto words = worldWords(worldDocument(seed, i, language, Split::Validation));
        std::string text;
        for (size_t w = 0; w < words.size() && w < 100; ++w)
            text += words[w] + ' ';
        if (auto run = runs.firstShared(text); !run.empty()) {
            ++shared;
            found.push_back(std::move(run));
        }
    }
    return shared;
}

} // namespace espalier
