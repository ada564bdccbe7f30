#include "widgets/charts/chart_view.h"

#include "widgets/charts/flow_layout.h"
#include "widgets/common/icon.h"
#include "widgets/common/theme.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QToolTip>

namespace espalier {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeft = 52; // room for tick labels; fixed, so that the charts of a column align
constexpr int kBottom = 22;

QToolButton* headerButton(QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIconSize({14, 14});
    button->setFixedHeight(26);
    return button;
}

} // namespace

ChartView::ChartView(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_title(title)
{
    setRole(this, "card");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::kSpace12, Theme::kSpace8, Theme::kSpace8, Theme::kSpace4);
    column->setSpacing(2);
    buildHeader();
    m_legend = new QWidget(this);
    m_chips = new FlowLayout(m_legend, 2);
    column->addWidget(m_legend);
    buildPlot();
    column->addWidget(m_plot, 1);
    connectPlot();
    connect(&themeNotifier(), &ThemeNotifier::changed, this, &ChartView::recolour);
    retranslate();
    recolour();
    applyScale();
}

ChartView::~ChartView() = default;

void ChartView::buildHeader()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    m_titleLabel = new QLabel(m_title, this);
    m_titleLabel->setFont(textFont(Theme::kBody, Weight::Strong));
    m_resetButton = headerButton(this);
    m_resetButton->setIcon(icon("reset", Tone::Muted));
    m_resetButton->hide();
    m_logButton = headerButton(this);
    m_logButton->setText(u"log"_s);
    m_logButton->setCheckable(true);
    m_logButton->setFont(textFont(Theme::kSmall));
    m_expandButton = headerButton(this);
    m_expandButton->setIcon(icon("fit", Tone::Muted));
    m_menuButton = headerButton(this);
    m_menuButton->setIcon(icon("more", Tone::Muted));
    auto* menu = new QMenu(m_menuButton);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillMenu(menu);
    });
    connect(m_menuButton, &QToolButton::clicked, this, [this, menu] {
        menu->popup(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height())));
    });
    connect(m_logButton, &QToolButton::toggled, this, &ChartView::setLogarithmic);
    connect(m_resetButton, &QToolButton::clicked, this, &ChartView::resetZoom);
    connect(m_expandButton, &QToolButton::clicked, this, &ChartView::expandAsked);
    row->addWidget(m_titleLabel);
    row->addStretch();
    for (QToolButton* button : {m_resetButton, m_logButton, m_expandButton, m_menuButton})
        row->addWidget(button);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void ChartView::buildPlot()
{
    m_plot = new PlotArea(this);
    m_plot->setMinimumHeight(90);
    auto* rect = m_plot->axisRect();
    rect->setAutoMargins(QCP::msNone);
    rect->setMargins(QMargins(kLeft, 6, 8, kBottom));
    rect->setRangeZoom({});
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLength(0);
        axis->setTickPen(Qt::NoPen); // a tick of no length is still a dot
        axis->setSubTicks(false);
        axis->setTickLabelPadding(6);
        axis->grid()->setSubGridVisible(false);
    }
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->setBasePen(Qt::NoPen);
    m_series = new SeriesPlottable(m_plot->xAxis, m_plot->yAxis);
    m_overlay = new ChartOverlay(m_plot);
}

void ChartView::connectPlot()
{
    connect(m_series, &SeriesPlottable::painted, this, &ChartView::shownPicture);
    connect(m_plot, &PlotArea::hovered, this, [this](double pixel) {
        placeCursor(m_plot->xAxis->pixelToCoord(pixel), true);
    });
    connect(m_plot, &PlotArea::left, this, [this] { placeCursor(std::nullopt, true); });
    connect(m_plot, &PlotArea::boxChanged, this, [this](const QRect& box) {
        m_overlay->setZoomBox(box.isNull() ? std::nullopt : std::optional(box));
    });
    connect(m_plot, &PlotArea::boxZoomed, this, &ChartView::zoomTo);
    connect(m_plot, &PlotArea::panned, this, &ChartView::pan);
    connect(m_plot, &PlotArea::zoomed, this, &ChartView::zoom);
    connect(m_plot, &PlotArea::resetAsked, this, &ChartView::resetZoom);
    connect(m_plot, &PlotArea::cursorMoved, this, &ChartView::moveCursor);
    connect(m_plot, &QCustomPlot::afterLayout, this, [this] {
        m_overlay->setGeometry(m_plot->rect());
        m_overlay->setArea(m_plot->plotRect());
        showMarks();
    });
    m_plot->installEventFilter(this);
}

void ChartView::retranslate()
{
    const auto name = [](QToolButton* button, const QString& text) {
        button->setToolTip(text);
        button->setAccessibleName(text);
    };
    name(m_logButton, tr("Logarithmic scale (L)"));
    name(m_resetButton, tr("Show everything again (double click)"));
    name(m_expandButton, m_expanded ? tr("Back to all charts (Esc)") : tr("Enlarge (E)"));
    name(m_menuButton, tr("More"));
    m_plot->setAccessibleName(tr("Chart: %1").arg(m_title));
    m_plot->setAccessibleDescription(
        tr("Arrow keys move the crosshair, + and - zoom, Home shows everything."));
    setAccessibleName(m_title);
    shownPicture();
}

void ChartView::recolour()
{
    const Theme& look = theme();
    m_plot->setBackground(QBrush(look.surface));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelFont(numberFont(Theme::kSmall));
        axis->setTickLabelColor(look.muted);
        axis->grid()->setPen(QPen(look.grid, 1));
        axis->grid()->setZeroLinePen(QPen(look.grid, 1));
    }
    m_plot->xAxis->setBasePen(QPen(look.line, 1));
    refresh();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartView::setTitle(const QString& title)
{
    m_title = title;
    m_titleLabel->setText(title);
    retranslate();
}

int ChartView::fittingHeight(int width) const
{
    constexpr int kPlot = 150;
    const QMargins margins = layout()->contentsMargins();
    const int legend = m_chips->heightForWidth(width - margins.left() - margins.right());
    return margins.top() + m_menuButton->height() + legend + kPlot + margins.bottom();
}

void ChartView::setExpanded(bool expanded)
{
    m_expanded = expanded;
    m_titleLabel->setFont(textFont(expanded ? Theme::kLarge : Theme::kBody, Weight::Strong));
    m_expandButton->setIcon(icon(expanded ? "close" : "fit", Tone::Muted));
    retranslate();
    refresh();
}

void ChartView::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ChartView::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    menu->popup(event->globalPos());
}

bool ChartView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot || event->type() != QEvent::ToolTip)
        return QFrame::eventFilter(watched, event);
    const auto* help = static_cast<QHelpEvent*>(event);
    // Qt breaks the lines of rich text only; the sentences are long.
    const QString text = marksAt(help->pos().x()).toHtmlEscaped().replace(u'\n', u"<br>"_s);
    QToolTip::showText(help->globalPos(), text.isEmpty() ? text : u"<p>%1</p>"_s.arg(text), m_plot);
    return true;
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    // The plot learns its new rectangle with its own layout; ask for the picture after that.
    QMetaObject::invokeMethod(this, &ChartView::refresh, Qt::QueuedConnection);
}

void ChartView::showEvent(QShowEvent* event)
{
    QFrame::showEvent(event);
    if (m_stale)
        QMetaObject::invokeMethod(this, &ChartView::refresh, Qt::QueuedConnection);
}

} // namespace espalier
