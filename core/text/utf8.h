#pragma once

/// UTF-8: checking, mending, cutting between characters.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace espalier {

/// Where the first byte stands that begins no valid UTF-8 sequence (surrogates, overlong forms and
/// code points over U+10FFFF are invalid; so is a sequence cut off at the end); nothing where all
/// is valid.
std::optional<size_t> firstInvalidUtf8(std::string_view text);

/// How many bytes of `text` remain when a sequence that is cut off at its end is left out.
size_t completeUtf8(std::string_view text);

/// The text with every maximal invalid part replaced by U+FFFD, as Unicode recommends.
std::string toValidUtf8(std::string_view text);

/// The code point at `at` of valid UTF-8, and `at` moves behind it.
char32_t nextCodePoint(std::string_view text, size_t& at);

/// The code point that ends before `at` of valid UTF-8; at > 0.
char32_t previousCodePoint(std::string_view text, size_t at);

void appendUtf8(std::string& text, char32_t codePoint);

/// The longest prefix of valid UTF-8 that has at most `bytes` bytes and whole characters.
std::string_view utf8Prefix(std::string_view text, size_t bytes);

} // namespace espalier
