#include "core/engine/stages/ranking_figures.h"

#include "core/metrics/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier {

nlohmann::json rankingFigures(const JudgedRankings& judged)
{
    const auto n = static_cast<int64_t>(judged.margins.size());
    nlohmann::json out{{"pairs", n}};
    if (n == 0)
        return out;
    out["accuracy"] = toJson(shareFigure(judged.right, n));
    out["length_only_accuracy"] = toJson(shareFigure(judged.longer, n));
    // Expected calibration error over ten bins of sigma(|margin|).
    std::array<std::array<double, 3>, 10> bins{};
    for (const double margin : judged.margins) {
        const double sure = 1 / (1 + std::exp(-std::abs(margin)));
        auto& bin = bins[std::min<size_t>(9, static_cast<size_t>((sure - 0.5) * 20))];
        bin[0] += 1;
        bin[1] += sure;
        bin[2] += margin > 0 ? 1 : 0;
    }
    double error = 0;
    for (const auto& [count, sure, good] : bins) {
        error += std::abs(sure - good) / static_cast<double>(n);
        if (count > 0)
            out["by_certainty"].push_back(
                {{"certainty", sure / count}, {"accuracy", good / count}, {"pairs", count}});
    }
    out["calibration_error"] = error;
    out["length_correlation"] = correlation(judged.scores, judged.lengths);
    if (!judged.spread.empty())
        out["mean_head_deviation"] = meanFigure(judged.spread).value;
    return out;
}

} // namespace espalier
