#pragma once

#include "core/text/tokenizer.h"

#include <filesystem>

namespace espalier {

class StageContext;

/// The token store of a corpus under a tokenizer, in the workspace's cache: made (with all cores,
/// as a stream) where it is missing. Documents end with the tokenizer's eos where it has one.
/// `model` is the folder the tokenizer was read from. Gives the store's folder.
std::filesystem::path tokenStore(
    StageContext& context,
    const std::filesystem::path& text,
    const std::filesystem::path& model,
    const Tokenizer& tokenizer);

} // namespace espalier
