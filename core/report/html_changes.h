#pragma once

/// What each stage changed, as tables of a page: evaluations beside each other, and what each model
/// said to the same prompts.

#include "core/report/evaluation.h"

#include <span>
#include <string>

namespace espalier {

/// Tables of the evaluations that are compared with each other, and answers to the same items
/// beside each other; empty where nothing is.
std::string htmlChanges(std::span<const Evaluation> evaluations);

} // namespace espalier
