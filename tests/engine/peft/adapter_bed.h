#pragma once

/// What tests of adapters share: a base in a folder, adapters that say something, a step of
/// learning.

#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/peft/adapted_model.h"
#include "tests/engine/nn/families.h"
#include "tests/engine/nn/random_model.h"

namespace espalier {

/// The small model of that name: "gpt2", "llama", ...; else the small BERT.
inline ModelConfig family(const std::string& name)
{
    for (const auto& [key, config] : smallModels())
        if (key == name)
            return config;
    return smallBert();
}

/// Gives a fresh adapter, which changes nothing, something to say.
inline void disturb(const Adapter& adapter, uint64_t seed = 5)
{
    const torch::NoGradGuard guard;
    torch::manual_seed(seed);
    for (auto [name, weight] : adapter.trained())
        weight.add_(torch::randn(weight.sizes()) * 0.05);
}

inline torch::Tensor logitsOf(Transformer model)
{
    const torch::NoGradGuard guard;
    model->eval();
    return model->logits(model->forward(randomIds(2, 17, model->config().vocabSize)));
}

/// One plain step of what learns, down the gradient of a few predictions.
inline void learnAStep(const AdaptedModel& adapted)
{
    Transformer model = adapted.model;
    const torch::Tensor ids = randomIds(2, 9, model->config().vocabSize);
    predictionLoss(model, model->forward(ids), ids, {.scale = 0.1}).sum.backward();
    const torch::NoGradGuard guard;
    for (auto [name, weight] : adapted.trained()) {
        weight.sub_(weight.grad(), 0.1);
        weight.mutable_grad() = torch::Tensor();
    }
}

/// A base in a folder, and room for adapters beside it.
struct AdapterBed
{
    TemporaryFolder root;
    Transformer model;

    explicit AdapterBed(const std::string& name = "gpt2")
        : model(randomModel(family(name)))
    {
        std::filesystem::create_directories(at("base"));
        saveModelFolder(model, at("base"));
    }
    std::filesystem::path at(const char* name) const { return root.path() / name; }
    /// Saves an adapter that stands on the base or on another folder.
    std::filesystem::path
    save(const Adapter& adapter, const char* name, const char* base = "base") const
    {
        std::filesystem::create_directories(at(name));
        saveAdapterFolder(adapter, at(base), at(name));
        return at(name);
    }
};

} // namespace espalier
