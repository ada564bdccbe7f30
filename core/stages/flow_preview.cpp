#include "core/stages/flow_preview.h"

#include "core/base/error.h"
#include "core/data/corpus.h"
#include "core/data/world.h"
#include "core/formats/adapter_config.h"
#include "core/formats/model_config_json.h"
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

std::optional<RowKind> rowKindOf(PortType type)
{
    const auto found = std::ranges::find(
        rowKinds(), type, [](const RowKindInfo& info) { return portOf(info.kind); });
    return found == rowKinds().end() ? std::nullopt : std::optional(found->kind);
}

struct Preview
{
    const FlowQuestion& question;
    FlowNodes nodes;
    FlowPreview shown = {};

    FlowRows readRows(RowKind kind);
    void readDocuments();
    void markParts(const Row& row, const SftParams& params, FlowRow& shownRow) const;
    void train(const FlowRows& found);
    void cutIntoTokens(const FlowRows& found, const SftParams& params, const fs::path& model);
};

FlowRows Preview::readRows(RowKind kind)
{
    FlowRows found = flowRows(nodes, question.edge.fromNode, kind, question.count);
    shown.from = found.from;
    shown.form = found.form;
    shown.count = found.count;
    shown.note = found.note;
    return found;
}

void Preview::readDocuments()
{
    const auto cut = [](std::string_view text) {
        return std::string(utf8Prefix(text, kDocumentBytes));
    };
    if (const fs::path* folder = nodes.resultOf(question.edge.fromNode)) {
        const Corpus corpus(*folder, "train");
        for (uint64_t i = 0; i < std::min<uint64_t>(question.count, corpus.documents()); ++i) {
            nodes.goOn();
            shown.documents.push_back(cut(corpus.document(i)));
        }
        shown.from = FlowPreview::From::Result;
        shown.count = corpus.documents();
        return;
    }
    shown.note = appearsOnceRun(question.edge.fromNode, true);
    if (nodes.stageOf(question.edge.fromNode)->name != "data.text")
        return;
    const auto params = espalier::bind<DataTextParams>(nodes.valuesOf(question.edge.fromNode));
    if (params.source != "built-in" && params.path.empty())
        return;
    shown.note = {};
    if (params.source == "built-in") {
        const auto language = languageOf(params.language);
        const auto count = static_cast<uint64_t>(params.worldDocuments());
        for (uint64_t i = 0; i < std::min<uint64_t>(question.count, count); ++i) {
            nodes.goOn();
            shown.documents.push_back(
                cut(worldDocument(static_cast<uint64_t>(params.seed), i, language, Split::Train)));
        }
        shown.from = FlowPreview::From::BuiltIn;
        shown.count = count;
        return;
    }
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

void Preview::cutIntoTokens(const FlowRows& found, const SftParams& params, const fs::path& model)
{
    const auto tokenizer = Tokenizer::load(model);
    const int64_t block = sftBlock(params, roomOf(model));
    const auto options = sftEncoding(params, tokenizer, found.conversational, block);
    for (size_t i = 0; i < found.rows.size(); ++i) {
        nodes.goOn();
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

void Preview::train(const FlowRows& found)
{
    const StageInfo* stage = nodes.stageOf(question.edge.toNode);
    if (stage == nullptr || stage->name != "train.sft")
        return;
    const auto params = espalier::bind<SftParams>(nodes.valuesOf(question.edge.toNode));
    shown.trains = true;
    shown.learnsClass = question.edge.toPort == "labelled";
    if (!shown.learnsClass)
        for (size_t i = 0; i < found.rows.size(); ++i)
            markParts(found.rows[i], params, shown.rows[i]);
    const auto model = std::ranges::find_if(question.pipeline.edges, [&](const Edge& edge) {
        return edge.toNode == question.edge.toNode && edge.toPort == "model";
    });
    const fs::path* folder =
        model == question.pipeline.edges.end() ? nullptr : nodes.resultOf(model->fromNode);
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

FlowPreview previewFlow(
    const FlowQuestion& question,
    std::span<const StageInfo> stages,
    const std::function<bool()>& stopped)
{
    Preview preview{
        question, {question.pipeline, question.folder, question.results, stages, stopped}};
    const StageInfo* from = preview.nodes.stageOf(question.edge.fromNode);
    const Port* port = from == nullptr ? nullptr : findPort(from->outputs, question.edge.fromPort);
    if (port == nullptr)
        return preview.shown;
    preview.shown.type = port->type;
    try {
        if (port->type == PortType::Text) {
            preview.readDocuments();
        } else if (const auto kind = rowKindOf(port->type)) {
            const FlowRows found = preview.readRows(*kind);
            for (const Row& row : found.rows)
                preview.shown.rows.push_back({partsOf(row), {}, {}});
            if (!found.rows.empty())
                preview.train(found);
        }
    } catch (const FlowStopped&) {
        return {};
    } catch (const Error& error) {
        preview.shown.note = {"{}", {error.words()}}; // with the file and the line
    } catch (const std::exception& error) {
        preview.shown.note = tr("This can't be shown: {}", error.what());
    }
    return preview.shown;
}

} // namespace espalier
