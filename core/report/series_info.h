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

/// Whether a metric that starts with "eval_" or is made by evaluation alone: drawn in the
/// evaluation's colour.
bool isEvaluation(std::string_view name);

/// A number for a table: four significant digits, "1.2e-05" where it is tiny, "12,345" where it is
/// large; "–" for NaN.
std::string figureText(double value);

/// "2 h 05 min", "3 min 20 s", "12.4 s", "0.35 s"; "–" where it is zero or less.
std::string durationText(double milliseconds);

/// "2026-11-21 20:28" in UTC from UTC milliseconds; with seconds where asked. "–" for 0.
std::string timeText(int64_t milliseconds, bool seconds = false);

} // namespace espalier
