#include "core/engine/nn/kernels.h"

#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__x86_64__)
// Everything below this line may use these instructions: run it only where kernels.cpp has found
// them.
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")
#define ESPALIER_WIDTH 16
#include "core/engine/nn/kernels_body.h"

namespace espalier::kernels {

const Table kAvx512 = makeTable("avx512");

} // namespace espalier::kernels
#endif
