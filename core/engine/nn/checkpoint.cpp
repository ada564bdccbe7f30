#include "core/engine/nn/checkpoint.h"

#include "core/engine/nn/parallel.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/custom_class.h>

#include <algorithm>
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
    std::vector<bool> given; ///< which inputs are defined: only those are saved, and come first
    Tensor generatorState;

    /// The inputs of f, with undefined ones in their places again.
    std::vector<Tensor> spread(at::TensorList defined) const
    {
        std::vector<Tensor> all(given.size());
        size_t next = 0;
        for (size_t i = 0; i < given.size(); ++i) {
            if (given[i]) {
                all[i] = defined[next++];
            }
        }
        return all;
    }
    size_t count() const
    {
        return static_cast<size_t>(std::count(given.begin(), given.end(), true));
    }
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
    forward(AutogradContext* context, at::TensorList tensors, c10::intrusive_ptr<Recipe> recipe)
    {
        recipe->generatorState = generatorState();
        context->save_for_backward(tensors.vec());
        tensor_list outputs = recipe->f(recipe->spread(tensors));
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
            const bool wanted = saved[i].requires_grad();
            Tensor t = saved[i];
            if (i < recipe->count()) {
                t = t.detach().requires_grad_(wanted);
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
            // With frozen weights some outputs depend on nothing that learns.
            tensor_list outputs;
            tensor_list wanted;
            const tensor_list all = recipe->f(recipe->spread(fresh));
            for (size_t i = 0; i < all.size(); ++i) {
                if (all[i].requires_grad() && grads[i].defined()) {
                    outputs.push_back(all[i]);
                    wanted.push_back(grads[i]);
                }
            }
            found = torch::autograd::grad(outputs, sources, wanted, false, false, true);
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
    tensor_list tensors;
    for (const Tensor& input : inputs) {
        recipe->given.push_back(input.defined());
        if (input.defined()) {
            tensors.push_back(input);
        }
    }
    tensors.insert(tensors.end(), parameters.begin(), parameters.end());
    // As a list view: a vector would count as one argument that isn't a tensor.
    return Recomputed::apply(at::TensorList(tensors), recipe);
}

} // namespace espalier
