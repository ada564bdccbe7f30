#pragma once

#include <QString>

#include <filesystem>

namespace espalier {

class Workspace;

/// Starts `espalier-engine resume RUN` in a session of its own, so that it goes on when the window
/// closes; its output goes to runs/<id>/log. Throws Error where the program is missing or doesn't
/// start.
void startEngine(const Workspace& workspace, int64_t run);

/// The engine's program: beside the window's own.
QString engineProgram();

} // namespace espalier
