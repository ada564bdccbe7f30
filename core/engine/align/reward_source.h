#pragma once

/// Where rewards come from, whatever gives them: a reward model, a check without a model, or a
/// blend of both. An artifact's `reward.json` says which.

#include "core/base/message.h"
#include "core/engine/align/reward_part.h"
#include "core/engine/torch.h"
#include "core/reward/verifier.h"
#include "core/rows/row.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
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

/// How many programs were tested in a way that they could cheat (Verdict::weaker).
struct WeakerChecks
{
    int64_t answers = 0;  ///< scored so
    int64_t problems = 0; ///< that those answer
    int64_t tested = 0;   ///< problems with tests that were scored in any way
};

/// Something that people should know of how answers were scored.
struct RewardNotice
{
    std::string name;    ///< stable: weaker, cut, too_long, partial
    int64_t answers = 0; ///< that it is about
    Message message;     ///< with how many, and what to do
};

/// A reward, opened.
class RewardSource
{
public:
    /// `parts` are filled by the verifier, where it is a blend.
    explicit RewardSource(
        std::unique_ptr<Verifier> verifier, std::vector<std::shared_ptr<RewardPart>> parts = {})
        : m_verifier(std::move(verifier))
        , m_parts(std::move(parts))
    {
    }
    /// One number an answer, in their order; NaN where it can't be scored. Not from several threads
    /// at once: it counts for notices().
    std::vector<double> score(std::span<const Answered> answers) const;
    /// Of a blend: what each of its parts gave the answers scored last. Empty for other rewards.
    std::vector<RewardPart> parts() const;

    /// Of all answers scored so far.
    WeakerChecks weakerChecks() const;
    /// The same for people; nothing where every answer was kept apart from its tests.
    std::optional<Message> weakerNotice() const;
    /// All there is to say of the answers scored so far, that notice too; mostly nothing.
    std::vector<RewardNotice> notices() const;

private:
    void count(const AnswerToCheck& answer, const Verdict& verdict) const;

    std::unique_ptr<Verifier> m_verifier;
    std::vector<std::shared_ptr<RewardPart>> m_parts;
    // Hashes of problems, and answers, for weakerChecks().
    mutable std::unordered_set<uint64_t> m_tested, m_weaker;
    mutable int64_t m_weakerAnswers = 0;
    mutable int64_t m_answers = 0, m_cut = 0, m_tooLong = 0, m_partial = 0;
    mutable int64_t m_cutTo = 0; ///< tokens that a model reads, where it read less than all
};

/// What reward.json says of a reward model.
struct RewardModelFacts
{
    double mean = 0, std = 1;    ///< over reference samples: scores become (raw - mean) / std
    std::string write = "plain"; ///< "chat": through the chat template
    int64_t maxTokens = 0;       ///< the prompts of longer texts are cut at their beginning
    std::string labels;          ///< whose it learned: people, simulated, mixed
};

/// Writes reward.json of a model.
void writeRewardModel(const RewardModelFacts& facts, const std::filesystem::path& folder);

/// Whose labels the reward in a folder learned from, itself or its parts: "people", "simulated" or
/// "mixed"; empty where it learned from none, or does not say.
std::string labelsBehind(const std::filesystem::path& reward);

/// Opens the reward in a folder. Throws Error (input) where it is none, or what it needs is
/// missing.
RewardSource openReward(const std::filesystem::path& folder, torch::Device device);

} // namespace espalier
