#pragma once

#include "core/stages/row_file.h"

namespace espalier {

/// Parameters of data.preferences.
struct DataPreferencesParams : RowFileParams
{
    static constexpr auto fields()
    {
        return std::tuple_cat(fileFields(), splitFields());
    }
    RowFileOptions options(const std::filesystem::path& file) const
    {
        return fileOptions(RowKind::Preferences, file);
    }
};

StageInfo dataPreferences();

} // namespace espalier
