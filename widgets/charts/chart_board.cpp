#include "widgets/charts/chart_board.h"

#include "core/report/series_info.h"
#include "widgets/common/theme.h"

#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <map>
#include <set>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLeastWidth = 300; // of a chart in the grid
constexpr int kGap = Theme::kSpace12;
constexpr int kHeading = 24;
} // namespace

ChartBoard::ChartBoard(QWidget* parent)
    : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_grid = new QWidget;
    setRole(m_grid, "page");
    m_scroll->setWidget(m_grid);
    column->addWidget(m_scroll);
    setMinimumWidth(kLeastWidth);
}

ChartView* ChartBoard::makeChart(const QString& id, const std::string& name)
{
    const ChartSpec spec = chartOf(name);
    auto* view = new ChartView(spec.title, m_grid);
    view->setObjectName(id);
    view->setXKind(m_xKind);
    view->setSmoothing(m_smoothing);
    view->setIgnoreOutliers(spec.ignoreOutliers);
    view->setLogarithmic(spec.logarithmic);
    connect(view, &ChartView::exported, this, &ChartBoard::exported);
    connect(
        view, &ChartView::expandAsked, this, [this, view] { expand(m_expanded ? nullptr : view); });
    connect(view, &ChartView::xRangeChanged, this, [this, view](std::optional<QCPRange> range) {
        for (const Entry& entry : m_entries) {
            if (entry.view != view)
                entry.view->setXRange(range);
        }
    });
    connect(view, &ChartView::cursorChanged, this, [this, view](std::optional<double> x) {
        for (const Entry& entry : m_entries) {
            if (entry.view != view)
                entry.view->setLinkedCursor(x);
        }
    });
    return view;
}

std::vector<ChartCurve>
ChartBoard::curvesOf(const std::vector<const BoardSeries*>& series, bool severalRuns) const
{
    std::set<std::string> nodes;
    bool hasEval = false;
    const QString title = chartOf(series.front()->name).title;
    for (const BoardSeries* s : series) {
        nodes.insert(s->node);
        hasEval = hasEval || metricBase(s->name) != s->name;
    }
    std::vector<ChartCurve> curves;
    std::map<QString, int> ofRun;
    std::map<std::string, int> ofNode;
    const auto colourOf = [&](const BoardSeries& s) {
        // A run has one colour, and so has a node of a run that is alone: further curves of it are
        // dashed, see seriesDash().
        if (severalRuns)
            return s.colour + 8 * ofRun[s.run]++;
        const int node =
            static_cast<int>(std::ranges::find(m_nodes, s.node) - m_nodes.begin()) + s.colour;
        if (nodes.size() == 1)
            return (node + static_cast<int>(curves.size())) % 8;
        return node % 8 + 8 * (ofNode[s.node]++ % 4);
    };
    for (const BoardSeries* s : series) {
        const bool byName = !severalRuns || sharesChart(s->name);
        QStringList label;
        if (severalRuns)
            label << s->run;
        if (nodes.size() > 1)
            label << QString::fromStdString(s->node);
        // A node's only curve needs no name beside the chart's.
        if (const QString own = curveLabel(s->name, hasEval);
            byName && (label.isEmpty() || own != title))
            label << own;
        curves.push_back(
            {s->key,
             s->revision,
             label.join(u" · "_s),
             colourOf(*s),
             isSmoothable(s->name),
             s->data,
             s->tokens,
             s->marks});
    }
    return curves;
}

/// Of several runs eval has a chart of its own: a colour is a run there, and nothing else.
QString ChartBoard::groupOf(const std::string& name, bool severalRuns)
{
    const bool apart = severalRuns && metricBase(name) != name;
    return apart ? u"eval_"_s + chartOf(name).id : chartOf(name).id;
}

QString ChartBoard::titleOf(const Entry& entry)
{
    const QString title = chartOf(entry.name).title;
    return entry.id.startsWith(u"eval_") ? tr("%1, eval").arg(title) : title;
}

