#pragma once

#include "core/stages/row_file.h"

namespace espalier {

/// Parameters of data.instructions.
struct DataInstructionsParams : RowFileParams
{
    bool rationale = true;

    static constexpr auto fields()
    {
        return std::tuple_cat(fileFields(), std::tuple{
                field("rationale", &DataInstructionsParams::rationale, "where problems are read: the steps of the solution stand before the answer"),
            }, splitFields());
    }
    RowFileOptions options(const std::filesystem::path& file) const
    {
        RowFileOptions options = fileOptions(RowKind::Instructions, file);
        options.rationale = rationale;
        return options;
    }
};

StageInfo dataInstructions();

} // namespace espalier
