#pragma once

/// Pipelines of any size, run within seconds.

#include "core/engine/run/runner.h"
#include "core/pipeline/queue.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/events.h"
#include "core/store/nodes.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

/// What makes each stage tiny. A parameter that the stage hasn't is left out.
inline const std::vector<std::pair<std::string, Values>>& tinyValues()
{
    static const std::vector<std::pair<std::string, Values>> all = {
        {"data.text", {{"documents", 150}}},
        {"data.", {{"items", 100}, {"validation", 0.2}}},
        {"tokenizer.train", {{"vocab_size", 360}}},
        {"model.new", {{"layers", 1}, {"width", 32}, {"heads", 2}}},
        {"train.",
         {{"max_steps", 3},
          {"epochs", 0},
          {"batch", 2},
          {"warmup_steps", 1},
          {"eval_batches", 1},
          {"sample_tokens", 4}}},
        {"rl.",
         {{"max_steps", 2},
          {"prompts", 3},
          {"answers", 2},
          {"max_new_tokens", 6},
          {"eval_batches", 1},
          {"critic_steps", 1},
          {"cg_iterations", 2}}},
        {"label.simulated", {{"tie", 0.0}}}, // answers of six tokens hardly differ
        {"sample.candidates", {{"limit", 8}, {"max_new_tokens", 6}}},
        {"eval.", {{"limit", 6}, {"max_tokens", 100}, {"max_new_tokens", 4}}},
    };
    return all;
}

/// The same pipeline with those values.
inline Pipeline tiny(Pipeline pipeline)
{
    for (Node& node : pipeline.nodes) {
        const auto* stage = findStage(stages(), node.stage);
        for (const auto& [name, values] : tinyValues()) {
            if (!node.stage.starts_with(name))
                continue;
            for (const auto& [param, value] : values.items())
                if (findParam(stage->params, param) != nullptr)
                    node.params[param] = value;
            break;
        }
        // Answers of six tokens are never right: the annotator goes by what differs.
        if (node.params.value("rule", "") == "reward") {
            node.params["rule"] = "qualities";
            node.params["qualities"] = {"characters 1"};
            std::erase_if(pipeline.edges, [&](const Edge& edge) {
                return edge.toNode == node.id && edge.toPort == "reward";
            });
        }
    }
    return pipeline;
}

/// Runs the pipeline of that file twice at size tiny: first every node is made, then every node is
/// reused. What went wrong, in words; empty where nothing did.
inline std::string
runTwice(Workspace& workspace, const Pipeline& pipeline, const std::filesystem::path& file)
{
    std::atomic<bool> interrupted{false};
    RunObserver silent;
    for (const auto expected : {NodeStatus::Finished, NodeStatus::Cached}) {
        NewRun wish;
        wish.yaml = writePipeline(tiny(pipeline));
        wish.file = file;
        wish.threads = 1;
        const auto run = queueRun(workspace, stages(), wish);
        const auto outcome = executeRun(workspace, run.id, silent, interrupted);
        if (outcome.exitStatus != 0) {
            std::string failed = fmt::format("it ended with {}", outcome.exitStatus);
            for (const auto& event : Events(workspace.database()).since(0, run.id))
                if (event.level == EventLevel::Error)
                    failed = event.message.words();
            return failed;
        }
        for (const auto& node : pipeline.nodes) {
            const auto state = Nodes(workspace.database()).find(run.id, node.id);
            if (!state || state->status != expected)
                return node.id +
                       (expected == NodeStatus::Cached ? " is not reused" : " is not made");
        }
    }
    return {};
}

} // namespace espalier
