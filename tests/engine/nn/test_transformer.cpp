#include "tests/engine/nn/test_transformer.h"

#include "core/engine/nn/loss.h"
#include "core/engine/nn/positions.h"
#include "core/engine/nn/transformer.h"
#include "tests/engine/nn/families.h"
#include "tests/engine/nn/formulas.h"
#include "tests/engine/nn/random_model.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

ModelConfig configNamed(const char* name)
{
    for (const auto& [key, config] : smallModels()) {
        if (key == name) {
            return config;
        }
    }
    throw std::runtime_error(name);
}

void familyRows()
{
    QTest::addColumn<QString>("family");
    for (const auto& [name, config] : smallModels()) {
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
}

} // namespace

void TestTransformer::logitsMatchTheFormulas_data()
{
    familyRows();
}

void TestTransformer::logitsMatchTheFormulas()
{
    QFETCH(QString, family);
    const ModelConfig config = configNamed(qPrintable(family));
    Transformer model = randomModel(config);
    const Tensor ids = randomIds(2, 23, config.vocabSize);
    const Formulas formulas(config, model->named_parameters());
    for (const bool fused : {true, false}) {
        ForwardOptions options;
        options.fused = fused;
        const torch::NoGradGuard guard;
        const Tensor logits = model->logits(model->forward(ids, options), options);
        QCOMPARE(logits.sizes().vec(), (std::vector<int64_t>{2, 23, config.vocabSize}));
        for (int64_t b = 0; b < 2; ++b) {
            const auto* row = ids[b].data_ptr<int64_t>();
            const auto expected = formulas.logits({row, row + 23});
            double worst = 0;
            for (int64_t t = 0; t < 23; ++t) {
                for (int64_t v = 0; v < config.vocabSize; ++v) {
                    worst = std::max(
                        worst,
                        std::abs(
                            logits[b][t][v].item<double>() -
                            expected[static_cast<size_t>(t)][static_cast<size_t>(v)]));
                }
            }
            QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
        }
    }
}

void TestTransformer::fusedGradientsMatchPlainOnes_data()
{
    familyRows();
}

void TestTransformer::fusedGradientsMatchPlainOnes()
{
    QFETCH(QString, family);
    const ModelConfig config = configNamed(qPrintable(family));
    Transformer model = randomModel(config);
    const Tensor ids = randomIds(2, 31, config.vocabSize);
    const Tensor targets = randomIds(1, 62, config.vocabSize).view({62});
    const auto gradients = [&](bool fused) {
        ForwardOptions options;
        options.fused = fused;
        const Tensor hidden = model->forward(ids, options).view({62, config.width});
        const auto loss = headLoss(
            hidden,
            model->headWeight(),
            targets,
            {.scale = 1.0 / 62, .fused = fused, .chunkRows = 13});
        return torch::autograd::grad({loss.sum}, model->parameters());
    };
    const auto fused = gradients(true);
    const auto plain = gradients(false);
    const auto names = model->named_parameters().keys();
    for (size_t i = 0; i < fused.size(); ++i) {
        const double error =
            distance(fused[i], plain[i]) / (1e-3 + plain[i].abs().max().item<double>());
        QVERIFY2(
            error < 1e-4, qPrintable(QString::fromStdString(names[i]) + QString::number(error)));
    }
}

void TestTransformer::namesAreThoseOfHuggingFace()
{
    const auto has = [](const Transformer& model, const char* name, std::vector<int64_t> sizes) {
        const auto parameters = model->named_parameters();
        const Tensor* found = parameters.find(name);
        return found != nullptr && found->sizes().vec() == sizes;
    };
    const Transformer gpt2(configNamed("gpt2"));
    QVERIFY(has(gpt2, "transformer.wte.weight", {37, 40}));
    QVERIFY(has(gpt2, "transformer.wpe.weight", {48, 40}));
    QVERIFY(has(gpt2, "transformer.h.1.attn.c_attn.weight", {40, 120}));
    QVERIFY(has(gpt2, "transformer.h.1.mlp.c_fc.bias", {100}));
    QVERIFY(has(gpt2, "transformer.ln_f.bias", {40}));
    QVERIFY(!gpt2->named_parameters().contains("lm_head.weight"));
    QCOMPARE(gpt2->named_parameters().size(), size_t{2 + 2 * 12 + 2});
    const Transformer qwen3(configNamed("qwen3"));
    QVERIFY(has(qwen3, "model.embed_tokens.weight", {37, 40}));
    QVERIFY(has(qwen3, "model.layers.0.self_attn.q_proj.weight", {80, 40}));
    QVERIFY(has(qwen3, "model.layers.0.self_attn.k_proj.weight", {40, 40}));
    QVERIFY(has(qwen3, "model.layers.0.self_attn.q_norm.weight", {20}));
    QVERIFY(has(qwen3, "model.layers.0.mlp.down_proj.weight", {40, 72}));
    QVERIFY(has(qwen3, "model.norm.weight", {40}));
    QVERIFY(has(qwen3, "lm_head.weight", {37, 40}));
    QCOMPARE(projections(gpt2).size(), size_t{2 * 4});
    QCOMPARE(projections(gpt2).front().first, std::string("transformer.h.0.attn.c_attn"));
}

