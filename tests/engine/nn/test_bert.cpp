#include "tests/engine/nn/test_bert.h"

#include "core/engine/nn/prediction.h"
#include "core/engine/nn/transformer.h"
#include "tests/engine/nn/bert_formulas.h"
#include "tests/engine/nn/families.h"
#include "tests/engine/nn/random_model.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

Tensor randomTypes(int64_t batch, int64_t tokens)
{
    torch::manual_seed(17);
    return torch::randint(2, {batch, tokens}, torch::kInt64);
}

std::vector<int64_t> numbers(const Tensor& row)
{
    return {row.data_ptr<int64_t>(), row.data_ptr<int64_t>() + row.numel()};
}

double worstOf(const Tensor& found, const BertFormulas::Row& expected)
{
    double worst = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        worst = std::max(
            worst, std::abs(found[static_cast<int64_t>(i)].item<double>() - expected[i]));
    }
    return worst;
}

ModelConfig withLabels(ModelConfig config, std::vector<std::string> labels)
{
    config.labels = std::move(labels);
    return config;
}

} // namespace

void TestBert::logitsMatchTheFormulas()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    const BertFormulas formulas(config, model->named_parameters());
    const torch::NoGradGuard guard;
    // Longer than a tile of queries and than a vector, and not a multiple of either.
    const Tensor ids = randomIds(2, 43, config.vocabSize);
    const Tensor types = randomTypes(2, 43);
    for (const bool fused : {true, false}) {
        ForwardOptions options;
        options.fused = fused;
        options.types = types;
        const Tensor logits = model->logits(model->forward(ids, options), options);
        for (int64_t b = 0; b < 2; ++b) {
            const auto expected = formulas.logits(numbers(ids[b]), numbers(types[b]));
            for (int64_t t = 0; t < 43; ++t) {
                const double worst = worstOf(logits[b][t], expected[static_cast<size_t>(t)]);
                QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
            }
        }
    }
}

void TestBert::labelsMatchTheFormulas()
{
    const ModelConfig config = withLabels(smallBert(), {"bad", "good", "mixed"});
    Transformer model = randomModel(config);
    const BertFormulas formulas(config, model->named_parameters());
    const torch::NoGradGuard guard;
    const Tensor ids = randomIds(2, 12, config.vocabSize);
    const Tensor types = randomTypes(2, 12);
    ForwardOptions options;
    options.types = types;
    const Tensor scores = model->classify(model->forward(ids, options), {}, options);
    QCOMPARE(scores.sizes().vec(), (std::vector<int64_t>{2, 3}));
    for (int64_t b = 0; b < 2; ++b) {
        QVERIFY(worstOf(scores[b], formulas.labels(numbers(ids[b]), numbers(types[b]))) < 1e-4);
    }
}

void TestBert::namesAreThoseOfHuggingFace()
{
    const auto has = [](const Transformer& model, const char* name, std::vector<int64_t> sizes) {
        const auto parameters = model->named_parameters();
        const Tensor* found = parameters.find(name);
        return found != nullptr && found->sizes().vec() == sizes;
    };
    const Transformer masked(smallBert());
    QVERIFY(has(masked, "bert.embeddings.word_embeddings.weight", {37, 40}));
    QVERIFY(has(masked, "bert.embeddings.token_type_embeddings.weight", {2, 40}));
    QVERIFY(has(masked, "bert.embeddings.LayerNorm.bias", {40}));
    QVERIFY(has(masked, "bert.encoder.layer.1.attention.self.query.weight", {40, 40}));
    QVERIFY(has(masked, "bert.encoder.layer.1.attention.output.LayerNorm.weight", {40}));
    QVERIFY(has(masked, "bert.encoder.layer.1.intermediate.dense.weight", {100, 40}));
    QVERIFY(has(masked, "bert.encoder.layer.1.output.dense.bias", {40}));
    QVERIFY(has(masked, "cls.predictions.transform.dense.weight", {40, 40}));
    QVERIFY(has(masked, "cls.predictions.bias", {37}));
    int64_t count = 0;
    for (const Tensor& parameter : masked->parameters()) {
        count += parameter.numel();
    }
    QCOMPARE(count, smallBert().parameterCount());

    const ModelConfig config = withLabels(smallBert(), {"no", "yes"});
    const Transformer sorter(config);
    QVERIFY(has(sorter, "bert.pooler.dense.weight", {40, 40}));
    QVERIFY(has(sorter, "classifier.weight", {2, 40}));
    QVERIFY(!sorter->named_parameters().contains("cls.predictions.bias"));
    const ModelConfig decoder = withLabels(smallModels().front().second, {"no", "yes"});
    QVERIFY(has(Transformer(decoder), "score.weight", {2, 40}));
    for (const ModelConfig& each : {config, decoder}) {
        int64_t weights = 0;
        for (const Tensor& parameter : Transformer(each)->parameters()) {
            weights += parameter.numel();
        }
        QCOMPARE(weights, each.parameterCount());
    }
}

