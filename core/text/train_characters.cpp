#include "core/base/error.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/train_tokenizer.h"
#include "core/text/utf8.h"

namespace espalier {

namespace {

constexpr const char* kUnknown = "<unk>";
constexpr size_t kCodePoints = 0x110000;

nlohmann::json characterSections()
{
    nlohmann::json sections = gpt2Sections();
    sections["pre_tokenizer"] = {
        {"type", "Split"},
        {"pattern", {{"Regex", "[\\s\\S]"}}},
        {"behavior", "Isolated"},
        {"invert", false}};
    sections["decoder"] = {{"type", "Fuse"}};
    sections["model"] = {{"type", "WordLevel"}, {"unk_token", kUnknown}};
    return sections;
}

} // namespace

CharacterTrainer::CharacterTrainer(std::vector<std::string> specialTokens)
    : m_specialTokens(std::move(specialTokens))
    , m_seen(kCodePoints)
{
}

void CharacterTrainer::add(std::string_view text)
{
    if (const auto at = firstInvalidUtf8(text))
        throw inputError("The text is not UTF-8 at byte {}. Convert it to UTF-8 first.", *at);
    for (size_t at = 0; at < text.size();)
        m_seen[nextCodePoint(text, at)] = true;
}

Tokenizer CharacterTrainer::finish() const
{
    nlohmann::json vocab = nlohmann::json::object();
    nlohmann::json added = nlohmann::json::array();
    const auto addSpecial = [&](const std::string& token) {
        const auto id = static_cast<int32_t>(vocab.size());
        vocab[token] = id;
        added.push_back(addedTokenJson({.id = id, .content = token}));
    };
    addSpecial(kUnknown);
    for (const std::string& token : m_specialTokens)
        addSpecial(token);
    for (size_t codePoint = 0; codePoint < kCodePoints; ++codePoint) {
        if (!m_seen[codePoint])
            continue;
        std::string character;
        appendUtf8(character, static_cast<char32_t>(codePoint));
        vocab.emplace(character, vocab.size());
    }
    if (vocab.size() == added.size())
        throw inputError("There is no text to train a tokenizer from.");

    nlohmann::json file = characterSections();
    file["model"]["vocab"] = std::move(vocab);
    file["added_tokens"] = std::move(added);
    nlohmann::json config = {{"unk_token", kUnknown}};
    if (!m_specialTokens.empty()) {
        config["bos_token"] = m_specialTokens.front();
        config["eos_token"] = m_specialTokens.front();
    }
    return Tokenizer(readParts(std::move(file), std::move(config)));
}

} // namespace espalier
