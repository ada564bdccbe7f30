// Vectors of ESPALIER_WIDTH floats (GCC vector extension) and the elementary functions of the
// kernels.

#pragma once

namespace espalier::kernels {
namespace {

constexpr int kWidth = ESPALIER_WIDTH;
using V = float __attribute__((vector_size(4 * ESPALIER_WIDTH), may_alias));
using VInt = int32_t __attribute__((vector_size(4 * ESPALIER_WIDTH), may_alias));
using VUnaligned = float __attribute__((vector_size(4 * ESPALIER_WIDTH), aligned(4), may_alias));

#define ESPALIER_INLINE [[gnu::always_inline]] inline

ESPALIER_INLINE V load(const float* p)
{
    return *reinterpret_cast<const VUnaligned*>(p);
}
ESPALIER_INLINE void store(float* p, V v)
{
    *reinterpret_cast<VUnaligned*>(p) = v;
}
ESPALIER_INLINE V all(float x)
{
    return V{} + x;
}
/// The first n floats, the rest `fill`.
ESPALIER_INLINE V loadPart(const float* p, int64_t n, float fill = 0)
{
    alignas(64) float part[kWidth];
    for (int i = 0; i < kWidth; ++i) {
        part[i] = i < n ? p[i] : fill;
    }
    return *reinterpret_cast<const V*>(part);
}
ESPALIER_INLINE void storePart(float* p, int64_t n, V v)
{
    for (int i = 0; i < kWidth; ++i) {
        if (i < n) {
            p[i] = v[i];
        }
    }
}
ESPALIER_INLINE V larger(V a, V b)
{
    return a > b ? a : b;
}
ESPALIER_INLINE V smaller(V a, V b)
{
    return a < b ? a : b;
}
ESPALIER_INLINE V squareRoot(V v)
{
#if ESPALIER_WIDTH == 16
    return reinterpret_cast<V>(_mm512_maskz_sqrt_ps(0xffff, reinterpret_cast<__m512>(v)));
#elif ESPALIER_WIDTH == 8
    return reinterpret_cast<V>(_mm256_sqrt_ps(reinterpret_cast<__m256>(v)));
#elif defined(__x86_64__)
    return reinterpret_cast<V>(_mm_sqrt_ps(reinterpret_cast<__m128>(v)));
#else
    for (int i = 0; i < kWidth; ++i) {
        v[i] = std::sqrt(v[i]);
    }
    return v;
#endif
}

/// A whole vector, or the first `count` floats of the last one of a row.
struct Full
{
};
struct Part
{
    int64_t count;
};
ESPALIER_INLINE V get(const float* p, Full)
{
    return load(p);
}
ESPALIER_INLINE V get(const float* p, Part part)
{
    return loadPart(p, part.count);
}
ESPALIER_INLINE void put(float* p, V v, Full)
{
    store(p, v);
}
ESPALIER_INLINE void put(float* p, V v, Part part)
{
    storePart(p, part.count, v);
}
ESPALIER_INLINE V keep(V v, Full)
{
    return v;
}
/// Zero beyond the row's end.
ESPALIER_INLINE V keep(V v, Part part)
{
    for (int i = 0; i < kWidth; ++i) {
        v[i] = i < part.count ? v[i] : 0.0F;
    }
    return v;
}
/// f(i, Full or Part) over a row of n floats.
template <typename F>
ESPALIER_INLINE void each(int64_t n, F f)
{
    int64_t i = 0;
    for (; i + kWidth <= n; i += kWidth) {
        f(i, Full{});
    }
    if (i < n) {
        f(i, Part{n - i});
    }
}

/// Halves are added until one is left: the same order each time.
ESPALIER_INLINE float sum(V v)
{
    alignas(64) float part[kWidth];
    *reinterpret_cast<V*>(part) = v;
    for (int half = kWidth / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) {
            part[i] += part[i + half];
        }
    }
    return part[0];
}
ESPALIER_INLINE float largest(V v)
{
    alignas(64) float part[kWidth];
    *reinterpret_cast<V*>(part) = v;
    for (int half = kWidth / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) {
            part[i] = part[i] > part[i + half] ? part[i] : part[i + half];
        }
    }
    return part[0];
}

