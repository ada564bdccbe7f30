#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of reward.logic.
struct RewardLogicParams
{
    std::string score = "share";

    static constexpr auto fields()
    {
        using P = RewardLogicParams;
        return std::tuple{
            field("score", &P::score, "share: of the conditions that an order or an assignment satisfies. all: 1 where all are satisfied, else 0. An answer of one word is right or wrong either way").choices("share", "all"),
        };
    }
    /// As makeVerifier() takes it.
    nlohmann::json description() const { return {{"kind", "logic"}, {"score", score}}; }
};

StageInfo rewardLogic();

} // namespace espalier
