#include "app/engine/command.h"
#include "core/params/params.h"
#include "core/store/requests.h"

#include <iostream>

namespace espalier {

namespace {

struct TellOptions
{
    std::string workspace, run, what, setting;
};

Request requestFor(const TellOptions& options)
{
    static const std::map<std::string, RequestKind> kinds{
        {"pause", RequestKind::Pause},
        {"resume", RequestKind::Resume},
        {"stop", RequestKind::Stop},
        {"checkpoint", RequestKind::Checkpoint},
        {"set", RequestKind::Set}};
    Request request;
    request.kind = kinds.at(options.what);
    if (request.kind == RequestKind::Set) {
        const size_t equals = options.setting.find('=');
        if (equals == std::string::npos)
            throw inputError("tell set: write param=value, such as learning_rate=0.0001.");
        request.args = {
            {"param", options.setting.substr(0, equals)},
            {"value", valueFromText(options.setting.substr(equals + 1))}};
    }
    return request;
}

} // namespace

void addTellCommand(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<TellOptions>();
    auto* command = app.add_subcommand(
        "tell", "Ask something of a running run: pause, resume, stop, checkpoint, set param=value");
    command->add_option("run", options->run, "Id, name or `last`")->required();
    command->add_option("what", options->what, "pause, resume, stop, checkpoint or set")
        ->required()
        ->check(CLI::IsMember({"pause", "resume", "stop", "checkpoint", "set"}));
    command->add_option("setting", options->setting, "param=value, for set");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        auto workspace = openWorkspace(options->workspace);
        auto request = requestFor(*options);
        const auto run = Runs(workspace.database()).resolve(options->run);
        if (!workspace.runIsOwned(run.id))
            throw inputError("Run {} is not running; nothing can be asked of it.", run.name);
        request.run = run.id;
        Requests(workspace.database()).post(request);
        exitStatus = 0;
    });
}

} // namespace espalier
