#include "tests/engine/nn/test_product.h"

#include "core/engine/nn/kernels.h"
#include "core/engine/nn/product.h"
#include "tests/engine/nn/levels.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;

namespace {

double distance(const Tensor& found, const Tensor& expected)
{
    return (found.to(torch::kFloat64) - expected).abs().max().item<double>();
}

/// (rows, columns), kept in memory column by column where turned.
Tensor matrix(int64_t rows, int64_t columns, bool turned)
{
    return turned ? torch::randn({columns, rows}).t() : torch::randn({rows, columns});
}

} // namespace

void TestProduct::isThePlainOne_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("columns");
    // Around the bounds of tiles (6), pieces of rows (48), blocks of the depth (96), panels (64).
    QTest::newRow("least") << 32 << 1 << 16;
    QTest::newRow("one panel") << 48 << 96 << 64;
    QTest::newRow("odd") << 49 << 97 << 65;
    QTest::newRow("narrow last panel") << 100 << 200 << 127;
    QTest::newRow("many rows") << 769 << 33 << 130;
    QTest::newRow("deep") << 37 << 1000 << 70;
}

void TestProduct::isThePlainOne()
{
    QFETCH(int, rows);
    QFETCH(int, depth);
    QFETCH(int, columns);
    torch::manual_seed(1);
    for (const bool leftTurned : {false, true}) {
        for (const bool rightTurned : {false, true}) {
            const Tensor a = matrix(rows, depth, leftTurned);
            const Tensor b = matrix(depth, columns, rightTurned);
            const Tensor bias = torch::randn({columns});
            const Tensor expected = a.to(torch::kFloat64).mm(b.to(torch::kFloat64));
            const double bound = 2e-6 * (1 + expected.abs().max().item<double>());
            onEveryLevel([&](const char* level) {
                QVERIFY2(distance(product(a, b), expected) < bound, level);
                QVERIFY2(
                    distance(product(a, b, bias), expected + bias.to(torch::kFloat64)) < bound,
                    level);
            });
        }
    }
}

/// product() leaves short vectors to LibTorch, so here the kernel itself.
void TestProduct::theKernelIsThePlainOneOnEveryLevel()
{
    torch::manual_seed(5);
    const Tensor a = matrix(49, 197, true);
    for (const int64_t columns : {64, 41}) {
        const Tensor b = matrix(197, columns, columns == 41);
        const Tensor bias = torch::randn({columns});
        const Tensor before = torch::randn({49, columns + 3});
        const Tensor sums = a.to(torch::kFloat64).mm(b.to(torch::kFloat64));
        onEveryLevel([&](const char* level) {
            const Tensor panel = torch::empty({197, kernels::kPanel});
            kernels::table().pack(
                197,
                columns,
                b.data_ptr<float>(),
                b.stride(0),
                b.stride(1),
                panel.data_ptr<float>());
            for (const bool accumulate : {false, true}) {
                Tensor c = before.clone();
                kernels::table().multiply(
                    {.rows = 49,
                     .depth = 197,
                     .a = a.data_ptr<float>(),
                     .aRow = a.stride(0),
                     .aDepth = a.stride(1),
                     .panel = panel.data_ptr<float>(),
                     .bias = accumulate ? nullptr : bias.data_ptr<float>(),
                     .c = c.data_ptr<float>(),
                     .cStride = columns + 3,
                     .columns = columns,
                     .accumulate = accumulate});
                const Tensor expected =
                    sums + (accumulate ? before.narrow(1, 0, columns) : bias.unsqueeze(0));
                QVERIFY2(distance(c.narrow(1, 0, columns), expected) < 1e-4, level);
                QVERIFY2(c.narrow(1, columns, 3).equal(before.narrow(1, columns, 3)), level);
            }
        });
    }
}

void TestProduct::addsToWhatIsThere()
{
    torch::manual_seed(2);
    const Tensor a = matrix(50, 130, true);
    const Tensor b = matrix(130, 72, false);
    const Tensor wide = torch::randn({50, 100});
    const Tensor expected =
        wide.to(torch::kFloat64).narrow(1, 3, 72) + a.to(torch::kFloat64).mm(b.to(torch::kFloat64));
    onEveryLevel([&](const char* level) {
        const Tensor whole = wide.clone();
        Tensor part = whole.narrow(1, 3, 72);
        productInto(part, a, b, true);
        QVERIFY2(distance(part, expected) < 1e-4, level);
        QVERIFY2(whole.narrow(1, 0, 3).equal(wide.narrow(1, 0, 3)), level);
        QVERIFY2(whole.narrow(1, 75, 25).equal(wide.narrow(1, 75, 25)), level);
    });
}

void TestProduct::isTheSameWhateverTheThreads()
{
    if (kernels::table().width < 16) {
        QSKIP("without AVX-512 the products are LibTorch's");
    }
    torch::manual_seed(3);
    const Tensor a = matrix(500, 200, false);
    const Tensor b = matrix(200, 300, true);
    const int before = at::get_num_threads();
    at::set_num_threads(1);
    const Tensor alone = product(a, b);
    for (const int threads : {2, 3, 7}) {
        at::set_num_threads(threads);
        QVERIFY(product(a, b).equal(alone));
    }
    at::set_num_threads(before);
    // Nor does a row depend on those beside it.
    QVERIFY(product(a.narrow(0, 100, 60), b).equal(alone.narrow(0, 100, 60)));
}

void TestProduct::leavesWhatItCannotDoToLibTorch()
{
    torch::manual_seed(4);
    const Tensor few = torch::randn({3, 40});
    const Tensor b = torch::randn({40, 50});
    QVERIFY(product(few, b).equal(few.mm(b)));
    const Tensor exact = torch::randn({64, 40}, torch::kFloat64);
    QCOMPARE(product(exact, b.to(torch::kFloat64)).scalar_type(), torch::kFloat64);
    Tensor none = torch::empty({0, 50});
    productInto(none, torch::empty({0, 40}), b, false);
    QCOMPARE(none.size(0), 0);
    QVERIFY(product(torch::empty({64, 0}), torch::empty({0, 50})).equal(torch::zeros({64, 50})));
}

QTEST_GUILESS_MAIN(TestProduct)
