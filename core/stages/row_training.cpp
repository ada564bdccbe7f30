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

Estimate pairEstimate(
    PairTrainingParams params,
    const StageQuery& query,
    const Machine& machine,
    double trained,
    bool reference,
    bool rankings)
{
    const Facts model = factsOf(query, "model");
    const Facts rows = factsOf(query, "preferences");
    int64_t block = longestRow(params, model);
    const int64_t perStep = params.batch;
    auto documents = static_cast<double>(std::max<int64_t>(rows.documents, 1));
    if (rows.documents > 0)
        block = std::clamp<int64_t>(
            static_cast<int64_t>(
                static_cast<double>(rows.bytes) / bytesPerToken(model) / documents / 1.5),
            1,
            block);
    if (rankings && rows.prompts > 0) {
        // A pair is about half of what its prompt's answers hold; some rankings are all ties.
        constexpr double kDecided = 0.8;
        block = std::clamp<int64_t>(
            static_cast<int64_t>(
                2 * static_cast<double>(rows.bytes) / bytesPerToken(model) / documents),
            1,
            4 * longestRow(params, model));
        documents = kDecided * static_cast<double>(rows.prompts);
    } else {
        params.batch *= 2; // rows of a step are pairs: two texts each
    }
    double steps = params.maxSteps > 0 ? static_cast<double>(params.maxSteps) : 1e18;
    if (params.epochs > 0)
        steps = std::min(
            steps, params.epochs * documents / static_cast<double>(perStep * params.accumulation));
    if (reference)
        steps = steps * 4 / 3;
    return trainingEstimate(params, model, machine, steps, block, trained);
}

std::vector<Finding> pairFindings(const PairTrainingParams& params, const Facts& model)
{
    auto findings = trainingFindings(params);
    addRowFindings(params, model, findings);
    return findings;
}

} // namespace espalier
