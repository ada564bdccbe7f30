#pragma once

/// What training on answers that were compared shares, be they pairs (train.preference) or whole
/// rankings (train.reward): which of them a step sees, and how a step in several parts ends.

#include "core/base/error.h"
#include "core/data/row_packing.h"
#include "core/engine/align/rollouts.h"
#include "core/engine/stages/answering.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/training.h"

#include <functional>

namespace espalier {

/// Rows of one step have about one length. `T` is what was compared: it tells `longest()`, the
/// tokens of its longest answer, and `tokens()`, those of all.
template <typename T>
class ComparedData : public TrainingData
{
public:
    /// `all` must outlive it. Throws Error (input) where it is empty.
    ComparedData(
        const std::vector<T>& all, const TrainingParams& params, const StageContext& context)
        : m_all(all)
        , m_perStep(params.batch * params.accumulation)
        , m_order(
              {.rows = all.size(),
               .rowsPerRank = m_perStep,
               .worldSize = context.worldSize(),
               .rank = context.rank(),
               .seed = static_cast<uint64_t>(params.seed)},
              lengthsOf(all))
    {
    }
    std::vector<const T*> at(int64_t step) const
    {
        std::vector<const T*> some;
        for (int64_t place = 0; place < m_perStep; ++place)
            some.push_back(&m_all[m_order.at(static_cast<uint64_t>(step), place)]);
        return some;
    }
    double epochs(int64_t step) const override
    {
        return m_order.epochs(static_cast<uint64_t>(step));
    }
    int64_t stepsFor(double epochs) const override
    {
        return static_cast<int64_t>(m_order.stepsFor(epochs));
    }
    double tokens(int64_t step) const override
    {
        while (static_cast<int64_t>(m_tokens.size()) <= step) {
            double sum = m_tokens.back();
            for (const T* one : at(static_cast<int64_t>(m_tokens.size()) - 1))
                sum += static_cast<double>(one->tokens());
            m_tokens.push_back(sum);
        }
        return m_tokens[static_cast<size_t>(step)];
    }

private:
    static std::vector<int64_t> lengthsOf(const std::vector<T>& all)
    {
        std::vector<int64_t> lengths;
        for (const T& one : all)
            lengths.push_back(one.longest());
        return lengths;
    }
    const std::vector<T>& m_all;
    int64_t m_perStep;
    LengthOrder m_order;
    mutable std::vector<double> m_tokens{0};
};

/// The loss of some rows, as a mean over them; fills the curves.
template <typename T>
using ComparedLoss =
    std::function<torch::Tensor(const std::vector<const T*>& some, Curves& curves)>;

/// One optimisation step over the rows of a step, in `params.accumulation` equal parts. Curves are
/// means over the parts.
template <typename T>
StepResult learnFrom(
    const std::vector<const T*>& all,
    const TrainingParams& params,
    AdamW& optimizer,
    double learningRate,
    const ComparedLoss<T>& lossOf)
{
    StepResult result;
    CurveMeans means;
    const auto parts = static_cast<size_t>(params.accumulation);
    const auto each = static_cast<std::ptrdiff_t>(all.size() / parts);
    for (size_t part = 0; part < parts; ++part) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(part) * each;
        Curves curves;
        const torch::Tensor loss =
            lossOf({first, first + each}, curves) / static_cast<double>(parts);
        loss.backward();
        result.loss += loss.item<double>();
        means.add(curves);
    }
    result.tokens = static_cast<int64_t>(all.size());
    result.gradNorm = optimizer.clippedStep(learningRate, params.clip, result.loss);
    result.finite = std::isfinite(result.gradNorm);
    result.curves = means.curves();
    return result;
}

/// The first `most` rows in pieces of `batch`.
template <typename T>
std::vector<std::vector<const T*>> piecesOf(const std::vector<T>& all, size_t most, int64_t batch)
{
    std::vector<std::vector<const T*>> cut;
    for (size_t i = 0; i < std::min(most, all.size()); ++i) {
        if (i % static_cast<size_t>(batch) == 0)
            cut.emplace_back();
        cut.back().push_back(&all[i]);
    }
    return cut;
}

/// How compared answers are written for a model of so many positions: `write` auto is chat for
/// dialogues.
inline EncodeOptions writingOf(
    const Rows& rows,
    const Tokenizer& tokenizer,
    std::string write,
    int64_t block,
    int64_t positions)
{
    if (write == "auto" && rows.header().conversational)
        write = "chat";
    return writingFor(tokenizer, write, block > 0 ? std::min(block, positions) : positions);
}

/// Rows that a validation judges: `eval_batches` of them, 0 is all.
inline size_t judgedRows(const TrainingParams& params, size_t all)
{
    const auto most = static_cast<size_t>(params.evalBatches * params.batch);
    return most > 0 ? std::min(most, all) : all;
}

/// Says how many answers were cut, and how many were left out for being equal or empty then.
inline void sayCutAnswers(
    StageContext& context,
    uint64_t cut,
    uint64_t equal,
    const EncodeOptions& writing,
    int64_t positions)
{
    if (cut > 0)
        context.say(
            "rows",
            Notice::Warning,
            tr("{} answers are longer, with their prompts, than {} tokens; their ends were cut "
               "off. Raise `block` (this model has {} positions), or wire a model with more "
               "positions.",
               cut,
               writing.maxTokens,
               positions),
            {{"cut", cut}});
    if (equal > 0)
        context.say(
            "rows",
            Notice::Info,
            tr("{} answers or pairs of them were left out, as they are empty or equal to another "
               "one, or became so by cutting.",
               equal),
            {{"equal", equal}});
}

/// Throws Error (input) where nothing is left of these preferences.
inline void needSome(bool none, const Rows& rows, const EncodeOptions& writing)
{
    if (none)
        throw inputError(
            "Of {} preferences none is left to learn from: all are ties, or longer "
            "than {} tokens.",
            rows.size(Split::Train),
            writing.maxTokens);
}

} // namespace espalier
