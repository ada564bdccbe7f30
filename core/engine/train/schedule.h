#pragma once

#include <cstdint>
#include <string>

namespace espalier {

/// How the learning rate moves over a training.
struct Schedule
{
    enum class Shape { Constant, Linear, Cosine };

    Shape shape = Shape::Cosine;
    double peak = 1e-3;      ///< after the warm-up
    double minimum = 0;      ///< where linear and cosine end
    int64_t warmupSteps = 0; ///< rises linearly from peak / warmupSteps
    int64_t totalSteps = 0;  ///< step at which the minimum is reached; unused by Constant
};

/// Learning rate of optimisation step `step` (0 is the first). Warm-up: peak (step + 1) /
/// warmupSteps. After it, with progress p = (step - warmup) / (total - warmup) held at 1: linear
/// min + (peak - min)(1 - p), cosine min + (peak - min)(1 + cos(pi p)) / 2 (Loshchilov & Hutter
/// 2017).
double learningRateAt(int64_t step, const Schedule& schedule);

/// "constant", "linear" or "cosine"; throws an input error otherwise.
Schedule::Shape scheduleFromName(const std::string& name);

} // namespace espalier
