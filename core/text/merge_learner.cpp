#include "core/text/merge_learner.h"

#include "core/base/error.h"

#include <algorithm>
#include <tuple>

namespace espalier {

MergeLearner::MergeLearner(
    std::vector<std::string> given,
    std::vector<Word> words,
    int64_t minFrequency,
    size_t prefixBytes)
    : tokens(std::move(given))
    , m_minFrequency(std::max<int64_t>(1, minFrequency))
    , m_prefixBytes(prefixBytes)
    , m_queue(IsWorse{&tokens})
{
    for (size_t id = 0; id < tokens.size(); ++id)
        m_ids.emplace(tokens[id], static_cast<int32_t>(id));
    for (Word& word : words) {
        if (word.symbols.size() < 2)
            continue;
        const auto index = static_cast<uint32_t>(m_words.size());
        for (size_t i = 0; i + 1 < word.symbols.size(); ++i)
            change({word.symbols[i], word.symbols[i + 1]}, word.count, index);
        m_words.push_back(std::move(word));
    }
    m_grown.clear();
    for (const auto& [pair, info] : m_pairs)
        m_queue.push({info.count, pair});
}

void MergeLearner::change(const Pair& pair, int64_t by, uint32_t word)
{
    PairInfo& info = m_pairs[pair];
    info.count += by;
    if (by < 0)
        return;
    if (info.words.empty() || info.words.back() != word)
        info.words.push_back(word);
    m_grown.push_back(pair);
}

/// Two pairs can spell the same token; it then keeps its id.
int32_t MergeLearner::tokenFor(const Pair& pair)
{
    std::string bytes = tokens[pair.first] + tokens[pair.second].substr(m_prefixBytes);
    const auto [place, isNew] = m_ids.emplace(bytes, static_cast<int32_t>(tokens.size()));
    if (isNew)
        tokens.push_back(std::move(bytes));
    return place->second;
}

void MergeLearner::mergeIn(uint32_t index, const Pair& pair, int32_t result)
{
    auto& [symbols, count] = m_words[index];
    size_t kept = 0;
    for (size_t i = 0; i < symbols.size(); ++i) {
        if (i + 1 < symbols.size() && symbols[i] == pair.first && symbols[i + 1] == pair.second) {
            if (kept > 0) {
                change({symbols[kept - 1], pair.first}, -count, index);
                change({symbols[kept - 1], result}, count, index);
            }
            if (i + 2 < symbols.size()) {
                change({pair.second, symbols[i + 2]}, -count, index);
                change({result, symbols[i + 2]}, count, index);
            }
            symbols[kept++] = result;
            ++i;
        } else {
            symbols[kept++] = symbols[i];
        }
    }
    symbols.resize(kept);
}

bool MergeLearner::mergeBest()
{
    while (!m_queue.empty()) {
        const Candidate best = m_queue.top();
        m_queue.pop();
        const auto known = m_pairs.find(best.pair);
        if (known == m_pairs.end())
            continue;
        if (known->second.count != best.count) { // stale: comes back with what it is worth now
            if (known->second.count >= m_minFrequency)
                m_queue.push({known->second.count, best.pair});
            continue;
        }
        if (best.count < m_minFrequency)
            return false;
        const int32_t result = tokenFor(best.pair);
        merges.push_back({best.pair.first, best.pair.second, result});
        std::vector<uint32_t> words = std::move(known->second.words);
        m_pairs.erase(known);
        std::ranges::sort(words);
        words.erase(std::unique(words.begin(), words.end()), words.end());
        m_grown.clear();
        for (const uint32_t word : words)
            mergeIn(word, best.pair, result);
        m_pairs.erase(best.pair); // what overlapping occurrences (aaa) left of it
        std::ranges::sort(m_grown);
        m_grown.erase(std::unique(m_grown.begin(), m_grown.end()), m_grown.end());
        for (const Pair& pair : m_grown)
            if (const auto grown = m_pairs.find(pair);
                grown != m_pairs.end() && grown->second.count > 0)
                m_queue.push({grown->second.count, pair});
        return true;
    }
    return false;
}

void learnMerges(
    MergeLearner& learner, int64_t wanted, const std::function<bool(int64_t, int64_t)>& progress)
{
    const auto first = static_cast<int64_t>(learner.tokens.size());
    while (static_cast<int64_t>(learner.tokens.size()) < wanted && learner.mergeBest()) {
        const auto done = static_cast<int64_t>(learner.merges.size());
        if (progress && done % 64 == 0 && !progress(done, wanted - first))
            throw Error(tr("Training the tokenizer was stopped."), Error::Kind::Interrupted);
    }
}

} // namespace espalier
