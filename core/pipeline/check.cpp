#include "core/pipeline/check.h"

#include "core/pipeline/outlook.h"
#include "core/pipeline/wiring.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

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
        checkEdges(m_pipeline, m_stages, m_issues);
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

} // namespace espalier
