/// peft.attach: fresh adapter weights on a model, or those of a PEFT folder; the artifact holds
/// these alone and refers to the model. peft.merge: folds them into the weights, and says how far
/// the result is from what it was made of.

#include "core/stages/peft_attach.h"

#include "core/engine/formats/model_folder.h"
#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/formats/adapter_modules.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

/// Bytes of a folder's files.
uint64_t bytesOf(const std::filesystem::path& folder)
{
    uint64_t total = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        total += entry.is_regular_file() ? entry.file_size() : 0;
    return total;
}

torch::Tensor logitsOf(const Transformer& adapted, const torch::Tensor& ids)
{
    const torch::NoGradGuard guard;
    Transformer model = adapted;
    model->eval();
    const auto hidden = model->forward(ids);
    return model->config().classifies() ? model->classify(hidden, {}) : model->logits(hidden);
}

/// Of the head that the adapter of a folder brings.
std::vector<std::string> labelsOf(const PeftAttachParams& params, StageContext& context)
{
    if (params.path.empty())
        return {};
    const auto folder = context.resolve(params.path);
    requireAdapterFolder(folder);
    return readAdapterFolder(folder).labels;
}

/// Whether a copy of the head for labels learns with the adapter, so that its folder tells their
/// names.
bool savesHead(const AdapterConfig& config, const ModelConfig& model)
{
    const auto& names = config.modulesToSave;
    return std::ranges::any_of(labelHead(model.family), [&](const std::string& module) {
        return std::ranges::find(names, module) != names.end();
    });
}

/// Puts a new adapter on the model, or that of the folder that `path` names.
void attachTo(AdaptedModel& model, const PeftAttachParams& params, StageContext& context)
{
    if (!params.path.empty()) {
        const auto folder = context.resolve(params.path);
        addAdapter(model, folder);
        const std::string made = model.adapters.back()->config().baseDigest;
        if (!made.empty() && made != baseDigest(model.model))
            context.say(
                "another_base",
                Notice::Warning,
                tr("{}: the adapter was trained on a model with other weights than this one, so "
                   "its answers may be worthless. Wire the model that it was trained on, unless "
                   "this one is the same in another number format or tuned from it.",
                   folder.string()));
        return;
    }
    const auto tokenizer = Tokenizer::load(context.input("model"));
    AdapterConfig config = params.config();
    config.classifies = model.model->config().classifies();
    if (config.classifies && savesHead(config, model.model->config()))
        config.labels = model.model->config().labels;
    AdapterConfig filled = config;
    fillTargets(filled, model.model->config());
    checkPatterns(filled, model.model->config());
    checkModulesToSave(filled, model.model->config());
    model.adapters.push_back(
        attachAdapter(model.model, config, static_cast<uint64_t>(params.seed), &tokenizer));
}

} // namespace

void runPeftAttach(StageContext& context)
{
    const auto params = context.params<PeftAttachParams>();
    const auto source = context.input("model");
    AdaptedModel model = openModel(source, labelsOf(params, context));
    const uint64_t whole = bytesOf(model.adapted() ? model.base : source);
    const bool tokensBefore = model.model->virtualTokens() > 0;
    attachTo(model, params, context);
    const Adapter& adapter = *model.adapters.back();
    const AdapterKind kind = adapter.config().kind;
    if (tokensBefore && (kind == AdapterKind::Prefix || kind == AdapterKind::Prompt))
        throw inputError(
            "The model has an adapter with learned tokens, and a second one would take "
            "its place. Attach this one to the model under it, or choose lora, adapter "
            "or ia3.");
    saveAdapterFolder(adapter, source, context.output());
    const int64_t own = model.trainedCount();
    const int64_t all = model.model->config().parameterCount();
    const auto written = bytesOf(context.output());
    context.describe(
        {{"kind", adapterKind(kind).name},
         {"parameters", all},
         {"trained_parameters", own},
         {"trained_share", static_cast<double>(own) / static_cast<double>(all)},
         {"bytes", written},
         {"bytes_of_the_model", whole}});
    context.say(
        "adapter",
        Notice::Info,
        tr("{} of {} weights learn ({} %). On disk the adapter takes {} MB; a model of its own "
           "would "
           "take {} MB.",
           own,
           all,
           fmt::format("{:.2f}", 100.0 * static_cast<double>(own) / static_cast<double>(all)),
           fmt::format("{:.2f}", static_cast<double>(written) / 1e6),
           fmt::format("{:.2f}", static_cast<double>(whole) / 1e6)),
        {{"trained_parameters", own}, {"parameters", all}});
}

void runPeftMerge(StageContext& context)
{
    const auto params = context.params<PeftMergeParams>();
    const auto source = context.input("model");
    AdaptedModel model = openModel(source);
    if (!model.adapted())
        throw inputError("The model has no adapter to merge; wire an adapted one.");
    const ModelConfig& shape = model.model->config();
    torch::manual_seed(1);
    const int64_t count = std::min(params.checkTokens, shape.positions);
    const auto ids = torch::randint(shape.vocabSize, {1, count}, torch::kInt64);
    const auto before = logitsOf(model.model, ids);
    mergeAdapters(model);
    const auto after = logitsOf(model.model, ids);
    const double difference = (before - after).abs().max().item<double>();
    const double largest = before.abs().max().item<double>();
    saveModelFolder(model.model, context.output(), source);
    context.describe(
        {{"parameters", shape.parameterCount()},
         {"max_logit_difference", difference},
         {"max_logit", largest},
         {"check_tokens", count}});
    context.log("max_logit_difference", 0, difference);
    if (!(difference <= 1e-3 * std::max(1.0, largest)))
        throw Error(tr(
            "The merged model differs from the adapted one by {} in a logit; nothing was kept. The "
            "adapter's weights are too large to be folded in single precision.",
            fmt::format("{:.3g}", difference)));
}

} // namespace espalier
