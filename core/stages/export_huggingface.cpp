#include "core/stages/export_huggingface.h"

#include "core/stages/estimates.h"

namespace espalier {

bool leavesExports(const std::filesystem::path& path)
{
    const auto plain = path.lexically_normal();
    return path.is_relative() && !plain.empty() && *plain.begin() == "..";
}

Message wayOut(const std::string& path)
{
    return tr(
        "{} would leave the workspace's folder `exports`; name a folder in it, or an absolute "
        "path.",
        path);
}

StageInfo exportHuggingface()
{
    return {
        .name = "export.huggingface",
        .title = trNoop("Hugging Face folder"),
        .help = trNoop("Writes the model as a folder that Hugging Face's libraries, and most other "
                       "programs, read: config.json, model.safetensors and the tokenizer."),
        .inputs = {{"model", PortType::Model}},
        .outputs = {{"files", PortType::Files}},
        .params = describe<ExportHuggingfaceParams>(),
        .codeVersion = 3, // relative paths lie in the workspace; bottlenecks under AdapterHub's name
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"files", Facts{}}};
            },
        .estimate =
            [](const StageQuery& query, const Machine&) {
                const double bytes = textOf(query.params, "precision") == "f32" ? 4 : 2;
                const double weights =
                    bytes * static_cast<double>(factsOf(query, "model").parameters);
                const int copies = textOf(query.params, "path").empty() ? 1 : 2;
                return Estimate{
                    250e6 + 2 * weights, 0.3 + weights / 200e6, copies * (weights + 1e6), 0};
            },
        .check =
            [](const StageQuery& query) {
                std::vector<Finding> findings;
                const auto path = textOf(query.params, "path");
                if (leavesExports(path))
                    findings.push_back({"path", wayOut(path)});
                return findings;
            },
    };
}

} // namespace espalier
