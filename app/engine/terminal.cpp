#include "app/engine/terminal.h"

#include "app/engine/command.h"

#include <map>
#include <unistd.h>

namespace espalier {

namespace {

using Clock = std::chrono::steady_clock;

class Terminal : public RunObserver
{
public:
    Terminal(std::ostream& out, bool isTerminal)
        : m_out(out)
        , m_isTerminal(isTerminal)
    {
    }

    void runChanged(const RunInfo& run) override
    {
        clear();
        if (run.status == RunStatus::Queued)
            m_out << tr("run {} \"{}\" waits for its turn: another run is going on",
                        run.id,
                        run.name)
                         .words()
                  << std::endl;
        else if (run.status == RunStatus::Running)
            m_out << tr("run {} \"{}\"", run.id, run.name).words() << std::endl;
        else if (run.status == RunStatus::Failed)
            m_out << tr("failed: {}", run.error.words()).words() << std::endl;
        else if (run.status == RunStatus::Waiting)
            m_out << tr("waits for people: {}", run.error.words()).words() << std::endl
                  << tr("`espalier-engine resume {}` goes on when they are done", run.id).words()
                  << std::endl;
        else if (run.status == RunStatus::Stopped)
            m_out << tr("stopped; `espalier-engine resume {}` goes on", run.id).words()
                  << std::endl;
    }

    void
    nodeChanged(const std::string& node, NodeStatus status, const Message& /*message*/) override
    {
        clear();
        const auto now = Clock::now();
        if (status == NodeStatus::Running) {
            m_started[node] = now;
            m_values.clear();
            m_lastLine = now;
            m_out << tr("{}: running", node).words() << std::endl;
        } else if (status == NodeStatus::Cached) {
            m_out << tr("{}: reused", node).words() << std::endl;
        } else if (status == NodeStatus::Finished) {
            m_out << tr("{}: finished in {}",
                        node,
                        duration(std::chrono::duration<double>(now - m_started[node]).count()))
                         .words()
                  << figures() << std::endl;
        } else if (status == NodeStatus::Paused) {
            m_out << tr("{}: paused", node).words() << std::endl;
        }
    }

    void doing(const std::string& node, const Message& message) override
    {
        clear();
        m_out << node << ": " << message.words() << std::endl;
    }

    void point(const std::string& /*node*/, std::string_view series, int64_t /*step*/, double value)
        override
    {
        m_values[std::string(series)] = value;
    }

    void progress(
        const std::string& node, int64_t step, int64_t total, std::optional<double> left) override
    {
        const auto now = Clock::now();
        const double every = m_isTerminal ? 0.2 : 10;
        if (std::chrono::duration<double>(now - m_lastLine).count() < every)
            return;
        m_lastLine = now;
        std::string line = node + "  ";
        if (total > 0)
            line += fmt::format(
                "{}/{} ({:.0f} %)",
                step,
                total,
                100.0 * static_cast<double>(step) / static_cast<double>(total));
        else
            line += std::to_string(step);
        line += figures();
        if (left)
            line += "  " + tr("{} left", duration(*left)).words();
        if (m_isTerminal) {
            m_out << "\r\033[K" << line << std::flush;
            m_open = true;
        } else {
            m_out << line << std::endl;
        }
    }

    void said(
        const std::string& node,
        const std::string& kind,
        Notice notice,
        const Message& message,
        const nlohmann::json& /*data*/) override
    {
        if (notice == Notice::Info && (kind == "checkpoint"))
            return;
        clear();
        m_out << node << ": " << (notice == Notice::Info ? "" : "! ") << message.words()
              << std::endl;
    }

private:
    std::ostream& m_out;
    bool m_isTerminal;
    bool m_open = false;
    Clock::time_point m_lastLine{};
    std::map<std::string, Clock::time_point> m_started;
    std::map<std::string, double> m_values;

    void clear()
    {
        if (m_open)
            m_out << "\r\033[K";
        m_open = false;
    }

    std::string figures() const
    {
        std::string text;
        for (const char* name : {"loss", "eval_loss", "eval_perplexity", "bits_per_byte"})
            if (const auto found = m_values.find(name); found != m_values.end())
                text += fmt::format("  {} {}", name, figure(found->second));
        if (const auto found = m_values.find("tokens_per_s"); found != m_values.end())
            text += "  " + tr("{} tokens/s", figure(found->second)).words();
        return text;
    }
};

/// NaN and infinities have no JSON number; they are written as texts.
nlohmann::json number(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    return value;
}

class JsonLines : public RunObserver
{
public:
    explicit JsonLines(std::ostream& out)
        : m_out(out)
    {
    }

    void runChanged(const RunInfo& run) override
    {
        m_run = run.id;
        write(
            {{"event", "run"},
             {"name", run.name},
             {"status", name(run.status)},
             {"error", run.error.words()}});
    }
    void nodeChanged(const std::string& node, NodeStatus status, const Message& message) override
    {
        write(
            {{"event", "node"},
             {"node", node},
             {"status", name(status)},
             {"message", message.words()}});
    }
    void doing(const std::string& node, const Message& message) override
    {
        write({{"event", "doing"}, {"node", node}, {"message", message.words()}});
    }
    void progress(
        const std::string& node, int64_t step, int64_t total, std::optional<double> left) override
    {
        nlohmann::json event{
            {"event", "progress"}, {"node", node}, {"step", step}, {"total", total}};
        if (left)
            event["seconds_left"] = *left;
        write(event);
    }
    void
    point(const std::string& node, std::string_view series, int64_t step, double value) override
    {
        write(
            {{"event", "point"},
             {"node", node},
             {"series", series},
             {"step", step},
             {"value", number(value)}});
    }
    void
    samples(const std::string& node, int64_t step, const std::vector<SampledText>& texts) override
    {
        for (const auto& each : texts)
            write(
                {{"event", "sample"},
                 {"node", node},
                 {"step", step},
                 {"prompt", each.prompt},
                 {"text", each.text}});
    }
    void said(
        const std::string& node,
        const std::string& kind,
        Notice notice,
        const Message& message,
        const nlohmann::json& data) override
    {
        const char* level = notice == Notice::Error     ? "error"
                            : notice == Notice::Warning ? "warning"
                                                        : "info";
        write(
            {{"event", kind},
             {"node", node},
             {"level", level},
             {"message", message.words()},
             {"data", data}});
    }

private:
    std::ostream& m_out;
    int64_t m_run = 0;

    void write(nlohmann::json event)
    {
        event["run"] = m_run;
        event["time"] = nowMs();
        m_out << event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
    }
};

} // namespace

std::unique_ptr<RunObserver> terminalObserver(std::ostream& out, bool isTerminal)
{
    return std::make_unique<Terminal>(out, isTerminal);
}

std::unique_ptr<RunObserver> jsonObserver(std::ostream& out)
{
    return std::make_unique<JsonLines>(out);
}

} // namespace espalier
