#pragma once

/// GPT-2's spelling of bytes as printable characters: byte-level tokens are written with it in
/// tokenizer.json.

#include <string>
#include <string_view>

namespace espalier {

/// "the" of a space and "the" becomes "Ġthe".
std::string spellBytes(std::string_view bytes);

/// The bytes of a spelled token. A token with a character outside the 256 keeps its own bytes (as
/// the reference does).
std::string unspellBytes(std::string_view spelled);

/// GPT-2's order of the 256 bytes: printable ones first.
unsigned char gpt2Byte(int index);

} // namespace espalier
