#pragma once

/// The levels of instruction set that this machine has, one after another.

#include "core/engine/nn/kernels.h"

namespace espalier {

/// f(name) while each level is in use; then the one from before is again.
template <typename F>
void onEveryLevel(const F& f)
{
    const kernels::Table& before = kernels::table();
    for (const kernels::Table* level : kernels::available()) {
        kernels::use(*level);
        f(level->name);
    }
    kernels::use(before);
}

} // namespace espalier
