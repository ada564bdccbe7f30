#pragma once

/// What a Tokenizer is made of. For the files that build one; users see tokenizer.h only.

#include "core/text/added_tokens.h"
#include "core/text/bpe.h"
#include "core/text/normalizer.h"
#include "core/text/pretokenizer.h"
#include "core/text/tokenizer.h"
#include "core/text/vocabulary.h"

#include <nlohmann/json.hpp>

namespace espalier {

/// tokenizer.json's WordPiece decoder.
struct WordPieceSpelling
{
    std::string prefix = "##"; ///< of a piece that continues a word
    bool cleanUp = true;       ///< no space before punctuation and English contractions
};

struct TokenizerParts
{
    TokenizerParts() = default;
    TokenizerParts(const TokenizerParts&) = delete;
    TokenizerParts& operator=(const TokenizerParts&) = delete;

    std::string type;               ///< of the model: "BPE", "WordLevel", "WordPiece"
    Vocabulary vocabulary;          ///< model and added tokens
    std::vector<bool> inModel;      ///< by id: whether model.vocab lists it
    std::vector<std::string> bytes; ///< by id: what decode joins
    std::vector<std::string>
        firstBytes; ///< by id: what decode writes at the beginning; empty: `bytes`
    std::vector<std::string> modelBytes; ///< the same for the model's own tokens only
    std::unique_ptr<TokenModel> model;

    std::vector<AddedToken> added; ///< by id
    AddedTokenFinder rawFinder;
    AddedTokenFinder normalizedFinder;
    bool addedHoldCuts = false; ///< an added token could lie across a safe cut
    std::vector<bool> specialIds;
    std::optional<WordPieceSpelling> wordPieces; ///< where decode joins words with spaces

    std::vector<NormalForm> normalForms;
    PreTokenizer preTokenizer;
    std::vector<int32_t> prefix; ///< what the post-processor puts in front of a text
    std::vector<int32_t> suffix; ///< and behind it
    SpecialIds special;

    nlohmann::json
        sections; ///< the file but added_tokens, model.vocab and model.merges, as it was read
    nlohmann::json config; ///< tokenizer_config.json as it was read
};

/// Reads the parts from the contents of the two files. Throws Error (input).
std::unique_ptr<TokenizerParts> readParts(nlohmann::json tokenizer, nlohmann::json config);

/// The text of tokenizer.json, and of tokenizer_config.json with the special tokens' names.
std::string writeTokenizer(const TokenizerParts& parts);
std::string writeConfig(const TokenizerParts& parts);

/// tokenizer.json's sections of a GPT-2 tokenizer (byte level, no added tokens), with an empty BPE
/// model.
nlohmann::json gpt2Sections();

/// tokenizer.json's sections of a BERT tokenizer with an empty WordPiece model.
nlohmann::json bertSections(bool lowercase, bool stripAccents, bool chineseCharacters = true);
/// The post-processor that puts [CLS] in front and [SEP] behind.
nlohmann::json bertProcessing(int32_t cls, int32_t sep);
/// A whole tokenizer.json from BERT's vocab.txt (a token a line) and tokenizer_config.json.
nlohmann::json bertFromVocabText(std::string_view text, const nlohmann::json& config);
/// vocab.txt of a tokenizer; empty where a token has a line's end in it.
std::string vocabText(const TokenizerParts& parts);

/// One entry of added_tokens: a special token found in the text as it is.
nlohmann::json addedTokenJson(const AddedToken& token);

/// The post-processor's ids in front of and behind a text. Throws Error (input) for an unsupported
/// type.
void readPostProcessor(const nlohmann::json& section, TokenizerParts& parts);

} // namespace espalier
