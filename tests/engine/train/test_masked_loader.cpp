#include "test_masked_loader.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/corpus.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/train/masked_loader.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace espalier;

namespace {

constexpr int64_t kCls = 40, kSep = 41, kMask = 42, kVocab = 43;

/// Documents whose letters tell which one they are of: "aaaa", "bb", "cccccccccccc", ...
class Letters
{
public:
    explicit Letters(const std::vector<size_t>& lengths)
    {
        CharacterTrainer trainer(std::vector<std::string>{});
        CorpusWriter writer(m_text.path(), "train");
        for (size_t i = 0; i < lengths.size(); ++i) {
            const std::string text(lengths[i], static_cast<char>('a' + i));
            trainer.add(text);
            writer.add({text, true});
        }
        trainer.add("|");
        m_tokenizer.emplace(trainer.finish());
        writer.finish();
        TokenWriteOptions options;
        options.separator = m_tokenizer->encode("|").at(0);
        m_separator = *options.separator;
        writeTokens(
            *Corpus(m_text.path(), "train").source(),
            *m_tokenizer,
            m_folder.path(),
            "train",
            options);
        m_store.emplace(m_folder.path(), "train");
    }
    const TokenStore& store() const { return *m_store; }
    int64_t separator() const { return m_separator; }

private:
    TemporaryFolder m_folder, m_text;
    std::optional<Tokenizer> m_tokenizer;
    std::optional<TokenStore> m_store;
    int64_t m_separator = 0;
};

MaskedWindows windowsOf(int64_t block, bool documents)
{
    MaskedWindows windows;
    windows.documents = documents;
    windows.block = block;
    windows.cls = kCls;
    windows.sep = kSep;
    windows.masking = {.share = 0.3, .maskId = kMask, .vocabSize = kVocab, .keep = {kCls, kSep}};
    return windows;
}

MaskedLoader loaderOf(const Letters& letters, const MaskedWindows& windows, int64_t batch)
{
    BatchOrderParams order;
    order.tokens = letters.store().size();
    order.seed = 3;
    return MaskedLoader(letters.store(), windows, order, batch, 1, torch::kCPU);
}

/// The text of a row as it was before gaps were made, between [CLS] and [SEP].
std::vector<int64_t> textOf(const MicroBatch& batch, int64_t row)
{
    const auto whole = torch::where(batch.targets >= 0, batch.targets, batch.ids)[row];
    const int64_t length =
        batch.lengths.defined() ? batch.lengths[row].item<int64_t>() : whole.size(0);
    std::vector<int64_t> text;
    for (int64_t i = 1; i + 1 < length; ++i)
        text.push_back(whole[i].item<int64_t>());
    return text;
}

Transformer smallBert()
{
    ModelConfig config;
    config.family = ModelFamily::Bert;
    config.vocabSize = kVocab;
    config.positions = 16;
    config.width = 16;
    config.heads = config.kvHeads = 2;
    config.headDim = 8;
    config.layers = 1;
    config.inner = 32;
    Transformer model(config);
    model->initialise(1);
    return model;
}

} // namespace

void TestMaskedLoader::packedRowsAreFullAndTheirGapsKnowWhatStoodThere()
{
    const Letters letters({300, 300, 300});
    const auto batch = loaderOf(letters, windowsOf(12, false), 8).load(4).at(0);
    QCOMPARE(batch.ids.sizes(), (torch::IntArrayRef{8, 12}));
    QVERIFY(!batch.lengths.defined());
    QVERIFY((batch.ids.select(1, 0) == kCls).all().item<bool>());
    QVERIFY((batch.ids.select(1, 11) == kSep).all().item<bool>());
    QVERIFY((batch.targets >= 0).any(1).all().item<bool>());
    const auto hidden = batch.ids == kMask;
    QVERIFY(hidden.any().item<bool>());
    QVERIFY((batch.targets.masked_select(hidden) >= 0).all().item<bool>());
}

void TestMaskedLoader::aDocumentIsARowByItself()
{
    // Of 30 letters with 10 to a row: three rows; an empty document is none.
    const Letters letters({4, 1, 30, 0, 7});
    const auto cuts = cutText(letters.store(), windowsOf(12, true));
    std::vector<int64_t> lengths;
    for (const TextCut& cut : cuts)
        lengths.push_back(cut.length);
    QCOMPARE(lengths, (std::vector<int64_t>{4, 1, 10, 10, 10, 7}));
    const auto loader = loaderOf(letters, windowsOf(12, true), 6);
    QCOMPARE(loader.tokensPerStep(), int64_t{42});
    const auto batch = loader.load(0).at(0);
    QCOMPARE(batch.ids.sizes(), (torch::IntArrayRef{6, 12}));
    std::multiset<size_t> found;
    for (int64_t row = 0; row < 6; ++row) {
        const auto text = textOf(batch, row);
        found.insert(text.size());
        for (const int64_t id : text) {
            QCOMPARE(id, text.front());
            QVERIFY(id != letters.separator());
        }
        const int64_t length = batch.lengths[row].item<int64_t>();
        QCOMPARE(batch.ids[row][length - 1].item<int64_t>(), kSep);
        QVERIFY((batch.targets[row].slice(0, length - 1) == -100).all().item<bool>());
    }
    QCOMPARE(found, (std::multiset<size_t>{1, 4, 7, 10, 10, 10}));
    // The same rows behind each other.
    auto together = windowsOf(12, true);
    together.joined = true;
    const auto joined = loaderOf(letters, together, 6).load(0).at(0);
    QCOMPARE(joined.ids.sizes(), (torch::IntArrayRef{1, 42 + 2 * 6}));
    int64_t at = 0;
    for (int64_t row = 0; row < 6; ++row) {
        const int64_t length = batch.lengths[row].item<int64_t>();
        const auto same = [&](const torch::Tensor& one, const torch::Tensor& padded) {
            return torch::equal(one[0].slice(0, at, at + length), padded[row].slice(0, 0, length));
        };
        QVERIFY(same(joined.ids, batch.ids) && same(joined.targets, batch.targets));
        QVERIFY((joined.segments[0].slice(0, at, at + length) == row).all().item<bool>());
        at += length;
    }
    // A batch is as wide as its longest row.
    const Letters shorter({3, 5});
    QCOMPARE(loaderOf(shorter, windowsOf(12, true), 2).load(0).at(0).ids.size(1), int64_t{7});
    const Letters nothing({0, 0});
    QVERIFY_EXCEPTION_THROWN(loaderOf(nothing, windowsOf(12, true), 1), Error);
}

