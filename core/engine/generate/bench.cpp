#include "core/engine/generate/bench.h"

#include "core/engine/generate/generator.h"
#include "core/engine/nn/memory.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

std::vector<GenerationRequest> randomRequests(const GenerateBench& shape)
{
    std::vector<GenerationRequest> requests(static_cast<size_t>(shape.batch));
    for (size_t i = 0; i < requests.size(); ++i) {
        const torch::Tensor prompt = torch::randint(shape.vocab, {shape.prompt}, torch::kInt64);
        const auto* ids = prompt.data_ptr<int64_t>();
        requests[i].prompt.assign(ids, ids + shape.prompt);
        requests[i].maxNewTokens = shape.fresh;
        requests[i].seed = i;
    }
    return requests;
}

} // namespace

nlohmann::json benchGenerate(const GenerateBench& shape)
{
    at::set_num_threads(shape.threads);
    torch::manual_seed(0);
    ModelConfig config;
    config.vocabSize = shape.vocab;
    config.positions = shape.prompt + shape.fresh;
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
    Generator generator(model, {.batch = shape.batch});
    std::vector<double> times;
    for (int i = 0; i < 3; ++i) {
        const auto requests = randomRequests(shape);
        // The clock starts with the first token: the prompt isn't counted.
        Clock::time_point start;
        bool started = false;
        generator.generate(requests, {}, [&](size_t, int64_t, float) {
            if (!started) {
                start = Clock::now();
                started = true;
            }
            return true;
        });
        times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    int64_t weights = 0;
    for (const auto& parameter : model->parameters()) {
        weights += parameter.numel();
    }
    return {
        {"mode", "generate"},
        {"layers", shape.layers},
        {"heads", shape.heads},
        {"dim", shape.dim},
        {"vocab", shape.vocab},
        {"threads", shape.threads},
        {"prompt", shape.prompt},
        {"new", shape.fresh},
        {"batch", shape.batch},
        {"tokens_per_s",
         std::llround(static_cast<double>(shape.batch * (shape.fresh - 1)) / times[1])},
        {"rss_mib", peakMemoryMiB()},
        {"parameters", weights}};
}

} // namespace espalier
