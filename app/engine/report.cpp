#include "core/report/report.h"

#include "app/engine/command.h"
#include "core/base/files.h"

#include <iostream>

namespace espalier {

void addReportCommand(CLI::App& app, int& exitStatus)
{
    struct ReportOptions
    {
        std::string workspace, run, out;
        bool json = false;
    };
    const auto options = std::make_shared<ReportOptions>();
    auto* command = app.add_subcommand(
        "report", "Writes a self-contained HTML report of a run and names the file");
    command->add_option("run", options->run, "Id, name or `last`")->required();
    command->add_option(
        "--out", options->out, "Where to write it (default: the run's folder in the workspace)");
    command->add_flag("--json", options->json, "As JSON");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        auto workspace = openWorkspace(options->workspace);
        const auto run = Runs(workspace.database()).resolve(options->run);
        const auto html = htmlReport(loadReport(
            workspace.database(),
            run.id,
            {{"version", ESPALIER_VERSION}},
            workspace.artifactsFolder()));
        std::filesystem::path file = options->out;
        if (file.empty()) {
            std::filesystem::create_directories(workspace.runFolder(run.id));
            file = workspace.runFolder(run.id) / "report.html";
        }
        writeAtomically(file, html);
        const auto path = std::filesystem::absolute(file).lexically_normal().string();
        if (options->json)
            std::cout << nlohmann::json{{"report", path}}.dump() << "\n";
        else
            std::cout << path << "\n";
        exitStatus = 0;
    });
}

} // namespace espalier
