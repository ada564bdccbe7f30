#include "core/engine/nn/kernels.h"

#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#if defined(__x86_64__)
// Everything below this line may use these instructions: run it only where kernels.cpp has found
// them.
#pragma GCC target("avx2,fma")
#define ESPALIER_WIDTH 8
#include "core/engine/nn/kernels_body.h"

namespace espalier::kernels {

const Table kAvx2 = makeTable("avx2");

} // namespace espalier::kernels
#endif
