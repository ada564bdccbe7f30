#pragma once

/// Rounds, unrolled. The graph has no loops, so another round of RLHF (sample, label, reward, rl) is a copy of the
/// last one that starts from the newest model.

#include "core/pipeline/graph.h"

#include <optional>
#include <span>
#include <string>

namespace espalier {

struct ReadPipeline;
struct StageInfo;

/// A key `rounds` goes from 1 to this.
constexpr int kMaxRounds = 20;

/// What another round adds to a pipeline.
struct NextRound {
    std::vector<Node> nodes; ///< with ids that are free, to the right of those they were copied from
    std::vector<Edge> edges;
};

/// Copies the last round: every node on the way from one that samples candidates of a model to one that trains that
/// same model, and the reports on the trained model. The copies sample from and train the last round's model; all
/// their other inputs from outside the round stay as they were.
/// Of several rounds the last is the one with most sampling before it; of several trained models on the same
/// candidates, the one that stands last in the file. A round whose training is among `chosen` goes before all others.
/// Throws Error (input) that says what is missing where there is no round.
NextRound nextRound(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    std::span<const std::string> chosen = {});

/// What nextRound() would throw; nothing where there is a round to repeat.
std::optional<Message> whyNoRound(const Pipeline& pipeline, std::span<const StageInfo> stages);

/// Puts nextRound() at the end of the pipeline's lists; the ids of the new nodes. Throws as it does.
std::vector<std::string> appendRound(Pipeline& pipeline, std::span<const StageInfo> stages);

/// Makes plain nodes of `rounds: N`: appends N - 1 rounds, which have the place of that key, and sets it to 1.
/// Where there is no round to repeat, the pipeline keeps its nodes and the reason becomes an issue.
void unrollRounds(ReadPipeline& read, std::span<const StageInfo> stages);

} // namespace espalier
