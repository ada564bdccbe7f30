#include "core/engine/align/reward_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/engine/align/sequences.h"
#include "core/engine/formats/model_folder.h"
#include "core/reward/blend.h"
#include "core/reward/reward_folder.h"
#include "core/rows/candidates.h"
#include "core/rows/encode_rows.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kRowsAtOnce = 64;

/// A transformer with a scalar head (or several, whose mean counts).
class ModelReward : public Verifier
{
public:
    ModelReward(const fs::path& folder, const nlohmann::json& description, torch::Device device)
        : m_tokenizer(Tokenizer::load(folder))
        , m_model(loadModelFolder(folder).model)
        , m_mean(description.value("mean", 0.0))
        , m_std(description.value("std", 1.0))
    {
        if (!m_model->config().classifies())
            throw inputError("{}: the reward model has no head.", folder.string());
        m_model->to(device);
        m_model->eval();
        m_room = description.value("max_tokens", m_model->config().positions);
        m_writing.maxTokens = std::numeric_limits<int64_t>::max(); // cut here, at the beginning
        if (description.value("write", "plain") == "chat") {
            m_writing.chat = chatTemplateOf(m_tokenizer);
            m_writing.asChat = true;
        }
    }

    Verdict check(const AnswerToCheck& answer) const override
    {
        return checkAll({&answer, 1}).front();
    }

    std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const override
    {
        const torch::NoGradGuard guard;
        std::vector<Verdict> verdicts(answers.size(), {std::nan(""), "nothing to read"});
        for (size_t first = 0; first < answers.size(); first += kRowsAtOnce) {
            std::vector<Sequence> sequences;
            std::vector<size_t> places;
            for (size_t i = first; i < std::min(answers.size(), first + kRowsAtOnce); ++i) {
                if (!answers[i].row)
                    continue;
                const Row& row = *answers[i].row;
                auto encoded =
                    encodeRow(row, answerTo(row, answers[i].answer), m_tokenizer, m_writing);
                if (encoded.ids.empty())
                    continue;
                Sequence sequence{std::move(encoded.ids), std::move(encoded.trained)};
                if (static_cast<int64_t>(sequence.ids.size()) > m_room) {
                    verdicts[i] = {std::nan(""), "too long for the reward model"};
                    verdicts[i].cutTo = m_room;
                    if (!cutPrompt(sequence, m_room))
                        continue;
                }
                sequences.push_back(std::move(sequence));
                places.push_back(i);
            }
            if (sequences.empty())
                continue;
            const SequenceBatch batch = makeBatch(sequences, m_model->device());
            const auto heads = m_model->classify(hiddenStates(m_model, batch), batch.lengths, {});
            const auto means = heads.to(torch::kFloat64).mean(1).cpu().contiguous();
            for (size_t i = 0; i < places.size(); ++i) {
                Verdict& verdict = verdicts[places[i]];
                verdict.score = (means.data_ptr<double>()[i] - m_mean) / m_std;
                verdict.reason.clear();
            }
        }
        return verdicts;
    }

private:
    Tokenizer m_tokenizer;
    mutable Transformer m_model; ///< its forward pass is no const function
    EncodeOptions m_writing;
    int64_t m_room = 0; ///< tokens that it reads at most
    double m_mean, m_std;
};

/// What a verifier is told of an answer.
AnswerToCheck toCheck(const Answered& answered)
{
    const Row& row = *answered.row;
    return {
        row.kind,
        plainText(row.prompt),
        answered.text,
        row.answer,
        row.tests,
        row.entryPoint,
        answered.ended,
        answered.tokens,
        answered.row};
}

/// A part of a blend whose scores are kept to be shown.
class ShownPart : public Verifier
{
public:
    ShownPart(std::unique_ptr<Verifier> part, std::shared_ptr<RewardPart> shown)
        : m_part(std::move(part))
        , m_shown(std::move(shown))
    {
    }
    Verdict check(const AnswerToCheck& answer) const override
    {
        return checkAll({&answer, 1}).front();
    }
    std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const override
    {
        auto verdicts = m_part->checkAll(answers);
        m_shown->scores.clear();
        for (const Verdict& verdict : verdicts)
            m_shown->scores.push_back(verdict.score);
        return verdicts;
    }

private:
    std::unique_ptr<Verifier> m_part;
    std::shared_ptr<RewardPart> m_shown;
};

std::unique_ptr<Verifier> openVerifier(const fs::path& folder, torch::Device device);

/// A part of the blend in a folder.
std::unique_ptr<Verifier>
openPart(const fs::path& folder, const nlohmann::json& part, torch::Device device)
{
    return part.contains("path") ? openVerifier(folder / part["path"].get<std::string>(), device)
                                 : makeVerifier(part.at("reward"));
}

/// A reward of any kind in a folder.
std::unique_ptr<Verifier> openVerifier(const fs::path& folder, torch::Device device)
{
    const auto description = readReward(folder);
    if (description["kind"] == "model")
        return std::make_unique<ModelReward>(folder, description, device);
    if (!needsModel(description))
        return makeVerifier(description);
    return makeBlend(
        description, [&](const nlohmann::json& part) { return openPart(folder, part, device); });
}

