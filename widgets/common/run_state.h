#pragma once

/// The states of runs and nodes as the window shows them.

#include <QColor>
#include <QString>

#include <string_view>

namespace espalier {

/// Idle: nothing known (a node that was never run). The others are the database's statuses.
enum class RunState { Idle, Queued, Running, Paused, Waiting, Finished, Failed, Stopped };

/// From the database's word ("running"); Idle for an unknown one.
RunState runStateFromText(std::string_view text);
/// "Running", in the current language.
QString runStateTitle(RunState state);
QColor runStateColour(RunState state);
/// The name of its icon.
const char* runStateIcon(RunState state);
/// Whether something is going on or will without a person's doing.
bool isActive(RunState state);

} // namespace espalier
