#include "core/pipeline/stage.h"

#include <algorithm>

namespace espalier {

const StageInfo* findStage(std::span<const StageInfo> stages, std::string_view name)
{
    const auto found = std::ranges::find(stages, name, &StageInfo::name);
    return found == stages.end() ? nullptr : &*found;
}

const Port* findPort(const std::vector<Port>& ports, std::string_view name)
{
    const auto found = std::ranges::find(ports, name, &Port::name);
    return found == ports.end() ? nullptr : &*found;
}

} // namespace espalier
