/// data.mix: several artifacts of rows of one kind as one, in named shares, shuffled by a seed.

#include "core/stages/data_mix.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"

namespace espalier {

void runDataMix(StageContext& context)
{
    const auto params = context.params<DataMixParams>();
    std::vector<std::filesystem::path> inputs;
    for (const RowKindInfo& kind : rowKinds())
        for (const auto& folder : context.inputs(kind.name))
            inputs.push_back(folder);
    if (inputs.empty())
        throw inputError("No rows are wired to the mix. Wire one of its inputs.");
    const MixedRows mixed = mixRows(inputs, params.options(), context.output(), [&](uint64_t rows) {
        context.progress(static_cast<int64_t>(rows), 0);
        return !context.interrupted();
    });
    if (context.interrupted())
        throw context.stopped();
    nlohmann::json facts = nlohmann::json::parse(readFile(context.output() / "rows.json"));
    facts["taken"] = mixed.taken;
    context.describe(facts);
    context.say(
        "rows",
        Notice::Info,
        tr("Mixed {} rows for training ({} of the inputs) and {} for validation.",
           mixed.header.rows[0],
           fmt::format("{}", fmt::join(mixed.taken, " + ")),
           mixed.header.rows[1]));
    if (mixed.left > 0)
        context.say(
            "rows",
            Notice::Info,
            tr("{} rows of validation were left out, as their question is in training.",
               mixed.left));
}

} // namespace espalier
