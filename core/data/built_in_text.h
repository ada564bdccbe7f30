#pragma once

/// The built-in world as a source of documents.

#include "core/data/document.h"
#include "core/data/world.h"

#include <memory>

namespace espalier {

/// The documents 0 ... count-1 of one side of the world of a seed.
std::unique_ptr<DocumentSource> worldSource(uint64_t seed, uint64_t count, Language language, Split split);

} // namespace espalier