/// e^x, relative error below 2e-7; exactly 0 under -87.3, held at 88.3 above. NaN stays NaN.
ESPALIER_INLINE V exponential(V x)
{
    const V held = x > all(88.3F) ? all(88.3F) : x; // a NaN isn't larger and stays
    const V magic = all(12582912.0F); // 1.5 * 2^23: adding it rounds to an integer in the low bits
    const V shifted = held * all(1.44269504088896341F) + magic;
    const V n = shifted - magic;
    V r = held - n * all(0.693359375F);
    r = r - n * all(-2.12194440e-4F);
    V p = all(1.9875691500e-4F);
    p = p * r + all(1.3981999507e-3F);
    p = p * r + all(8.3334519073e-3F);
    p = p * r + all(4.1665795894e-2F);
    p = p * r + all(1.6666665459e-1F);
    p = p * r + all(5.0000001201e-1F);
    p = p * r * r + r + all(1.0F);
    const VInt exponent = reinterpret_cast<VInt>(shifted) << 23;
    const V result = reinterpret_cast<V>(reinterpret_cast<VInt>(p) + exponent);
    return x != x ? x : (x < all(-87.3F) ? V{} : result);
}

ESPALIER_INLINE V logistic(V x)
{
    return all(1.0F) / (all(1.0F) + exponential(-x));
}

/// erf and the e^(-x^2) it needs; Abramowitz & Stegun 7.1.26, absolute error below 1.5e-7 (5e-7 in
/// float).
struct Erf
{
    V erf, gauss;
};
ESPALIER_INLINE Erf errorFunction(V x)
{
    const V size = x < V{} ? -x : x;
    const V t = all(1.0F) / (all(1.0F) + all(0.3275911F) * size);
    V p = all(1.061405429F);
    p = p * t + all(-1.453152027F);
    p = p * t + all(1.421413741F);
    p = p * t + all(-0.284496736F);
    p = p * t + all(0.254829592F);
    const V gauss = exponential(-x * x);
    const V value = all(1.0F) - p * t * gauss;
    return {x < V{} ? -value : value, gauss};
}

/// The activation and, where asked, its slope.
template <Pointwise Kind>
ESPALIER_INLINE V value(V x, V* slope)
{
    if constexpr (Kind == Pointwise::Relu) {
        if (slope != nullptr) {
            *slope = x > V{} ? all(1.0F) : V{};
        }
        return x > V{} ? x : x * V{}; // NaN stays NaN
    } else if constexpr (Kind == Pointwise::Silu) {
        const V s = logistic(x);
        if (slope != nullptr) {
            *slope = s * (all(1.0F) + x * (all(1.0F) - s));
        }
        return x * s;
    } else if constexpr (Kind == Pointwise::Gelu) {
        const Erf e = errorFunction(x * all(0.70710678118F));
        const V half = all(0.5F) + all(0.5F) * e.erf;
        if (slope != nullptr) {
            *slope = half + x * all(0.3989422804F) * e.gauss;
        }
        return x * half;
    } else {
        // 0.5 x (1 + tanh u) = x logistic(2 u), u = sqrt(2 / pi) (x + 0.044715 x^3)
        const V twoU = x * (all(1.5957691216F) + all(0.0713548163F) * x * x);
        const V s = logistic(twoU);
        if (slope != nullptr) {
            *slope =
                s + x * s * (all(1.0F) - s) * (all(1.5957691216F) + all(0.2140644489F) * x * x);
        }
        return x * s;
    }
}

} // namespace
} // namespace espalier::kernels
