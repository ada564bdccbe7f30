#pragma once

/// What an adapter is, without its weights: the adapter_config.json of a PEFT folder (LoRA, prefix
/// and prompt tuning, IA3), or AdapterHub's of a bottleneck adapter, which PEFT doesn't have.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

enum class AdapterKind : uint8_t { Lora, Bottleneck, Prefix, Prompt, Ia3 };

/// A row of the table of adapters.
struct AdapterKindInfo
{
    AdapterKind kind;
    const char* name;     ///< "lora": parameters and messages
    const char* peftType; ///< "LORA": adapter_config.json
};

/// Every kind, in the order of the enumeration.
std::span<const AdapterKindInfo> adapterKinds();
const AdapterKindInfo& adapterKind(AdapterKind kind);

struct AdapterConfig
{
    AdapterKind kind = AdapterKind::Lora;
    std::string base; ///< base_model_name_or_path: the folder of the model, relative to this one
    /// Of the weights of the model that it was trained on; empty where another program wrote it.
    std::string baseDigest;
    bool classifies = false; ///< task_type SEQ_CLS instead of CAUSAL_LM

    /// LoRA, IA3: names of linear maps (a suffix of whole parts), or one regular expression over
    /// whole names, or "all-linear".
    std::vector<std::string> targets;

    int64_t rank = 8;            ///< LoRA: r
    double alpha = 8;            ///< LoRA: lora_alpha; the change is scaled by alpha / r
    bool rankStabilised = false; ///< LoRA: use_rslora, alpha / sqrt(r) (Kalajdzievski 2023)
    double dropout = 0;          ///< LoRA: lora_dropout, on what goes in
    std::string bias = "none";   ///< LoRA: "none", "all" or "lora_only": which biases learn too
    /// LoRA: init_lora_weights: "kaiming" (true in files), "gaussian" or "pissa" (Meng et al.
    /// 2024).
    std::string start = "kaiming";
    bool dora = false; ///< LoRA: use_dora (Liu et al. 2024)
    /// LoRA: rank_pattern, alpha_pattern: other ranks and alphas for maps whose name ends in, or
    /// fits, the expression; the first in alphabetical order counts.
    std::map<std::string, int64_t> rankPattern;
    std::map<std::string, double> alphaPattern;

    /// modules_to_save: ends of modules' names, not by whole parts; these learn in full and are
    /// kept beside the adapter's own weights.
    std::vector<std::string> modulesToSave;
    /// Of the head that the adapter brings to a model with a head for words; empty: the model's
    /// own.
    std::vector<std::string> labels;

    bool afterAttention = true;      ///< bottleneck: mh_adapter
    bool afterFeedForward = true;    ///< bottleneck: output_adapter
    double reduction = 16;           ///< bottleneck: reduction_factor, width / inner width
    std::string activation = "silu"; ///< bottleneck: non_linearity ("swish" in files)
    std::string name = "default";    ///< bottleneck: name, which stands in AdapterHub's keys

    int64_t virtualTokens = 20;  ///< prefix, prompt: num_virtual_tokens
    bool projection = false;     ///< prefix: prefix_projection
    int64_t projectionWidth = 0; ///< prefix: encoder_hidden_size; 0: the model's width
    std::string init = "random"; ///< prefix, prompt: how they start ("random", "zero", "vocab",
                                 ///< "text")
    std::string initText;        ///< prompt_tuning_init_text

    std::vector<std::string> feedForward; ///< IA3: feedforward_modules, scaled on their input

    /// LoRA's rank, and its factor on B A, at the linear map of that name.
    int64_t rankOf(std::string_view map) const;
    double scaleOf(std::string_view map) const;
    bool operator==(const AdapterConfig&) const = default;
};

/// Reads `folder`/adapter_config.json. Throws Error (input) naming file and key; of PEFT's kinds
/// and options those that we don't have are named (AdaLoRA, layer_replication, starts that change
/// the base model), and of AdapterHub's what would compute something else (an adapter after the
/// residual was added, parallel ones, gates, scales).
AdapterConfig readAdapterConfig(const std::filesystem::path& folder);
void writeAdapterConfig(const AdapterConfig& config, const std::filesystem::path& folder);
/// Whether a folder holds an adapter rather than a model.
bool isAdapterFolder(const std::filesystem::path& folder);

/// Whether a module's name is one of the targets.
bool isTarget(std::string_view module, const std::vector<std::string>& targets);
/// Whether a module's name ends in `name`, by whole parts.
bool endsInName(std::string_view module, std::string_view name);
/// Whether a module's name, or the end of it by whole parts, fits a pattern's expression. Throws
/// Error (input) where it is none.
bool fitsPattern(std::string_view module, const std::string& pattern);

} // namespace espalier
