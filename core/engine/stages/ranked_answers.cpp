#include "core/engine/stages/ranked_answers.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/labels/ranking_rows.h"

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

/// The answers at these places alone, in their order.
template <typename T>
void keepOnly(std::vector<T>& all, const std::vector<size_t>& places)
{
    std::vector<T> kept;
    for (const size_t place : places)
        kept.push_back(std::move(all[place]));
    all = std::move(kept);
}

/// Leaves out answers that stand in no place, and of those with the same tokens all but the best
/// placed. Returns how many were left out for their tokens.
uint64_t dropEqual(Ranked& ranked, RankedRow& ranking)
{
    std::vector<size_t> kept;
    RankPlaces places;
    uint64_t equal = 0;
    for (const auto& place : ranked.places) {
        std::vector<int64_t> together;
        for (const int64_t answer : place) {
            const auto& ids = ranked.answers[static_cast<size_t>(answer)].ids;
            const bool known = std::ranges::any_of(
                kept, [&](size_t other) { return ranked.answers[other].ids == ids; });
            if (known || ids.empty()) {
                ++equal;
                continue;
            }
            together.push_back(static_cast<int64_t>(kept.size()));
            kept.push_back(static_cast<size_t>(answer));
        }
        if (!together.empty())
            places.push_back(std::move(together));
    }
    keepOnly(ranked.answers, kept);
    keepOnly(ranking.answers, kept);
    ranked.places = places;
    ranking.places = std::move(places);
    return equal;
}

} // namespace

std::string RankedReader::labels() const
{
    return !m_simulated ? "people" : m_people ? kMixedMark : kSimulatedMark;
}

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
    m_simulated =
        m_simulated || ranking.row.kind == kSimulatedMark || ranking.row.kind == kMixedMark;
    m_people = m_people || ranking.row.kind != kSimulatedMark;
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
    bool ranked = false;
    if (whole)
        for (RankedRow& ranking : readRankings(m_folder, side))
            if (ranking.places.size() > 1) {
                ranked = true;
                Ranked one = encode(ranking);
                m_equal += dropEqual(one, ranking);
                if (one.places.size() > 1)
                    take(std::move(one), std::move(ranking));
            }
    const uint64_t pairs = ranked ? 0 : m_rows.size(side);
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
