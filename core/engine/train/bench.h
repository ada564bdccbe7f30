#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>

namespace espalier {

/// GPT-2 blocks without linear biases, random tokens, as the usual small-GPT scripts have them.
struct TrainBench
{
    int64_t layers = 6, heads = 6, dim = 384, block = 256, batch = 8, vocab = 65, steps = 6;
    int threads = 2;
};

/// Times the real training step (F32, AdamW .9/.95, decay .1, clipping 1) and gives ms_per_step,
/// tokens_per_s, gflops, peak_gflops, mfu, rss_mib, parameters, first_loss and last_loss.
nlohmann::json benchTrain(const TrainBench& shape);

} // namespace espalier
