#include "core/base/error.h"
#include "core/text/byte_level.h"
#include "core/text/merge_learner.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/train_tokenizer.h"
#include "core/text/word_counter.h"

namespace espalier {

// NOLINTNEXTLINE(modernize-raw-string-literal): shown as tokenizers print it
const char* const kGpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

namespace {

constexpr int32_t kBytes = 256;

SplitStep gpt2Step()
{
    SplitStep step;
    step.kind = SplitStep::Kind::Pattern;
    step.pattern.emplace(kGpt2Pattern);
    return step;
}

/// The 256 bytes in GPT-2's order.
std::vector<std::string> byteTokens()
{
    std::vector<std::string> tokens;
    for (int32_t id = 0; id < kBytes; ++id)
        tokens.emplace_back(1, static_cast<char>(gpt2Byte(id)));
    return tokens;
}

std::vector<Word> spelledInBytes(const WordCounts& counts)
{
    std::array<int32_t, kBytes> idOfByte{};
    for (int32_t id = 0; id < kBytes; ++id)
        idOfByte[gpt2Byte(id)] = id;
    std::vector<Word> words;
    for (const auto& [text, count] : counts) {
        Word word{{}, count};
        for (const char byte : text)
            word.symbols.push_back(idOfByte[static_cast<unsigned char>(byte)]);
        words.push_back(std::move(word));
    }
    return words;
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
    BpeTrainParams params;
    WordCounter counter;
};

BpeTrainer::BpeTrainer(BpeTrainParams params)
{
    const auto reserved = static_cast<int64_t>(kBytes + params.specialTokens.size());
    if (params.vocabSize < reserved)
        throw inputError(
            "A byte-level vocabulary of {} is too small: 256 bytes and {} special tokens need {}.",
            params.vocabSize,
            params.specialTokens.size(),
            reserved);
    WordCounter counter(params.specialTokens, {}, gpt2Step(), params.threads);
    m_state = std::make_unique<State>(State{std::move(params), std::move(counter)});
}

BpeTrainer::~BpeTrainer() = default;

void BpeTrainer::add(std::string_view text)
{
    m_state->counter.add(text);
}

Tokenizer BpeTrainer::finish(const std::function<bool(int64_t, int64_t)>& progress)
{
    MergeLearner learner(
        byteTokens(), spelledInBytes(m_state->counter.take()), m_state->params.minFrequency);
    const auto wanted =
        m_state->params.vocabSize - static_cast<int64_t>(m_state->params.specialTokens.size());
    learnMerges(learner, wanted, progress);
    return buildTokenizer(learner, m_state->params.specialTokens);
}

} // namespace espalier
