#include "core/stages/peft_attach.h"

#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_targets.h"
#include "core/stages/estimates.h"

namespace espalier {

namespace {

/// What is known of the model as a description; nothing where it isn't known.
std::optional<ModelConfig> shapeOf(const Facts& model)
{
    const auto family = findModelFamily(model.family);
    if (!family || model.width == 0 || model.heads == 0)
        return std::nullopt;
    ModelConfig config;
    config.family = *family;
    config.vocabSize = model.vocabSize;
    config.width = model.width;
    config.layers = model.layers;
    config.heads = config.kvHeads = model.heads;
    config.headDim = model.width / model.heads;
    config.inner = model.inner;
    config.positions = model.positions;
    return config;
}

/// The folder of an adapter to take up, if one is named.
std::optional<std::filesystem::path> folderOf(const StageQuery& query)
{
    const auto path = textOf(query.params, "path");
    return path.empty() ? std::nullopt : std::optional(query.folder / path);
}

/// Weights that learn: 0 where it isn't known.
int64_t learningWeights(const StageQuery& query)
{
    try {
        if (const auto folder = folderOf(query))
            return trainedWeightsIn(*folder);
        if (const auto shape = shapeOf(factsOf(query, "model")))
            return adapterParameterCount(bind<PeftAttachParams>(query.params).config(), *shape);
    } catch (const Error&) {
        // checkAttached says what is wrong.
    }
    return 0;
}

std::map<std::string, Facts> inferAttached(const StageQuery& query)
{
    Facts facts = factsOf(query, "model");
    if (const int64_t learning = learningWeights(query); learning > 0)
        facts.adapted = learning;
    return {{"model", facts}};
}

Estimate estimateAttached(const StageQuery& query, const Machine&)
{
    const Facts facts = inferAttached(query).at("model");
    const double base = 4.0 * static_cast<double>(facts.parameters);
    const double own = 4.0 * static_cast<double>(facts.adapted);
    return {200e6 + base + own, 0.3 + base / 400e6, own + 1e6, 0};
}

/// The finding that virtual tokens leave no room for a text; nothing where they do or the positions
/// aren't known.
std::optional<Finding>
noRoomForText(const char* param, const AdapterConfig& config, const Facts& model)
{
    const bool virtualKind =
        config.kind == AdapterKind::Prefix || config.kind == AdapterKind::Prompt;
    if (!virtualKind || model.positions <= 0 || config.virtualTokens < model.positions)
        return std::nullopt;
    return Finding{
        param,
        tr("{} virtual tokens leave no room for a text in the model's {} positions.",
           config.virtualTokens,
           model.positions)};
}

/// What is wrong with a folder to take up.
std::vector<Finding> checkFolder(const std::filesystem::path& folder, const Facts& model)
{
    try {
        requireAdapterFolder(folder);
        const AdapterConfig config = readAdapterConfig(folder);
        (void)trainedWeightsIn(folder);
        if (const auto shape = shapeOf(model))
            (void)adapterParameterCount(config, *shape);
        if (auto finding = noRoomForText("path", config, model))
            return {*finding};
    } catch (const Error& error) {
        const Message sentence{"{}", {error.words()}}; // with the place that stands in front
        return {{"path", sentence}};
    }
    return {};
}

std::vector<Finding> checkAttached(const StageQuery& query)
{
    const Facts model = factsOf(query, "model");
    if (const auto folder = folderOf(query))
        return checkFolder(*folder, model);
    const auto params = bind<PeftAttachParams>(query.params);
    const AdapterConfig config = params.config();
    std::vector<Finding> findings;
    if (const auto shape = shapeOf(model)) {
        try {
            (void)adapterParameterCount(config, *shape);
        } catch (const Error& error) {
            findings.push_back({"targets", error.message()});
        }
    }
    if (auto finding = noRoomForText("virtual_tokens", config, model))
        findings.push_back(std::move(*finding));
    const bool virtualKind = params.kind == "prefix" || params.kind == "prompt";
    if (virtualKind && params.init == "text" && params.initText.empty())
        findings.push_back({"init_text", tr("no text is given to begin as; set `init_text`.")});
    if (params.kind == "prompt" && params.init == "zero")
        findings.push_back(
            {"init", tr("a prompt of zeros learns nothing; begin at random or as words.")});
    return findings;
}

std::map<std::string, Facts> inferMerged(const StageQuery& query)
{
    Facts facts = factsOf(query, "model");
    facts.adapted = 0;
    return {{"model", facts}};
}

} // namespace

AdapterConfig PeftAttachParams::config() const
{
    AdapterConfig config;
    for (const auto& info : adapterKinds())
        if (kind == info.name)
            config.kind = info.kind;
    config.targets = targets;
    config.rank = rank;
    config.alpha = alpha;
    config.rankStabilised = rankStabilised;
    config.dropout = dropout;
    config.bias = bias;
    config.afterAttention = places == "houlsby";
    config.reduction = reduction;
    config.activation = activation;
    config.virtualTokens = virtualTokens;
    config.init = init;
    config.initText = initText;
    config.projection = projection;
    config.projectionWidth = projectionWidth;
    config.feedForward = feedForward;
    return config;
}

StageInfo peftAttach()
{
    return {
        .name = "peft.attach",
        .title = trNoop("Attach an adapter"),
        .help = trNoop("Puts a small set of new weights on a model, which stays as it is. Training "
                       "then changes these alone: less memory, less time, and a small file. An "
                       "adapter that exists already, a PEFT folder, is taken up with `path`."),
        .inputs = {{"model", PortType::Model}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<PeftAttachParams>(),
        .codeVersion = 2, // a prefix keeps its network
        .usesSeed = true,
        .infer = inferAttached,
        .estimate = estimateAttached,
        .check = checkAttached,
    };
}

StageInfo peftMerge()
{
    return {
        .name = "peft.merge",
        .title = trNoop("Merge an adapter"),
        .help =
            trNoop("Folds a LoRA or IA3 adapter into the model's weights: a model like any other "
                   "comes out, as fast as before. The report says how far the two differ."),
        .inputs = {{"model", PortType::Model}},
        .outputs = {{"model", PortType::Model}},
        .params = describe<PeftMergeParams>(),
        .infer = inferMerged,
        .estimate =
            [](const StageQuery& query, const Machine&) {
                const auto weights = 4.0 * static_cast<double>(factsOf(query, "model").parameters);
                return Estimate{200e6 + 3 * weights, 0.5 + weights / 200e6, weights + 1e6, 0};
            },
    };
}

} // namespace espalier
