#include "core/base/error.h"
#include "core/text/merge_learner.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/train_tokenizer.h"
#include "core/text/utf8.h"
#include "core/text/word_counter.h"

#include <algorithm>
#include <map>

namespace espalier {

namespace {

constexpr const char* kReserved[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
constexpr std::string_view kPrefix = "##";

std::vector<std::string> charactersOf(std::string_view word)
{
    std::vector<std::string> characters;
    for (size_t at = 0; at < word.size();) {
        const size_t begin = at;
        nextCodePoint(word, at);
        characters.emplace_back(word.substr(begin, at - begin));
    }
    return characters;
}

/// The most frequent characters (ties to the smaller code point), in code point order: that of
/// their bytes.
std::vector<std::string> alphabetOf(const WordCounts& counts, size_t most)
{
    std::map<std::string, int64_t> seen;
    for (const auto& [word, count] : counts)
        for (const std::string& character : charactersOf(word))
            seen[character] += count;
    std::vector<std::pair<std::string, int64_t>> order(seen.begin(), seen.end());
    std::ranges::stable_sort(
        order, [](const auto& a, const auto& b) { return a.second > b.second; });
    order.resize(std::min(order.size(), most));
    std::vector<std::string> alphabet;
    for (auto& [character, count] : order)
        alphabet.push_back(std::move(character));
    std::ranges::sort(alphabet);
    return alphabet;
}

/// Words in tokens of one character each; `tokens` gains the characters that continue words.
std::vector<Word> spelled(const WordCounts& counts, std::vector<std::string>& tokens)
{
    std::map<std::string, int32_t> begins;
    for (const std::string& token : tokens)
        begins.emplace(token, static_cast<int32_t>(begins.size()));
    std::map<std::string, int32_t> goesOn;
    for (const auto& [text, count] : counts) {
        const auto characters = charactersOf(text);
        for (size_t i = 1; i < characters.size(); ++i)
            if (begins.contains(characters[i]))
                goesOn.emplace(characters[i], 0);
    }
    for (auto& [character, id] : goesOn) {
        id = static_cast<int32_t>(tokens.size());
        tokens.push_back(std::string(kPrefix) + character);
    }
    std::vector<Word> words;
    for (const auto& [text, count] : counts) {
        Word word{{}, count};
        const auto characters = charactersOf(text);
        for (size_t i = 0; i < characters.size(); ++i) {
            const auto& known = i == 0 ? begins : goesOn;
            if (const auto found = known.find(characters[i]); found != known.end())
                word.symbols.push_back(found->second);
        }
        words.push_back(std::move(word));
    }
    return words;
}

} // namespace

struct WordPieceTrainer::State
{
    WordPieceTrainParams params;
    std::vector<std::string> special; ///< all of them
    WordCounter counter;
};

WordPieceTrainer::WordPieceTrainer(WordPieceTrainParams params)
{
    std::vector<std::string> special(std::begin(kReserved), std::end(kReserved));
    for (const std::string& token : params.specialTokens)
        if (std::ranges::find(special, token) == special.end())
            special.push_back(token);
    const auto reserved = static_cast<int64_t>(special.size()) + 2;
    if (params.vocabSize < reserved)
        throw inputError(
            "A WordPiece vocabulary of {} is too small: {} special tokens and one letter need {}.",
            params.vocabSize,
            special.size(),
            reserved);
    std::vector<NormalForm> forms{NormalForm::CleanText, NormalForm::ChineseCharacters};
    if (params.stripAccents)
        forms.push_back(NormalForm::StripAccents);
    if (params.lowercase)
        forms.push_back(NormalForm::Lowercase);
    WordCounter counter(
        special,
        std::move(forms),
        {.kind = SplitStep::Kind::Words, .pattern = {}, .literal = {}},
        params.threads);
    m_state =
        std::make_unique<State>(State{std::move(params), std::move(special), std::move(counter)});
}

WordPieceTrainer::~WordPieceTrainer() = default;

void WordPieceTrainer::add(std::string_view text)
{
    m_state->counter.add(text);
}

Tokenizer WordPieceTrainer::finish(const std::function<bool(int64_t, int64_t)>& progress)
{
    const auto& [params, special, counter] = *m_state;
    const WordCounts counts = m_state->counter.take();
    const auto wanted = params.vocabSize - static_cast<int64_t>(special.size());
    const auto most = std::min(params.alphabet, wanted / 2); // each may come with and without ##
    std::vector<std::string> tokens =
        alphabetOf(counts, static_cast<size_t>(std::max<int64_t>(1, most)));
    std::vector<Word> words = spelled(counts, tokens);
    MergeLearner learner(std::move(tokens), std::move(words), params.minFrequency, kPrefix.size());
    learnMerges(learner, wanted, progress);

    nlohmann::json vocab = nlohmann::json::object();
    nlohmann::json added = nlohmann::json::array();
    for (const std::string& token : special) {
        const auto id = static_cast<int32_t>(added.size());
        vocab[token] = id;
        added.push_back(addedTokenJson({.id = id, .content = token}));
    }
    for (size_t i = 0; i < learner.tokens.size(); ++i)
        vocab[learner.tokens[i]] = special.size() + i;
    nlohmann::json file = bertSections(params.lowercase, params.stripAccents);
    file["post_processor"] = bertProcessing(2, 3);
    file["model"]["vocab"] = std::move(vocab);
    file["added_tokens"] = std::move(added);
    return Tokenizer(readParts(std::move(file), nlohmann::json::object()));
}

} // namespace espalier
