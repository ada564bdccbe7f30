#pragma once

#include "core/stages/row_file.h"

namespace espalier {

/// Parameters of data.prompts.
struct DataPromptsParams : RowFileParams
{
    static constexpr auto fields()
    {
        return std::tuple_cat(fileFields(), splitFields());
    }
    RowFileOptions options(const std::filesystem::path& file) const
    {
        return fileOptions(RowKind::Prompts, file);
    }
};

StageInfo dataPrompts();

} // namespace espalier
