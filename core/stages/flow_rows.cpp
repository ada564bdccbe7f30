#include "core/stages/flow_rows.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/pipeline/check.h"
#include "core/stages/data_instructions.h"
#include "core/stages/data_labelled.h"
#include "core/stages/data_preferences.h"
#include "core/stages/data_problems.h"
#include "core/stages/data_prompts.h"
#include "core/stages/data_template.h"

#include <algorithm>
#include <memory>

namespace espalier {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t kFileRows = 20'000; ///< of a file that examples are chosen from
constexpr uint64_t kMadeRows = 300;    ///< of rows that have to be made, a millisecond each
constexpr uint64_t kProbe = 16;        ///< so many rows meet every kind of the built-in world

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

/// The first rows, and those for training: what worked examples are chosen from.
struct RowSource
{
    FlowRows shown;
    ExampleRows training;
    bool made = false; ///< each row of `training` takes time
    bool whole = true; ///< `training` is all that a run would see

    void take(Row row)
    {
        shown.conversational |= row.prompt.isConversation() || row.chosen.isConversation();
        shown.rows.push_back(std::move(row));
    }
};

/// A file's rows, imported into a folder that lives as long as they do.
struct ImportedFile
{
    TemporaryFolder folder;
    std::optional<Rows> rows;
};

class FlowReader
{
public:
    FlowReader(const FlowNodes& nodes, RowKind kind, size_t count)
        : m_nodes(nodes)
        , m_kind(kind)
        , m_count(count)
    {
    }
    /// `examples`: the rows for training are wanted as well.
    RowSource read(const std::string& node, bool examples, size_t depth = 0) const;

private:
    RowSource ofResult(const fs::path& folder) const;
    RowSource ofBuiltIn(const Values& values) const;
    RowSource ofFile(const Values& values, bool examples) const;
    RowSource ofTemplate(const std::string& node, bool examples, size_t depth) const;

    const FlowNodes& m_nodes;
    RowKind m_kind;
    size_t m_count;
};

RowSource FlowReader::ofResult(const fs::path& folder) const
{
    RowSource source;
    const auto rows = std::make_shared<const Rows>(Rows::open(folder, m_kind));
    source.shown.from = FlowFrom::Result;
    source.shown.count = rows->size(Split::Train) + rows->size(Split::Validation);
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < rows->size(side) && source.shown.rows.size() < m_count; ++i)
            source.take(rows->row(side, i));
    source.shown.conversational = rows->header().conversational;
    source.training = exampleRows(*rows);
    source.training.row = [rows, row = source.training.row](uint64_t i) { return row(i); };
    return source;
}

RowSource FlowReader::ofBuiltIn(const Values& values) const
{
    RowSource source;
    const auto params = espalier::bind<RowFileParams>(values);
    const BuiltInRows wish =
        m_kind == RowKind::Instructions
            ? espalier::bind<DataInstructionsParams>(values).builtInRows(m_kind)
            : params.builtInRows(m_kind);
    checkBuiltInKinds(wish);
    const auto count = static_cast<uint64_t>(std::max<int64_t>(params.items, 0));
    for (uint64_t i = 0; i < std::min<uint64_t>(m_count, count); ++i) {
        m_nodes.goOn();
        source.take(builtInRow(wish, i, Split::Train));
    }
    source.shown.from = FlowFrom::BuiltIn;
    source.shown.count = count;
    source.training = {m_kind, params.builtInTraining(), [wish](uint64_t i) {
                           return builtInRow(wish, i, Split::Train);
                       }};
    source.made = true;
    return source;
}

RowSource FlowReader::ofFile(const Values& values, bool examples) const
{
    RowSource source;
    RowFileOptions options = optionsOf(m_kind, values, m_nodes.folder);
    RowReader reader(options);
    Row row;
    while (source.shown.rows.size() < m_count && reader.next(row)) {
        m_nodes.goOn();
        source.take(row);
    }
    source.shown.from = FlowFrom::File;
    source.shown.form = reader.form().name;
    if (!examples)
        return source;
    if (options.limit == 0 || options.limit > kFileRows)
        options.limit = kFileRows;
    const auto imported = std::make_shared<ImportedFile>();
    const auto params = espalier::bind<RowFileParams>(values);
    const auto goOn = [this](uint64_t) {
        m_nodes.goOn();
        return true;
    };
    const auto header =
        importRows(options, params.splitOptions(), imported->folder.path(), goOn).header;
    imported->rows.emplace(Rows::open(imported->folder.path()));
    source.training = exampleRows(*imported->rows);
    source.training.row = [imported, take = source.training.row](uint64_t i) { return take(i); };
    source.whole = header.rows[0] + header.rows[1] < kFileRows;
    return source;
}

