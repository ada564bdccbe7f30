#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of reward.blend.
struct RewardBlendParams
{
    std::vector<std::string> weights;
    std::vector<std::string> gates;
    double clipLow = -10;
    double clipHigh = 10;

    static constexpr auto fields()
    {
        using P = RewardBlendParams;
        return std::tuple{
            field("weights", &P::weights, "what each reward counts, in the order of the edges, such as [1, 0.2]; empty counts each once"),
            field("gates", &P::gates, "what each reward must reach, in the order of the edges, such as [0.5, none]: where one scores less, the whole is 0; empty is no gates"),
            field("clip_low", &P::clipLow, "the whole is at least this").range(-1e6, 1e6),
            field("clip_high", &P::clipHigh, "the whole is at most this").range(-1e6, 1e6),
        };
    }
    /// As makeVerifier() takes it, for parts that each name their `reward` or their `path`. Throws
    /// Error (input) where a weight or a gate is no number, or their count is not that of the parts.
    nlohmann::json description(const std::vector<nlohmann::json>& parts) const;
};

StageInfo rewardBlend();

} // namespace espalier
