#pragma once

/// Few-parameter tuning: an adapter changes a model whose own weights stay as they are.

#include "core/engine/formats/tensors.h"
#include "core/engine/nn/transformer.h"
#include "core/formats/adapter_targets.h"
#include "core/text/tokenizer.h"

namespace espalier {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// One adapter on one model. It answers which weights are its own and what it does where; training,
/// saving and switching are the same for all.
class Adapter
{
public:
    explicit Adapter(AdapterConfig config)
        : m_config(std::move(config))
    {
    }
    virtual ~Adapter() = default;
    Adapter(const Adapter&) = delete;
    Adapter& operator=(const Adapter&) = delete;

    const AdapterConfig& config() const { return m_config; }
    /// What learns, by name.
    virtual NamedTensors trained() const = 0;
    /// What a file of it holds, under PEFT's keys (AdapterHub's for bottleneck adapters).
    virtual TensorMap files() const;
    /// What a second file holds, which no other program reads: weights that only learning further
    /// needs. Mostly none.
    virtual TensorMap filesBeside() const { return {}; }
    /// The inverse of files() and filesBeside() together, or of files() alone. Throws Error (input)
    /// with `place` where one is missing, not expected or of another shape.
    virtual void load(const TensorMap& files, const std::string& place);
    /// Whether it takes effect in the model: several adapters can be attached, and switched.
    void enable(bool on);
    bool enabled() const { return m_enabled; }
    /// Whether the changed model can be written as a plain one.
    virtual bool folds() const { return false; }

protected:
    virtual void attach() = 0;
    virtual void detach() = 0;
    /// Copies `files` over `own`, name by name; throws as load does.
    static void copyOver(const TensorMap& own, const TensorMap& files, const std::string& place);
    AdapterConfig m_config;

private:
    bool m_enabled = false;
};

/// Makes an adapter with fresh weights from named random streams of `seed`, attaches it, and
/// enables it; the model's own weights are frozen. `tokenizer` is asked for `init` text. Throws
/// Error (input) where the targets fit no linear map or the config doesn't go with the model.
std::unique_ptr<Adapter> attachAdapter(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer);

// One maker a kind; used by the table in adapter.cpp alone.
std::unique_ptr<Adapter> makeLora(Transformer model, const AdapterConfig& config, uint64_t seed);
std::unique_ptr<Adapter>
makeBottleneck(Transformer model, const AdapterConfig& config, uint64_t seed);
std::unique_ptr<Adapter> makeIa3(Transformer model, const AdapterConfig& config, uint64_t seed);
std::unique_ptr<Adapter> makePrefix(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer);
std::unique_ptr<Adapter> makePrompt(
    Transformer model, const AdapterConfig& config, uint64_t seed, const Tokenizer* tokenizer);

} // namespace espalier
