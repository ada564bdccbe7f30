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

/// Gives an adapter in AdapterHub's form a name of somebody else's, in its weights and its config.
inline void renameHubAdapter(const std::filesystem::path& folder, const std::string& name)
{
    const auto renamed = [&](std::string text, const std::string& old, const std::string& now) {
        const size_t at = text.find(old);
        return at == std::string::npos ? text : text.replace(at, old.size(), now);
    };
    TensorMap weights;
    for (const auto& [key, value] : loadTensors(folder / "adapter.safetensors"))
        weights.emplace(renamed(key, "default", name), value.clone());
    saveTensors(folder / "adapter.safetensors", weights);
    const auto file = folder / "adapter_config.json";
    writeAtomically(file, renamed(readFile(file), "\"default\"", '"' + name + '"'));
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
