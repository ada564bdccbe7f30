#include "core/engine/train/optimizer.h"

#include "core/base/error.h"
#include "core/engine/nn/functions.h"
#include "core/engine/nn/parallel.h"

#include <cmath>
#include <utility>

namespace espalier {

namespace {

using torch::Tensor;

/// Floats a thread takes at a time. A fixed size, so that sums don't depend on the number of
/// threads.
constexpr int64_t kPiece = 65536;

/// Ranges begin at multiples of this, so that vectors never straddle two parameters' cache lines.
constexpr int64_t kAlign = 16;

bool decays(const std::string& name, const Tensor& parameter, bool embeddings)
{
    if (parameter.dim() < 2) {
        return false;
    }
    const bool table = name.find("wte.") != std::string::npos ||
                       name.find("wpe.") != std::string::npos ||
                       name.find("embed_tokens.") != std::string::npos;
    return embeddings || !table;
}

} // namespace

AdamW::AdamW(Named parameters, AdamWOptions options)
    : m_parameters(std::move(parameters))
    , m_options(options)
{
    TORCH_CHECK(!m_parameters.empty(), "AdamW: no parameters");
    int64_t size = 0;
    for (const auto& [name, parameter] : m_parameters) {
        m_ranges.push_back(
            {size, size + parameter.numel(), decays(name, parameter, options.decayEmbeddings)});
        size += (parameter.numel() + kAlign - 1) / kAlign * kAlign;
    }
    const auto kind = m_parameters.front().second.options().requires_grad(false);
    const torch::NoGradGuard guard;
    m_weights = torch::zeros({size}, kind);
    const auto view = [&](const Tensor& flat, size_t i) {
        const Tensor& parameter = m_parameters[i].second;
        return flat.narrow(0, m_ranges[i].begin, parameter.numel()).view(parameter.sizes());
    };
    // The old weights go one by one before the other buffers come: the peak stays low.
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        Tensor weights = view(m_weights, i);
        weights.copy_(m_parameters[i].second);
        m_parameters[i].second.set_data(weights);
    }
    m_gradients = torch::zeros({size}, kind);
    m_mean = torch::zeros({size}, kind);
    m_square = torch::zeros({size}, kind);
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        m_parameters[i].second.mutable_grad() = view(m_gradients, i);
    }
}

double AdamW::gradientNorm() const
{
    if (!m_options.fused || !fusedApplies(m_gradients)) {
        return std::sqrt(m_gradients.to(torch::kFloat64).pow(2).sum().item<double>());
    }
    const int64_t size = m_gradients.numel();
    const int64_t pieces = (size + kPiece - 1) / kPiece;
    std::vector<double> sums(static_cast<size_t>(pieces));
    const float* data = m_gradients.data_ptr<float>();
    overRange(pieces, 1, [&](int64_t begin, int64_t end) {
        for (int64_t p = begin; p < end; ++p) {
            sums[static_cast<size_t>(p)] =
                kernels::table().sumSquares(std::min(kPiece, size - p * kPiece), data + p * kPiece);
        }
    });
    double total = 0;
    for (const double sum : sums) {
        total += sum;
    }
    return std::sqrt(total);
}

double AdamW::clippedStep(double learningRate, double clip, double loss)
{
    const double norm = std::isfinite(loss) ? gradientNorm() : std::nan("");
    if (!std::isfinite(norm)) {
        zeroGradients();
        return norm;
    }
    step(learningRate, clip > 0 && norm > clip ? clip / (norm + 1e-6) : 1.0);
    return norm;
}

void AdamW::step(double learningRate, double gradientScale)
{
    const torch::NoGradGuard guard;
    ++m_steps;
    if (m_options.fused && fusedApplies(m_weights)) {
        stepFused(learningRate, gradientScale);
    } else {
        stepPlain(learningRate, gradientScale);
    }
}

