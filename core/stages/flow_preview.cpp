#include "core/stages/flow_preview.h"

#include "core/base/error.h"
#include "core/data/corpus.h"
#include "core/formats/adapter_config.h"
#include "core/formats/model_config_json.h"
#include "core/pipeline/check.h"
#include "core/stages/data_instructions.h"
#include "core/stages/data_labelled.h"
#include "core/stages/data_preferences.h"
#include "core/stages/data_problems.h"
#include "core/stages/data_prompts.h"
#include "core/stages/row_ports.h"
#include "core/stages/sft_encoding.h"
#include "core/stages/text_source.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace espalier {

namespace {

namespace fs = std::filesystem;

constexpr size_t kDocumentBytes = 1500; ///< of a document's beginning
constexpr size_t kTokens = 1500;        ///< of a row, to be shown

/// Rows as they were read.
struct Found
{
    std::vector<Row> rows;
    bool conversational = false; ///< whether any row holds turns
};

std::optional<RowKind> rowKindOf(PortType type)
{
    const auto found = std::ranges::find(
        rowKinds(), type, [](const RowKindInfo& info) { return portOf(info.kind); });
    return found == rowKinds().end() ? std::nullopt : std::optional(found->kind);
}

template <typename P>
RowFileOptions optionsOf(const Values& values, const fs::path& folder)
{
    const auto params = espalier::bind<P>(values);
    return params.options(folder / params.path);
}

RowFileOptions optionsOf(RowKind kind, const Values& values, const fs::path& folder)
{
    switch (kind) {
    case RowKind::Instructions:
        return optionsOf<DataInstructionsParams>(values, folder);
    case RowKind::Prompts:
        return optionsOf<DataPromptsParams>(values, folder);
    case RowKind::Preferences:
        return optionsOf<DataPreferencesParams>(values, folder);
    case RowKind::Problems:
        return optionsOf<DataProblemsParams>(values, folder);
    case RowKind::Labelled:
        return optionsOf<DataLabelledParams>(values, folder);
    }
    return {};
}

struct Preview
{
    const FlowQuestion& question;
    std::span<const StageInfo> stages;
    FlowPreview shown = {};

