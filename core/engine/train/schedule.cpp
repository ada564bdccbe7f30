#include "core/engine/train/schedule.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace espalier {

double learningRateAt(int64_t step, const Schedule& schedule)
{
    if (step < schedule.warmupSteps) {
        return schedule.peak * static_cast<double>(step + 1) /
               static_cast<double>(schedule.warmupSteps);
    }
    if (schedule.shape == Schedule::Shape::Constant) {
        return schedule.peak;
    }
    const int64_t falling = std::max<int64_t>(1, schedule.totalSteps - schedule.warmupSteps);
    const double progress = std::min(
        1.0, static_cast<double>(step - schedule.warmupSteps) / static_cast<double>(falling));
    const double share = schedule.shape == Schedule::Shape::Linear
                             ? 1 - progress
                             : (1 + std::cos(std::numbers::pi * progress)) / 2;
    return schedule.minimum + (schedule.peak - schedule.minimum) * share;
}

Schedule::Shape scheduleFromName(const std::string& name)
{
    if (name == "constant") {
        return Schedule::Shape::Constant;
    }
    if (name == "linear") {
        return Schedule::Shape::Linear;
    }
    if (name == "cosine") {
        return Schedule::Shape::Cosine;
    }
    throw inputError("The schedule “{}” is unknown; there are constant, linear and cosine.", name);
}

} // namespace espalier
