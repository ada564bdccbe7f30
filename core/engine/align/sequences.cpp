#include "core/engine/align/sequences.h"

#include "core/engine/nn/functions.h"
#include "core/engine/nn/prediction.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace espalier {

using torch::Tensor;

namespace {

/// The head's product at some columns only: (N, width) of the columns that `mask` counts.
Tensor countedHidden(Transformer model, const Tensor& hidden, const Tensor& mask, bool fused)
{
    const Tensor places = mask.reshape({-1}).nonzero().squeeze(1);
    const Tensor rows = hidden.reshape({-1, hidden.size(-1)}).index_select(0, places);
    return model->headInput(rows, {.fused = fused});
}

/// Entropy of softmax(logits / temperature), in pieces of at most 32 MiB of logits.
Tensor entropyOf(Transformer model, const Tensor& hidden, double temperature)
{
    const Tensor weight = model->headWeight();
    const int64_t piece = std::max<int64_t>(1, (32 << 20) / (4 * weight.size(0)));
    std::vector<Tensor> all;
    for (int64_t first = 0; first < hidden.size(0); first += piece) {
        const Tensor rows = hidden.narrow(0, first, std::min(piece, hidden.size(0) - first));
        Tensor logits = torch::matmul(rows, weight.t());
        if (model->headBias().defined())
            logits = logits + model->headBias();
        const Tensor logProbs = torch::log_softmax(logits / temperature, -1);
        all.push_back((logProbs.exp() * logProbs).sum(-1).neg());
    }
    return all.empty() ? torch::zeros({0}, hidden.options()) : torch::cat(all);
}

} // namespace

int64_t Sequence::responseTokens() const
{
    return std::ranges::count(response, uint8_t{1});
}

bool cutPrompt(Sequence& sequence, int64_t most)
{
    auto& [ids, response] = sequence;
    const auto over = static_cast<std::ptrdiff_t>(ids.size()) - most;
    if (over <= 0)
        return true;
    if (std::ranges::find(response, uint8_t{1}) - response.begin() < over)
        return false;
    ids.erase(ids.begin(), ids.begin() + over);
    response.erase(response.begin(), response.begin() + over);
    return true;
}

SequenceBatch SequenceBatch::select(const std::vector<int64_t>& rows) const
{
    const Tensor index = torch::tensor(rows, torch::kInt64).to(ids.device());
    SequenceBatch some;
    some.lengths = lengths.index_select(0, index);
    const auto longest = some.lengths.max().item<int64_t>();
    some.ids = ids.index_select(0, index).narrow(1, 0, longest);
    some.targets = targets.index_select(0, index).narrow(1, 0, longest);
    some.mask = mask.index_select(0, index).narrow(1, 0, longest);
    return some;
}

SequenceBatch makeBatch(std::span<const Sequence> sequences, torch::Device device)
{
    size_t longest = 1;
    for (const Sequence& sequence : sequences)
        longest = std::max(longest, sequence.ids.size());
    const auto rows = static_cast<int64_t>(sequences.size());
    const auto width = static_cast<int64_t>(longest);
    SequenceBatch batch;
    batch.ids = torch::zeros({rows, width}, torch::kInt64);
    batch.targets = torch::full({rows, width}, -100, torch::kInt64);
    batch.lengths = torch::zeros({rows}, torch::kInt64);
    for (int64_t row = 0; row < rows; ++row) {
        const Sequence& sequence = sequences[static_cast<size_t>(row)];
        auto* ids = batch.ids.data_ptr<int64_t>() + row * width;
        auto* targets = batch.targets.data_ptr<int64_t>() + row * width;
        for (size_t t = 0; t < sequence.ids.size(); ++t) {
            ids[t] = sequence.ids[t];
            if (t > 0 && sequence.response[t] != 0)
                targets[t - 1] = sequence.ids[t];
        }
        batch.lengths.data_ptr<int64_t>()[row] = static_cast<int64_t>(sequence.ids.size());
    }
    batch.mask = batch.targets.ne(-100).to(torch::kFloat32).to(device);
    batch.ids = batch.ids.to(device);
    batch.targets = batch.targets.to(device);
    batch.lengths = batch.lengths.to(device);
    return batch;
}

