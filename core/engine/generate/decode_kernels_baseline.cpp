#include "core/engine/generate/decode_kernels.h"
#include "core/engine/nn/kernels.h"

#include <cmath>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ESPALIER_WIDTH 4
#include "core/engine/generate/decode_kernels_body.h"

namespace espalier::decode {

const Kernels kBaseline = {panel, attend};

} // namespace espalier::decode
