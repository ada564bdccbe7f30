#include "core/stages/data_template.h"

#include "core/stages/row_ports.h"

#include <array>

namespace espalier {

namespace {

constexpr std::array kKinds{
    RowKind::Instructions, RowKind::Prompts, RowKind::Preferences, RowKind::Problems};

std::map<std::string, Facts> infer(const StageQuery& query)
{
    auto facts = inferSameKind(query, kKinds);
    const auto shots = bind<DataTemplateParams>(query.params).shots;
    for (auto& [port, known] : facts)
        known.bytes *= 1 + shots;
    return facts;
}

Estimate estimate(const StageQuery& query, const Machine&)
{
    const auto params = bind<DataTemplateParams>(query.params);
    double bytes = 0;
    for (const auto& [port, facts] : query.inputs)
        bytes += static_cast<double>(facts.bytes);
    const auto shots = static_cast<double>(params.shots);
    const bool similar = params.shots > 0 && params.choose == "similarity";
    // Each row is compared with the pool, which takes about 20 bytes in memory for one of text.
    const double seconds = 0.1 + bytes * (1 + shots) / 20e6 + (similar ? bytes / 100e3 : 0);
    return {64e6 + (similar ? 20 * bytes : 0), seconds, bytes * (1 + shots), 0};
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<DataTemplateParams>(query.params);
    auto findings = checkOneKind(query);
    const auto add = [&](const char* name, const std::string& text, auto places) {
        if (auto problem = templateProblem(name, text, places))
            findings.push_back({name, *problem});
    };
    add("prompt", params.prompt, promptPlaces());
    add("steps", params.steps, promptPlaces());
    add("answer_format", params.answerFormat, promptPlaces());
    add("completion", params.completion, answerPlaces());
    add("example", params.example, answerPlaces());
    if (params.shots > 0 && query.inputs.contains("prompts"))
        findings.push_back(
            {"shots",
             tr("prompts have no answers to show as examples; set `shots` to 0, or wire "
                "instructions or problems.")});
    return findings;
}

} // namespace

TemplateOptions DataTemplateParams::options() const
{
    TemplateOptions options;
    options.system = system;
    options.prompt = prompt;
    options.steps = steps;
    options.answerFormat = answerFormat;
    options.completion = completion;
    options.example = example;
    options.between = between;
    options.shots = static_cast<uint64_t>(shots);
    options.bySimilarity = choose == "similarity";
    options.pool = static_cast<uint64_t>(pool);
    options.seed = static_cast<uint64_t>(seed);
    return options;
}

StageInfo dataTemplate()
{
    return {
        .name = "data.template",
        .title = trNoop("Template"),
        .help = trNoop("Rows in other words: a system prompt, the prompt with places for what the "
                       "row holds, worked examples before it (few-shot), wording that asks for a "
                       "chain of thought and for a form of the answer."),
        .inputs = rowPorts(kKinds, true, false),
        .outputs = rowPorts(kKinds, false, false),
        .params = describe<DataTemplateParams>(),
        .usesSeed = true,
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
