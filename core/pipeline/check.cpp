#include "core/pipeline/check.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

/// What comes in at each port of a node. Of several edges to one port documents and bytes are
/// those of all together (documents 0, not known, where one's are not), the rest is the last one's.
std::map<std::string, Facts> inputFacts(
    const Pipeline& pipeline,
    const std::string& node,
    const std::map<std::string, NodeOutlook>& outlooks)
{
    std::map<std::string, Facts> inputs;
    for (const auto& edge : pipeline.edges) {
        const auto from = outlooks.find(edge.fromNode);
        if (edge.toNode != node || from == outlooks.end())
            continue;
        const auto output = from->second.outputs.find(edge.fromPort);
        Facts facts = output == from->second.outputs.end() ? Facts{} : output->second;
        if (const auto before = inputs.find(edge.toPort); before != inputs.end()) {
            const bool known = facts.documents > 0 && before->second.documents > 0;
            facts.documents = known ? facts.documents + before->second.documents : 0;
            facts.bytes += before->second.bytes;
        }
        inputs[edge.toPort] = std::move(facts);
    }
    return inputs;
}

std::vector<std::string> names(const std::vector<Port>& ports)
{
    std::vector<std::string> all;
    for (const auto& port : ports)
        all.push_back(port.name);
    return all;
}

std::string listed(const std::vector<std::string>& items)
{
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

bool reaches(const Pipeline& pipeline, const std::string& from, const std::string& to)
{
    std::vector<std::string> open{from};
    std::set<std::string> seen;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (id == to)
            return true;
        if (!seen.insert(id).second)
            continue;
        for (const auto& edge : pipeline.edges)
            if (edge.fromNode == id)
                open.push_back(edge.toNode);
    }
    return false;
}

std::string gibibytes(double bytes)
{
    return bytes >= 1 << 30 ? fmt::format("{:.1f} GiB", bytes / (1 << 30))
                            : fmt::format("{:.0f} MiB", bytes / (1 << 20));
}

/// Collects the issues of one pipeline.
class Checker
{
public:
    Checker(const Pipeline& pipeline, std::span<const StageInfo> stages)
        : m_pipeline(pipeline)
        , m_stages(stages)
    {
    }

    std::vector<Issue> run(const std::filesystem::path& folder, const Machine& machine)
    {
        std::set<std::string> ids;
        for (const auto& node : m_pipeline.nodes) {
            if (!ids.insert(node.id).second)
                complain(node, {}, tr("Two nodes are called `{}`; give one another id.", node.id));
            if (node.id.find_first_of(". \t\n>") != std::string::npos)
                complain(node, {}, tr("node `{}`: an id has no dots, spaces or arrows.", node.id));
            checkNode(node);
        }
        checkEdges();
        checkInputs();
        checkCycle();
        if (m_issues.empty())
            askStages(folder, machine);
        std::ranges::stable_sort(m_issues, {}, [](const Issue& issue) { return issue.place.line; });
        return std::move(m_issues);
    }

private:
    const Pipeline& m_pipeline;
    std::span<const StageInfo> m_stages;
    std::vector<Issue> m_issues;

    void complain(
        const Node& node,
        const std::string& param,
        Message message,
        Issue::Level level = Issue::Level::Error)
    {
        const auto place = node.paramPlaces.find(param);
        m_issues.push_back(
            {level,
             std::move(message),
             node.id,
             param,
             -1,
             place == node.paramPlaces.end() ? node.place : place->second});
    }

    void checkNode(const Node& node)
    {
        const auto* stage = findStage(m_stages, node.stage);
        if (stage == nullptr) {
            if (node.stage.empty())
                return;
            std::vector<std::string> all;
            for (const auto& each : m_stages)
                all.push_back(each.name);
            const auto near = didYouMean(node.stage, all);
            complain(
                node,
                {},
                near ? tr("node `{}`: there is no stage `{}`; did you mean `{}`?",
                          node.id,
                          node.stage,
                          *near)
                     : tr("node `{}`: there is no stage `{}`; `espalier-engine stages` lists them.",
                          node.id,
                          node.stage));
            return;
        }
        std::vector<std::string> known;
        for (const auto& info : stage->params)
            known.push_back(info.name);
        const Values values = m_pipeline.resolved(node);
        for (const auto& [name, value] : values.items()) {
            const auto* info = findParam(stage->params, name);
            if (info == nullptr) {
                const auto near = didYouMean(name, known);
                complain(
                    node,
                    name,
                    near ? tr("node `{}`: `{}` is no parameter of {}; did you mean `{}`?",
                              node.id,
                              name,
                              stage->name,
                              *near)
                         : tr("node `{}`: `{}` is no parameter of {}; it has {}.",
                              node.id,
                              name,
                              stage->name,
                              listed(known)));
                continue;
            }
            if (value.is_string()) {
                const auto text = value.get<std::string>();
                const size_t start = text.find("${");
                const size_t end = start == std::string::npos ? start : text.find('}', start);
                if (end != std::string::npos) {
                    complain(
                        node,
                        name,
                        tr("node `{}`: there is no variable `{}`; define it under `variables`.",
                           node.id,
                           text.substr(start + 2, end - start - 2)));
                    continue;
                }
            }
            if (auto problem = fit(*info, Value(value)).problem)
                complain(node, name, tr("node `{}`: {}", node.id, problem->words()));
        }
    }

