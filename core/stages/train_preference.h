#pragma once

#include "core/pipeline/stage.h"
#include "core/stages/row_training.h"

namespace espalier {

/// Parameters of train.preference.
struct TrainPreferenceParams : PairTrainingParams
{
    TrainPreferenceParams()
    {
        epochs = 1;
        learningRate = 5e-5;
        minLearningRate = 5e-6;
        weightDecay = 0;
        evalBatches = 10;
        sampleInterval = 100;
        sampleTokens = 64;
        sampleTemperature = 0;
        samplePrompts = {};
        keep = "last";
    }

    std::string loss = "dpo";
    double beta = 0.1;
    double gamma = 1.375;
    double lambda = 0.1;
    double smoothing = 0;
    double desirable = 1;
    double undesirable = 1;

    static constexpr auto fields()
    {
        using P = TrainPreferenceParams;
        return std::tuple_cat(
            std::tuple{
                field("loss", &P::loss, "what is learned from a pair. dpo: the usual one. ipo: does not overfit certain pairs. kto: each answer by itself, wanted or not. orpo, simpo: without a reference. hinge, robust: dpo with another curve, or for labels of which a share is wrong").choices("dpo", "ipo", "kto", "orpo", "simpo", "hinge", "robust"),
                field("beta", &P::beta, "how much a distance to the reference weighs: less lets the model go farther (simpo: scale of the reward; its paper takes 2.5)").range(1e-6, 1e6),
                field("gamma", &P::gamma, "margin that the better answer must win by; the paper takes 0.55 beta").range(0, 1e6).onlyWith("loss", "simpo"),
                field("lambda", &P::lambda, "weight of the odds ratio beside plain learning of the better answer").range(0, 1e6).onlyWith("loss", "orpo"),
                field("smoothing", &P::smoothing, "share of labels taken as wrong (dpo, robust)").range(0, 0.49).advanced(),
                field("desirable", &P::desirable, "weight of wanted answers").range(0, 1e6).onlyWith("loss", "kto"),
                field("undesirable", &P::undesirable, "weight of unwanted answers").range(0, 1e6).onlyWith("loss", "kto"),
            },
            writeFields(),
            lengthFields(),
            blockFields(),
            batchFields(),
            optimizerFields(),
            validationFields(),
            sampleFields(),
            sampleRowFields(),
            machineFields());
    }
};

StageInfo trainPreference();

} // namespace espalier
