#pragma once

/// Answers of one task run against its tests, in sandboxes.

#include "core/reward/sandbox.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace espalier::code {

/// What is the same for every answer of a task. All of it is UTF-8.
struct Task
{
    std::string prompt, tests, entryPoint;

    auto operator<=>(const Task&) const = default;
};

struct TrialOptions
{
    bool every = true;  ///< stop at the first test that fails
    double seconds = 5; ///< for an answer and its tests
    std::filesystem::path python;
    SandboxLimits limits;
};

/// What the side of the tests said at last of an answer.
struct Report
{
    nlohmann::json said = nlohmann::json::object();
    bool late = false; ///< the time was up before it was done

    // Read with care: where the two share a process, the answer may have written it.
    bool done() const { return said.contains("done") && said["done"] == true; }
    std::string text(const char* name) const;
    double number(const char* name) const;
};

/// How many answers one process tests at most, before a fresh one takes over.
constexpr size_t kMostAnswers = 8;

/// Each answer in a sandbox of its own, the tests in another one, which is the same for all of them
/// where it can carry nothing from one to the next. At most kMostAnswers; a report each. Throws
/// Error where the sandbox fails.
std::vector<Report>
runApart(const TrialOptions& options, const Task& task, std::span<const std::string> answers);

/// An answer and the tests in one process.
Report runTogether(const TrialOptions& options, const Task& task, const std::string& answer);

} // namespace espalier::code
