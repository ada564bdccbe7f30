#pragma once

/// The subcommands of espalier-engine: one file each, one row each in main's table.

#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <CLI/CLI.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace espalier {

/// Set by SIGINT and SIGTERM.
extern std::atomic<bool> interruptRequested;

/// Adds subcommands; a callback does the work and sets `exitStatus`.
using AddCommand = void (*)(CLI::App& app, int& exitStatus);

void addRunCommands(CLI::App& app, int& exitStatus);      ///< run, resume, fork
void addTellCommand(CLI::App& app, int& exitStatus);      ///< tell
void addValidateCommand(CLI::App& app, int& exitStatus);  ///< validate
void addStagesCommand(CLI::App& app, int& exitStatus);    ///< stages
void addRunsCommands(CLI::App& app, int& exitStatus);     ///< runs, show
void addMetricsCommands(CLI::App& app, int& exitStatus);  ///< metrics, samples
void addLabelsCommands(CLI::App& app, int& exitStatus);   ///< labels tasks | export | import
void addRewardCommand(CLI::App& app, int& exitStatus);    ///< reward try
void addTokenizeCommand(CLI::App& app, int& exitStatus);  ///< tokenize
void addGenerateCommands(CLI::App& app, int& exitStatus); ///< generate, play
void addReportCommand(CLI::App& app, int& exitStatus);    ///< report
void addDoctorCommand(CLI::App& app, int& exitStatus);    ///< doctor
void addBenchCommands(CLI::App& app, int& exitStatus); ///< bench train | generate | encode | store

/// The option that every subcommand takes; its value must live as long as the parse.
void addWorkspaceOption(CLI::App& command, std::string& workspace);
/// Opens what the option names (or the default), and says of runs whose engine died that they are
/// stopped.
Workspace openWorkspace(const std::string& option);

/// Rows of text as aligned columns; columns in `right` are set right-aligned. The first row is the
/// heading.
std::string
table(const std::vector<std::vector<std::string>>& rows, const std::vector<size_t>& right = {});
/// Terminal columns that a UTF-8 text takes (wide characters count two).
size_t columns(std::string_view text);
/// At most four significant digits, no exponent where it can be helped; "-" for NaN.
std::string figure(double value);
/// "3 min 20 s".
std::string duration(double seconds);

} // namespace espalier
