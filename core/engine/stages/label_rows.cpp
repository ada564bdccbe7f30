#include "core/engine/stages/label_rows.h"

#include "core/base/error.h"

namespace espalier {

namespace {

/// Pairs of places: each place is represented by all of its answers.
std::vector<std::pair<size_t, size_t>> placePairs(size_t places, const std::string& pairs)
{
    std::vector<std::pair<size_t, size_t>> all;
    if (places < 2)
        return all;
    if (pairs == "extremes")
        return {{0, places - 1}};
    for (size_t a = 0; a + 1 < places; ++a)
        for (size_t b = a + 1; b < (pairs == "all" ? places : a + 2); ++b)
            all.emplace_back(a, b);
    return all;
}

} // namespace

uint64_t writeRankedSets(
    const std::filesystem::path& folder,
    const std::vector<RankedSet>& ranked,
    const std::string& pairs,
    const std::string& form)
{
    RowsWriter writer(folder, RowKind::Preferences);
    std::array<std::vector<RankedRow>, 2> rankings;
    uint64_t count = 0;
    for (const RankedSet& one : ranked) {
        const CandidateSet& set = *one.set;
        Row row = set.row;
        row.completion = {};
        row.weight = one.weight;
        row.kind = one.mark;
        RankedRow whole;
        whole.row = row;
        for (const CandidateAnswer& answer : set.answers)
            whole.answers.push_back(answerTo(row, answer.text));
        whole.places = one.places;
        whole.weight = one.weight;
        for (const auto& [better, worse] : placePairs(one.places.size(), pairs))
            for (const int64_t good : one.places[better])
                for (const int64_t bad : one.places[worse]) {
                    Row pair = row;
                    pair.chosen = whole.answers[static_cast<size_t>(good)];
                    pair.rejected = whole.answers[static_cast<size_t>(bad)];
                    if (pair.chosen.empty() || pair.rejected.empty())
                        continue;
                    if (!one.scores.empty())
                        pair.margin = one.scores[static_cast<size_t>(good)] -
                                      one.scores[static_cast<size_t>(bad)];
                    writer.add(set.side, pair);
                    ++count;
                }
        rankings[static_cast<size_t>(set.side)].push_back(std::move(whole));
    }
    if (count == 0)
        throw inputError("The rankings prefer no answer to another: all are ties.");
    writer.finish(form);
    for (const Split side : {Split::Train, Split::Validation})
        writeRankings(folder, side, rankings[static_cast<size_t>(side)]);
    return count;
}

} // namespace espalier
