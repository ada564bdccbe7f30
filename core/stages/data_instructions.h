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
                field("mistakes", &RowFileParams::mistakes, "share of the built-in world's rows for training whose answer is wrong, as it happens in lessons that nobody checked; validation stays right").range(0, 1).onlyWith("source", "auto", "built-in").advanced(),
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
