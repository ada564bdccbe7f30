#pragma once

#include "core/stages/flow_preview.h"
#include "widgets/document/pipeline_document.h"

#include <QFutureWatcher>
#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace espalier {

class TokensView;

/// What flows over a wire: its first rows or texts, one at a time, and of rows that go into
/// fine-tuning the tokens that are learned. A wire that leads nowhere stands for what comes out of
/// a stage. Read on a worker thread; what comes for another wire is
/// dropped.
class FlowPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FlowPanel(PipelineDocument& document, QWidget* parent = nullptr);
    /// Nothing: no wire is looked at.
    void setEdge(const std::optional<Edge>& edge);

    /// What is shown: nothing while it is being read.
    const std::optional<FlowPreview>& preview() const { return m_preview; }
    TokensView* tokens() const { return m_tokens; }

Q_SIGNALS:
    /// A preview came in.
    void loaded();

protected:
    void changeEvent(QEvent* event) override;

private:
    void ask();
    void take();
    void step(int by);
    void retranslate();
    void refresh();
    void showRow(const FlowRow& row);
    void showPart(const QString& role, const QString& text, bool trained);
    void showTokens(const FlowRow& row);
    void showFacts();
    QString origin() const;
    size_t count() const;

    PipelineDocument& m_document;
    std::optional<Edge> m_edge;
    std::optional<FlowPreview> m_preview;
    size_t m_index = 0; ///< the row or text in view
    QFutureWatcher<FlowPreview> m_watcher;
    QLabel* m_heading; ///< for what comes out of a stage
    QWidget* m_pager;
    QToolButton *m_previous, *m_next;
    QLabel* m_place;
    QLabel* m_origin;
    QLabel* m_note;
    QWidget* m_parts = nullptr; ///< made anew for each row
    QVBoxLayout* m_column;
    QLabel* m_tokensHeading;
    QLabel* m_tokensCaption;
    TokensView* m_tokens;
    QLabel* m_factsHeading;
    QLabel* m_facts;
};

} // namespace espalier
