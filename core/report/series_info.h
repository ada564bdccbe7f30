#pragma once

/// What a series of a standard name means to a reader: which way is better, which curves belong
/// together.

#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class Sense { LowerIsBetter, HigherIsBetter, Neither };

/// Whether less or more of a metric is better, by its name ("loss", "eval_accuracy",
/// "rewards/margins", ...).
Sense metricSense(std::string_view name);

/// The name without a leading "eval_": series of the same base are drawn together.
std::string_view metricBase(std::string_view name);

/// A number for a table: four significant digits, no more; "1.2e-05" where it is tiny, "12,345"
/// where it is a count.
std::string figureText(double value);

/// "2 h 05 min", "3 min 20 s", "12.4 s"; milliseconds in.
std::string durationText(double milliseconds);

} // namespace espalier
