#include "tests/engine/align/test_sequences.h"

#include "core/engine/align/sequences.h"
#include "tests/engine/nn/families.h"
#include "tests/engine/nn/random_model.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

Sequence sequence(const std::vector<int32_t>& prompt, const std::vector<int32_t>& response)
{
    Sequence made{prompt, std::vector<uint8_t>(prompt.size(), 0)};
    made.ids.insert(made.ids.end(), response.begin(), response.end());
    made.response.resize(made.ids.size(), 1);
    return made;
}

/// Two prompts, three answers each, not neighbours; and one that begins like another but is longer.
std::vector<Sequence> answers()
{
    const std::vector<int32_t> first{3, 1, 4, 1, 5, 9, 2, 6}, second{2, 7, 1, 8};
    return {
        sequence(first, {5, 3, 5}),
        sequence(second, {8, 9}),
        sequence(first, {7, 9, 3, 2, 3}),
        sequence(second, {8, 4, 6}),
        sequence(first, {8}),
        sequence(second, {3, 3, 8, 3}),
        sequence({2, 7, 1, 8, 2}, {8, 1, 8})};
}

/// What has its own place: 8 + 4 + 5 of the prompts, 3 + 2 + 5 + 3 + 1 + 4 + 3 of the answers.
constexpr int64_t kTokens = 38;

/// Loss over the answers and the gradients of all weights.
std::vector<Tensor> gradients(Transformer model, const Tensor& logProbs, const Tensor& mask)
{
    return torch::autograd::grad(
        {(logProbs * mask).sum()}, model->parameters(), {}, true, false, true);
}

} // namespace

void TestSequences::promptsGiveWayAtTheirBeginning()
{
    const auto cut = [](int64_t most) {
        Sequence one = sequence({1, 2, 3, 4}, {5, 6, 7});
        const bool fits = cutPrompt(one, most);
        return std::pair(fits, one);
    };
    for (const int64_t most : {7, 100}) {
        QVERIFY(cut(most).first);
        QVERIFY(cut(most).second.ids == (std::vector<int32_t>{1, 2, 3, 4, 5, 6, 7}));
    }
    QVERIFY(cut(5).first);
    QVERIFY(cut(5).second.ids == (std::vector<int32_t>{3, 4, 5, 6, 7}));
    QVERIFY(cut(5).second.response == (std::vector<uint8_t>{0, 0, 1, 1, 1}));
    QVERIFY(cut(3).first);
    QVERIFY(cut(3).second.ids == (std::vector<int32_t>{5, 6, 7}));
    // Of the answer nothing is taken away.
    QVERIFY(!cut(2).first);
    QCOMPARE(cut(2).second.ids.size(), size_t{7});
}

void TestSequences::sharedBeginningsChangeNothing_data()
{
    QTest::addColumn<int>("model");
    QTest::addColumn<bool>("fused");
    const auto models = smallModels();
    for (size_t i = 0; i < models.size(); ++i)
        for (const bool fused : {true, false})
            QTest::addRow("%s %s", models[i].first.c_str(), fused ? "fused" : "plain")
                << static_cast<int>(i) << fused;
}

void TestSequences::sharedBeginningsChangeNothing()
{
    QFETCH(int, model);
    QFETCH(bool, fused);
    Transformer made = randomModel(smallModels()[static_cast<size_t>(model)].second);
    const SequenceBatch batch = makeBatch(answers(), torch::kCPU);
    ForwardOptions options;
    options.fused = fused;
    const Tensor whole = made->forward(batch.ids, options);
    const Tensor shared = hiddenStates(made, batch, options);
    QCOMPARE(shared.sizes(), whole.sizes());
    const Tensor valid = torch::arange(batch.ids.size(1)).unsqueeze(0) < batch.lengths.unsqueeze(1);
    QVERIFY(distance(shared.index({valid}), whole.index({valid})) < 1e-5);

    // Gradients: the same loss over states of whole rows and of shared beginnings.
    const auto lossOf = [&](const Tensor& hidden) {
        const Tensor logProbs = torch::log_softmax(made->logits(hidden, {.fused = fused}), -1);
        return logProbs.gather(2, batch.targets.clamp_min(0).unsqueeze(2)).squeeze(2);
    };
    const auto expected = gradients(made, lossOf(made->forward(batch.ids, options)), batch.mask);
    const auto found = gradients(made, lossOf(hiddenStates(made, batch, options)), batch.mask);
    const auto again = gradients(made, lossOf(hiddenStates(made, batch, options)), batch.mask);
    double largest = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(found[i].defined(), expected[i].defined());
        if (!found[i].defined())
            continue;
        QVERIFY(
            distance(found[i], expected[i]) < 1e-4 * (1 + expected[i].abs().max().item<double>()));
        QVERIFY(torch::equal(found[i], again[i]));
        largest = std::max(largest, expected[i].abs().max().item<double>());
    }
    QVERIFY(largest > 0.1);
}

