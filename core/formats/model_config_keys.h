#pragma once

/// Keys of config.json that are ours. Header of this room's sources, not of others.

namespace espalier {

/// Our key for what Hugging Face's gpt2 has no word for; other readers pass over it.
inline constexpr const char* kBiasKey = "espalier_bias";

} // namespace espalier
