/// model.new: fresh weights in the shape asked for, with the tokenizer beside them, as a Hugging
/// Face folder. model.load: reads such a folder, checks all of it, and writes it in the workspace.

#include "core/stages/model_new.h"

#include "core/engine/formats/model_folder.h"
#include "core/engine/nn/positions.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/text/tokenizer.h"

namespace espalier {

namespace {

nlohmann::json factsOf(const ModelConfig& config)
{
    return {
        {"family", modelFamilyName(config.family)},
        {"parameters", config.parameterCount()},
        {"layers", config.layers},
        {"width", config.width},
        {"heads", config.heads},
        {"positions", config.positions},
        {"vocab_size", config.vocabSize}};
}

} // namespace

void runModelNew(StageContext& context)
{
    const auto params = context.params<ModelNewParams>();
    const auto tokenizer = Tokenizer::load(context.input("tokenizer"));
    auto config = params.config(tokenizer.vocabSize());
    config.bosId = tokenizer.special().bos.value_or(-1);
    if (tokenizer.special().eos)
        config.eosIds = {*tokenizer.special().eos};
    config.padId = tokenizer.special().pad.value_or(-1);
    Transformer model(config);
    model->initialise(static_cast<uint64_t>(params.seed));
    const bool learnsPositions =
        config.family == ModelFamily::Gpt2 || config.family == ModelFamily::Bert;
    if (learnsPositions && params.positionInit == "sinusoidal")
        setSinusoidalPositions(model);
    saveModelFolder(model, context.output());
    tokenizer.save(context.output());
    context.describe(factsOf(config));
}

void runModelLoad(StageContext& context)
{
    const auto folder = context.resolve(context.params<ModelLoadParams>().path);
    const auto tokenizer = Tokenizer::load(folder);
    const auto model = loadModelFolder(folder).model;
    if (tokenizer.vocabSize() > model->config().vocabSize)
        throw inputError(
            "{}: the tokenizer has ids up to {} and the model's vocabulary only {}. They don't "
            "belong together.",
            folder.string(),
            tokenizer.vocabSize() - 1,
            model->config().vocabSize);
    saveModelFolder(model, context.output());
    tokenizer.save(context.output());
    context.describe(factsOf(model->config()));
}

} // namespace espalier
