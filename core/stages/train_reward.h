#pragma once

#include "core/pipeline/stage.h"
#include "core/stages/row_training.h"

namespace espalier {

/// Parameters of train.reward.
struct TrainRewardParams : PairTrainingParams
{
    TrainRewardParams()
    {
        epochs = 2;
        learningRate = 3e-4;
        minLearningRate = 3e-5;
        weightDecay = 0.01;
        evalBatches = 20;
        sampleInterval = 0;
    }

    std::string loss = "bradley_terry";
    bool margin = true;
    double centre = 0;
    int64_t heads = 1;

    static constexpr auto fields()
    {
        using P = TrainRewardParams;
        return std::tuple_cat(
            std::tuple{
                field("loss", &P::loss, "bradley_terry: pairs. plackett_luce: whole rankings, where the preferences hold them; a pair is a ranking of two").choices("bradley_terry", "plackett_luce"),
                field("margin", &P::margin, "pairs that bear a margin must differ by it").onlyWith("loss", "bradley_terry"),
                field("centre", &P::centre, "pulls the two scores of a pair around 0; 0.01 is usual, 0 is off").range(0, 100),
                field("heads", &P::heads, "score heads whose mean is the reward; where they disagree it is not to be trusted").range(1, 64),
            },
            writeFields(),
            lengthFields(),
            blockFields(),
            batchFields(),
            optimizerFields(),
            validationFields(),
            machineFields());
    }
};

StageInfo trainReward();

} // namespace espalier
