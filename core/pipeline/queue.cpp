#include "core/pipeline/queue.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/pipeline/check.h"
#include "core/pipeline/machine.h"
#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"
#include "core/store/nodes.h"

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

namespace {

Error allIssues(const fs::path& file, const std::vector<Issue>& issues)
{
    std::string lines;
    for (const auto& issue : issues)
        if (issue.level == Issue::Level::Error)
            lines += "\n  " + issue.words();
    return inputError("{} has mistakes:{}", file.string(), lines);
}

void applySeed(Pipeline& pipeline, std::span<const StageInfo> stages, uint64_t seed)
{
    if (pipeline.variables.contains("seed")) {
        pipeline.variables["seed"] = seed;
        return;
    }
    for (auto& node : pipeline.nodes) {
        const auto* stage = findStage(stages, node.stage);
        if (stage != nullptr && findParam(stage->params, "seed") != nullptr)
            node.params["seed"] = seed;
    }
}

uint64_t seedOf(const Pipeline& pipeline)
{
    const auto variable = pipeline.variables.find("seed");
    return variable != pipeline.variables.end() && variable->is_number_unsigned()
               ? variable->get<uint64_t>()
               : 1;
}

std::vector<ParamValue> paramRows(const Pipeline& pipeline, std::span<const StageInfo> stages)
{
    std::vector<ParamValue> rows;
    for (const auto& node : pipeline.nodes)
        if (const auto* stage = findStage(stages, node.stage)) {
            const Values values = completeParams(pipeline, node, *stage);
            for (const auto& [name, value] : values.items())
                rows.push_back({node.id, name, valueToText(Value(value))});
        }
    return rows;
}

RunInfo store(
    Workspace& workspace, std::span<const StageInfo> stages, const Pipeline& pipeline, RunInfo info)
{
    const auto issues = check(
        pipeline,
        stages,
        fs::path(info.pipelinePath).parent_path(),
        thisMachine(workspace.path(), info.threads));
    if (hasErrors(issues))
        throw allIssues(info.pipelinePath, issues);
    info.pipelineYaml = writePipeline(pipeline);
    info.variables = nlohmann::json(pipeline.variables);
    info.seed = seedOf(pipeline);
    auto& database = workspace.database();
    return database.transaction([&] {
        auto run = Runs(database).create(info);
        Runs(database).setParams(run.id, paramRows(pipeline, stages));
        std::vector<NodeState> nodes;
        for (const auto& id : topologicalOrder(pipeline)) {
            NodeState state;
            state.run = run.id;
            state.node = id;
            state.stage = pipeline.find(id)->stage;
            state.position = static_cast<int>(nodes.size());
            nodes.push_back(state);
        }
        Nodes(database).plan(run.id, nodes);
        return run;
    });
}

} // namespace

RunInfo queueRun(Workspace& workspace, std::span<const StageInfo> stages, const NewRun& wish)
{
    auto read = readPipeline(wish.yaml);
    unrollRounds(read, stages);
    if (hasErrors(read.issues))
        throw allIssues(wish.file, read.issues);
    RunInfo info;
    for (const auto& setting : wish.settings) {
        applySetting(read.pipeline, stages, setting, wish.settingsFolder);
        const size_t equals = setting.find('=');
        info.overrides[setting.substr(0, equals)] = valueFromText(setting.substr(equals + 1));
    }
    if (wish.seed)
        applySeed(read.pipeline, stages, *wish.seed);
    info.name = wish.name.empty() ? wish.file.stem().string() : wish.name;
    info.pipelinePath = fs::absolute(wish.file).lexically_normal().string();
    info.threads = wish.threads;
    info.device = wish.device;
    return store(workspace, stages, read.pipeline, std::move(info));
}

RunInfo forkRun(
    Workspace& workspace,
    std::span<const StageInfo> stages,
    const RunInfo& source,
    const std::string& node,
    int64_t step,
    const std::vector<std::string>& settings,
    const fs::path& settingsFolder,
    const std::string& name)
{
    auto pipeline = readPipeline(source.pipelineYaml).pipeline;
    if (pipeline.find(node) == nullptr)
        throw inputError("Run {} has no node `{}`.", source.name, node);
    const fs::path folder = workspace.runFolder(source.id) / node;
    const fs::path checkpoint = folder / ("step-" + std::to_string(step));
    if (!fs::exists(checkpoint / "state.json")) {
        std::string have;
        std::error_code code;
        for (const auto& entry : fs::directory_iterator(folder, code))
            if (entry.path().filename().string().starts_with("step-"))
                have += (have.empty() ? "" : ", ") + entry.path().filename().string().substr(5);
        if (have.empty())
            throw inputError("Run {} has kept no checkpoint of `{}`.", source.name, node);
        throw inputError(
            "Run {} has no checkpoint of `{}` at step {}; it has those of steps {}.",
            source.name,
            node,
            step,
            have);
    }
    RunInfo info;
    for (const auto& setting : settings) {
        applySetting(pipeline, stages, setting, settingsFolder);
        info.overrides[setting.substr(0, setting.find('='))] =
            valueFromText(setting.substr(setting.find('=') + 1));
    }
    info.name = name.empty() ? source.name + " @" + std::to_string(step) : name;
    info.pipelinePath = source.pipelinePath;
    info.threads = source.threads;
    info.device = source.device;
    info.forkOf = ForkPoint{source.id, node, step};
    const auto run = store(workspace, stages, pipeline, std::move(info));
    // The checkpoint's content is part of what the node starts from, and so of its key.
    const fs::path target = workspace.runFolder(run.id) / node;
    fs::create_directories(target);
    fs::copy(checkpoint, target / checkpoint.filename(), fs::copy_options::recursive);
    syncTree(target);
    writeAtomically(
        target / "fork.json",
        nlohmann::json{
            {"step", step},
            {"weights", hashFile(checkpoint / "model.safetensors")},
            {"optimizer", hashFile(checkpoint / "optimizer.safetensors")}}
            .dump());
    return run;
}

} // namespace espalier
