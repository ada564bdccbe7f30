/// tokenizer.json to TokenizerParts: added tokens, roles, and the order in which all is read.

#include "core/text/tokenizer_json.h"
#include "core/text/word_piece.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

/// What decode writes for each token: a word after a space, a continuation without its prefix.
void spellWordPieces(TokenizerParts& parts)
{
    const auto& [prefix, cleanUp] = *parts.wordPieces;
    parts.firstBytes = parts.bytes;
    for (size_t id = 0; id < parts.bytes.size(); ++id) {
        std::string& bytes = parts.bytes[id];
        if (!parts.vocabulary.contains(static_cast<int32_t>(id)))
            continue;
        bytes = !prefix.empty() && bytes.starts_with(prefix) ? bytes.substr(prefix.size())
                                                             : " " + bytes;
        if (cleanUp) {
            bytes = cleanedUp(std::move(bytes));
            parts.firstBytes[id] = cleanedUp(std::move(parts.firstBytes[id]));
        }
    }
}

std::vector<AddedToken> readAdded(const Json& list)
{
    std::vector<AddedToken> added;
    if (list.is_null())
        return added;
    if (!list.is_array())
        throw malformed("added_tokens", "it should be a list");
    for (const Json& one : list) {
        const std::string part = "added_tokens, entry " + std::to_string(added.size() + 1);
        if (!member(one, "id").is_number_integer())
            throw malformed(part, "\"id\" is no whole number");
        AddedToken token;
        token.id = one["id"].get<int32_t>();
        token.content = textOf(one, "content", part);
        token.singleWord = flagOf(one, "single_word", false, part);
        token.lstrip = flagOf(one, "lstrip", false, part);
        token.rstrip = flagOf(one, "rstrip", false, part);
        token.special = flagOf(one, "special", false, part);
        token.normalized = flagOf(one, "normalized", !token.special, part);
        added.push_back(std::move(token));
    }
    std::ranges::stable_sort(added, {}, &AddedToken::id);
    return added;
}

/// Enters the added tokens beside the model's own; those that both have must agree.
void enterAdded(Entries& entries, const std::vector<AddedToken>& added)
{
    std::unordered_map<std::string, int64_t> known(entries.begin(), entries.end());
    for (const AddedToken& token : added) {
        const auto [place, isNew] = known.emplace(token.content, token.id);
        if (isNew)
            entries.emplace_back(token.content, token.id);
        else if (place->second != token.id)
            throw inputError(
                "tokenizer.json: the added token \"{}\" has the id {}, but model.vocab gives it "
                "{}.",
                token.content,
                token.id,
                place->second);
    }
}

void fillBytes(TokenizerParts& parts)
{
    parts.bytes = parts.modelBytes;
    parts.specialIds.resize(parts.bytes.size());
    for (const AddedToken& token : parts.added) {
        parts.bytes[token.id] = token.content;
        parts.specialIds[token.id] = token.special;
        parts.addedHoldCuts = parts.addedHoldCuts || lastWordCut(token.content) != 0;
    }
    if (parts.wordPieces)
        spellWordPieces(parts);
    parts.rawFinder = AddedTokenFinder(parts.added, false);
    parts.normalizedFinder = AddedTokenFinder(parts.added, true);
}

std::optional<int32_t>
roleOf(const TokenizerParts& parts, const char* key, std::initializer_list<const char*> usualNames)
{
    const Json& named = member(parts.config, key);
    if (named.is_null() && parts.config.contains(key))
        return std::nullopt;
    const Json& content = named.is_object() ? member(named, "content") : named;
    if (content.is_string())
        return parts.vocabulary.id(content.get<std::string>());
    for (const char* name : usualNames)
        if (const auto id = parts.vocabulary.id(name))
            return id;
    return std::nullopt;
}

SpecialIds readRoles(const TokenizerParts& parts)
{
    return {
        roleOf(
            parts,
            "bos_token",
            {"<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>", "<|endoftext|>"}),
        roleOf(parts, "eos_token", {"</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"}),
        roleOf(parts, "pad_token", {"<pad>", "[PAD]", "<|pad|>"}),
        roleOf(parts, "unk_token", {"<unk>", "[UNK]"}),
        roleOf(parts, "mask_token", {"[MASK]", "<mask>"}),
        roleOf(parts, "cls_token", {"[CLS]"}),
        roleOf(parts, "sep_token", {"[SEP]"}),
    };
}

} // namespace

std::unique_ptr<TokenizerParts> readParts(Json file, Json config)
{
    if (!file.is_object())
        throw inputError("This is no tokenizer.json: it should hold an object with \"model\".");
    auto parts = std::make_unique<TokenizerParts>();
    const Json& model = member(file, "model");
    const ModelKind& kind = modelKindOf(model);
    parts->type = kind.type;

    Entries entries = readVocab(model);
    const size_t ownTokens = entries.size();
    parts->added = readAdded(member(file, "added_tokens"));
    enterAdded(entries, parts->added);
    std::vector<int64_t> ownIds;
    for (size_t i = 0; i < ownTokens; ++i)
        ownIds.push_back(entries[i].second);
    parts->vocabulary = Vocabulary(std::move(entries));
    parts->inModel.resize(parts->vocabulary.size());
    parts->modelBytes.resize(parts->vocabulary.size());
    for (const int64_t id : ownIds) {
        parts->inModel[id] = true;
        parts->modelBytes[id] = parts->vocabulary.token(static_cast<int32_t>(id));
    }

    bool byteLevel = false;
    parts->normalForms = readNormalizer(member(file, "normalizer"));
    parts->preTokenizer = PreTokenizer(readPreTokenizer(member(file, "pre_tokenizer"), byteLevel));
    readDecoder(member(file, "decoder"), kind, *parts);
    readPostProcessor(member(file, "post_processor"), *parts);
    parts->model = kind.read(model, byteLevel, *parts);
    fillBytes(*parts);
    parts->config = std::move(config);
    parts->special = readRoles(*parts);

    file.erase("added_tokens");
    file["model"].erase("vocab");
    file["model"].erase("merges");
    parts->sections = std::move(file);
    return parts;
}

} // namespace espalier
