#include "app/engine/command.h"
#include "core/base/error.h"

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace espalier {

std::atomic<bool> interruptRequested{false};

namespace {

/// The first signal asks politely (checkpoint, then end); a second one ends at once.
void onSignal(int)
{
    if (interruptRequested.exchange(true))
        std::_Exit(130);
}

/// The language of the terminal, if we speak it.
void useTerminalLanguage(const std::filesystem::path& program)
{
    std::string language;
    for (const char* name : {"ESPALIER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') {
            language = std::string(value).substr(0, 2);
            break;
        }
    const auto folder = program.parent_path();
    for (const auto& place :
         {folder / "translations", folder.parent_path() / "share" / "espalier" / "translations"})
        if (const auto file = place / (language + ".mo");
            !language.empty() && std::filesystem::exists(file)) {
            useCatalogue(file);
            return;
        }
}

int runProgram(int argc, char** argv)
{
    CLI::App app{"Espalier's engine: runs training pipelines, and everything about them from the "
                 "command line."};
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of all subcommands");
    app.set_version_flag("--version", ESPALIER_VERSION);
    int exitStatus = 0;
    static constexpr AddCommand commands[] = {
        addRunCommands,
        addTellCommand,
        addValidateCommand,
        addStagesCommand,
        addRunsCommands,
        addMetricsCommands,
        addLabelsCommands,
        addRewardCommand,
        addTokenizeCommand,
        addGenerateCommands,
        addReportCommand,
        addDoctorCommand,
        addBenchCommands};
    for (const auto add : commands)
        add(app, exitStatus);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return exitStatus;
}

} // namespace

} // namespace espalier

int main(int argc, char** argv)
{
    using namespace espalier;
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        std::error_code code;
        useTerminalLanguage(std::filesystem::read_symlink("/proc/self/exe", code));
        return runProgram(argc, argv);
    } catch (const Error& error) {
        std::cerr << "espalier-engine: " << error.words() << "\n";
        return error.kind() == Error::Kind::Input         ? 2
               : error.kind() == Error::Kind::Waiting     ? 3
               : error.kind() == Error::Kind::Interrupted ? 130
                                                          : 1;
    } catch (const std::exception& error) {
        // A bug or a failing library; what follows its first line is a trace for programmers.
        const std::string what = error.what();
        std::cerr << "espalier-engine: " << what.substr(0, what.find('\n')) << "\n";
        return 1;
    }
}
