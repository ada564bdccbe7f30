#pragma once

/// Sentences for people that can be stored and translated later: an English text with `{}` places, and its arguments.

#include <nlohmann/json_fwd.hpp>
#include <fmt/format.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A sentence: `id` is the English text (the gettext msgid) with `{}` places, `args` fill them in order.
struct Message {
    std::string id;
    std::vector<std::string> args;

    /// The sentence in the language of the current catalogue.
    std::string words() const;
    /// The sentence in English, whatever the current catalogue.
    std::string english() const;
    bool empty() const { return id.empty(); }
    bool operator==(const Message&) const = default;
};

void to_json(nlohmann::json& json, const Message& message);
void from_json(const nlohmann::json& json, Message& message);

/// Makes a message; xgettext collects the first argument. Arguments are put into text with fmt's `{}`.
template <typename... Args>
Message tr(const char* id, const Args&... args)
{
    return {id, {fmt::format("{}", args)...}};
}

/// The current catalogue's translation of a text, or the text itself where it has none.
std::string translate(std::string_view text);

/// Loads a compiled gettext catalogue (.mo, UTF-8) as the current one; an empty path goes back to English.
/// Throws Error where the file can't be read.
void useCatalogue(const std::filesystem::path& file);

/// Collects a text for xgettext that is translated later with translate().
constexpr const char* trNoop(const char* text) { return text; }

} // namespace espalier
