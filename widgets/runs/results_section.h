#pragma once

#include "widgets/runs/run_feed.h"

#include <QWidget>

#include <optional>

class QLabel;
class QVBoxLayout;

namespace espalier {

class ConfusionView;
class FiguresView;

/// What evaluations by one stage found: figures side by side, differences on the same items,
/// confusion matrices.
class ResultsSection : public QWidget
{
    Q_OBJECT
public:
    explicit ResultsSection(QWidget* parent = nullptr);
    /// The evaluations at `places` of a run's.
    void set(const Evaluations& evaluations, const std::vector<size_t>& places);
    void clearChoice();
    FiguresView* figures() const { return m_figures; }

Q_SIGNALS:
    /// A cell of a node's confusion matrix: truth and what was said; nothing: chosen no longer.
    void
    chosen(const std::string& node, const std::optional<std::pair<QString, QString>>& confusion);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showBelow();
    void addChanges();
    void addConfusion(const Evaluation& evaluation);
    QLabel* sentence(const QString& text, const char* role);

    Evaluations m_evaluations;
    std::vector<size_t> m_places;
    FiguresView* m_figures;
    QVBoxLayout* m_column;
    QWidget* m_below = nullptr; ///< all but the figures; made anew when they change
    std::vector<ConfusionView*> m_matrices;
};

} // namespace espalier