void AdamW::stepPlain(double learningRate, double gradientScale)
{
    const double correction1 = 1 - std::pow(m_options.beta1, m_steps);
    const double correction2 = 1 - std::pow(m_options.beta2, m_steps);
    for (const Range& range : m_ranges) {
        const int64_t count = range.end - range.begin;
        const Tensor gradient = m_gradients.narrow(0, range.begin, count).mul(gradientScale);
        Tensor weights = m_weights.narrow(0, range.begin, count);
        Tensor mean = m_mean.narrow(0, range.begin, count);
        Tensor square = m_square.narrow(0, range.begin, count);
        mean.mul_(m_options.beta1).add_(gradient, 1 - m_options.beta1);
        square.mul_(m_options.beta2).addcmul_(gradient, gradient, 1 - m_options.beta2);
        if (range.decay) {
            weights.mul_(1 - learningRate * m_options.weightDecay);
        }
        const Tensor root = (square.sqrt() / std::sqrt(correction2)).add_(m_options.eps);
        weights.addcdiv_(mean, root, -learningRate / correction1);
    }
    m_gradients.zero_();
}

void AdamW::stepFused(double learningRate, double gradientScale)
{
    kernels::AdamWStep step{
        .learningRate = static_cast<float>(learningRate),
        .beta1 = static_cast<float>(m_options.beta1),
        .beta2 = static_cast<float>(m_options.beta2),
        .eps = static_cast<float>(m_options.eps),
        .weightDecay = 0,
        .gradientScale = static_cast<float>(gradientScale),
        .correction1 = static_cast<float>(1 - std::pow(m_options.beta1, m_steps)),
        .correction2 = static_cast<float>(1 - std::pow(m_options.beta2, m_steps))};
    struct Piece
    {
        int64_t begin, end;
        bool decay;
    };
    std::vector<Piece> pieces;
    for (const Range& range : m_ranges) {
        for (int64_t at = range.begin; at < range.end; at += kPiece) {
            pieces.push_back({at, std::min(range.end, at + kPiece), range.decay});
        }
    }
    overRange(static_cast<int64_t>(pieces.size()), 1, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
            const Piece& piece = pieces[static_cast<size_t>(i)];
            kernels::AdamWStep own = step;
            own.weightDecay = piece.decay ? static_cast<float>(m_options.weightDecay) : 0.0F;
            kernels::table().adamw(
                own,
                piece.end - piece.begin,
                m_weights.data_ptr<float>() + piece.begin,
                m_gradients.data_ptr<float>() + piece.begin,
                m_mean.data_ptr<float>() + piece.begin,
                m_square.data_ptr<float>() + piece.begin);
        }
    });
}

void AdamW::zeroGradients()
{
    const torch::NoGradGuard guard;
    m_gradients.zero_();
}

std::vector<std::pair<std::string, Tensor>> AdamW::state() const
{
    return {
        {"step", torch::tensor({m_steps}, torch::kInt64)},
        {"exp_avg", m_mean},
        {"exp_avg_sq", m_square}};
}

void AdamW::load(const std::vector<std::pair<std::string, Tensor>>& state)
{
    const torch::NoGradGuard guard;
    const auto find = [&](const std::string& name) -> const Tensor& {
        for (const auto& [key, value] : state) {
            if (key == name) {
                return value;
            }
        }
        throw Error(tr("The optimizer state has no “{}”; the checkpoint isn't one of ours.", name));
    };
    for (const char* name : {"exp_avg", "exp_avg_sq"}) {
        if (find(name).numel() != m_mean.numel()) {
            throw Error(tr(
                "The optimizer state “{}” has {} values, the model needs {}; it belongs to another "
                "model.",
                name,
                find(name).numel(),
                m_mean.numel()));
        }
    }
    m_steps = find("step").item<int64_t>();
    m_mean.copy_(find("exp_avg").view({-1}));
    m_square.copy_(find("exp_avg_sq").view({-1}));
}

} // namespace espalier
