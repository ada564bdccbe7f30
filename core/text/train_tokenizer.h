#pragma once

/// Tokenizers made from text: byte-level BPE, WordPiece and characters.

#include "core/text/tokenizer.h"

#include <functional>

namespace espalier {

struct BpeTrainParams
{
    int64_t vocabSize =
        2048; ///< bytes, merges and special tokens together; at least 256 + special tokens
    int64_t minFrequency =
        1; ///< a pair seen fewer times is not merged; the vocabulary then stays smaller
    std::vector<std::string> specialTokens = {
        "<|endoftext|>"}; ///< get the last ids; text is cut at them
    unsigned threads = 0; ///< threads that count; 0: one per core. Changes nothing in the result.
};

/// Byte-level BPE (Sennrich et al. 2016, on bytes as in GPT-2) trained from text: cut by GPT-2's
/// pattern, then the most frequent pair is merged first, ties to the lexicographically larger pair
/// of byte strings. Ids: the 256 bytes in GPT-2's order, merges in their order, special tokens.
/// Words longer than 256 bytes are counted in pieces. The first special token is eos (and bos).
class BpeTrainer
{
public:
    explicit BpeTrainer(BpeTrainParams params);
    ~BpeTrainer();
    BpeTrainer(const BpeTrainer&) = delete;
    BpeTrainer& operator=(const BpeTrainer&) = delete;

    /// Counts a text, or a piece of a long one that ends where words end. UTF-8, else Error.
    void add(std::string_view text);
    /// Learns the merges. `progress(done, total)` is called now and then; false stops with an Error
    /// (Interrupted). Error (input) where no text was added.
    Tokenizer finish(const std::function<bool(int64_t, int64_t)>& progress = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

struct WordPieceTrainParams
{
    int64_t vocabSize = 2048;  ///< special tokens, letters with and without ##, and merges together
    int64_t minFrequency = 1;  ///< a pair seen fewer times is not merged
    int64_t alphabet = 1000;   ///< the most characters kept, the frequent ones; the rest is unknown
    bool lowercase = false;    ///< to lower case first
    bool stripAccents = false; ///< without accents; takes Hangul apart into jamo, as BERT does
    std::vector<std::string> specialTokens; ///< more of them, behind [PAD] [UNK] [CLS] [SEP] [MASK]
    unsigned threads = 0; ///< threads that count; 0: one per core. Changes nothing in the result.
};

/// WordPiece as Hugging Face's WordPieceTrainer learns it: BPE on the characters of words (white
/// space and punctuation cut, CJK ideographs alone), pieces behind a word's first carry ##; applied
/// greedily, longest first. Ties as in BpeTrainer, by spelling. Ids: [PAD] [UNK] [CLS] [SEP]
/// [MASK], more special tokens, characters in code point order, those with ##, merges in their
/// order. Characters beyond the alphabet (at most half of the vocabulary) are left out of their
/// words.
class WordPieceTrainer
{
public:
    explicit WordPieceTrainer(WordPieceTrainParams params);
    ~WordPieceTrainer();
    WordPieceTrainer(const WordPieceTrainer&) = delete;
    WordPieceTrainer& operator=(const WordPieceTrainer&) = delete;

    /// As BpeTrainer's.
    void add(std::string_view text);
    Tokenizer finish(const std::function<bool(int64_t, int64_t)>& progress = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A tokenizer with one token per character (Unicode code point) seen in the text, in code point
/// order after `<unk>` (0) and the other special tokens. Stored as a WordLevel model with one
/// character per piece, which Hugging Face reads.
class CharacterTrainer
{
public:
    explicit CharacterTrainer(std::vector<std::string> specialTokens = {"<|endoftext|>"});
    void add(std::string_view text);
    Tokenizer finish() const;

private:
    std::vector<std::string> m_specialTokens;
    std::vector<bool> m_seen;
};

/// GPT-2's pre-tokenisation pattern.
extern const char* const kGpt2Pattern;

/// Bytes of text per second that one thread encodes: the median over `seconds` of repetitions after
/// one to warm up.
double encodeThroughput(const Tokenizer& tokenizer, std::string_view text, double seconds = 1.0);

} // namespace espalier
