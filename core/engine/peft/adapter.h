#pragma once

/// Few-parameter tuning: an adapter changes a model whose own weights stay as they are.

#include "core/engine/formats/tensors.h"
#include "core/engine/nn/transformer.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_targets.h"
#include "core/text/tokenizer.h"

namespace espalier {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// One adapter on one model. Its kind answers which weights are its own and what they do where;
/// training, saving and switching are the same for all, and so are copies of the model's weights
/// that learn in their place (modules_to_save, LoRA's `bias`).
class Adapter
{
public:
    Adapter(Transformer model, AdapterConfig config)
        : m_model(std::move(model))
        , m_config(std::move(config))
    {
    }
    virtual ~Adapter() = default;
    Adapter(const Adapter&) = delete;
    Adapter& operator=(const Adapter&) = delete;

    const AdapterConfig& config() const { return m_config; }
    const Transformer& model() const { return m_model; }
    /// What learns, by name.
    NamedTensors trained() const;
    /// What is its own and does not learn.
    virtual std::vector<torch::Tensor> fixed() const { return {}; }
    /// What a file of it holds, under PEFT's keys (AdapterHub's for bottleneck adapters).
    TensorMap files() const;
    /// What a second file holds, which no other program reads: weights that only learning further
    /// needs. Mostly none.
    virtual TensorMap filesBeside() const { return {}; }
    /// The inverse of files() and filesBeside() together, or of files() alone. Throws Error (input)
    /// with `place` where one is missing, not expected or of another shape.
    void load(const TensorMap& files, const std::string& place);
    /// Whether it takes effect in the model: several adapters can be attached, and switched.
    void enable(bool on);
    bool enabled() const { return m_enabled; }
    /// Whether the changed model can be written as a plain one.
    virtual bool folds() const { return false; }
    /// Lets the model's weights of the config's modulesToSave learn, as copies in their place.
    /// Once, before it is enabled.
    void saveModules();

protected:
    /// What the kind's own part of trained(), files() and load() is.
    virtual NamedTensors weights() const = 0;
    virtual TensorMap weightFiles() const;
    virtual void loadWeights(const TensorMap& files, const std::string& place);
    /// Whether files must have a copy; one that they may lack stays the model's own.
    enum class InFiles { Always, Maybe };
    /// Lets a copy of one of the model's weights learn in its place; `key` names it in files,
    /// `olderKey` in some that others wrote.
    void learnCopy(
        const std::string& weight,
        const std::string& key,
        InFiles inFiles,
        std::string olderKey = {});
    virtual void attach() = 0;
    virtual void detach() = 0;
    /// Copies `files` over `own`, name by name; throws as load does.
    static void copyOver(const TensorMap& own, const TensorMap& files, const std::string& place);
    Transformer m_model;
    AdapterConfig m_config;

private:
    /// A copy of one of the model's weights.
    struct Copy
    {
        std::string weight, key, olderKey;
        InFiles inFiles;
        torch::Tensor value;
    };

    std::vector<Copy> m_copies;
    bool m_enabled = false;
};

/// Where an adapter's weights come from.
enum class AdapterWeights {
    Fresh,
    FromFiles ///< load() follows: what takes long to compute is left out
};

/// Makes an adapter with fresh weights from named random streams of `seed`, attaches it, and
/// enables it; the model's own weights are frozen. `tokenizer` is asked for `init` text. Throws
/// Error (input) where the targets fit no linear map or the config doesn't go with the model.
std::unique_ptr<Adapter> attachAdapter(
    Transformer model,
    const AdapterConfig& config,
    uint64_t seed,
    const Tokenizer* tokenizer,
    AdapterWeights weights = AdapterWeights::Fresh);

// One maker a kind; used by the table in adapter.cpp alone.
std::unique_ptr<Adapter>
makeLora(Transformer model, const AdapterConfig& config, uint64_t seed, AdapterWeights weights);
std::unique_ptr<Adapter>
makeBottleneck(Transformer model, const AdapterConfig& config, uint64_t seed);
std::unique_ptr<Adapter> makeIa3(Transformer model, const AdapterConfig& config, uint64_t seed);
std::unique_ptr<Adapter> makePrefix(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer);
std::unique_ptr<Adapter> makePrompt(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer);

} // namespace espalier
