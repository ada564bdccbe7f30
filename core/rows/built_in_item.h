#pragma once

/// What the generators of built-in rows share: a story to ask about, and the item that comes out.

#include "core/base/random.h"
#include "core/data/world.h"

#include <optional>
#include <string>
#include <string_view>

namespace espalier::built_in {

/// One question of the built-in world with its answers.
struct Item
{
    std::string prompt;      ///< sentences of a story and the question
    std::string answer;      ///< the gold answer: a word to a sentence; empty where there is none
    std::string reply;       ///< the answer in a kind sentence
    std::string wrong;       ///< a reply that is not right
    std::string wrongAnswer; ///< what it has in the gold answer's place; empty: all of it
    std::string wrongTag;    ///< what is the matter with it
    std::string rationale;   ///< the steps that lead to the answer; mostly empty
    /// What is asked, however it is worded: decides the side in the prompt's place. Of sums their
    /// numbers, of safety the deed and its reason; mostly empty.
    std::string matter;
    std::string verdict; ///< what a good reply does, where that is judged: declines or helps
    /// Of code: asserts that the answer passes and the wrong reply fails. Of logic: constraints
    /// that leave the answer alone (core/reward/README.md).
    std::string tests;
    std::string entryPoint;      ///< of code: the function that they call
    bool onLineOfItsOwn = false; ///< whether a reply follows the prompt on a new line
};

/// The story an item is made of. Everything else that is chosen comes from `random`.
struct Source
{
    const world::Story& story;
    uint64_t seed;
    uint64_t index; ///< of the story
    Random& random;
    bool wrongToo = false; ///< whether the item's wrong reply is wanted; finding it takes time
};

/// So many stories belong to one row: rare plots are met among them.
inline constexpr uint64_t kStoriesPerRow = 256;

/// Makes an item of a kind; nothing where this story has none.
using Maker = std::optional<Item> (*)(const Source& source);

/// At most so many words (between blanks) make a prompt.
inline constexpr size_t kMostPromptWords = 70;
size_t wordsOf(std::string_view text);

/// The event of that name, if it was told.
const world::Event* eventNamed(const world::Story& story, std::string_view what);

/// The sentences of these events in the story's order, behind the one that says who lives where,
/// with up to `extra` others that have nothing to do with them. Empty where one of them was not
/// told.
std::string excerpt(const Source& source, const std::vector<std::string>& events, size_t extra);

/// One of the alternatives "a | b | c".
std::string oneOf(std::string_view alternatives, Random& random);
std::vector<std::string> alternativesOf(std::string_view text, char separator = '|');

/// A number of at least one that is one to three off: what a wrong sum gives.
int numberNear(int value, Random& random);

/// Whether the solver finds one solution to these constraints, and it is this answer.
bool leavesOnly(const std::string& constraints, const std::string& answer);

std::optional<Item> askDirect(const Source& source);
std::optional<Item> askIndirect(const Source& source);
std::optional<Item> askSum(const Source& source);
std::optional<Item> askSumSteps(const Source& source);
std::optional<Item> askCompare(const Source& source);
std::optional<Item> askLogic(const Source& source);
std::optional<Item> askLiars(const Source& source);
std::optional<Item> askRepair(const Source& source);
std::optional<Item> askList(const Source& source);
std::optional<Item> askStory(const Source& source);
std::optional<Item> askSafety(const Source& source);
std::optional<Item> askFeeling(const Source& source);
std::optional<Item> askArithmetic(const Source& source);
std::optional<Item> askArithmeticSteps(const Source& source);
std::optional<Item> askCode(const Source& source);
std::optional<Item> askCodeOfNumbers(const Source& source);

} // namespace espalier::built_in
