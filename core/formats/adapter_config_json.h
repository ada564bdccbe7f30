#pragma once

/// The keys of adapter_config.json that several kinds share, and LoRA's; for adapter_config.cpp and
/// adapter_folder.cpp.

#include "core/formats/adapter_config.h"
#include "core/formats/json_reader.h"

namespace espalier::adapter_json {

/// A list of names, or one name (PEFT's pattern); empty where missing.
std::vector<std::string> names(const JsonReader& in, const char* key);
/// Whether a name is a regular expression rather than a plain name.
bool isExpression(std::string_view name);
/// A list, or the one expression that PEFT takes as a text.
nlohmann::ordered_json namesJson(const std::vector<std::string>& all);
/// null where there are none, as PEFT writes it.
nlohmann::ordered_json modulesJson(const std::vector<std::string>& modules);

/// Throws Error (input) where the object sets what we don't have.
void readLora(const JsonReader& in, AdapterConfig& config);
void writeLora(const AdapterConfig& config, nlohmann::ordered_json& out);
/// LoRA's rank and alpha with their patterns alone.
void readSizes(const JsonReader& in, AdapterConfig& config);
void writeSizes(const AdapterConfig& config, nlohmann::ordered_json& out);

} // namespace espalier::adapter_json
