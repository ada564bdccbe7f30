#include "core/engine/nn/positions.h"

#include <cmath>
#include <stdexcept>

namespace espalier {

namespace {

constexpr double kLongestWave = 10000;
constexpr double kOverTokens = 5;

torch::Tensor* positionTable(torch::OrderedDict<std::string, torch::Tensor>& parameters)
{
    for (auto& item : parameters)
        if (item.key().ends_with("wpe.weight") ||
            item.key().ends_with("position_embeddings.weight"))
            return &item.value();
    return nullptr;
}

} // namespace

void setSinusoidalPositions(Transformer& model)
{
    const torch::NoGradGuard guard;
    auto parameters = model->named_parameters();
    torch::Tensor* table = positionTable(parameters);
    if (table == nullptr)
        throw std::invalid_argument("setSinusoidalPositions: the model learns no positions");
    const int64_t rows = table->size(0);
    const int64_t width = table->size(1);
    // A sine's standard deviation is 1 / sqrt(2) of its height.
    const double height = kOverTokens * model->config().initStd * std::sqrt(2.0);
    auto values = torch::empty({rows, width}, torch::kFloat32); // (positions, width)
    auto at = values.accessor<float, 2>();
    for (int64_t p = 0; p < rows; ++p)
        for (int64_t c = 0; c < width; ++c) {
            const double speed = std::pow(
                kLongestWave, -static_cast<double>(c / 2 * 2) / static_cast<double>(width));
            const double angle = static_cast<double>(p) * speed;
            at[p][c] =
                static_cast<float>(height * (c % 2 == 0 ? std::sin(angle) : std::cos(angle)));
        }
    table->copy_(values);
}

} // namespace espalier
