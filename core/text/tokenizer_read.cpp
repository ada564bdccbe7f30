/// tokenizer.json to TokenizerParts: one table row per model type, everything unknown refused by
/// name.

#include "core/base/error.h"
#include "core/text/byte_level.h"
#include "core/text/tokenizer_parts.h"
#include "core/text/train_tokenizer.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

Error unsupported(const std::string& part, const std::string& what)
{
    return inputError("tokenizer.json: {} is not supported ({}).", part, what);
}

Error malformed(const std::string& part, const std::string& what)
{
    return inputError("tokenizer.json: {} is malformed: {}.", part, what);
}

/// A member of a JSON object; null where it is missing.
const Json& member(const Json& object, const char* key)
{
    static const Json none;
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? *found : none;
}

std::string textOf(const Json& object, const char* key, const std::string& part)
{
    const Json& value = member(object, key);
    if (!value.is_string())
        throw malformed(part, std::string("\"") + key + "\" should be a text");
    return value.get<std::string>();
}

bool flagOf(const Json& object, const char* key, bool fallback, const std::string& part)
{
    const Json& value = member(object, key);
    if (value.is_null())
        return fallback;
    if (!value.is_boolean())
        throw malformed(part, std::string("\"") + key + "\" should be true or false");
    return value.get<bool>();
}

/// The members of a Sequence, or the section itself.
std::vector<const Json*> sequenceOf(const Json& section, const char* key, const std::string& part)
{
    if (section.is_null())
        return {};
    if (textOf(section, "type", part) != "Sequence")
        return {&section};
    const Json& list = member(section, key);
    if (!list.is_array())
        throw malformed(part, std::string("a Sequence needs the list \"") + key + "\"");
    std::vector<const Json*> all;
    for (const Json& inner : list)
        for (const Json* one : sequenceOf(inner, key, part))
            all.push_back(one);
    return all;
}

std::vector<NormalForm> readNormalizer(const Json& section)
{
    std::vector<NormalForm> forms;
    for (const Json* step : sequenceOf(section, "normalizers", "normalizer")) {
        const std::string type = textOf(*step, "type", "normalizer");
        const auto all = normalForms();
        const auto known = std::ranges::find_if(
            all, [&](const NormalFormInfo& info) { return type == info.type; });
        if (known == all.end())
            throw unsupported("normalizer", type);
        forms.push_back(known->form);
    }
    return forms;
}

MatchBehaviour behaviourOf(const std::string& name)
{
    static const std::pair<const char*, MatchBehaviour> all[] = {
        {"Isolated", MatchBehaviour::Isolated},
        {"Removed", MatchBehaviour::Removed},
        {"MergedWithPrevious", MatchBehaviour::MergedWithPrevious},
        {"MergedWithNext", MatchBehaviour::MergedWithNext},
        {"Contiguous", MatchBehaviour::Contiguous},
    };
    for (const auto& [known, behaviour] : all)
        if (name == known)
            return behaviour;
    throw unsupported("pre_tokenizer", "Split with the behavior " + name);
}

SplitStep patternStep(const std::string& expression)
{
    SplitStep step;
    step.kind = SplitStep::Kind::Pattern;
    step.pattern.emplace(expression);
    return step;
}

SplitStep readSplit(const Json& section)
{
    const Json& pattern = member(section, "pattern");
    SplitStep step;
    if (const Json& regex = member(pattern, "Regex"); regex.is_string()) {
        if (regex == "[\\s\\S]")
            step.kind = SplitStep::Kind::Characters;
        else
            step = patternStep(regex.get<std::string>());
    } else if (const Json& literal = member(pattern, "String"); literal.is_string()) {
        step.kind = SplitStep::Kind::Literal;
        step.literal = literal.get<std::string>();
    } else {
        throw malformed("pre_tokenizer", "Split needs a pattern, Regex or String");
    }
    step.behaviour = behaviourOf(textOf(section, "behavior", "pre_tokenizer"));
    step.invert = flagOf(section, "invert", false, "pre_tokenizer");
    if (step.kind == SplitStep::Kind::Characters && step.behaviour != MatchBehaviour::Isolated)
        step = patternStep("[\\s\\S]");
    return step;
}

/// The steps of the section; whether it goes to bytes at the end.
std::vector<SplitStep> readPreTokenizer(const Json& section, bool& byteLevel)
{
    const std::string part = "pre_tokenizer";
    std::vector<SplitStep> steps;
    byteLevel = false;
    for (const Json* one : sequenceOf(section, "pretokenizers", part)) {
        const std::string type = textOf(*one, "type", part);
        if (byteLevel)
            throw unsupported(part, type + " after ByteLevel");
        if (type == "Split") {
            steps.push_back(readSplit(*one));
        } else if (type == "Digits") {
            steps.push_back(
                patternStep(flagOf(*one, "individual_digits", false, part) ? "\\p{N}" : "\\p{N}+"));
        } else if (type == "ByteLevel") {
            byteLevel = true;
            if (flagOf(*one, "add_prefix_space", true, part))
                steps.push_back(
                    {.kind = SplitStep::Kind::PrefixSpace, .pattern = {}, .literal = {}});
            if (flagOf(*one, "use_regex", true, part))
                steps.push_back(patternStep(kGpt2Pattern));
        } else {
            throw unsupported(part, type);
        }
    }
    return steps;
}

using Entries = std::vector<std::pair<std::string, int64_t>>;

