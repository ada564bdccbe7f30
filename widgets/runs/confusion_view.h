#pragma once

#include "core/report/evaluation.h"

#include <QWidget>

namespace espalier {

/// A confusion matrix as counts on a tint: rows are the truth, columns what was said; the tint is
/// the share of the row. A cell can be chosen, by pointer or by keys.
class ConfusionView : public QWidget
{
    Q_OBJECT
public:
    explicit ConfusionView(QWidget* parent = nullptr);
    void
    set(const std::vector<std::string>& labels,
        const std::vector<std::vector<int64_t>>& confusion,
        const std::vector<int64_t>& namedNone);
    /// The rectangle of a cell; `said` may be the column of "none".
    QRect cell(int truth, int said) const;
    void clearChoice();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// Texts of that class about which that was said; an empty `said`: no class was named.
    void chosen(const QString& truth, const QString& said);
    void choiceCleared();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columns() const;
    int64_t count(int truth, int said) const;
    QString columnName(int said) const;
    void choose(int truth, int said);
    QPoint at(const QPoint& position) const; ///< x: said, y: truth; (-1, -1) outside

    QStringList m_labels;
    std::vector<std::vector<int64_t>> m_counts; ///< with the column of "none" where it is needed
    bool m_hasNone = false;
    QPoint m_chosen{-1, -1};
    QPoint m_cursor{0, 0};
    int m_names = 0; ///< width of the truths' names
    int m_cell = 0;  ///< width of a cell
};

} // namespace espalier
