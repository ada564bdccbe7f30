#pragma once

#include "widgets/charts/chart_spec.h"
#include "widgets/charts/chart_view.h"

#include <QScrollArea>

class QLabel;

namespace espalier {

/// A series on the board: whose it is, what it measures, its points so far.
struct BoardSeries
{
    uint64_t key = 0;
    uint64_t revision = 0;
    QString run;    ///< title of the run; shown in the legend where the board holds several
    int colour = 0; ///< index of the run's colour
    std::string node;
    std::string name; ///< "loss", "eval_loss", ...
    std::shared_ptr<const SeriesData> data;
    std::shared_ptr<const SeriesData> tokens; ///< num_tokens of the same stage; may be null
    std::shared_ptr<const std::vector<ChartMark>> marks = nullptr; ///< of the same stage
};

/// All charts of one or several runs in a grid that follows the width, those of a family in rows of
/// their own under its name. Their x axes and crosshairs are linked; one chart can fill the
/// board.
class ChartBoard : public QWidget
{
    Q_OBJECT
public:
    explicit ChartBoard(QWidget* parent = nullptr);

    /// Several runs in one chart: each in its colour, eval dashed. A single run: train and eval in
    /// two colours; where several nodes share a chart each has its colour, on all of them, and
    /// eval is dashed.
    void setSeries(const std::vector<BoardSeries>& series, bool severalRuns);
    void setSmoothing(double steps);
    double smoothing() const { return m_smoothing; }
    void setXKind(XKind kind);
    XKind xKind() const { return m_xKind; }
    /// Height of a chart in the grid.
    void setChartHeight(int pixels);

    std::vector<ChartView*> charts() const;
    ChartView* chart(const QString& id) const;
    /// Names above the families from top to bottom; none where all charts are of one.
    QStringList headings() const;
    /// Enlarges a chart, or shows the grid again (null).
    void expand(ChartView* chart);
    ChartView* expanded() const { return m_expanded; }

Q_SIGNALS:
    void exported(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Entry
    {
        QString id;
        int order;
        ChartFamily family;
        std::string name; ///< one of its series, for the title
        ChartView* view;
    };
    static QString groupOf(const std::string& name, bool severalRuns);
    static QString titleOf(const Entry& entry);
    ChartView* makeChart(const QString& id, const std::string& name);
    void arrange();
    void nameFamilies();
    int place(int width, int height, bool apply) const;
    void updateWheel();
    std::vector<ChartCurve>
    curvesOf(const std::vector<const BoardSeries*>& series, bool severalRuns) const;

    std::vector<Entry> m_entries;
    std::map<ChartFamily, QLabel*> m_headings;
    std::vector<std::string> m_nodes; ///< in the order of their series; a node's colour
    QScrollArea* m_scroll;
    QWidget* m_grid;
    ChartView* m_expanded = nullptr;
    double m_smoothing = 0;
    XKind m_xKind = XKind::Step;
    int m_chartHeight = 250;
};

} // namespace espalier
