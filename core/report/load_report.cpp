// From the rows of a workspace to RunReportData (report.h).

#include "core/pipeline/yaml.h"
#include "core/report/report.h"
#include "core/stages/stages.h"
#include "core/store/events.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/samples.h"
#include "core/store/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr int kColumns = 480; ///< of a curve

double spanMs(std::optional<int64_t> from, std::optional<int64_t> to)
{
    return from ? static_cast<double>(std::max<int64_t>(0, to.value_or(nowMs()) - *from)) : 0;
}

/// Every point where they are few, else the extent of each column.
std::vector<SvgPoint> pointsOf(Series& series, const SeriesInfo& info)
{
    std::vector<SvgPoint> points;
    if (info.count <= kColumns) {
        for (const Point& point : series.points(info.id))
            points.push_back(
                {static_cast<double>(point.step), point.value, point.value, point.value});
        return points;
    }
    for (const MinMax& column : series.minMax(info.id, 0, info.lastStep, kColumns))
        if (column.count > 0)
            points.push_back(
                {static_cast<double>(column.lastStep),
                 (column.min + column.max) / 2,
                 column.min,
                 column.max});
    return points;
}

std::vector<ReportSeries> loadSeries(Database& database, int64_t run)
{
    std::vector<ReportSeries> all;
    Series series(database);
    for (const SeriesInfo& info : series.ofRun(run))
        all.push_back(
            {info.node,
             info.name,
             info.count,
             info.lastStep,
             info.last,
             info.min,
             info.max,
             pointsOf(series, info)});
    return all;
}

std::vector<ReportNode> loadNodes(Database& database, int64_t run)
{
    const std::vector<ParamValue> params = Runs(database).params(run);
    std::vector<ReportNode> nodes;
    for (const NodeState& state : Nodes(database).list(run)) {
        const StageInfo* stage = findStage(stages(), state.stage);
        ReportNode node;
        node.id = state.node;
        node.stage = state.stage;
        node.title = stage == nullptr ? state.stage : translate(stage->title);
        node.state = name(state.status);
        node.cached = state.cached;
        node.milliseconds = spanMs(state.startedAt, state.endedAt);
        node.mainMetric = stage == nullptr ? "" : stage->mainMetric;
        for (const ParamValue& param : params)
            if (param.node == state.node)
                node.params.emplace_back(param.name, param.value);
        nodes.push_back(std::move(node));
    }
    return nodes;
}

ReportEvent::Level levelOf(EventLevel level)
{
    switch (level) {
    case EventLevel::Info:
        break;
    case EventLevel::Warning:
        return ReportEvent::Level::Warning;
    case EventLevel::Error:
        return ReportEvent::Level::Error;
    }
    return ReportEvent::Level::Info;
}

} // namespace

RunReportData loadReport(
    Database& database,
    int64_t run,
    std::vector<std::pair<std::string, std::string>> environment,
    const std::filesystem::path& artifacts)
{
    return database.snapshot([&] {
        const RunInfo info = Runs(database).get(run);
        RunReportData report;
        report.id = info.id;
        report.name = info.name;
        report.status = name(info.status);
        report.created = info.createdAt;
        report.started = info.startedAt.value_or(0);
        report.finished = info.endedAt.value_or(0);
        report.milliseconds = spanMs(info.startedAt, info.endedAt);
        report.note = info.note;
        report.tags = info.tags;
        report.error = info.error.words();
        report.pipeline = readPipeline(info.pipelineYaml).pipeline;
        report.nodes = loadNodes(database, run);
        report.series = loadSeries(database, run);
        for (Sample& sample : Samples(database).ofRun(run))
            report.samples.push_back(
                {sample.node, sample.step, std::move(sample.prompt), std::move(sample.text)});
        if (!artifacts.empty())
            report.evaluations = loadEvaluations(database, artifacts, run);
        for (Event& event : Events(database).since(0, run))
            report.events.push_back(
                {event.time,
                 std::move(event.node),
                 std::move(event.kind),
                 levelOf(event.level),
                 std::move(event.message)});
        const auto add = [&](const char* key, const std::string& value) {
            if (!value.empty())
                report.environment.emplace_back(translate(key), value);
        };
        add(trNoop("seed"), std::to_string(info.seed));
        add(trNoop("threads"), info.threads > 0 ? std::to_string(info.threads) : "");
        add(trNoop("device"), info.device);
        add(trNoop("machine"), info.host);
        add(trNoop("pipeline file"), info.pipelinePath);
        for (auto& fact : environment)
            report.environment.push_back(std::move(fact));
        return report;
    });
}

} // namespace espalier
