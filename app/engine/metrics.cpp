#include "app/engine/command.h"
#include "core/params/params.h"
#include "core/store/samples.h"
#include "core/store/series.h"

#include <algorithm>
#include <iostream>

namespace espalier {

namespace {

struct MetricsOptions
{
    std::string workspace, run;
    std::vector<std::string> names;
    bool json = false, csv = false;
};

std::string exact(double value)
{
    return fmt::format("{}", value);
}

/// Text as a CSV cell (RFC 4180).
std::string cell(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

void printMetrics(const MetricsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    auto& database = workspace.database();
    const auto run = Runs(database).resolve(options.run);
    const auto all = Series(database).ofRun(run.id);
    std::vector<std::string> known;
    for (const auto& series : all)
        known.push_back(series.name);
    for (const auto& name : options.names)
        if (std::ranges::find(known, name) == known.end()) {
            if (const auto near = didYouMean(name, known))
                throw inputError(
                    "Run {} has no series `{}`; did you mean `{}`?", run.name, name, *near);
            throw inputError("Run {} has no series `{}`.", run.name, name);
        }
    if (options.csv)
        std::cout << "node,name,step,elapsed_ms,value\n";
    auto list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {tr("node").words(),
         tr("series").words(),
         tr("points").words(),
         tr("last").words(),
         tr("min").words(),
         tr("max").words(),
         tr("step").words()}};
    for (const auto& series : all) {
        if (!options.names.empty() &&
            std::ranges::find(options.names, series.name) == options.names.end())
            continue;
        if (options.csv || options.json) {
            auto points = nlohmann::json::array();
            for (const auto& point : Series(database).points(series.id)) {
                if (options.csv)
                    std::cout << cell(series.node) << ',' << cell(series.name) << ',' << point.step
                              << ',' << point.elapsedMs << ',' << exact(point.value) << '\n';
                else
                    points.push_back(
                        {point.step,
                         point.elapsedMs,
                         std::isfinite(point.value) ? nlohmann::json(point.value)
                                                    : nlohmann::json(exact(point.value))});
            }
            list.push_back({{"node", series.node}, {"name", series.name}, {"points", points}});
        }
        rows.push_back(
            {series.node,
             series.name,
             std::to_string(series.count),
             figure(series.last),
             figure(series.min),
             figure(series.max),
             std::to_string(series.lastStep)});
    }
    if (options.json)
        std::cout << list.dump() << "\n";
    else if (!options.csv)
        std::cout << table(rows, {2, 3, 4, 5, 6});
}

void printSamples(const MetricsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const auto run = Runs(workspace.database()).resolve(options.run);
    auto list = nlohmann::json::array();
    for (const auto& sample : Samples(workspace.database()).ofRun(run.id)) {
        if (options.json)
            list.push_back(
                {{"node", sample.node},
                 {"step", sample.step},
                 {"prompt", sample.prompt},
                 {"text", sample.text},
                 {"tokens", sample.tokens}});
        else
            std::cout << tr("--- {} step {}", sample.node, sample.step).words() << "\n"
                      << sample.prompt << sample.text << "\n\n";
    }
    if (options.json)
        std::cout << list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

} // namespace

void addMetricsCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<MetricsOptions>();
    auto* metrics = app.add_subcommand("metrics", "A run's series");
    metrics->add_option("run", options->run, "Id, name or `last`")->required();
    metrics->add_option("names", options->names, "Only these series");
    metrics->add_flag("--csv", options->csv, "Every point as a row of CSV");
    auto* samples =
        app.add_subcommand("samples", "What the models of a run said while they learned");
    samples->add_option("run", options->run, "Id, name or `last`")->required();
    for (auto* command : {metrics, samples}) {
        command->add_flag("--json", options->json, "As JSON");
        addWorkspaceOption(*command, options->workspace);
    }
    metrics->callback([options, &exitStatus] {
        printMetrics(*options);
        exitStatus = 0;
    });
    samples->callback([options, &exitStatus] {
        printSamples(*options);
        exitStatus = 0;
    });
}

} // namespace espalier
