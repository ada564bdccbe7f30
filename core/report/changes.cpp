#include "core/report/changes.h"

#include "core/base/message.h"
#include "core/report/series_info.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

namespace espalier {

namespace {

/// Where the value of a single item stands for a figure; empty: its score.
struct ItemFigure
{
    std::string_view figure, key;
};
constexpr std::array kItemFigures{
    ItemFigure{"accuracy", ""},
    ItemFigure{"win_rate", ""},
    ItemFigure{"accuracy_strict", "strict"},
    ItemFigure{"accuracy_flexible", "flexible"},
    ItemFigure{"ended", "ended"},
    ItemFigure{"well_formed", "well_formed"},
    ItemFigure{"mean_tokens", "tokens"},
    ItemFigure{"reward", "reward"}};

using ItemValue = std::function<double(const EvalItem&)>;

double scoreOf(const EvalItem& item)
{
    return item.score;
}

/// NaN where the item does not say it.
ItemValue valueOf(std::string_view key)
{
    if (key.empty())
        return scoreOf;
    return [key = std::string(key)](const EvalItem& item) {
        const auto found = item.data.find(key);
        if (found == item.data.end() || !(found->is_boolean() || found->is_number()))
            return std::nan("");
        return found->is_boolean() ? static_cast<double>(found->get<bool>()) : found->get<double>();
    };
}

/// Means of values by item: several answers to one item are one observation.
std::map<std::tuple<std::string_view, int64_t, std::string_view>, std::pair<double, int64_t>>
sumsOf(std::span<const EvalItem> items, const std::string& group, const ItemValue& value)
{
    std::map<std::tuple<std::string_view, int64_t, std::string_view>, std::pair<double, int64_t>>
        sums;
    for (const EvalItem& item : items) {
        if (!group.empty() && item.data.value("kind", std::string()) != group)
            continue;
        auto& [sum, count] = sums[{item.task, item.item, item.prompt}];
        sum += value(item);
        ++count;
    }
    return sums;
}

std::optional<Figure> paired(
    std::span<const EvalItem> before,
    std::span<const EvalItem> after,
    const std::string& group,
    const ItemValue& value)
{
    const auto first = sumsOf(before, group, value), second = sumsOf(after, group, value);
    std::vector<double> a, b;
    for (const auto& [key, sum] : first) {
        const auto other = second.find(key);
        if (other == second.end())
            continue;
        const double left = sum.first / static_cast<double>(sum.second);
        const double right = other->second.first / static_cast<double>(other->second.second);
        if (std::isnan(left) || std::isnan(right))
            continue;
        a.push_back(left);
        b.push_back(right);
    }
    if (a.size() < 2)
        return std::nullopt;
    return pairedDifference(a, b);
}

constexpr int64_t kMany = 1'000'000; ///< observations where their number is not said

/// A difference where single items are not known.
EvaluatedFigure unpaired(const EvaluatedFigure& before, const EvaluatedFigure& after)
{
    EvaluatedFigure difference{after.value - before.value, {}, {}, {}, {}};
    if (before.standardError && after.standardError) {
        const double error = std::hypot(*before.standardError, *after.standardError);
        const int64_t fewest = std::min(before.n.value_or(kMany), after.n.value_or(kMany));
        const double reach = studentQuantile(fewest - 1) * error;
        difference.standardError = error;
        difference.low = difference.value - reach;
        difference.high = difference.value + reach;
    }
    return difference;
}

std::optional<EvaluatedFigure> pairedFigure(
    const Evaluation& before,
    const Evaluation& after,
    const std::string& group,
    const std::string& figure)
{
    const auto row = std::ranges::find(kItemFigures, figure, &ItemFigure::figure);
    if (row == kItemFigures.end())
        return std::nullopt;
    const auto found = paired(before.items, after.items, group, valueOf(row->key));
    if (!found)
        return std::nullopt;
    return EvaluatedFigure{found->value, found->n, found->standardError, found->low, found->high};
}

void addChanges(const Evaluation& before, Evaluation& after)
{
    after.since = before.node;
    const auto about = [](const std::string& name) { return !name.starts_with("baseline_"); };
    for (const auto& [name, figure] : after.figures)
        if (const auto* old = before.figure(name); old != nullptr && about(name))
            after.changes.push_back(
                {name, {}, pairedFigure(before, after, {}, name).value_or(unpaired(*old, figure))});
    if (after.groups.size() < 2)
        return; // one kind is all of them
    for (const auto& [group, figures] : after.groups)
        for (const auto& [name, figure] : figures)
            if (before.figure(name, group) != nullptr && about(name))
                if (const auto difference = pairedFigure(before, after, group, name))
                    after.changes.push_back({name, group, *difference});
}

constexpr std::string_view kModelPort = "model";

/// The nodes whose models go into a node.
std::set<std::string> modelsOf(const Pipeline& pipeline, const std::string& node)
{
    std::set<std::string> found;
    for (const Edge& edge : pipeline.edges)
        if (edge.toNode == node && edge.toPort == kModelPort)
            found.insert(edge.fromNode);
    return found;
}

/// All else that goes into a node, as edges.
std::set<std::string> dataOf(const Pipeline& pipeline, const std::string& node)
{
    std::set<std::string> found;
    for (const Edge& edge : pipeline.edges)
        if (edge.toNode == node && edge.toPort != kModelPort)
            found.insert(edge.toPort + " " + edge.fromNode + "." + edge.fromPort);
    return found;
}

bool onSameData(const Pipeline& pipeline, const Evaluation& a, const Evaluation& b)
{
    return a.stage == b.stage && a.problem.empty() && b.problem.empty() &&
           dataOf(pipeline, a.node) == dataOf(pipeline, b.node);
}

/// Models by how many stages lie between them and the one that `node` judged; the nearest first.
std::vector<std::string> modelsBefore(const Pipeline& pipeline, const std::string& node)
{
    const auto models = modelsOf(pipeline, node);
    std::vector<std::string> order(models.begin(), models.end());
    for (size_t i = 0; i < order.size(); ++i)
        for (const std::string& before : modelsOf(pipeline, order[i]))
            if (std::ranges::find(order, before) == order.end())
                order.push_back(before);
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(models.size()));
    return order;
}

/// The place of what `after` is to be compared with.
std::optional<size_t>
placeBefore(const Pipeline& pipeline, const std::vector<Evaluation>& all, size_t after)
{
    for (const std::string& model : modelsBefore(pipeline, all[after].node))
        for (size_t i = 0; i < all.size(); ++i)
            if (i != after && onSameData(pipeline, all[i], all[after]) &&
                modelsOf(pipeline, all[i].node).contains(model))
                return i;
    const auto isLater = [&](size_t other) {
        const auto before = modelsBefore(pipeline, all[other].node);
        return std::ranges::any_of(
            modelsOf(pipeline, all[after].node), [&](const std::string& judged) {
                return std::ranges::find(before, judged) != before.end();
            });
    };
    for (size_t i = 0; i < after; ++i) {
        if (isLater(i))
            continue;
        if (onSameData(pipeline, all[i], all[after]) ||
            (all[i].stage == all[after].stage && pairedScores(all[i].items, all[after].items)))
            return i;
    }
    return std::nullopt;
}

} // namespace

