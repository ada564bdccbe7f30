#include "core/engine/stages/ranking_figures.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace espalier {

namespace {

constexpr int kDraws = 1000;

/// Calls `take` with every better and worse answer that stand in different places.
template <typename F>
void eachDecidedPair(const JudgedRanking& ranking, const F& take)
{
    const auto& places = ranking.places;
    for (size_t a = 0; a < places.size(); ++a)
        for (size_t b = a + 1; b < places.size(); ++b)
            for (const int64_t better : places[a])
                for (const int64_t worse : places[b])
                    take(static_cast<size_t>(better), static_cast<size_t>(worse));
}

/// Expected calibration error over ten bins of sigma(|margin|), and what stands in each.
class Calibration
{
public:
    void add(double margin)
    {
        const double sure = 1 / (1 + std::exp(-std::abs(margin)));
        auto& bin = m_bins[std::min<size_t>(9, static_cast<size_t>((sure - 0.5) * 20))];
        bin[0] += 1;
        bin[1] += sure;
        bin[2] += margin > 0 ? 1 : 0;
    }
    void tell(nlohmann::json& out) const
    {
        double error = 0, all = 0;
        for (const auto& [count, sure, good] : m_bins) {
            error += std::abs(sure - good);
            all += count;
            if (count > 0)
                out["by_certainty"].push_back(
                    {{"certainty", sure / count}, {"accuracy", good / count}, {"pairs", count}});
        }
        out["calibration_error"] = error / all;
    }

private:
    std::array<std::array<double, 3>, 10> m_bins{};
};

/// Sums that a correlation is made of.
struct Moments
{
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;

    void add(double a, double b)
    {
        *this = {n + 1, x + a, y + b, xx + a * a, yy + b * b, xy + a * b};
    }
    void add(const Moments& o)
    {
        *this = {n + o.n, x + o.x, y + o.y, xx + o.xx, yy + o.yy, xy + o.xy};
    }
    double correlation() const
    {
        const double varX = xx - x * x / n, varY = yy - y * y / n;
        return varX > 1e-12 * xx && varY > 1e-12 * yy
                   ? std::clamp((xy - x * y / n) / std::sqrt(varX * varY), -1.0, 1.0)
                   : 0;
    }
};

/// Pearson's correlation of score and gold over answers.
Figure goldCorrelation(const std::vector<JudgedRanking>& judged)
{
    std::vector<double> scores, gold;
    std::vector<uint64_t> prompts;
    for (const JudgedRanking& ranking : judged)
        for (size_t a = 0; a < ranking.gold.size(); ++a)
            if (std::isfinite(ranking.gold[a])) {
                scores.push_back(ranking.scores[a]);
                gold.push_back(ranking.gold[a]);
                prompts.push_back(ranking.prompt);
            }
    const double meanScore = meanFigure(scores).value, meanGold = meanFigure(gold).value;
    std::map<uint64_t, Moments> byPrompt;
    for (size_t i = 0; i < scores.size(); ++i)
        byPrompt[prompts[i]].add(scores[i] - meanScore, gold[i] - meanGold);
    std::vector<Moments> parts;
    for (const auto& [prompt, moments] : byPrompt)
        parts.push_back(moments);
    Figure figure = bootstrapFigure(
        static_cast<int64_t>(parts.size()), kDraws, 1, [&](const std::vector<int64_t>& drawn) {
            Moments sum;
            for (const int64_t part : drawn)
                sum.add(parts[static_cast<size_t>(part)]);
            return sum.correlation();
        });
    figure.n = static_cast<int64_t>(scores.size());
    if (parts.size() < 2) { // nothing to draw from
        figure.low = -1;
        figure.high = 1;
    }
    return figure;
}

/// How far it goes with a gold reward, over all answers and all pairs that this one tells apart.
void tellGold(const std::vector<JudgedRanking>& judged, nlohmann::json& out)
{
    int64_t known = 0, unscored = 0;
    ItemGroups alike;
    for (const JudgedRanking& ranking : judged)
        for (size_t a = 0; a < ranking.gold.size(); ++a) {
            const bool isKnown = std::isfinite(ranking.gold[a]);
            (isKnown ? known : unscored) += 1;
            for (size_t b = 0; isKnown && b < a; ++b) {
                const double gap = ranking.gold[a] - ranking.gold[b];
                if (std::isfinite(gap) && gap != 0)
                    alike[ranking.prompt].add(gap * (ranking.scores[a] - ranking.scores[b]) > 0);
            }
        }
    if (known + unscored == 0)
        return;
    out["gold_unscored"] = unscored;
    if (known > 0)
        out["gold_correlation"] = toJson(goldCorrelation(judged));
    if (!alike.empty())
        out["gold_agreement"] = toJson(groupedShareFigure(alike));
}

} // namespace

nlohmann::json rankingFigures(const std::vector<JudgedRanking>& judged)
{
    ItemGroups right, longer;
    Calibration calibration;
    std::vector<double> scores, lengths, spread;
    for (const JudgedRanking& ranking : judged) {
        eachDecidedPair(ranking, [&](size_t better, size_t worse) {
            const double margin = ranking.scores[better] - ranking.scores[worse];
            right[ranking.prompt].add(margin > 0);
            longer[ranking.prompt].add(ranking.lengths[better] > ranking.lengths[worse]);
            calibration.add(margin);
        });
        scores.insert(scores.end(), ranking.scores.begin(), ranking.scores.end());
        lengths.insert(lengths.end(), ranking.lengths.begin(), ranking.lengths.end());
        spread.insert(spread.end(), ranking.spread.begin(), ranking.spread.end());
    }
    const Figure accuracy = groupedShareFigure(right);
    nlohmann::json out{{"pairs", accuracy.n}};
    if (accuracy.n == 0)
        return out;
    out["prompts"] = right.size();
    out["accuracy"] = toJson(accuracy);
    out["length_only_accuracy"] = toJson(groupedShareFigure(longer));
    calibration.tell(out);
    out["length_correlation"] = correlation(scores, lengths);
    if (!spread.empty())
        out["mean_head_deviation"] = meanFigure(spread).value;
    tellGold(judged, out);
    return out;
}

std::optional<Message> doubtAbout(const nlohmann::json& figures)
{
    if (!figures.contains("accuracy"))
        return {};
    const auto& accuracy = figures["accuracy"];
    const auto percent = [](const nlohmann::json& share) {
        return fmt::format("{:.0f}", 100 * share.get<double>());
    };
    if (accuracy["low"].get<double>() <= 0.5)
        return tr(
            "The reward model orders {} % of {} held-out pairs right (95 % interval {} to {} %), "
            "which can't be told from chance. Training against it would raise its scores and "
            "nothing else: label more answers, compare answers that differ more, or train it "
            "longer.",
            percent(accuracy["value"]),
            accuracy["n"].get<int64_t>(),
            percent(accuracy["low"]),
            percent(accuracy["high"]));
    const double longer = figures["length_only_accuracy"]["value"].get<double>();
    const double byLength = std::max(longer, 1 - longer);
    if (byLength < accuracy["value"].get<double>())
        return {};
    return tr(
        "The reward model orders {} % of the held-out pairs right; a rule that knows nothing but "
        "the length of the answers gets {} %. Training against it may teach just that length: "
        "label answers of like length, or blend it with a reward that watches the length.",
        percent(accuracy["value"]),
        percent(byLength));
}

} // namespace espalier