    const fs::path* resultOf(const std::string& node) const;
    Values valuesOf(const std::string& node) const;
    const StageInfo* stageOf(const std::string& node) const;
    bool isSource(const char* stage) const;
    void willAppear();
    Found readRows(RowKind kind);
    void readDocuments();
    void markParts(const Row& row, const SftParams& params, FlowRow& shownRow) const;
    void train(const Found& found);
    void cutIntoTokens(const Found& found, const SftParams& params, const fs::path& model);
};

const fs::path* Preview::resultOf(const std::string& node) const
{
    const auto found = question.results.find(node);
    return found == question.results.end() ? nullptr : &found->second;
}

const StageInfo* Preview::stageOf(const std::string& node) const
{
    const Node* found = question.pipeline.find(node);
    return found == nullptr ? nullptr : findStage(stages, found->stage);
}

Values Preview::valuesOf(const std::string& node) const
{
    return completeParams(question.pipeline, *question.pipeline.find(node), *stageOf(node));
}

bool Preview::isSource(const char* stage) const
{
    return stageOf(question.edge.fromNode)->name == stage;
}

void Preview::willAppear()
{
    shown.note = shown.type == PortType::Text
                     ? tr("The texts appear here once `{}` has run.", question.edge.fromNode)
                     : tr("The rows appear here once `{}` has run.", question.edge.fromNode);
}

Found Preview::readRows(RowKind kind)
{
    Found found;
    const auto take = [&](Row row) {
        found.conversational |= row.prompt.isConversation() || row.chosen.isConversation();
        found.rows.push_back(std::move(row));
    };
    if (const fs::path* folder = resultOf(question.edge.fromNode)) {
        const Rows rows = Rows::open(*folder, kind);
        shown.from = FlowPreview::From::Result;
        shown.count = rows.size(Split::Train) + rows.size(Split::Validation);
        for (const Split side : {Split::Train, Split::Validation})
            for (uint64_t i = 0; i < rows.size(side) && found.rows.size() < question.count; ++i)
                take(rows.row(side, i));
        found.conversational = rows.header().conversational;
        return found;
    }
    if (!isSource(rowKind(kind).stage)) {
        willAppear();
        return found;
    }
    const Values values = valuesOf(question.edge.fromNode);
    const auto params = espalier::bind<RowFileParams>(values);
    if (params.builtIn()) {
        const BuiltInRows wish =
            kind == RowKind::Instructions
                ? espalier::bind<DataInstructionsParams>(values).builtInRows(kind)
                : params.builtInRows(kind);
        checkBuiltInKinds(wish);
        const auto count = static_cast<uint64_t>(std::max<int64_t>(params.items, 0));
        for (uint64_t i = 0; i < std::min<uint64_t>(question.count, count); ++i)
            take(builtInRow(wish, i, Split::Train));
        shown.from = FlowPreview::From::BuiltIn;
        shown.count = count;
        return found;
    }
    if (params.path.empty()) {
        willAppear();
        return found;
    }
    RowReader reader(optionsOf(kind, values, question.folder));
    Row row;
    while (found.rows.size() < question.count && reader.next(row))
        take(row);
    shown.from = FlowPreview::From::File;
    shown.form = reader.form().name;
    return found;
}

void Preview::readDocuments()
{
    const auto cut = [](std::string_view text) {
        return std::string(utf8Prefix(text, kDocumentBytes));
    };
    if (const fs::path* folder = resultOf(question.edge.fromNode)) {
        const Corpus corpus(*folder, "train");
        for (uint64_t i = 0; i < std::min<uint64_t>(question.count, corpus.documents()); ++i)
            shown.documents.push_back(cut(corpus.document(i)));
        shown.from = FlowPreview::From::Result;
        shown.count = corpus.documents();
        return;
    }
    if (!isSource("data.text"))
        return willAppear();
    const auto params = espalier::bind<DataTextParams>(valuesOf(question.edge.fromNode));
    if (params.source == "built-in") {
        const auto language = languageOf(params.language);
        const auto count = static_cast<uint64_t>(params.worldDocuments());
        for (uint64_t i = 0; i < std::min<uint64_t>(question.count, count); ++i)
            shown.documents.push_back(
                cut(worldDocument(static_cast<uint64_t>(params.seed), i, language, Split::Train)));
        shown.from = FlowPreview::From::BuiltIn;
        shown.count = count;
        return;
    }
    if (params.path.empty())
        return willAppear();
    shown.documents =
        preview(textSource(params, question.folder / params.path), question.count, kDocumentBytes);
    shown.from = FlowPreview::From::File;
}

/// By their roles: what the loss is taken over, as long as there are no tokens to tell it by.
void Preview::markParts(const Row& row, const SftParams& params, FlowRow& shownRow) const
{
    Row before;
    before.system = row.system;
    before.prompt = row.prompt;
    const size_t begin = partsOf(before).size();
    before.completion = row.completion;
    const size_t end = partsOf(before).size();
    for (size_t i = 0; i < shownRow.parts.size(); ++i) {
        const std::string& role = shownRow.parts[i].role;
        const bool said = role == "completion" || role == "assistant";
        shownRow.trained.push_back(
            i < end && (params.trainOn == "everything" ||
                        (said && (i >= begin || params.trainOn == "assistant"))));
    }
}

/// The positions of a model that are left for a text.
int64_t roomOf(const fs::path& folder)
{
    if (!isAdapterFolder(folder))
        return readModelConfig(folder).positions;
    const AdapterConfig adapter = readAdapterConfig(folder);
    const bool prepends =
        adapter.kind == AdapterKind::Prefix || adapter.kind == AdapterKind::Prompt;
    return roomOf((folder / adapter.base).lexically_normal()) -
           (prepends ? adapter.virtualTokens : 0);
}

void Preview::cutIntoTokens(const Found& found, const SftParams& params, const fs::path& model)
{
    const auto tokenizer = Tokenizer::load(model);
    const int64_t block = sftBlock(params, roomOf(model));
    const auto options = sftEncoding(params, tokenizer, found.conversational, block);
    for (size_t i = 0; i < found.rows.size(); ++i) {
        EncodedRow encoded;
        if (shown.learnsClass) {
            auto text = encodeText(found.rows[i], tokenizer, block);
            encoded.trained.assign(text.ids.size(), 0);
            encoded.ids = std::move(text.ids);
            encoded.length = text.length;
        } else {
            encoded = encodeRow(found.rows[i], found.rows[i].completion, tokenizer, options);
        }
        FlowRow& row = shown.rows[i];
        row.length = encoded.length;
        row.given = encoded.ids.size();
        if (!encoded.trained.empty())
            encoded.trained.front() = 0; // the first is never predicted
        row.learned = encoded.trainedCount();
        for (size_t t = 0; t < std::min(row.given, kTokens); ++t) {
            const bool special = tokenizer.isSpecial(encoded.ids[t]);
            row.tokens.push_back(
                {std::string(
                     special ? tokenizer.tokenOf(encoded.ids[t])
                             : tokenizer.bytesOf(encoded.ids[t], t == 0)),
                 encoded.trained[t] != 0,
                 special});
        }
    }
}

void Preview::train(const Found& found)
{
    const StageInfo* stage = stageOf(question.edge.toNode);
    if (stage == nullptr || stage->name != "train.sft")
        return;
    const auto params = espalier::bind<SftParams>(valuesOf(question.edge.toNode));
    shown.trains = true;
    shown.learnsClass = question.edge.toPort == "labelled";
    if (!shown.learnsClass)
        for (size_t i = 0; i < found.rows.size(); ++i)
            markParts(found.rows[i], params, shown.rows[i]);
    const auto model = std::ranges::find_if(question.pipeline.edges, [&](const Edge& edge) {
        return edge.toNode == question.edge.toNode && edge.toPort == "model";
    });
    const fs::path* folder =
        model == question.pipeline.edges.end() ? nullptr : resultOf(model->fromNode);
    if (folder == nullptr) {
        shown.tokensNote =
            model == question.pipeline.edges.end()
                ? tr("Tokens are shown once a model is wired to `{}`.", question.edge.toNode)
                : tr("Tokens are shown once the model of `{}` exists.", model->fromNode);
        return;
    }
    try {
        cutIntoTokens(found, params, *folder);
    } catch (const Error& error) {
        for (FlowRow& row : shown.rows)
            row.tokens.clear();
        shown.tokensNote = error.message();
    }
}

} // namespace

FlowPreview previewFlow(const FlowQuestion& question, std::span<const StageInfo> stages)
{
    Preview preview{question, stages};
    const StageInfo* from = preview.stageOf(question.edge.fromNode);
    const Port* port = from == nullptr ? nullptr : findPort(from->outputs, question.edge.fromPort);
    if (port == nullptr)
        return preview.shown;
    preview.shown.type = port->type;
    try {
        if (port->type == PortType::Text) {
            preview.readDocuments();
        } else if (const auto kind = rowKindOf(port->type)) {
            const Found found = preview.readRows(*kind);
            for (const Row& row : found.rows)
                preview.shown.rows.push_back({partsOf(row), {}, {}});
            if (!found.rows.empty())
                preview.train(found);
        }
    } catch (const Error& error) {
        preview.shown.note = error.message();
    } catch (const std::exception& error) {
        preview.shown.note = tr("This can't be shown: {}", error.what());
    }
    return preview.shown;
}

} // namespace espalier
