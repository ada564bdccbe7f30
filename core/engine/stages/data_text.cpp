/// data.text: reads documents once, from a file or from the built-in world, checks them, splits
/// them and writes them as a corpus. Everything after it reads plain mapped UTF-8.

#include "core/stages/data_text.h"

#include "core/data/corpus.h"
#include "core/data/documents.h"
#include "core/data/split.h"
#include "core/data/world.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/stages/text_source.h"

namespace espalier {

namespace {

constexpr const char* kTrain = "train";
constexpr const char* kValidation = "validation";

void sayEmptySide(
    const CorpusCounts& train, const CorpusCounts& validation, const DataTextParams& params)
{
    if (train.bytes == 0)
        throw inputError("There is no text to train on: all of it went to validation or the source "
                         "is empty. Make `validation` smaller.");
    if (params.validation > 0 && validation.bytes == 0)
        throw inputError(
            "No document fell into the validation share of {}; make `validation` larger or split "
            "by position.",
            params.validation);
}

/// Gives the first `limit` documents of a source.
class Limited : public DocumentSource
{
public:
    Limited(std::unique_ptr<DocumentSource> source, uint64_t limit)
        : m_source(std::move(source))
        , m_left(limit)
    {
    }
    bool next(DocumentPart& part) override
    {
        if (m_left == 0 || !m_source->next(part))
            return false;
        if (part.endsDocument)
            --m_left;
        return true;
    }
    uint64_t skippedRows() const override { return m_source->skippedRows(); }

private:
    std::unique_ptr<DocumentSource> m_source;
    uint64_t m_left;
};

std::unique_ptr<DocumentSource> openFile(const DataTextParams& params, const StageContext& context)
{
    auto source = openDocuments(textSource(params, context.resolve(params.path)));
    if (params.documents > 0)
        return std::make_unique<Limited>(
            std::move(source), static_cast<uint64_t>(params.documents));
    return source;
}

struct Written
{
    CorpusCounts train, validation;
    uint64_t skipped = 0;
};

Written writeFile(StageContext& context, const DataTextParams& params)
{
    Written written;
    const SplitOptions options{
        params.split == "seed" ? SplitBy::Seed : SplitBy::Position,
        params.validation,
        static_cast<uint64_t>(params.seed)};
    const auto counted = openFile(params, context);
    const SplitPlan plan = planSplit(*counted, options);
    for (const auto side : {Split::Train, Split::Validation}) {
        CorpusWriter writer(context.output(), side == Split::Train ? kTrain : kValidation);
        const auto source = splitSource(openFile(params, context), plan, side);
        DocumentPart part;
        while (source->next(part)) {
            writer.add(part);
            if (context.interrupted())
                throw context.stopped();
        }
        (side == Split::Train ? written.train : written.validation) = writer.finish();
        written.skipped = source->skippedRows();
    }
    return written;
}

Written writeWorld(StageContext& context, const DataTextParams& params)
{
    const auto language = languageOf(params.language);
    const auto total = static_cast<uint64_t>(params.worldDocuments());
    const auto held = static_cast<uint64_t>(params.validation * static_cast<double>(total) + 0.5);
    const auto write = [&](const char* name, Split split, uint64_t count, uint64_t before) {
        CorpusWriter writer(context.output(), name);
        for (uint64_t i = 0; i < count; ++i) {
            writer.add(
                {worldDocument(static_cast<uint64_t>(params.seed), i, language, split), true});
            if (i % 256 == 0) {
                context.progress(static_cast<int64_t>(before + i), static_cast<int64_t>(total));
                if (context.interrupted())
                    throw context.stopped();
            }
        }
        return writer.finish();
    };
    Written written;
    written.train = write(kTrain, Split::Train, total - held, 0);
    written.validation = write(kValidation, Split::Validation, held, total - held);
    return written;
}

} // namespace

void runDataText(StageContext& context)
{
    const auto params = context.params<DataTextParams>();
    const Written written =
        params.source == "built-in" ? writeWorld(context, params) : writeFile(context, params);
    sayEmptySide(written.train, written.validation, params);
    const nlohmann::json facts{
        {"documents", written.train.documents + written.validation.documents},
        {"bytes", written.train.bytes + written.validation.bytes},
        {"train_documents", written.train.documents},
        {"train_bytes", written.train.bytes},
        {"validation_documents", written.validation.documents},
        {"validation_bytes", written.validation.bytes},
        {"skipped_rows", written.skipped},
        {"source", params.source}};
    writeAtomically(context.output() / "text.json", facts.dump(2) + "\n");
    context.describe(facts);
    const auto kept = written.train.documents + written.validation.documents;
    if (written.skipped > kept)
        context.say(
            "health",
            Notice::Warning,
            tr("Most rows were left out: {} could not be read, {} were. Look at the first lines of "
               "the file, or choose another format or column.",
               written.skipped,
               kept));
    else if (written.skipped > 0)
        context.say(
            "health",
            Notice::Warning,
            written.skipped == 1
                ? tr("One row could not be read and was left out.")
                : tr("{} rows could not be read and were left out.", written.skipped));
}

} // namespace espalier