void TestMaskedLoader::aStepIsAPureFunctionOfItsNumber()
{
    const Letters letters({4, 1, 30, 7, 9, 2});
    const auto loader = loaderOf(letters, windowsOf(12, true), 3);
    const auto once = loader.load(5).at(0);
    loader.load(1);
    QVERIFY(torch::equal(loader.load(5).at(0).ids, once.ids));
    QVERIFY(!torch::equal(loader.load(6).at(0).ids, once.ids));
}

void TestMaskedLoader::anEpochReadsEveryDocumentOnce()
{
    const Letters letters({4, 1, 6, 7, 9, 2, 3});
    const auto loader = loaderOf(letters, windowsOf(12, true), 1);
    QCOMPARE(loader.order().stepsFor(1), uint64_t{7});
    for (int64_t epoch = 0; epoch < 3; ++epoch) {
        std::set<int64_t> seen;
        for (int64_t step = 0; step < 7; ++step)
            seen.insert(textOf(loader.load(7 * epoch + step).at(0), 0).at(0));
        QCOMPARE(seen.size(), size_t{7});
    }
}

void TestMaskedLoader::gapsHaveTheirShares()
{
    // BERT's own: 15 % are asked for; of those 80 % hidden, 10 % another word, 10 % as they were.
    constexpr int64_t kTokens = 200'000;
    std::vector<int64_t> ids(kTokens, 7), targets(kTokens);
    Random random(1, "shares", 0);
    maskTokens(ids, targets, {.maskId = kMask, .vocabSize = kVocab}, random);
    double asked = 0, hidden = 0, kept = 0;
    for (size_t i = 0; i < ids.size(); ++i) {
        QVERIFY(targets[i] == 7 || (targets[i] == -100 && ids[i] == 7));
        asked += targets[i] == 7;
        hidden += ids[i] == kMask;
        kept += targets[i] == 7 && ids[i] == 7;
    }
    // A random word is the mask or the word itself once in as many words as there are.
    const double chance = 0.1 / kVocab;
    const auto near = [](double count, double of, double share) {
        return std::abs(count / of - share) < 4 * std::sqrt(share * (1 - share) / of);
    };
    QVERIFY(near(asked, kTokens, 0.15));
    QVERIFY(near(hidden, asked, 0.8 + chance));
    QVERIFY(near(kept, asked, 0.1 + chance));
}

void TestMaskedLoader::pseudoLossHidesEachTokenAlone()
{
    Transformer model = smallBert();
    model->eval();
    const Letters letters({5, 9, 8});
    const auto windows = windowsOf(12, false);
    const auto always = [](int64_t, int64_t) { return true; };
    const auto found = pseudoLoss(model, letters.store(), windows, 4, 0, always);
    QCOMPARE(static_cast<uint64_t>(found.tokens), letters.store().size());
    const torch::NoGradGuard guard;
    double nats = 0;
    for (const TextCut& cut : cutText(letters.store(), windows)) {
        std::vector<int64_t> ids(static_cast<size_t>(cut.length));
        letters.store().copy(cut.start, std::span<int64_t>(ids));
        ids.insert(ids.begin(), kCls);
        ids.push_back(kSep);
        for (size_t i = 1; i + 1 < ids.size(); ++i) {
            auto row = torch::tensor(ids, torch::kInt64).unsqueeze(0);
            row[0][static_cast<int64_t>(i)] = kMask;
            const auto logits = model->logits(model->forward(row))[0][static_cast<int64_t>(i)];
            nats -= torch::log_softmax(logits.to(torch::kFloat64), 0)[ids[i]].item<double>();
        }
    }
    QVERIFY(std::abs(found.nats - nats) < 1e-3);
}

void TestMaskedLoader::theLossOfDocumentsCountsEachGapOnce()
{
    Transformer model = smallBert();
    const Letters letters({4, 1, 30, 7});
    const auto windows = windowsOf(12, true);
    // Rows one by one, without padding, against batches with padding.
    const auto always = [] { return true; };
    const auto single = maskedLoss(model, letters.store(), windows, 1, 0, always);
    const auto padded = maskedLoss(model, letters.store(), windows, 4, 0, always);
    QVERIFY(single.tokens >= 6);
    QCOMPARE(padded.tokens, single.tokens);
    QVERIFY(std::abs(padded.nats - single.nats) < 1e-4);
    auto together = windows;
    together.joined = true;
    const auto joined = maskedLoss(model, letters.store(), together, 4, 0, always);
    QCOMPARE(joined.tokens, single.tokens);
    QVERIFY(std::abs(joined.nats - single.nats) < 1e-4);
    // The first two rows alone.
    QVERIFY(maskedLoss(model, letters.store(), windows, 4, 2, always).tokens < single.tokens);
}

QTEST_GUILESS_MAIN(TestMaskedLoader)
