#include "widgets/charts/series_painter.h"

#include "widgets/charts/stroke.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

/// One polyline vertex list with gaps, in device pixels, and where values were broken.
struct Line
{
    std::vector<QPointF> vertices; ///< a NaN vertex parts two pieces
    std::vector<QPointF> markers;
    std::vector<double> broken; ///< x of columns with a value that is no number
};

const QPointF kGap(std::numeric_limits<double>::quiet_NaN(), 0);

/// The values of one curve in view, before the y range is known.
struct Sampled
{
    std::vector<SeriesColumn> columns;             ///< one a device pixel; empty: points
    std::vector<std::pair<double, double>> points; ///< x in device pixels, value
};

class Sampler
{
public:
    Sampler(const PictureRequest& request, int width)
        : m_request(request)
        , m_width(width)
    {
    }

    double pixel(double x) const
    {
        return (x - m_request.xFrom) / (m_request.xTo - m_request.xFrom) * m_width;
    }

    Sampled sample(const SeriesData& data, const XMap& map) const
    {
        Sampled result;
        if (data.size() == 0)
            return result;
        const double from = map.toStep(m_request.xFrom);
        const double to = map.toStep(m_request.xTo);
        const auto points = data.points(from, to, static_cast<int64_t>(m_width) * 2);
        if (points) {
            for (const SeriesPoint& p : *points)
                result.points.emplace_back(pixel(map.toX(static_cast<double>(p.step))), p.value);
            return result;
        }
        std::vector<double> edges(static_cast<size_t>(m_width) + 1);
        const double scale = (m_request.xTo - m_request.xFrom) / m_width;
        for (size_t i = 0; i < edges.size(); ++i)
            edges[i] = map.toStep(m_request.xFrom + static_cast<double>(i) * scale);
        edges.back() = std::nextafter(edges.back(), HUGE_VAL);
        result.columns = data.columns(edges);
        return result;
    }

private:
    const PictureRequest& m_request;
    int m_width;
};

void collect(const Sampled& sampled, std::vector<double>& values)
{
    for (const SeriesColumn& column : sampled.columns) {
        if (column.count > 0) {
            values.push_back(column.min);
            values.push_back(column.max);
        }
    }
    for (const auto& [x, value] : sampled.points) {
        if (std::isfinite(value))
            values.push_back(value);
    }
}

/// Vertices of a sampled curve under a y range.
class Tracer
{
public:
    Tracer(double yFrom, double yTo, bool logY, int height)
        : m_from(logY ? std::log10(yFrom) : yFrom)
        , m_to(logY ? std::log10(yTo) : yTo)
        , m_log(logY)
        , m_height(height)
    {
    }

    double pixel(double value) const
    {
        if (m_log)
            value = value > 0 ? std::log10(value) : m_from - (m_to - m_from);
        // Beyond a few heights a line looks the same; huge coordinates would cost the rasteriser.
        return std::clamp((m_to - value) / (m_to - m_from), -4.0, 5.0) * m_height;
    }

    Line trace(const Sampled& sampled) const
    {
        Line line;
        for (size_t i = 0; i < sampled.columns.size(); ++i)
            addColumn(sampled.columns[i], static_cast<double>(i) + 0.5, line);
        for (const auto& [x, value] : sampled.points) {
            if (std::isfinite(value)) {
                line.vertices.emplace_back(x, pixel(value));
                line.markers.push_back(line.vertices.back());
            } else {
                line.vertices.push_back(kGap);
                line.broken.push_back(x);
            }
        }
        return line;
    }

private:
    void addColumn(const SeriesColumn& column, double x, Line& line) const
    {
        if (column.broken > 0) {
            line.broken.push_back(x);
            if (column.count == 0)
                line.vertices.push_back(kGap);
        }
        if (column.count == 0)
            return;
        const double first = pixel(column.first);
        const double low = pixel(column.min);
        const double high = pixel(column.max);
        const double last = pixel(column.last);
        line.vertices.emplace_back(x, first);
        if (std::abs(high - low) > 0.25) {
            // Nearer extreme first: the stroke never doubles back more than it must.
            const bool lowFirst = std::abs(first - low) < std::abs(first - high);
            line.vertices.emplace_back(x, lowFirst ? low : high);
            line.vertices.emplace_back(x, lowFirst ? high : low);
            line.vertices.emplace_back(x, last);
        }
    }

    double m_from, m_to;
    bool m_log;
    int m_height;
};

/// Small discs where points stand apart.
void drawMarkers(QPainter& painter, const Line& line, QColor colour, double ratio)
{
    const auto& at = line.markers;
    const bool single = at.size() == 1;
    const bool apart =
        at.size() > 1 &&
        (at.back().x() - at.front().x()) / static_cast<double>(at.size() - 1) > 14 * ratio;
    if (!single && !apart)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    for (const QPointF& p : at)
        painter.drawEllipse(p, 2.25 * ratio, 2.25 * ratio);
}

