// What a model computes with in place of its own parameters, and which of a block's weights learn.

#include "core/engine/nn/transformer_parts.h"

namespace espalier {

using torch::Tensor;

Tensor& TransformerImpl::place(const std::string& name)
{
    if (m_headBias.defined() && name == "cls.predictions.bias") {
        return m_headBias;
    }
    const size_t dot = name.find_last_of('.');
    TORCH_CHECK(dot != std::string::npos, "Transformer: no parameter ", name);
    const std::string module = name.substr(0, dot);
    const bool weight = name.substr(dot + 1) == "weight";
    for (const auto& item : named_modules("", false)) {
        if (item.key() != module) {
            continue;
        }
        if (auto* projection = item.value()->as<ProjectionImpl>()) {
            return weight ? projection->weight : projection->bias;
        }
        if (auto* norm = item.value()->as<NormImpl>()) {
            return weight ? norm->weight : norm->bias;
        }
        if (auto* table = item.value()->as<TableImpl>()) {
            return table->weight;
        }
    }
    TORCH_CHECK(false, "Transformer: nothing computes with ", name);
}

void TransformerImpl::standIn(const std::string& name, const Tensor& value)
{
    Tensor& computedWith = place(name);
    TORCH_CHECK(
        computedWith.defined() && computedWith.sizes() == value.sizes(),
        "Transformer: what stands in for ",
        name,
        " is of another shape");
    m_standIns[name].push_back(value);
    computedWith = value;
}

void TransformerImpl::standBack(const std::string& name, const Tensor& value)
{
    const auto found = m_standIns.find(name);
    if (found == m_standIns.end()) {
        return;
    }
    auto& all = found->second;
    std::erase_if(all, [&](const Tensor& one) { return one.is_same(value); });
    place(name) = all.empty() ? named_parameters()[name] : all.back();
    if (all.empty()) {
        m_standIns.erase(found);
    }
}

void TransformerImpl::keepStandIns()
{
    const torch::NoGradGuard guard;
    auto parameters = named_parameters();
    for (const auto& [name, all] : m_standIns) {
        Tensor& own = parameters[name];
        own.copy_(all.back());
        place(name) = own;
    }
    m_standIns.clear();
}

std::map<std::string, Tensor> TransformerImpl::weightsInUse() const
{
    std::map<std::string, Tensor> all;
    for (const auto& item : named_parameters()) {
        all.emplace(item.key(), item.value());
    }
    for (const auto& [name, values] : m_standIns) {
        all[name] = values.back();
    }
    return all;
}

std::vector<Tensor> TransformerImpl::learnedIn(const Layer& layer) const
{
    std::vector<Tensor> learned;
    const auto add = [&](const Tensor& t) {
        if (t.defined() && t.requires_grad()) {
            learned.push_back(t);
        }
    };
    for (const Tensor& parameter : layer.module->parameters()) {
        add(parameter);
    }
    for (const auto& part : layer.module->modules()) {
        if (const auto* projection = part->as<ProjectionImpl>()) {
            for (const auto& change : projection->changes) {
                for (const Tensor& weight : change->weights()) {
                    add(weight);
                }
            }
        }
    }
    const std::string inside = layer.name + ".";
    for (const auto& [name, all] : m_standIns) {
        if (name.compare(0, inside.size(), inside) == 0) {
            add(all.back());
        }
    }
    return learned;
}

} // namespace espalier
