#include "core/metrics/pass_at_k.h"

#include <algorithm>

namespace espalier {

double passAtK(int64_t n, int64_t c, int64_t k)
{
    if (n - c < k)
        return 1;
    double none = 1;
    for (int64_t i = n - c + 1; i <= n; ++i)
        none *= 1 - static_cast<double>(k) / static_cast<double>(i);
    return 1 - none;
}

std::string majority(std::span<const std::string> answers)
{
    std::string best;
    std::ptrdiff_t most = 0;
    for (const std::string& answer : answers) {
        const auto votes = std::ranges::count(answers, answer);
        if (!answer.empty() && votes > most) {
            best = answer;
            most = votes;
        }
    }
    return best;
}

} // namespace espalier
