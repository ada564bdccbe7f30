#pragma once

#include "core/pipeline/stage.h"
#include "core/stages/training.h"

namespace espalier {

/// Parameters of train.pretrain.
struct PretrainParams : TrainingParams {
    std::string objective = "clm";
    std::string rows = "packed";
    double maskShare = 0.15;
    double maskTokenShare = 0.8;
    double randomTokenShare = 0.1;
    int64_t maxTokens = 0;
    int64_t block = 0;
    std::string order = "shuffled";

    static constexpr auto fields()
    {
        using P = PretrainParams;
        return std::tuple_cat(
            std::tuple{
                field("objective", &P::objective, "clm: predict the next token. mlm: fill gaps from both sides, with a model that sees both ways (bert)").choices("clm", "mlm"),
                field("rows", &P::rows, "packed: the text goes on from row to row. documents: each row is a document by itself, cut where it is longer than a block; for short texts").choices("packed", "documents").onlyWith("objective", "mlm"),
                field("mask_share", &P::maskShare, "share of the tokens that must be guessed").range(0.001, 0.9).onlyWith("objective", "mlm"),
                field("mask_token_share", &P::maskTokenShare, "of those, the share that the mask token stands for").range(0, 1).advanced().onlyWith("objective", "mlm"),
                field("random_token_share", &P::randomTokenShare, "of those, the share that a random token stands for; the rest stay as they are").range(0, 1).advanced().onlyWith("objective", "mlm"),
            },
            lengthFields(),
            std::tuple{
                field("max_tokens", &P::maxTokens, "tokens to learn from; 0 is not used. The first end reached counts").range(0, 1e15).unit("tokens"),
                field("block", &P::block, "context length of training; 0 is all of the model's positions").range(0, 1e7).unit("tokens"),
            },
            batchFields(),
            std::tuple{
                field("order", &P::order, "each window of the text once an epoch, or windows drawn at random").choices("shuffled", "random").advanced(),
            },
            optimizerFields(),
            validationFields(),
            sampleFields(),
            machineFields());
    }
};

StageInfo trainPretrain();

} // namespace espalier
