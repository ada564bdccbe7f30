#include "tests/engine/nn/test_functions.h"

#include "core/engine/nn/functions.h"
#include "core/engine/nn/kernels.h"
#include "core/engine/nn/norm.h"
#include "tests/engine/nn/levels.h"

#include <QTest>

#include <functional>

using namespace espalier;
using torch::Tensor;

namespace {

Tensor leaf(at::IntArrayRef sizes, double scale = 1.0)
{
    return (torch::randn(sizes) * scale).requires_grad_();
}

double distance(const Tensor& a, const Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

/// Output and the gradients of all inputs, for a fixed random gradient of the output.
std::vector<Tensor>
outputAndGradients(const std::function<Tensor()>& f, const std::vector<Tensor>& inputs)
{
    const Tensor y = f();
    torch::manual_seed(99);
    const Tensor dy = torch::randn(y.sizes());
    auto all = torch::autograd::grad({y}, inputs, {dy});
    all.insert(all.begin(), y.detach());
    return all;
}

/// f(fused) gives the same values and gradients with both twins, on every level.
void compareTwins(
    const std::function<Tensor(bool)>& f, const std::vector<Tensor>& inputs, double tolerance)
{
    torch::manual_seed(5);
    const auto expected = outputAndGradients([&] { return f(false); }, inputs);
    onEveryLevel([&](const char* level) {
        torch::manual_seed(5);
        const auto found = outputAndGradients([&] { return f(true); }, inputs);
        for (size_t i = 0; i < found.size(); ++i) {
            const double scale = 1 + expected[i].abs().max().item<double>();
            const double error = distance(found[i], expected[i]) / scale;
            QVERIFY2(
                error < tolerance,
                qPrintable(QString::fromLatin1("%1, %2 of %3: %4")
                               .arg(QString::fromLatin1(level))
                               .arg(i)
                               .arg(found.size())
                               .arg(error)));
        }
    });
}

} // namespace

void TestFunctions::linearMatchesItsTwin()
{
    torch::manual_seed(1);
    // Few rows go to LibTorch, many to our own product.
    for (const int64_t rows : {5, 40}) {
        const int64_t in = rows + 2;
        const int64_t out = rows + 6;
        const Tensor x = leaf({2, rows, in});
        const Tensor bias = leaf({out});
        const Tensor conv = leaf({in, out});
        const Tensor usual = leaf({out, in});
        compareTwins(
            [&](bool fused) { return linear(x, conv, bias, WeightLayout::InOut, fused); },
            {x, conv, bias},
            1e-5);
        compareTwins(
            [&](bool fused) { return linear(x, usual, {}, WeightLayout::OutIn, fused); },
            {x, usual},
            1e-5);
    }
}

void TestFunctions::normsMatchTheirTwins()
{
    torch::manual_seed(1);
    for (const int64_t width : {1, 5, 16, 20, 70}) {
        const Tensor x = leaf({3, 7, width});
        const Tensor weight = leaf({width});
        const Tensor bias = leaf({width});
        if (width > 1) { // the variance of one number is 0: its slope is huge and says nothing
            compareTwins(
                [&](bool fused) { return layerNorm(x, weight, bias, 1e-5, fused); },
                {x, weight, bias},
                2e-5);
        }
        compareTwins(
            [&](bool fused) { return rmsNorm(x, weight, 1e-6, fused); }, {x, weight}, 2e-5);
    }
}

void TestFunctions::addedNormMatchesItsTwin()
{
    torch::manual_seed(1);
    const Tensor x = leaf({4, 24});
    const Tensor added = leaf({4, 24});
    const Tensor weight = leaf({24});
    const Tensor bias = leaf({24});
    compareTwins(
        [&](bool fused) {
            const auto [y, sum] = addAndNorm(x, added, weight, bias, 1e-5, false, fused, false);
            return y * 2 + sum;
        },
        {x, added, weight, bias},
        2e-5);
}

void TestFunctions::activationsMatchTheirTwins()
{
    torch::manual_seed(1);
    const Tensor x = leaf({3, 37}, 4);
    const Tensor up = leaf({3, 37});
    for (const auto kind :
         {Activation::GeluTanh, Activation::Gelu, Activation::Relu, Activation::Silu}) {
        compareTwins([&](bool fused) { return activate(x, kind, fused); }, {x}, 1e-6);
        compareTwins([&](bool fused) { return gated(x, up, kind, fused); }, {x, up}, 1e-6);
    }
    const Tensor weight = leaf({37, 9});
    const Tensor bias = leaf({9});
    compareTwins(
        [&](bool fused) {
            return activatedLinear(x, Activation::Gelu, weight, bias, WeightLayout::InOut, fused);
        },
        {x, weight, bias},
        2e-6);
    // The ends of the range, and values that must stay what they are.
    const Tensor ends = torch::tensor({-1e30F, -100.0F, -0.0F, 100.0F, 1e30F, NAN});
    for (const auto kind :
         {Activation::GeluTanh, Activation::Gelu, Activation::Relu, Activation::Silu}) {
        const Tensor y = activate(ends, kind);
        QCOMPARE(y[0].item<float>(), 0.0F);
        QCOMPARE(y[3].item<float>(), 100.0F);
        QVERIFY(std::isnan(y[5].item<float>()));
    }
}

void TestFunctions::rotationMatchesItsTwin()
{
    torch::manual_seed(1);
    const Tensor x = leaf({2, 5, 3, 20});
    const Tensor angles = torch::randn({2, 5, 10});
    compareTwins(
        [&](bool fused) { return rotate(x, angles.cos(), angles.sin(), fused); }, {x}, 1e-6);
    // A quarter turn of the pair (x0, x1): (a, b) -> (-b, a).
    const Tensor quarter = rotate(
        torch::tensor({3.0F, 4.0F}).view({1, 1, 1, 2}),
        torch::zeros({1, 1, 1}),
        torch::ones({1, 1, 1}));
    QCOMPARE(quarter.view({2})[0].item<float>(), -4.0F);
    QCOMPARE(quarter.view({2})[1].item<float>(), 3.0F);
}

void TestFunctions::attentionMatchesItsTwin_data()
{
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("kvHeads");
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("window");
    QTest::addColumn<bool>("starts");
    QTest::addColumn<double>("dropout");
    QTest::newRow("one query") << 1 << 0 << 1 << 1 << 16 << 0 << false << 0.0;
    QTest::newRow("whole blocks") << 96 << 0 << 2 << 2 << 64 << 0 << false << 0.0;
    QTest::newRow("odd length, odd width") << 53 << 0 << 3 << 3 << 20 << 0 << false << 0.0;
    QTest::newRow("grouped heads") << 67 << 0 << 6 << 2 << 32 << 0 << false << 0.0;
    QTest::newRow("wide head") << 30 << 0 << 2 << 1 << 128 << 0 << false << 0.0;
    QTest::newRow("after a cache") << 5 << 40 << 4 << 2 << 20 << 0 << false << 0.0;
    QTest::newRow("sliding window") << 77 << 0 << 2 << 2 << 16 << 10 << false << 0.0;
    QTest::newRow("documents") << 71 << 0 << 4 << 2 << 24 << 0 << true << 0.0;
    QTest::newRow("documents, window, cache") << 50 << 9 << 2 << 1 << 16 << 21 << true << 0.0;
    QTest::newRow("dropout") << 59 << 0 << 4 << 2 << 20 << 0 << true << 0.25;
}

void TestFunctions::attentionMatchesItsTwin()
{
    QFETCH(int, queries);
    QFETCH(int, offset);
    QFETCH(int, heads);
    QFETCH(int, kvHeads);
    QFETCH(int, dim);
    QFETCH(int, window);
    QFETCH(bool, starts);
    QFETCH(double, dropout);
    torch::manual_seed(1);
    const Tensor q = leaf({2, queries, heads, dim});
    const Tensor k = leaf({2, queries + offset, kvHeads, dim});
    const Tensor v = leaf({2, queries + offset, kvHeads, dim});
    AttentionOptions options;
    options.offset = offset;
    options.window = window;
    options.dropout = dropout;
    if (starts) { // two documents a row, another boundary in each
        const Tensor t = torch::arange(queries).unsqueeze(0) + offset;
        const Tensor boundary = torch::tensor({17, 31}).unsqueeze(1);
        options.starts = torch::where(t >= boundary, boundary, torch::zeros_like(boundary));
    }
    compareTwins(
        [&](bool fused) {
            options.fused = fused;
            return attention(q, k, v, options);
        },
        {q, k, v},
        2e-5);
}

void TestFunctions::packedAttentionMatchesItsTwin()
{
    torch::manual_seed(1);
    for (const double p : {0.0, 0.1}) {
        const Tensor qkv = leaf({2, 50, 3 * 2 * 20});
        compareTwins(
            [&](bool fused) {
                AttentionOptions options;
                options.dropout = p;
                options.fused = fused;
                return packedAttention(qkv, 2, options);
            },
            {qkv},
            2e-5);
    }
}

void TestFunctions::dropoutKeepsTheMean()
{
    torch::manual_seed(3);
    const Tensor ones = torch::ones({200, 500});
    const Tensor y = espalier::dropout(ones, 0.3);
    const double kept = y.ne(0).to(torch::kFloat64).mean().item<double>();
    QVERIFY(std::abs(kept - 0.7) < 0.006); // 4 standard deviations of 100,000 draws
    QVERIFY(std::abs(y.max().item<double>() - 1 / 0.7) < 1e-6);
    torch::manual_seed(3);
    QVERIFY(torch::equal(y, espalier::dropout(ones, 0.3, false)));
    QVERIFY(!torch::equal(y, espalier::dropout(ones, 0.3)));
}

void TestFunctions::fusedBackwardRefusesSecondOrder()
{
    const Tensor x = leaf({2, 3, 16});
    const Tensor weight = leaf({16});
    const Tensor y = rmsNorm(x, weight, 1e-6);
    QVERIFY_EXCEPTION_THROWN(torch::autograd::grad({y.sum()}, {x}, {}, true, true), c10::Error);
}

void TestFunctions::plainTwinsDifferentiateTwice()
{
    torch::manual_seed(1);
    // d/dx of d/dx sum(silu(x) x): by the formula of the second derivative at x = 1.
    const Tensor x = torch::ones({1}, torch::kFloat64).requires_grad_();
    const Tensor first =
        torch::autograd::grad({activate(x, Activation::Silu, false)}, {x}, {}, true, true)[0];
    const Tensor second = torch::autograd::grad({first}, {x})[0];
    const double s = 1 / (1 + std::exp(-1.0));
    const double expected = s * (1 - s) * (2 + (1 - 2 * s));
    QVERIFY(std::abs(second.item<double>() - expected) < 1e-12);
}

void TestFunctions::embeddingGradientSumsRepeatedIds()
{
    const Tensor table = torch::zeros({3, 2}).requires_grad_();
    const Tensor ids = torch::tensor({{2, 0, 2}}, torch::kInt64);
    const Tensor dy = torch::tensor({{{1.0F, 2.0F}, {3.0F, 4.0F}, {5.0F, 6.0F}}});
    const Tensor grad = torch::autograd::grad({espalier::embedding(table, ids)}, {table}, {dy})[0];
    QVERIFY(torch::equal(grad, torch::tensor({{3.0F, 4.0F}, {0.0F, 0.0F}, {6.0F, 8.0F}})));
}

QTEST_GUILESS_MAIN(TestFunctions)
