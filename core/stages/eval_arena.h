#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of eval.arena.
struct EvalArenaParams
{
    std::string split = "validation";
    int64_t limit = 200;
    int64_t maxNewTokens = 64;
    double temperature = 1;
    double tie = 0;
    std::string write = "auto";
    int64_t batch = 64;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = EvalArenaParams;
        return std::tuple{
            field("split", &P::split, "which part of the prompts is asked").choices("validation", "train"),
            field("limit", &P::limit, "ask at most this many, from the first on; 0 is all").range(0, 1e9).unit("prompts"),
            field("max_new_tokens", &P::maxNewTokens, "longest answer").range(1, 1e5).unit("tokens"),
            field("temperature", &P::temperature, "0 always takes the likeliest token; 1 samples as the model believes").range(0, 10),
            field("tie", &P::tie, "rewards no farther apart than this are a tie").range(0, 1e9),
            field("write", &P::write, "plain: the prompt as it stands. chat: through the chat template. auto: chat for models that have a template").choices("auto", "plain", "chat"),
            field("batch", &P::batch, "answers written together").range(1, 1e4).execution().advanced(),
            field("seed", &P::seed, "seed of the sampling").range(0, 9e15),
        };
    }
};

StageInfo evalArena();

} // namespace espalier
