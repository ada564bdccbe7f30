#pragma once

/// One run as a page: what it was, how it went, what came out. Self-contained HTML, light and dark,
/// for print and phone.

#include "core/base/message.h"
#include "core/pipeline/graph.h"
#include "core/report/evaluation.h"
#include "core/report/svg_curve.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

class Database;

/// A series of one node, as a report shows it.
struct ReportSeries
{
    std::string node;
    std::string name; ///< "loss", "eval_loss", ...
    int64_t count = 0;
    int64_t lastStep = 0;
    double last = 0, min = 0, max = 0;
    std::vector<SvgPoint> points; ///< x is the step; decimated, so far fewer than `count`
    bool operator==(const ReportSeries&) const = default;
};

/// A node of the run.
struct ReportNode
{
    std::string id;
    std::string stage; ///< name of the stage
    std::string title; ///< in the current language
    std::string state; ///< "finished", "running", ...
    bool cached = false;
    double milliseconds = 0; ///< 0: not known
    std::string mainMetric;  ///< may be empty
    std::vector<std::pair<std::string, std::string>>
        params; ///< key and value, in the order of the declaration
    bool operator==(const ReportNode&) const = default;
};

struct ReportSample
{
    std::string node;
    int64_t step = 0;
    std::string prompt, text;
    bool operator==(const ReportSample&) const = default;
};

struct ReportEvent
{
    enum class Level { Info, Warning, Error };
    int64_t time = 0; ///< UTC milliseconds
    std::string node; ///< may be empty
    std::string kind;
    Level level = Level::Info;
    Message message;
};

/// Everything that a report says, free of any database.
struct RunReportData
{
    int64_t id = 0;
    std::string name;
    std::string status; ///< queued, running, paused, waiting, finished, failed, stopped
    int64_t created = 0, started = 0, finished = 0; ///< UTC milliseconds; 0: not yet
    std::string note;
    std::vector<std::string> tags;
    double milliseconds = 0; ///< from start to end, or until now; 0: not started
    std::string error;       ///< why it failed, in the current language
    Pipeline pipeline;
    std::vector<ReportNode> nodes; ///< in the order they ran
    std::vector<ReportSeries> series;
    std::vector<ReportSample> samples;
    std::vector<Evaluation> evaluations;
    std::vector<ReportEvent> events;
    std::vector<std::pair<std::string, std::string>>
        environment; ///< "commit", "machine", "seed", "threads", ...
};

/// The page. No script, no outside resource; texts in the current language, times in UTC.
std::string htmlReport(const RunReportData& run);

/// Loads a run of a workspace. `environment` (commit, machine, ...) is added to what the database
/// knows; what evaluations found is read from `artifacts`, where that is given. Throws Error
/// (input) where there is no such run.
RunReportData loadReport(
    Database& database,
    int64_t run,
    std::vector<std::pair<std::string, std::string>> environment = {},
    const std::filesystem::path& artifacts = {});

/// The best value of a series by its metric's sense; the last one where neither way is better.
double bestValue(const ReportSeries& series);

} // namespace espalier
