#include "core/engine/run/engine_facts.h"

#include "core/engine/nn/kernels.h"
#include "core/engine/torch.h"

#include <torch/version.h>

#include <chrono>
#include <fstream>

namespace espalier {

namespace {

/// The first library mapped into this process whose path contains one of the words.
std::string loadedLibrary(const std::vector<std::string>& words)
{
    for (const auto& word : words) {
        std::ifstream maps("/proc/self/maps");
        std::string line;
        while (std::getline(maps, line)) {
            const size_t slash = line.find('/');
            if (slash != std::string::npos && line.find(word, slash) != std::string::npos)
                return line.substr(slash);
        }
    }
    return {};
}

double peakGflops()
{
    const auto a = torch::randn({1024, 1024}), b = torch::randn({1024, 1024});
    double best = 0;
    for (int i = 0; i < 10; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const auto c = torch::mm(a, b);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        best = std::max(best, 2.0 * 1024 * 1024 * 1024 / seconds.count());
    }
    return best / 1e9;
}

} // namespace

EngineFacts examineEngine(int threads)
{
    useThreads(threads);
    EngineFacts facts;
    facts.libtorch = TORCH_VERSION;
    facts.peakGflops = peakGflops();
    facts.blas = loadedLibrary({"openblas", "libmkl", "libblis", "libblas"});
    facts.openmp = loadedLibrary({"libgomp", "libiomp", "libomp"});
    facts.kernels = kernels::table().name;
    facts.devices = {"cpu"};
    for (size_t i = 0; torch::cuda::is_available() && i < torch::cuda::device_count(); ++i)
        facts.devices.push_back("cuda:" + std::to_string(i));
    return facts;
}

void useThreads(int threads)
{
    at::set_num_threads(threads);
}

} // namespace espalier
