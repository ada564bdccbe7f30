#include "core/engine/train/masking.h"

#include <algorithm>

namespace espalier {

namespace {

void hide(int64_t& id, const MaskingOptions& options, Random& random)
{
    const double way = random.uniform();
    if (way < options.maskTokenShare)
        id = options.maskId;
    else if (way < options.maskTokenShare + options.randomTokenShare)
        id = static_cast<int64_t>(random.below(static_cast<uint64_t>(options.vocabSize)));
}

} // namespace

void maskTokens(
    std::span<int64_t> ids,
    std::span<int64_t> targets,
    const MaskingOptions& options,
    Random& random)
{
    std::vector<size_t> free;
    for (size_t i = 0; i < ids.size(); ++i) {
        targets[i] = -100;
        if (std::ranges::find(options.keep, ids[i]) == options.keep.end())
            free.push_back(i);
    }
    bool any = false;
    const auto ask = [&](size_t i) {
        targets[i] = ids[i];
        hide(ids[i], options, random);
        any = true;
    };
    for (const size_t i : free)
        if (random.uniform() < options.share)
            ask(i);
    if (!any && !free.empty())
        ask(free[random.below(free.size())]);
}

} // namespace espalier
