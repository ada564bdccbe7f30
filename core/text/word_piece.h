#pragma once

/// WordPiece as BERT applies it: a word is cut greedily, the longest token that fits first; pieces
/// behind the first carry a prefix. A word that can't be cut, or is too long, becomes unknown.

#include "core/text/token_model.h"

namespace espalier {

struct WordPieceOptions
{
    int32_t unk = 0;
    std::string prefix = "##";
    int64_t mostCharacters = 100; ///< of a word; a longer one is unknown
};

class WordPieceModel : public TokenModel
{
public:
    /// `inModel`: by id, whether a piece may be that token (added tokens may not). The vocabulary
    /// must outlive the model.
    WordPieceModel(
        const Vocabulary& vocabulary, const std::vector<bool>& inModel, WordPieceOptions options);
    void encode(std::string_view piece, std::vector<int32_t>& ids) const override;
    const WordPieceOptions& options() const { return m_options; }

private:
    const Vocabulary& m_vocabulary;
    const std::vector<bool>& m_inModel;
    WordPieceOptions m_options;
    size_t m_longest = 0; ///< bytes of the longest token
};

/// The reference's clean-up of decoded words: no space before . ? ! , and English contractions.
std::string cleanedUp(std::string text);

} // namespace espalier
