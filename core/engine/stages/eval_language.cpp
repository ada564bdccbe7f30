/// eval.language: loss, perplexity, bits per byte and token accuracy over a text, with a sliding
/// window so that every token is judged with enough text before it. Result: report.json, each
/// figure with n, standard error and interval.

#include "core/stages/eval_language.h"

#include "core/base/files.h"
#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/engine/stages/token_cache.h"
#include "core/engine/train/language_loss.h"
#include "core/engine/train/masked_loader.h"

#include <cmath>
#include <numbers>

namespace espalier {

namespace {

/// The pseudo-perplexity of a model that sees both ways, as a loss like that of others.
LanguageLoss pseudo(
    const Transformer& model,
    const Tokenizer& tokenizer,
    const TokenStore& tokens,
    const LanguageLossOptions& options)
{
    const auto& special = tokenizer.special();
    if (!special.mask)
        throw inputError("The tokenizer has no mask token, which stands for a gap. Train it with "
                         "`kind` wordpiece, or load one that has.");
    MaskedWindows windows;
    windows.block = options.block;
    windows.cls = special.cls;
    windows.sep = special.sep;
    windows.masking.maskId = *special.mask;
    const auto found = pseudoLoss(
        model,
        tokens,
        windows,
        options.batch,
        options.maxTokens > 0 ? options.maxTokens : kPseudoTokens,
        options.progress);
    LanguageLoss loss;
    loss.nats = found.nats;
    loss.squares = found.squares;
    loss.tokens = found.tokens;
    loss.correct = found.correct;
    loss.textBytes = found.textBytes;
    return loss;
}

} // namespace

void runEvalLanguage(StageContext& context)
{
    const auto params = context.params<EvalLanguageParams>();
    const auto folder = context.input("model");
    const auto tokenizer = Tokenizer::load(folder);
    AdaptedModel adapted = openModel(folder);
    moveTo(adapted, torch::Device(context.device()));
    Transformer model = adapted.model;
    const auto storeFolder = tokenStore(context, context.input("text"), folder, tokenizer);
    if (!TokenStore::has(storeFolder, params.split))
        throw inputError(
            "The text has no {} part; raise `validation` in its data.text stage or choose another "
            "`split`.",
            params.split);
    const TokenStore tokens(storeFolder, params.split);
    if (tokens.size() < 2)
        throw inputError(
            "The {} part of the text has fewer than two tokens: nothing to predict.", params.split);

    const bool masked = model->config().bidirectional();
    LanguageLossOptions options;
    options.block = params.block > 0 ? params.block : model->config().positions;
    options.stride = params.stride > 0 ? params.stride : std::max<int64_t>(options.block / 2, 1);
    options.batch = params.batch;
    options.maxTokens = params.maxTokens;
    options.progress = [&](int64_t done, int64_t total) {
        context.progress(done, total);
        return !context.interrupted();
    };
    const LanguageLoss loss =
        masked ? pseudo(model, tokenizer, tokens, options) : languageLoss(model, tokens, options);
    if (context.interrupted())
        throw context.stopped();
    if (!std::isfinite(loss.nats))
        throw Error(tr("The loss over the text is not a number: the model's weights are broken. "
                       "Evaluate an earlier checkpoint."));

    const double error = loss.standardError();
    const auto n = loss.tokens;
    const double bitsPerNat = static_cast<double>(n) / std::numbers::ln2 / loss.textBytes;
    const auto figure = [&](double value, double standardError, double low, double high) {
        return nlohmann::json{
            {"value", value}, {"n", n}, {"stderr", standardError}, {"low", low}, {"high", high}};
    };
    const double mean = loss.mean(), low = mean - 1.96 * error, high = mean + 1.96 * error;
    const double accuracy = loss.accuracy(),
                 accuracyError = std::sqrt(accuracy * (1 - accuracy) / static_cast<double>(n));
    const nlohmann::json report{
        {"kind", "language"},
        {"split", params.split},
        {"block", options.block},
        {"stride", masked ? 0 : options.stride},
        {"pseudo", masked},
        {"tokens", n},
        {"bytes", loss.textBytes},
        {"figures",
         {{"eval_loss", figure(mean, error, low, high)},
          {"eval_perplexity",
           figure(std::exp(mean), std::exp(mean) * error, std::exp(low), std::exp(high))},
          {"bits_per_byte",
           figure(loss.bitsPerByte(), error * bitsPerNat, low * bitsPerNat, high * bitsPerNat)},
          {"mean_token_accuracy",
           figure(
               accuracy,
               accuracyError,
               accuracy - 1.96 * accuracyError,
               accuracy + 1.96 * accuracyError)}}}};
    writeAtomically(context.output() / "report.json", report.dump(2) + "\n");
    context.describe(report);
    for (const auto& [name, value] : report["figures"].items())
        context.log(name, 0, value["value"].get<double>());
}

} // namespace espalier
