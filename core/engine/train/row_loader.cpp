#include "core/engine/train/row_loader.h"

#include <algorithm>
#include <numeric>

namespace espalier {

namespace {

/// The tensors of a micro-batch under construction.
struct Draft
{
    Draft(const ExampleSet& set, int64_t rows, int64_t width)
        : examples(set)
        , ids(torch::zeros({rows, width}, torch::kInt64))
        , targets(torch::full({rows, width}, -100, torch::kInt64))
        , width(width)
    {
        if (!set.types.empty())
            types = torch::zeros({rows, width}, torch::kInt64);
        if (set.weighted())
            weights = torch::zeros({rows, width}, torch::kFloat32);
    }

    /// Writes an example at `at` of a row; targets are the next ids.
    void put(uint32_t example, int64_t row, int64_t at)
    {
        const uint64_t start = examples.starts[example];
        const int64_t length = examples.length(example);
        auto* id = ids.data_ptr<int64_t>() + row * width + at;
        auto* target = targets.data_ptr<int64_t>() + row * width + at;
        for (int64_t t = 0; t < length; ++t) {
            const auto from = start + static_cast<uint64_t>(t);
            id[t] = examples.ids[from];
            if (t + 1 < length && examples.trained[from + 1] != 0)
                target[t] = examples.ids[from + 1];
        }
        if (types.defined())
            for (int64_t t = 0; t < length; ++t)
                types.data_ptr<int64_t>()[row * width + at + t] =
                    examples.types[start + static_cast<uint64_t>(t)];
        if (weights.defined())
            weights[row].narrow(0, at, length).fill_(examples.weights[example]);
    }