RowSource FlowReader::ofTemplate(const std::string& node, bool examples, size_t depth) const
{
    const auto params = espalier::bind<DataTemplateParams>(m_nodes.valuesOf(node));
    const auto wire = std::ranges::find_if(m_nodes.pipeline.edges, [&](const Edge& edge) {
        return edge.toNode == node && edge.toPort == rowKind(m_kind).name;
    });
    RowSource source;
    if (wire == m_nodes.pipeline.edges.end()) {
        source.shown.note = appearsOnceRun(node);
        return source;
    }
    source = read(wire->fromNode, examples || params.shots > 0, depth + 1);
    if (source.shown.from == FlowFrom::Nowhere)
        return source;
    ExampleRows candidates = source.training;
    candidates.row = [this, row = source.training.row](uint64_t i) {
        m_nodes.goOn();
        return row(i);
    };
    bool all = source.whole;
    if (params.shots > 0 && source.made) {
        candidates.answered = params.choose != "similarity";
        for (uint64_t i = 0; i < std::min(kProbe, candidates.size) && candidates.answered; ++i)
            candidates.answered = hasAnswer(candidates.row(i));
        if (!candidates.answered && candidates.size > kMadeRows) {
            candidates.size = kMadeRows;
            all = false;
        }
    }
    const auto words = std::make_shared<const RowTemplate>(candidates, params.options());
    for (Row& row : source.shown.rows) {
        m_nodes.goOn();
        row = words->apply(row);
    }
    if (params.shots > 0 && !all)
        source.shown.note = tr(
            "Here examples are chosen from {} rows, in a run from all of them.", candidates.size);
    source.shown.from = FlowFrom::Template;
    source.training.row = [words, row = source.training.row](uint64_t i) {
        return words->apply(row(i));
    };
    source.made = true;
    return source;
}

RowSource FlowReader::read(const std::string& node, bool examples, size_t depth) const
{
    const StageInfo* stage = m_nodes.stageOf(node);
    RowSource nothing;
    nothing.shown.note = appearsOnceRun(node);
    // Wires in a circle have no first rows.
    if (stage == nullptr || depth > m_nodes.pipeline.nodes.size())
        return nothing;
    if (const fs::path* folder = m_nodes.resultOf(node))
        return ofResult(*folder);
    if (stage->name == "data.template")
        return ofTemplate(node, examples, depth);
    if (stage->name != rowKind(m_kind).stage)
        return nothing;
    const Values values = m_nodes.valuesOf(node);
    const auto params = espalier::bind<RowFileParams>(values);
    if (params.builtIn())
        return ofBuiltIn(values);
    return params.path.empty() ? nothing : ofFile(values, examples);
}

} // namespace

void FlowNodes::goOn() const
{
    if (stopped && stopped())
        throw FlowStopped();
}

const fs::path* FlowNodes::resultOf(const std::string& node) const
{
    const auto found = results.find(node);
    return found == results.end() ? nullptr : &found->second;
}

const StageInfo* FlowNodes::stageOf(const std::string& node) const
{
    const Node* found = pipeline.find(node);
    return found == nullptr ? nullptr : findStage(stages, found->stage);
}

Values FlowNodes::valuesOf(const std::string& node) const
{
    return completeParams(pipeline, *pipeline.find(node), *stageOf(node));
}

Message appearsOnceRun(const std::string& node, bool texts)
{
    return texts ? tr("The texts appear here once `{}` has run.", node)
                 : tr("The rows appear here once `{}` has run.", node);
}

FlowRows flowRows(const FlowNodes& nodes, const std::string& node, RowKind kind, size_t count)
{
    return FlowReader(nodes, kind, count).read(node, false).shown;
}

std::optional<Edge>
outputInView(const Pipeline& pipeline, const std::string& node, std::span<const StageInfo> stages)
{
    const Node* found = pipeline.find(node);
    const StageInfo* stage = found == nullptr ? nullptr : findStage(stages, found->stage);
    if (stage == nullptr || stage->name != "data.template")
        return std::nullopt;
    for (const Edge& edge : pipeline.edges)
        if (edge.toNode == node && findPort(stage->outputs, edge.toPort) != nullptr)
            return Edge{node, edge.toPort, {}, {}, {}};
    return std::nullopt;
}

} // namespace espalier
