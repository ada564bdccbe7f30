#pragma once

/// What differs between LibTorch 1.13 (the floor) and newer 2.x, in one place.

#include <torch/torch.h>

namespace espalier {

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
