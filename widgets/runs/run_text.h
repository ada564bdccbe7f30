#pragma once

/// How runs are put into words and colours, the same on every page.

#include "widgets/common/run_state.h"
#include "widgets/runs/run_feed.h"

#include <QIcon>
#include <QPixmap>

namespace espalier {

/// A run keeps this colour (seriesColour(), seriesDash()) on every page.
inline int runColour(int64_t run)
{
    return static_cast<int>((run - 1) % 32);
}
/// A small disc in the run's colour; the same where its row is selected.
QPixmap runChip(int64_t run, qreal pixelRatio);
QIcon runIcon(int64_t run, qreal pixelRatio);

RunState runState(const RunRow& row);
/// "Running"; "Interrupted" where the database says it runs but no process does.
QString runStatusText(const RunRow& row);
/// Whether the run was running when its process died.
bool isInterrupted(const RunRow& row);
/// Seconds from start to end, or to now.
double runSeconds(const RunRow& row);

} // namespace espalier
