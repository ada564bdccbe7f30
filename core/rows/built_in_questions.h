#pragma once

/// Questions about the plots of the built-in world, written as text in built_in_questions_*.cpp:
///
///   ask KIND PLOT[+-][pb]... : EVENT...   which plots ("*" all; + good, - bad; p people, b beasts)
///                                         and the sentences that carry the answer
///   ? QUESTION | QUESTION | ...
///   = ANSWER                              slots as in built_in_slots.h
///   ! REPLY | REPLY                       the answer in a sentence
///   x WRONG | WRONG                       wrong answers; else that of another story
///   with plus K N R                       (or minus) draws K and makes R of N and K
///   via EVENT...                          sentences that tell the steps
///   works TEXT                            or what leads to the answer, in words
///   holds LINE; LINE; ...                 what the sentences say, as constraints with one solution
///                                         (core/reward/README.md)

#include "core/data/world.h"

#include <string>
#include <vector>

namespace espalier::built_in {

/// One entry of that text.
struct Question
{
    struct Draw
    {
        bool plus = true;
        std::string drawn, left, result;
    };
    std::string kind;
    std::vector<std::string> plots;
    std::vector<std::string> events;
    std::string asked; ///< alternatives, with slots
    std::string answer;
    std::string replies;
    std::string wrong;
    std::vector<Draw> draws;
    std::vector<std::string> steps;
    std::string working;     ///< with slots; instead of the steps' sentences
    std::string constraints; ///< with slots, lines divided by ";"; mostly empty
};

const std::vector<Question>& questions(Language language);

std::string_view englishQuestions();
std::string_view koreanQuestions();

} // namespace espalier::built_in
