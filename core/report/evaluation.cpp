#include "core/report/evaluation.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/message.h"
#include "core/pipeline/yaml.h"
#include "core/report/changes.h"
#include "core/store/runs.h"

#include <algorithm>

namespace espalier {

namespace {

std::optional<double> number(const nlohmann::json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>())
                                                     : std::nullopt;
}

/// A figure of {"value": ..., "n": ...}, or of a bare number; nothing where it is neither.
std::optional<EvaluatedFigure> figureOf(const nlohmann::json& entry)
{
    if (entry.is_number())
        return EvaluatedFigure{entry.get<double>(), {}, {}, {}, {}};
    const auto value = entry.is_object() ? number(entry, "value") : std::nullopt;
    if (!value)
        return std::nullopt;
    EvaluatedFigure figure{*value, {}, number(entry, "stderr"), number(entry, "low"), {}};
    figure.high = number(entry, "high");
    if (const auto n = number(entry, "n"))
        figure.n = static_cast<int64_t>(*n);
    return figure;
}

/// Figures of {"accuracy": {"value": ...}, ...}.
EvaluatedFigures figuresOf(const nlohmann::json& json)
{
    EvaluatedFigures figures;
    for (const auto& [name, entry] : json.items())
        if (const auto figure = entry.is_object() ? figureOf(entry) : std::nullopt)
            figures.emplace_back(name, *figure);
    std::ranges::stable_sort(
        figures, {}, [](const auto& figure) { return figurePlace(figure.first); });
    return figures;
}

/// Precision, recall and F1 of each class, below the figures that are their means.
void readClasses(const nlohmann::json& json, Evaluation& evaluation)
{
    for (const auto& entry : json) {
        EvaluatedFigures figures;
        for (const auto& [key, name] :
             {std::pair{"f1", "f1_macro"},
              std::pair{"precision", "precision_macro"},
              std::pair{"recall", "recall_macro"}}) {
            const auto given = entry.find(key);
            const auto figure = given != entry.end() ? figureOf(*given) : std::nullopt;
            if (figure)
                figures.emplace_back(name, *figure);
        }
        evaluation.groups.emplace_back(entry.value("label", std::string()), std::move(figures));
    }
}

const EvaluatedFigure* find(const EvaluatedFigures& figures, std::string_view name)
{
    const auto found = std::ranges::find(figures, name, &EvaluatedFigures::value_type::first);
    return found == figures.end() ? nullptr : &found->second;
}

} // namespace

const EvaluatedFigure* Evaluation::figure(std::string_view name) const
{
    return find(figures, name);
}

const EvaluatedFigure* Evaluation::figure(std::string_view name, std::string_view group) const
{
    const auto found =
        std::ranges::find(groups, group, [](const auto& each) { return each.first; });
    return found == groups.end() ? nullptr : find(found->second, name);
}

void readReport(const std::string& json, Evaluation& evaluation)
{
    const auto report = nlohmann::json::parse(json, nullptr, false);
    if (!report.is_object() || !report.contains("figures"))
        throw inputError("The report is damaged. Run the evaluation again.");
    try {
        evaluation.kind = report.value("kind", std::string());
        // Elsewhere `labels` are the names of classes.
        if (const auto labels = report.find("labels");
            labels != report.end() && labels->is_string())
            labels->get_to(evaluation.labelsOf);
        evaluation.figures = figuresOf(report["figures"]);
        if (const auto kinds = report.find("kinds"); kinds != report.end())
            for (const auto& [name, figures] : kinds->items())
                evaluation.groups.emplace_back(name, figuresOf(figures));
        if (const auto classes = report.find("classes"); classes != report.end())
            readClasses(*classes, evaluation);
        if (const auto matrix = report.find("confusion"); matrix != report.end()) {
            matrix->get_to(evaluation.confusion);
            report.at("labels").get_to(evaluation.labels);
            report.at("named_none").get_to(evaluation.namedNone);
        }
        const size_t size = evaluation.labels.size();
        const bool square = evaluation.confusion.size() == size &&
                            evaluation.namedNone.size() == size &&
                            std::ranges::all_of(evaluation.confusion, [size](const auto& row) {
                                return row.size() == size;
                            });
        if (!square)
            throw inputError("The report is damaged. Run the evaluation again.");
    } catch (const nlohmann::json::exception&) {
        throw inputError("The report is damaged. Run the evaluation again.");
    }
}

std::string labelsSentence(const Evaluation& evaluation)
{
    const bool judge = evaluation.kind == "arena";
    if (evaluation.labelsOf == "simulated")
        return translate(
            judge ? trNoop("The judge learned from labels of simulated annotators, not of people.")
                  : trNoop("Its labels are of simulated annotators: the figures say how well it "
                           "found their rule, not what people prefer."));
    if (evaluation.labelsOf == "mixed")
        return translate(
            judge ? trNoop("Part of the labels that the judge learned from are of simulated "
                           "annotators, not of people.")
                  : trNoop("Part of its labels are of simulated annotators, not of people."));
    return {};
}

bool hasResults(const NodeState& node)
{
    const bool ended = node.status == NodeStatus::Finished || node.status == NodeStatus::Cached;
    return ended && node.stageRun &&
           (node.stage.starts_with("eval.") || node.stage == "train.reward");
}

std::vector<Evaluation>
loadEvaluations(Database& database, const std::filesystem::path& artifacts, int64_t run)
{
    std::vector<Evaluation> all;
    Nodes nodes(database);
    for (const NodeState& node : nodes.list(run)) {
        if (!hasResults(node))
            continue;
        const auto made = nodes.stageRun(*node.stageRun);
        if (!made)
            continue;
        Evaluation evaluation;
        evaluation.node = node.node;
        evaluation.stage = node.stage;
        evaluation.stageRun = *node.stageRun;
        const auto output = made->outputs.find("report");
        const std::string key = output != made->outputs.end() ? output->second : made->key;
        // A reward model that nothing was held out for has been judged by nothing.
        const bool judged = std::filesystem::exists(artifacts / key / "report.json");
        if (node.stage == "train.reward" && !judged)
            continue;
        try {
            readReport(readFile(artifacts / key / "report.json"), evaluation);
        } catch (const Error& error) {
            evaluation.problem = error.words();
        }
        evaluation.items = EvalItems(database).ofStageRun(*node.stageRun);
        all.push_back(std::move(evaluation));
    }
    findChanges(readPipeline(Runs(database).get(run).pipelineYaml).pipeline, all);
    return all;
}

} // namespace espalier
