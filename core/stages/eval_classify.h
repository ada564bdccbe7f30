#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of eval.classify.
struct EvalClassifyParams {
    std::string split = "validation";
    std::string method = "auto";
    std::string pattern = "{text}\n";
    int64_t block = 0;
    int64_t limit = 0;
    int64_t batch = 32;

    static constexpr auto fields()
    {
        using P = EvalClassifyParams;
        return std::tuple{
            field("split", &P::split, "which part of the texts is sorted").choices("validation", "train"),
            field("method", &P::method, "head: the model's own head for labels. likelihood: the label that a language model finds likeliest after the text. generate: what it writes after the text. auto: head where there is one, else likelihood").choices("auto", "head", "likelihood", "generate"),
            field("pattern", &P::pattern, "what a language model reads before the label; {text} and {second} stand for the texts").advanced(),
            field("block", &P::block, "longest text in tokens, cut at its end; 0 is all of the model's positions").range(0, 1e7).unit("tokens"),
            field("limit", &P::limit, "sort at most this many, from the first on; 0 is all").range(0, 1e9).unit("texts"),
            field("batch", &P::batch, "texts computed together").range(1, 1e4).execution().advanced(),
        };
    }
};

StageInfo evalClassify();

} // namespace espalier
