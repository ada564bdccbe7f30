#pragma once

#include "core/stages/row_file.h"

namespace espalier {

/// Parameters of data.labelled.
struct DataLabelledParams : RowFileParams
{
    std::vector<std::string> classes;

    static constexpr auto fields()
    {
        return std::tuple_cat(fileFields(), std::tuple{
                field("classes", &DataLabelledParams::classes, "names of the classes where labels are numbers from 0; empty takes the labels as they are"),
            }, splitFields());
    }
    RowFileOptions options(const std::filesystem::path& file) const
    {
        RowFileOptions options = fileOptions(RowKind::Labelled, file);
        options.classes = classes;
        return options;
    }
};

StageInfo dataLabelled();

} // namespace espalier
