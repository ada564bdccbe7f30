#include "core/engine/run/exports.h"

#include "core/base/files.h"
#include "core/pipeline/ports.h"

namespace espalier {

namespace fs = std::filesystem;

namespace {

/// The artifact's files but its manifest.
void copyFiles(const fs::path& artifact, const fs::path& target)
{
    fs::create_directories(target);
    for (const auto& entry : fs::directory_iterator(artifact))
        if (entry.path().filename() != "manifest.json")
            fs::copy(
                entry.path(),
                target / entry.path().filename(),
                fs::copy_options::overwrite_existing | fs::copy_options::recursive);
    syncTree(target);
}

} // namespace

std::optional<fs::path>
writeExport(const Workspace& workspace, const Values& params, const ArtifactInfo& artifact)
{
    if (artifact.kind != portType(PortType::Files).name)
        return std::nullopt;
    const auto path = params.value("path", "");
    if (path.empty())
        return std::nullopt;
    const fs::path target = (workspace.exportsFolder() / path).lexically_normal();
    try {
        copyFiles(artifact.folder, target);
    } catch (const fs::filesystem_error& error) {
        throw Error(
            tr("The export to {} could not be written: {}. The run keeps the files; mend the "
               "place, or name another, and run again.",
               target.string(),
               error.code().message()),
            Error::Kind::Input);
    }
    return target;
}

} // namespace espalier