    void checkEdges()
    {
        std::set<std::string> seen;
        for (size_t i = 0; i < m_pipeline.edges.size(); ++i) {
            const auto& edge = m_pipeline.edges[i];
            const auto add = [&](Message message) {
                m_issues.push_back(
                    {Issue::Level::Error,
                     std::move(message),
                     edge.toNode,
                     {},
                     static_cast<int>(i),
                     edge.place});
            };
            if (!seen.insert(edge.text()).second) {
                add(tr("The edge `{}` stands here twice; keep one.", edge.text()));
                continue;
            }
            const auto* from = checkEnd(edge, true, add);
            const auto* to = checkEnd(edge, false, add);
            if (from != nullptr && to != nullptr && from->type != to->type)
                add(
                    tr("`{}`: {} gives {}, {} takes {}.",
                       edge.text(),
                       edge.fromNode,
                       portType(from->type).name,
                       edge.toNode,
                       portType(to->type).name));
        }
    }

    template <typename Add>
    const Port* checkEnd(const Edge& edge, bool from, Add add)
    {
        const auto& id = from ? edge.fromNode : edge.toNode;
        const auto& name = from ? edge.fromPort : edge.toPort;
        const Node* node = m_pipeline.find(id);
        if (node == nullptr) {
            std::vector<std::string> ids;
            for (const auto& each : m_pipeline.nodes)
                ids.push_back(each.id);
            const auto near = didYouMean(id, ids);
            add(near ? tr("`{}`: there is no node `{}`; did you mean `{}`?", edge.text(), id, *near)
                     : tr("`{}`: there is no node `{}`.", edge.text(), id));
            return nullptr;
        }
        const auto* stage = findStage(m_stages, node->stage);
        if (stage == nullptr)
            return nullptr;
        const auto& ports = from ? stage->outputs : stage->inputs;
        const auto* port = findPort(ports, name);
        if (port == nullptr) {
            if (ports.empty())
                add(from ? tr("`{}`: {} gives nothing.", edge.text(), stage->name)
                         : tr("`{}`: {} takes nothing.", edge.text(), stage->name));
            else
                add(from ? tr("`{}`: {} has no output `{}`; it has {}.",
                              edge.text(),
                              stage->name,
                              name,
                              listed(names(ports)))
                         : tr("`{}`: {} has no input `{}`; it has {}.",
                              edge.text(),
                              stage->name,
                              name,
                              listed(names(ports))));
        }
        return port;
    }

    void checkInputs()
    {
        for (const auto& node : m_pipeline.nodes) {
            const auto* stage = findStage(m_stages, node.stage);
            if (stage == nullptr)
                continue;
            for (const auto& port : stage->inputs) {
                const auto count = std::ranges::count_if(m_pipeline.edges, [&](const Edge& edge) {
                    return edge.toNode == node.id && edge.toPort == port.name;
                });
                if (count == 0 && !port.optional)
                    complain(
                        node,
                        {},
                        tr("node `{}`: the input `{}` is not wired; it takes {}.",
                           node.id,
                           port.name,
                           portType(port.type).name));
                if (count > 1 && !port.many)
                    complain(
                        node,
                        {},
                        tr("node `{}`: the input `{}` takes one edge, not {}.",
                           node.id,
                           port.name,
                           count));
            }
        }
    }

    void checkCycle()
    {
        const auto order = topologicalOrder(m_pipeline);
        if (order.size() == m_pipeline.nodes.size())
            return;
        std::vector<std::string> left;
        for (const auto& node : m_pipeline.nodes)
            if (std::ranges::find(order, node.id) == order.end() && reachesItself(node.id))
                left.push_back(node.id);
        if (left.empty())
            return;
        complain(
            *m_pipeline.find(left.front()),
            {},
            tr("The graph goes in a circle through {}; take out one of the edges between them.",
               listed(left)));
    }

    bool reachesItself(const std::string& id) const
    {
        return std::ranges::any_of(m_pipeline.edges, [&](const Edge& edge) {
            return edge.fromNode == id && reaches(m_pipeline, edge.toNode, id);
        });
    }

