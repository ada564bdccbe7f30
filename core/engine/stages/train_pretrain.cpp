/// train.pretrain: next-token prediction over a packed token stream, or gaps to be filled in it.
///
/// A step is a pure function of (seed, step): batches and gaps come from BatchOrder and named
/// streams, dropout from torch's generator, which the checkpoint holds. So a run that was killed
/// goes on to the same weights, byte for byte. Documents packed into one row see each other (as in
/// GPT-2's own training); a masked model can read each by itself.

#include "core/stages/train_pretrain.h"

#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/sample_texts.h"
#include "core/engine/stages/token_cache.h"
#include "core/engine/stages/training.h"
#include "core/engine/train/batch_loader.h"
#include "core/engine/train/language_loss.h"
#include "core/engine/train/masked_loader.h"

#include <cmath>

namespace espalier {

namespace {

/// A loader of windows as what a training learns from.
template <typename Loader>
class Windows : public TrainingData
{
public:
    template <typename... Arguments>
    explicit Windows(int64_t worldSize, Arguments&&... arguments)
        : m_loader(std::forward<Arguments>(arguments)...)
        , m_worldSize(worldSize)
    {
    }
    std::vector<MicroBatch> load(int64_t step) const override { return m_loader.load(step); }
    double epochs(int64_t step) const override
    {
        return m_loader.order().epochs(static_cast<uint64_t>(step));
    }
    int64_t stepsFor(double epochs) const override
    {
        return static_cast<int64_t>(m_loader.order().stepsFor(epochs));
    }
    double tokens(int64_t step) const override
    {
        return static_cast<double>(step * m_loader.tokensPerStep() * m_worldSize);
    }

private:
    Loader m_loader;
    int64_t m_worldSize;
};

/// One pre-training: what both objectives share.
struct Pretraining
{
    explicit Pretraining(StageContext& from);
    MaskedWindows gaps() const;
    std::unique_ptr<TrainingData> data() const;
    std::optional<Validation> validate() const;
    std::vector<SampledText> sample() const;

