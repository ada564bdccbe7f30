#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of eval.problems.
struct EvalProblemsParams {
    std::string split = "validation";
    int64_t limit = 0;
    std::string write = "auto";
    int64_t answers = 1;
    double temperature = 0;
    double topP = 1;
    int64_t maxNewTokens = 128;
    std::vector<std::string> stop;
    std::string extraction = "flexible";
    double rightFrom = 1;
    int64_t batch = 32;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = EvalProblemsParams;
        return std::tuple{
            field("split", &P::split, "which part of the problems is asked").choices("validation", "train"),
            field("limit", &P::limit, "ask at most this many, from the first on; 0 is all").range(0, 1e9).unit("problems"),
            field("write", &P::write, "plain: the problem as it stands. chat: through the chat template. auto: chat for models that have a template").choices("auto", "plain", "chat"),
            field("answers", &P::answers, "answers to each problem; several give pass@k and a majority vote").range(1, 1000),
            field("temperature", &P::temperature, "0 always takes the likeliest token; several answers need more").range(0, 10),
            field("top_p", &P::topP, "only the likeliest tokens that reach this share together; 1 is all").range(0.01, 1).advanced(),
            field("max_new_tokens", &P::maxNewTokens, "longest answer").range(1, 1e5).unit("tokens"),
            field("stop", &P::stop, "texts that end an answer, beside the end token").advanced(),
            field("extraction", &P::extraction, "which answer decides `accuracy`. strict: what the text marks as its answer, or all of a one-line text. flexible: else the last number, or the gold answer anywhere in it; mathematics by value, so that 1/2 is 0.5. Both are reported").choices("strict", "flexible"),
            field("right_from", &P::rightFrom, "where a reward is wired: an answer is right from this reward on").range(-1e9, 1e9).advanced(),
            field("batch", &P::batch, "answers written together").range(1, 1e4).execution().advanced(),
            field("seed", &P::seed, "seed of the sampling").range(0, 9e15),
        };
    }
};

StageInfo evalProblems();

} // namespace espalier
