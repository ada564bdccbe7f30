#pragma once

#include <QString>

#include <string_view>

namespace espalier {

/// Which chart a series belongs to, and how that chart begins.
struct ChartSpec
{
    QString id;    ///< the same for series that are drawn together: "loss" for loss and eval_loss
    QString title; ///< in the current language
    int order = 0; ///< place on the board
    bool ignoreOutliers = false;
};

/// The chart of a series: train and eval of one quantity share a chart, series with a common prefix
/// ("rewards/...") share one, any other has its own.
ChartSpec chartOf(std::string_view series);

/// What a legend calls a series inside its chart: "train" and "eval" where both are there, or the
/// part after the prefix.
QString curveLabel(std::string_view series, bool hasEval);

/// Whether points come at every interval of training (and may be smoothed) or seldom, as
/// evaluations do.
bool isSmoothable(std::string_view series);

} // namespace espalier
