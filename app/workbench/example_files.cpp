#include "app/workbench/example_files.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "widgets/editor/examples.h"

#include <QCoreApplication>

#include <algorithm>

namespace espalier {

namespace fs = std::filesystem;

fs::path resourceFolder(const char* name)
{
    const fs::path program = QCoreApplication::applicationDirPath().toStdString();
    const auto installed = program.parent_path() / "share" / "espalier" / name;
    return fs::exists(installed) ? installed : program / name;
}

fs::path exampleFile(const fs::path& workspace, const QString& name)
{
    const auto file = workspace / "pipelines" / (name.toStdString() + ".yaml");
    if (!fs::exists(file)) {
        fs::create_directories(file.parent_path());
        writeAtomically(file, readFile(resourceFolder("pipelines") / file.filename()));
    }
    const auto example = std::ranges::find(
        examples(), name, [](const Example& each) { return QString::fromUtf8(each.name); });
    if (example != examples().end() && example->model != nullptr) {
        // What could not be copied is missed by the stage that reads it, in words.
        std::error_code failed;
        fs::create_directories(workspace / "models", failed);
        fs::copy(
            resourceFolder("models") / example->model,
            workspace / "models" / example->model,
            fs::copy_options::recursive | fs::copy_options::skip_existing,
            failed);
    }
    return file;
}

} // namespace espalier
