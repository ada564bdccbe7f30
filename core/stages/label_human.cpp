#include "core/stages/label_human.h"

#include "core/stages/estimates.h"

namespace espalier {

namespace {

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const Facts candidates = factsOf(query, "candidates");
    const auto pairs = textOf(query.params, "pairs");
    const int64_t limit = integerOf(query.params, "limit");
    Facts facts;
    facts.documents = limit > 0 ? std::min(limit, candidates.documents) : candidates.documents;
    facts.prompts = facts.documents;
    if (textOf(query.params, "kind") == "pair") {
        facts.documents *= 2; // of four answers
        facts.bytes = candidates.bytes;
    } else {
        facts.documents *= pairs == "extremes" ? 1 : pairs == "all" ? 6 : 3;
        facts.bytes = candidates.bytes * (pairs == "all" ? 3 : 2);
    }
    return {{"preferences", facts}};
}

Estimate estimate(const StageQuery& query, const Machine&)
{
    const Facts candidates = factsOf(query, "candidates");
    Estimate result;
    // The time that people take is theirs; the engine ends while it waits.
    result.seconds = 0.5 + 2e-5 * static_cast<double>(candidates.documents);
    result.memoryBytes = 60e6 + 4 * static_cast<double>(candidates.bytes);
    result.diskBytes = 1e5 + 3 * static_cast<double>(candidates.bytes);
    return result;
}

std::vector<Finding> check(const StageQuery&)
{
    return {};
}

} // namespace

StageInfo labelHuman()
{
    return {
        .name = "label.human",
        .title = trNoop("Ranked by people"),
        .help = trNoop(
            "Puts the candidates into the queue of the Rank page and waits: the run goes on when "
            "people have ranked as many as asked. Nothing is kept in memory meanwhile."),
        .inputs = {{"candidates", PortType::Candidates}},
        .outputs = {{"preferences", PortType::Preferences}},
        .params = describe<LabelHumanParams>(),
        .mainMetric = "rankings",
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
