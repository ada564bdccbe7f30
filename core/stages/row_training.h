#pragma once

/// What trainings on rows take beside what every training takes: train.sft, and those that learn
/// from pairs of answers, train.preference and train.reward.

#include "core/stages/training.h"

namespace espalier {

/// Base of the parameters of a training on rows.
struct RowTrainingParams : TrainingParams
{
    RowTrainingParams()
    {
        maxSteps = 0;
        beta2 = 0.999;
    }

    int64_t block = 0;
    int64_t sampleRows = 3;

    static constexpr auto blockFields()
    {
        return std::tuple{
            field("block", &RowTrainingParams::block, "longest row in tokens; 0 is all of the model's positions").range(0, 1e7).unit("tokens"),
        };
    }
    /// What it is asked on the way beside TrainingParams::sampleFields().
    static constexpr auto sampleRowFields()
    {
        return std::tuple{
            field("sample_rows", &RowTrainingParams::sampleRows, "validation prompts that are answered on the way, where no sample_prompts are given").range(0, 100).execution().group("Samples"),
        };
    }
};

/// The longest row in tokens: `block`, at most the model's positions.
int64_t longestRow(const RowTrainingParams& params, const Facts& model);

/// Adds what is wrong with the length of rows and with the end of the training.
void addRowFindings(const RowTrainingParams& params, const Facts& model, std::vector<Finding>& findings);

/// Base of the parameters of a training on pairs of answers.
struct PairTrainingParams : RowTrainingParams
{
    PairTrainingParams()
    {
        batch = 16;
        warmupSteps = 10;
        evalInterval = 50;
    }

    std::string write = "auto";

    static constexpr auto writeFields()
    {
        return std::tuple{
            field("write", &PairTrainingParams::write, "plain: prompt and answer one after another. chat: through the chat template. auto: chat for conversations and for models that have a template").choices("auto", "plain", "chat"),
        };
    }
};

/// How a training on the wired `preferences` uses the model.
struct PairUse
{
    double trained = 0;     ///< of its weights learn
    bool words = true;      ///< answers pass the vocabulary; a reward model scores in its place
    bool reference = false; ///< each answer is asked once before, without learning
    bool rankings = false;  ///< all answers to a prompt are one row, where they were ranked
};

/// The pairs, or rankings, to learn from.
struct PairRows
{
    double count = 0; ///< in an epoch
    double held = 0;  ///< to be judged by
    Passing each;     ///< through the model: the prompt once, every answer
};
PairRows pairRows(const PairTrainingParams& params, const StageQuery& query, const PairUse& use);

/// What such a training takes.
Estimate pairEstimate(
    const PairTrainingParams& params,
    const StageQuery& query,
    const Machine& machine,
    const PairUse& use);

/// What is wrong with a training on pairs whatever the model is.
std::vector<Finding> pairFindings(const PairTrainingParams& params, const Facts& model);

} // namespace espalier
