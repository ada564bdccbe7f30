#pragma once

/// Sentences of stories with the feeling they tell of.

#include "core/rows/built_in_item.h"

namespace espalier::built_in {

/// The feelings: glad, calm, sad, worried.
std::vector<std::string> labels();

/// Who lives where, and a sentence that tells of this feeling and of no other; nothing where the
/// story has none.
std::optional<std::string> labelledText(const Source& source, std::string_view label);

} // namespace espalier::built_in
