#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>

namespace espalier {

struct GenerateBench
{
    int64_t layers = 6, heads = 6, dim = 384, prompt = 32, fresh = 200, batch = 1, vocab = 4096;
    int threads = 2;
};

/// Times the real generator at temperature 1 (best-of-three's median, prompt excluded):
/// tokens_per_s, rss_mib, parameters.
nlohmann::json benchGenerate(const GenerateBench& shape);

} // namespace espalier
