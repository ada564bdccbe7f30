#pragma once

/// Parameters out of a reward's description.

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <string>

namespace espalier {

/// The parameter of that name, or what it is where none is given. Throws Error (input) where it has
/// another type.
template <typename T>
T described(const nlohmann::json& description, const char* name, T otherwise)
{
    if (!description.is_object())
        throw inputError("A reward's description is no JSON object.");
    const auto found = description.find(name);
    if (found == description.end() || found->is_null())
        return otherwise;
    try {
        return found->get<T>();
    } catch (const nlohmann::json::exception&) {
        throw inputError("The reward's `{}` has the wrong type: {}", name, found->dump());
    }
}

/// Likewise a number from `least` to `most`.
inline double describedNumber(
    const nlohmann::json& description,
    const char* name,
    double otherwise,
    double least,
    double most)
{
    const auto value = described<double>(description, name, otherwise);
    if (!(value >= least && value <= most))
        throw inputError(
            "The reward's `{}` is {}; it goes from {} to {}.", name, value, least, most);
    return value;
}

} // namespace espalier
