#include "core/engine/align/reward_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/align/sequences.h"
#include "core/engine/formats/model_folder.h"
#include "core/reward/blend.h"
#include "core/reward/verifier.h"
#include "core/rows/candidates.h"
#include "core/rows/encode_rows.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFile = "reward.json";
constexpr int64_t kRowsAtOnce = 64;

nlohmann::json descriptionIn(const fs::path& folder)
{
    if (!fs::exists(folder / kFile))
        throw inputError("{} holds no reward ({} is missing).", folder.string(), kFile);
    auto description = nlohmann::json::parse(readFile(folder / kFile), nullptr, false);
    if (!description.is_object() || !description.contains("kind"))
        throw inputError("{} is damaged.", (folder / kFile).string());
    return description;
}

/// A transformer with a scalar head (or several, whose mean counts).
class ModelReward : public RewardSource
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
        m_writing.maxTokens = description.value("max_tokens", m_model->config().positions);
        if (description.value("write", "plain") == "chat") {
            m_writing.chat = chatTemplateOf(m_tokenizer);
            m_writing.asChat = true;
        }
    }

    std::vector<double> score(std::span<const Answered> answers) override
    {
        const torch::NoGradGuard guard;
        std::vector<double> scores(answers.size(), std::nan(""));
        for (size_t first = 0; first < answers.size(); first += kRowsAtOnce) {
            std::vector<Sequence> sequences;
            std::vector<size_t> places;
            for (size_t i = first; i < std::min(answers.size(), first + kRowsAtOnce); ++i) {
                const Row& row = *answers[i].row;
                auto encoded =
                    encodeRow(row, answerTo(row, answers[i].text), m_tokenizer, m_writing);
                if (encoded.ids.empty())
                    continue;
                sequences.push_back({std::move(encoded.ids), std::move(encoded.trained)});
                places.push_back(i);
            }
            if (sequences.empty())
                continue;
            const SequenceBatch batch = makeBatch(sequences, m_model->device());
            const auto heads = m_model->classify(m_model->forward(batch.ids), batch.lengths, {});
            const auto means = heads.to(torch::kFloat64).mean(1).cpu().contiguous();
            for (size_t i = 0; i < places.size(); ++i)
                scores[places[i]] = (means.data_ptr<double>()[i] - m_mean) / m_std;
        }
        return scores;
    }

private:
    Tokenizer m_tokenizer;
    Transformer m_model;
    EncodeOptions m_writing;
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
        answered.tokens};
}

class CheckedReward : public RewardSource
{
public:
    explicit CheckedReward(std::unique_ptr<Verifier> verifier)
        : m_verifier(std::move(verifier))
    {
    }

    std::vector<double> score(std::span<const Answered> answers) override
    {
        std::vector<AnswerToCheck> all;
        all.reserve(answers.size());
        for (const Answered& answered : answers)
            all.push_back(toCheck(answered));
        std::vector<double> scores;
        for (const Verdict& verdict : m_verifier->checkAll(all))
            scores.push_back(verdict.score);
        return scores;
    }

private:
    std::unique_ptr<Verifier> m_verifier;
};

/// A blend whose parts stand in folders of their own, models among them.
class BlendedReward : public RewardSource
{
public:
    BlendedReward(const fs::path& folder, const nlohmann::json& description, torch::Device device)
        : m_low(description.value("clip_low", -std::numeric_limits<double>::infinity()))
        , m_high(description.value("clip_high", std::numeric_limits<double>::infinity()))
    {
        for (const auto& part : description.at("parts")) {
            Part& made = m_parts.emplace_back();
            made.weight = part.value("weight", 1.0);
            if (part.contains("gate") && !part["gate"].is_null())
                made.gate = part["gate"].get<double>();
            made.source = part.contains("path")
                              ? openReward(folder / part["path"].get<std::string>(), device)
                              : std::make_unique<CheckedReward>(makeVerifier(part.at("reward")));
        }
    }

    std::vector<double> score(std::span<const Answered> answers) override
    {
        std::vector<double> sums(answers.size(), 0);
        std::vector<bool> known(answers.size(), false), closed(answers.size(), false),
            unknown(answers.size(), false);
        for (const Part& part : m_parts) {
            const auto scores = part.source->score(answers);
            for (size_t i = 0; i < scores.size(); ++i) {
                if (std::isnan(scores[i])) {
                    unknown[i] = unknown[i] || part.gate.has_value();
                    continue;
                }
                known[i] = true;
                sums[i] += part.weight * scores[i];
                closed[i] = closed[i] || (part.gate && scores[i] < *part.gate);
            }
        }
        for (size_t i = 0; i < sums.size(); ++i)
            sums[i] = !known[i] || unknown[i] ? std::nan("")
                      : closed[i]             ? 0
                                              : std::clamp(sums[i], m_low, m_high);
        return sums;
    }

private:
    struct Part
    {
        double weight = 1;
        std::optional<double> gate;
        std::unique_ptr<RewardSource> source;
    };
    std::vector<Part> m_parts;
    double m_low, m_high;
};

bool hasFolders(const nlohmann::json& description)
{
    for (const auto& part : description.value("parts", nlohmann::json::array()))
        if (part.contains("path"))
            return true;
    return false;
}

} // namespace

void writeRewardModel(const RewardModelFacts& facts, const fs::path& folder)
{
    const nlohmann::json description{
        {"kind", "model"},
        {"mean", facts.mean},
        {"std", facts.std},
        {"write", facts.write},
        {"max_tokens", facts.maxTokens}};
    writeAtomically(folder / kFile, description.dump(2) + "\n");
}

std::unique_ptr<RewardSource> openReward(const fs::path& folder, torch::Device device)
{
    const auto description = descriptionIn(folder);
    const auto kind = description["kind"].get<std::string>();
    if (kind == "model")
        return std::make_unique<ModelReward>(folder, description, device);
    if (kind == "blend" && hasFolders(description))
        return std::make_unique<BlendedReward>(folder, description, device);
    return std::make_unique<CheckedReward>(makeVerifier(description));
}

} // namespace espalier