/// The kind of a part, with a number where others before it are of the same.
std::string partName(
    const fs::path& folder,
    const nlohmann::json& part,
    const std::vector<std::shared_ptr<RewardPart>>& before)
{
    const nlohmann::json reward = part.contains("path")
                                      ? readReward(folder / part["path"].get<std::string>())
                                      : part.at("reward");
    const auto kind = reward.value("kind", std::string());
    std::string name = kind;
    for (int number = 2;
         std::ranges::any_of(before, [&](const auto& other) { return other->name == name; });
         ++number)
        name = kind + "_" + std::to_string(number);
    return name;
}

} // namespace

void writeRewardModel(const RewardModelFacts& facts, const fs::path& folder)
{
    const nlohmann::json description{
        {"kind", "model"},
        {"mean", facts.mean},
        {"std", facts.std},
        {"write", facts.write},
        {"max_tokens", facts.maxTokens},
        {"labels", facts.labels}};
    writeAtomically(folder / rewardFile, description.dump(2) + "\n");
}

std::string labelsBehind(const fs::path& reward)
{
    std::string all;
    for (const fs::path& folder : rewardFolders(reward)) {
        const auto labels = readReward(folder).value("labels", std::string());
        all = all.empty() || all == labels ? labels : labels.empty() ? all : "mixed";
    }
    return all;
}

std::vector<RewardPart> RewardSource::parts() const
{
    std::vector<RewardPart> all;
    for (const auto& part : m_parts)
        all.push_back(*part);
    return all;
}

std::vector<double> RewardSource::score(std::span<const Answered> answers) const
{
    std::vector<AnswerToCheck> all;
    all.reserve(answers.size());
    for (const Answered& answered : answers)
        all.push_back(toCheck(answered));
    const auto verdicts = m_verifier->checkAll(all);
    std::vector<double> scores;
    scores.reserve(all.size());
    for (size_t i = 0; i < verdicts.size(); ++i) {
        count(all[i], verdicts[i]);
        scores.push_back(verdicts[i].score);
    }
    return scores;
}

void RewardSource::count(const AnswerToCheck& answer, const Verdict& verdict) const
{
    ++m_answers;
    m_partial += verdict.partial ? 1 : 0;
    if (verdict.cutTo > 0) {
        (std::isnan(verdict.score) ? m_tooLong : m_cut) += 1;
        m_cutTo = verdict.cutTo;
    }
    if (answer.tests.empty() || !std::isfinite(verdict.score))
        return;
    const uint64_t problem = hash64(answer.tests, hash64(answer.prompt));
    m_tested.insert(problem);
    if (verdict.weaker) {
        m_weaker.insert(problem);
        ++m_weakerAnswers;
    }
}

WeakerChecks RewardSource::weakerChecks() const
{
    return {
        m_weakerAnswers,
        static_cast<int64_t>(m_weaker.size()),
        static_cast<int64_t>(m_tested.size())};
}

std::optional<Message> RewardSource::weakerNotice() const
{
    if (m_weaker.empty())
        return std::nullopt;
    return tr(
        "The tests of {} of {} problems use the answer's own names, such as its classes. They ran "
        "in one process with the answer, which could cheat there: look at such answers, or set "
        "`weaker` of reward.code to false and they are not scored.",
        m_weaker.size(),
        m_tested.size());
}

std::vector<RewardNotice> RewardSource::notices() const
{
    std::vector<RewardNotice> all;
    if (auto weaker = weakerNotice())
        all.push_back({"weaker", m_weakerAnswers, std::move(*weaker)});
    if (m_cut > 0)
        all.push_back(
            {"cut",
             m_cut,
             tr("{} of {} answers are, with their prompts, longer than the {} tokens that the "
                "reward model reads; it did not see the beginnings of those prompts. Train it with "
                "a larger `block`, from a model with more positions, or ask shorter prompts.",
                m_cut,
                m_answers,
                m_cutTo)});
    if (m_tooLong > 0)
        all.push_back(
            {"too_long",
             m_tooLong,
             tr("{} of {} answers are by themselves longer than the {} tokens that the reward "
                "model reads, and have no reward. Train it with a larger `block`, from a model "
                "with more positions, or ask for shorter answers.",
                m_tooLong,
                m_answers,
                m_cutTo)});
    if (m_partial > 0)
        all.push_back(
            {"partial",
             m_partial,
             tr("{} of {} answers have a reward of which a part is missing: one of a blend can't "
                "judge them (no gold answer, no tests), or their tokens were not counted. It can't "
                "be compared with whole ones. Ask what every part can judge, give the part a gate "
                "in `gates` and such answers are not scored, or measure lengths in characters.",
                m_partial,
                m_answers)});
    return all;
}

RewardSource openReward(const fs::path& folder, torch::Device device)
{
    const auto description = readReward(folder);
    if (description["kind"] != "blend")
        return RewardSource(openVerifier(folder, device));
    std::vector<std::shared_ptr<RewardPart>> parts;
    auto blend = makeBlend(description, [&](const nlohmann::json& part) {
        auto opened = openPart(folder, part, device);
        auto shown = std::make_shared<RewardPart>(RewardPart{partName(folder, part, parts), {}});
        parts.push_back(shown);
        return std::make_unique<ShownPart>(std::move(opened), std::move(shown));
    });
    return RewardSource(std::move(blend), std::move(parts));
}

} // namespace espalier
