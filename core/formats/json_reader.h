#pragma once

/// Reading a JSON object of a known layout: each wrong key gives one sentence with the file and the
/// key in it.

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// A file's content as a JSON object. Throws Error (input) with the file, and the place where it
/// stops being JSON.
nlohmann::json readJsonObject(const std::filesystem::path& file);

/// Typed access to one object's keys; null counts as missing. Throws Error (input) naming file and
/// key.
class JsonReader
{
public:
    /// `object` must outlive the reader; `place` stands in front of every sentence (a path).
    JsonReader(const nlohmann::json& object, std::string place);

    bool has(const char* key) const { return find(key) != nullptr; }
    /// There, be it null.
    bool states(const char* key) const { return m_object.contains(key); }
    /// The value, or nullptr where it is missing or null.
    const nlohmann::json* find(const char* key) const;

    std::optional<int64_t> integer(const char* key) const;
    std::optional<double> number(const char* key) const;
    std::optional<bool> boolean(const char* key) const;
    std::optional<std::string> text(const char* key) const;
    /// One integer or a list of them; empty where missing.
    std::vector<int64_t> integers(const char* key) const;

    /// An integer of at least 1 that must be there.
    int64_t size(const char* key) const;

    /// "FILE: `key` is ...: " (or "the key is missing: ") and the sentence `expected`.
    Error wrong(const char* key, Message expected) const;

private:
    const nlohmann::json& m_object;
    std::string m_place;
};

} // namespace espalier
