#include "widgets/runs/column_widths.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>

namespace espalier {

ColumnWidths::ColumnWidths(QTableView* table, std::vector<ColumnWidth> widths)
    : QObject(table)
    , m_table(table)
    , m_widths(std::move(widths))
{
    m_table->viewport()->installEventFilter(this);
    auto* header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        // The last one is stretched by the header itself.
        if (!m_sharing && column + 1 < static_cast<int>(m_widths.size()))
            m_byHand = true;
    });
    share();
}

void ColumnWidths::share()
{
    int wished = 0, least = 0;
    for (const ColumnWidth& width : m_widths) {
        wished += width.wished;
        least += width.least;
    }
    const int room = m_table->viewport()->width();
    const double part =
        std::clamp(static_cast<double>(room - least) / std::max(1, wished - least), 0.0, 1.0);
    m_sharing = true;
    for (size_t column = 0; column < m_widths.size(); ++column) {
        const auto& [wish, need] = m_widths[column];
        m_table->setColumnWidth(
            static_cast<int>(column), need + static_cast<int>(part * (wish - need)));
    }
    m_sharing = false;
}

bool ColumnWidths::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && !m_byHand)
        share();
    return QObject::eventFilter(watched, event);
}

} // namespace espalier
