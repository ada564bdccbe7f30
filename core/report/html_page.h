#pragma once

/// The frame that reports and comparisons share: style sheet, light and dark, and the pieces that
/// occur in both.

#include "core/report/svg_curve.h"

#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A whole document around `body`. One style sheet, no script, nothing fetched from elsewhere.
std::string htmlPage(std::string_view title, std::string_view body);

/// A section with a heading; nothing where the body is empty.
std::string htmlSection(std::string_view heading, std::string_view body);

/// A status word ("finished") in the current language, and as a coloured badge.
std::string stateWord(std::string_view state);
std::string stateBadge(std::string_view state);

/// Charts beside each other in as many columns as fit. `large` ones span the page where it is wide,
/// and are drawn for both widths.
std::string htmlCharts(const std::vector<SvgChart>& large, const std::vector<SvgChart>& small);

} // namespace espalier
