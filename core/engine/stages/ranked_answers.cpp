#include "core/engine/stages/ranked_answers.h"

#include "core/base/error.h"
#include "core/base/hash.h"

#include <utility>

namespace espalier {

namespace {

/// Answers that a gold reward is asked about at a time.
constexpr size_t kScoredAtOnce = 256;

/// Fills in Ranked::gold; `words` are the same rankings in words.
void addGold(
    std::vector<Ranked>& all, const std::vector<RankedRow>& words, const ScoreAnswers& gold)
{
    std::vector<Answered> waiting;
    size_t first = 0; // of the rankings whose answers wait
    for (size_t i = 0; i < all.size(); ++i) {
        for (size_t a = 0; a < all[i].answers.size(); ++a)
            waiting.push_back(
                {&words[i].row,
                 plainText(words[i].answers[a]),
                 true,
                 all[i].answers[a].responseTokens()});
        if (waiting.size() < kScoredAtOnce && i + 1 < all.size())
            continue;
        const auto scores = gold(waiting);
        for (auto next = scores.begin(); first <= i; ++first) {
            const auto end = next + static_cast<std::ptrdiff_t>(all[first].answers.size());
            all[first].gold.assign(next, end);
            next = end;
        }
        waiting.clear();
    }
}

} // namespace

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

Ranked RankedReader::encode(const RankedRow& ranking)
{
    Ranked ranked;
    for (const Passage& answer : ranking.answers) {
        auto encoded = encodeRow(ranking.row, answer, m_tokenizer, m_writing);
        m_cut += encoded.cut() ? 1 : 0;
        ranked.answers.push_back({std::move(encoded.ids), std::move(encoded.trained)});
    }
    ranked.places = ranking.places;
    ranked.weight = ranking.weight;
    ranked.prompt = hash64(plainText(ranking.row.prompt), hash64(ranking.row.system));
    return ranked;
}

std::vector<Ranked> RankedReader::read(Split side, bool whole, const ScoreAnswers& gold)
{
    std::vector<Ranked> all;
    std::vector<RankedRow> words; // of the same, for the gold reward
    const auto take = [&](Ranked&& ranked, RankedRow&& ranking) {
        all.push_back(std::move(ranked));
        if (gold)
            words.push_back(std::move(ranking));
    };
    if (whole)
        for (RankedRow& ranking : readRankings(m_folder, side))
            if (ranking.places.size() > 1)
                take(encode(ranking), std::move(ranking));
    const uint64_t pairs = all.empty() ? m_rows.size(side) : 0;
    for (uint64_t i = 0; i < pairs; ++i) {
        const Row row = m_rows.row(side, i);
        if (row.good) {
            throw inputError("These preferences are single answers, wanted or not; a reward model "
                             "needs pairs. train.preference with `loss: kto` learns from them.");
        }
        RankedRow ranking{row, {row.chosen, row.rejected}, {{0}, {1}}, row.weight};
        Ranked pair = encode(ranking);
        pair.margin = row.margin.value_or(0);
        if (pair.answers[0].ids == pair.answers[1].ids || pair.answers[0].ids.empty() ||
            pair.answers[1].ids.empty()) {
            ++m_equal;
            continue;
        }
        take(std::move(pair), std::move(ranking));
    }
    if (gold)
        addGold(all, words, gold);
    return all;
}

} // namespace espalier
