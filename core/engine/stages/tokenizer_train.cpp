/// tokenizer.train: counts the training side of a corpus and learns merges, or collects its
/// characters. tokenizer.load: reads a tokenizer and writes it in the one form that the rest reads.

#include "core/stages/tokenizer_train.h"

#include "core/data/corpus.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/context.h"
#include "core/text/train_tokenizer.h"

namespace espalier {

namespace {

/// Feeds the first `limit` bytes of the training documents to `add`.
template <typename Add>
void feed(StageContext& context, const Corpus& corpus, uint64_t limit, Add add)
{
    const auto source = corpus.source();
    DocumentPart part;
    uint64_t seen = 0;
    while (seen < limit && source->next(part)) {
        add(part.text);
        seen += part.text.size();
        context.progress(
            static_cast<int64_t>(seen), static_cast<int64_t>(std::min(limit, corpus.bytes())));
        if (context.interrupted())
            throw context.stopped();
    }
}

void finish(StageContext& context, const Tokenizer& tokenizer)
{
    tokenizer.save(context.output());
    context.describe({{"vocab_size", tokenizer.vocabSize()}, {"kind", tokenizer.kind()}});
}

/// Counts the text up to the limit and learns merges from it.
template <typename Trainer>
void learn(
    StageContext& context,
    const Corpus& corpus,
    const TokenizerTrainParams& params,
    Trainer& trainer)
{
    const auto limit =
        params.maxMegabytes > 0 ? static_cast<uint64_t>(params.maxMegabytes * 1e6) : UINT64_MAX;
    feed(context, corpus, limit, [&](std::string_view text) { trainer.add(text); });
    context.doing(tr("learning merges"));
    finish(context, trainer.finish([&](int64_t done, int64_t total) {
        context.progress(done, total);
        return !context.interrupted();
    }));
}

} // namespace

void runTokenizerTrain(StageContext& context)
{
    const auto params = context.params<TokenizerTrainParams>();
    const Corpus corpus(context.input("text"), "train");
    if (params.kind == "character") {
        // Characters of the validation side too: a character never seen would become <unk>.
        CharacterTrainer trainer(params.specialTokens);
        feed(context, corpus, UINT64_MAX, [&](std::string_view text) { trainer.add(text); });
        const Corpus held(context.input("text"), "validation");
        feed(context, held, UINT64_MAX, [&](std::string_view text) { trainer.add(text); });
        finish(context, trainer.finish());
        return;
    }
    if (params.kind == "wordpiece") {
        WordPieceTrainParams options;
        options.vocabSize = params.vocabSize;
        options.minFrequency = params.minFrequency;
        options.lowercase = params.lowercase;
        options.stripAccents = params.lowercase;
        options.specialTokens = params.specialTokens;
        options.threads = static_cast<unsigned>(context.threads());
        WordPieceTrainer trainer(options);
        learn(context, corpus, params, trainer);
        return;
    }
    BpeTrainParams options;
    options.vocabSize = params.vocabSize;
    options.minFrequency = params.minFrequency;
    options.specialTokens = params.specialTokens;
    options.threads = static_cast<unsigned>(context.threads());
    BpeTrainer trainer(options);
    learn(context, corpus, params, trainer);
}

void runTokenizerLoad(StageContext& context)
{
    const auto params = context.params<TokenizerLoadParams>();
    finish(context, Tokenizer::load(context.resolve(params.path)));
}

} // namespace espalier
