#include "widgets/charts/chart_spec.h"

#include "core/base/message.h"
#include "core/report/series_info.h"
#include "widgets/common/language.h"

#include <array>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

struct KnownChart
{
    std::string_view base; ///< name without "eval_"
    const char* title;
    bool ignoreOutliers = false;
};

/// The charts that have a name of their own, in the order of the board.
constexpr std::array kCharts{
    KnownChart{"loss", trNoop("Loss")},
    KnownChart{"perplexity", trNoop("Perplexity")},
    KnownChart{"bits_per_byte", trNoop("Bits per byte")},
    KnownChart{"mean_token_accuracy", trNoop("Token accuracy")},
    KnownChart{"accuracy", trNoop("Accuracy")},
    KnownChart{"reward", trNoop("Reward")},
    KnownChart{"kl", trNoop("KL divergence")},
    KnownChart{"entropy", trNoop("Entropy")},
    KnownChart{"learning_rate", trNoop("Learning rate")},
    KnownChart{"grad_norm", trNoop("Gradient norm"), true},
    KnownChart{"tokens_per_s", trNoop("Tokens per second"), true},
    KnownChart{"memory_mib", trNoop("Memory (MiB)")},
    KnownChart{"num_tokens", trNoop("Tokens seen")},
    KnownChart{"epoch", trNoop("Epoch")},
};

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

ChartSpec chartOf(std::string_view series)
{
    const std::string_view base = metricBase(series);
    for (size_t i = 0; i < kCharts.size(); ++i) {
        if (kCharts[i].base == base) {
            const int order = static_cast<int>(i);
            return {asId(base), shown(kCharts[i].title), order, kCharts[i].ignoreOutliers};
        }
    }
    const auto slash = base.find('/');
    const std::string_view group = slash == std::string_view::npos ? base : base.substr(0, slash);
    return {asId(group), asWords(group), static_cast<int>(kCharts.size()), false};
}

QString curveLabel(std::string_view series, bool hasEval)
{
    if (const auto slash = series.find('/'); slash != std::string_view::npos)
        return asWords(series.substr(slash + 1)).toLower();
    if (metricBase(series) != series)
        return QObject::tr("eval");
    return hasEval ? QObject::tr("train") : chartOf(series).title;
}

bool isSmoothable(std::string_view series)
{
    static constexpr std::array<std::string_view, 4> kExact{
        "learning_rate", "num_tokens", "epoch", "memory_mib"};
    return metricBase(series) == series &&
           std::find(kExact.begin(), kExact.end(), series) == kExact.end();
}

} // namespace espalier
