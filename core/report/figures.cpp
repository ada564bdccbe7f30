#include "core/report/figures.h"

#include "core/base/message.h"
#include "core/report/series_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

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
        "length_only_accuracy",
        FigureScale::Share,
        trNoop("Accuracy of length alone"),
        trNoop("How often the longer answer is the preferred one; below a half, the shorter one is "
               "preferred more often.")},
    FigureRow{
        "gold_agreement",
        FigureScale::Share,
        trNoop("Agreement with gold"),
        trNoop("The share of pairs that the reward model orders as the gold reward does.")},
    FigureRow{
        "gold_correlation",
        FigureScale::Signed,
        trNoop("Correlation with gold"),
        trNoop("Correlation of the reward model's scores with those of the gold reward.")},
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
        "baseline_ended",
        FigureScale::Share,
        trNoop("Baseline ended"),
        trNoop("The share of the baseline's answers that ended by themselves.")},
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
        "tokens_per_s",
        FigureScale::Free,
        trNoop("Tokens per second"),
        trNoop(
            "How fast the answers were written, prompts included in the time; other programs slow "
            "it down.")},
    FigureRow{
        "baseline_tokens_per_s",
        FigureScale::Free,
        trNoop("Baseline's tokens per second"),
        trNoop("How fast the baseline's answers were written, measured likewise.")},
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

} // namespace

size_t figurePlace(std::string_view name)
{
    for (size_t i = 0; i < kFigures.size(); ++i) {
        const auto& row = kFigures[i].name;
        if (row == name || (row.ends_with('*') && name.starts_with(row.substr(0, row.size() - 1))))
            return i;
    }
    return kFigures.size();
}

FigureScale figureScale(std::string_view name)
{
    const size_t place = figurePlace(name);
    return place < kFigures.size() ? kFigures[place].scale : FigureScale::Free;
}

std::string figureTitle(std::string_view name)
{
    const size_t place = figurePlace(name);
    return place < kFigures.size() && *kFigures[place].title != '\0'
               ? translate(kFigures[place].title)
               : std::string(name);
}

const char* figureHelp(std::string_view name)
{
    const size_t place = figurePlace(name);
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

} // namespace espalier
