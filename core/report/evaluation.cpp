#include "core/report/evaluation.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/report/series_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace espalier {

namespace {

struct FigureRow
{
    std::string_view name; ///< ends in '*' where only the beginning counts
    FigureScale scale;
    const char* title; ///< empty: the name itself
    const char* help;
};

/// Every figure of our evaluations, in the order of reading.
constexpr std::array kFigures{
    FigureRow{
        "win_rate",
        FigureScale::Share,
        trNoop("Win rate"),
        trNoop("How often the model's answer is rewarded more than the baseline's; a tie is half a "
               "win.")},
    FigureRow{
        "reward",
        FigureScale::Free,
        trNoop("Reward"),
        trNoop("The mean reward of the model's answers.")},
    FigureRow{
        "baseline_reward",
        FigureScale::Free,
        trNoop("Baseline's reward"),
        trNoop("The mean reward of the baseline's answers.")},
    FigureRow{
        "reward_gain",
        FigureScale::Free,
        trNoop("Gain"),
        trNoop("How much more reward the model gets than the baseline on the same prompts.")},
    FigureRow{
        "gain_in_deviations",
        FigureScale::Free,
        trNoop("Gain in deviations"),
        trNoop("The gain, in standard deviations of the baseline's rewards.")},
    FigureRow{
        "kl_to_baseline",
        FigureScale::Free,
        trNoop("Distance to the baseline"),
        trNoop("How far the model went from the baseline, in nats an answer.")},
    FigureRow{
        "baseline_tokens",
        FigureScale::Free,
        trNoop("Baseline's tokens an answer"),
        trNoop("How long the baseline's answers are on average, in tokens.")},
    FigureRow{
        "accuracy",
        FigureScale::Share,
        trNoop("Accuracy"),
        trNoop("The share of items that are right.")},
    FigureRow{
        "accuracy_strict",
        FigureScale::Share,
        trNoop("Strict accuracy"),
        trNoop("The share that is right where only what the text marks as its answer counts.")},
    FigureRow{
        "accuracy_flexible",
        FigureScale::Share,
        trNoop("Flexible accuracy"),
        trNoop("The share that is right where the answer may stand anywhere in the text.")},
    FigureRow{
        "majority",
        FigureScale::Share,
        trNoop("Majority vote"),
        trNoop("The share that is right by the vote of several answers.")},
    FigureRow{
        "pass@*",
        FigureScale::Share,
        "",
        trNoop("The chance that at least one of so many answers is right.")},
    FigureRow{
        "ended",
        FigureScale::Share,
        trNoop("Ended"),
        trNoop("The share of answers that ended by themselves.")},
    FigureRow{
        "well_formed",
        FigureScale::Share,
        trNoop("Well formed"),
        trNoop("The share of answers that ended by themselves and hold an answer where the strict "
               "reading looks for it.")},
    FigureRow{
        "mean_tokens",
        FigureScale::Free,
        trNoop("Tokens an answer"),
        trNoop("How long an answer is on average, in tokens.")},
    FigureRow{
        "f1_macro",
        FigureScale::Share,
        trNoop("F1, macro"),
        trNoop("The mean of precision and recall (harmonic), every class counting alike.")},
    FigureRow{
        "f1_micro",
        FigureScale::Share,
        trNoop("F1, micro"),
        trNoop("The mean of precision and recall (harmonic), every text counting alike.")},
    FigureRow{
        "f1_weighted",
        FigureScale::Share,
        trNoop("F1, weighted"),
        trNoop("The mean of precision and recall (harmonic), classes counting by their size.")},
    FigureRow{
        "precision_macro",
        FigureScale::Share,
        trNoop("Precision, macro"),
        trNoop(
            "Of the texts put into a class, the share that belongs there; mean of the classes.")},
    FigureRow{
        "recall_macro",
        FigureScale::Share,
        trNoop("Recall, macro"),
        trNoop("Of the texts of a class, the share that was found; mean of the classes.")},
    FigureRow{
        "kappa",
        FigureScale::Signed,
        trNoop("Cohen's kappa"),
        trNoop("Agreement with the truth beyond what chance gives: 0 is chance, 1 is perfect.")},
    FigureRow{
        "mcc",
        FigureScale::Signed,
        trNoop("Matthews correlation"),
        trNoop("Correlation of decision and truth: 0 is chance, 1 is perfect.")},
    FigureRow{
        "eval_loss",
        FigureScale::Free,
        trNoop("Loss"),
        trNoop("Mean surprise at a token, in nats; lower is better.")},
    FigureRow{
        "eval_perplexity",
        FigureScale::Free,
        trNoop("Perplexity"),
        trNoop("Among how many tokens the model wavers on average; lower is better.")},
    FigureRow{
        "bits_per_byte",
        FigureScale::Free,
        trNoop("Bits per byte"),
        trNoop("Bits needed for a byte of the text, whatever the tokenizer; lower is better.")},
    FigureRow{
        "mean_token_accuracy",
        FigureScale::Share,
        trNoop("Token accuracy"),
        trNoop("The share of tokens that the model finds likeliest itself.")},
};

/// The place of a name in the table; its size where it isn't there.
size_t placeOf(std::string_view name)
{
    for (size_t i = 0; i < kFigures.size(); ++i) {
        const auto& row = kFigures[i].name;
        if (row == name || (row.ends_with('*') && name.starts_with(row.substr(0, row.size() - 1))))
            return i;
    }
    return kFigures.size();
}

std::optional<double> number(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>())
                                                     : std::nullopt;
}