void TestBert::gradientsMatchPlainOnes()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    const Tensor ids = randomIds(2, 31, config.vocabSize);
    Tensor targets = torch::full({2, 31}, -100, torch::kInt64);
    for (const int64_t place : {2, 9, 30}) {
        targets.select(1, place).copy_(ids.select(1, place));
    }
    const auto gradients = [&](bool fused) {
        ForwardOptions options;
        options.fused = fused;
        options.lengths = torch::tensor({31, 20}, torch::kInt64);
        const auto loss = predictionLoss(
            model, model->forward(ids, options), targets, {.scale = 0.2, .fused = fused});
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

void TestBert::paddingChangesNothing()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor ids = randomIds(2, 20, config.vocabSize);
    ForwardOptions options;
    options.lengths = torch::tensor({13, 20}, torch::kInt64);
    const Tensor padded = model->forward(ids, options);
    const Tensor alone = model->forward(ids.narrow(0, 0, 1).narrow(1, 0, 13));
    QVERIFY(distance(padded.narrow(0, 0, 1).narrow(1, 0, 13), alone) < 1e-4);
    QVERIFY(distance(padded.narrow(0, 1, 1), model->forward(ids.narrow(0, 1, 1))) < 1e-4);
}

void TestBert::packedSegmentsDontSeeEachOther()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor a = randomIds(1, 9, config.vocabSize);
    const Tensor b = randomIds(1, 14, config.vocabSize).flip(1);
    for (const bool fused : {true, false}) {
        ForwardOptions options;
        options.fused = fused;
        options.segments = torch::cat(
            {torch::zeros({1, 9}, torch::kInt64), torch::ones({1, 14}, torch::kInt64)}, 1);
        const Tensor packed = model->forward(torch::cat({a, b}, 1), options);
        QVERIFY(distance(packed.narrow(1, 0, 9), model->forward(a)) < 1e-4);
        QVERIFY(distance(packed.narrow(1, 9, 14), model->forward(b)) < 1e-4);
    }
}

void TestBert::checkpointingChangesNothing()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    model->train();
    const Tensor ids = randomIds(2, 15, config.vocabSize);
    const auto gradients = [&](bool checkpoint) {
        torch::manual_seed(21); // the same dropout
        ForwardOptions options;
        options.checkpoint = checkpoint;
        options.dropout = 0.2;
        return torch::autograd::grad(
            {predictionLoss(model, model->forward(ids, options), ids, {.scale = 0.1}).sum},
            model->parameters());
    };
    const auto kept = gradients(false);
    const auto again = gradients(true);
    for (size_t i = 0; i < kept.size(); ++i) {
        QVERIFY(torch::equal(kept[i], again[i]));
    }
}

void TestBert::lossOfFewTokensPassesOnlyThem()
{
    const ModelConfig config = smallBert();
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor ids = randomIds(2, 10, config.vocabSize);
    const Tensor hidden = model->forward(ids);
    Tensor targets = torch::full({2, 10}, -100, torch::kInt64);
    targets[0][3] = 5;
    targets[1][7] = 11;
    const Tensor all = torch::log_softmax(model->logits(hidden), -1);
    const double expected = -(all[0][3][5] + all[1][7][11]).item<double>();
    const auto loss = predictionLoss(model, hidden, targets);
    QCOMPARE(loss.counted, int64_t{2});
    QVERIFY(std::abs(loss.sum.item<double>() - expected) < 1e-4);
    const auto scores = predictionScores(model, hidden, targets);
    QCOMPARE(scores.logProbs.numel(), int64_t{20});
    QVERIFY(std::abs(scores.logProbs[3].item<double>() - all[0][3][5].item<double>()) < 1e-4);
    QVERIFY(std::abs(scores.logProbs[17].item<double>() - all[1][7][11].item<double>()) < 1e-4);
    QCOMPARE(scores.logProbs[0].item<double>(), 0.0);
}

void TestBert::weightsOfTokensScaleTheirLoss()
{
    torch::manual_seed(3);
    const Tensor hidden = torch::randn({9, 6}).requires_grad_();
    const Tensor head = torch::randn({13, 6}).requires_grad_();
    const Tensor bias = torch::randn({13}).requires_grad_();
    const Tensor targets = torch::randint(13, {9}, torch::kInt64);
    const Tensor weights = torch::rand({9});
    const Tensor expected =
        (torch::log_softmax(hidden.matmul(head.t()) + bias, 1)
             .gather(1, targets.unsqueeze(1))
             .squeeze(1) *
         weights)
            .sum()
            .neg();
    const auto reference = torch::autograd::grad({expected}, {hidden, head, bias});
    for (const bool fused : {true, false}) {
        const auto loss = headLoss(
            hidden,
            head,
            targets,
            {.fused = fused, .chunkRows = 4, .bias = bias, .weights = weights});
        QVERIFY(std::abs(loss.sum.item<double>() - expected.item<double>()) < 1e-4);
        const auto grads = torch::autograd::grad({loss.sum}, {hidden, head, bias});
        for (size_t i = 0; i < 3; ++i) {
            QVERIFY(distance(grads[i], reference[i]) < 1e-5);
        }
    }
}

void TestBert::decoderReadsItsLastToken()
{
    const ModelConfig config = withLabels(smallModels().front().second, {"no", "yes"});
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor ids = randomIds(2, 11, config.vocabSize);
    const Tensor lengths = torch::tensor({7, 11}, torch::kInt64);
    const Tensor padded = model->classify(model->forward(ids), lengths);
    const Tensor first = ids.narrow(0, 0, 1).narrow(1, 0, 7);
    const Tensor alone = model->classify(model->forward(first), {});
    QVERIFY(distance(padded.narrow(0, 0, 1), alone) < 1e-4);
    const Tensor weight = model->named_parameters()["score.weight"];
    const Tensor last = model->forward(ids)[1][10];
    QVERIFY(distance(padded[1], weight.matmul(last)) < 1e-4);
}

QTEST_GUILESS_MAIN(TestBert)
