// The kernels' source, included once for each level (kernels_baseline.cpp, kernels_avx2.cpp,
// kernels_avx512.cpp), with ESPALIER_WIDTH floats in a vector. All of it is in an unnamed
// namespace, so that no level's code reaches another. No standard library template may be used in
// these files: the linker could choose one level's copy for all.

#pragma once

#include "core/engine/nn/kernels_attention.h"
#include "core/engine/nn/kernels_rows.h"

namespace espalier::kernels {
namespace {

constexpr Table makeTable(const char* name)
{
    return {
        .name = name,
        .width = kWidth,
        .normForward = normForward,
        .normBackward = normBackward,
        .activate = activate,
        .activateBackward = activateBackward,
        .gated = gated,
        .gatedBackward = gatedBackward,
        .rotate = rotate,
        .attentionWork = attentionWork,
        .attentionForward = attentionForward,
        .attentionBackward = attentionBackward,
        .crossEntropyRow = crossEntropyRow,
        .scoreRow = scoreRow,
        .expRow = expRow,
        .maxRow = maxRow,
        .adamw = adamw,
        .sumSquares = sumSquares,
        .addColumnSums = addColumnSums,
        .add = add,
        .multiply = multiply,
        .pack = pack,
    };
}

} // namespace
} // namespace espalier::kernels
