#include "core/reward/code_verifier.h"

#include "core/base/ascii.h"
#include "core/reward/code_trial.h"
#include "core/reward/description.h"
#include "core/text/parallel.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace espalier {

namespace {

constexpr const char* kPython = "/usr/bin/python3";

struct CodeOptions
{
    bool weaker = true;
    unsigned parallel = 0;
    code::TrialOptions trial;
};

class CodeVerifier : public Verifier
{
public:
    explicit CodeVerifier(CodeOptions options)
        : m_options(std::move(options))
    {
    }

    Verdict check(const AnswerToCheck& answer) const override
    {
        return checkAll({&answer, 1}).front();
    }

    /// Answers of one task share what tests it; the same answer twice runs once.
    std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const override
    {
        std::vector<Verdict> verdicts(answers.size());
        std::map<code::Task, std::map<std::string, std::vector<size_t>>> tasks;
        size_t programs = 0;
        for (size_t i = 0; i < answers.size(); ++i) {
            const AnswerToCheck& one = answers[i];
            if (ascii::trimmed(one.tests).empty() || one.kind == "logic") {
                verdicts[i] = {std::nan(""), "no tests"};
            } else if (ascii::trimmed(one.answer).empty()) {
                verdicts[i] = {0, "no answer"};
            } else {
                auto& places = tasks[{
                    toValidUtf8(one.prompt), toValidUtf8(one.tests), toValidUtf8(one.entryPoint)}]
                                    [toValidUtf8(one.answer)];
                programs += places.empty();
                places.push_back(i);
            }
        }
        const size_t most = std::clamp<size_t>(
            programs / (2 * threadCount(m_options.parallel)), 1, code::kMostAnswers);
        std::vector<Trial> trials;
        for (const auto& [task, byAnswer] : tasks) {
            Trial* last = nullptr;
            for (const auto& [answer, places] : byAnswer) {
                if (!last || last->answers.size() == most)
                    last = &trials.emplace_back(Trial{&task, {}, {}});
                last->answers.push_back(answer);
                last->places.push_back(&places);
            }
        }
        parallelFor(trials.size(), m_options.parallel, [&](size_t t) {
            const Trial& trial = trials[t];
            const auto reports = code::runApart(m_options.trial, *trial.task, trial.answers);
            for (size_t i = 0; i < reports.size(); ++i) {
                const Verdict found = judged(reports[i], *trial.task, trial.answers[i]);
                for (const size_t place : *trial.places[i])
                    verdicts[place] = found;
            }
        });
        return verdicts;
    }

private:
    /// Answers that one process tests, and where each stands among those asked about.
    struct Trial
    {
        const code::Task* task;
        std::vector<std::string> answers;
        std::vector<const std::vector<size_t>*> places;
    };

    Verdict
    judged(const code::Report& apart, const code::Task& task, const std::string& answer) const
    {
        const std::string why = apart.text("weaker");
        if (why.empty())
            return verdict(apart, "");
        if (!m_options.weaker)
            return {std::nan(""), why};
        Verdict beside =
            verdict(code::runTogether(m_options.trial, task, answer), "weaker check, as " + why);
        beside.weaker = true;
        return beside;
    }

    Verdict verdict(const code::Report& report, const std::string& mode) const
    {
        const auto because = [&](const std::string& why) {
            return mode.empty() || why.empty() ? mode + why : mode + "; " + why;
        };
        const bool share = !m_options.trial.every;
        if (!report.text("broken").empty())
            return {std::nan(""), report.text("broken")};
        const double passed = report.number("passed"), failed = report.number("failed");
        const double all = std::max({passed + failed, report.number("asserts"), 1.0});
        std::string why = report.text("why");
        if (!report.done())
            why = report.late ? "out of time" : "the tests ended early";
        else if (passed == all)
            return {1, because("")};
        const std::string figures =
            share ? fmt::format("{} of {} passed", passed, all) : "a test failed";
        why = why.empty() ? figures : why;
        return {share ? std::min(passed / all, report.done() ? 1.0 : 0.99) : 0, because(why)};
    }

    CodeOptions m_options;
};

} // namespace

std::unique_ptr<Verifier> makeCodeVerifier(const nlohmann::json& description)
{
    CodeOptions options;
    const auto score = described<std::string>(description, "score", "all");
    if (score != "all" && score != "share")
        throw inputError("The reward's `score` is \"{}\"; it is all or share.", score);
    options.trial.every = score != "share";
    options.weaker = described(description, "weaker", true);
    options.trial.seconds = describedNumber(description, "seconds", 5, 0.1, 3600);
    options.parallel = static_cast<unsigned>(describedNumber(description, "parallel", 0, 0, 1024));
    options.trial.python = described<std::string>(description, "python", kPython);
    options.trial.limits.cpuSeconds = options.trial.seconds;
    options.trial.limits.memoryBytes =
        static_cast<int64_t>(describedNumber(description, "memory_mb", 512, 64, 1 << 20)) << 20;
    options.trial.limits.fileBytes =
        static_cast<int64_t>(describedNumber(description, "disk_mb", 16, 1, 1 << 20)) << 20;
    if (const auto why = whyNoSandbox(options.trial.python))
        throw Error(*why, Error::Kind::Input);
    return std::make_unique<CodeVerifier>(std::move(options));
}

std::string codeVersion(const nlohmann::json& description)
{
    const auto version = pythonVersion(described<std::string>(description, "python", kPython));
    return "1 python " + (version.empty() ? "missing" : version);
}

} // namespace espalier
