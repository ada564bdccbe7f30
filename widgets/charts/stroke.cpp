#include "widgets/charts/stroke.h"

#include <QPen>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace espalier {

namespace {

/// Coverage of the pixel column at hand, painted when the line moves on, so that no pixel is
/// blended twice.
class ColumnCanvas
{
public:
    ColumnCanvas(QImage& image, const QColor& colour)
        : m_bits(image.bits())
        , m_stride(image.bytesPerLine())
        , m_width(image.width())
        , m_height(image.height())
        , m_cover(static_cast<size_t>(image.height()), 0.0F)
        , m_low(image.height())
    {
        m_alpha = static_cast<float>(colour.alphaF());
        m_channels = {
            static_cast<float>(colour.blue()),
            static_cast<float>(colour.green()),
            static_cast<float>(colour.red())};
    }
    ~ColumnCanvas() { paint(); }
    ColumnCanvas(const ColumnCanvas&) = delete;
    ColumnCanvas& operator=(const ColumnCanvas&) = delete;

    int width() const { return m_width; }
    void moveTo(int x)
    {
        if (x == m_x)
            return;
        paint();
        m_x = x;
    }
    /// Adds `weight` to the rows from `low` to `high`, less where they cover a row in part.
    void add(double low, double high, double weight)
    {
        low = std::max(low, 0.0);
        high = std::min(high, static_cast<double>(m_height));
        if (low >= high)
            return;
        const int first = static_cast<int>(low);
        const int last = std::min(static_cast<int>(high), m_height - 1);
        m_low = std::min(m_low, first);
        m_high = std::max(m_high, last);
        const auto whole = static_cast<float>(weight);
        const auto part = [&](int y) {
            const double covered = std::min(high, y + 1.0) - std::max(low, static_cast<double>(y));
            m_cover[static_cast<size_t>(y)] += static_cast<float>(covered * weight);
        };
        part(first);
        for (int y = first + 1; y < last; ++y)
            m_cover[static_cast<size_t>(y)] += whole;
        if (last > first)
            part(last);
    }

private:
    void paint()
    {
        for (int y = m_low; m_x >= 0 && m_x < m_width && y <= m_high; ++y) {
            float& cover = m_cover[static_cast<size_t>(y)];
            const float alpha = std::min(cover, 1.0F) * m_alpha;
            uchar* pixel = m_bits + y * m_stride + m_x * 4;
            for (size_t c = 0; c < 3; ++c)
                pixel[c] = blend(m_channels[c] * alpha, pixel[c], alpha);
            pixel[3] = blend(255.0F * alpha, pixel[3], alpha);
        }
        if (m_low <= m_high)
            std::fill(m_cover.begin() + m_low, m_cover.begin() + m_high + 1, 0.0F);
        m_low = m_height;
        m_high = -1;
    }
    static uchar blend(float over, uchar under, float alpha)
    {
        return static_cast<uchar>(over + static_cast<float>(under) * (1.0F - alpha) + 0.5F);
    }

