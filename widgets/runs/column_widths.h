#pragma once

#include <QObject>

#include <vector>

class QTableView;

namespace espalier {

/// A column's width: what it takes where there is room, and what it needs to be read.
struct ColumnWidth
{
    int wished = 100;
    int least = 60;
};

/// Shares the room of a table among its columns, so that it needs no scrolling sideways as long as
/// each has what it needs: from their wishes down to that all give way together. Room beyond the
/// wishes is the last column's. A column that was drawn to a width by hand ends it: they then keep
/// the widths that they have.
class ColumnWidths : public QObject
{
    Q_OBJECT
public:
    /// One width for each column of the table's model, in their order. The table owns this.
    ColumnWidths(QTableView* table, std::vector<ColumnWidth> widths);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void share();

    QTableView* m_table;
    std::vector<ColumnWidth> m_widths;
    bool m_sharing = false;
    bool m_byHand = false;
};

} // namespace espalier