/// A small cross at the foot of the chart for each stretch of values that are no numbers.
void drawBroken(QPainter& painter, const Line& line, QColor colour, double ratio, int height)
{
    painter.setPen(QPen(colour, 1.5 * ratio, Qt::SolidLine, Qt::RoundCap));
    double before = -HUGE_VAL;
    const double r = 3 * ratio;
    const double y = height - 6 * ratio;
    for (const double x : line.broken) {
        if (x - before < 8 * ratio)
            continue;
        before = x;
        painter.drawLine(QPointF(x - r, y - r), QPointF(x + r, y + r));
        painter.drawLine(QPointF(x - r, y + r), QPointF(x + r, y - r));
    }
}

} // namespace

std::optional<std::pair<double, double>>
fittingRange(std::vector<double> values, bool logY, bool ignoreOutliers)
{
    std::erase_if(values, [logY](double v) { return !std::isfinite(v) || (logY && v <= 0); });
    if (values.empty())
        return std::nullopt;
    if (logY)
        std::transform(
            values.begin(), values.end(), values.begin(), [](double v) { return std::log10(v); });
    auto [low, high] = [&] {
        const auto [a, b] = std::minmax_element(values.begin(), values.end());
        return std::pair(*a, *b);
    }();
    if (ignoreOutliers && values.size() >= 20) {
        const auto quantile = [&values](double q) {
            const auto n = values.begin() +
                           static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1));
            std::nth_element(values.begin(), n, values.end());
            return *n;
        };
        const double q02 = quantile(0.02);
        const double q98 = quantile(0.98);
        const double reach = std::max(q98 - q02, std::abs(q98) * 1e-6);
        low = std::max(low, q02 - reach / 2);
        high = std::min(high, q98 + reach / 2);
    }
    double margin = (high - low) * 0.06;
    if (margin <= 0)
        margin = logY ? 0.1 : low == 0 ? 0.5 : std::abs(low) * 0.1;
    low -= margin;
    high += margin;
    if (logY)
        return std::pair(std::pow(10, low), std::pow(10, high));
    return std::pair(low, high);
}

Picture SeriesPainter::paint(const PictureRequest& request)
{
    const int width = std::max(1, static_cast<int>(std::lround(request.width * request.ratio)));
    const int height = std::max(1, static_cast<int>(std::lround(request.height * request.ratio)));
    Picture picture{
        .image = {},
        .xFrom = request.xFrom,
        .xTo = request.xTo,
        .yFrom = request.yFrom,
        .yTo = request.yTo,
        .logY = request.logY};

    static const XMap kBySteps;
    const Sampler sampler(request, width);
    std::vector<Sampled> raw;
    std::vector<std::optional<Sampled>> smooth;
    std::vector<double> values;
    for (const PlotCurve& curve : request.curves) {
        const XMap& map = curve.x ? *curve.x : kBySteps;
        raw.push_back(sampler.sample(*curve.data, map));
        collect(raw.back(), values);
        smooth.emplace_back();
        if (request.smoothing > 0 && curve.smoothable && curve.data->size() > 2) {
            const auto data =
                m_smoothed[curve.key].of(*curve.data, curve.revision, request.smoothing);
            smooth.back() = sampler.sample(*data, map);
        }
    }
    const auto fitting = fittingRange(values, request.logY, request.ignoreOutliers);
    picture.drawn = fitting.has_value();
    if (request.autoY && fitting)
        std::tie(picture.yFrom, picture.yTo) = *fitting;
    else if (request.autoY && request.logY && request.yFrom <= 0)
        std::tie(picture.yFrom, picture.yTo) = std::pair(1.0, 10.0);

    picture.image = QImage(width, height, QImage::Format_ARGB32_Premultiplied);
    picture.image.fill(Qt::transparent);
    const Tracer tracer(picture.yFrom, picture.yTo, request.logY, height);
    const double pen = request.lineWidth * request.ratio;
    std::vector<Line> lines;
    for (size_t i = 0; i < request.curves.size(); ++i) { // faint bands lie under every line
        lines.push_back(tracer.trace(raw[i]));
        if (smooth[i]) {
            QColor faint = request.curves[i].colour;
            faint.setAlphaF(0.28F);
            strokeAcross(picture.image, lines[i].vertices, faint, request.ratio);
        }
    }
    for (size_t i = 0; i < request.curves.size(); ++i) {
        const PlotCurve& curve = request.curves[i];
        const auto smoothed = smooth[i] ? std::optional(tracer.trace(*smooth[i])) : std::nullopt;
        const auto& vertices = smoothed ? smoothed->vertices : lines[i].vertices;
        strokeAcross(picture.image, vertices, curve.colour, pen, curve.dash);
    }
    QPainter painter(&picture.image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (size_t i = 0; i < request.curves.size(); ++i) {
        if (!smooth[i])
            drawMarkers(painter, lines[i], request.curves[i].colour, request.ratio);
        drawBroken(painter, lines[i], request.brokenColour, request.ratio, height);
    }
    painter.end();
    picture.image.setDevicePixelRatio(request.ratio);
    return picture;
}

} // namespace espalier