    uchar* m_bits;
    qsizetype m_stride;
    int m_width, m_height;
    std::vector<float> m_cover;
    std::array<float, 3>
        m_channels{}; // blue, green, red: the order in memory of a little-endian QRgb
    float m_alpha = 1;
    int m_x = -1;
    int m_low;
    int m_high = -1;
};

/// One straight part of the line inside one column.
void addPart(
    ColumnCanvas& canvas, double dx, double ya, double yb, double width, double low, double high)
{
    const double height = std::abs(yb - ya);
    if (dx <= 1e-9) { // up or down inside the column, which it fills
        canvas.add(std::min(ya, yb) - 0.5, std::max(ya, yb) + 0.5, 1.0);
        return;
    }
    if (height > 2 && width < 2) { // steep and thin: what leaves the column is too little to see
        canvas.add(std::min(ya, yb) - 0.25, std::max(ya, yb) + 0.25, dx);
        return;
    }
    const double slope = height / dx;
    const double reach =
        width * std::sqrt(1 + slope * slope) / 2; // of the pen, upwards and downwards
    // The band moves by `height` on its way through: so many places stand for all.
    const int places = std::clamp(static_cast<int>(height * 2) + 1, 2, 24);
    for (int i = 0; i < places; ++i) {
        const double y = ya + (yb - ya) * (i + 0.5) / places;
        canvas.add(std::max(y - reach, low), std::min(y + reach, high), dx / places);
    }
}

/// A straight piece, column by column.
void addSegment(ColumnCanvas& canvas, QPointF a, QPointF b, double width)
{
    const double dx = b.x() - a.x();
    const double low = std::min(a.y(), b.y()) - width / 2;
    const double high = std::max(a.y(), b.y()) + width / 2;
    if (dx <= 1e-9) {
        const int column = static_cast<int>(std::floor(a.x()));
        canvas.moveTo(column);
        addPart(canvas, 0, a.y(), b.y(), width, low, high);
        return;
    }
    const int first = std::max(0, static_cast<int>(std::floor(a.x())));
    const int last = std::min(canvas.width() - 1, static_cast<int>(std::floor(b.x())));
    const auto yAt = [&](double x) { return a.y() + (b.y() - a.y()) * (x - a.x()) / dx; };
    for (int column = first; column <= last; ++column) {
        const double from = std::max(a.x(), static_cast<double>(column));
        const double to = std::min(b.x(), column + 1.0);
        if (to <= from)
            continue;
        canvas.moveTo(column);
        addPart(canvas, to - from, yAt(from), yAt(to), width, low, high);
    }
}

/// Walks a dash pattern along the line.
class Dashes
{
public:
    Dashes(Qt::PenStyle style, double width)
    {
        if (style == Qt::SolidLine)
            return;
        for (const qreal length : QPen(QBrush(Qt::black), 1, style).dashPattern())
            m_lengths.push_back(length * std::max(width, 1.5));
        m_left = m_lengths.front();
    }
    /// Calls take(a, b) for the parts of a segment that are drawn.
    template <typename Take>
    void walk(QPointF a, QPointF b, const Take& take)
    {
        if (m_lengths.empty()) {
            take(a, b);
            return;
        }
        const double length = std::hypot(b.x() - a.x(), b.y() - a.y());
        double at = 0;
        while (at < length) {
            const double step = std::min(m_left, length - at);
            if (m_index % 2 == 0)
                take(a + (b - a) * (at / length), a + (b - a) * ((at + step) / length));
            at += step;
            m_left -= step;
            if (m_left <= 1e-9) {
                m_index = (m_index + 1) % m_lengths.size();
                m_left = m_lengths[m_index];
            }
        }
    }

private:
    std::vector<double> m_lengths;
    size_t m_index = 0;
    double m_left = 0;
};

/// The part of a segment near the image: deep in a zoom its ends lie millions of pixels away.
std::optional<std::pair<QPointF, QPointF>> clipped(QPointF a, QPointF b, int width)
{
    const double left = -64;
    const double right = width + 64.0;
    if (b.x() < left || a.x() > right)
        return std::nullopt;
    const QPointF way = b - a;
    const auto at = [&](double x) { return a + way * ((x - a.x()) / way.x()); };
    return std::pair(a.x() < left ? at(left) : a, b.x() > right ? at(right) : b);
}

} // namespace

void strokeAcross(
    QImage& image,
    std::span<const QPointF> vertices,
    const QColor& colour,
    double width,
    Qt::PenStyle dash)
{
    ColumnCanvas canvas(image, colour);
    Dashes dashes(dash, width);
    const auto isGap = [&vertices](size_t i) {
        return i >= vertices.size() || std::isnan(vertices[i].x());
    };
    for (size_t i = 0; i < vertices.size(); ++i) {
        if (isGap(i))
            continue;
        if (!isGap(i + 1)) {
            const auto piece = clipped(vertices[i], vertices[i + 1], image.width());
            if (!piece)
                continue;
            dashes.walk(piece->first, piece->second, [&](QPointF a, QPointF b) {
                addSegment(canvas, a, b, width);
            });
        } else if (i == 0 || isGap(i - 1)) { // a point alone
            addSegment(
                canvas,
                vertices[i] - QPointF(width / 2, 0),
                vertices[i] + QPointF(width / 2, 0),
                width);
        }
    }
}

} // namespace espalier
