#pragma once

#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of sample.candidates.
struct SampleCandidatesParams
{
    int64_t answers = 4;
    std::vector<std::string> temperatures{"0.7", "1"};
    int64_t maxNewTokens = 64;
    int64_t limit = 0;
    double duplicate = 0.9;
    int64_t tries = 4;
    std::string write = "auto";
    int64_t batch = 64;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = SampleCandidatesParams;
        return std::tuple{
            field("answers", &P::answers, "different answers to each prompt").range(2, 9),
            field("temperatures", &P::temperatures, "temperatures that answers are sampled at, in turn; several models too take turns"),
            field("max_new_tokens", &P::maxNewTokens, "longest answer").range(1, 1e5).unit("tokens"),
            field("limit", &P::limit, "ask at most this many training prompts, from the first on; 0 is all. Of the validation prompts the same share").range(0, 1e9).unit("prompts"),
            field("duplicate", &P::duplicate, "answers that share this much of their pairs of words are taken for the same, and replaced").range(0.01, 1).advanced(),
            field("tries", &P::tries, "how often an answer like another is sampled again").range(0, 100).advanced(),
            field("write", &P::write, "plain: the prompt as it stands. chat: through the chat template. auto: chat for models that have a template").choices("auto", "plain", "chat"),
            field("batch", &P::batch, "answers written together").range(1, 1e4).execution().advanced(),
            field("seed", &P::seed, "seed of the sampling").range(0, 9e15),
        };
    }
    /// The temperatures as numbers; what is none is NaN.
    std::vector<double> temperatureValues() const;
};

StageInfo sampleCandidates();

} // namespace espalier
