#include "tests/engine/train/test_optimizer.h"

#include "core/base/error.h"
#include "core/engine/nn/kernels.h"
#include "core/engine/train/optimizer.h"
#include "core/engine/train/schedule.h"

#include <QTest>

#include <torch/optim/adamw.h>

using namespace espalier;
using torch::Tensor;

namespace {

AdamW::Named parameters()
{
    torch::manual_seed(4);
    return {
        {"transformer.wte.weight", torch::randn({7, 5}).requires_grad_()},
        {"a.weight", torch::randn({300, 251}).requires_grad_()},
        {"a.bias", torch::randn({251}).requires_grad_()}};
}

} // namespace

void TestOptimizer::firstStepIsTheLearningRateTimesTheSign()
{
    // m / (1 - b1) = g and sqrt(v / (1 - b2)) = |g|, so the first step is lr g / (|g| + eps).
    const Tensor x = torch::tensor({1.0F, 2.0F}).requires_grad_();
    AdamW optimizer({{"x", x}}, {});
    x.mutable_grad().copy_(torch::tensor({0.5F, -3.0F}));
    optimizer.step(0.1);
    QVERIFY(std::abs(x[0].item<double>() - 0.9) < 1e-6);
    QVERIFY(std::abs(x[1].item<double>() - 2.1) < 1e-6);
    QCOMPARE(x.grad().abs().sum().item<float>(), 0.0F);
}

void TestOptimizer::matchesTorchOverManySteps()
{
    const kernels::Table& before = kernels::table();
    auto levels = std::vector<const kernels::Table*>(
        kernels::available().begin(), kernels::available().end());
    levels.push_back(nullptr); // the plain twin
    for (const kernels::Table* level : levels) {
        kernels::use(level == nullptr ? before : *level);
        const auto ours = parameters();
        const auto theirs = parameters();
        AdamWOptions options;
        options.weightDecay = 0.3;
        options.fused = level != nullptr;
        AdamW optimizer(ours, options);
        const auto settings = torch::optim::AdamWOptions(1e-2).betas({0.9, 0.95}).eps(1e-8);
        torch::optim::AdamW matrices(
            std::vector<Tensor>{theirs[0].second, theirs[1].second},
            torch::optim::AdamWOptions(settings).weight_decay(0.3));
        torch::optim::AdamW vectors(
            std::vector<Tensor>{theirs[2].second},
            torch::optim::AdamWOptions(settings).weight_decay(0));
        for (int step = 0; step < 5; ++step) {
            for (size_t i = 0; i < ours.size(); ++i) {
                const Tensor grad = torch::randn(ours[i].second.sizes());
                Tensor(ours[i].second).mutable_grad().copy_(grad);
                Tensor(theirs[i].second).mutable_grad() = grad * 0.5;
            }
            optimizer.step(1e-2, 0.5);
            matrices.step();
            vectors.step();
        }
        for (size_t i = 0; i < ours.size(); ++i) {
            const double error = (ours[i].second - theirs[i].second).abs().max().item<double>();
            QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
        }
    }
    kernels::use(before);
}

void TestOptimizer::decayLeavesBiasesAndNormsAlone()
{
    auto named = parameters();
    std::vector<Tensor> start;
    for (const auto& [name, parameter] : named) {
        start.push_back(parameter.detach().clone());
    }
    AdamWOptions options;
    options.weightDecay = 0.5;
    options.decayEmbeddings = false;
    AdamW optimizer(named, options);
    optimizer.step(0.1); // no gradient: only decay moves a weight
    QVERIFY(torch::equal(named[0].second, start[0]));
    QVERIFY((named[1].second - start[1] * 0.95).abs().max().item<double>() < 1e-6);
    QVERIFY(torch::equal(named[2].second, start[2]));
}

void TestOptimizer::gradientNormIsTheNormOfAllGradients()
{
    auto named = parameters();
    AdamW optimizer(named, {});
    double squares = 0;
    for (auto& [name, parameter] : named) {
        parameter.mutable_grad().copy_(torch::randn(parameter.sizes()));
        squares += parameter.grad().to(torch::kFloat64).pow(2).sum().item<double>();
    }
    const kernels::Table& before = kernels::table();
    for (const kernels::Table* level : kernels::available()) {
        kernels::use(*level);
        QVERIFY(std::abs(optimizer.gradientNorm() / std::sqrt(squares) - 1) < 1e-6);
    }
    kernels::use(before);
}

void TestOptimizer::stateBringsTheRunBack()
{
    const auto advance = [](AdamW& optimizer, int from, int to) {
        for (int step = from; step < to; ++step) {
            torch::manual_seed(static_cast<uint64_t>(step));
            for (const auto& [name, parameter] : optimizer.parameters()) {
                Tensor(parameter).mutable_grad().copy_(torch::randn(parameter.sizes()));
            }
            optimizer.step(1e-2);
        }
    };
    auto whole = parameters();
    AdamW first(whole, {});
    advance(first, 0, 6);
    auto half = parameters();
    AdamW second(half, {});
    advance(second, 0, 3);
    AdamW::Named resumed;
    for (const auto& [name, parameter] : half) {
        resumed.emplace_back(name, parameter.detach().clone().requires_grad_());
    }
    AdamW third(resumed, {});
    third.load(second.state());
    advance(third, 3, 6);
    QCOMPARE(third.steps(), int64_t{6});
    for (size_t i = 0; i < whole.size(); ++i) {
        QVERIFY(torch::equal(whole[i].second, resumed[i].second));
    }
}

void TestOptimizer::refusesAForeignState()
{
    AdamW small({{"x", torch::zeros({3}).requires_grad_()}}, {});
    AdamW large(parameters(), {});
    QVERIFY_EXCEPTION_THROWN(large.load(small.state()), Error);
    QVERIFY_EXCEPTION_THROWN(large.load({}), Error);
}

void TestOptimizer::scheduleWarmsUpThenFalls()
{
    Schedule schedule{Schedule::Shape::Linear, 1.0, 0.2, 4, 12};
    QCOMPARE(learningRateAt(0, schedule), 0.25);
    QCOMPARE(learningRateAt(3, schedule), 1.0);
    QCOMPARE(learningRateAt(4, schedule), 1.0);
    QCOMPARE(learningRateAt(8, schedule), 0.6);
    QCOMPARE(learningRateAt(12, schedule), 0.2);
    QCOMPARE(learningRateAt(99, schedule), 0.2);
    schedule.shape = Schedule::Shape::Cosine;
    QCOMPARE(learningRateAt(8, schedule), 0.6);
    QCOMPARE(learningRateAt(6, schedule), 0.2 + 0.8 * (1 + std::sqrt(0.5)) / 2);
    schedule.shape = Schedule::Shape::Constant;
    QCOMPARE(learningRateAt(99, schedule), 1.0);
    QVERIFY_EXCEPTION_THROWN(scheduleFromName("cosin"), Error);
}

QTEST_GUILESS_MAIN(TestOptimizer)
