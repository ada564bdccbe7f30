#include "core/report/run_figures.h"

#include <set>

namespace espalier {

RunFigures runFigures(const std::vector<SeriesInfo>& series)
{
    std::set<int64_t> reinforced;
    for (const SeriesInfo& each : series)
        if (each.name == "reward")
            reinforced.insert(each.stageRun);
    RunFigures figures;
    for (const SeriesInfo& each : series) {
        if (each.name == "num_tokens")
            figures.tokens = figures.tokens.value_or(0) + each.last;
        else if (each.name == "reward")
            figures.reward = each.last;
        else if (reinforced.contains(each.stageRun))
            continue;
        else if (each.name == "loss")
            figures.loss = each.last;
        else if (each.name == "eval_loss") {
            figures.evalLoss = each.last;
            figures.bestEval = each.min;
        }
    }
    return figures;
}

} // namespace espalier
