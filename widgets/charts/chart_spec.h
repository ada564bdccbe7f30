#pragma once

#include <QString>

#include <string_view>

namespace espalier {

/// What the charts of a board are about, in its order.
enum class ChartFamily { Reward, Divergence, Entropy, Length, Loss, Update, Speed, Other };

/// The heading of a family, in the current language.
QString familyTitle(ChartFamily family);

/// Which chart a series belongs to, and how that chart begins.
struct ChartSpec
{
    QString id;    ///< the same for series that are drawn together: "loss" for loss and eval_loss
    QString title; ///< in the current language
    int order = 0; ///< place on the board
    bool ignoreOutliers = false;
    bool logarithmic = false; ///< falls by powers: its first point would flatten all others
    ChartFamily family = ChartFamily::Other;
};

/// The chart of a series: train and eval of one quantity share a chart, series with a common prefix
/// ("rewards/...") share one unless the table has them apart, any other has its own.
ChartSpec chartOf(std::string_view series);

/// Whether a chart may hold series of different names; a legend has to tell them apart then.
bool sharesChart(std::string_view series);

/// What a legend calls a series inside its chart: "train" and "eval" where both are there, or its
/// own name (the part after the prefix) where the chart is shared.
QString curveLabel(std::string_view series, bool hasEval);

/// Whether points come at every interval of training (and may be smoothed) or seldom, as
/// evaluations do.
bool isSmoothable(std::string_view series);

} // namespace espalier
