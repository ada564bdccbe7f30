#pragma once

/// Where rewards come from, whatever gives them: a reward model, a check without a model, or a
/// blend of both. An artifact's `reward.json` says which.

#include "core/engine/torch.h"
#include "core/reward/verifier.h"
#include "core/rows/row.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace espalier {

/// An answer that waits for its reward.
struct Answered
{
    const Row* row = nullptr; ///< its prompt, and what is known of the right answer
    std::string text;         ///< without special tokens
    bool ended = true;        ///< by itself
    int64_t tokens = 0;
};

/// A reward, opened.
class RewardSource
{
public:
    explicit RewardSource(std::unique_ptr<Verifier> verifier)
        : m_verifier(std::move(verifier))
    {
    }
    /// One number an answer, in their order; NaN where it can't be scored.
    std::vector<double> score(std::span<const Answered> answers) const;

private:
    std::unique_ptr<Verifier> m_verifier;
};

/// What reward.json says of a reward model.
struct RewardModelFacts
{
    double mean = 0, std = 1;    ///< over reference samples: scores become (raw - mean) / std
    std::string write = "plain"; ///< "chat": through the chat template
    int64_t maxTokens = 0;       ///< longer texts are cut at their end
};

/// Writes reward.json of a model.
void writeRewardModel(const RewardModelFacts& facts, const std::filesystem::path& folder);

/// Opens the reward in a folder. Throws Error (input) where it is none, or what it needs is
/// missing.
RewardSource openReward(const std::filesystem::path& folder, torch::Device device);

} // namespace espalier
