#include "core/stages/row_training.h"

#include <algorithm>

namespace espalier {

int64_t longestRow(const RowTrainingParams& params, const Facts& model)
{
    const int64_t positions = std::max<int64_t>(model.positions, 1);
    return params.block > 0 ? std::min(params.block, positions) : positions;
}

void addRowFindings(
    const RowTrainingParams& params, const Facts& model, std::vector<Finding>& findings)
{
    if (auto finding = blockTooLong(params.block, model))
        findings.push_back(std::move(*finding));
    if (params.maxSteps == 0 && params.epochs == 0)
        findings.push_back(
            {"max_steps", tr("nothing says when to end; set `max_steps` or `epochs`.")});
}

namespace {

/// Rows times `count`; each as long as before.
Passing times(const Passing& rows, double count)
{
    return {rows.tokens * count, rows.scored * count, rows.length};
}

} // namespace

PairRows pairRows(const PairTrainingParams& params, const StageQuery& query, const PairUse& use)
{
    constexpr double kHeldOut = 0.2; // of the prompts
    constexpr double kDecided = 0.8; // other rankings are ties
    const Facts model = factsOf(query, "model");
    const Facts rows = factsOf(query, "preferences");
    const auto longest = static_cast<double>(longestRow(params, model));
    const double all = static_cast<double>(rows.bytes) / bytesPerToken(model);
    // A prompt with its answers, each about as long as the prompt.
    double answers = 2, tokens = longest;
    auto count = static_cast<double>(rows.documents);
    if (rows.documents > 0)
        tokens = all / count;
    else
        count = all / tokens;
    if (rows.prompts > 0) {
        count *= kDecided;
        if (use.rankings && rows.answers > 2) {
            tokens *= static_cast<double>(rows.answers + 1) / 3;
            answers = static_cast<double>(rows.answers);
            count = kDecided * static_cast<double>(rows.prompts);
        }
    }
    PairRows found;
    found.each.tokens = std::clamp(tokens, 1.0, answers * longest);
    const double part = found.each.tokens / (answers + 1);
    found.each.scored = use.words ? answers * part : 0;
    found.each.length = 2 * part;
    found.held = kHeldOut * count;
    found.count = std::max(1.0, count - found.held);
    return found;
}

Estimate pairEstimate(
    const PairTrainingParams& params,
    const StageQuery& query,
    const Machine& machine,
    const PairUse& use)
{
    const Facts model = factsOf(query, "model");
    const PairRows rows = pairRows(params, query, use);
    const auto batch = static_cast<double>(params.batch);
    const double perStep = batch * static_cast<double>(params.accumulation);
    double steps = params.maxSteps > 0 ? static_cast<double>(params.maxSteps) : 1e18;
    if (params.epochs > 0)
        steps = std::min(steps, params.epochs * rows.count / perStep);
    const double judged = params.evalBatches > 0
                              ? std::min(rows.held, static_cast<double>(params.evalBatches) * batch)
                              : rows.held;
    Estimate result = trainingEstimate(
        params,
        model,
        machine,
        {.steps = steps < 1e18 ? steps : 0,
         .stepFlops = learningFlops(model, times(rows.each, perStep), use.trained),
         .validationFlops = forwardFlops(model, times(rows.each, judged)),
         .heldTokens = batch * rows.each.tokens},
        use.trained);
    if (use.reference) {
        // Better and worse answers are asked apart, so that each reads the prompt.
        Passing asked = times(rows.each, rows.count + rows.held);
        asked.tokens *= 4.0 / 3;
        const double flops = forwardFlops(model, asked);
        result.flops += flops;
        result.seconds += flops / machine.flopsPerSecond;
    }
    return result;
}

std::vector<Finding> pairFindings(const PairTrainingParams& params, const Facts& model)
{
    auto findings = trainingFindings(params);
    addRowFindings(params, model, findings);
    return findings;
}

} // namespace espalier
