#pragma once

#include "widgets/runs/run_feed.h"

#include <QAbstractItemModel>

namespace espalier {

/// A figure in words: "0.425 ± 0.078", "0.285 – 0.578", "n 40"; a part that is not known is empty.
/// Never more digits than the uncertainty lets stand.
struct FigureText
{
    QString value, error, interval, count;
    QString line() const;
};
FigureText figureText(const EvaluatedFigure& figure);

/// Where the bars of a row begin and end, the same for all nodes, so that they can be compared.
/// Where both ends are alike there is nothing to stand beside, and so no scale.
struct FigureRange
{
    double low = 0, high = 1;
};

/// Figures of several evaluations beside each other: a row a figure, a column a node; below a
/// figure what it is by kind or class.
class FiguresModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    explicit FiguresModel(QObject* parent = nullptr);
    /// The evaluations at `places` of a run's.
    void set(const Evaluations& evaluations, std::vector<size_t> places);
    void retranslate();

    /// Null for the first column, and where a node has no such figure.
    const EvaluatedFigure* figure(const QModelIndex& index) const;
    FigureRange range(const QModelIndex& index) const;
    /// Of the first column: what a row is divided into, "8 kinds"; empty where it isn't.
    QString divided(const QModelIndex& index) const;
    /// The node of a column; its stage's title.
    QString node(int column) const;
    QString stage(int column) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        std::string name;
        std::vector<std::string> groups;
        FigureRange range;
    };
    const Evaluation& evaluation(int column) const;
    FigureRange rangeOf(const std::string& name) const;

    Evaluations m_evaluations;
    std::vector<size_t> m_places; ///< a column each
    std::vector<Line> m_lines;
};

} // namespace espalier
