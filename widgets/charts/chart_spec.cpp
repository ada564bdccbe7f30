#include "widgets/charts/chart_spec.h"

#include "core/base/message.h"
#include "core/report/series_info.h"
#include "widgets/common/language.h"

#include <array>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

/// A series, or all with a prefix that ends in a slash, and its chart.
struct KnownChart
{
    std::string_view series; ///< without "eval_"; the first row that fits counts
    ChartFamily family;
    const char* title;
    std::string_view id = {}; ///< of the chart; empty: the series' own name
    bool ignoreOutliers = false;
    bool logarithmic = false;
};

using enum ChartFamily;

/// The charts that have a name of their own, in the order of the board.
constexpr std::array kCharts{
    KnownChart{"reward", Reward, trNoop("Reward")},
    KnownChart{"objective/scores", Reward, trNoop("Reward and its penalty"), "objective"},
    KnownChart{"objective/rlhf_reward", Reward, trNoop("Reward and its penalty"), "objective"},
    KnownChart{"objective/non_score_reward", Reward, trNoop("Reward and its penalty"), "objective"},
    KnownChart{"reward_std", Reward, trNoop("Spread of the reward")},
    KnownChart{"frac_reward_zero_std", Reward, trNoop("Prompts whose answers tie")},
    KnownChart{"rollout/", Reward, trNoop("Right and different answers")},
    KnownChart{"rewards/", Reward, trNoop("Rewards")},
    KnownChart{"margin", Reward, trNoop("Margin")},
    KnownChart{"mean_reward", Reward, trNoop("Rewards of a batch"), "batch_rewards"},
    KnownChart{"min_reward", Reward, trNoop("Rewards of a batch"), "batch_rewards"},
    KnownChart{"max_reward", Reward, trNoop("Rewards of a batch"), "batch_rewards"},
    KnownChart{"kl", Divergence, trNoop("KL divergence")},
    KnownChart{"objective/kl", Divergence, trNoop("KL divergence of an answer")},
    KnownChart{"policy/approxkl_avg", Divergence, trNoop("KL divergence of a step"), "policy_kl"},
    KnownChart{"policy/kl", Divergence, trNoop("KL divergence of a step"), "policy_kl"},
    KnownChart{"kl_coef", Divergence, trNoop("KL coefficient")},
    KnownChart{"entropy", Entropy, trNoop("Entropy")},
    KnownChart{"policy/entropy_avg", Entropy, trNoop("Entropy in a step")},
    KnownChart{"objective/entropy", Entropy, trNoop("Entropy of an answer")},
    KnownChart{"completions/clipped_ratio", Length, trNoop("Answers that were cut off")},
    KnownChart{"val/num_eos_tokens", Length, trNoop("End tokens in the answers")},
    KnownChart{"completions/", Length, trNoop("Length of answers")},
    KnownChart{"loss", Loss, trNoop("Loss")},
    KnownChart{"loss/", Loss, trNoop("Loss of policy and critic"), "losses"},
    KnownChart{"policy_loss", Loss, trNoop("Loss of the policy")},
    KnownChart{"perplexity", Loss, trNoop("Perplexity"), {}, false, true},
    KnownChart{"bits_per_byte", Loss, trNoop("Bits per byte")},
    KnownChart{"mean_token_accuracy", Loss, trNoop("Token accuracy")},
    KnownChart{"accuracy", Loss, trNoop("Accuracy")},
    KnownChart{"logps/", Loss, trNoop("Log probabilities")},
    KnownChart{"logits/", Loss, trNoop("Logits")},
    KnownChart{"learning_rate", Update, trNoop("Learning rate")},
    KnownChart{"grad_norm", Update, trNoop("Gradient norm"), {}, true},
    KnownChart{"clip_ratio/", Update, trNoop("Clipped share")},
    KnownChart{"policy/clipfrac_avg", Update, trNoop("Clipped share"), "clip_ratio"},
    KnownChart{"val/clipfrac_avg", Update, trNoop("Clipped share of the critic")},
    KnownChart{"val/", Update, trNoop("Probability ratio")},
    KnownChart{"policy/linesearch_steps", Update, trNoop("Steps of the line search")},
    KnownChart{"policy/surrogate_improve", Update, trNoop("Gain of the surrogate")},
    KnownChart{"policy/cg_residual", Update, trNoop("Residual of the conjugate gradients")},
    KnownChart{"policy/step_rejected", Update, trNoop("Rejected steps")},
    KnownChart{"tokens_per_s", Speed, trNoop("Tokens per second"), {}, true},
    KnownChart{"step_time", Speed, trNoop("Seconds per step"), {}, true},
    KnownChart{"eps", Speed, trNoop("Answers per second"), {}, true},
    KnownChart{"time/", Speed, trNoop("Seconds per step, by part"), {}, true},
    KnownChart{"memory_mib", Speed, trNoop("Memory (MiB)")},
    KnownChart{"num_tokens", Speed, trNoop("Tokens seen")},
    KnownChart{"epoch", Speed, trNoop("Epoch")},
    KnownChart{"episode", Speed, trNoop("Answers seen")},
    KnownChart{"updates", Speed, trNoop("Updates")},
};

