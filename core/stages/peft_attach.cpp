#include "core/stages/peft_attach.h"

#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_modules.h"
#include "core/formats/adapter_targets.h"
#include "core/stages/estimates.h"

#include <algorithm>

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
    config.tiedHead = model.tiedHead;
    config.qkvBias = config.family == ModelFamily::Qwen2;
    config.qkNorm = config.family == ModelFamily::Qwen3;
    if (model.classifies) // how many there are isn't known
        config.labels = {"", ""};
    return config;
}

/// "c_attn=4" as name and number.
template <typename T>
std::map<std::string, T> patternFrom(const std::vector<std::string>& texts, double least)
{
    std::map<std::string, T> found;
    for (const std::string& text : texts) {
        const size_t equals = text.find_last_of('=');
        const Value number =
            equals == std::string::npos ? Value() : valueFromText(text.substr(equals + 1));
        const bool fits = std::is_integral_v<T> ? number.is_number_integer() : number.is_number();
        if (!fits || equals == 0 || number.get<double>() < least)
            throw std::is_integral_v<T>
                ? inputError(
                      "`{}` should be a name or a regular expression, `=` and a whole number above "
                      "zero, such as c_attn=4.",
                      text)
                : inputError(
                      "`{}` should be a name or a regular expression, `=` and a number of at least "
                      "zero, such as c_attn=16.",
                      text);
        found[text.substr(0, equals)] = number.template get<T>();
    }
    return found;
}

/// The folder of an adapter to take up, if one is named.
std::optional<std::filesystem::path> folderOf(const StageQuery& query)
{
    const auto path = textOf(query.params, "path");
    return path.empty() ? std::nullopt : std::optional(query.folder / path);
}

/// The new adapter that is asked for, of a model as it is known.
AdapterConfig newAdapter(const StageQuery& query)
{
    AdapterConfig config = bind<PeftAttachParams>(query.params).config();
    config.classifies = factsOf(query, "model").classifies;
    return config;
}

/// Weights that learn: 0 where it isn't known.
int64_t learningWeights(const StageQuery& query)
{
    try {
        if (const auto folder = folderOf(query))
            return trainedWeightsIn(*folder);
        if (const auto shape = shapeOf(factsOf(query, "model")))
            return adapterParameterCount(newAdapter(query), *shape);
    } catch (const Error&) {
        // checkAttached says what is wrong.
    }
    return 0;
}

/// Whether an adapter's folder holds a head for labels.
bool bringsHead(const std::filesystem::path& folder)
{
    try {
        return !readAdapterFolder(folder).labels.empty();
    } catch (const Error&) {
        return false; // checkAttached says what is wrong
    }
}

/// The model with the weights that learn; whether it sorts texts is not looked at.
Facts withAdapter(const StageQuery& query)
{
    Facts facts = factsOf(query, "model");
    if (const int64_t learning = learningWeights(query); learning > 0)
        facts.adapted = learning;
    return facts;
}

std::map<std::string, Facts> inferAttached(const StageQuery& query)
{
    Facts facts = withAdapter(query);
    if (const auto folder = folderOf(query))
        facts.classifies |= bringsHead(*folder);
    return {{"model", facts}};
}

/// Operations that PiSSA's decompositions of the changed maps take.
double pissaFlops(const StageQuery& query)
{
    double flops = 0;
    try {
        const auto shape = shapeOf(factsOf(query, "model"));
        AdapterConfig config = newAdapter(query);
        if (!shape || folderOf(query) || config.kind != AdapterKind::Lora ||
            config.start != "pissa")
            return 0;
        fillTargets(config, *shape);
        for (const LinearMap& map : targetMaps(*shape, config.targets)) {
            const auto less = static_cast<double>(std::min(map.in, map.out));
            flops += 25 * less * less * static_cast<double>(std::max(map.in, map.out));
        }
    } catch (const Error&) {
        // checkAttached says what is wrong.
    }
    return flops;
}

Estimate estimateAttached(const StageQuery& query, const Machine& machine)
{
    const Facts facts = withAdapter(query);
    const double base = 4.0 * static_cast<double>(facts.parameters);
    const double own = 4.0 * static_cast<double>(facts.adapted);
    // A decomposition runs at about a third of what products do.
    const double pissa = pissaFlops(query);
    return {
        200e6 + base + own, 0.3 + base / 400e6 + 3 * pissa / machine.flopsPerSecond, own + 1e6, 0};
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

/// Whether a demand is met; where it throws, that is a finding about `param`.
template <typename Demand>
bool fits(std::vector<Finding>& findings, const char* param, const Demand& demand)
{
    try {
        (void)demand();
        return true;
    } catch (const Error& error) {
        findings.push_back({param, error.message()});
        return false;
    }
}

/// What is wrong with LoRA's patterns as texts.
std::vector<Finding> checkTexts(const PeftAttachParams& params)
{
    std::vector<Finding> findings;
    if (params.kind != "lora")
        return findings;
    fits(findings, "rank_pattern", [&] { return patternFrom<int64_t>(params.rankPattern, 1); });
    fits(findings, "alpha_pattern", [&] { return patternFrom<double>(params.alphaPattern, 0); });
    return findings;
}

/// What is wrong with a new adapter on a model of that shape: each in the place that it is about.
std::vector<Finding> checkFitting(AdapterConfig config, const ModelConfig& shape)
{
    std::vector<Finding> findings;
    fillTargets(config, shape);
    const bool targets = config.kind == AdapterKind::Lora || config.kind == AdapterKind::Ia3;
    if (targets && !fits(findings, "targets", [&] { (void)targetMaps(shape, config.targets); }))
        return findings;
    AdapterConfig ranks = config, alphas = config, modules = config, start = config;
    ranks.alphaPattern.clear();
    alphas.rankPattern.clear();
    if (targets && (!fits(findings, "rank_pattern", [&] { checkPatterns(ranks, shape); }) ||
                    !fits(findings, "alpha_pattern", [&] { checkPatterns(alphas, shape); })))
        return findings;
    modules.start = "kaiming";
    start.modulesToSave.clear();
    fits(findings, "modules_to_save", [&] {
        checkModulesToSave(modules, shape);
        checkAdapter(modules, shape);
    });
    fits(findings, "init_lora_weights", [&] { checkAdapter(start, shape); });
    return findings;
}

/// What is wrong with a folder to take up.
std::vector<Finding> checkFolder(const std::filesystem::path& folder, const Facts& model)
{
    try {
        requireAdapterFolder(folder);
        AdapterConfig config = readAdapterFolder(folder);
        (void)trainedWeightsIn(folder);
        if (auto shape = shapeOf(model)) {
            if (!shape->classifies())
                shape->labels = config.labels;
            if (!config.classifies)
                leaveHeadForWords(config.modulesToSave, *shape);
            fillTargets(config, *shape);
            checkAdapter(config, *shape);
            (void)adapterParameterCount(config, *shape);
        }
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
    std::vector<Finding> findings = checkTexts(params);
    if (!findings.empty())
        return findings;
    const AdapterConfig config = newAdapter(query);
    if (const auto shape = shapeOf(model))
        findings = checkFitting(config, *shape);
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
    config.start = start;
    config.dora = dora;
    if (config.kind == AdapterKind::Lora) {
        config.rankPattern = patternFrom<int64_t>(rankPattern, 1);
        config.alphaPattern = patternFrom<double>(alphaPattern, 0);
    }
    if (config.kind == AdapterKind::Lora || config.kind == AdapterKind::Ia3)
        config.modulesToSave = modulesToSave;
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
        .codeVersion = 4, // modules to save are found by the end of their names
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
