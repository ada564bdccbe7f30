#include "app/engine/command.h"
#include "core/base/files.h"
#include "core/engine/run/engine_facts.h"
#include "core/params/params.h"
#include "core/pipeline/machine.h"

#include <sqlite3.h>

#include <iostream>

namespace espalier {

namespace {

namespace fs = std::filesystem;

bool nvidiaCard()
{
    return fs::exists("/proc/driver/nvidia/version") || fs::exists("/dev/nvidia0");
}

struct Advice
{
    std::vector<std::string> lines;
    void add(const Message& message) { lines.push_back(message.words()); }
};

nlohmann::ordered_json examine(const fs::path& workspace, Advice& advice)
{
    const Machine machine = thisMachine(workspace);
    const EngineFacts engine = examineEngine(machine.threads);
    const std::string& blas = engine.blas;
    if (blas.find("openblas-pthread") != std::string::npos)
        advice.add(tr("The BLAS is OpenBLAS with its own threads: training is about half as fast. "
                      "Install libopenblas0-openmp and build again."));
    else if (
        blas.find("openblas") == std::string::npos && blas.find("mkl") == std::string::npos &&
        blas.find("blis") == std::string::npos)
        advice.add(tr("The BLAS is not OpenBLAS: training is many times slower. Install "
                      "libopenblas0-openmp and build again."));
    if (nvidiaCard() && engine.devices.size() == 1)
        advice.add(tr("There is an NVIDIA card, but this LibTorch is built for the CPU only. Build "
                      "with a CUDA LibTorch: -DTorch_DIR=...; see the README."));
    const double diskGib = machine.freeDiskBytes / (1 << 30);
    if (diskGib < 2)
        advice.add(
            tr("Only {} GiB are free where the workspace lies; checkpoints need room.",
               fmt::format("{:.1f}", diskGib)));
    if (const auto network = networkFileSystem(workspace))
        advice.add(
            tr("The workspace lies on a network disk ({}); the database needs a local one. Choose "
               "another with --workspace.",
               *network));
    if (machine.threads == 1)
        advice.add(tr("Only one core may be used; training will be slow."));
    if (engine.kernels == "baseline")
        advice.add(tr("The processor has no AVX2: our kernels run on their slowest path."));
    return {
        {"version", ESPALIER_VERSION},
        {"libtorch", engine.libtorch},
        {"sqlite", sqlite3_libversion()},
        {"blas", blas},
        {"openmp", engine.openmp},
        {"threads", machine.threads},
        {"kernels", engine.kernels},
        {"peak_gflops", std::round(engine.peakGflops)},
        {"devices", engine.devices},
        {"memory_gib", std::round(machine.memoryBytes / (1 << 30) * 10) / 10},
        {"workspace", workspace.string()},
        {"free_disk_gib", std::round(diskGib * 10) / 10},
    };
}

} // namespace

void addDoctorCommand(CLI::App& app, int& exitStatus)
{
    struct DoctorOptions
    {
        std::string workspace;
        bool json = false;
    };
    const auto options = std::make_shared<DoctorOptions>();
    auto* command =
        app.add_subcommand("doctor", "What this machine offers, what is slow and how to mend it");
    command->add_flag("--json", options->json, "As JSON");
    addWorkspaceOption(*command, options->workspace);
    command->callback([options, &exitStatus] {
        Advice advice;
        auto facts = examine(
            options->workspace.empty() ? defaultWorkspace() : fs::path(options->workspace), advice);
        exitStatus = 0;
        if (options->json) {
            facts["advice"] = advice.lines;
            std::cout << facts.dump() << "\n";
            return;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto& [name, value] : facts.items())
            rows.push_back({name, valueToText(nlohmann::json(value))});
        std::cout << table(rows);
        for (const auto& line : advice.lines)
            std::cout << "! " << line << "\n";
        if (advice.lines.empty())
            std::cout << tr("Nothing here slows Espalier down.").words() << "\n";
    });
}

} // namespace espalier
