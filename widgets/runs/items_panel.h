#pragma once

#include "widgets/runs/items_model.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QTextEdit;
class QToolButton;

namespace espalier {

/// The items that evaluations judged: a list to narrow and search, and the chosen one in full, with
/// what other evaluations of the run have for it.
class ItemsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ItemsPanel(QWidget* parent = nullptr);
    /// `node` stays chosen where it is there still.
    void set(const Evaluations& evaluations);
    /// Those items of a node's confusion matrix; without a pair all of them.
    void setConfusion(
        const std::string& node, const std::optional<std::pair<QString, QString>>& confusion);

    ItemsModel* model() const { return m_model; }
    QListView* list() const { return m_list; }
    /// The chosen item in full, as plain text.
    QString detail() const;

Q_SIGNALS:
    /// The items of a cell are no longer all that is shown.
    void confusionCleared();

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeDetail();
    void retranslate();
    void showNode(int place);
    void applyFilter();
    void countWhich();
    void showDetail();

    Evaluations m_evaluations;
    std::vector<size_t> m_places; ///< of the evaluations with items
    std::string m_node;
    std::optional<std::pair<QString, QString>> m_confusion;
    ItemsModel* m_model;
    QComboBox* m_nodes;
    QComboBox* m_which;
    QLineEdit* m_search;
    QToolButton* m_chip;
    QListView* m_list;
    QLabel* m_none;
    QTextEdit* m_detail;
    QTimer m_typing;
};

} // namespace espalier
