#include "core/pipeline/rounds.h"

#include "core/base/error.h"
#include "core/pipeline/stage.h"
#include "core/pipeline/yaml.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace espalier {

namespace {

/// One round: the model at `source` is sampled, and trained on what was said of its samples.
struct Round
{
    const Edge* source = nullptr; ///< any edge from the model that is sampled and trained
    std::string trainer, trainedPort;
    std::set<std::string> samplers;
};

/// Finds the rounds of one pipeline.
class Rounds
{
public:
    Rounds(const Pipeline& pipeline, std::span<const StageInfo> stages)
        : m_pipeline(pipeline)
    {
        for (const auto& node : pipeline.nodes)
            m_stages.emplace(node.id, findStage(stages, node.stage));
        for (const auto& edge : pipeline.edges) {
            m_outgoing.emplace(edge.fromNode, &edge);
            m_incoming.emplace(edge.toNode, &edge);
        }
    }

    /// The last round, or why there is none; one whose trainer is chosen goes first. A round's
    /// model is sampled later only in a round with more sampling before it, so the one with most of
    /// it has the newest model.
    std::optional<Round>
    last(std::optional<Message>& whyNot, std::span<const std::string> chosen = {}) const
    {
        const auto rounds = all(whyNot);
        const Round* best = nullptr;
        std::tuple<bool, size_t, size_t> most;
        for (const auto& round : rounds) {
            const std::tuple rank{
                std::ranges::find(chosen, round.trainer) != chosen.end(),
                samplersBefore(round.trainer),
                position(round.trainer)};
            if (best == nullptr || rank >= most) {
                best = &round;
                most = rank;
            }
        }
        if (best == nullptr)
            return std::nullopt;
        whyNot.reset();
        return *best;
    }

    /// Every node on the way from the round's samplers to its trainer, both included.
    std::set<std::string> nodesOf(const Round& round) const
    {
        const auto before = reached(round.trainer, false);
        std::set<std::string> nodes;
        for (const auto& sampler : round.samplers)
            std::ranges::set_intersection(
                reached(sampler, true), before, std::inserter(nodes, nodes.end()));
        return nodes;
    }

    /// The nodes that only report, and on the trained model.
    std::set<std::string> judgesOf(const Round& round) const
    {
        std::set<std::string> judges;
        const auto [first, end] = m_outgoing.equal_range(round.trainer);
        for (auto edge = first; edge != end; ++edge) {
            const auto& id = edge->second->toNode;
            const auto* stage = stageOf(id);
            if (edge->second->fromPort == round.trainedPort && stage != nullptr &&
                !stage->outputs.empty() &&
                std::ranges::all_of(
                    stage->outputs, [](const Port& port) { return port.type == PortType::Report; }))
                judges.insert(id);
        }
        return judges;
    }

private:
    const Pipeline& m_pipeline;
    std::map<std::string, const StageInfo*> m_stages;
    std::multimap<std::string, const Edge*> m_outgoing, m_incoming;

    const StageInfo* stageOf(const std::string& node) const
    {
        const auto found = m_stages.find(node);
        return found == m_stages.end() ? nullptr : found->second;
    }

    const Port* outputOf(const std::string& node, PortType type) const
    {
        const auto* stage = stageOf(node);
        if (stage == nullptr)
            return nullptr;
        const auto found = std::ranges::find(stage->outputs, type, &Port::type);
        return found == stage->outputs.end() ? nullptr : &*found;
    }

    bool feedsModel(const Edge& edge) const
    {
        const auto* stage = stageOf(edge.toNode);
        const auto* port = stage == nullptr ? nullptr : findPort(stage->inputs, edge.toPort);
        return port != nullptr && port->type == PortType::Model;
    }

    /// The node itself and all that come after it (or before it).
    std::set<std::string> reached(const std::string& start, bool forward) const
    {
        std::set<std::string> seen;
        std::vector<std::string> open{start};
        while (!open.empty()) {
            const auto id = open.back();
            open.pop_back();
            if (!seen.insert(id).second)
                continue;
            const auto [first, end] = (forward ? m_outgoing : m_incoming).equal_range(id);
            for (auto edge = first; edge != end; ++edge)
                open.push_back(forward ? edge->second->toNode : edge->second->fromNode);
        }
        return seen;
    }

    size_t samplersBefore(const std::string& node) const
    {
        return static_cast<size_t>(
            std::ranges::count_if(reached(node, false), [&](const std::string& id) {
                return outputOf(id, PortType::Candidates) != nullptr;
            }));
    }

    size_t position(const std::string& node) const
    {
        return static_cast<size_t>(
            std::ranges::find(m_pipeline.nodes, node, &Node::id) - m_pipeline.nodes.begin());
    }

