#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"

#include <cmath>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__x86_64__)
// Everything below this line may use these instructions: run it only where kernels.cpp of the nn
// room has found them.
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
#define ESPALIER_WIDTH 16
#include "core/engine/generate/decode_kernels_body.h"

namespace espalier::decode {

const Kernels kAvx512 = {panel, attend};

} // namespace espalier::decode
#endif
