#include "core/labels/agreement.h"

#include "core/labels/order.h"

namespace espalier {

namespace {

int signOf(int difference)
{
    return (difference > 0) - (difference < 0);
}

/// Adds two rankings to the counts; their tau-b (Kendall 1945), NaN where one of them ties all.
double compareOrders(const Places& mine, const Places& other, Agreement& agreement)
{
    int64_t concordance = 0, mineStrict = 0, otherStrict = 0, compared = 0;
    for (auto a = mine.begin(); a != mine.end(); ++a)
        for (auto b = std::next(a); b != mine.end(); ++b) {
            const auto otherA = other.find(a->first), otherB = other.find(b->first);
            if (otherA == other.end() || otherB == other.end())
                continue;
            const int first = signOf(a->second - b->second);
            const int second = signOf(otherA->second - otherB->second);
            ++compared;
            agreement.alike += first == second ? 1 : 0;
            concordance += int64_t{first} * second;
            mineStrict += first != 0 ? 1 : 0;
            otherStrict += second != 0 ? 1 : 0;
        }
    agreement.pairs += compared;
    agreement.comparisons += compared > 0 ? 1 : 0;
    return static_cast<double>(concordance) /
           std::sqrt(static_cast<double>(mineStrict) * static_cast<double>(otherStrict));
}

} // namespace

Agreement agreementOf(const std::vector<Ranking>& rankings)
{
    std::map<std::string, std::vector<std::pair<std::string, Places>>> byPrompt;
    for (const Ranking& ranking : rankings)
        if (ranking.kind != "skip")
            byPrompt[ranking.promptUid].emplace_back(
                ranking.annotatorUid, placesOf(ranking.verdict));
    Agreement agreement;
    double sum = 0;
    int64_t defined = 0;
    for (const auto& [prompt, given] : byPrompt) {
        const int64_t before = agreement.comparisons;
        for (size_t i = 0; i < given.size(); ++i)
            for (size_t j = i + 1; j < given.size(); ++j) {
                if (given[i].first == given[j].first)
                    continue;
                const double tau = compareOrders(given[i].second, given[j].second, agreement);
                if (std::isfinite(tau)) {
                    sum += tau;
                    ++defined;
                }
            }
        agreement.prompts += agreement.comparisons > before ? 1 : 0;
    }
    if (defined > 0)
        agreement.tau = sum / static_cast<double>(defined);
    return agreement;
}

} // namespace espalier
