#include "core/engine/generate/decode_kernels.h"

#include "core/engine/nn/kernels.h"

namespace espalier::decode {

PanelFunction panelFunction()
{
#if defined(__x86_64__)
    const kernels::Table* level = &kernels::table();
    if (level == &kernels::kAvx512) {
        return panelAvx512;
    }
    if (level == &kernels::kAvx2) {
        return panelAvx2;
    }
#endif
    return panelBaseline;
}

} // namespace espalier::decode
