#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of reward.math.
struct RewardMathParams
{
    std::string extraction = "flexible";

    static constexpr auto fields()
    {
        using P = RewardMathParams;
        return std::tuple{
            field("extraction", &P::extraction, "where the answer is looked for. strict: what the text marks as its answer (####, \\boxed{}, the answer is, 답은), or all of a one-line text. flexible: else the last number, or the gold answer anywhere in it. Either way values are compared, so that 1/2 is 0.5").choices("flexible", "strict"),
        };
    }
    /// As makeVerifier() takes it.
    nlohmann::json description() const { return {{"kind", "math"}, {"extraction", extraction}}; }
};

StageInfo rewardMath();

} // namespace espalier
