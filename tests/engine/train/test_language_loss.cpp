#include "test_language_loss.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/data/corpus.h"
#include "core/engine/train/language_loss.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

struct Fixture
{
    TemporaryFolder folder, textFolder;
    std::optional<TokenStore> store;
    Transformer model{nullptr};

    Fixture()
    {
        std::string text;
        Random random(1, "text");
        for (int i = 0; i < 237; ++i)
            text += static_cast<char>('a' + random.below(7));
        CharacterTrainer trainer(std::vector<std::string>{});
        trainer.add(text);
        const auto tokenizer = trainer.finish();
        CorpusWriter writer(textFolder.path(), "validation");
        writer.add({text, true});
        writer.finish();
        const Corpus corpus(textFolder.path(), "validation");
        writeTokens(*corpus.source(), tokenizer, folder.path(), "validation");
        store.emplace(folder.path(), "validation");
        ModelConfig config;
        config.vocabSize = tokenizer.vocabSize();
        config.positions = 16;
        config.width = 16;
        config.layers = 2;
        config.heads = config.kvHeads = 2;
        config.headDim = 8;
        config.inner = 32;
        model = Transformer(config);
        model->initialise(5);
        // Fresh weights say almost the same everywhere; larger ones make the context matter.
        const torch::NoGradGuard guard;
        for (auto& parameter : model->parameters())
            parameter.mul_(8);
    }

    /// log p of every word when tokens [from, t) are read, in one plain pass.
    torch::Tensor next(int64_t from, int64_t t)
    {
        const torch::NoGradGuard guard;
        std::vector<int64_t> ids(static_cast<size_t>(t - from));
        store->copy(static_cast<uint64_t>(from), ids);
        const auto logits = model->logits(model->forward(torch::tensor(ids).unsqueeze(0)))[0][-1];
        return torch::log_softmax(logits.to(torch::kDouble), 0);
    }
    /// -log p of target `t` among them.
    double plain(int64_t from, int64_t t)
    {
        return -next(from, t)[store->at(static_cast<uint64_t>(t))].item<double>();
    }
};

} // namespace

void TestLanguageLoss::everyTokenIsScoredOnce()
{
    Fixture fixture;
    for (const int64_t stride : {16, 8, 5, 1}) {
        LanguageLossOptions options;
        options.block = 16;
        options.stride = stride;
        options.batch = 3;
        QCOMPARE(languageLoss(fixture.model, *fixture.store, options).tokens, int64_t{236});
    }
    LanguageLossOptions few;
    few.block = 16;
    few.maxTokens = 50;
    QCOMPARE(languageLoss(fixture.model, *fixture.store, few).tokens, int64_t{50});
}

void TestLanguageLoss::windowsSideBySideAgreeWithAPlainLoop()
{
    Fixture fixture;
    LanguageLossOptions options;
    options.block = 16;
    options.batch = 4;
    double expected = 0;
    for (int64_t t = 1; t < 237; ++t)
        expected += fixture.plain((t - 1) / 16 * 16, t);
    const auto loss = languageLoss(fixture.model, *fixture.store, options);
    QVERIFY2(
        std::abs(loss.nats - expected) < 1e-3 * expected,
        qPrintable(QString::number(loss.nats - expected)));
}

void TestLanguageLoss::aStrideGivesEachTokenItsContext()
{
    Fixture fixture;
    LanguageLossOptions options;
    options.block = 16;
    options.stride = 4;
    // Target t: the first window covers targets 1..16; after it the window k that first reaches t
    // starts at 4 k.
    double expected = 0;
    for (int64_t t = 1; t < 237; ++t) {
        const int64_t k = t <= 16 ? 0 : (t - 16 + 3) / 4;
        expected += fixture.plain(4 * k, t);
    }
    const auto loss = languageLoss(fixture.model, *fixture.store, options);
    QVERIFY2(
        std::abs(loss.nats - expected) < 1e-3 * expected,
        qPrintable(QString::number(loss.nats - expected)));
}

void TestLanguageLoss::entropyAgreesWithAPlainLoop()
{
    Fixture fixture;
    LanguageLossOptions options;
    options.block = 16;
    options.batch = 4;
    double expected = 0;
    for (int64_t t = 1; t < 237; ++t) {
        const auto words = fixture.next((t - 1) / 16 * 16, t);
        expected -= (words.exp() * words).sum().item<double>();
    }
    const auto loss = languageLoss(fixture.model, *fixture.store, options);
    QVERIFY(std::abs(loss.meanEntropy() - expected / 236) < 1e-3);
    QVERIFY(loss.meanEntropy() < std::log(7.0)); // seven letters, and the model has its habits
}

void TestLanguageLoss::bitsPerByteByHand()
{
    LanguageLoss loss;
    loss.nats = 10 * std::log(2.0);
    loss.tokens = 4;
    loss.textBytes = 5;
    QCOMPARE(loss.bitsPerByte(), 2.0);
    QCOMPARE(loss.mean(), 2.5 * std::log(2.0));
    // Two tokens of 1 and 3 nats: mean 2, sample deviation sqrt(2), error 1.
    LanguageLoss two;
    two.nats = 4;
    two.squares = 10;
    two.tokens = 2;
    QCOMPARE(two.standardError(), 1.0);
}

void TestLanguageLoss::goldenValues()
{
    // lm-evaluation-harness: log-likelihoods -10 of four words and -6 of three.
    LanguageLoss loss;
    loss.nats = 16;
    loss.tokens = 7;
    loss.textBytes = 7;
    QVERIFY(std::abs(loss.perplexity() - 9.832707) < 1e-6);
    QVERIFY(std::abs(loss.bitsPerByte() - 3.297588) < 1e-6);
}

QTEST_GUILESS_MAIN(TestLanguageLoss)
