// Row by row: norms, activations, rotation, softmax cross-entropy, AdamW and sums.

#pragma once

#include "core/engine/nn/kernels_vector.h"

namespace espalier::kernels {
namespace {

void normForward(const NormForward& a)
{
    const auto width = static_cast<float>(a.width);
    for (int64_t r = 0; r < a.rows; ++r) {
        const float* x = a.x + r * a.width;
        if (a.added != nullptr) {
            const float* added = a.added + r * a.width;
            float* out = a.sum + r * a.width;
            each(a.width, [&](int64_t i, auto part) {
                put(out + i, get(x + i, part) + get(added + i, part), part);
            });
            x = out;
        }
        float mean = 0;
        V total{};
        if (!a.rms) {
            each(a.width, [&](int64_t i, auto part) { total += get(x + i, part); });
            mean = sum(total) / width;
        }
        V squares{};
        const V middle = all(mean);
        each(a.width, [&](int64_t i, auto part) {
            const V d = keep(get(x + i, part) - middle, part);
            squares += d * d;
        });
        const float rstd = 1.0F / std::sqrt(sum(squares) / width + a.eps);
        float* y = a.y + r * a.width;
        each(a.width, [&](int64_t i, auto part) {
            V v = (get(x + i, part) - middle) * all(rstd) * get(a.weight + i, part);
            if (a.bias != nullptr) {
                v += get(a.bias + i, part);
            }
            put(y + i, v, part);
        });
        a.mean[r] = mean;
        a.rstd[r] = rstd;
    }
}

/// With h = dy weight and n = (x - mean) rstd: dx = rstd (h - mean(h) - n mean(h n)); Rms has no
/// mean(h).
void normBackward(const NormBackward& a)
{
    const auto width = static_cast<float>(a.width);
    for (int64_t r = 0; r < a.rows; ++r) {
        const float* x = a.x + r * a.width;
        const float* dy = a.dy + r * a.width;
        const V middle = all(a.rms ? 0.0F : a.mean[r]);
        const V rstd = all(a.rstd[r]);
        V plain{};
        V product{};
        each(a.width, [&](int64_t i, auto part) {
            const V g = get(dy + i, part);
            const V n = keep((get(x + i, part) - middle) * rstd, part);
            const V h = g * get(a.weight + i, part);
            plain += h;
            product += h * n;
            put(a.dweight + i, get(a.dweight + i, part) + g * n, part);
            if (a.dbias != nullptr) {
                put(a.dbias + i, get(a.dbias + i, part) + g, part);
            }
        });
        const V meanPlain = all(a.rms ? 0.0F : sum(plain) / width);
        const V meanProduct = all(sum(product) / width);
        float* dx = a.dx + r * a.width;
        each(a.width, [&](int64_t i, auto part) {
            const V n = (get(x + i, part) - middle) * rstd;
            const V h = get(dy + i, part) * get(a.weight + i, part);
            V v = rstd * (h - meanPlain - n * meanProduct);
            if (a.dsum != nullptr) {
                v += get(a.dsum + r * a.width + i, part);
            }
            put(dx + i, v, part);
        });
    }
}

/// Calls f with the activation as a compile-time constant.
template <typename F>
ESPALIER_INLINE void withKind(Pointwise kind, F f)
{
    switch (kind) {
    case Pointwise::GeluTanh:
        f.template operator()<Pointwise::GeluTanh>();
        break;
    case Pointwise::Gelu:
        f.template operator()<Pointwise::Gelu>();
        break;
    case Pointwise::Relu:
        f.template operator()<Pointwise::Relu>();
        break;
    case Pointwise::Silu:
        f.template operator()<Pointwise::Silu>();
        break;
    }
}

void activate(Pointwise kind, int64_t n, const float* x, float* y)
{
    withKind(kind, [&]<Pointwise Kind>() {
        each(n, [&](int64_t i, auto part) {
            put(y + i, value<Kind>(get(x + i, part), nullptr), part);
        });
    });
}

void activateBackward(Pointwise kind, int64_t n, const float* x, const float* dy, float* dx)
{
    withKind(kind, [&]<Pointwise Kind>() {
        each(n, [&](int64_t i, auto part) {
            V slope{};
            value<Kind>(get(x + i, part), &slope);
            put(dx + i, get(dy + i, part) * slope, part);
        });
    });
}

void gated(Pointwise kind, int64_t n, const float* gate, const float* up, float* y)
{
    withKind(kind, [&]<Pointwise Kind>() {
        each(n, [&](int64_t i, auto part) {
            put(y + i, value<Kind>(get(gate + i, part), nullptr) * get(up + i, part), part);
        });
    });
}

void gatedBackward(
    Pointwise kind,
    int64_t n,
    const float* gate,
    const float* up,
    const float* dy,
    float* dgate,
    float* dup)
{
    withKind(kind, [&]<Pointwise Kind>() {
        each(n, [&](int64_t i, auto part) {
            V slope{};
            const V v = value<Kind>(get(gate + i, part), &slope);
            const V g = get(dy + i, part);
            const V u = get(up + i, part);
            put(dup + i, g * v, part);
            put(dgate + i, g * u * slope, part);
        });
    });
}

void rotate(
    int64_t heads,
    int64_t dim,
    const float* x,
    int64_t headStride,
    const float* cos,
    const float* sin,
    float sign,
    float* y)
{
    const int64_t half = dim / 2;
    for (int64_t h = 0; h < heads; ++h) {
        const float* from = x + h * headStride;
        float* to = y + h * dim;
        each(half, [&](int64_t i, auto part) {
            const V c = get(cos + i, part);
            const V s = get(sin + i, part) * all(sign);
            const V a = get(from + i, part);
            const V b = get(from + half + i, part);
            put(to + i, a * c - b * s, part);
            put(to + half + i, b * c + a * s, part);
        });
    }
}

float maxRow(int64_t n, const float* x)
{
    if (n < kWidth) {
        return largest(loadPart(x, n, x[0]));
    }
    V most = load(x);
    for (int64_t i = kWidth; i + kWidth <= n; i += kWidth) {
        most = larger(most, load(x + i));
    }
    return largest(larger(most, load(x + n - kWidth)));
}

float expRow(int64_t n, const float* x, float shift, float* y)
{
    V total{};
    each(n, [&](int64_t i, auto part) {
        const V e = keep(exponential(get(x + i, part) - all(shift)), part);
        put(y + i, e, part);
        total += e;
    });
    return sum(total);
}

/// Entropy of a softmax from z = x - max(x): log sum e^z - sum z e^z / sum e^z. An e^z that is
/// exactly 0 adds nothing, however far z lies below.
ESPALIER_INLINE float entropyOf(float total, float weighted)
{
    const float entropy = std::log(total) - weighted / total;
    return entropy < 0.0F ? 0.0F : entropy; // rounding may lead below
}

RowScore crossEntropyRow(int64_t vocab, float* logits, int64_t target, float scale)
{
    const float most = maxRow(vocab, logits);
    const float chosen = logits[target];
    V total{};
    V weighted{};
    each(vocab, [&](int64_t i, auto part) {
        const V below = get(logits + i, part) - all(most);
        const V e = keep(exponential(below), part);
        put(logits + i, e, part);
        total += e;
        weighted += e * below;
    });
    const float added = sum(total);
    const V factor = all(scale / added);
    each(vocab, [&](int64_t i, auto part) {
        put(logits + i, get(logits + i, part) * factor, part);
    });
    logits[target] -= scale;
    return {chosen - most - std::log(added), chosen >= most, entropyOf(added, sum(weighted))};
}

RowScore scoreRow(int64_t vocab, const float* logits, int64_t target, float* lse)
{
    const float most = maxRow(vocab, logits);
    V total{};
    V weighted{};
    each(vocab, [&](int64_t i, auto part) {
        const V below = get(logits + i, part) - all(most);
        const V e = keep(exponential(below), part);
        total += e;
        weighted += e * below;
    });
    const float added = sum(total);
    *lse = most + std::log(added);
    return {logits[target] - *lse, logits[target] >= most, entropyOf(added, sum(weighted))};
}

void adamw(const AdamWStep& s, int64_t n, float* w, float* g, float* m, float* v)
{
    const V keepWeight = all(1.0F - s.learningRate * s.weightDecay);
    const V rate = all(s.learningRate / s.correction1);
    const V root = all(1.0F / std::sqrt(s.correction2));
    each(n, [&](int64_t i, auto part) {
        const V grad = get(g + i, part) * all(s.gradientScale);
        const V mean = get(m + i, part) * all(s.beta1) + grad * all(1.0F - s.beta1);
        const V square = get(v + i, part) * all(s.beta2) + grad * grad * all(1.0F - s.beta2);
        const V update = rate * mean / (squareRoot(square) * root + all(s.eps));
        put(w + i, get(w + i, part) * keepWeight - update, part);
        put(m + i, mean, part);
        put(v + i, square, part);
        put(g + i, V{}, part);
    });
}

double sumSquares(int64_t n, const float* x)
{
    // Blocks keep the float sums short; their totals are added in double.
    double total = 0;
    for (int64_t first = 0; first < n; first += 4096) {
        const int64_t count = n - first < 4096 ? n - first : 4096;
        V even{};
        V odd{};
        int64_t i = 0;
        for (; i + 2 * kWidth <= count; i += 2 * kWidth) {
            const V a = load(x + first + i);
            const V b = load(x + first + i + kWidth);
            even += a * a;
            odd += b * b;
        }
        each(count - i, [&](int64_t j, auto part) {
            const V a = get(x + first + i + j, part);
            even += a * a;
        });
        total += static_cast<double>(sum(even + odd));
    }
    return total;
}

void addColumnSums(int64_t rows, int64_t width, const float* x, float* y)
{
    for (int64_t r = 0; r < rows; ++r) {
        each(width, [&](int64_t i, auto part) {
            put(y + i, get(y + i, part) + get(x + r * width + i, part), part);
        });
    }
}

void add(int64_t n, const float* x, float* y)
{
    each(n, [&](int64_t i, auto part) { put(y + i, get(y + i, part) + get(x + i, part), part); });
}

} // namespace
} // namespace espalier::kernels
