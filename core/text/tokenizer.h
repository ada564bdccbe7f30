#pragma once

/// Text to token ids and back: the tokenizer of a model, read from and written to tokenizer.json.
/// Immutable after it is made, so one tokenizer serves any number of threads.
/// Left out: Unigram and BPE with byte fallback (refused by name), offsets, pairs of texts.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A token that is recognised in the text before the model sees it (a special token, or one that
/// was added later).
struct AddedToken
{
    int32_t id = 0;
    std::string content;
    bool singleWord = false; ///< only where no word character stands beside it
    bool lstrip = false;     ///< takes the white space on its left
    bool rstrip = false;     ///< takes the white space on its right
    bool normalized = false; ///< looked for after normalisation
    bool special = true;     ///< controls the model; decode can skip it
    bool operator==(const AddedToken&) const = default;
};

/// The ids that have a role; absent where the tokenizer has no such token.
struct SpecialIds
{
    std::optional<int32_t> bos;
    std::optional<int32_t> eos;
    std::optional<int32_t> pad;
    std::optional<int32_t> unk;
    std::optional<int32_t> mask; ///< stands for a token that a masked model must guess
    std::optional<int32_t> cls;  ///< begins a text of a masked model
    std::optional<int32_t> sep;  ///< ends one
    bool operator==(const SpecialIds&) const = default;
};

struct TokenizerParts;

class Tokenizer
{
public:
    /// Reads a tokenizer.json, a folder that holds one, a `...vocab.json` with its `...merges.txt`
    /// beside it (GPT-2's own files; either of the two may be named), BERT's vocab.txt (lowercase
    /// and accents as tokenizer_config.json beside it says), or a folder with one of these.
    /// Throws Error (input) that says which part of which file is malformed or unsupported.
    static Tokenizer load(const std::filesystem::path& path);
    /// Reads the text of a tokenizer.json; `config` is the text of a tokenizer_config.json (roles
    /// of tokens), or empty.
    static Tokenizer fromJson(std::string_view json, std::string_view config = {});

    explicit Tokenizer(std::unique_ptr<const TokenizerParts> parts);
    ~Tokenizer();
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;

    /// Token ids of a text (UTF-8, else Error). `parseSpecial`: the spelling of a special token in
    /// the text becomes that token; otherwise it is text like any other. `addSpecial`: what the
    /// post-processor adds (bos, eos) is added.
    std::vector<int32_t>
    encode(std::string_view text, bool parseSpecial = true, bool addSpecial = false) const;
    /// The same, appended to `ids`. `continues`: the text goes on from an earlier piece that ended
    /// at a `safeCut`.
    void encodeInto(
        std::string_view text,
        std::vector<int32_t>& ids,
        bool parseSpecial = true,
        bool continues = false) const;
    /// The same with several threads (0: one per core), for a long text.
    std::vector<int32_t>
    encodeParallel(std::string_view text, unsigned threads = 0, bool parseSpecial = true) const;
    /// The last place at which a text can be cut so that its two pieces, encoded one by one, give
    /// the ids of the whole (after a line's end, else before a space between letters); 0 where
    /// there is none.
    size_t safeCut(std::string_view text) const;

    /// The text of token ids. Bytes that are no UTF-8 become U+FFFD. Ids outside the vocabulary:
    /// Error.
    std::string decode(std::span<const int32_t> ids, bool skipSpecial = false) const;
    /// The bytes of one token, as decode joins them (half a character is possible; WordPiece's
    /// words come after a space). `first`: those at the beginning of a text.
    std::string_view bytesOf(int32_t id, bool first = false) const;

    /// One more than the largest id: the rows that an embedding needs.
    int32_t vocabSize() const;
    /// The id of a token as spelled in tokenizer.json (byte-level tokens in GPT-2's spelling,
    /// "Ġthe").
    std::optional<int32_t> idOf(std::string_view token) const;
    /// The spelling of an id; empty for an id that no token has.
    std::string_view tokenOf(int32_t id) const;
    bool isSpecial(int32_t id) const;

    const SpecialIds& special() const;
    std::span<const AddedToken> addedTokens() const;
    /// The model's type as tokenizer.json names it: "BPE", "WordLevel", "WordPiece".
    std::string_view kind() const;
    /// Whether every token but the added ones is one character.
    bool isCharacters() const;
    /// The Jinja chat template of tokenizer_config.json, or empty.
    std::string_view chatTemplate() const;

    /// The text of tokenizer.json and of tokenizer_config.json.
    std::string toJson() const;
    std::string configJson() const;
    /// Writes tokenizer.json and tokenizer_config.json, with a WordPiece model also vocab.txt, into
    /// a folder (made if missing), each atomically.
    void save(const std::filesystem::path& folder) const;

private:
    std::unique_ptr<const TokenizerParts> m_parts;
};

/// Decodes ids as they come and never gives half a character: what is incomplete waits for the next
/// id.
class StreamDecoder
{
public:
    explicit StreamDecoder(const Tokenizer& tokenizer, bool skipSpecial = false);
    /// The text that became complete with this id (often empty within a character of several
    /// tokens).
    std::string push(int32_t id);
    /// What is left at the end, an incomplete character as U+FFFD.
    std::string finish();

private:
    const Tokenizer& m_tokenizer;
    bool m_skipSpecial;
    bool m_first = true;
    std::string m_pending;
};

} // namespace espalier