std::optional<Figure>
pairedScores(std::span<const EvalItem> before, std::span<const EvalItem> after)
{
    return paired(before, after, {}, scoreOf);
}

void findChanges(const Pipeline& pipeline, std::vector<Evaluation>& evaluations)
{
    for (size_t i = 0; i < evaluations.size(); ++i)
        if (const auto before = placeBefore(pipeline, evaluations, i))
            addChanges(evaluations[*before], evaluations[i]);
}

Verdict verdict(const EvaluatedChange& change)
{
    const auto& [value, n, error, low, high] = change.difference;
    if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high))
        return Verdict::Unknown;
    if (*low <= 0 && *high >= 0)
        return Verdict::Chance;
    switch (metricSense(change.figure)) {
    case Sense::HigherIsBetter:
        return value > 0 ? Verdict::Better : Verdict::Worse;
    case Sense::LowerIsBetter:
        return value < 0 ? Verdict::Better : Verdict::Worse;
    case Sense::Neither:
        break;
    }
    return Verdict::Other;
}

std::string verdictWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Better:
        return translate("better");
    case Verdict::Worse:
        return translate("worse");
    case Verdict::Other:
        return translate("changed");
    case Verdict::Chance:
        return translate("can be chance");
    case Verdict::Unknown:
        break;
    }
    return {};
}

std::string changeText(const EvaluatedChange& change)
{
    const FigureWords words = figureWords(change.difference);
    const std::string value = (change.difference.value > 0 ? "+" : "") + words.value;
    return words.interval.empty() ? value : value + " (" + words.interval + ")";
}

std::string changeSentence(const Evaluation& evaluation)
{
    if (evaluation.since.empty())
        return {};
    std::map<Verdict, std::string> lists;
    int64_t items = 0;
    for (const EvaluatedChange& change : evaluation.changes) {
        if (!change.group.empty() || verdict(change) == Verdict::Unknown)
            continue;
        std::string& list = lists[verdict(change)];
        list += (list.empty() ? "" : ", ") + figureTitle(change.figure) + " " + changeText(change);
        items = std::max(items, change.difference.n.value_or(0));
    }
    std::string out = (items > 0 ? tr("{} since {}, on the same {} items.",
                                      evaluation.node,
                                      evaluation.since,
                                      figureText(static_cast<double>(items)))
                                 : tr("{} since {}.", evaluation.node, evaluation.since))
                          .words();
    const auto add = [&](Verdict verdict, const char* form) {
        if (const auto found = lists.find(verdict); found != lists.end())
            out += " " + tr(form, found->second).words();
    };
    add(Verdict::Better, trNoop("Better: {}."));
    add(Verdict::Worse, trNoop("Worse: {}."));
    add(Verdict::Other, trNoop("Changed: {}."));
    add(Verdict::Chance, trNoop("Can be chance: {}."));
    return out;
}

} // namespace espalier
