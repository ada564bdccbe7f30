#pragma once

#include "core/stages/flow_preview.h"
#include "widgets/document/pipeline_document.h"

#include <QFutureWatcher>
#include <QWidget>

#include <functional>
#include <optional>
#include <stop_token>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace espalier {

class TokensView;

/// What flows over a wire: its first rows or texts, one at a time, and of rows that go into
/// fine-tuning the tokens that are learned. A wire that leads nowhere stands for what comes out of
/// a stage. Read on a worker thread, one reading at a time; one that a newer wish makes outdated is
/// ended early and what it gives is dropped.
class FlowPanel : public QWidget
{
    Q_OBJECT
public:
    /// What a preview is read by, as previewFlow(): on a worker thread, and it may outlive the
    /// panel by as long as it takes to ask whether it is stopped.
    using Reader = std::function<FlowPreview(
        const FlowQuestion&, std::span<const StageInfo>, const std::function<bool()>& stopped)>;
    explicit FlowPanel(
        PipelineDocument& document, QWidget* parent = nullptr, Reader reader = previewFlow);
    ~FlowPanel() override;
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
    void start();
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
    Reader m_reader;
    QFutureWatcher<FlowPreview> m_watcher;
    std::stop_source m_stop; ///< of the newest reading
    bool m_reading = false;  ///< until take()
    bool m_stale = false;    ///< something newer is wished for than is being read
    QLabel* m_heading;       ///< for what comes out of a stage
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
