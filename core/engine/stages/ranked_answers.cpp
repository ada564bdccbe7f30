#include "core/engine/stages/ranked_answers.h"

#include "core/base/error.h"
#include "core/rows/rankings.h"

#include <utility>

namespace espalier {

RankedReader::RankedReader(
    std::filesystem::path folder,
    const Rows& rows,
    const Tokenizer& tokenizer,
    EncodeOptions writing)
    : m_folder(std::move(folder))
    , m_rows(rows)
    , m_tokenizer(tokenizer)
    , m_writing(std::move(writing))
{
}

Ranked RankedReader::encode(
    const Row& row, const std::vector<Passage>& answers, RankPlaces places, double margin)
{
    Ranked ranked;
    for (const Passage& answer : answers) {
        auto encoded = encodeRow(row, answer, m_tokenizer, m_writing);
        m_cut += encoded.cut() ? 1 : 0;
        ranked.answers.push_back({std::move(encoded.ids), std::move(encoded.trained)});
    }
    ranked.places = std::move(places);
    ranked.margin = margin;
    ranked.weight = row.weight;
    return ranked;
}

std::vector<Ranked> RankedReader::read(Split side, bool whole)
{
    std::vector<Ranked> all;
    if (whole)
        for (const RankedRow& ranking : readRankings(m_folder, side))
            if (ranking.places.size() > 1) {
                all.push_back(encode(ranking.row, ranking.answers, ranking.places, 0));
                all.back().weight = ranking.weight;
            }
    if (!all.empty())
        return all;
    for (uint64_t i = 0; i < m_rows.size(side); ++i) {
        const Row row = m_rows.row(side, i);
        if (row.good) {
            throw inputError("These preferences are single answers, wanted or not; a reward model "
                             "needs pairs. train.preference with `loss: kto` learns from them.");
        }
        Ranked pair = encode(row, {row.chosen, row.rejected}, {{0}, {1}}, row.margin.value_or(0));
        if (pair.answers[0].ids == pair.answers[1].ids || pair.answers[0].ids.empty() ||
            pair.answers[1].ids.empty()) {
            ++m_equal;
            continue;
        }
        all.push_back(std::move(pair));
    }
    return all;
}

} // namespace espalier
