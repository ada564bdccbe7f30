#include "core/engine/peft/random_weights.h"

#include "core/base/random.h"

namespace espalier {

namespace {

template <typename Draw>
torch::Tensor
drawn(at::IntArrayRef sizes, uint64_t seed, const std::string& name, const Draw& draw)
{
    torch::Tensor values = torch::empty(sizes, torch::kFloat32);
    Random random(seed, "adapter/" + name);
    auto* data = values.data_ptr<float>();
    for (int64_t i = 0; i < values.numel(); ++i)
        data[i] = static_cast<float>(draw(random));
    return values;
}

} // namespace

torch::Tensor
uniformWeights(at::IntArrayRef sizes, double bound, uint64_t seed, const std::string& name)
{
    return drawn(sizes, seed, name, [&](Random& r) { return (2 * r.uniform() - 1) * bound; });
}

torch::Tensor
normalWeights(at::IntArrayRef sizes, double deviation, uint64_t seed, const std::string& name)
{
    return drawn(sizes, seed, name, [&](Random& r) { return r.normal() * deviation; });
}

} // namespace espalier
