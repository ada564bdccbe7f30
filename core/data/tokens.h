#pragma once

/// Token stores: a folder with `train.bin`, `validation.bin`, ... of uint16 or uint32 ids (little
/// endian), the start of every document in `train.documents.bin` (uint64), and `tokens.json` that
/// describes them. Written as a stream with all cores, read memory-mapped: neither text nor tokens
/// need to fit in memory.

#include "core/base/files.h"
#include "core/data/document.h"
#include "core/text/tokenizer.h"

#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace espalier {

struct TokenWriteOptions
{
    std::optional<int32_t> separator; ///< put after every document (the eos id)
    bool parseSpecial = true;         ///< special tokens spelled in the text become tokens
    unsigned threads = 0;             ///< 0: one per core. Changes nothing in the result.
    /// Called after each batch with the bytes of text done; false stops with an Error
    /// (Interrupted).
    std::function<bool(uint64_t)> progress;
};

/// What one file of a store holds.
struct TokenCounts
{
    uint64_t tokens = 0;
    uint64_t documents = 0;
    uint64_t textBytes = 0; ///< of the documents before encoding, without separators
};

/// Encodes a source into `folder`/`name`.bin and enters it into the folder's tokens.json. Error
/// where nothing came.
TokenCounts writeTokens(
    DocumentSource& source,
    const Tokenizer& tokenizer,
    const std::filesystem::path& folder,
    std::string_view name,
    const TokenWriteOptions& options = {});

/// Writes ids as one document, as they are: for measurements and tests that have no text.
TokenCounts writeIds(
    std::vector<int32_t> ids,
    int32_t vocabSize,
    const std::filesystem::path& folder,
    std::string_view name);

/// The tokens of one name in a store, memory-mapped.
class TokenStore
{
public:
    /// Throws Error (input) where the store is missing, damaged or has no such name.
    TokenStore(const std::filesystem::path& folder, std::string_view name);
    /// Whether a store has tokens of this name.
    static bool has(const std::filesystem::path& folder, std::string_view name);

    uint64_t size() const { return m_counts.tokens; }
    int32_t at(uint64_t index) const;
    /// Copies the tokens from `start` on; all of `out` must lie within the store.
    void copy(uint64_t start, std::span<int64_t> out) const;
    void copy(uint64_t start, std::span<int32_t> out) const;

    uint64_t documents() const { return m_counts.documents; }
    /// The index of a document's first token.
    uint64_t documentStart(uint64_t document) const;
    uint64_t textBytes() const { return m_counts.textBytes; }
    int32_t vocabSize() const { return m_vocabSize; }
    std::optional<int32_t> separator() const { return m_separator; }

private:
    TokenCounts m_counts;
    int32_t m_vocabSize = 0;
    std::optional<int32_t> m_separator;
    bool m_wide = false;
    MappedFile m_tokens;
    MappedFile m_starts;
};

} // namespace espalier
