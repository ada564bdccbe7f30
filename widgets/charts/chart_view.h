#pragma once

#include "widgets/charts/chart_overlay.h"
#include "widgets/charts/plot_area.h"
#include "widgets/charts/series_plottable.h"

#include <QFrame>
#include <QSet>

class QLabel;
class QMenu;
class QToolButton;

namespace espalier {

class FlowLayout;
class LegendChip;

/// Something that happened at a step, shown as an upright line; its text when pointed at.
struct ChartMark
{
    int64_t step = 0;
    QString text;
    bool isError = false;
};

/// A curve of a chart: a series with its label and its colour's index (seriesColour(),
/// seriesDash()).
struct ChartCurve
{
    uint64_t key = 0;      ///< the same as long as it is the same series
    uint64_t revision = 0; ///< changes when points were taken back
    QString label;
    int colour = 0;
    bool smoothable = true;
    std::shared_ptr<const SeriesData> data;
    std::shared_ptr<const SeriesData>
        tokens; ///< counts tokens over the same steps; null: not known
    /// What happened meanwhile; curves of one stage share the object, its lines are drawn once.
    std::shared_ptr<const std::vector<ChartMark>> marks;
};

/// One chart: title, legend chips, plot, crosshair. Receives curves, emits what the user asked of
/// its surroundings.
class ChartView : public QFrame
{
    Q_OBJECT
public:
    explicit ChartView(const QString& title, QWidget* parent = nullptr);
    ~ChartView() override;

    QString title() const { return m_title; }
    void setTitle(const QString& title);
    /// Puts the curves in; which are hidden and the zoom stay. Cheap when only points were added.
    void setCurves(std::vector<ChartCurve> curves);
    const std::vector<ChartCurve>& curves() const { return m_curves; }
    bool isShown(uint64_t key) const { return !m_hidden.contains(key); }
    void setShown(uint64_t key, bool shown);

    void setXKind(XKind kind);
    XKind xKind() const { return m_xKind; }
    /// Window of the moving average in steps; 0 shows values as they are.
    void setSmoothing(double steps);
    void setLogarithmic(bool on);
    bool isLogarithmic() const { return m_log; }
    void setIgnoreOutliers(bool on);
    bool ignoresOutliers() const { return m_ignoreOutliers; }
    /// The zoomed x range; nothing: all there is.
    void setXRange(std::optional<QCPRange> range);
    std::optional<QCPRange> xRange() const { return m_xRange; }
    /// x range of all shown curves.
    QCPRange fullRange() const;
    /// The range that the values axis shows now.
    QCPRange valueRange() const;
    /// Places the crosshair from outside (a linked chart), without its box.
    void setLinkedCursor(std::optional<double> x);
    void setExpanded(bool expanded);
    /// The height at which a long legend of that width leaves the plot its room.
    int fittingHeight(int width) const;
    void setWheelAlways(bool always) { m_plot->setWheelAlways(always); }

    void resetZoom();
    /// What the marks within reach of a pixel of the plot say, a line each.
    QString marksAt(double pixel) const;
    /// All curves as text: series, step, elapsed milliseconds, value; every point. Readable from
    /// any thread.
    static QByteArray csv(const std::vector<ChartCurve>& curves);
    /// Title, legend and plot at `scale` times the screen's resolution.
    QImage picture(double scale);

    PlotArea* plot() const { return m_plot; }
    const SeriesPlottable* series() const { return m_series; }
    const ChartOverlay* overlay() const { return m_overlay; }

    QSize sizeHint() const override { return {420, 260}; }
    QSize minimumSizeHint() const override { return {240, 180}; }

Q_SIGNALS:
    void xRangeChanged(std::optional<QCPRange> range);
    void cursorChanged(std::optional<double> x);
    void expandAsked();
    /// A file was written, or why not.
    void exported(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildHeader();
    void buildPlot();
    void connectPlot();
    void retranslate();
    void recolour();
    void rebuildChips();
    void updateChips();
    void refresh(); ///< asks for a new picture
    void shownPicture();
    void showSentence();
    void showMarks();
    /// The marks of the shown curves where the x axis has them now, in pixels.
    std::vector<std::pair<double, const ChartMark*>> placedMarks() const;
    void applyScale();
    void zoom(Qt::Orientation axis, double factor, const QPointF& at);
    void zoomTo(const QRect& box);
    void pan(const QPoint& by);
    void placeCursor(std::optional<double> x, bool own);
    void moveCursor(int by);
    void setUserXRange(std::optional<QCPRange> range);
    void fillMenu(QMenu* menu);
    void exportPng();
    void exportCsv();
    void copyPicture();
    const std::shared_ptr<const XMap>& map(const ChartCurve& curve) const;

    QString m_title;
    std::vector<ChartCurve> m_curves;
    QSet<uint64_t> m_hidden;
    XKind m_xKind = XKind::Step;
    double m_smoothing = 0;
    bool m_log = false;
    bool m_ignoreOutliers = false;
    bool m_expanded = false;
    std::optional<QCPRange> m_xRange; ///< zoomed
    std::optional<QCPRange> m_yRange; ///< zoomed
    std::optional<double> m_cursor;
    bool m_ownCursor = false;
    bool m_stale = true; ///< a picture is due once it can be seen
    struct KnownMap
    {
        std::shared_ptr<const SeriesData> of;
        XKind kind = XKind::Step;
        std::shared_ptr<const XMap> map;
    };
    mutable std::map<uint64_t, KnownMap> m_maps;

    QLabel* m_titleLabel;
    QToolButton* m_logButton;
    QToolButton* m_resetButton;
    QToolButton* m_expandButton;
    QToolButton* m_menuButton;
    QWidget* m_legend;
    FlowLayout* m_chips;
    std::map<uint64_t, LegendChip*> m_chipOf;
    PlotArea* m_plot;
    SeriesPlottable* m_series;
    ChartOverlay* m_overlay;
};

} // namespace espalier
