#include "core/engine/stages/rollout_samples.h"

#include "core/text/utf8.h"

#include <cmath>

namespace espalier {

namespace {

/// Prompts of a step whose first answer is shown token by token; they follow the samples' numbers.
constexpr int64_t kShownRollouts = 3;
constexpr int kFirstRollout = 100;

} // namespace

std::vector<SampledText> rolloutSamples(
    const Rollouts& rollouts, const std::vector<Row>& prompts, const Tokenizer& tokenizer)
{
    std::vector<SampledText> texts;
    const auto shown = std::min<int64_t>(kShownRollouts, static_cast<int64_t>(prompts.size()));
    for (int64_t i = 0; i < shown; ++i) {
        const int64_t answer = i * rollouts.group;
        const Sequence& sequence = rollouts.sequences[static_cast<size_t>(answer)];
        nlohmann::json tokens = nlohmann::json::array();
        std::vector<int32_t> ids;
        int64_t first = -1;
        for (size_t t = 0; t < sequence.ids.size(); ++t)
            if (sequence.response[t] != 0) {
                first = first < 0 ? static_cast<int64_t>(t) - 1 : first;
                ids.push_back(sequence.ids[t]);
                // A token may end inside a letter: what is no text is replaced.
                tokens.push_back(toValidUtf8(tokenizer.bytesOf(sequence.ids[t])));
            }
        nlohmann::json detail{{"tokens", tokens}};
        const auto put = [&](const char* name, const torch::Tensor& all) {
            if (!all.defined() || first < 0)
                return;
            const auto row = all[answer].to(torch::kCPU, torch::kFloat32).contiguous();
            const auto* values = row.data_ptr<float>() + first;
            detail[name] = std::vector<float>(values, values + ids.size());
        };
        put("log_prob", rollouts.oldLogProbs);
        put("kl", rollouts.kl);
        put("reward", rollouts.tokenRewards);
        put("value", rollouts.values);
        put("advantage", rollouts.advantages);
        const float score = rollouts.scores[answer].item<float>();
        if (std::isfinite(score))
            detail["score"] = score;
        texts.push_back(
            {static_cast<int>(kFirstRollout + i),
             plainText(prompts[static_cast<size_t>(i)].prompt),
             tokenizer.decode(ids, true),
             static_cast<int64_t>(ids.size()),
             detail});
    }
    return texts;
}

} // namespace espalier