void TestTransformer::cacheGivesTheSameLogits_data()
{
    familyRows();
}

void TestTransformer::cacheGivesTheSameLogits()
{
    QFETCH(QString, family);
    const ModelConfig config = configNamed(qPrintable(family));
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor ids = randomIds(2, 20, config.vocabSize);
    const Tensor whole = model->forward(ids);
    KvCache cache(config, 2, 20);
    ForwardOptions options;
    options.cache = &cache;
    const Tensor first = model->forward(ids.narrow(1, 0, 13), options);
    const Tensor second = model->forward(ids.narrow(1, 13, 1), options);
    const Tensor third = model->forward(ids.narrow(1, 14, 6), options);
    QVERIFY(distance(torch::cat({first, second, third}, 1), whole) < 1e-4);
}

void TestTransformer::packedSegmentsDontSeeEachOther()
{
    for (const char* name : {"gpt2", "mistral"}) {
        const ModelConfig config = configNamed(name);
        Transformer model = randomModel(config);
        const torch::NoGradGuard guard;
        const Tensor a = randomIds(1, 9, config.vocabSize);
        const Tensor b = randomIds(1, 14, config.vocabSize).flip(1);
        ForwardOptions options;
        options.segments = torch::cat(
            {torch::zeros({1, 9}, torch::kInt64), torch::ones({1, 14}, torch::kInt64)}, 1);
        const Tensor packed = model->forward(torch::cat({a, b}, 1), options);
        QVERIFY(distance(packed.narrow(1, 0, 9), model->forward(a)) < 1e-4);
        QVERIFY(distance(packed.narrow(1, 9, 14), model->forward(b)) < 1e-4);
    }
}

void TestTransformer::leftPaddingChangesNothing()
{
    for (const char* name : {"gpt2", "llama"}) {
        const ModelConfig config = configNamed(name);
        Transformer model = randomModel(config);
        const torch::NoGradGuard guard;
        const Tensor ids = randomIds(1, 10, config.vocabSize);
        ForwardOptions options;
        options.starts = torch::tensor({4}, torch::kInt64);
        const Tensor padded =
            model->forward(torch::cat({torch::zeros({1, 4}, torch::kInt64), ids}, 1), options);
        QVERIFY(distance(padded.narrow(1, 4, 10), model->forward(ids)) < 1e-4);
    }
}

void TestTransformer::checkpointingChangesNothing()
{
    for (const char* name : {"gpt2", "qwen3"}) {
        const ModelConfig config = configNamed(name);
        Transformer model = randomModel(config);
        model->train();
        const Tensor ids = randomIds(2, 15, config.vocabSize);
        const auto gradients = [&](bool checkpoint) {
            torch::manual_seed(21); // the same dropout
            ForwardOptions options;
            options.checkpoint = checkpoint;
            options.dropout = 0.2;
            const Tensor hidden = model->forward(ids, options);
            auto found = torch::autograd::grad(
                {hidden.pow(2).sum()}, model->parameters(), {}, false, false, true);
            found.push_back(torch::rand({1})); // the generator stands where it would have stood
            return found;
        };
        const auto kept = gradients(false);
        const auto again = gradients(true);
        for (size_t i = 0; i < kept.size(); ++i) {
            QCOMPARE(kept[i].defined(), again[i].defined());
            QVERIFY(!kept[i].defined() || torch::equal(kept[i], again[i]));
        }
    }
}

void TestTransformer::initialisationDependsOnTheSeedAlone()
{
    const ModelConfig config = configNamed("gpt2");
    const auto weight = [&](uint64_t seed, int64_t shift) {
        torch::manual_seed(static_cast<uint64_t>(shift)); // torch's own generator plays no part
        Transformer model(config);
        model->initialise(seed);
        return model->named_parameters()["transformer.h.0.mlp.c_proj.weight"].detach().clone();
    };
    QVERIFY(torch::equal(weight(3, 0), weight(3, 1)));
    QVERIFY(!torch::equal(weight(3, 0), weight(4, 0)));
    // 4,000 normal values: the deviation is 0.2 / sqrt(2 layers x 2) = 0.1, within 5 %.
    QVERIFY(std::abs(weight(3, 0).std().item<double>() - 0.1) < 0.005);
}