void ChartBoard::setSeries(const std::vector<BoardSeries>& series, bool severalRuns)
{
    std::map<QString, std::vector<const BoardSeries*>> groups;
    m_nodes.clear();
    for (const BoardSeries& s : series) {
        groups[groupOf(s.name, severalRuns)].push_back(&s);
        if (std::ranges::find(m_nodes, s.node) == m_nodes.end())
            m_nodes.push_back(s.node);
    }

    bool changed = std::erase_if(m_entries, [&](const Entry& entry) {
                       if (groups.contains(entry.id))
                           return false;
                       if (m_expanded == entry.view)
                           m_expanded = nullptr;
                       entry.view->deleteLater();
                       return true;
                   }) > 0;
    for (auto& [id, members] : groups) {
        // Train before eval, whatever the order of their first points.
        std::stable_sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
            return (metricBase(a->name) == a->name) > (metricBase(b->name) == b->name);
        });
        auto entry = std::find_if(
            m_entries.begin(), m_entries.end(), [&id = id](const Entry& e) { return e.id == id; });
        if (entry == m_entries.end()) {
            const std::string& name = members.front()->name;
            const ChartSpec spec = chartOf(name);
            m_entries.push_back({id, spec.order, spec.family, name, makeChart(id, name)});
            entry = std::prev(m_entries.end());
            entry->view->setTitle(titleOf(*entry));
            changed = true;
        }
        changed = changed || entry->view->curves().size() != members.size(); // a longer legend
        entry->view->setCurves(curvesOf(members, severalRuns));
    }
    if (!changed)
        return;
    // Entropy tells how a policy explores; beside a loss alone it is a detail.
    const bool reinforced = std::any_of(m_entries.begin(), m_entries.end(), [](const Entry& e) {
        return e.family == ChartFamily::Reward || e.family == ChartFamily::Divergence;
    });
    const auto place = [reinforced](const Entry& e) {
        const bool behindLoss = e.family == ChartFamily::Entropy && !reinforced;
        const auto family = static_cast<int>(behindLoss ? ChartFamily::Loss : e.family);
        // An id with "eval_" in front is longer: train stands before eval.
        return std::tuple(family, behindLoss, e.order, e.id.size(), e.id);
    };
    std::stable_sort(m_entries.begin(), m_entries.end(), [&](const Entry& a, const Entry& b) {
        return place(a) < place(b);
    });
    for (const Entry& entry : m_entries)
        entry.view->raise(); // tab order follows
    nameFamilies();
    arrange();
}

void ChartBoard::nameFamilies()
{
    std::set<ChartFamily> families;
    for (const Entry& entry : m_entries)
        families.insert(entry.family);
    if (families.size() < 2)
        families.clear();
    std::erase_if(m_headings, [&](const auto& heading) {
        if (families.contains(heading.first))
            return false;
        heading.second->deleteLater();
        return true;
    });
    for (const ChartFamily family : families) {
        QLabel*& label = m_headings[family];
        if (!label) {
            label = new QLabel(m_grid);
            label->setFont(textFont(Theme::kLarge, Weight::Strong));
        }
        label->setText(familyTitle(family));
    }
}

QStringList ChartBoard::headings() const
{
    QStringList texts;
    for (const Entry& entry : m_entries) {
        const auto heading = m_headings.find(entry.family);
        if (heading != m_headings.end() && !texts.contains(heading->second->text()))
            texts << heading->second->text();
    }
    return texts;
}

void ChartBoard::setSmoothing(double steps)
{
    m_smoothing = steps;
    for (const Entry& entry : m_entries)
        entry.view->setSmoothing(steps);
}

void ChartBoard::setXKind(XKind kind)
{
    m_xKind = kind;
    for (const Entry& entry : m_entries)
        entry.view->setXKind(kind);
}

void ChartBoard::setChartHeight(int pixels)
{
    m_chartHeight = pixels;
    arrange();
}

