#pragma once

/// How a text is cut into pieces before the model: tokenizer.json's pre_tokenizer as a list of
/// steps.

#include "core/text/pattern.h"

#include <deque>
#include <optional>
#include <vector>

namespace espalier {

/// What becomes of a match (names as in tokenizer.json).
enum class MatchBehaviour { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

/// One step. Pieces go in, smaller pieces come out; none is empty.
struct SplitStep
{
    enum class Kind {
        Pattern,     ///< matches of `pattern`, as `behaviour` says
        Literal,     ///< matches of `literal`
        Characters,  ///< every character alone
        PrefixSpace, ///< a space in front of a piece that has none
        Words        ///< BERT's: words between white space, every mark of punctuation alone
    };
    Kind kind = Kind::Characters;
    std::optional<Pattern> pattern;
    std::string literal;
    MatchBehaviour behaviour = MatchBehaviour::Isolated;
    bool invert = false; ///< what lies between matches counts as the match
};

class PreTokenizer
{
public:
    PreTokenizer() = default;
    explicit PreTokenizer(std::vector<SplitStep> steps);

    /// The pieces of a text. They point into `text` or, where a step made new text, into `made`.
    /// `continues`: the first piece is the middle of a text and gets no space in front.
    void split(
        std::string_view text,
        bool continues,
        std::vector<std::string_view>& pieces,
        std::deque<std::string>& made) const;
    /// Whether a text may be cut after a line's end before a letter, and before a space between
    /// letters, without a change of its pieces: true for characters and for the patterns of the
    /// GPT-2 family.
    bool cutsAtWords() const { return m_cutsAtWords; }

private:
    std::vector<SplitStep> m_steps;
    bool m_cutsAtWords = false;
};

/// White space and word characters as added tokens see them.
bool isSpaceCharacter(char32_t character);
bool isLetterOrNumber(char32_t character);

/// The last cut that PreTokenizer::cutsAtWords promises to be safe; 0 where there is none.
size_t lastWordCut(std::string_view text);

} // namespace espalier
