#include "core/stages/data_mix.h"

#include "core/stages/row_ports.h"

#include <array>
#include <charconv>

namespace espalier {

namespace {

constexpr std::array kKinds{
    RowKind::Instructions,
    RowKind::Prompts,
    RowKind::Preferences,
    RowKind::Problems,
    RowKind::Labelled};

std::map<std::string, Facts> infer(const StageQuery& query)
{
    const auto params = bind<DataMixParams>(query.params);
    auto facts = inferSameKind(query, kKinds);
    for (auto& [port, known] : facts) {
        if (params.until == "total")
            known.documents = params.total;
        else if (!params.ratios.empty())
            known.documents = 0; // by the sizes of the inputs one by one, which are not known here
    }
    return facts;
}

Estimate estimate(const StageQuery& query, const Machine&)
{
    double bytes = 0;
    for (const auto& [port, facts] : query.inputs)
        bytes += static_cast<double>(facts.bytes);
    return {64e6, 0.1 + bytes / 20e6, bytes, 0};
}

std::vector<Finding> check(const StageQuery& query)
{
    auto findings = checkOneKind(query);
    try {
        bind<DataMixParams>(query.params).options();
    } catch (const Error& error) {
        findings.push_back({"ratios", error.message()});
    }
    return findings;
}

} // namespace

MixOptions DataMixParams::options() const
{
    MixOptions options;
    for (const std::string& text : ratios) {
        double ratio = -1;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), ratio);
        if (code != std::errc() || end != text.data() + text.size() || !(ratio >= 0))
            throw inputError("`ratios`: {} is no share. Shares are 0 or more.", text);
        options.ratios.push_back(ratio);
    }
    options.until = until == "smallest" ? MixUntil::Smallest
                    : until == "total"  ? MixUntil::Total
                                        : MixUntil::Largest;
    options.total = static_cast<uint64_t>(total);
    options.seed = static_cast<uint64_t>(seed);
    return options;
}

StageInfo dataMix()
{
    return {
        .name = "data.mix",
        .title = trNoop("Mix rows"),
        .help = trNoop("Several inputs of rows of one kind as one, shuffled, in the shares you "
                       "name. Rows of validation whose question is in training are left out."),
        .inputs = rowPorts(kKinds, true, true),
        .outputs = rowPorts(kKinds, false, false),
        .params = describe<DataMixParams>(),
        .usesSeed = true,
        .infer = infer,
        .estimate = estimate,
        .check = check,
    };
}

} // namespace espalier