bool fits(const KnownChart& row, std::string_view base)
{
    return row.series.ends_with('/') ? base.starts_with(row.series) : base == row.series;
}

QString asWords(std::string_view name)
{
    QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    text.replace(u'_', u' ');
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

QString asId(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

} // namespace

QString familyTitle(ChartFamily family)
{
    switch (family) {
    case Reward:
        return QObject::tr("Reward");
    case Divergence:
        return QObject::tr("KL divergence");
    case Entropy:
        return QObject::tr("Entropy");
    case Length:
        return QObject::tr("Length of answers");
    case Loss:
        return QObject::tr("Loss and accuracy");
    case Update:
        return QObject::tr("Steps of the optimizer");
    case Speed:
        return QObject::tr("Time and memory");
    case Other:
        break;
    }
    return QObject::tr("Further curves");
}

ChartSpec chartOf(std::string_view series)
{
    const std::string_view base = metricBase(series);
    for (size_t i = 0; i < kCharts.size(); ++i) {
        const KnownChart& row = kCharts[i];
        if (!fits(row, base))
            continue;
        const std::string_view own =
            row.series.ends_with('/') ? row.series.substr(0, row.series.size() - 1) : row.series;
        return {
            asId(row.id.empty() ? own : row.id),
            shown(row.title),
            static_cast<int>(i),
            row.ignoreOutliers,
            row.logarithmic,
            row.family};
    }
    const auto slash = base.find('/');
    const std::string_view group = slash == std::string_view::npos ? base : base.substr(0, slash);
    return {asId(group), asWords(group), static_cast<int>(kCharts.size()), false, false, Other};
}

bool sharesChart(std::string_view series)
{
    const std::string_view base = metricBase(series);
    const auto row =
        std::find_if(kCharts.begin(), kCharts.end(), [&](const auto& r) { return fits(r, base); });
    if (row == kCharts.end())
        return base.find('/') != std::string_view::npos;
    return row->series.ends_with('/') || !row->id.empty();
}

QString curveLabel(std::string_view series, bool hasEval)
{
    const bool isEval = metricBase(series) != series;
    if (sharesChart(series)) {
        const std::string_view base = metricBase(series);
        const QString own = asWords(base.substr(base.find('/') + 1)).toLower();
        return isEval ? QObject::tr("%1, eval").arg(own) : own;
    }
    if (isEval)
        return QObject::tr("eval");
    return hasEval ? QObject::tr("train") : chartOf(series).title;
}

bool isSmoothable(std::string_view series)
{
    static constexpr std::array<std::string_view, 5> kExact{
        "learning_rate", "num_tokens", "epoch", "episode", "memory_mib"};
    return metricBase(series) == series &&
           std::find(kExact.begin(), kExact.end(), series) == kExact.end();
}

} // namespace espalier
