#include "core/pipeline/machine.h"

#include "core/base/files.h"

#include <algorithm>
#include <fstream>
#include <sched.h>

namespace espalier {

namespace {

double memoryBytes()
{
    double total = 0;
    std::ifstream info("/proc/meminfo");
    std::string name, unit;
    double value = 0;
    while (info >> name >> value) {
        std::getline(info, unit);
        if (name == "MemTotal:") {
            total = value * 1024;
            break;
        }
    }
    std::ifstream group("/sys/fs/cgroup/memory.max");
    double limit = 0;
    if (group >> limit && limit > 0)
        total = total > 0 ? std::min(total, limit) : limit;
    return total;
}

/// Operations a second that a core sustains while training: measured with vectors of 16 floats (two
/// thirds of a core's peak at width 128), taken to follow the width of the vectors.
double coreRate()
{
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f"))
        return 6e10;
    if (!__builtin_cpu_supports("avx2"))
        return 1.5e10;
#endif
    return 3e10;
}

} // namespace

int usableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return std::max(1, CPU_COUNT(&set));
}

Machine thisMachine(const std::filesystem::path& workspace, int threads)
{
    Machine machine;
    machine.threads = threads > 0 ? threads : usableCores();
    machine.flopsPerSecond = coreRate() * machine.threads;
    machine.memoryBytes = memoryBytes();
    machine.freeDiskBytes = static_cast<double>(freeSpace(workspace));
    return machine;
}

} // namespace espalier
