#pragma once

/// Rewards for what can be seen of an answer without knowing the right one.

#include "core/reward/verifier.h"

namespace espalier {

/// The mean by weight of some rules, each from 0 to 1:
///
///     {"kind": "rules", "rules": [
///         {"rule": "format", "format": "ends", "weight": 1},
///         {"rule": "length", "unit": "tokens", "shortest": 20, "longest": 200, "soft": 0.2},
///         {"rule": "repetition", "words": 3},
///         {"rule": "language", "language": "korean"},
///         {"rule": "quality", "quality": "sentences", "least": 1, "most": 3, "soft": 0.5}],
///      "qualities": ["words 0.02", "repetition -2"]}
///
/// What `qualities` name is added to that mean, each times its weight, whatever it comes to.
///
/// format: "ends" (by itself, with the end of a sentence), "think" (thoughts once between <think>
/// and </think>, at the start), or a regular expression that must have a match. length: a window
/// with soft edges (windowed()), of "tokens" or "characters". repetition: 1 less repeatedShare().
/// language: the share of letters in Hangul ("korean") or Latin ("english"). quality: a window of
/// any quality (quality.h). A rule that can't be measured (tokens not counted) is left out, and the
/// verdict is `partial`; an empty answer scores 0.
std::unique_ptr<Verifier> makeRulesVerifier(const nlohmann::json& description);

} // namespace espalier