/// Figures of {"accuracy": {"value": ...}, ...}.
EvaluatedFigures figuresOf(const nlohmann::json& json)
{
    EvaluatedFigures figures;
    for (const auto& [name, entry] : json.items()) {
        const auto value = entry.is_object() ? number(entry, "value") : std::nullopt;
        if (!value)
            continue;
        EvaluatedFigure figure{*value, {}, number(entry, "stderr"), number(entry, "low"), {}};
        figure.high = number(entry, "high");
        if (const auto n = number(entry, "n"))
            figure.n = static_cast<int64_t>(*n);
        figures.emplace_back(name, figure);
    }
    std::ranges::stable_sort(figures, {}, [](const auto& figure) { return placeOf(figure.first); });
    return figures;
}

/// Precision, recall and F1 of each class, below the figures that are their means.
void readClasses(const nlohmann::json& json, Evaluation& evaluation)
{
    for (const auto& entry : json) {
        EvaluatedFigures figures;
        for (const auto& [key, name] :
             {std::pair{"f1", "f1_macro"},
              std::pair{"precision", "precision_macro"},
              std::pair{"recall", "recall_macro"}}) {
            if (const auto value = number(entry, key))
                figures.emplace_back(name, EvaluatedFigure{*value, {}, {}, {}, {}});
        }
        evaluation.groups.emplace_back(entry.value("label", std::string()), std::move(figures));
    }
}

const EvaluatedFigure* find(const EvaluatedFigures& figures, std::string_view name)
{
    const auto found = std::ranges::find(figures, name, &EvaluatedFigures::value_type::first);
    return found == figures.end() ? nullptr : &found->second;
}

} // namespace

const EvaluatedFigure* Evaluation::figure(std::string_view name) const
{
    return find(figures, name);
}

const EvaluatedFigure* Evaluation::figure(std::string_view name, std::string_view group) const
{
    const auto found =
        std::ranges::find(groups, group, [](const auto& each) { return each.first; });
    return found == groups.end() ? nullptr : find(found->second, name);
}

FigureScale figureScale(std::string_view name)
{
    const size_t place = placeOf(name);
    return place < kFigures.size() ? kFigures[place].scale : FigureScale::Free;
}

std::string figureTitle(std::string_view name)
{
    const size_t place = placeOf(name);
    return place < kFigures.size() && *kFigures[place].title != '\0'
               ? translate(kFigures[place].title)
               : std::string(name);
}

const char* figureHelp(std::string_view name)
{
    const size_t place = placeOf(name);
    return place < kFigures.size() ? kFigures[place].help : "";
}

