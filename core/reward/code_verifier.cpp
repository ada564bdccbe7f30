#include "core/reward/code_verifier.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"
#include "core/reward/code_programs.h"
#include "core/reward/description.h"
#include "core/reward/sandbox.h"
#include "core/text/parallel.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <poll.h>
#include <random>
#include <unistd.h>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kLongestReport = size_t{4} << 20;
constexpr const char* kPython = "/usr/bin/python3";

struct CodeOptions
{
    bool share = false;
    bool weaker = true;
    double seconds = 5;
    unsigned parallel = 0;
    std::filesystem::path python = kPython;
    SandboxLimits limits;
};

/// What the side of the tests said at last.
struct Report
{
    nlohmann::json said = nlohmann::json::object();
    bool late = false; ///< the time was up before it was done

    // Read with care: where the two share a process, the answer may have written it.
    bool done() const { return said.contains("done") && said["done"] == true; }
    std::string text(const char* name) const
    {
        const auto found = said.find(name);
        return found != said.end() && found->is_string() ? found->get<std::string>() : "";
    }
    double number(const char* name) const
    {
        const auto found = said.find(name);
        return found != said.end() && found->is_number() ? found->get<double>() : 0;
    }
};

/// Its report: the last whole line, until it ends, the time is up or it says too much.
Report reportFrom(int number, Clock::time_point until)
{
    std::string all;
    std::array<char, 1 << 14> piece{};
    Report report;
    while (all.size() < kLongestReport) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd waiting{number, POLLIN, 0};
        const int ready = left <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left));
        if (ready == 0) {
            report.late = true;
            break;
        }
        if (ready < 0) // a signal of ours; the time still runs
            continue;
        const ssize_t n = read(number, piece.data(), piece.size());
        if (n <= 0)
            break;
        all.append(piece.data(), static_cast<size_t>(n));
    }
    const size_t end = all.rfind('\n');
    if (end == std::string::npos)
        return report;
    const size_t begin = end == 0 ? std::string::npos : all.rfind('\n', end - 1);
    const size_t first = begin == std::string::npos ? 0 : begin + 1;
    auto line = nlohmann::json::parse(all.substr(first, end - first), nullptr, false);
    if (line.is_object())
        report.said = std::move(line);
    return report;
}

std::string secretToken()
{
    std::random_device device;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

class CodeVerifier : public Verifier
{
public:
    explicit CodeVerifier(CodeOptions options)
        : m_options(std::move(options))
    {
    }

    Verdict check(const AnswerToCheck& answer) const override
    {
        if (ascii::trimmed(answer.tests).empty() || answer.kind == "logic")
            return {std::nan(""), "no tests"};
        if (ascii::trimmed(answer.answer).empty())
            return {0, "no answer"};
        nlohmann::json payload{
            {"prompt", toValidUtf8(answer.prompt)},
            {"answer", toValidUtf8(answer.answer)},
            {"tests", toValidUtf8(answer.tests)},
            {"entry", toValidUtf8(answer.entryPoint)},
            {"every", !m_options.share}};
        const Report apart = runApart(payload);
        const std::string why = apart.text("weaker");
        if (why.empty())
            return verdict(apart, "");
        if (!m_options.weaker)
            return {std::nan(""), why};
        payload["token"] = secretToken();
        Report together = runTogether(payload);
        if (together.text("token") != payload["token"])
            together.said = nlohmann::json::object();
        return verdict(together, "weaker check, as " + why);
    }

    std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const override
    {
        std::vector<Verdict> verdicts(answers.size());
        parallelFor(
            answers.size(), m_options.parallel, [&](size_t i) { verdicts[i] = check(answers[i]); });
        return verdicts;
    }

private:
    Clock::time_point deadline() const
    {
        return Clock::now() +
               std::chrono::microseconds(static_cast<int64_t>(m_options.seconds * 1e6));
    }

    Report runApart(const nlohmann::json& payload) const
    {
        nlohmann::json tests = payload, answer = payload;
        tests.erase("answer");
        answer.erase("tests");
        const Descriptor forTests = sealedFile(tests.dump()), forAnswer = sealedFile(answer.dump());
        Pipe questions, replies, report;
        const auto until = deadline();
        Sandboxed tester(
            m_options.python,
            code::testProgram(),
            m_options.limits,
            {forTests.number(),
             report.write.number(),
             -1,
             replies.read.number(),
             questions.write.number()});
        Sandboxed answerer(
            m_options.python,
            code::answerProgram(),
            m_options.limits,
            {forAnswer.number(), -1, -1, questions.read.number(), replies.write.number()});
        for (Descriptor* ours :
             {&report.write, &questions.read, &questions.write, &replies.read, &replies.write})
            ours->reset();
        Report found = reportFrom(report.read.number(), until);
        answerer.end();
        tester.end();
        return found;
    }

    Report runTogether(const nlohmann::json& payload) const
    {
        const Descriptor all = sealedFile(payload.dump());
        Pipe report;
        const auto until = deadline();
        Sandboxed both(
            m_options.python,
            code::bothProgram(),
            m_options.limits,
            {all.number(), -1, -1, report.write.number()});
        report.write.reset();
        Report found = reportFrom(report.read.number(), until);
        both.end();
        return found;
    }

    Verdict verdict(const Report& report, const std::string& mode) const
    {
        const auto because = [&](const std::string& why) {
            return mode.empty() || why.empty() ? mode + why : mode + "; " + why;
        };
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
            m_options.share ? fmt::format("{} of {} passed", passed, all) : "a test failed";
        why = why.empty() ? figures : why;
        return {
            m_options.share ? std::min(passed / all, report.done() ? 1.0 : 0.99) : 0, because(why)};
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
    options.share = score == "share";
    options.weaker = described(description, "weaker", true);
    options.seconds = describedNumber(description, "seconds", 5, 0.1, 3600);
    options.parallel = static_cast<unsigned>(describedNumber(description, "parallel", 0, 0, 1024));
    options.python = described<std::string>(description, "python", kPython);
    options.limits.cpuSeconds = options.seconds;
    options.limits.memoryBytes =
        static_cast<int64_t>(describedNumber(description, "memory_mb", 512, 64, 1 << 20)) << 20;
    options.limits.fileBytes =
        static_cast<int64_t>(describedNumber(description, "disk_mb", 16, 1, 1 << 20)) << 20;
    if (const auto why = whyNoSandbox(options.python))
        throw Error(*why, Error::Kind::Input);
    return std::make_unique<CodeVerifier>(std::move(options));
}

std::string codeVersion(const nlohmann::json& description)
{
    const auto version = pythonVersion(described<std::string>(description, "python", kPython));
    return "1 python " + (version.empty() ? "missing" : version);
}

} // namespace espalier
