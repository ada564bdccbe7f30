#include "core/base/random.h"
#include "core/engine/nn/transformer.h"

#include <cmath>
#include <numbers>

namespace espalier {

namespace {

/// Values drawn from one stream; a tensor takes as many streams as it needs, so that threads can
/// share the work.
constexpr int64_t kPerStream = 65536;

/// Box-Muller, both values of a pair used.
void fillNormal(float* to, int64_t count, Random& random, double deviation)
{
    for (int64_t i = 0; i < count; i += 2) {
        const double radius = deviation * std::sqrt(-2 * std::log(1 - random.uniform()));
        const double angle = 2 * std::numbers::pi * random.uniform();
        to[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < count) {
            to[i + 1] = static_cast<float>(radius * std::sin(angle));
        }
    }
}

torch::Tensor
normal(at::IntArrayRef sizes, const std::string& name, uint64_t seed, double deviation)
{
    torch::Tensor values = torch::empty(sizes, torch::kFloat32);
    auto* data = values.data_ptr<float>();
    const int64_t total = values.numel();
    const int64_t streams = (total + kPerStream - 1) / kPerStream;
    at::parallel_for(0, streams, 1, [&](int64_t begin, int64_t end) {
        for (int64_t s = begin; s < end; ++s) {
            Random random(seed, "initialise/" + name, static_cast<uint64_t>(s));
            const int64_t first = s * kPerStream;
            fillNormal(data + first, std::min(kPerStream, total - first), random, deviation);
        }
    });
    return values;
}

} // namespace

void TransformerImpl::initialise(uint64_t seed)
{
    const torch::NoGradGuard guard;
    const double residual =
        m_config.initStd / std::sqrt(2.0 * static_cast<double>(m_config.layers));
    for (auto& item : named_parameters()) {
        const std::string& name = item.key();
        torch::Tensor& parameter = item.value();
        if (parameter.dim() >= 2) {
            const bool ends = m_config.family == ModelFamily::Gpt2 &&
                              name.find("c_proj.weight") != std::string::npos;
            parameter.copy_(
                normal(parameter.sizes(), name, seed, ends ? residual : m_config.initStd));
        } else {
            const bool scale = name.size() > 7 && name.substr(name.size() - 7) == ".weight";
            parameter.fill_(scale ? 1.0 : 0.0);
        }
    }
}

} // namespace espalier