std::vector<ChartView*> ChartBoard::charts() const
{
    std::vector<ChartView*> views;
    for (const Entry& entry : m_entries)
        views.push_back(entry.view);
    return views;
}

ChartView* ChartBoard::chart(const QString& id) const
{
    for (const Entry& entry : m_entries) {
        if (entry.id == id)
            return entry.view;
    }
    return nullptr;
}

void ChartBoard::expand(ChartView* chart)
{
    if (m_expanded)
        m_expanded->setExpanded(false);
    m_expanded = chart;
    if (chart)
        chart->setExpanded(true);
    arrange();
    if (chart)
        chart->plot()->setFocus();
}

/// Places everything for that width, rows at least that high (or only measures); the height it
/// takes. The charts of a family fill as few rows as they can, evenly: no holes.
int ChartBoard::place(int width, int height, bool apply) const
{
    int y = 0;
    for (auto first = m_entries.begin(); first != m_entries.end();) {
        const ChartFamily family = first->family;
        const auto end = std::find_if(
            first, m_entries.end(), [family](const Entry& e) { return e.family != family; });
        if (const auto heading = m_headings.find(family); heading != m_headings.end()) {
            y += y > 0 ? Theme::kSpace8 : 0;
            if (apply)
                heading->second->setGeometry(Theme::kSpace4, y, width, kHeading);
            y += kHeading + Theme::kSpace4;
        }
        const int count = static_cast<int>(end - first);
        const int fitting = std::clamp((width + kGap) / (kLeastWidth + kGap), 1, 4);
        int rows = (count + fitting - 1) / fitting;
        for (int left = count; rows > 0; --rows) {
            const int columns = (left + rows - 1) / rows;
            const int cell = (width - (columns - 1) * kGap) / columns;
            int high = height;
            for (int i = 0; i < columns; ++i)
                high = std::max(high, first[i].view->fittingHeight(cell));
            for (int i = 0; i < columns && apply; ++i) {
                first[i].view->setGeometry(i * (cell + kGap), y, cell, high);
                first[i].view->show();
            }
            first += columns;
            left -= columns;
            y += high + kGap;
        }
    }
    return y - kGap;
}

/// A board with room to spare gives the charts its height.
void ChartBoard::arrange()
{
    const QSize room = m_scroll->size();
    if (m_entries.empty() || room.width() <= 0)
        return;
    if (m_expanded) {
        for (const Entry& entry : m_entries)
            entry.view->setVisible(entry.view == m_expanded);
        for (const auto& [family, heading] : m_headings)
            heading->hide();
        m_grid->resize(room);
        m_expanded->setGeometry(m_grid->rect());
        updateWheel();
        return;
    }
    int width = room.width();
    int height = m_chartHeight;
    int all = place(width, height, false);
    if (all > room.height()) { // a scroll bar takes its room
        width -= m_scroll->verticalScrollBar()->sizeHint().width() + Theme::kSpace4;
        all = place(width, height, false);
    } else {
        // The more rows there are, the less each pixel more of a chart adds; a few steps find it.
        const int most = std::max(m_chartHeight, 420);
        for (int step = 64; step > 0; step /= 2)
            while (height + step <= most && place(width, height + step, false) <= room.height())
                height += step;
        all = std::min(place(width, height, false), room.height());
    }
    for (const auto& [family, heading] : m_headings)
        heading->show();
    m_grid->resize(width, all);
    place(width, height, true);
    updateWheel();
}

/// The wheel scrolls where there is something to scroll, and zooms otherwise.
void ChartBoard::updateWheel()
{
    const bool scrolls = !m_expanded && m_grid->height() > m_scroll->height();
    for (const Entry& entry : m_entries)
        entry.view->setWheelAlways(!scrolls);
}

void ChartBoard::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange) {
        for (const Entry& entry : m_entries)
            entry.view->setTitle(titleOf(entry));
        nameFamilies();
    }
}

void ChartBoard::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    arrange();
}

} // namespace espalier
