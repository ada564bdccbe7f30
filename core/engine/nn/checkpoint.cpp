#include "core/engine/nn/checkpoint.h"

#include "core/engine/nn/parallel.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/custom_class.h>

#include <mutex>

namespace espalier {

namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/// What a backward pass needs to run f again.
struct Recipe : torch::CustomClassHolder
{
    std::function<std::vector<Tensor>(const std::vector<Tensor>&)> f;
    size_t inputs = 0;
    Tensor generatorState;
};

Tensor generatorState()
{
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const std::lock_guard<std::mutex> lock(generator.mutex());
    return generator.get_state();
}

void setGeneratorState(const Tensor& state)
{
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(state);
}

struct Recomputed : torch::autograd::Function<Recomputed>
{
    static tensor_list
    forward(AutogradContext* context, const tensor_list& tensors, c10::intrusive_ptr<Recipe> recipe)
    {
        recipe->generatorState = generatorState();
        context->save_for_backward(tensors);
        const tensor_list inputs(
            tensors.begin(), tensors.begin() + static_cast<std::ptrdiff_t>(recipe->inputs));
        tensor_list outputs = recipe->f(inputs);
        context->saved_data["recipe"] = torch::IValue::make_capsule(recipe);
        return outputs;
    }

    static tensor_list backward(AutogradContext* context, tensor_list grads)
    {
        refuseSecondOrder("recomputed");
        const auto saved = context->get_saved_variables();
        const auto capsule = context->saved_data["recipe"].toCapsule();
        const auto* recipe = static_cast<const Recipe*>(capsule.get());
        const Tensor stateNow = generatorState();
        setGeneratorState(recipe->generatorState);
        tensor_list fresh;
        tensor_list sources; // what gradients are taken of
        std::vector<size_t> places;
        for (size_t i = 0; i < saved.size(); ++i) {
            const bool wanted = saved[i].defined() && saved[i].requires_grad();
            Tensor t = saved[i];
            if (i < recipe->inputs) {
                t = t.defined() ? t.detach().requires_grad_(wanted) : t;
                fresh.push_back(t);
            }
            if (wanted) {
                sources.push_back(t);
                places.push_back(i);
            }
        }
        tensor_list found;
        {
            const torch::AutoGradMode record(true);
            const tensor_list outputs = recipe->f(fresh);
            found = torch::autograd::grad(outputs, sources, grads, false, false, true);
        }
        setGeneratorState(stateNow);
        tensor_list result(saved.size() + 1);
        for (size_t i = 0; i < places.size(); ++i) {
            result[places[i]] = found[i];
        }
        return result;
    }
};

} // namespace

std::vector<Tensor> recomputed(
    const std::vector<Tensor>& inputs,
    const std::vector<Tensor>& parameters,
    std::function<std::vector<Tensor>(const std::vector<Tensor>&)> f)
{
    auto recipe = c10::make_intrusive<Recipe>();
    recipe->f = std::move(f);
    recipe->inputs = inputs.size();
    tensor_list tensors = inputs;
    tensors.insert(tensors.end(), parameters.begin(), parameters.end());
    return Recomputed::apply(tensors, recipe);
}

} // namespace espalier
