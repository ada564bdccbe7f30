#pragma once

#include "core/data/world_plot.h"

namespace espalier::world {

/// Reads a sentence with slots; `plot` says what its variables are. Names that are new become
/// variables of `plots`. Throws std::logic_error at a mistake, which is a bug in the plots.
Frame readFrame(std::string_view text, Plots& plots, const Plot& plot, Language language);

} // namespace espalier::world
