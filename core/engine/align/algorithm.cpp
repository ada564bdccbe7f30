#include "core/engine/align/algorithm.h"

#include "core/base/error.h"

#include <array>

namespace espalier {

std::span<const AlgorithmInfo> algorithms()
{
    static constexpr std::array<AlgorithmInfo, 5> all{{
        {"ppo", true, makePpo},
        {"a2c", true, makeA2c},
        {"trpo", true, makeTrpo},
        {"grpo", false, makeGrpo},
        {"rloo", false, makeRloo},
    }};
    return all;
}

const AlgorithmInfo& algorithm(const std::string& name)
{
    for (const AlgorithmInfo& info : algorithms())
        if (info.name == name)
            return info;
    throw inputError("There is no algorithm `{}`.", name);
}

} // namespace espalier
