#include "tests/engine/align/test_trust_region.h"

#include "core/engine/align/trust_region.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

Tensor klFrom(const Tensor& old, const Tensor& logits)
{
    const Tensor now = torch::log_softmax(logits, -1);
    return (old.exp() * (old - now)).sum();
}

} // namespace

void TestTrustRegion::conjugateGradientsSolve()
{
    torch::manual_seed(3);
    const Tensor root = torch::randn({6, 6}, torch::kFloat64);
    const Tensor matrix = root.matmul(root.t()) + 0.5 * torch::eye(6, torch::kFloat64);
    const Tensor b = torch::randn({6}, torch::kFloat64);
    const auto found =
        conjugateGradients([&](const Tensor& v) { return matrix.mv(v); }, b, 30, 1e-12);
    QVERIFY(torch::allclose(matrix.mv(found.x), b, 1e-8, 1e-8));
    QVERIFY(found.residual < 1e-10);
}

void TestTrustRegion::curvatureIsTheFisherMatrixOfASoftmax()
{
    // The Hessian of KL(p || softmax(z)) at p is diag(p) - p p^T.
    const Tensor logits = torch::tensor({0.2, -0.7, 1.1, 0.0}, torch::kFloat64).requires_grad_();
    const Tensor old = torch::log_softmax(logits, -1).detach();
    const CurvatureProduct product(klFrom(old, logits), {logits}, 0.1);
    const Tensor p = old.exp();
    const Tensor fisher = torch::diag(p) - torch::outer(p, p);
    for (int64_t i = 0; i < 4; ++i) {
        const Tensor unit = torch::eye(4, torch::kFloat64)[i];
        QVERIFY(torch::allclose(product(unit), fisher.mv(unit) + 0.1 * unit, 1e-9, 1e-12));
    }
}

void TestTrustRegion::naturalGradientOfABanditIsKnown()
{
    // The gradient of E[r] over logits is p (r - E r); the natural one solves F x = g, and
    // x = r - E r (up to a constant, which moves nothing) does: F r = p (r - E r).
    const Tensor logits = torch::tensor({0.5, 0.0, -0.5}, torch::kFloat64).requires_grad_();
    const Tensor rewards = torch::tensor({1.0, 0.0, 3.0}, torch::kFloat64);
    const Tensor expected = (torch::softmax(logits, -1) * rewards).sum();
    const Tensor gradient = torch::autograd::grad({expected}, {logits})[0];
    const Tensor old = torch::log_softmax(logits, -1).detach();
    const CurvatureProduct product(klFrom(old, logits), {logits}, 0);
    const auto solved =
        conjugateGradients([&](const Tensor& v) { return product(v); }, gradient, 20, 1e-12);
    const Tensor closed = rewards - rewards.mean(), found = solved.x - solved.x.mean();
    QVERIFY(torch::allclose(found, closed, 1e-6, 1e-8));
}

void TestTrustRegion::lineSearchRestoresWhatItRejects()
{
    double place = -1;
    const auto tryAt = [&](double fraction) {
        place = fraction;
        return Trial{fraction <= 0.5 ? 1.0 : -1.0, fraction};
    };
    const LineSearch good = searchLine(tryAt, 0.45, 0.5, 5);
    QVERIFY(good.accepted && good.tries == 3 && place == 0.25);
    const LineSearch none = searchLine(
        [&](double f) {
            place = f;
            return Trial{-1, 0};
        },
        1,
        0.5,
        4);
    QVERIFY(!none.accepted && none.tries == 4 && place == 0);
}

QTEST_GUILESS_MAIN(TestTrustRegion)
