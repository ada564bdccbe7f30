#include "test_batch_loader.h"

#include "core/base/files.h"
#include "core/data/corpus.h"
#include "core/engine/train/batch_loader.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <set>

using namespace espalier;

namespace {

/// A store whose token at place i is known: characters of "abc...z" in a row, in one document.
class Alphabet
{
public:
    Alphabet()
    {
        std::string text;
        for (int i = 0; i < 1000; ++i)
            text += static_cast<char>('a' + i % 26);
        CharacterTrainer trainer(std::vector<std::string>{});
        trainer.add(text);
        m_tokenizer.emplace(trainer.finish());
        CorpusWriter writer(m_text.path(), "train");
        writer.add({text, true});
        writer.finish();
        const Corpus corpus(m_text.path(), "train");
        writeTokens(*corpus.source(), *m_tokenizer, m_folder.path(), "train");
        m_store.emplace(m_folder.path(), "train");
    }
    const TokenStore& store() const { return *m_store; }
    BatchLoader loader(int64_t batch, int64_t accumulation) const
    {
        BatchOrderParams order;
        order.tokens = store().size();
        order.block = 8;
        order.seed = 3;
        return BatchLoader(store(), order, batch, accumulation, torch::kCPU);
    }

private:
    TemporaryFolder m_folder, m_text;
    std::optional<Tokenizer> m_tokenizer;
    std::optional<TokenStore> m_store;
};

} // namespace

void TestBatchLoader::targetsAreTheNextTokens()
{
    const Alphabet alphabet;
    const auto batches = alphabet.loader(4, 1).load(0);
    QCOMPARE(batches.size(), size_t{1});
    const auto ids = batches[0].ids, targets = batches[0].targets;
    QCOMPARE(ids.sizes(), (torch::IntArrayRef{4, 8}));
    QVERIFY(torch::equal(ids.slice(1, 1), targets.slice(1, 0, 7)));
    // In this text the next letter follows from the letter.
    const int64_t first = alphabet.store().at(0);
    QVERIFY(torch::equal(targets, torch::remainder(ids - first + 1, 26) + first));
}

void TestBatchLoader::aStepIsAPureFunctionOfItsNumber()
{
    const Alphabet alphabet;
    const auto loader = alphabet.loader(4, 1);
    const auto once = loader.load(5);
    loader.load(1);
    QVERIFY(torch::equal(loader.load(5)[0].ids, once[0].ids));
    QVERIFY(!torch::equal(loader.load(6)[0].ids, once[0].ids));
}

void TestBatchLoader::accumulationCutsTheSameRowsIntoSmallerBatches()
{
    const Alphabet alphabet;
    const auto whole = alphabet.loader(4, 1).load(2);
    const auto halves = alphabet.loader(2, 2).load(2);
    QCOMPARE(halves.size(), size_t{2});
    QVERIFY(torch::equal(torch::cat({halves[0].ids, halves[1].ids}), whole[0].ids));
}

void TestBatchLoader::oneEpochSeesEveryWindowOnce()
{
    const Alphabet alphabet;
    const auto loader = alphabet.loader(1, 1);
    std::set<uint64_t> starts;
    const auto windows = loader.order().windowsPerEpoch();
    for (uint64_t step = 0; step < windows; ++step)
        QVERIFY(starts.insert(loader.order().start(step, 0)).second);
    QVERIFY(windows >= 1000 / 8 - 2);
}

QTEST_GUILESS_MAIN(TestBatchLoader)
