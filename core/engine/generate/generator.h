#pragma once

#include "core/engine/nn/transformer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace espalier {

/// How the next token is chosen. Applied in this order: repetition penalty, temperature, top-k,
/// top-p, min-p.
struct SamplingOptions
{
    double temperature = 1.0; ///< 0: always the most likely token
    int64_t topK = 0;         ///< keep the k most likely; 0: all
    double topP =
        1.0; ///< keep the smallest set whose probability reaches this (Holtzman et al. 2020)
    double minP = 0; ///< drop tokens less likely than this times the most likely one
    double repetitionPenalty =
        1.0; ///< divides positive, multiplies negative logits of tokens seen (Keskar et al. 2019)
};

/// One text to continue.
struct GenerationRequest
{
    std::vector<int64_t> prompt; ///< at least one id
    int64_t maxNewTokens = 128;
    SamplingOptions sampling;
    uint64_t seed = 0; ///< the same request gives the same ids, whatever else is in the batch
    std::vector<int64_t> stopIds; ///< ends at any of these (kept as the last id)
    std::vector<std::string>
        stopStrings; ///< ends once the decoded continuation contains one; needs `decode`
};

enum class FinishReason { Length, StopId, StopString, ContextFull, Cancelled };

struct GenerationResult
{
    std::vector<int64_t> ids; ///< new ids only
    std::vector<float>
        logProbs; ///< of each id, under softmax(logits) before penalty, temperature and cuts
    FinishReason reason = FinishReason::Length;
    std::string text; ///< decoded and cut before the stop string; empty without `decode`
};

/// Called after each new token: request index, id, its log-probability. False stops that request.
using TokenCallback = std::function<bool(size_t request, int64_t id, float logProb)>;
/// Ids to text; needed for stop strings and `text`.
using DecodeFunction = std::function<std::string(const std::vector<int64_t>&)>;

struct GeneratorOptions
{
    int64_t batch =
        32;            ///< sequences computed at a time; further requests wait and take free places
    bool fused = true; ///< own decode kernels (CPU, float32); false: the model's plain forward with
                       ///< a KV cache
};

/// Samples from a Transformer with a preallocated KV cache. Weights are taken over when it is made:
/// make a new one, or call refresh(), after training has changed them.
///
/// Every row's arithmetic is the same whatever else is in the batch (each sum runs in one fixed
/// order over its own row), and each request draws from its own random stream.
class Generator
{
public:
    explicit Generator(Transformer model, GeneratorOptions options = {});
    ~Generator();
    Generator(Generator&&) noexcept;
    Generator& operator=(Generator&&) noexcept;

    /// Results in the order of the requests. Throws an input error on an empty prompt, ids outside
    /// the vocabulary, or a prompt longer than the model's positions.
    std::vector<GenerationResult> generate(
        const std::vector<GenerationRequest>& requests,
        const DecodeFunction& decode = {},
        const TokenCallback& onToken = {});

    /// Takes the model's weights over again.
    void refresh();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace espalier
