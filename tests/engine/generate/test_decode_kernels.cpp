#include "tests/engine/generate/test_decode_kernels.h"

#include "core/base/random.h"
#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"
#include "tests/engine/nn/levels.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
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
        const std::vector<int64_t> pieces = {3, 0, 17}; // fewer than the tiles have steps for
        decode::kernels().panel(
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
             .aheadFloats = ahead ? static_cast<int64_t>(weights.size()) : 0,
             .later = weights.data(),
             .laterAt = pieces.data(),
             .laterCount = ahead ? static_cast<int64_t>(pieces.size()) : 0});
        return y;
    }
};

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

void TestDecodeKernels::attentionIsThePlainOne_data()
{
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("group");
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("visible");
    QTest::addColumn<int>("window");
    QTest::newRow("one key") << 1 << 1 << 64 << 1 << 0;
    QTest::newRow("one token") << 1 << 1 << 64 << 37 << 0;
    QTest::newRow("whole block") << 1 << 1 << 64 << 32 << 0;
    QTest::newRow("heads of a group") << 1 << 4 << 12 << 21 << 0;
    QTest::newRow("window") << 1 << 2 << 20 << 75 << 30;
    QTest::newRow("prompt") << 19 << 1 << 80 << 1 << 0;
    QTest::newRow("prompt, group, window") << 23 << 2 << 72 << 14 << 9;
    QTest::newRow("group larger than a tile") << 3 << 8 << 16 << 5 << 0;
}

void TestDecodeKernels::attentionIsThePlainOne()
{
    QFETCH(int, tokens);
    QFETCH(int, group);
    QFETCH(int, dim);
    QFETCH(int, visible);
    QFETCH(int, window);
    constexpr int64_t kBlock = decode::kCacheBlock;
    constexpr double kScale = 0.3;
    const int64_t length = visible + tokens - 1;
    const int64_t capacity = (length + kBlock - 1) / kBlock * kBlock;
    const int64_t padded = (dim + kBlock - 1) / kBlock * kBlock;
    const int64_t stride = group * dim + 7;
    const auto q = numbers("q", tokens * stride);
    const auto k = numbers("k", length * dim);
    const auto v = numbers("v", length * dim);
    // What lies beyond the last key is anything, what lies beyond a value's width is zero.
    std::vector<float> keys(
        static_cast<size_t>(capacity * dim), std::numeric_limits<float>::quiet_NaN());
    std::vector<float> values(static_cast<size_t>(capacity * padded), 0.0F);
    for (int64_t j = 0; j < length; ++j) {
        for (int64_t d = 0; d < dim; ++d) {
            const auto from = static_cast<size_t>(j * dim + d);
            keys[static_cast<size_t>(j / kBlock * kBlock * dim + d * kBlock + j % kBlock)] =
                k[from];
            values[static_cast<size_t>(j * padded + d)] = v[from];
        }
    }
    onEveryLevel([&](const char* level) {
        std::vector<float> out(static_cast<size_t>(tokens * stride), 0.0F);
        std::vector<float> scores(static_cast<size_t>(6 * (capacity + kBlock)));
        decode::kernels().attend(
            {.rows = tokens * group,
             .group = group,
             .dim = dim,
             .padded = padded,
             .visible = visible,
             .window = window,
             .scale = static_cast<float>(kScale),
             .q = q.data(),
             .qToken = stride,
             .keys = keys.data(),
             .values = values.data(),
             .next = keys.data(),
             .scores = scores.data(),
             .out = out.data(),
             .outToken = stride});
        for (int64_t t = 0; t < tokens; ++t) {
            const int64_t last = visible + t;
            const int64_t first = window > 0 ? std::max<int64_t>(0, last - window) : 0;
            for (int64_t h = 0; h < group; ++h) {
                std::vector<double> expected(static_cast<size_t>(dim), 0.0);
                double total = 0;
                for (int64_t j = first; j < last; ++j) {
                    double score = 0;
                    for (int64_t d = 0; d < dim; ++d) {
                        score +=
                            static_cast<double>(q[static_cast<size_t>(t * stride + h * dim + d)]) *
                            static_cast<double>(k[static_cast<size_t>(j * dim + d)]);
                    }
                    const double weight = std::exp(kScale * score);
                    total += weight;
                    for (int64_t d = 0; d < dim; ++d) {
                        expected[static_cast<size_t>(d)] +=
                            weight * static_cast<double>(v[static_cast<size_t>(j * dim + d)]);
                    }
                }
                for (int64_t d = 0; d < dim; ++d) {
                    const auto got =
                        static_cast<double>(out[static_cast<size_t>(t * stride + h * dim + d)]);
                    const double gap = got - expected[static_cast<size_t>(d)] / total;
                    QVERIFY2(std::abs(gap) < 1e-5, level);
                }
            }
        }
    });
}

QTEST_GUILESS_MAIN(TestDecodeKernels)