void TestSequences::eachTokenIsComputedOnce()
{
    Transformer model = randomModel(smallModels()[0].second);
    ForwardOptions options;
    std::vector<int64_t> shape;
    options.observe = [&](const std::string& name, const Tensor& x) {
        if (name == "transformer.wte")
            shape = x.sizes().vec();
    };
    hiddenStates(model, makeBatch(answers(), torch::kCPU), options);
    QCOMPARE(shape, (std::vector<int64_t>{1, kTokens, model->config().width}));
}

void TestSequences::whereNothingIsSharedRowsStayAsTheyAre()
{
    Transformer model = randomModel(smallModels()[0].second);
    const SequenceBatch batch = makeBatch(
        std::vector{sequence({1, 2, 3}, {4, 5}), sequence({3, 2, 1}, {5, 6})}, torch::kCPU);
    QVERIFY(torch::equal(hiddenStates(model, batch), model->forward(batch.ids)));
}

void TestSequences::modelsThatCantShareReadWholeRows()
{
    const SequenceBatch batch = makeBatch(answers(), torch::kCPU);
    Transformer bert = randomModel(smallBert());
    QVERIFY(torch::equal(hiddenStates(bert, batch), bert->forward(batch.ids)));
    Transformer prompted = randomModel(smallModels()[0].second);
    auto tokens = std::make_shared<VirtualTokens>();
    tokens->count = 2;
    tokens->prompt = [] { return torch::ones({2, 40}) * 0.3; };
    prompted->setVirtualTokens(tokens);
    QVERIFY(torch::equal(hiddenStates(prompted, batch), prompted->forward(batch.ids)));
}

void TestSequences::secondDerivativesPass()
{
    Transformer model = randomModel(smallModels()[0].second);
    const SequenceBatch batch = makeBatch(answers(), torch::kCPU);
    const auto weight = model->named_parameters()["transformer.h.0.attn.c_attn.weight"];
    // d/dw of the sum of squares of the gradient, for whole rows and for shared beginnings.
    const auto second = [&](const Tensor& logProbs) {
        const Tensor first =
            torch::autograd::grad({(logProbs * logProbs).sum()}, {weight}, {}, true, true)[0];
        return torch::autograd::grad({first.square().sum()}, {weight})[0];
    };
    ForwardOptions plain;
    plain.fused = false;
    const Tensor places = batch.mask.reshape({-1}).nonzero().squeeze(1);
    const Tensor whole = model->forward(batch.ids, plain);
    const Tensor expected = second(torch::log_softmax(
        model->logits(
            whole.reshape({-1, whole.size(-1)}).index_select(0, places), {.fused = false}),
        -1));
    const Tensor found = second(responseDistributions(model, batch, 1.0));
    QVERIFY(expected.abs().max().item<double>() > 0);
    QVERIFY(distance(found, expected) < 1e-3 * (1 + expected.abs().max().item<double>()));
}

void TestSequences::entropyIsThatOfTheDistributions()
{
    Transformer model = randomModel(smallModels()[0].second);
    const SequenceBatch batch = makeBatch(answers(), torch::kCPU);
    const Tensor all = responseDistributions(model, batch, 0.7).detach();
    const Tensor expected = (all.exp() * all).sum(-1).neg();
    for (const bool fused : {true, false}) {
        const auto told =
            policyPass(model, batch, {.temperature = 0.7, .entropy = true, .fused = fused});
        QVERIFY(distance(told.entropy.masked_select(batch.mask > 0), expected) < 1e-4);
        const Tensor others = told.entropy.masked_select(batch.mask == 0);
        QCOMPARE(others.abs().max().item<double>(), 0.0);
        QVERIFY(!told.entropy.requires_grad() && told.logProbs.requires_grad());
        const auto learned =
            policyPass(model, batch, {.temperature = 0.7, .learnEntropy = true, .fused = fused});
        QVERIFY(learned.entropy.requires_grad());
        QVERIFY(distance(learned.entropy.detach(), told.entropy) < 1e-4);
        QVERIFY(!policyPass(model, batch, {.fused = fused}).entropy.defined());
    }
}

void TestSequences::meanLogitsAreThoseOfAllLogits()
{
    for (const auto& [name, config] : smallModels()) {
        Transformer model = randomModel(config);
        const Tensor hidden = hiddenStates(model, makeBatch(answers(), torch::kCPU));
        const Tensor found = meanLogits(model, hidden);
        QVERIFY2(!found.requires_grad(), name.c_str());
        QVERIFY2(distance(found, model->logits(hidden).mean(-1)) < 1e-4, name.c_str());
    }
}

QTEST_APPLESS_MAIN(TestSequences)
