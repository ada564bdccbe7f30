#pragma once

#include "core/data/documents.h"
#include "core/stages/data_text.h"

namespace espalier {

/// How data.text reads its file; `file` is the path resolved.
TextSourceOptions textSource(const DataTextParams& params, const std::filesystem::path& file);

} // namespace espalier
