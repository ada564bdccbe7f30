#include "core/engine/stages/row_import.h"

#include "core/engine/stages/context.h"

namespace espalier {

namespace {

void saySkipped(StageContext& context, const ImportedRows& imported)
{
    const auto& header = imported.header;
    const uint64_t kept = header.rows[0] + header.rows[1];
    if (header.skipped > kept)
        context.say(
            "health",
            Notice::Warning,
            tr("Most rows were left out: {} could not be taken, {} were. The first: {}",
               header.skipped,
               kept,
               imported.firstSkipped));
    else if (header.skipped > 0)
        context.say(
            "health",
            Notice::Warning,
            header.skipped == 1 ? tr("One row was left out: {}", imported.firstSkipped)
                                : tr("{} rows were left out. The first: {}",
                                     header.skipped,
                                     imported.firstSkipped));
    if (imported.moved > 0)
        context.say(
            "rows",
            Notice::Info,
            tr("{} of the last rows went to training, where equal ones are.", imported.moved));
}

} // namespace

void importRowFile(StageContext& context, const RowFileOptions& file, const SplitOptions& split)
{
    const auto total = static_cast<int64_t>(file.limit);
    const ImportedRows imported = importRows(file, split, context.output(), [&](uint64_t rows) {
        context.progress(static_cast<int64_t>(rows), total);
        return !context.interrupted();
    });
    if (context.interrupted())
        throw context.stopped();
    const auto& header = imported.header;
    context.describe(nlohmann::json::parse(readFile(context.output() / "rows.json")));
    context.say(
        "rows",
        Notice::Info,
        tr("Read as {}: {} rows for training, {} for validation.",
           header.form,
           header.rows[0],
           header.rows[1]));
    saySkipped(context, imported);
}

void writeBuiltInRows(StageContext& context, const RowFileParams& params, RowKind kind)
{
    const BuiltInRows rows = params.builtInRows(kind);
    checkBuiltInKinds(rows);
    const auto total = static_cast<uint64_t>(params.items);
    const uint64_t train = params.builtInTraining();
    RowsWriter writer(context.output(), kind);
    for (uint64_t i = 0; i < total; ++i) {
        const bool training = i < train;
        const Split side = training ? Split::Train : Split::Validation;
        writer.add(side, builtInRow(rows, training ? i : i - train, side));
        if (i % 256 == 0) {
            context.progress(static_cast<int64_t>(i), static_cast<int64_t>(total));
            if (context.interrupted())
                throw context.stopped();
        }
    }
    writer.finish("built-in");
    context.describe(nlohmann::json::parse(readFile(context.output() / "rows.json")));
}

} // namespace espalier
