#include "core/stages/reward_stage.h"

namespace espalier {

StageInfo
rewardStage(const char* name, const char* title, const char* help, std::vector<ParamInfo> params)
{
    return {
        .name = name,
        .title = title,
        .help = help,
        .outputs = {{"reward", PortType::Reward}},
        .params = std::move(params),
        .infer =
            [](const StageQuery&) {
                return std::map<std::string, Facts>{{"reward", Facts{}}};
            },
        .estimate =
            [](const StageQuery&, const Machine&) {
                return Estimate{20e6, 0.1, 1e4, 0};
            },
    };
}

} // namespace espalier
