/// The entropy that losses tell beside what they are for.

#include "tests/engine/nn/test_entropy.h"

#include "core/engine/nn/loss.h"
#include "tests/engine/nn/levels.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace espalier;
using torch::Tensor;

namespace {

/// Logits are the head's numbers themselves where a hidden state is 1.
Tensor headOf(std::initializer_list<double> logits)
{
    return torch::tensor(std::vector<double>(logits), torch::kFloat32).unsqueeze(1);
}

Tensor targetsOf(std::initializer_list<int64_t> ids)
{
    return torch::tensor(std::vector<int64_t>(ids), torch::kInt64);
}

} // namespace

void TestEntropy::byHand()
{
    // Probabilities 1/4, 1/4, 1/2: 1/4 ln 4 twice and 1/2 ln 2, 1.5 ln 2 together.
    const Tensor head = headOf({0, 0, std::log(2.0)});
    const Tensor hidden = torch::ones({3, 1});
    const Tensor targets = targetsOf({0, -100, 2}); // the second asks for nothing
    const double expected = 1.5 * std::log(2.0);
    for (const bool fused : {true, false}) {
        const auto loss = headLoss(hidden, head, targets, {.fused = fused, .entropy = true});
        QVERIFY(std::abs(loss.entropy - 2 * expected) < 1e-6);
        const auto scores =
            targetLogProbs(hidden, head, targets, {.fused = fused, .entropy = true});
        QVERIFY(std::abs(scores.entropy[0].item<double>() - expected) < 1e-6);
        QCOMPARE(scores.entropy[1].item<double>(), 0.0);
        QVERIFY(!scores.entropy.requires_grad());
        QVERIFY(!targetLogProbs(hidden, head, targets, {.fused = fused}).entropy.defined());
    }
    // At half the temperature logits count twice: probabilities 1/6, 1/6, 2/3.
    const auto cold = targetLogProbs(hidden, head, targets, {.temperature = 0.5, .entropy = true});
    const double sure = std::log(6.0) / 3 + std::log(1.5) * 2 / 3;
    QVERIFY(std::abs(cold.entropy[2].item<double>() - sure) < 1e-6);
}

void TestEntropy::ofWhatIsCertainItIsZero()
{
    const Tensor head = headOf({200, 0, -300, 199 - 1000});
    onEveryLevel([&](const char* level) {
        const auto loss = headLoss(torch::ones({2, 1}), head, targetsOf({0, 1}), {.entropy = true});
        QVERIFY2(loss.entropy >= 0 && loss.entropy < 1e-6, level);
    });
}

void TestEntropy::matchesThePlainFormulaAtEveryWidth()
{
    torch::manual_seed(4);
    for (const int64_t words : {1, 5, 16, 33, 70, 300}) {
        const Tensor hidden = torch::randn({9, 6}) * 3;
        const Tensor head = torch::randn({words, 6});
        const Tensor targets = torch::randint(words, {9}, torch::kInt64);
        const Tensor all =
            torch::log_softmax(hidden.to(torch::kFloat64).matmul(head.t().to(torch::kFloat64)), 1);
        const Tensor expected = (all.exp() * all).sum(1).neg();
        onEveryLevel([&](const char* level) {
            for (const int64_t chunk : {0, 1, 4}) {
                const auto scores =
                    targetLogProbs(hidden, head, targets, {.chunkRows = chunk, .entropy = true});
                const double off = (scores.entropy - expected).abs().max().item<double>();
                QVERIFY2(
                    off < 5e-5, qPrintable(QStringLiteral("%1 words: %2").arg(words).arg(off)));
                const auto loss =
                    headLoss(hidden, head, targets, {.chunkRows = chunk, .entropy = true});
                QVERIFY2(std::abs(loss.entropy - expected.sum().item<double>()) < 4e-4, level);
            }
        });
    }
}

void TestEntropy::changesNeitherLossNorGradients()
{
    torch::manual_seed(5);
    const Tensor hidden = torch::randn({20, 8}).requires_grad_();
    const Tensor head = torch::randn({37, 8}).requires_grad_();
    const Tensor targets = torch::randint(37, {20}, torch::kInt64);
    const auto bothWays = [&](const auto& lossOf) {
        std::array<std::vector<Tensor>, 2> found;
        for (const bool entropy : {false, true}) {
            const Tensor loss = lossOf(entropy);
            found[entropy ? 1 : 0] = torch::autograd::grad({loss}, {hidden, head});
            found[entropy ? 1 : 0].push_back(loss.detach());
        }
        for (size_t i = 0; i < found[0].size(); ++i)
            QVERIFY(torch::equal(found[0][i], found[1][i]));
    };
    bothWays([&](bool entropy) {
        return headLoss(hidden, head, targets, {.scale = 0.1, .entropy = entropy}).sum;
    });
    bothWays([&](bool entropy) {
        return targetLogProbs(hidden, head, targets, {.entropy = entropy}).logProbs.sum();
    });
}

QTEST_GUILESS_MAIN(TestEntropy)
