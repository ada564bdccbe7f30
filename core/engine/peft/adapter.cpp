#include "core/engine/peft/adapter.h"

#include "core/base/error.h"
#include "core/engine/peft/projection_adapter.h"
#include "core/formats/adapter_modules.h"

#include <algorithm>
#include <map>

namespace espalier {

NamedTensors Adapter::trained() const
{
    NamedTensors all = weights();
    for (const Copy& copy : m_copies)
        all.emplace_back(copy.key, copy.value);
    return all;
}

TensorMap Adapter::weightFiles() const
{
    TensorMap all;
    for (const auto& [name, weight] : weights())
        all[name] = weight.detach();
    return all;
}

TensorMap Adapter::files() const
{
    TensorMap all = weightFiles();
    for (const Copy& copy : m_copies)
        all[copy.key] = copy.value.detach();
    return all;
}

void Adapter::loadWeights(const TensorMap& files, const std::string& place)
{
    copyOver(weightFiles(), files, place);
}

void Adapter::load(const TensorMap& files, const std::string& place)
{
    TensorMap rest = files, own, copies;
    for (const Copy& copy : m_copies) {
        for (const std::string& key : {copy.key, copy.olderKey})
            if (auto found = rest.extract(key)) {
                found.key() = copy.key;
                copies.insert(std::move(found));
            }
        if (copy.inFiles == InFiles::Always || copies.contains(copy.key))
            own[copy.key] = copy.value;
    }
    copyOver(own, copies, place);
    loadWeights(rest, place);
}

void Adapter::learnCopy(
    const std::string& weight, const std::string& key, InFiles inFiles, std::string olderKey)
{
    torch::Tensor value = m_model->weightsInUse().at(weight).detach().clone().requires_grad_();
    m_copies.push_back({weight, key, std::move(olderKey), inFiles, std::move(value)});
}

void Adapter::saveModules()
{
    for (const ModelWeight& weight : savedWeights(m_model->config(), m_config.modulesToSave))
        learnCopy(
            weight.name,
            savedPrefix(m_config.kind) + weight.name,
            InFiles::Always,
            kPeftPrefix + weight.name); // what older folders of ours have of every kind
}

void Adapter::copyOver(const TensorMap& own, const TensorMap& files, const std::string& place)
{
    const torch::NoGradGuard guard;
    for (const auto& [name, tensor] : files) {
        if (own.contains(name))
            continue;
        if (name.find("pooler.dense.lora_") != std::string::npos ||
            name.find("transform.dense.lora_") != std::string::npos)
            throw inputError(
                "{}: `{}` changes a map of the head, and here adapters change maps of the blocks "
                "alone. Train it with longer names among its targets, such as output.dense in "
                "place of dense.",
                place,
                name);
        throw inputError(
            "{}: the adapter has no place for tensor `{}`. It belongs to another model, or "
            "adapter_config.json to another adapter.",
            place,
            name);
    }
    for (auto [name, weight] : own) {
        const auto found = files.find(name);
        if (found == files.end())
            throw inputError("{}: tensor `{}` is missing. The file is not whole.", place, name);
        if (found->second.sizes() != weight.sizes())
            throw inputError(
                "{}: tensor `{}` is of shape {}, but for this model it should be {}. The adapter "
                "was made for another base model.",
                place,
                name,
                shapeText(found->second.sizes().vec()),
                shapeText(weight.sizes().vec()));
        weight.copy_(found->second);
    }
}

void Adapter::enable(bool on)
{
    if (on == m_enabled)
        return;
    m_enabled = on;
    for (const Copy& copy : m_copies)
        on ? m_model->standIn(copy.weight, copy.value)
           : m_model->standBack(copy.weight, copy.value);
    on ? attach() : detach();
}

void ProjectionAdapter::add(
    Projection projection, std::shared_ptr<ProjectionChange> change, NamedTensors weights)
{
    m_changes.emplace_back(std::move(projection), std::move(change));
    for (auto& weight : weights)
        m_weights.push_back(std::move(weight));
}

void ProjectionAdapter::attach()
{
    for (auto& [projection, change] : m_changes)
        projection->changes.push_back(change);
}

void ProjectionAdapter::detach()
{
    for (auto& [projection, change] : m_changes)
        std::erase(projection->changes, change);
}

std::vector<std::pair<std::string, Projection>>
targetsOf(const Transformer& model, const std::vector<std::string>& targets)
{
    std::map<std::string, Projection> byName;
    for (const auto& [name, projection] : projections(model))
        byName.emplace(name, projection);
    std::vector<std::pair<std::string, Projection>> found;
    for (const LinearMap& map : targetMaps(model->config(), targets))
        found.emplace_back(map.name, byName.at(map.name));
    return found;
}

std::unique_ptr<Adapter> attachAdapter(
    Transformer model,
    const AdapterConfig& asked,
    uint64_t seed,
    const Tokenizer* tokenizer,
    AdapterWeights weights)
{
    AdapterConfig config = asked;
    fillTargets(config, model->config());
    checkAdapter(config, model->config());
    nameTargetsInFull(config, model->config());
    for (torch::Tensor& weight : model->parameters())
        weight.set_requires_grad(false);
    std::unique_ptr<Adapter> adapter;
    switch (config.kind) {
    case AdapterKind::Lora:
        adapter = makeLora(model, config, seed, weights);
        break;
    case AdapterKind::Bottleneck:
        adapter = makeBottleneck(model, config, seed);
        break;
    case AdapterKind::Prefix:
        adapter = makePrefix(model, config, seed, tokenizer);
        break;
    case AdapterKind::Prompt:
        adapter = makePrompt(model, config, seed, tokenizer);
        break;
    case AdapterKind::Ia3:
        adapter = makeIa3(model, config, seed);
        break;
    }
    adapter->saveModules();
    adapter->enable(true);
    return adapter;
}

} // namespace espalier
