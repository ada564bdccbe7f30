/// tokenizer.json's model and decoder: one table row per type, everything unknown refused by name.

#include "core/text/byte_level.h"
#include "core/text/tokenizer_json.h"
#include "core/text/word_piece.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

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

std::unique_ptr<TokenModel> readWordPiece(const Json& model, bool byteLevel, TokenizerParts& parts)
{
    if (byteLevel)
        throw unsupported("pre_tokenizer", "ByteLevel with a WordPiece model");
    const auto unk = readUnk(model, parts.vocabulary);
    if (!unk)
        throw malformed("model.unk_token", "a WordPiece model needs one");
    WordPieceOptions options{.unk = *unk};
    if (const Json& prefix = member(model, "continuing_subword_prefix"); prefix.is_string())
        options.prefix = prefix.get<std::string>();
    if (const Json& most = member(model, "max_input_chars_per_word"); most.is_number_integer())
        options.mostCharacters = most.get<int64_t>();
    return std::make_unique<WordPieceModel>(parts.vocabulary, parts.inModel, options);
}

constexpr ModelKind kModelKinds[] = {
    {"BPE", readBpe, "ByteLevel"},
    {"WordLevel", readWordLevel, "Fuse"},
    {"WordPiece", readWordPiece, "WordPiece"},
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

} // namespace

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

const ModelKind& modelKindOf(const Json& model)
{
    const std::string type = modelType(model);
    const auto* kind =
        std::ranges::find_if(kModelKinds, [&](const ModelKind& one) { return type == one.type; });
    if (kind == std::end(kModelKinds))
        throw unsupported("model.type", type);
    return *kind;
}

void readDecoder(const Json& section, const ModelKind& kind, TokenizerParts& parts)
{
    for (const Json* one : sequenceOf(section, "decoders", "decoder")) {
        const std::string type = textOf(*one, "type", "decoder");
        if (type != kind.decoder && type != "Fuse")
            throw unsupported("decoder", type + " with a " + kind.type + " model");
        if (type == "WordPiece")
            parts.wordPieces = {
                textOf(*one, "prefix", "decoder"), flagOf(*one, "cleanup", true, "decoder")};
    }
    if (section.is_null() && kind.decoder != std::string("ByteLevel"))
        throw unsupported("decoder", std::string("none with a ") + kind.type + " model");
}

} // namespace espalier
