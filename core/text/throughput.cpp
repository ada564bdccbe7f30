#include "core/text/train_tokenizer.h"

#include <algorithm>
#include <chrono>

namespace espalier {

double encodeThroughput(const Tokenizer& tokenizer, std::string_view text, double seconds)
{
    using Clock = std::chrono::steady_clock;
    std::vector<int32_t> ids;
    tokenizer.encodeInto(text, ids);
    std::vector<double> rates;
    const auto start = Clock::now();
    do {
        ids.clear();
        const auto begin = Clock::now();
        tokenizer.encodeInto(text, ids);
        const std::chrono::duration<double> took = Clock::now() - begin;
        rates.push_back(static_cast<double>(text.size()) / std::max(took.count(), 1e-9));
    } while (std::chrono::duration<double>(Clock::now() - start).count() < seconds);
    std::ranges::nth_element(rates, rates.begin() + static_cast<ptrdiff_t>(rates.size() / 2));
    return rates[rates.size() / 2];
}

} // namespace espalier
