#pragma once

/// Reading the sections of tokenizer.json; for the files that do it.

#include "core/base/error.h"
#include "core/text/tokenizer_parts.h"

namespace espalier {

/// "tokenizer.json: PART is not supported (WHAT)." and "... is malformed: WHAT."
Error unsupported(const std::string& part, const std::string& what);
Error malformed(const std::string& part, const std::string& what);

/// A member of a JSON object; null where it is missing.
const nlohmann::json& member(const nlohmann::json& object, const char* key);
/// A member that must be a text; throws malformed(part) else.
std::string textOf(const nlohmann::json& object, const char* key, const std::string& part);
/// A member that may be missing or null; throws malformed(part) where it is no truth value.
bool flagOf(const nlohmann::json& object, const char* key, bool fallback, const std::string& part);
/// The members of a Sequence, or the section itself; none where it is null.
std::vector<const nlohmann::json*>
sequenceOf(const nlohmann::json& section, const char* key, const std::string& part);

std::vector<NormalForm> readNormalizer(const nlohmann::json& section);
/// The steps of the section; whether it goes to bytes at the end.
std::vector<SplitStep> readPreTokenizer(const nlohmann::json& section, bool& byteLevel);

using Entries = std::vector<std::pair<std::string, int64_t>>;
/// The tokens and ids of model.vocab.
Entries readVocab(const nlohmann::json& model);

/// A type of model: its name, and how it is read once the vocabulary is (`modelBytes` holds the
/// tokens as spelled).
struct ModelKind
{
    const char* type;
    std::unique_ptr<TokenModel> (*read)(
        const nlohmann::json& model, bool byteLevel, TokenizerParts& parts);
    const char* decoder;
};
/// The kind of model.type. Throws Error (input) where it is none of the table.
const ModelKind& modelKindOf(const nlohmann::json& model);
/// Reads `prefix` and `cleanup` where the decoder is WordPiece's; throws where it doesn't fit.
void readDecoder(const nlohmann::json& section, const ModelKind& kind, TokenizerParts& parts);

} // namespace espalier
