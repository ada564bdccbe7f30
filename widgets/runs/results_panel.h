#pragma once

#include "widgets/runs/run_feed.h"

#include <QWidget>

#include <map>

class QLabel;
class QScrollArea;
class QStackedLayout;
class QVBoxLayout;

namespace espalier {

class ItemsPanel;
class ResultsSection;

/// What the evaluations of a run found: a section for each stage that evaluated, with its nodes
/// side by side, and below every judged item.
class ResultsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ResultsPanel(QWidget* parent = nullptr);
    /// Null or empty: there are none yet.
    void set(const Evaluations& evaluations);

    /// Null where no node of that stage has ended.
    ResultsSection* section(const std::string& stage) const;
    ItemsPanel* items() const { return m_items; }

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeSections();
    ResultsSection* addSection(const std::string& stage);
    void retranslate();

    Evaluations m_evaluations;
    std::map<std::string, ResultsSection*> m_sections; ///< by stage
    QStackedLayout* m_stack;
    QLabel* m_empty;
    QScrollArea* m_scroll;
    QLabel* m_legend;
    QVBoxLayout* m_column;
    ItemsPanel* m_items;
};

} // namespace espalier
