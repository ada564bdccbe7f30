#include "core/rows/mix_rows.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/rows/check_row.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier {

namespace {

/// Gives the rows of one side of an input in an order of the seed, over and over, each time anew.
class Deck
{
public:
    Deck(uint64_t rows, uint64_t seed, uint64_t input)
        : m_order(rows)
        , m_seed(seed)
        , m_input(input)
    {
    }

    uint64_t next()
    {
        if (m_at % m_order.size() == 0) {
            std::iota(m_order.begin(), m_order.end(), uint64_t{0});
            Random random(m_seed + m_at / m_order.size(), "mix rows", m_input);
            shuffle(m_order, random);
        }
        return m_order[m_at++ % m_order.size()];
    }

private:
    std::vector<uint64_t> m_order;
    uint64_t m_seed, m_input, m_at = 0;
};

/// Which input each row of the mix comes from.
std::vector<uint32_t> slots(const std::vector<uint64_t>& counts, uint64_t seed, Split side)
{
    std::vector<uint32_t> all;
    for (size_t input = 0; input < counts.size(); ++input)
        all.insert(all.end(), counts[input], static_cast<uint32_t>(input));
    Random random(seed, "mix order", static_cast<uint64_t>(side));
    shuffle(all, random);
    return all;
}

std::vector<Rows> openAll(const std::vector<std::filesystem::path>& folders)
{
    std::vector<Rows> inputs;
    for (const auto& folder : folders) {
        inputs.push_back(
            Rows::open(folder, inputs.empty() ? Rows::open(folder).kind() : inputs.front().kind()));
        if (inputs.back().header().unpaired != inputs.front().header().unpaired)
            throw inputError("Preferences in pairs and single completions can't be mixed. Mix each "
                             "sort by itself.");
    }
    return inputs;
}

/// Of validation every input that has rows gives its part, none twice.
std::vector<uint64_t> validationCounts(const std::vector<uint64_t>& sizes, MixOptions options)
{
    options.until = MixUntil::Smallest;
    for (size_t i = 0; i < options.ratios.size() && i < sizes.size(); ++i)
        if (sizes[i] == 0)
            options.ratios[i] = 0;
    if (std::accumulate(sizes.begin(), sizes.end(), uint64_t{0}) == 0 ||
        (!options.ratios.empty() &&
         std::ranges::all_of(options.ratios, [](double ratio) { return ratio == 0; })))
        return std::vector<uint64_t>(sizes.size());
    return mixCounts(sizes, options);
}

} // namespace

std::vector<uint64_t> mixCounts(const std::vector<uint64_t>& sizes, const MixOptions& options)
{
    std::vector<double> parts = options.ratios;
    if (parts.empty())
        parts.assign(sizes.begin(), sizes.end());
    if (parts.size() != sizes.size())
        throw inputError(
            "`ratios` has {} numbers, but {} inputs are wired. Write one for each.",
            parts.size(),
            sizes.size());
    double sum = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (!(parts[i] >= 0) || !std::isfinite(parts[i]))
            throw inputError("`ratios`: {} is no share. Shares are 0 or more.", parts[i]);
        if (parts[i] > 0 && sizes[i] == 0)
            throw inputError("Input {} of the mix has no rows. Take its edge out.", i + 1);
        sum += parts[i];
    }
    if (sum <= 0)
        throw inputError("`ratios` are all 0, so the mix is empty. Make one larger.");
    double scale = static_cast<double>(options.total) / sum;
    if (options.until != MixUntil::Total) {
        std::vector<double> scales;
        for (size_t i = 0; i < parts.size(); ++i)
            if (parts[i] > 0)
                scales.push_back(static_cast<double>(sizes[i]) / parts[i]);
        const auto [least, most] = std::ranges::minmax(scales);
        scale = options.until == MixUntil::Smallest ? least : most;
    }
    std::vector<uint64_t> counts;
    std::vector<std::pair<double, size_t>> rests; // what rounding down took, for a total
    for (size_t i = 0; i < parts.size(); ++i) {
        const double wanted = parts[i] * scale;
        counts.push_back(static_cast<uint64_t>(std::floor(wanted + 1e-6)));
        rests.emplace_back(-(wanted - static_cast<double>(counts.back())), i);
    }
    if (options.until == MixUntil::Total) {
        std::ranges::sort(rests);
        uint64_t missing =
            options.total - std::accumulate(counts.begin(), counts.end(), uint64_t{0});
        for (size_t i = 0; missing > 0; --missing, ++i)
            ++counts[rests[i % rests.size()].second];
    }
    return counts;
}

MixedRows mixRows(
    const std::vector<std::filesystem::path>& folders,
    const MixOptions& options,
    const std::filesystem::path& folder,
    const std::function<bool(uint64_t)>& progress)
{
    const std::vector<Rows> inputs = openAll(folders);
    const RowKind kind = inputs.front().kind();
    RowsWriter writer(folder, kind);
    MixedRows mixed;
    std::vector<uint64_t> learnt; // hashes of the questions for training
    uint64_t written = 0;
    for (const Split side : {Split::Train, Split::Validation}) {
        std::vector<uint64_t> sizes;
        std::vector<Deck> decks;
        for (size_t i = 0; i < inputs.size(); ++i) {
            sizes.push_back(inputs[i].size(side));
            decks.emplace_back(sizes.back(), options.seed, 2 * i + static_cast<size_t>(side));
        }
        const auto counts =
            side == Split::Train ? mixCounts(sizes, options) : validationCounts(sizes, options);
        if (side == Split::Train)
            mixed.taken = counts;
        for (const uint32_t input : slots(counts, options.seed, side)) {
            const Row row = inputs[input].row(side, decks[input].next());
            const uint64_t question = hash64(questionOf(row, kind));
            if (side == Split::Train) {
                learnt.push_back(question);
            } else if (std::ranges::binary_search(learnt, question)) {
                ++mixed.left;
                continue;
            }
            writer.add(side, row);
            if (++written % 1024 == 0 && progress && !progress(written))
                return {};
        }
        std::ranges::sort(learnt);
    }
    if (written == 0)
        throw inputError("The mix has no rows. Make `total` larger.");
    mixed.header = writer.finish("mix");
    return mixed;
}

} // namespace espalier
