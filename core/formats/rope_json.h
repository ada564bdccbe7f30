#pragma once

/// Rotating positions in a config.json, in the spellings of transformers 4 and 5. Header of this
/// room's sources, not of others.

#include "core/formats/json_reader.h"
#include "core/formats/model_config.h"

namespace espalier {

/// Stretching of positions: transformers 5 keeps all in `rope_parameters`, older ones theta beside
/// `rope_scaling`.
RopeConfig readRope(const JsonReader& in, const std::string& place);

/// Writes them in both spellings.
void writeRope(const RopeConfig& rope, nlohmann::ordered_json& out);

} // namespace espalier