std::optional<int> figureDecimals(const EvaluatedFigure& figure)
{
    const double rounding = 1e-9 * std::abs(figure.value); // what is left where all are alike
    double size = figure.standardError.value_or(0);
    if (size <= rounding && figure.low && figure.high)
        size = (*figure.high - *figure.low) / 4;
    if (!(size > rounding) || !std::isfinite(size))
        return std::nullopt;
    return std::clamp(1 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
}

FigureWords figureWords(const EvaluatedFigure& figure)
{
    const auto decimals = figureDecimals(figure);
    const auto put = [&](double value) {
        if (!decimals && std::abs(value - std::round(value)) < 1e-9 * std::abs(value))
            return figureText(std::round(value));
        if (!decimals || !std::isfinite(value) || std::abs(value) >= 1e7)
            return figureText(value);
        const std::string text = fmt::format("{:.{}f}", value, *decimals);
        const bool isZero = std::abs(value) < 0.5 * std::pow(10.0, -*decimals);
        return isZero && text.starts_with('-') ? text.substr(1) : text;
    };
    FigureWords words{put(figure.value), {}, {}};
    if (figure.standardError)
        words.error = "± " + put(decimals ? *figure.standardError : 0);
    if (figure.low && figure.high)
        words.interval = put(*figure.low) + " – " + put(*figure.high);
    return words;
}

std::string differenceSentence(const Evaluation& evaluation)
{
    if (!evaluation.difference)
        return {};
    const auto& [node, found] = *evaluation.difference;
    const FigureWords words =
        figureWords({found.value, found.n, found.standardError, found.low, found.high});
    const std::string difference = words.value + " " + words.error;
    const std::string count = figureText(static_cast<double>(found.n));
    const bool counts = found.low > 0 || found.high < 0;
    return (counts ? tr("{} − {}, on the same {} items: {} (95 % interval {}). The difference is "
                        "more than chance.",
                        evaluation.node,
                        node,
                        count,
                        difference,
                        words.interval)
                   : tr("{} − {}, on the same {} items: {} (95 % interval {}). That can be chance.",
                        evaluation.node,
                        node,
                        count,
                        difference,
                        words.interval))
        .words();
}

void readReport(const std::string& json, Evaluation& evaluation)
{
    const auto report = nlohmann::json::parse(json, nullptr, false);
    if (!report.is_object() || !report.contains("figures"))
        throw inputError("The report is damaged. Run the evaluation again.");
    try {
        evaluation.kind = report.value("kind", std::string());
        evaluation.figures = figuresOf(report["figures"]);
        if (const auto kinds = report.find("kinds"); kinds != report.end())
            for (const auto& [name, figures] : kinds->items())
                evaluation.groups.emplace_back(name, figuresOf(figures));
        if (const auto classes = report.find("classes"); classes != report.end())
            readClasses(*classes, evaluation);
        if (const auto matrix = report.find("confusion"); matrix != report.end()) {
            matrix->get_to(evaluation.confusion);
            report.at("labels").get_to(evaluation.labels);
            report.at("named_none").get_to(evaluation.namedNone);
        }
        const size_t size = evaluation.labels.size();
        const bool square = evaluation.confusion.size() == size &&
                            evaluation.namedNone.size() == size &&
                            std::ranges::all_of(evaluation.confusion, [size](const auto& row) {
                                return row.size() == size;
                            });
        if (!square)
            throw inputError("The report is damaged. Run the evaluation again.");
    } catch (const nlohmann::json::exception&) {
        throw inputError("The report is damaged. Run the evaluation again.");
    }
}

bool hasResults(const NodeState& node)
{
    const bool ended = node.status == NodeStatus::Finished || node.status == NodeStatus::Cached;
    return ended && node.stageRun && node.stage.starts_with("eval.");
}

std::vector<Evaluation>
loadEvaluations(Database& database, const std::filesystem::path& artifacts, int64_t run)
{
    std::vector<Evaluation> all;
    Nodes nodes(database);
    for (const NodeState& node : nodes.list(run)) {
        if (!hasResults(node))
            continue;
        const auto made = nodes.stageRun(*node.stageRun);
        if (!made)
            continue;
        Evaluation evaluation;
        evaluation.node = node.node;
        evaluation.stage = node.stage;
        evaluation.stageRun = *node.stageRun;
        const auto output = made->outputs.find("report");
        const std::string key = output != made->outputs.end() ? output->second : made->key;
        try {
            readReport(readFile(artifacts / key / "report.json"), evaluation);
        } catch (const Error& error) {
            evaluation.problem = error.words();
        }
        evaluation.items = EvalItems(database).ofStageRun(*node.stageRun);
        for (const Evaluation& before : all) {
            const auto found = before.stage == evaluation.stage
                                   ? pairedScores(before.items, evaluation.items)
                                   : std::nullopt;
            if (!found)
                continue;
            evaluation.difference = {before.node, *found};
            break;
        }
        all.push_back(std::move(evaluation));
    }
    return all;
}

std::optional<Figure>
pairedScores(std::span<const EvalItem> before, std::span<const EvalItem> after)
{
    // Several answers to one item are one observation: their mean.
    using Key = std::tuple<std::string_view, int64_t, std::string_view>;
    struct Sum
    {
        double score = 0;
        int64_t count = 0;
    };
    const auto sums = [](std::span<const EvalItem> items) {
        std::map<Key, Sum> found;
        for (const EvalItem& item : items) {
            Sum& sum = found[{item.task, item.item, item.prompt}];
            sum.score += item.score;
            ++sum.count;
        }
        return found;
    };
    const auto first = sums(before), second = sums(after);
    std::vector<double> a, b;
    for (const auto& [key, sum] : first) {
        const auto other = second.find(key);
        if (other == second.end())
            continue;
        const double left = sum.score / static_cast<double>(sum.count);
        const double right = other->second.score / static_cast<double>(other->second.count);
        if (std::isnan(left) || std::isnan(right))
            continue;
        a.push_back(left);
        b.push_back(right);
    }
    if (a.size() < 2)
        return std::nullopt;
    return pairedDifference(a, b);
}

} // namespace espalier
