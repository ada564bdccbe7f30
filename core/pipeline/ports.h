#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace espalier {

/// What flows along an edge.
enum class PortType {
    Text, Instructions, Prompts, Preferences, Problems, Labelled, Tokenizer, Model, Reward, Candidates, Report, Files
};

/// A row of the table of port types.
struct PortTypeInfo {
    PortType type;
    const char* name;  ///< stable: YAML and database value
    const char* title; ///< shown; through translate()
    const char* help;
};

/// Every port type, in the order of the enumeration.
std::span<const PortTypeInfo> portTypes();
const PortTypeInfo& portType(PortType type);

} // namespace espalier
