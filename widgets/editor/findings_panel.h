#pragma once

#include "widgets/document/pipeline_document.h"

#include <QWidget>

class QListWidget;
class QListWidgetItem;
class QTreeWidget;
class QStackedWidget;
class QToolButton;

namespace espalier {

/// Below the canvas: the list of problems, and what will run and why. Folded to a bar of two
/// buttons; a click on a row asks to go to its place.
class FindingsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsPanel(PipelineDocument& document, QWidget* parent = nullptr);
    enum class Page { Problems, Plan };
    void open(Page page);
    void fold();
    bool isOpen() const;

Q_SIGNALS:
    /// A node (and perhaps its parameter) should come into sight and get the focus; or a wire, by
    /// its index.
    void placeWanted(const std::string& node, const std::string& param, int edge);
    void folded(bool isFolded);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void fillProblems();
    void fillPlan();
    void choose(Page page, bool on);

    PipelineDocument& m_document;
    QToolButton* m_problemsButton;
    QToolButton* m_planButton;
    QStackedWidget* m_pages;
    QListWidget* m_problems;
    QTreeWidget* m_plan;
};

} // namespace espalier
