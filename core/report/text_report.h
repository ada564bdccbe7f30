#pragma once

#include "core/report/report.h"

namespace espalier {

/// The last lines of a run in a terminal: status and time, then final and best figure of each
/// node's main series. At most 100 columns wide where names allow.
std::string textReport(const RunReportData& run);

} // namespace espalier
