#pragma once

/// Asking a model for answers to rows: what reinforcement, sampling candidates and judging share.

#include "core/base/error.h"
#include "core/engine/align/reward_source.h"
#include "core/engine/align/sequences.h"
#include "core/engine/generate/generator.h"
#include "core/engine/peft/adapted_model.h"
#include "core/rows/encode_rows.h"
#include "core/rows/rows.h"

#include <filesystem>
#include <set>

namespace espalier {

class StageContext;

/// How a model is asked.
struct AnsweringOptions
{
    std::string write = "auto"; ///< plain, chat, auto
    int64_t maxNewTokens = 64;
    double temperature = 1;
    double topP = 1;
    int64_t batch = 64;            ///< answers written together
    std::vector<std::string> stop; ///< an answer ends before any of these
};

/// One answer.
struct Answer
{
    Sequence sequence; ///< prompt and answer
    std::string text;
    bool ended = false; ///< by itself, or at a stop
    double logProb = 0; ///< sum over its tokens, at temperature 1
};

/// Answers as a reward takes them: each row's stand one after another, as many to each. `rows` must
/// outlive what is returned.
std::vector<Answered> answeredBy(const std::vector<Row>& rows, const std::vector<Answer>& answers);

/// Where a reward could tell nothing of any answer.
Error nothingRewarded();

/// Says what there is to know of how the answers so far were scored; not again what `said` names.
void sayRewardNotices(
    StageContext& context, const RewardSource& reward, std::set<std::string>* said = nullptr);

/// A prompt that waits for an answer.
struct Asked
{
    const Row* row = nullptr;
    uint64_t seed = 0;
};

/// The rows that a stage asks: those of its port `prompts`, or of `problems`.
Rows openAsked(const StageContext& context);

/// Whether and how rows are written through a chat template for this model.
EncodeOptions writingFor(const Tokenizer& tokenizer, const std::string& write, int64_t maxTokens);

/// Writes answers with a model as it is now.
class Answering
{
public:
    /// `model` and `tokenizer` must outlive it. Throws Error (input) where the model can't write.
    Answering(
        const AdaptedModel& model, const Tokenizer& tokenizer, const AnsweringOptions& options);

    /// Answers in the order asked. Prompts that leave no room are cut at their beginning;
    /// cutPrompts() counts them. A row asked several times in succession is written once.
    std::vector<Answer> answer(const std::vector<Asked>& asked, double temperature);
    std::vector<Answer> answer(const std::vector<Asked>& asked)
    {
        return answer(asked, m_options.temperature);
    }
    /// Takes the model's weights over again after they have learned.
    void refresh() { m_generator.refresh(); }
    int64_t cutPrompts() const { return m_cut; }
    /// Says how many prompts were cut; nothing where none was.
    void sayCutPrompts(StageContext& context) const;
    const EncodeOptions& writing() const { return m_writing; }

private:
    const AdaptedModel& m_model;
    const Tokenizer& m_tokenizer;
    AnsweringOptions m_options;
    EncodeOptions m_writing;
    Generator m_generator;
    int64_t m_cut = 0;
};

/// A wired model that answers: on the stage's device, with its tokenizer.
struct AnsweringModel
{
    AnsweringModel(
        const StageContext& context,
        const std::filesystem::path& folder,
        const AnsweringOptions& options);
    AnsweringModel(const AnsweringModel&) = delete;
    AnsweringModel& operator=(const AnsweringModel&) = delete;

    Tokenizer tokenizer;
    AdaptedModel model;
    Answering answering;
};

} // namespace espalier
