#include "core/engine/nn/compat.h"

#include <ATen/autocast_mode.h>

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
#define ESPALIER_AUTOCAST_BY_DEVICE 1
#endif

namespace espalier {

namespace {

bool enabled(const torch::Device& device)
{
#ifdef ESPALIER_AUTOCAST_BY_DEVICE
    return at::autocast::is_autocast_enabled(device.type());
#else
    return device.is_cuda() ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
#endif
}

void enableCuda(bool on)
{
#ifdef ESPALIER_AUTOCAST_BY_DEVICE
    at::autocast::set_autocast_enabled(torch::kCUDA, on);
    at::autocast::set_autocast_dtype(torch::kCUDA, torch::kBFloat16);
#else
    at::autocast::set_enabled(on);
    at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
#endif
}

} // namespace

Autocast::Autocast(const torch::Device& device, bool enable)
    : m_active(enable && device.is_cuda())
{
    if (m_active) {
        m_before = enabled(device);
        enableCuda(true);
        at::autocast::increment_nesting();
    }
}

Autocast::~Autocast()
{
    if (m_active) {
        if (at::autocast::decrement_nesting() == 0) {
            at::autocast::clear_cache();
        }
        enableCuda(m_before);
    }
}

bool autocastActive(const torch::Device& device)
{
    return (device.is_cpu() || device.is_cuda()) && enabled(device);
}

} // namespace espalier