    void askStages(const std::filesystem::path& folder, const Machine& machine)
    {
        const auto outlooks = outlook(m_pipeline, m_stages, folder, machine);
        double disk = 0;
        for (const auto& node : m_pipeline.nodes) {
            const auto& stage = *findStage(m_stages, node.stage);
            const Values params = completeParams(m_pipeline, node, stage);
            const auto inputs = inputFacts(m_pipeline, node.id, outlooks);
            if (stage.check)
                for (auto& finding : stage.check({params, inputs, folder}))
                    complain(
                        node,
                        finding.param,
                        tr("node `{}`: {}", node.id, finding.message.words()),
                        finding.warning ? Issue::Level::Warning : Issue::Level::Error);
            const auto& estimate = outlooks.at(node.id).estimate;
            disk += estimate.diskBytes;
            if (machine.memoryBytes > 0 && estimate.memoryBytes > machine.memoryBytes)
                complain(
                    node,
                    {},
                    tr("node `{}`: this needs about {} of memory and the machine has {}; make the "
                       "batch, the block or the model smaller.",
                       node.id,
                       gibibytes(estimate.memoryBytes),
                       gibibytes(machine.memoryBytes)));
        }
        if (machine.freeDiskBytes > 0 && disk > machine.freeDiskBytes)
            m_issues.push_back(
                {Issue::Level::Error,
                 tr("This run writes about {} and the disk has {} left; free some space or keep "
                    "fewer checkpoints.",
                    gibibytes(disk),
                    gibibytes(machine.freeDiskBytes)),
                 {},
                 {},
                 -1,
                 {}});
    }
};

} // namespace

std::vector<Issue> check(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder,
    const Machine& machine)
{
    return Checker(pipeline, stages).run(folder, machine);
}

bool hasErrors(const std::vector<Issue>& issues)
{
    return std::ranges::any_of(
        issues, [](const Issue& issue) { return issue.level == Issue::Level::Error; });
}

std::optional<Message>
whyNot(const Pipeline& pipeline, std::span<const StageInfo> stages, const Edge& edge)
{
    const auto* from = pipeline.find(edge.fromNode);
    const auto* to = pipeline.find(edge.toNode);
    const auto* fromStage = from == nullptr ? nullptr : findStage(stages, from->stage);
    const auto* toStage = to == nullptr ? nullptr : findStage(stages, to->stage);
    const auto* output =
        fromStage == nullptr ? nullptr : findPort(fromStage->outputs, edge.fromPort);
    const auto* input = toStage == nullptr ? nullptr : findPort(toStage->inputs, edge.toPort);
    if (output == nullptr || input == nullptr)
        return tr("There is no such port.");
    if (edge.fromNode == edge.toNode)
        return tr("A stage can't feed itself.");
    if (output->type != input->type)
        return tr(
            "This gives {}; `{}` takes {}.",
            portType(output->type).name,
            input->name,
            portType(input->type).name);
    for (const auto& other : pipeline.edges) {
        if (other == edge)
            return tr("They are wired already.");
        if (other.toNode == edge.toNode && other.toPort == edge.toPort && !input->many)
            return tr("`{}` takes one edge and has it; remove that first.", input->name);
    }
    if (reaches(pipeline, edge.toNode, edge.fromNode))
        return tr(
            "That would make a circle: `{}` already depends on `{}`.", edge.fromNode, edge.toNode);
    return std::nullopt;
}

std::vector<std::string> topologicalOrder(const Pipeline& pipeline)
{
    std::vector<std::string> order;
    std::set<std::string> done;
    bool moved = true;
    while (moved) {
        moved = false;
        for (const auto& node : pipeline.nodes) {
            const bool ready = !done.contains(node.id) &&
                               std::ranges::all_of(pipeline.edges, [&](const Edge& edge) {
                                   return edge.toNode != node.id || done.contains(edge.fromNode) ||
                                          pipeline.find(edge.fromNode) == nullptr;
                               });
            if (ready) {
                order.push_back(node.id);
                done.insert(node.id);
                moved = true;
                break;
            }
        }
    }
    return order;
}

Values completeParams(const Pipeline& pipeline, const Node& node, const StageInfo& stage)
{
    const Values given = pipeline.resolved(node);
    Values values = Values::object();
    for (const auto& info : stage.params) {
        const auto found = given.find(info.name);
        if (found == given.end()) {
            values[info.name] = info.defaultValue;
            continue;
        }
        const auto fitted = fit(info, Value(*found));
        values[info.name] = fitted.value;
    }
    return values;
}

std::map<std::string, NodeOutlook> outlook(
    const Pipeline& pipeline,
    std::span<const StageInfo> stages,
    const std::filesystem::path& folder,
    const Machine& machine)
{
    std::map<std::string, NodeOutlook> all;
    for (const auto& id : topologicalOrder(pipeline)) {
        const Node& node = *pipeline.find(id);
        auto& result = all[id];
        const auto* stage = findStage(stages, node.stage);
        if (stage == nullptr)
            continue;
        const Values params = completeParams(pipeline, node, *stage);
        const auto inputs = inputFacts(pipeline, id, all);
        const StageQuery query{params, inputs, folder};
        try {
            if (stage->infer)
                result.outputs = stage->infer(query);
            if (stage->estimate)
                result.estimate = stage->estimate(query, machine);
        } catch (const std::exception&) {
            // Values that don't fit are check()'s to report; an outlook of them is unknown.
            result = {};
        }
        for (const auto& port : stage->outputs)
            result.outputs.try_emplace(port.name);
    }
    return all;
}

} // namespace espalier
