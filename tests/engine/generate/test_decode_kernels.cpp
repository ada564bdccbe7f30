#include "tests/engine/generate/test_decode_kernels.h"

#include "core/base/random.h"
#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace espalier;
using kernels::kPanel;

namespace {

std::vector<float> numbers(const char* name, int64_t n)
{
    Random random(3, name);
    std::vector<float> drawn(static_cast<size_t>(n));
    for (float& value : drawn) {
        value = static_cast<float>(random.uniform() * 2 - 1);
    }
    return drawn;
}

/// A product with strides wider than its rows, and what it reads.
struct Case
{
    int64_t rows, depth, columns;
    int64_t xStride = depth + 3;
    int64_t yStride = columns + 5;
    std::vector<float> x = numbers("x", rows* xStride);
    std::vector<float> weights = numbers("weights", depth* kPanel);
    std::vector<float> bias = numbers("bias", kPanel);
    std::vector<float> before = numbers("y", rows* yStride);

    std::vector<float> apply(int64_t row, int64_t count, bool accumulate, bool ahead) const
    {
        std::vector<float> y(before);
        decode::panelFunction()(
            {.rows = count,
             .depth = depth,
             .x = x.data() + row * xStride,
             .xStride = xStride,
             .weights = weights.data(),
             .bias = bias.data(),
             .y = y.data() + row * yStride,
             .yStride = yStride,
             .columns = columns,
             .accumulate = accumulate,
             .ahead = ahead ? weights.data() : nullptr,
             .aheadFloats = ahead ? static_cast<int64_t>(weights.size()) : 0});
        return y;
    }
};

template <typename F>
void onEveryLevel(const F& f)
{
    const kernels::Table& before = kernels::table();
    for (const kernels::Table* level : kernels::available()) {
        kernels::use(*level);
        f(level->name);
    }
    kernels::use(before);
}

} // namespace

void TestDecodeKernels::productIsThePlainOne_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("columns");
    for (const int rows : {1, 2, 5, 6, 7, 11, 32, 37}) {
        QTest::addRow("%d rows", rows) << rows << 96 << 64;
    }
    QTest::newRow("last panel") << 13 << 40 << 37;
    QTest::newRow("one column") << 4 << 40 << 1;
    QTest::newRow("depth one") << 8 << 1 << 64;
}

void TestDecodeKernels::productIsThePlainOne()
{
    QFETCH(int, rows);
    QFETCH(int, depth);
    QFETCH(int, columns);
    const Case given{.rows = rows, .depth = depth, .columns = columns};
    onEveryLevel([&](const char* level) {
        for (const bool accumulate : {false, true}) {
            const auto y = given.apply(0, rows, accumulate, !accumulate);
            for (int64_t m = 0; m < rows; ++m) {
                for (int64_t n = 0; n < given.yStride; ++n) {
                    const auto at = static_cast<size_t>(m * given.yStride + n);
                    if (n >= columns) {
                        QCOMPARE(y[at], given.before[at]); // beyond the panel nothing is touched
                        continue;
                    }
                    double sum = static_cast<double>(given.bias[static_cast<size_t>(n)]) +
                                 (accumulate ? static_cast<double>(given.before[at]) : 0.0);
                    for (int64_t k = 0; k < depth; ++k) {
                        sum +=
                            static_cast<double>(
                                given.x[static_cast<size_t>(m * given.xStride + k)]) *
                            static_cast<double>(given.weights[static_cast<size_t>(k * kPanel + n)]);
                    }
                    QVERIFY2(std::abs(static_cast<double>(y[at]) - sum) < 2e-5, level);
                }
            }
        }
    });
}

void TestDecodeKernels::aRowIsTheSameAloneAndAmongOthers()
{
    const Case given{.rows = 32, .depth = 96, .columns = 64};
    onEveryLevel([&](const char*) {
        const auto together = given.apply(0, given.rows, true, true);
        for (int64_t m = 0; m < given.rows; ++m) {
            const auto alone = given.apply(m, 1, true, false);
            for (int64_t n = 0; n < given.columns; ++n) {
                const auto at = static_cast<size_t>(m * given.yStride + n);
                QCOMPARE(together[at], alone[at]);
            }
        }
    });
}

QTEST_GUILESS_MAIN(TestDecodeKernels)
