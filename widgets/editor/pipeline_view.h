#pragma once

#include "widgets/document/pipeline_document.h"
#include "widgets/editor/canvas_hits.h"
#include "widgets/editor/selection.h"

#include <QVariantAnimation>
#include <QWidget>

namespace espalier {

/// The MIME type of a stage dragged from the palette; the data is its name.
constexpr char kStageMime[] = "application/x-espalier-stage";

/// Those of appendRound(), for the menu and the page.
constexpr QKeyCombination kNextRoundKeys = Qt::CTRL | Qt::SHIFT | Qt::Key_N;

/// A stage that is to be chosen for a place, perhaps at the end of a wire.
struct StageWish
{
    QPointF at; ///< on the canvas
    std::optional<PortRef> from;
    QPoint global; ///< where the palette opens
};

/// The canvas: shows the document and its selection, and turns mouse and keys into edits of the
/// document.
class PipelineView : public QWidget
{
    Q_OBJECT
public:
    PipelineView(PipelineDocument& document, Selection& selection, QWidget* parent = nullptr);

    double zoom() const { return m_zoom; }
    void setZoom(double zoom, QPointF around);
    void zoomIn();
    void zoomOut();
    /// Shows everything, no larger than life.
    void fit();
    /// Brings a node into sight.
    void reveal(const std::string& node);
    /// Brings several into sight together.
    void reveal(const std::vector<std::string>& nodes);
    QPointF toView(QPointF canvas) const { return canvas * m_zoom + m_offset; }
    QPointF toCanvas(QPointF view) const { return (view - m_offset) / m_zoom; }

    /// Adds a stage at a place of the canvas (or beside the selection) where no card lies, wired
    /// where the wish says so; selects it.
    void addStage(const std::string& stage, const std::optional<StageWish>& wish = {});
    void copySelection() const;
    void cutSelection();
    void paste();
    void duplicateSelection();
    void deleteSelection();
    /// Repeats the last round from the newest model; selects and shows what was added.
    void appendRound();
    void selectAll();
    bool canPaste() const;

Q_SIGNALS:
    /// A double click on nothing, or a wire dropped there: a palette should open.
    void stageWanted(const espalier::StageWish& wish);
    /// Enter or double click on a node: its parameters should get the focus.
    void inspectWanted();
    void zoomChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    enum class Drag { None, Press, Pan, Move, Band, Wire };

    // pipeline_view.cpp
    void onDocument(const DocumentEvent& event);
    void retranslate();
    void describeSelection();
    void animateTo(double zoom, QPointF offset);
    void updateCursor();
    // pipeline_view_paint.cpp
    void paintGrid(QPainter& painter) const;
    void paintWires(QPainter& painter) const;
    void paintNodes(QPainter& painter) const;
    void paintDraggedWire(QPainter& painter) const;
    void paintReason(QPainter& painter) const;
    // pipeline_view_mouse.cpp
    void beginWire(const PortRef& port);
    void dragWire(QPointF canvas);
    void endWire(QPointF canvas, QPoint global);
    void cancelDrag();
    void hover(QPointF canvas);
    QString toolTipAt(QPointF canvas) const;
    // pipeline_view_keys.cpp
    bool editKey(QKeyEvent* event);
    void step(Qt::Key key);
    void nudge(Qt::Key key);
    void tabTo(bool next);
    void nodeMenu(QPoint global);
    void canvasMenu(QPoint global, QPointF canvas);
    QPointF freePlace(QPointF wished) const;

    PipelineDocument& m_document;
    Selection& m_selection;
    double m_zoom = 1;
    QPointF m_offset{48, 48};
    bool m_fitWhenShown = true;
    bool m_fitted = false; ///< nobody has zoomed or moved the view since: another size fits again
    QVariantAnimation m_motion;

    Drag m_drag = Drag::None;
    bool m_spaceDown = false;
    QPointF m_pressView, m_lastView, m_pressCanvas;
    QPointF m_bandEnd;
    std::string m_pressNode;
    bool m_wasSelected = false;
    std::vector<NodePosition> m_dragStart;
    int m_dragSession = 0;
    std::vector<std::string> m_bandBefore;

    std::optional<PortRef> m_wireFrom, m_wireTo;
    std::optional<Edge> m_wireOld; ///< the wire that was picked up at its input
    QPointF m_wireEnd;
    QString m_reason; ///< why the port under the pointer doesn't fit
    bool m_wireFits = false;

    std::string m_hoverNode;
    std::optional<Edge> m_hoverEdge;
};

} // namespace espalier