    std::vector<Round> all(std::optional<Message>& whyNot) const
    {
        std::vector<Round> rounds;
        whyNot = tr("There is no round to repeat: no stage samples candidates.");
        for (const auto& [id, stage] : m_stages)
            if (outputOf(id, PortType::Candidates) != nullptr)
                whyNot = tr("There is no round to repeat: no model is wired to `{}`.", id);
        for (const auto& sampled : m_pipeline.edges) {
            const auto& sampler = sampled.toNode;
            if (!feedsModel(sampled) || outputOf(sampler, PortType::Candidates) == nullptr)
                continue;
            whyNot =
                tr("There is no round to repeat: nothing after `{}` trains the model that it "
                   "samples from.",
                   sampler);
            const auto after = reached(sampler, true);
            for (const auto& trained : m_pipeline.edges) {
                const auto* model = outputOf(trained.toNode, PortType::Model);
                if (trained.fromNode != sampled.fromNode || trained.fromPort != sampled.fromPort ||
                    trained.toNode == sampler || !feedsModel(trained) || model == nullptr ||
                    !after.contains(trained.toNode))
                    continue;
                const auto same = std::ranges::find_if(rounds, [&](const Round& round) {
                    return round.trainer == trained.toNode &&
                           round.source->fromNode == sampled.fromNode &&
                           round.source->fromPort == sampled.fromPort;
                });
                if (same == rounds.end())
                    rounds.push_back({&sampled, trained.toNode, model->name, {sampler}});
                else
                    same->samplers.insert(sampler);
            }
        }
        return rounds;
    }
};

/// `answers_2` is a copy of `answers` where there is such a node: the next is `answers_3`.
std::string originalId(const Pipeline& pipeline, const std::string& id)
{
    const size_t end = id.find_last_not_of("0123456789");
    if (end == std::string::npos || end == 0 || end + 1 == id.size() || id[end] != '_')
        return id;
    const auto stem = id.substr(0, end);
    return pipeline.find(stem) == nullptr ? id : stem;
}

/// How far to the right the copies go: past the round, and on until none lies on another node.
double shiftOf(const Pipeline& pipeline, const std::vector<Node>& nodes)
{
    const auto [left, right] = std::ranges::minmax(nodes, {}, &Node::x);
    double shift = right.x - left.x + 1;
    // A card is less than a cell wide; one with many ports is higher than a cell.
    const auto isTaken = [&](const Node& node) {
        return std::ranges::any_of(pipeline.nodes, [&](const Node& other) {
            return std::abs(node.x + shift - other.x) < 1 && std::abs(node.y - other.y) < 1.4;
        });
    };
    while (std::ranges::any_of(nodes, isTaken))
        shift += 1;
    return shift;
}

} // namespace

NextRound nextRound(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    std::span<const std::string> chosen)
{
    const Rounds rounds(pipeline, stages);
    std::optional<Message> whyNot;
    const auto round = rounds.last(whyNot, chosen);
    if (!round)
        throw Error(*whyNot, Error::Kind::Input);
    const auto inner = rounds.nodesOf(*round), judges = rounds.judgesOf(*round);

    NextRound next;
    std::map<std::string, std::string> ids;
    Pipeline after = pipeline; // so that two copies don't take the same free id
    for (Node node : pipeline.nodes) {
        if ((!inner.contains(node.id) && !judges.contains(node.id)) || ids.contains(node.id))
            continue;
        const auto id = after.freeId(originalId(pipeline, node.id));
        ids[node.id] = id;
        node.id = id;
        node.place = {};
        node.paramPlaces.clear();
        after.nodes.push_back(node);
        next.nodes.push_back(std::move(node));
    }
    const double shift = shiftOf(pipeline, next.nodes);
    for (auto& node : next.nodes)
        node.x += shift;

    const Edge& source = *round->source;
    for (Edge edge : pipeline.edges) {
        if (!ids.contains(edge.toNode))
            continue;
        const bool isJudge = judges.contains(edge.toNode);
        if (isJudge ? edge.fromNode == round->trainer : inner.contains(edge.fromNode)) {
            edge.fromNode = ids[edge.fromNode];
        } else if (
            !isJudge && edge.fromNode == source.fromNode && edge.fromPort == source.fromPort &&
            (round->samplers.contains(edge.toNode) || edge.toNode == round->trainer)) {
            edge.fromNode = round->trainer;
            edge.fromPort = round->trainedPort;
        }
        edge.toNode = ids[edge.toNode];
        edge.place = {};
        next.edges.push_back(std::move(edge));
    }
    return next;
}

std::optional<Message> whyNoRound(const Pipeline& pipeline, std::span<const StageInfo> stages)
{
    std::optional<Message> whyNot;
    (void)Rounds(pipeline, stages).last(whyNot);
    return whyNot;
}

std::vector<std::string> appendRound(Pipeline& pipeline, std::span<const StageInfo> stages)
{
    auto next = nextRound(pipeline, stages);
    std::vector<std::string> ids;
    for (auto& node : next.nodes) {
        ids.push_back(node.id);
        pipeline.nodes.push_back(std::move(node));
    }
    std::ranges::move(next.edges, std::back_inserter(pipeline.edges));
    return ids;
}

void unrollRounds(ReadPipeline& read, std::span<const StageInfo> stages)
{
    Pipeline& pipeline = read.pipeline;
    const int wanted = std::exchange(pipeline.rounds, 1);
    const size_t nodes = pipeline.nodes.size(), edges = pipeline.edges.size();
    try {
        for (int round = 1; round < wanted; ++round)
            appendRound(pipeline, stages);
    } catch (const Error& error) {
        read.issues.push_back({Issue::Level::Error, error.message(), {}, {}, -1, read.roundsPlace});
    }
    for (size_t i = nodes; i < pipeline.nodes.size(); ++i)
        pipeline.nodes[i].place = read.roundsPlace;
    for (size_t i = edges; i < pipeline.edges.size(); ++i)
        pipeline.edges[i].place = read.roundsPlace;
}

} // namespace espalier
