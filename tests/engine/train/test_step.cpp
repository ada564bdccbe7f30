#include "tests/engine/train/test_step.h"

#include "core/engine/train/step.h"
#include "tests/engine/nn/families.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

struct Rig
{
    Transformer model{nullptr};
    std::unique_ptr<AdamW> optimizer;
    std::unique_ptr<TrainStep> step;

    explicit Rig(const ModelConfig& config, TrainStepOptions options = {}, double eps = 1e-8)
        : model(config)
    {
        at::globalContext().setDeterministicAlgorithms(true, false);
        model->initialise(3);
        AdamW::Named named;
        for (const auto& item : model->named_parameters()) {
            named.emplace_back(item.key(), item.value());
        }
        optimizer = std::make_unique<AdamW>(named, AdamWOptions{.eps = eps});
        step = std::make_unique<TrainStep>(model, *optimizer, options);
    }
    std::vector<Tensor> weights() const
    {
        std::vector<Tensor> all;
        for (const Tensor& parameter : model->parameters()) {
            all.push_back(parameter.detach().clone());
        }
        return all;
    }
};

ModelConfig config(size_t row = 0)
{
    return smallModels()[row].second;
}

MicroBatch batch(uint64_t seed, int64_t rows = 4, int64_t tokens = 12)
{
    torch::manual_seed(seed);
    MicroBatch made;
    made.ids = torch::randint(37, {rows, tokens}, torch::kInt64);
    made.targets = torch::randint(37, {rows, tokens}, torch::kInt64);
    made.targets.narrow(1, 0, 1 + static_cast<int64_t>(seed % 3)).fill_(-100);
    return made;
}

MicroBatch rowsOf(const MicroBatch& all, int64_t first, int64_t count)
{
    return {all.ids.narrow(0, first, count), all.targets.narrow(0, first, count), {}};
}

} // namespace

void TestStep::lossIsTheTokenMean()
{
    Rig rig(config());
    const MicroBatch one = batch(5);
    const auto evaluation = rig.step->evaluate(one);
    const Tensor logits = rig.model->logits(rig.model->forward(one.ids));
    const double expected = torch::nll_loss(
                                torch::log_softmax(logits.view({48, 37}), 1),
                                one.targets.view({48}),
                                {},
                                at::Reduction::Sum,
                                -100)
                                .item<double>();
    QCOMPARE(evaluation.tokens, int64_t{4 * 9});
    QVERIFY(std::abs(evaluation.lossSum - expected) < 1e-3);
    const auto result = rig.step->run({one}, 1e-3);
    QCOMPARE(result.tokens, evaluation.tokens);
    QCOMPARE(result.correctTokens, evaluation.correct);
    QVERIFY(std::abs(result.loss - expected / 36) < 1e-5);
}

void TestStep::accumulationChangesNothing()
{
    // Rows of unequal count: a mean of means would differ.
    MicroBatch all = batch(5);
    all.targets[0].fill_(-100);
    all.targets[0][3] = 7;
    // A large eps: with a small one AdamW turns the rounding of a gradient near 0 into a whole
    // step.
    Rig whole(config(), {}, 0.01);
    Rig parts(config(), {}, 0.01);
    for (int i = 0; i < 3; ++i) {
        const auto a = whole.step->run({all}, 1e-3);
        const auto b = parts.step->run({rowsOf(all, 0, 1), rowsOf(all, 1, 3)}, 1e-3);
        QVERIFY(std::abs(a.loss - b.loss) < 1e-5);
        QVERIFY(std::abs(a.gradNorm - b.gradNorm) < 1e-4 * a.gradNorm);
        QCOMPARE(a.tokens, b.tokens);
    }
    const auto a = whole.weights();
    const auto b = parts.weights();
    for (size_t i = 0; i < a.size(); ++i) {
        QVERIFY((a[i] - b[i]).abs().max().item<double>() < 1e-4);
    }
}

void TestStep::entropyIsTheTokenMean()
{
    Rig rig(config());
    MicroBatch all = batch(5);
    all.targets[0].fill_(-100); // rows of unequal count: a mean of means would differ
    all.targets[0][3] = 7;
    const Tensor known =
        torch::log_softmax(rig.model->logits(rig.model->forward(all.ids)).detach(), -1);
    const Tensor counted = all.targets.ne(-100);
    const double expected = ((known.exp() * known).sum(-1).neg() * counted).sum().item<double>() /
                            counted.sum().item<double>();
    const auto found = [](const StepResult& result) {
        for (const auto& [name, value] : result.curves) {
            if (name == "entropy") {
                return value;
            }
        }
        return std::nan("");
    };
    const auto result = rig.step->run({rowsOf(all, 0, 1), rowsOf(all, 1, 3)}, 0.0);
    QVERIFY(std::abs(found(result) - expected) < 1e-5);
    // Weights of rows weigh the loss, not what the model is unsure of.
    MicroBatch weighted = all;
    weighted.weights = torch::full({4, 12}, 0.5);
    weighted.weights[1].fill_(3);
    QVERIFY(std::abs(found(rig.step->run({weighted}, 0.0)) - expected) < 1e-5);
}

