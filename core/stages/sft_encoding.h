#pragma once

/// How train.sft cuts rows into tokens: the part of it that needs no model, for the engine and for
/// whoever shows rows.

#include "core/rows/encode_rows.h"
#include "core/stages/train_sft.h"

namespace espalier {

/// The longest row in tokens, where the model has room for so many.
int64_t sftBlock(const SftParams& params, int64_t room);

/// What is written and what must be learned; `conversational`: whether any of the rows holds turns.
EncodeOptions sftEncoding(
    const SftParams& params, const Tokenizer& tokenizer, bool conversational, int64_t block);

} // namespace espalier