    const ExampleSet& examples;
    torch::Tensor ids, targets, types, weights;
    int64_t width;
};

torch::Tensor moved(const torch::Tensor& t, torch::Device device)
{
    return t.defined() ? t.to(device) : t;
}

} // namespace

std::vector<int64_t> ExampleSet::lengths() const
{
    std::vector<int64_t> all(size());
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = length(i);
    return all;
}

bool ExampleSet::weighted() const
{
    return std::ranges::any_of(weights, [](float w) { return w != 1.0F; });
}

RowLoader::RowLoader(
    const ExampleSet& examples, const RowLoaderParams& params, torch::Device device)
    : m_examples(examples)
    , m_params(params)
    , m_device(device)
{
    RowOrderParams order;
    order.rowsPerRank = params.batch * params.accumulation;
    order.worldSize = params.worldSize;
    order.rank = params.rank;
    order.seed = params.seed;
    if (params.packed) {
        m_bins = packBestFit(examples.lengths(), params.block);
        order.rows = m_bins.size();
        m_packedOrder.emplace(order);
    } else {
        order.rows = examples.size();
        m_lengthOrder.emplace(order, examples.lengths());
    }
}

uint64_t RowLoader::rowAt(int64_t step, int64_t place) const
{
    const auto at = static_cast<uint64_t>(step);
    return m_params.packed ? m_packedOrder->at(at, place) : m_lengthOrder->at(at, place);
}

double RowLoader::epochs(int64_t step) const
{
    const auto at = static_cast<uint64_t>(step);
    return m_params.packed ? m_packedOrder->epochs(at) : m_lengthOrder->epochs(at);
}

int64_t RowLoader::stepsFor(double epochs) const
{
    return static_cast<int64_t>(
        m_params.packed ? m_packedOrder->stepsFor(epochs) : m_lengthOrder->stepsFor(epochs));
}

double RowLoader::tokens(int64_t step) const
{
    const int64_t places = m_params.batch * m_params.accumulation;
    while (static_cast<int64_t>(m_tokens.size()) <= step) {
        const auto at = static_cast<int64_t>(m_tokens.size()) - 1;
        int64_t count = 0;
        for (int64_t place = 0; place < places; ++place) {
            const uint64_t row = rowAt(at, place);
            if (!m_params.packed)
                count += m_examples.length(row);
            else
                for (const uint32_t example : m_bins[row])
                    count += m_examples.length(example);
        }
        m_tokens.push_back(m_tokens.back() + static_cast<double>(count * m_params.worldSize));
    }
    return m_tokens[static_cast<size_t>(step)];
}

MicroBatch RowLoader::packed(std::span<const uint64_t> bins) const
{
    // Our attention walks from a segment's start, so on the CPU the bins stand behind each other in
    // one row and nothing is padded. Plain attention would form a matrix of that row's square.
    const bool joined = m_device.is_cpu();
    std::vector<int64_t> lengths;
    for (const uint64_t bin : bins) {
        int64_t length = 0;
        for (const uint32_t example : m_bins[bin])
            length += m_examples.length(example);
        lengths.push_back(length);
    }
    const auto rows = joined ? int64_t{1} : static_cast<int64_t>(bins.size());
    const int64_t width = joined ? std::accumulate(lengths.begin(), lengths.end(), int64_t{0})
                                 : *std::ranges::max_element(lengths);
    Draft draft(m_examples, rows, width);
    auto segments = torch::zeros({rows, width}, torch::kInt64);
    int64_t at = 0;
    int64_t segment = 0;
    for (size_t bin = 0; bin < bins.size(); ++bin) {
        const int64_t row = joined ? 0 : static_cast<int64_t>(bin);
        at = joined ? at : 0;
        for (const uint32_t example : m_bins[bins[bin]]) {
            const int64_t length = m_examples.length(example);
            draft.put(example, row, at);
            segments[row].narrow(0, at, length).fill_(segment++);
            at += length;
        }
        if (!joined)
            segments[row].narrow(0, at, width - at).fill_(segment++); // padding sees itself alone
    }
    MicroBatch batch;
    batch.ids = draft.ids.to(m_device);
    batch.targets = draft.targets.to(m_device);
    batch.segments = segments.to(m_device);
    batch.types = moved(draft.types, m_device);
    batch.weights = moved(draft.weights, m_device);
    return batch;
}

MicroBatch RowLoader::padded(
    const ExampleSet& examples,
    std::span<const uint32_t> chosen,
    bool bidirectional,
    torch::Device device)
{
    int64_t width = 1;
    for (const uint32_t example : chosen)
        width = std::max(width, examples.length(example));
    const auto rows = static_cast<int64_t>(chosen.size());
    Draft draft(examples, rows, width);
    auto lengths = torch::zeros({rows}, torch::kInt64);
    for (int64_t row = 0; row < rows; ++row) {
        const uint32_t example = chosen[static_cast<size_t>(row)];
        draft.put(example, row, 0);
        lengths[row] = examples.length(example);
    }
    MicroBatch batch;
    batch.ids = draft.ids.to(device);
    batch.types = moved(draft.types, device);
    if (examples.labels.empty()) {
        batch.targets = draft.targets.to(device);
        batch.weights = moved(draft.weights, device);
    } else {
        auto labels = torch::zeros({rows}, torch::kInt64);
        for (int64_t row = 0; row < rows; ++row)
            labels[row] = examples.labels[chosen[static_cast<size_t>(row)]];
        batch.labels = labels.to(device);
        if (draft.weights.defined())
            batch.weights = draft.weights.select(1, 0).contiguous().to(device);
    }
    if (bidirectional || !examples.labels.empty())
        batch.lengths = lengths.to(device);
    return batch;
}

std::vector<MicroBatch> RowLoader::load(int64_t step) const
{
    std::vector<MicroBatch> batches;
    for (int64_t micro = 0; micro < m_params.accumulation; ++micro) {
        std::vector<uint64_t> rows;
        for (int64_t place = 0; place < m_params.batch; ++place)
            rows.push_back(rowAt(step, micro * m_params.batch + place));
        if (m_params.packed) {
            batches.push_back(packed(rows));
        } else {
            const std::vector<uint32_t> chosen(rows.begin(), rows.end());
            batches.push_back(padded(m_examples, chosen, m_params.bidirectional, m_device));
        }
    }
    return batches;
}

} // namespace espalier
