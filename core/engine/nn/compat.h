#pragma once

/// What differs between LibTorch 1.13 (the floor) and newer 2.x, in one place.

#include "core/engine/torch.h"

#include <optional>

namespace espalier {

/// A tensor that may be missing, as an argument of a custom autograd function.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 5)
using OptionalTensor = std::optional<torch::Tensor>;
#else
using OptionalTensor = c10::optional<torch::Tensor>;
#endif

/// Missing where the tensor is undefined: LibTorch 1.13 takes no undefined tensor as an input of
/// such a function.
inline OptionalTensor given(const torch::Tensor& t)
{
    return t.defined() ? OptionalTensor(t) : OptionalTensor();
}

/// The tensor, or an undefined one.
inline torch::Tensor orUndefined(const OptionalTensor& t)
{
    return t.has_value() ? *t : torch::Tensor();
}

/// Mixed precision (bfloat16) on the device for the lifetime of the object, where it is asked for
/// and the device has it (CUDA); otherwise nothing happens.
class Autocast
{
public:
    Autocast(const torch::Device& device, bool enable);
    ~Autocast();
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    bool m_active = false;
    bool m_before = false;
};

/// True while any autocast is in force for this kind of device.
bool autocastActive(const torch::Device& device);

} // namespace espalier
