#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Tokens of a text that are asked for where each costs a pass of its own and no limit is set.
constexpr int64_t kPseudoTokens = 4096;

/// Parameters of eval.language.
struct EvalLanguageParams {
    std::string split = "validation";
    int64_t block = 0;
    int64_t stride = 0;
    int64_t batch = 8;
    int64_t maxTokens = 0;

    static constexpr auto fields()
    {
        using P = EvalLanguageParams;
        return std::tuple{
            field("split", &P::split, "which part of the text is read").choices("validation", "train"),
            field("block", &P::block, "length of the window; 0 is all of the model's positions").range(0, 1e7).unit("tokens"),
            field("stride", &P::stride, "how far the window moves: every token after the first window has at least block - stride before it; 0 is half a block").range(0, 1e7).unit("tokens"),
            field("batch", &P::batch, "windows computed together").range(1, 1e5).execution(),
            field("max_tokens", &P::maxTokens, "read at most this many tokens; 0 is all, or 4,096 for a model that fills gaps, where every token costs a pass of its own").range(0, 1e15).unit("tokens"),
        };
    }
};

StageInfo evalLanguage();

} // namespace espalier
