#pragma once

#include "core/formats/adapter_config.h"
#include "core/pipeline/stage.h"

namespace espalier {

/// Parameters of peft.attach.
struct PeftAttachParams {
    std::string kind = "lora";
    std::vector<std::string> targets;
    int64_t rank = 8;
    double alpha = 16;
    double dropout = 0;
    bool rankStabilised = false;
    std::string bias = "none";
    std::string start = "kaiming";
    bool dora = false;
    std::vector<std::string> rankPattern, alphaPattern;
    std::vector<std::string> modulesToSave;
    std::string places = "houlsby";
    double reduction = 16;
    std::string activation = "silu";
    int64_t virtualTokens = 20;
    std::string init = "random";
    std::string initText;
    bool projection = false;
    int64_t projectionWidth = 0;
    std::vector<std::string> feedForward;
    std::string path;
    int64_t seed = 1;

    static constexpr auto fields()
    {
        using P = PeftAttachParams;
        return std::tuple{
            field("kind", &P::kind, "lora: a low-rank change beside linear maps. adapter: small networks after attention and feed-forward. prefix: learned keys and values before every layer's own. prompt: learned vectors before the text. ia3: learned factors on keys, values and feed-forward").choices("lora", "adapter", "prefix", "prompt", "ia3"),
            field("targets", &P::targets, "linear maps that are changed: names such as q_proj, a regular expression over whole names, or all-linear; empty is what the family usually takes").onlyWith("kind", "lora", "ia3"),
            field("rank", &P::rank, "rank of the change; more can learn more").range(1, 4096).onlyWith("kind", "lora"),
            field("alpha", &P::alpha, "the change is scaled by alpha / rank").range(0, 1e5).onlyWith("kind", "lora"),
            field("dropout", &P::dropout, "share of the change's input dropped while training").range(0, 0.95).onlyWith("kind", "lora"),
            field("rank_stabilised", &P::rankStabilised, "scale by alpha / square root of the rank (rsLoRA): for large ranks").advanced().onlyWith("kind", "lora"),
            field("init_lora_weights", &P::start, "how the change begins, always as nothing. kaiming: small uniform weights against zeros. gaussian: normal ones. pissa: along the largest directions of the model's own weights, which learn faster; the model itself stays as it is").choices("kaiming", "gaussian", "pissa").onlyWith("kind", "lora"),
            field("use_dora", &P::dora, "learn how long each row of the changed map is apart from its direction (DoRA): often nearer to full training at low ranks, and slower").onlyWith("kind", "lora"),
            field("rank_pattern", &P::rankPattern, "other ranks for some of the maps: name or regular expression = rank, such as c_attn=4; the first that fits in alphabetical order counts").advanced().onlyWith("kind", "lora"),
            field("alpha_pattern", &P::alphaPattern, "other alphas for some of the maps: name or regular expression = alpha").advanced().onlyWith("kind", "lora"),
            field("bias", &P::bias, "which biases of the model learn too, and are kept with the adapter: none, all (those of norms too), or those of the changed maps").choices("none", "all", "lora_only").advanced().onlyWith("kind", "lora"),
            field("modules_to_save", &P::modulesToSave, "parts of the model that learn in full and are kept with the adapter, by name, such as lm_head, score or ln_f; a new head for labels needs no mention").advanced().onlyWith("kind", "lora", "ia3"),
            field("places", &P::places, "houlsby: after attention and after feed-forward. pfeiffer: after feed-forward alone").choices("houlsby", "pfeiffer").onlyWith("kind", "adapter"),
            field("reduction", &P::reduction, "the model's width over the adapter's inner width").range(0.01, 4096).onlyWith("kind", "adapter"),
            field("activation", &P::activation, "the adapter's non-linearity").choices("silu", "relu", "gelu").advanced().onlyWith("kind", "adapter"),
            field("virtual_tokens", &P::virtualTokens, "learned tokens before the text; they take positions from the model's").range(1, 100000).unit("tokens").onlyWith("kind", "prefix", "prompt"),
            field("init", &P::init, "how the learned tokens begin: at random, at zero (prefix only), as words drawn from the vocabulary, or as the words of init_text").choices("random", "zero", "vocab", "text").onlyWith("kind", "prefix", "prompt"),
            field("init_text", &P::initText, "the words that the learned tokens begin as, repeated or cut to fit").onlyWith("init", "text"),
            field("projection", &P::projection, "learn the prefix through a small network: more weights learn, and they are kept to learn further; other programs read what it gives").advanced().onlyWith("kind", "prefix"),
            field("projection_width", &P::projectionWidth, "inner width of that network; 0 is the model's width").range(0, 1e6).advanced().onlyWith("kind", "prefix"),
            field("feed_forward", &P::feedForward, "those of the targets whose input is scaled instead of what leaves them; empty is what the family usually takes").advanced().onlyWith("kind", "ia3"),
            field("path", &P::path, "an existing PEFT folder to take up instead of a new adapter: method and settings are then those of its adapter_config.json, and the other parameters are not used").path(),
            field("seed", &P::seed, "seed of the fresh weights").range(0, 9e15),
        };
    }
    /// The new adapter that the parameters ask for. Throws Error (input) where a pattern is none.
    AdapterConfig config() const;
};

StageInfo peftAttach();

/// Parameters of peft.merge: none but how it is checked.
struct PeftMergeParams {
    int64_t checkTokens = 256;

    static constexpr auto fields()
    {
        return std::tuple{
            field("check_tokens", &PeftMergeParams::checkTokens, "random tokens on which the merged model is compared with the adapted one").range(2, 1e5).unit("tokens").execution().advanced(),
        };
    }
};

StageInfo peftMerge();

} // namespace espalier
