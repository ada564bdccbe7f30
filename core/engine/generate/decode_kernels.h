#pragma once

/// The product of decoding: a few rows against packed weights that come from memory. Compiled once
/// for each level of instruction set, like the kernels of the nn room, and at the level in use
/// there.

#include <cstdint>

namespace espalier::decode {

/// y (rows, columns) = [y +] x (rows, depth) W + bias, for the columns of one panel.
struct PanelProduct
{
    int64_t rows, depth;
    const float* x;
    int64_t xStride;
    const float* weights; ///< (depth, kernels::kPanel), see kernels::packPanels
    const float* bias;    ///< (kPanel), or null
    float* y;
    int64_t yStride;
    int64_t columns; ///< of the panel's kPanel, those that exist
    bool accumulate;
    const float* ahead; ///< what is read next, fetched meanwhile; or null
    int64_t aheadFloats;
};

/// Each element is one chain of sums over the depth, in order, whatever the number of rows.
using PanelFunction = void (*)(const PanelProduct& args);

/// That of the level that kernels::table() has.
PanelFunction panelFunction();

void panelBaseline(const PanelProduct& args);
#if defined(__x86_64__)
void panelAvx2(const PanelProduct& args);
void panelAvx512(const PanelProduct& args);
#endif

} // namespace espalier::decode
