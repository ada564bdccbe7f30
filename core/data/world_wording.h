#pragma once

#include "core/data/world_plot.h"

namespace espalier::world {

/// What the variables of a plot stand for in one story.
struct Cast
{
    std::vector<int> lexeme; ///< per variable; -1 unset
    std::vector<int> value;  ///< per variable; 0 unset
    bool animals = false;
};

/// The sentence: every slot filled from the cast, particles and articles fitted, capitals set.
std::string inWords(const std::vector<Element>& elements, const Cast& cast, Language language);

} // namespace espalier::world
