#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of label.simulated.
struct LabelSimulatedParams
{
    std::string rule = "qualities";
    std::vector<std::string> qualities{"ends_properly 2", "repetition -2", "words 0.02"};
    double noise = 0;
    double positionBias = 0;
    double tie = 0;
    std::string noiseOn = "train";
    std::string pairs = "neighbours";
    bool margin = false;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = LabelSimulatedParams;
        return std::tuple{
            field("rule", &P::rule, "what the annotator goes by. qualities: a sum of measurable ones. reward: the wired reward. likelihood: how likely the wired judge finds it, a token; without a judge, the model that wrote it").choices("qualities", "reward", "likelihood"),
            field("qualities", &P::qualities, "each a name and its weight: characters, words, sentences, word_length, repetition, distinct_words, ends_properly, hangul, latin, digits, capitals, question_marks, exclamation_marks, quotes, commas").onlyWith("rule", "qualities"),
            field("noise", &P::noise, "share of choices between two answers that turn out the other way").range(0, 0.5),
            field("noise_on", &P::noiseOn, "train: what is held out to judge by is without noise").choices("train", "both").advanced(),
            field("position_bias", &P::positionBias, "how much the answer shown first gains, in standard deviations of the scores").range(-10, 10),
            field("tie", &P::tie, "scores no farther apart than this are a tie").range(0, 1e9),
            field("pairs", &P::pairs, "which pairs a ranking gives. neighbours: each with the next worse. extremes: best and worst. all: every pair").choices("neighbours", "extremes", "all"),
            field("margin", &P::margin, "pairs bear how far apart their scores are").advanced(),
            field("seed", &P::seed, "seed of order and noise").range(0, 9e15),
        };
    }
};

StageInfo labelSimulated();

} // namespace espalier