namespace {

/// Share of tokens from which on sharing is not worth its trouble.
constexpr double kMostShared = 0.75;

/// The tokens of a batch, each beginning once.
struct SharedTokens
{
    Tensor ids, positions; ///< (1, M) int64
    Tensor spread;         ///< (B, T) int64
    Tensor kept;           ///< (M) int64
};

SharedTokens shareBeginnings(const SequenceBatch& batch)
{
    const Tensor ids = batch.ids.to(torch::kCPU).contiguous();
    const Tensor counted = batch.targets.ne(-100).to(torch::kCPU).contiguous();
    const Tensor lengths = batch.lengths.to(torch::kCPU).contiguous();
    const int64_t width = ids.size(1);
    std::vector<int64_t> tokens, positions, kept;
    Tensor spread = torch::zeros_like(ids);
    std::map<std::string_view, int64_t> beginnings; // bytes of a beginning, where it starts
    for (int64_t row = 0; row < ids.size(0); ++row) {
        const auto* id = ids.data_ptr<int64_t>() + row * width;
        const auto* response = counted.data_ptr<bool>() + row * width;
        auto* place = spread.data_ptr<int64_t>() + row * width;
        const int64_t length = lengths.data_ptr<int64_t>()[row];
        const int64_t begin =
            std::min<int64_t>(length, std::find(response, response + width, true) - response + 1);
        const auto take = [&](int64_t t) {
            place[t] = static_cast<int64_t>(tokens.size());
            tokens.push_back(id[t]);
            positions.push_back(t);
            kept.push_back(row * width + t);
        };
        const auto [entry, isNew] = beginnings.try_emplace(
            {reinterpret_cast<const char*>(id), static_cast<size_t>(begin) * sizeof(int64_t)},
            static_cast<int64_t>(tokens.size()));
        for (int64_t t = 0; t < begin; ++t)
            if (isNew)
                take(t);
            else
                place[t] = entry->second + t;
        for (int64_t t = begin; t < length; ++t)
            take(t);
    }
    const auto tensor = [&](const std::vector<int64_t>& values) {
        return torch::tensor(values, torch::kInt64).to(batch.ids.device());
    };
    return {
        tensor(tokens).unsqueeze(0),
        tensor(positions).unsqueeze(0),
        spread.to(batch.ids.device()),
        tensor(kept)};
}

} // namespace

Tensor hiddenStates(Transformer model, const SequenceBatch& batch, const ForwardOptions& options)
{
    const bool can = !model->config().bidirectional() && model->virtualTokens() == 0 &&
                     !(model->is_training() && options.dropout > 0);
    if (!can)
        return model->forward(batch.ids, options);
    const SharedTokens shared = shareBeginnings(batch);
    if (static_cast<double>(shared.kept.numel()) >
        kMostShared * static_cast<double>(batch.ids.numel()))
        return model->forward(batch.ids, options);
    ForwardOptions once = options;
    once.positions = shared.positions;
    once.spread = shared.spread;
    once.kept = shared.kept;
    const Tensor hidden = model->forward(shared.ids, once);
    return embedding(hidden.squeeze(0), shared.spread, options.fused);
}

PolicyPass policyPass(Transformer model, const SequenceBatch& batch, const PassOptions& options)
{
    ForwardOptions forward;
    forward.fused = options.fused;
    forward.accumulateInPlace = options.accumulateInPlace;
    forward.dropout = options.dropout;
    PolicyPass pass;
    pass.hidden = hiddenStates(model, batch, forward);
    const auto scores = predictionScores(
        model,
        pass.hidden,
        batch.targets,
        {.temperature = options.temperature,
         .fused = options.fused,
         .entropy = options.entropy && !options.learnEntropy});
    pass.logProbs = scores.logProbs.reshape(batch.ids.sizes());
    if (scores.entropy.defined())
        pass.entropy = scores.entropy.reshape(batch.ids.sizes());
    if (options.learnEntropy) {
        const Tensor places = batch.mask.reshape({-1}).nonzero().squeeze(1);
        const Tensor some = entropyOf(
            model,
            countedHidden(model, pass.hidden, batch.mask, options.fused),
            options.temperature);
        pass.entropy = torch::zeros({batch.mask.numel()}, some.options().requires_grad(false))
                           .index_copy(0, places, some)
                           .reshape(batch.ids.sizes());
    }
    return pass;
}

Tensor meanLogits(Transformer model, const Tensor& hidden)
{
    const torch::NoGradGuard guard;
    const Tensor rows = model->headInput(hidden.detach().reshape({-1, hidden.size(-1)}), {});
    Tensor means =
        torch::mv(rows.to(torch::kFloat32), model->headWeight().to(torch::kFloat32).mean(0));
    if (model->headBias().defined())
        means = means + model->headBias().to(torch::kFloat32).mean();
    return means.reshape(hidden.sizes().slice(0, hidden.dim() - 1));
}

Tensor responseDistributions(Transformer model, const SequenceBatch& batch, double temperature)
{
    ForwardOptions forward;
    forward.fused = false;
    const Tensor hidden = hiddenStates(model, batch, forward);
    const Tensor logits = model->logits(
        hidden.reshape({-1, hidden.size(-1)})
            .index_select(0, batch.mask.reshape({-1}).nonzero().squeeze(1)),
        {.fused = false});
    return torch::log_softmax(logits / temperature, -1);
}

Tensor maskedMean(const Tensor& x, const Tensor& mask)
{
    return (x * mask).sum() / mask.sum().clamp_min(1);
}

Tensor maskedSumPerRow(const Tensor& x, const Tensor& mask)
{
    return (x * mask).sum(-1);
}

} // namespace espalier
