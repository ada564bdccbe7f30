#include "widgets/editor/pipeline_view.h"

#include "widgets/common/language.h"
#include "widgets/common/reduced_motion.h"
#include "widgets/common/theme.h"
#include "widgets/editor/node_geometry.h"

#include <QAccessible>
#include <QEvent>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

constexpr double kSmallest = 0.15, kLargest = 2.5, kStep = 1.2;
constexpr double kFitMargin = 40;

/// At which a part of the canvas fills the view up to a margin.
double zoomFor(const QRectF& bounds, QSize view)
{
    return std::min(
        (view.width() - 2 * kFitMargin) / bounds.width(),
        (view.height() - 2 * kFitMargin) / bounds.height());
}

} // namespace

PipelineView::PipelineView(PipelineDocument& document, Selection& selection, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_selection(selection)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAcceptDrops(true);
    setMinimumSize(240, 200);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&document, &PipelineDocument::changed, this, &PipelineView::onDocument);
    connect(&selection, &Selection::changed, this, [this] {
        describeSelection();
        update();
    });
    connect(&themeNotifier(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void PipelineView::onDocument(const DocumentEvent& event)
{
    std::visit(
        On{[this](const DocumentReplaced&) {
               cancelDrag();
               m_hoverNode.clear();
               m_hoverEdge.reset();
               m_selection.clear();
               m_fitWhenShown = true;
               if (isVisible()) {
                   fit();
                   m_fitWhenShown = false;
               }
               update();
           },
           [this](const NodeRenamed& renamed) {
               m_selection.rename(renamed.from, renamed.to);
               update();
           },
           [this](const NodeRemoved&) {
               cancelDrag();
               m_selection.keepOnly(m_document.pipeline());
               update();
           },
           [this](const EdgeRemoved&) {
               m_hoverEdge.reset();
               m_selection.keepOnly(m_document.pipeline());
               update();
           },
           [this](const StatusChanged& status) {
               // While a run goes on only the card that has news is painted.
               if (const Node* node = m_document.pipeline().find(status.node)) {
                   const QRectF card = cardRect(m_document, *node).adjusted(-12, -12, 14, 12);
                   update(QRectF(toView(card.topLeft()), card.size() * m_zoom).toAlignedRect());
               }
           },
           [this](const auto&) { update(); }},
        event);
}

void PipelineView::setZoom(double zoom, QPointF around)
{
    const QPointF canvas = toCanvas(around);
    m_zoom = std::clamp(zoom, kSmallest, kLargest);
    m_offset = around - canvas * m_zoom;
    m_fitted = false;
    Q_EMIT zoomChanged();
    update();
}

void PipelineView::zoomIn()
{
    setZoom(m_zoom * kStep, rect().center());
}

void PipelineView::zoomOut()
{
    setZoom(m_zoom / kStep, rect().center());
}

void PipelineView::fit()
{
    const QRectF bounds = boundsOf(m_document, {});
    if (bounds.isEmpty() || width() < 10) {
        m_offset = {48, 48};
        return;
    }
    const double zoom = std::clamp(zoomFor(bounds, size()), kSmallest, 1.0);
    animateTo(zoom, QRectF(rect()).center() - bounds.center() * zoom);
    m_fitted = true;
}

void PipelineView::reveal(const std::string& node)
{
    const Node* found = m_document.pipeline().find(node);
    if (found == nullptr)
        return;
    const QRectF card = cardRect(m_document, *found);
    const QRectF seen(toView(card.topLeft()), card.size() * m_zoom);
    if (QRectF(rect()).adjusted(8, 8, -8, -8).contains(seen))
        return;
    const double zoom = std::max(m_zoom, 0.6);
    animateTo(zoom, QRectF(rect()).center() - card.center() * zoom);
}

void PipelineView::reveal(const std::vector<std::string>& nodes)
{
    const QRectF bounds = boundsOf(m_document, nodes);
    const QRectF seen(toView(bounds.topLeft()), bounds.size() * m_zoom);
    if (bounds.isEmpty() || QRectF(rect()).adjusted(8, 8, -8, -8).contains(seen))
        return;
    const double zoom =
        std::min(std::max(m_zoom, 0.6), std::clamp(zoomFor(bounds, size()), kSmallest, kLargest));
    animateTo(zoom, QRectF(rect()).center() - bounds.center() * zoom);
}

void PipelineView::animateTo(double zoom, QPointF offset)
{
    m_motion.stop();
    m_motion.disconnect(this);
    m_fitted = false;
    const double zoomFrom = m_zoom;
    const QPointF offsetFrom = m_offset;
    const auto show = [=, this](double part) {
        m_zoom = zoomFrom + (zoom - zoomFrom) * part;
        m_offset = offsetFrom + (offset - offsetFrom) * part;
        Q_EMIT zoomChanged();
        update();
    };
    if (motionTime() == 0 || !isVisible() || m_fitWhenShown) {
        show(1);
        return;
    }
    m_motion.setDuration(motionTime());
    m_motion.setStartValue(0.0);
    m_motion.setEndValue(1.0);
    m_motion.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_motion, &QVariantAnimation::valueChanged, this, [show](const QVariant& part) {
        show(part.toDouble());
    });
    m_motion.start();
}

void PipelineView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // At the first size that counts, and as long as nobody has moved the view: without motion.
    if ((m_fitWhenShown || m_fitted) && width() > 10) {
        m_fitWhenShown = true;
        fit();
        m_fitWhenShown = !isVisible();
    }
}

bool PipelineView::event(QEvent* event)
{
    if (event->type() == QEvent::Show && m_fitWhenShown) {
        fit();
        m_fitWhenShown = false;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = m_drag == Drag::None ? toolTipAt(toCanvas(help->pos())) : QString();
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void PipelineView::retranslate()
{
    setAccessibleName(tr("Pipeline"));
    describeSelection();
}

void PipelineView::describeSelection()
{
    QString text;
    const Node* node = m_document.pipeline().find(m_selection.current());
    if (m_selection.nodes().size() > 1) {
        text = tr("%1 stages selected").arg(m_selection.nodes().size());
    } else if (node != nullptr) {
        const StageInfo* stage = findStage(m_document.stages(), node->stage);
        text = tr("%1, stage %2, %3")
                   .arg(
                       QString::fromStdString(node->id),
                       stage == nullptr ? QString::fromStdString(node->stage) : shown(stage->title),
                       runStateTitle(m_document.status(node->id).state));
    } else if (m_selection.edge()) {
        text = tr("Wire %1").arg(QString::fromStdString(m_selection.edge()->text()));
    } else {
        const size_t count = m_document.pipeline().nodes.size();
        text =
            count == 1
                ? tr("Canvas with one stage. Tab goes to it, Enter to its parameters.")
                : tr("Canvas with %1 stages. Tab goes from stage to stage, arrows to neighbours, "
                     "Enter to the parameters.")
                      .arg(count);
    }
    setAccessibleDescription(text);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void PipelineView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        update();
    }
    QWidget::changeEvent(event);
}

void PipelineView::updateCursor()
{
    if (m_drag == Drag::Pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_spaceDown)
        setCursor(Qt::OpenHandCursor);
    else if (m_drag == Drag::Wire)
        setCursor(m_reason.isEmpty() ? Qt::CrossCursor : Qt::ForbiddenCursor);
    else
        unsetCursor();
}

} // namespace espalier
