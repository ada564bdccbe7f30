#include "core/engine/nn/kernels.h"

#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ESPALIER_WIDTH 4
#include "core/engine/nn/kernels_body.h"

namespace espalier::kernels {

const Table kBaseline = makeTable("baseline");

} // namespace espalier::kernels
