#include "core/engine/train/checkpoint.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/tensors.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPrefix = "step-";
constexpr const char* kRandom = "random.cpu";
constexpr const char* kRandomCuda = "random.cuda";

/// A handle on torch's own generator, not a copy of its state.
torch::Generator cpuGenerator()
{
    return at::globalContext().defaultGenerator(torch::Device(torch::kCPU));
}

torch::Generator cudaGenerator()
{
    return at::globalContext().defaultGenerator(torch::Device(torch::kCUDA));
}

bool onCuda(const AdamW& optimizer)
{
    return !optimizer.parameters().empty() && optimizer.parameters().front().second.is_cuda();
}

} // namespace

Checkpoints::Checkpoints(fs::path folder)
    : m_folder(std::move(folder))
{
    fs::create_directories(m_folder);
}

void Checkpoints::save(
    int64_t step, const AdamW& optimizer, const nlohmann::json& state) const
{
    TemporaryFolder draft(m_folder, ".draft-");
    TensorMap weights, moments;
    for (const auto& [name, weight] : optimizer.parameters())
        weights[name] = weight.detach();
    for (const auto& [name, tensor] : optimizer.state())
        moments[name] = tensor;
    moments[kRandom] = cpuGenerator().get_state();
    if (onCuda(optimizer))
        moments[kRandomCuda] = cudaGenerator().get_state();
    saveTensors(draft.path() / "model.safetensors", weights);
    saveTensors(draft.path() / "optimizer.safetensors", moments);
    writeAtomically(draft.path() / "state.json", state.dump());
    syncTree(draft.path());
    fs::remove_all(path(step));
    fs::rename(draft.path(), path(step));
    draft.release();
    syncTree(path(step));
}

nlohmann::json Checkpoints::load(const fs::path& checkpoint, AdamW& optimizer)
{
    loadWeights(checkpoint, optimizer);
    std::vector<std::pair<std::string, torch::Tensor>> state;
    for (const auto& [name, tensor] : loadTensors(checkpoint / "optimizer.safetensors")) {
        if (name == kRandom)
            cpuGenerator().set_state(tensor);
        else if (name == kRandomCuda && onCuda(optimizer))
            cudaGenerator().set_state(tensor);
        else if (name != kRandomCuda)
            state.emplace_back(name, tensor);
    }
    optimizer.load(state);
    auto rest = nlohmann::json::parse(readFile(checkpoint / "state.json"), nullptr, false);
    if (!rest.is_object())
        throw inputError(
            "The checkpoint {} is damaged: state.json is no JSON. Resume from an earlier one.",
            checkpoint.string());
    return rest;
}

void Checkpoints::loadWeights(const fs::path& checkpoint, const AdamW& optimizer)
{
    const torch::NoGradGuard noGradients;
    const auto weights = loadTensors(checkpoint / "model.safetensors");
    for (const auto& [name, weight] : optimizer.parameters()) {
        const auto found = weights.find(name);
        if (found == weights.end() || found->second.sizes() != weight.sizes())
            throw inputError(
                "The checkpoint {} does not fit this model: {} is missing or of another shape.",
                checkpoint.string(),
                name);
        torch::Tensor(weight).copy_(found->second);
    }
}

fs::path Checkpoints::path(int64_t step) const
{
    return m_folder / (kPrefix + std::to_string(step));
}

std::vector<int64_t> Checkpoints::steps() const
{
    std::vector<int64_t> all;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(kPrefix) && fs::exists(entry.path() / "state.json"))
            all.push_back(std::stoll(name.substr(std::string_view(kPrefix).size())));
    }
    std::ranges::sort(all);
    return all;
}

void Checkpoints::prune(int64_t best) const
{
    const auto all = steps();
    std::set<int64_t> keep{best};
    keep.insert(
        all.end() - std::min<std::ptrdiff_t>(2, static_cast<std::ptrdiff_t>(all.size())),
        all.end());
    for (const int64_t step : all)
        if (!keep.contains(step) && !fs::exists(path(step) / "pinned"))
            fs::remove_all(path(step));
    for (const auto& entry : fs::directory_iterator(m_folder))
        if (entry.path().filename().string().starts_with(".draft-"))
            fs::remove_all(entry.path());
}

void Checkpoints::removeAfter(int64_t step) const
{
    for (const int64_t each : steps())
        if (each > step)
            fs::remove_all(path(each));
}

} // namespace espalier