void TestStep::inPlaceGradientsAreThoseOfAutograd()
{
    for (const size_t row : {0, 3, 7}) {
        Rig rig(config(row), {.clip = 0});
        const MicroBatch one = batch(6);
        const Tensor logits = rig.model->logits(rig.model->forward(one.ids));
        const Tensor loss = torch::nll_loss(
            torch::log_softmax(logits.view({48, 37}), 1),
            one.targets.view({48}),
            {},
            at::Reduction::Mean,
            -100);
        double squares = 0;
        for (const Tensor& grad :
             torch::autograd::grad({loss}, rig.model->parameters(), {}, false, false, true)) {
            squares += grad.defined() ? grad.pow(2).sum().item<double>() : 0.0;
        }
        const auto result = rig.step->run({one}, 0.0);
        QVERIFY(std::abs(result.gradNorm / std::sqrt(squares) - 1) < 1e-4);
    }
}

void TestStep::learnsOneBatchByHeart()
{
    for (const size_t row : {0, 6}) {
        Rig rig(config(row));
        MicroBatch one = batch(8, 2, 8);
        StepResult result;
        for (int i = 0; i < 150; ++i) {
            result = rig.step->run({one}, 5e-3);
        }
        QVERIFY2(result.loss < 0.1, qPrintable(QString::number(result.loss)));
        QCOMPARE(result.correctTokens, result.tokens);
    }
}

void TestStep::sameSeedGivesTheSameWeights()
{
    const auto train = [] {
        Rig rig(config(7), {.dropout = 0.1});
        torch::manual_seed(77);
        for (uint64_t i = 0; i < 5; ++i) {
            const auto state = at::detail::getDefaultCPUGenerator().get_state();
            const MicroBatch one = batch(i);
            auto generator = at::detail::getDefaultCPUGenerator();
            generator.set_state(state);
            rig.step->run({one}, 1e-3);
        }
        return rig.weights();
    };
    const auto a = train();
    const auto b = train();
    for (size_t i = 0; i < a.size(); ++i) {
        QVERIFY(torch::equal(a[i], b[i]));
    }
}

void TestStep::checkpointingChangesNothing()
{
    const auto train = [](bool checkpoint) {
        Rig rig(config(), {.dropout = 0.1, .checkpoint = checkpoint});
        const MicroBatch one = batch(9);
        for (int i = 0; i < 3; ++i) {
            rig.step->run({one}, 1e-3);
        }
        return rig.weights();
    };
    const auto a = train(false);
    const auto b = train(true);
    for (size_t i = 0; i < a.size(); ++i) {
        QVERIFY(torch::equal(a[i], b[i]));
    }
}

void TestStep::nonFiniteStepsUpdateNothingAndAreNamed()
{
    Rig rig(config());
    const MicroBatch one = batch(4);
    QVERIFY(!rig.step->firstNonFinite({one}));
    {
        const torch::NoGradGuard guard;
        // Finite weights whose product isn't: 1e30 x 1e30.
        auto named = rig.model->named_parameters();
        named["transformer.h.1.mlp.c_fc.weight"].fill_(1e30);
        named["transformer.h.1.mlp.c_proj.weight"].fill_(1e30);
    }
    const auto before = rig.weights();
    const auto result = rig.step->run({one}, 1e-3);
    QVERIFY(!result.finite);
    const auto after = rig.weights();
    for (size_t i = 0; i < before.size(); ++i) {
        QVERIFY(torch::equal(before[i], after[i]));
    }
    const auto found = rig.step->firstNonFinite({one});
    QVERIFY(found.has_value());
    QCOMPARE(found->name, std::string("transformer.h.1.mlp"));
    QCOMPARE(found->what, std::string("activation"));
    {
        const torch::NoGradGuard guard;
        rig.model->named_parameters()["transformer.h.0.ln_1.weight"].fill_(NAN);
    }
    const auto weight = rig.step->firstNonFinite({one});
    QCOMPARE(weight->name, std::string("transformer.h.0.ln_1.weight"));
    QCOMPARE(weight->what, std::string("weight"));
}

QTEST_GUILESS_MAIN(TestStep)
