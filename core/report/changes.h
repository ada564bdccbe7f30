#pragma once

/// What a stage changed: an evaluation of the model that came out of it beside one of the model
/// that went in.

#include "core/metrics/statistics.h"
#include "core/pipeline/graph.h"
#include "core/report/evaluation.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// Gives each evaluation what it is compared with, and the changes. That is the evaluation of the
/// nearest model before the one that was judged, by the same stage on the same data; where no model
/// before was judged, the first evaluation by the same stage on the same data or items. Figures of
/// single items are compared item by item, others by their standard errors, as if they were
/// independent (wider than needed where both read the same text).
void findChanges(const Pipeline& pipeline, std::vector<Evaluation>& evaluations);

enum class Verdict {
    Better,
    Worse,
    Other,  ///< more than chance, and neither way is better
    Chance, ///< the 95 % interval holds 0
    Unknown ///< without an interval
};
Verdict verdict(const EvaluatedChange& change);
/// "better", "worse", "changed", "can be chance" in the current language; empty for Unknown.
std::string verdictWord(Verdict verdict);

/// "+0.250 (0.07 – 0.43)": never more digits than the uncertainty lets stand.
std::string changeText(const EvaluatedChange& change);

/// What changed over all items, in sentences of the current language, losses as plainly as gains;
/// empty where there is nothing to compare with.
std::string changeSentence(const Evaluation& evaluation);

/// The mean of what `after` has over `before` in score, over the items that both judged; nothing
/// where they did not judge the same ones.
std::optional<Figure>
pairedScores(std::span<const EvalItem> before, std::span<const EvalItem> after);

} // namespace espalier