    StageContext& context;
    PretrainParams params;
    Tokenizer tokenizer;
    AdaptedModel adapted;
    Transformer model;
    std::filesystem::path store;
    TokenStore tokens;
    std::optional<TokenStore> validation;
    int64_t block;
    bool masked;
};

AdaptedModel opened(const StageContext& context)
{
    AdaptedModel model = openModel(context.input("model"));
    moveTo(model, torch::Device(context.device()));
    return model;
}

Pretraining::Pretraining(StageContext& from)
    : context(from)
    , params(context.params<PretrainParams>())
    , tokenizer(Tokenizer::load(context.input("model")))
    , adapted(opened(context))
    , model(adapted.model)
    , store(tokenStore(context, context.input("text"), context.input("model"), tokenizer))
    , tokens(store, "train")
    , block(params.block > 0 ? params.block : model->config().positions - model->virtualTokens())
    , masked(params.objective == "mlm")
{
    if (masked != model->config().bidirectional())
        throw inputError(
            "The objective {} does not go with a {} model: clm is for models that read forwards, "
            "mlm for bert.",
            params.objective,
            modelFamilyName(model->config().family));
    if (model->config().classifies())
        throw inputError("The model sorts texts and has no head for words; pre-train one without "
                         "labels.");
    if (tokenizer.vocabSize() > model->config().vocabSize)
        throw inputError(
            "The tokenizer has ids up to {} and the model's vocabulary only {}. Make the model "
            "with this tokenizer.",
            tokenizer.vocabSize() - 1,
            model->config().vocabSize);
    if (block > model->config().positions - model->virtualTokens())
        throw inputError(
            "A block of {} tokens is longer than the model's {} positions; make `block` smaller or "
            "`positions` larger.",
            block,
            model->config().positions - model->virtualTokens());
    if (TokenStore::has(store, "validation"))
        validation.emplace(store, "validation");
    if (validation && validation->size() < 2)
        validation.reset();
}

MaskedWindows Pretraining::gaps() const
{
    const auto& special = tokenizer.special();
    if (!special.mask)
        throw inputError("The tokenizer has no mask token, which stands for a gap. Train it with "
                         "`kind` wordpiece, or load one that has.");
    MaskedWindows windows;
    windows.masking = {
        .share = params.maskShare,
        .maskTokenShare = params.maskTokenShare,
        .randomTokenShare = params.randomTokenShare,
        .maskId = *special.mask,
        .vocabSize = tokenizer.vocabSize()};
    windows.documents = params.rows == "documents";
    // A tuned prompt stands before a whole row.
    windows.joined = model->device().is_cpu() && model->virtualTokens() == 0;
    windows.block = block;
    windows.cls = special.cls;
    windows.sep = special.sep;
    for (const auto& id : {special.cls, special.sep, special.pad, special.bos, special.eos})
        if (id)
            windows.masking.keep.push_back(*id);
    return windows;
}

std::unique_ptr<TrainingData> Pretraining::data() const
{
    BatchOrderParams order;
    order.tokens = tokens.size();
    order.block = block;
    order.worldSize = context.worldSize();
    order.rank = context.rank();
    order.seed = static_cast<uint64_t>(params.seed);
    order.order = params.order == "random" ? WindowOrder::Random : WindowOrder::Shuffled;
    if (masked)
        return std::make_unique<Windows<MaskedLoader>>(
            context.worldSize(),
            tokens,
            gaps(),
            order,
            params.batch,
            params.accumulation,
            model->device());
    return std::make_unique<Windows<BatchLoader>>(
        context.worldSize(), tokens, order, params.batch, params.accumulation, model->device());
}

std::optional<Validation> Pretraining::validate() const
{
    const auto go = [&] { return !context.interrupted(); };
    if (masked) {
        const auto loss = maskedLoss(
            model, *validation, gaps(), params.batch, params.evalBatches * params.batch, go);
        if (!go() || loss.tokens == 0)
            return std::nullopt;
        const auto count = static_cast<double>(loss.tokens);
        return Validation{
            loss.nats / count,
            {{"eval_loss", loss.nats / count},
             {"eval_perplexity", std::exp(loss.nats / count)},
             {"eval_mean_token_accuracy", static_cast<double>(loss.correct) / count},
             {"eval_entropy", loss.entropy / count}}};
    }
    LanguageLossOptions options;
    options.block = std::min<int64_t>(block, static_cast<int64_t>(validation->size()) - 1);
    options.batch = params.batch;
    // Always the same tokens, so that validations can be compared; 0 is all.
    options.maxTokens = params.evalBatches * params.batch * block;
    options.progress = [&](int64_t, int64_t) { return go(); };
    const auto loss = languageLoss(model, *validation, options);
    if (!go())
        return std::nullopt;
    return Validation{
        loss.mean(),
        {{"eval_loss", loss.mean()},
         {"eval_perplexity", loss.perplexity()},
         {"bits_per_byte", loss.bitsPerByte()},
         {"eval_mean_token_accuracy", loss.accuracy()},
         {"eval_entropy", loss.meanEntropy()}}};
}

std::vector<SampledText> Pretraining::sample() const
{
    if (!masked)
        return continuePrompts(
            model, tokenizer, samplePrompts(tokenizer, params.samplePrompts), params);
    const auto windows = gaps();
    const auto& from = validation ? *validation : tokens;
    const TextCut first = cutText(from, windows, 1).at(0);
    std::vector<int64_t> example(
        static_cast<size_t>(std::min<int64_t>(first.length, params.sampleTokens)));
    from.copy(first.start, std::span<int64_t>(example));
    return fillGaps(model, tokenizer, *tokenizer.special().mask, params.samplePrompts, example);
}

} // namespace

void runPretrain(StageContext& context)
{
    const Pretraining pretraining(context);
    const auto data = pretraining.data();
    int64_t steps = plannedSteps(pretraining.params, *data);
    if (pretraining.params.maxTokens > 0)
        steps = std::min(
            steps,
            static_cast<int64_t>(
                std::ceil(static_cast<double>(pretraining.params.maxTokens) / data->tokens(1))));
    Training::Parts parts;
    parts.model = pretraining.model;
    parts.trained = pretraining.adapted.trained();
    parts.data = data.get();
    parts.steps = steps;
    if (pretraining.validation)
        parts.validate = [&] { return pretraining.validate(); };
    parts.sample = [&] { return pretraining.sample(); };
    Training training(context, pretraining.params, std::move(parts));
    training.run();

    saveAdapted(pretraining.adapted, context.input("model"), context.output());
    nlohmann::json facts{
        {"parameters", pretraining.model->config().parameterCount()},
        {"trained_parameters", pretraining.adapted.trainedCount()},
        {"steps", training.steps()},
        {"weights_of_step", training.resultStep()}};
    if (const auto best = training.bestLoss())
        facts["best_eval_loss"] = *best;
    context.describe(facts);
}

} // namespace espalier
