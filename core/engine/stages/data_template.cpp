/// data.template: rows in other words, row by row, both sides; examples come from training alone.

#include "core/stages/data_template.h"

#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/rows/preview.h"

namespace espalier {

namespace {

/// The rows' only input.
std::filesystem::path inputOf(const StageContext& context)
{
    for (const RowKindInfo& kind : rowKinds())
        for (const auto& folder : context.inputs(kind.name))
            return folder;
    throw inputError("No rows are wired to the template. Wire one of its inputs.");
}

} // namespace

void runDataTemplate(StageContext& context)
{
    const Rows rows = Rows::open(inputOf(context));
    const RowTemplate words(rows, context.params<DataTemplateParams>().options());
    RowsWriter writer(context.output(), rows.kind());
    const auto total = static_cast<int64_t>(rows.size(Split::Train) + rows.size(Split::Validation));
    int64_t done = 0;
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < rows.size(side); ++i) {
            writer.add(side, words.apply(rows.row(side, i)));
            if (++done % 64 == 0) {
                context.progress(done, total);
                if (context.interrupted())
                    throw context.stopped();
            }
        }
    writer.finish(rows.header().form, rows.header().skipped);
    context.describe(nlohmann::json::parse(readFile(context.output() / "rows.json")));
    // One row in full, so that a slip of the wording shows before anything is trained on it.
    std::vector<SampledText> shown;
    for (const auto& parts :
         previewRows(Rows::open(context.output()), Split::Train, 1, 16384).rows) {
        SampledText text;
        for (const RowPart& part : parts)
            (part.role == "prompt" || part.role == "user" ? text.prompt : text.text) +=
                part.text + "\n";
        shown.push_back(text);
    }
    context.samples(0, shown);
}

} // namespace espalier
