#pragma once

#include <string>
#include <string_view>

namespace espalier {

/// What LaTeX and typography have several spellings for, in one.
std::string plainFormula(std::string_view text);

} // namespace espalier
