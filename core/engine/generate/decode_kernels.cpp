#include "core/engine/generate/decode_kernels.h"

#include "core/engine/nn/kernels.h"

namespace espalier::decode {

const Kernels& kernels()
{
#if defined(__x86_64__)
    const espalier::kernels::Table* level = &espalier::kernels::table();
    if (level == &espalier::kernels::kAvx512) {
        return kAvx512;
    }
    if (level == &espalier::kernels::kAvx2) {
        return kAvx2;
    }
#endif
    return kBaseline;
}

} // namespace espalier::decode
