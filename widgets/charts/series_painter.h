#pragma once

#include "widgets/charts/smoothing.h"
#include "widgets/charts/x_map.h"

#include <QColor>
#include <QImage>

#include <map>

namespace espalier {

/// A series as it shall be drawn.
struct PlotCurve
{
    uint64_t key = 0;      ///< which series it is, the same over time
    uint64_t revision = 0; ///< changes when points were taken back
    std::shared_ptr<const SeriesData> data;
    std::shared_ptr<const XMap> x; ///< null: by step
    QColor colour;
    Qt::PenStyle dash = Qt::SolidLine;
    bool smoothable = true; ///< sparse series (eval) are shown as they are, with markers
};

/// What to draw, and into what.
struct PictureRequest
{
    std::vector<PlotCurve> curves;
    int width = 0, height = 0; ///< device-independent pixels
    double ratio = 1;          ///< device pixels per independent one
    double xFrom = 0, xTo = 1; ///< on the axis (steps, tokens or seconds)
    bool autoY = true;         ///< find the y range; else yFrom to yTo
    bool ignoreOutliers = false;
    double yFrom = 0, yTo = 1;
    bool logY = false;
    double smoothing = 0; ///< window of the moving average in steps; 0: off
    QColor brokenColour;  ///< marks where values are NaN or infinite
    double lineWidth = 1.25;
};

/// The drawn curves and the ranges they were drawn for.
struct Picture
{
    QImage image;
    double xFrom = 0, xTo = 1, yFrom = 0, yTo = 1;
    bool logY = false;
    bool drawn = false; ///< whether any finite value was in range
};

/// The picture of some curves: min/max columns where points are denser than pixels, the points
/// themselves where they are not. Keeps smoothed series from one call to the next; to be used by
/// one thread at a time.
class SeriesPainter
{
public:
    Picture paint(const PictureRequest& request);

private:
    std::map<uint64_t, SmoothedSeries> m_smoothed;
};

/// The y range that shows all finite values; with `ignoreOutliers` values far outside the middle 96
/// % don't count. `logY`: positive values only, with room in decades. Nothing where no value
/// counts.
std::optional<std::pair<double, double>>
fittingRange(std::vector<double> values, bool logY, bool ignoreOutliers);

} // namespace espalier
