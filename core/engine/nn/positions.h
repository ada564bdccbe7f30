#pragma once

/// Fresh learned position embeddings that begin ordered instead of random.

#include "core/engine/nn/transformer.h"

namespace espalier {

/// Overwrites the table of learned positions (GPT-2's wpe, BERT's position_embeddings), which goes
/// on learning, by sin(p / 10000^(2i/width)) in column 2i and the cosine in 2i + 1 (Vaswani et al.
/// 2017, 3.5; as an initial value: DistilBERT's sinusoidal_pos_embds). From one position to the
/// next is then one rotation for all positions, so attention to a neighbour is learned at once for
/// all of them. Their standard deviation is five times the config's initStd: they must stand out
/// from the tokens that they are added to (at the same deviation a masked model on 160,000
/// characters took twice as long). Throws std::invalid_argument for a model without such a table.
void setSinusoidalPositions(Transformer& model);

} // namespace espalier
