#include "core/stages/label_human.h"

#include "core/stages/estimates.h"

#include <algorithm>

namespace espalier {

namespace {

std::map<std::string, Facts> infer(const StageQuery& query)
{
    Facts candidates = factsOf(query, "candidates");
    const int64_t limit = integerOf(query.params, "limit");
    if (limit > 0 && limit < candidates.documents) {
        candidates.bytes = candidates.bytes * limit / candidates.documents;
        candidates.documents = limit;
    }
    Facts facts = rankedFacts(candidates, textOf(query.params, "pairs"));
    if (textOf(query.params, "kind") == "pair") {
        // Each answer is in one pair, of an odd number the first in two.
        const int64_t all = std::max<int64_t>(1, facts.documents);
        facts.documents = facts.prompts * ((facts.answers + 1) / 2);
        facts.bytes = facts.bytes / all * facts.documents;
        facts.answers = 2; // a ranking is one pair
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
