#include "core/reward/code_trial.h"

#include "core/reward/code_programs.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <poll.h>
#include <random>
#include <unistd.h>

namespace espalier::code {

namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kLongestReport = size_t{4} << 20;
/// What the tests have to notice that their answer was ended.
constexpr std::chrono::milliseconds kGrace{200};

Clock::time_point inSeconds(double seconds)
{
    return Clock::now() + std::chrono::microseconds(static_cast<int64_t>(seconds * 1e6));
}

/// Reads the lines that the side of the tests writes.
class Reports
{
public:
    explicit Reports(int number)
        : m_number(number)
    {
    }

    /// The last line, up to the first that ends an answer's trial, until it says no more, says too
    /// much or the time is up.
    Report next(Clock::time_point until)
    {
        Report report;
        for (size_t all = 0; all < kLongestReport;) {
            size_t end = 0;
            while ((end = m_read.find('\n')) != std::string::npos) {
                auto line = nlohmann::json::parse(m_read.substr(0, end), nullptr, false);
                m_read.erase(0, end + 1);
                if (!line.is_object())
                    continue;
                report.said = std::move(line);
                if (ended(report))
                    return report;
            }
            const size_t read = readMore(until, report.late);
            if (read == 0)
                break;
            all += read;
        }
        return report;
    }

    static bool ended(const Report& report)
    {
        return report.done() || report.said.contains("weaker") || report.said.contains("broken");
    }

private:
    /// How many bytes came; none at its end, or when it is late.
    size_t readMore(Clock::time_point until, bool& late)
    {
        std::array<char, 1 << 14> piece{};
        while (true) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
            pollfd waiting{m_number, POLLIN, 0};
            const int ready = left <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left));
            if (ready < 0) // a signal of ours; the time still runs
                continue;
            late = ready == 0;
            const ssize_t n = late ? 0 : read(m_number, piece.data(), piece.size());
            if (n <= 0)
                return 0;
            m_read.append(piece.data(), static_cast<size_t>(n));
            return static_cast<size_t>(n);
        }
    }

    int m_number;
    std::string m_read;
};

std::string secretToken()
{
    std::random_device device;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

nlohmann::json payloadOf(const TrialOptions& options, const Task& task)
{
    return {
        {"prompt", task.prompt},
        {"tests", task.tests},
        {"entry", task.entryPoint},
        {"every", options.every}};
}

/// Tests answers with one process, in order, as far as it goes: returns how many reports it wrote,
/// one at least. `alone`: the tests want a fresh process for each.
size_t runWithOneTester(
    const TrialOptions& options,
    const Task& task,
    std::span<const std::string> answers,
    Report* reports,
    bool& alone)
{
    std::vector<Pipe> questions(answers.size()), replies(answers.size());
    Pipe said;
    nlohmann::json payload = payloadOf(options, task);
    payload["cases"] = answers.size();
    const Descriptor forTests = sealedFile(payload.dump());
    std::vector<int> descriptors{forTests.number(), said.write.number(), -1};
    for (size_t i = 0; i < answers.size(); ++i) {
        descriptors.push_back(replies[i].read.number());
        descriptors.push_back(questions[i].write.number());
    }
    SandboxLimits limits = options.limits;
    limits.cpuSeconds *= static_cast<double>(answers.size());
    auto until = inSeconds(options.seconds);
    Sandboxed tester(options.python, testProgram(), limits, descriptors);
    said.write.reset();
    for (size_t i = 0; i < answers.size(); ++i) {
        replies[i].read.reset();
        questions[i].write.reset();
    }
    Reports lines(said.read.number());
    for (size_t i = 0; i < answers.size(); ++i) {
        if (i > 0)
            until = inSeconds(options.seconds);
        {
            const Descriptor forAnswer = sealedFile(fmt::format(
                "{} {} {}\n{}{}{}",
                task.prompt.size(),
                answers[i].size(),
                task.entryPoint.size(),
                task.prompt,
                answers[i],
                task.entryPoint));
            Sandboxed answerer(
                options.python,
                answerProgram(),
                options.limits,
                {forAnswer.number(),
                 -1,
                 -1,
                 questions[i].read.number(),
                 replies[i].write.number()});
            questions[i].read.reset();
            replies[i].write.reset();
            reports[i] = lines.next(until);
        }
        const bool over = reports[i].late ? Reports::ended(lines.next(Clock::now() + kGrace))
                                          : Reports::ended(reports[i]);
        alone = alone || reports[i].said.value("alone", false);
        if (!over || alone)
            return i + 1;
    }
    return answers.size();
}

} // namespace

std::string Report::text(const char* name) const
{
    const auto found = said.find(name);
    return found != said.end() && found->is_string() ? found->get<std::string>() : "";
}

double Report::number(const char* name) const
{
    const auto found = said.find(name);
    return found != said.end() && found->is_number() ? found->get<double>() : 0;
}

std::vector<Report>
runApart(const TrialOptions& options, const Task& task, std::span<const std::string> answers)
{
    std::vector<Report> reports(answers.size());
    bool alone = false;
    for (size_t next = 0; next < answers.size();) {
        const auto rest = answers.subspan(next, alone ? 1 : std::string::npos);
        next += runWithOneTester(options, task, rest, reports.data() + next, alone);
    }
    return reports;
}

Report runTogether(const TrialOptions& options, const Task& task, const std::string& answer)
{
    nlohmann::json payload = payloadOf(options, task);
    payload["answer"] = answer;
    payload["token"] = secretToken();
    const Descriptor all = sealedFile(payload.dump());
    Pipe said;
    const auto until = inSeconds(options.seconds);
    Sandboxed both(
        options.python, bothProgram(), options.limits, {all.number(), -1, -1, said.write.number()});
    said.write.reset();
    Report report = Reports(said.read.number()).next(until);
    if (report.text("token") != payload["token"])
        report.said = nlohmann::json::object();
    return report;
}

} // namespace espalier::code
