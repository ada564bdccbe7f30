#pragma once

#include <QString>

#include <filesystem>

namespace espalier {

/// A folder of what comes with the program: beside it in a build, under share/espalier once
/// installed.
std::filesystem::path resourceFolder(const char* name);

/// The file of an example in the workspace, by its name in examples(). It is copied there where it
/// is missing, with the model that it reads (../models from there). Throws Error where it can't be.
std::filesystem::path exampleFile(const std::filesystem::path& workspace, const QString& name);

} // namespace espalier
