#pragma once

#include "core/report/evaluation.h"

#include <span>
#include <string>

namespace espalier {

/// What the evaluations of a run found, a card for each: every figure with its standard error, its
/// 95 % interval and n, those of each group, and the confusion matrix. Empty where nothing was
/// evaluated.
std::string htmlResults(std::span<const Evaluation> evaluations);

} // namespace espalier
