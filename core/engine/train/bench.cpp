#include "core/engine/train/bench.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/engine/nn/memory.h"
#include "core/engine/train/batch_loader.h"
#include "core/engine/train/step.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The machine's single-precision matrix product, in operations a second: best of ten.
double matrixPeak()
{
    const torch::Tensor a = torch::randn({2048, 1024});
    const torch::Tensor b = torch::randn({1024, 2048});
    double best = 1e9;
    for (int i = 0; i < 10; ++i) {
        const auto start = Clock::now();
        const torch::Tensor c = torch::mm(a, b);
        best = std::min(best, secondsSince(start));
    }
    return 2.0 * 2048 * 1024 * 2048 / best;
}

/// A token store of random ids, enough for every step to see others.
void writeRandomTokens(const TrainBench& shape, const std::filesystem::path& folder)
{
    Random random(0, "bench");
    std::vector<int32_t> ids(
        static_cast<size_t>((shape.steps + 4) * shape.batch * shape.block + shape.block + 1));
    for (int32_t& id : ids) {
        id = static_cast<int32_t>(random.below(static_cast<uint64_t>(shape.vocab)));
    }
    writeIds(std::move(ids), static_cast<int32_t>(shape.vocab), folder, "train");
}

double rounded(double value, int digits)
{
    const double unit = std::pow(10.0, digits);
    return std::round(value * unit) / unit;
}

} // namespace

nlohmann::json benchTrain(const TrainBench& shape)
{
    at::set_num_threads(shape.threads);
    torch::manual_seed(0);
    ModelConfig config;
    config.vocabSize = shape.vocab;
    config.positions = shape.block;
    config.width = shape.dim;
    config.layers = shape.layers;
    config.heads = shape.heads;
    config.kvHeads = shape.heads;
    config.headDim = shape.dim / shape.heads;
    config.inner = 4 * shape.dim;
    config.activation = "gelu";
    config.bias = false;
    Transformer model(config);
    model->initialise(0);
    AdamW::Named parameters;
    for (const auto& item : model->named_parameters()) {
        parameters.emplace_back(item.key(), item.value());
    }
    AdamW optimizer(parameters, {});
    TrainStep step(model, optimizer, {});
    const TemporaryFolder folder;
    writeRandomTokens(shape, folder.path());
    const TokenStore store(folder.path(), "train");
    BatchOrderParams order;
    order.tokens = store.size();
    order.block = shape.block;
    const BatchLoader loader(store, order, shape.batch, 1, torch::kCPU);
    std::vector<double> times;
    double firstLoss = 0;
    double lastLoss = 0;
    for (int64_t i = 0; i < shape.steps + 2; ++i) {
        const auto start = Clock::now();
        const auto result = step.run(loader.load(i), 1e-3);
        times.push_back(secondsSince(start));
        (i == 0 ? firstLoss : lastLoss) = result.loss;
    }
    const int64_t memory = peakMemoryMiB();
    times.erase(times.begin(), times.begin() + 2);
    std::sort(times.begin(), times.end());
    const double seconds = times[times.size() / 2];
    int64_t weights = 0;
    for (const auto& [name, parameter] : parameters) {
        weights += parameter.numel();
    }
    const auto tokens = static_cast<double>(shape.batch * shape.block);
    const double operations = (6.0 * static_cast<double>(weights - shape.block * shape.dim) +
                               12.0 * static_cast<double>(shape.layers * shape.dim * shape.block)) *
                              tokens;
    const double peak = matrixPeak();
    return {
        {"mode", "train"},
        {"layers", shape.layers},
        {"heads", shape.heads},
        {"dim", shape.dim},
        {"vocab", shape.vocab},
        {"threads", shape.threads},
        {"block", shape.block},
        {"batch", shape.batch},
        {"ms_per_step", rounded(seconds * 1e3, 1)},
        {"tokens_per_s", std::llround(tokens / seconds)},
        {"gflops", rounded(operations / seconds / 1e9, 1)},
        {"peak_gflops", std::llround(peak / 1e9)},
        {"mfu", rounded(operations / seconds / peak, 3)},
        {"rss_mib", memory},
        {"parameters", weights},
        {"first_loss", rounded(firstLoss, 4)},
        {"last_loss", rounded(lastLoss, 4)}};
}

} // namespace espalier
