#pragma once

#include <string>
#include <vector>

namespace espalier {

/// What the engine computes with.
struct EngineFacts
{
    std::string libtorch;  ///< its version
    std::string blas;      ///< path of the BLAS that is loaded into this process; empty: not found
    std::string openmp;    ///< path of the OpenMP runtime
    std::string kernels;   ///< instruction set of our own kernels
    double peakGflops = 0; ///< single precision, a product of 1024 x 1024: the best of ten
    std::vector<std::string> devices; ///< "cpu", "cuda:0", ...
};

/// Looks, and measures for a moment.
EngineFacts examineEngine(int threads);

/// Sets the number of threads of every later computation.
void useThreads(int threads);

} // namespace espalier
