#include "core/base/error.h"
#include "core/text/byte_level.h"
#include "core/text/parallel.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/train_tokenizer.h"
#include "core/text/utf8.h"

#include <queue>

#include <algorithm>

namespace espalier {

// NOLINTNEXTLINE(modernize-raw-string-literal): shown as tokenizers print it
const char* const kGpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

namespace {

constexpr size_t kBatchBytes = size_t{8} << 20;
constexpr size_t kLongestWord = 256;
constexpr int32_t kBytes = 256;

struct WordHash
{
    using is_transparent = void;
    size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
};
using WordCounts = std::unordered_map<std::string, int64_t, WordHash, std::equal_to<>>;

void countWord(WordCounts& counts, std::string_view word, int64_t times = 1)
{
    if (const auto known = counts.find(word); known != counts.end())
        known->second += times;
    else
        counts.emplace(word, times);
}

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
    MergeLearner(const WordCounts& counts, int64_t minFrequency);
    /// Merges the best pair; false where no pair is frequent enough.
    bool mergeBest();

    std::vector<std::string> tokens; ///< bytes of every token so far, by id
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
    std::vector<Word> m_words;
    std::unordered_map<Pair, PairInfo, PairHash> m_pairs;
    std::unordered_map<std::string, int32_t> m_ids;
    std::vector<Pair> m_grown; ///< pairs whose count rose in this merge
    std::priority_queue<Candidate, std::vector<Candidate>, IsWorse> m_queue;
};

MergeLearner::MergeLearner(const WordCounts& counts, int64_t minFrequency)
    : m_minFrequency(std::max<int64_t>(1, minFrequency))
    , m_queue(IsWorse{&tokens})
{
    std::array<int32_t, kBytes> idOfByte{};
    for (int32_t id = 0; id < kBytes; ++id) {
        const unsigned char byte = gpt2Byte(id);
        idOfByte[byte] = id;
        tokens.emplace_back(1, static_cast<char>(byte));
        m_ids.emplace(tokens.back(), id);
    }
    for (const auto& [text, count] : counts) {
        if (text.size() < 2)
            continue;
        Word word{{}, count};
        for (const char byte : text)
            word.symbols.push_back(idOfByte[static_cast<unsigned char>(byte)]);
        const auto index = static_cast<uint32_t>(m_words.size());
        for (size_t i = 0; i + 1 < word.symbols.size(); ++i)
            change({word.symbols[i], word.symbols[i + 1]}, count, index);
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
    std::string bytes = tokens[pair.first] + tokens[pair.second];
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

Tokenizer buildTokenizer(const MergeLearner& learner, const std::vector<std::string>& specialTokens)
{
    nlohmann::json file = gpt2Sections();
    nlohmann::json vocab = nlohmann::json::object();
    for (size_t id = 0; id < learner.tokens.size(); ++id)
        vocab[spellBytes(learner.tokens[id])] = id;
    nlohmann::json merges = nlohmann::json::array();
    for (const Merge& merge : learner.merges)
        merges.push_back(
            {spellBytes(learner.tokens[merge.left]), spellBytes(learner.tokens[merge.right])});
    nlohmann::json added = nlohmann::json::array();
    nlohmann::json config = nlohmann::json::object();
    for (const std::string& token : specialTokens) {
        const auto id = static_cast<int32_t>(learner.tokens.size() + added.size());
        vocab[token] = id;
        added.push_back(addedTokenJson({.id = id, .content = token}));
    }
    if (!specialTokens.empty())
        config = {{"bos_token", specialTokens.front()}, {"eos_token", specialTokens.front()}};
    file["model"]["vocab"] = std::move(vocab);
    file["model"]["merges"] = std::move(merges);
    file["added_tokens"] = std::move(added);
    return Tokenizer(readParts(std::move(file), std::move(config)));
}

} // namespace

struct BpeTrainer::State
{
    explicit State(BpeTrainParams given);
    void countBatch();
    void countStretch(std::string_view text, WordCounts& into);

    BpeTrainParams params;
    std::vector<AddedToken> special;
    AddedTokenFinder finder;
    PreTokenizer preTokenizer;
    std::vector<std::string> batch;
    size_t batchBytes = 0;
    std::vector<WordCounts> counts; ///< one per thread slot
};

BpeTrainer::State::State(BpeTrainParams given)
    : params(std::move(given))
    , counts(threadCount(params.threads))
{
    const auto reserved = static_cast<int64_t>(kBytes + params.specialTokens.size());
    if (params.vocabSize < reserved)
        throw inputError(
            "A byte-level vocabulary of {} is too small: 256 bytes and {} special tokens need {}.",
            params.vocabSize,
            params.specialTokens.size(),
            reserved);
    for (const std::string& token : params.specialTokens)
        special.push_back({.id = 0, .content = token});
    finder = AddedTokenFinder(special, false);
    std::vector<SplitStep> steps(1);
    steps[0].kind = SplitStep::Kind::Pattern;
    steps[0].pattern.emplace(kGpt2Pattern);
    preTokenizer = PreTokenizer(std::move(steps));
}

void BpeTrainer::State::countStretch(std::string_view text, WordCounts& into)
{
    std::vector<std::string_view> pieces;
    std::deque<std::string> made;
    const auto count = [&](std::string_view plain) {
        preTokenizer.split(plain, false, pieces, made);
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
    while (const auto found = finder.find(text, done, true, special)) {
        count(text.substr(done, found->span.begin - done));
        done = found->span.end;
    }
    count(text.substr(done));
}

void BpeTrainer::State::countBatch()
{
    const size_t slots = counts.size();
    parallelFor(slots, static_cast<unsigned>(slots), [&](size_t slot) {
        for (size_t i = slot; i < batch.size(); i += slots)
            countStretch(batch[i], counts[slot]);
    });
    batch.clear();
    batchBytes = 0;
}

BpeTrainer::BpeTrainer(BpeTrainParams params)
    : m_state(std::make_unique<State>(std::move(params)))
{
}

BpeTrainer::~BpeTrainer() = default;

void BpeTrainer::add(std::string_view text)
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
        m_state->batch.emplace_back(text.substr(0, end));
        m_state->batchBytes += end;
        text.remove_prefix(end);
        if (m_state->batchBytes >= kBatchBytes)
            m_state->countBatch();
    }
}

Tokenizer BpeTrainer::finish(const std::function<bool(int64_t, int64_t)>& progress)
{
    m_state->countBatch();
    WordCounts all = std::move(m_state->counts.front());
    for (size_t i = 1; i < m_state->counts.size(); ++i)
        for (const auto& [word, count] : m_state->counts[i])
            countWord(all, word, count);
    m_state->counts.assign(m_state->counts.size(), {});
    if (all.empty())
        throw inputError("There is no text to train a tokenizer from.");

    MergeLearner learner(all, m_state->params.minFrequency);
    const auto wanted = m_state->params.vocabSize - static_cast<int64_t>(m_state->special.size());
    while (static_cast<int64_t>(learner.tokens.size()) < wanted && learner.mergeBest()) {
        const auto done = static_cast<int64_t>(learner.merges.size());
        if (progress && done % 64 == 0 && !progress(done, wanted - kBytes))
            throw Error(tr("Training the tokenizer was stopped."), Error::Kind::Interrupted);
    }
    return buildTokenizer(learner, m_state->params.specialTokens);
}

} // namespace espalier