Entries readVocab(const Json& model)
{
    const Json& vocab = member(model, "vocab");
    if (!vocab.is_object())
        throw malformed("model.vocab", "it should be an object of tokens and ids");
    Entries entries;
    entries.reserve(vocab.size());
    for (const auto& [token, id] : vocab.items()) {
        if (!id.is_number_integer())
            throw malformed(
                "model.vocab", "the id of the token \"" + token + "\" is no whole number");
        entries.emplace_back(token, id.get<int64_t>());
    }
    return entries;
}

std::pair<std::string, std::string> mergeTokens(const Json& merge, size_t index)
{
    const std::string place = "merge " + std::to_string(index + 1);
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
        return {merge[0].get<std::string>(), merge[1].get<std::string>()};
    if (!merge.is_string())
        throw malformed("model.merges", place + " is neither \"a b\" nor [\"a\", \"b\"]");
    const auto text = merge.get<std::string>();
    const size_t space = text.find(' ');
    if (space == std::string::npos || space == 0 || space + 1 == text.size() ||
        text.find(' ', space + 1) != std::string::npos)
        throw malformed(
            "model.merges", place + " (\"" + text + "\") is not two tokens with a space between");
    return {text.substr(0, space), text.substr(space + 1)};
}

std::vector<Merge> readMerges(const Json& model, const Vocabulary& vocabulary)
{
    const Json& list = member(model, "merges");
    if (!list.is_array())
        throw malformed("model.merges", "it should be a list");
    std::vector<Merge> merges;
    merges.reserve(list.size());
    for (size_t i = 0; i < list.size(); ++i) {
        const auto [left, right] = mergeTokens(list[i], i);
        const auto idOf = [&](const std::string& token) {
            const auto id = vocabulary.id(token);
            if (!id)
                throw malformed(
                    "model.merges",
                    "merge " + std::to_string(i + 1) + " needs the token \"" + token +
                        "\", which the vocabulary lacks");
            return *id;
        };
        merges.push_back({idOf(left), idOf(right), idOf(left + right)});
    }
    return merges;
}

std::optional<int32_t> readUnk(const Json& model, const Vocabulary& vocabulary)
{
    const Json& unk = member(model, "unk_token");
    if (unk.is_null())
        return std::nullopt;
    const auto id = unk.is_string() ? vocabulary.id(unk.get<std::string>()) : std::nullopt;
    if (!id)
        throw malformed("model.unk_token", unk.dump() + " is not in the vocabulary");
    return id;
}

std::unique_ptr<TokenModel> readBpe(const Json& model, bool byteLevel, TokenizerParts& parts)
{
    if (!byteLevel)
        throw unsupported("pre_tokenizer", "a BPE model needs ByteLevel as its last step");
    if (flagOf(model, "byte_fallback", false, "model"))
        throw unsupported("model.byte_fallback", "only byte-level BPE is");
    for (const char* affix : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (const Json& text = member(model, affix); text.is_string() && text != "")
            throw unsupported(std::string("model.") + affix, text.get<std::string>());
    if (const Json& dropout = member(model, "dropout"); dropout.is_number() && dropout != 0)
        throw unsupported("model.dropout", "encoding would be random");
    for (std::string& token : parts.modelBytes)
        token = unspellBytes(token);
    return std::make_unique<BpeModel>(
        parts.modelBytes,
        readMerges(model, parts.vocabulary),
        BpeOptions{
            flagOf(model, "ignore_merges", false, "model"), readUnk(model, parts.vocabulary)});
}

std::unique_ptr<TokenModel> readWordLevel(const Json& model, bool byteLevel, TokenizerParts& parts)
{
    if (byteLevel)
        throw unsupported("pre_tokenizer", "ByteLevel with a WordLevel model");
    return std::make_unique<WordLevelModel>(parts.vocabulary, readUnk(model, parts.vocabulary));
}

/// A type of model: its name, and how it is read once the vocabulary is (`modelBytes` holds the
/// tokens as spelled).
struct ModelKind
{
    const char* type;
    std::unique_ptr<TokenModel> (*read)(const Json& model, bool byteLevel, TokenizerParts& parts);
    const char* decoder;
};
constexpr ModelKind kModelKinds[] = {
    {"BPE", readBpe, "ByteLevel"},
    {"WordLevel", readWordLevel, "Fuse"},
};

std::string modelType(const Json& model)
{
    if (!model.is_object())
        throw malformed("model", "it is missing");
    if (const Json& type = member(model, "type"); type.is_string())
        return type.get<std::string>();
    if (member(model, "merges").is_array()) // older files name no type
        return "BPE";
    throw malformed("model", "\"type\" is missing");
}

void checkDecoder(const Json& section, const ModelKind& kind)
{
    for (const Json* one : sequenceOf(section, "decoders", "decoder")) {
        const std::string type = textOf(*one, "type", "decoder");
        if (type != kind.decoder && type != "Fuse")
            throw unsupported("decoder", type + " with a " + kind.type + " model");
    }
    if (section.is_null() && kind.decoder != std::string("ByteLevel"))
        throw unsupported("decoder", std::string("none with a ") + kind.type + " model");
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
    };
}

} // namespace

std::unique_ptr<TokenizerParts> readParts(Json file, Json config)
{
    if (!file.is_object())
        throw inputError("This is no tokenizer.json: it should hold an object with \"model\".");
    auto parts = std::make_unique<TokenizerParts>();
    const Json& model = member(file, "model");
    parts->type = modelType(model);
    const auto* kind = std::ranges::find_if(
        kModelKinds, [&](const ModelKind& one) { return parts->type == one.type; });
    if (kind == std::end(kModelKinds))
        throw unsupported("model.type", parts->type);

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
    checkDecoder(member(file, "decoder"), *kind);
    readPostProcessor(member(file, "post_processor"), *parts);
    parts->model = kind->read(model, byteLevel, *parts);
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
