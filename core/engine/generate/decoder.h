#pragma once

#include "core/engine/nn/transformer.h"

#include <memory>
#include <span>

namespace espalier {

/// Ids to append to the sequence in one place of the batch.
struct Feed
{
    int64_t place = 0;
    std::span<const int64_t> ids; ///< at least one
};

/// Runs a model over growing sequences that stand in numbered places. One place's numbers never
/// depend on another's.
class Decoder
{
public:
    virtual ~Decoder() = default;
    /// Empties all places and makes room for `places` sequences of up to `capacity` ids.
    virtual void prepare(int64_t places, int64_t capacity) = 0;
    /// Forgets the sequence in a place.
    virtual void clear(int64_t place) = 0;
    /// Appends each feed (different places) and writes the logits after its last id to row i of
    /// `logits` (feeds, vocab).
    virtual void feed(std::span<const Feed> feeds, float* logits) = 0;
    /// Takes the model's weights over again.
    virtual void refresh() = 0;
};

/// Own kernels over packed weights: CPU, float32.
std::unique_ptr<Decoder> makeFastDecoder(Transformer model);
/// The model's plain forward, one sequence after another: any device and type.
std::unique_ptr<Decoder> makePlainDecoder(Transformer model, bool fused);

} // namespace espalier
