#pragma once

/// What a key means while answers are ranked, in whatever input mode the keyboard is.

#include <optional>

class QKeyEvent;

namespace espalier {

/// A key's meaning; `card` is for Card alone.
struct RankKey
{
    enum class Act {
        Card, ///< 1 to 9, or A and B of a pair
        TieNext,
        Back,
        TieAll,
        Bad,
        Skip,
        Flag,
        Comment,
        Commit,
        Undo,
        Keys,
        Left,
        Right,
        Up,
        Down,
        PageUp,
        PageDown,
    };
    Act act = Act::Card;
    int card = 0;
};

/// Nothing where the key means nothing here. Letters are known by their Latin key, by the jamo on
/// the same key (Hangul mode of a keyboard layout) or by the key's place on the keyboard.
std::optional<RankKey> rankKeyOf(const QKeyEvent& event);

} // namespace espalier
