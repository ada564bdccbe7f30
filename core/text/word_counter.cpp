#include "core/text/word_counter.h"

#include "core/base/error.h"
#include "core/text/parallel.h"
#include "core/text/utf8.h"

namespace espalier {

namespace {

constexpr size_t kBatchBytes = size_t{8} << 20;
constexpr size_t kLongestWord = 256;

void countWord(WordCounts& counts, std::string_view word, int64_t times = 1)
{
    if (const auto known = counts.find(word); known != counts.end())
        known->second += times;
    else
        counts.emplace(word, times);
}

std::vector<SplitStep> only(SplitStep step)
{
    std::vector<SplitStep> steps;
    steps.push_back(std::move(step));
    return steps;
}

} // namespace

WordCounter::WordCounter(
    const std::vector<std::string>& specialTokens,
    std::vector<NormalForm> forms,
    SplitStep step,
    unsigned threads)
    : m_forms(std::move(forms))
    , m_preTokenizer(only(std::move(step)))
    , m_counts(threadCount(threads))
{
    for (const std::string& token : specialTokens)
        m_special.push_back({.id = 0, .content = token});
    m_finder = AddedTokenFinder(m_special, false);
}

void WordCounter::countStretch(std::string_view text, WordCounts& into)
{
    std::vector<std::string_view> pieces;
    std::deque<std::string> made;
    const auto count = [&](std::string_view raw) {
        const std::string normal = m_forms.empty() ? std::string() : normalize(raw, m_forms);
        m_preTokenizer.split(m_forms.empty() ? raw : normal, false, pieces, made);
        for (std::string_view piece : pieces) {
            while (piece.size() > kLongestWord) {
                const std::string_view start = utf8Prefix(piece, kLongestWord);
                countWord(into, start);
                piece.remove_prefix(start.size());
            }
            countWord(into, piece);
        }
    };
    size_t done = 0;
    while (const auto found = m_finder.find(text, done, true, m_special)) {
        count(text.substr(done, found->span.begin - done));
        done = found->span.end;
    }
    count(text.substr(done));
}

void WordCounter::countBatch()
{
    const size_t slots = m_counts.size();
    parallelFor(slots, static_cast<unsigned>(slots), [&](size_t slot) {
        for (size_t i = slot; i < m_batch.size(); i += slots)
            countStretch(m_batch[i], m_counts[slot]);
    });
    m_batch.clear();
    m_batchBytes = 0;
}

void WordCounter::add(std::string_view text)
{
    if (const auto at = firstInvalidUtf8(text))
        throw inputError("The text is not UTF-8 at byte {}. Convert it to UTF-8 first.", *at);
    constexpr size_t kStretch = size_t{1} << 18;
    while (!text.empty()) {
        size_t end = text.size();
        if (end > kStretch) {
            const std::string_view start = utf8Prefix(text, kStretch);
            const size_t cut = lastWordCut(start);
            end = cut != 0 ? cut : start.size();
        }
        m_batch.emplace_back(text.substr(0, end));
        m_batchBytes += end;
        text.remove_prefix(end);
        if (m_batchBytes >= kBatchBytes)
            countBatch();
    }
}

WordCounts WordCounter::take()
{
    countBatch();
    WordCounts all = std::move(m_counts.front());
    for (size_t i = 1; i < m_counts.size(); ++i)
        for (const auto& [word, count] : m_counts[i])
            countWord(all, word, count);
    m_counts.assign(m_counts.size(), {});
    if (all.empty())
        throw inputError("There is no text to train a tokenizer from.");
    return all;
}

} // namespace espalier