void TestTransformer::positionsCanBeginAsSinusoids()
{
    for (const ModelConfig& config : {configNamed("gpt2"), smallBert()}) {
        Transformer model(config);
        model->initialise(3);
        Transformer ordered(config);
        ordered->initialise(3);
        setSinusoidalPositions(ordered);
        size_t changed = 0;
        for (const auto& item : ordered->named_parameters()) {
            if (torch::equal(item.value(), model->named_parameters()[item.key()]))
                continue;
            ++changed;
            const Tensor table = item.value().detach() / (5 * config.initStd * std::sqrt(2.0));
            QCOMPARE(table.sizes(), (at::IntArrayRef{config.positions, config.width}));
            QCOMPARE(table[0][0].item<double>(), 0.0);
            QCOMPARE(table[0][1].item<double>(), 1.0);
            QVERIFY(std::abs(table[3][0].item<double>() - std::sin(3.0)) < 1e-6);
            const double slow = std::pow(10000.0, -2.0 / static_cast<double>(config.width));
            QVERIFY(std::abs(table[3][3].item<double>() - std::cos(3 * slow)) < 1e-6);
            // Rows so many places apart are alike to the same degree wherever they stand.
            const Tensor alike = table.matmul(table.t());
            QVERIFY(std::abs((alike[1][3] - alike[2][4]).item<double>()) < 1e-4);
            QVERIFY(item.value().requires_grad());
        }
        QCOMPARE(changed, size_t{1});
    }
    Transformer rotating(configNamed("llama"));
    QVERIFY_EXCEPTION_THROWN(setSinusoidalPositions(rotating), std::invalid_argument);
}

void TestTransformer::lossMatchesLogSoftmax()
{
    torch::manual_seed(2);
    const Tensor hidden = torch::randn({50, 8}).requires_grad_();
    const Tensor head = torch::randn({21, 8}).requires_grad_();
    Tensor targets = torch::randint(21, {50}, torch::kInt64);
    targets.narrow(0, 10, 5).fill_(-100);
    const Tensor all = torch::log_softmax(hidden.matmul(head.t()), 1);
    double expected = 0;
    int64_t correct = 0;
    for (int64_t i = 0; i < 50; ++i) {
        if (const int64_t target = targets[i].item<int64_t>(); target >= 0) {
            expected -= all[i][target].item<double>();
            correct += all[i].argmax().item<int64_t>() == target ? 1 : 0;
        }
    }
    const auto reference = torch::autograd::grad(
        {torch::nll_loss(all, targets, {}, at::Reduction::Sum) * 0.1}, {hidden, head});
    for (const int64_t chunk : {0, 1, 7, 64}) {
        const auto loss = headLoss(hidden, head, targets, {.scale = 0.1, .chunkRows = chunk});
        QCOMPARE(loss.counted, int64_t{45});
        QCOMPARE(loss.correct, correct);
        QVERIFY(std::abs(loss.sum.item<double>() - 0.1 * expected) < 1e-4);
        const auto grads = torch::autograd::grad({loss.sum * 2}, {hidden, head});
        QVERIFY(distance(grads[0], reference[0] * 2) < 1e-5);
        QVERIFY(distance(grads[1], reference[1] * 2) < 1e-5);
    }
}

void TestTransformer::targetLogProbsMatchLogSoftmax()
{
    torch::manual_seed(2);
    const Tensor hidden = torch::randn({19, 8}).requires_grad_();
    const Tensor head = torch::randn({33, 8}).requires_grad_();
    const Tensor targets = torch::randint(33, {19}, torch::kInt64);
    const Tensor weights = torch::randn({19});
    const Tensor expected = torch::log_softmax(hidden.matmul(head.t()) / 0.7, 1)
                                .gather(1, targets.unsqueeze(1))
                                .squeeze(1);
    const auto reference = torch::autograd::grad({(expected * weights).sum()}, {hidden, head});
    const auto scores = targetLogProbs(hidden, head, targets, {.temperature = 0.7, .chunkRows = 4});
    QVERIFY(distance(scores.logProbs, expected) < 1e-5);
    const auto grads = torch::autograd::grad({(scores.logProbs * weights).sum()}, {hidden, head});
    QVERIFY(distance(grads[0], reference[0]) < 1e-5);
    QVERIFY(distance(grads[1], reference[1]) < 1e-5);
}

QTEST_GUILESS_MAIN(TestTransformer)
