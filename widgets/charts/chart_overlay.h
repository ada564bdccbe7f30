#pragma once

#include <QColor>
#include <QWidget>

#include <optional>
#include <vector>

namespace espalier {

/// What lies over a plot and changes with the pointer: crosshair, values, zoom box, a sentence
/// while there is nothing. Takes no events.
class ChartOverlay : public QWidget
{
    Q_OBJECT
public:
    explicit ChartOverlay(QWidget* parent);

    /// A curve's value under the crosshair.
    struct Reading
    {
        QString label;
        QString value;
        QColor colour;
        std::optional<double> y; ///< of the dot, in pixels
    };
    struct Crosshair
    {
        double x = 0; ///< pixels
        QString title;
        std::vector<Reading> readings;
        bool box = true; ///< with the box of values (the chart under the pointer)
    };

    /// An upright line where something happened.
    struct Mark
    {
        double x = 0; ///< pixels
        bool isError = false;
        bool operator==(const Mark&) const = default;
    };

    void setArea(const QRect& area);
    void setCrosshair(std::optional<Crosshair> crosshair);
    const std::optional<Crosshair>& crosshair() const { return m_crosshair; }
    void setMarks(std::vector<Mark> marks);
    const std::vector<Mark>& marks() const { return m_marks; }
    void setZoomBox(std::optional<QRect> box);
    void setSentence(const QString& sentence);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintMarks(QPainter& painter) const;
    void paintBox(QPainter& painter) const;

    QRect m_area;
    std::optional<Crosshair> m_crosshair;
    std::vector<Mark> m_marks;
    std::optional<QRect> m_zoomBox;
    QString m_sentence;
};

} // namespace espalier
