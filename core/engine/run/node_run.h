#pragma once

#include "core/engine/run/observer.h"
#include "core/pipeline/graph.h"
#include "core/pipeline/stage.h"
#include "core/store/artifacts.h"
#include "core/store/requests.h"
#include "core/store/series.h"
#include "core/store/workspace.h"

#include <atomic>
#include <chrono>
#include <map>

namespace espalier {

/// What all nodes of one run share.
struct RunEnvironment
{
    Workspace& workspace;
    WriteQueue& queue;
    RunObserver& observer;
    RunInfo run;
    std::filesystem::path folder; ///< of the pipeline's file: relative paths resolve here
    int threads = 1;
    std::string device = "cpu";
    const std::atomic<bool>& interrupted; ///< SIGINT, SIGTERM
};

/// One node while it runs: the stage's context, backed by the database.
class NodeRun : public StageContext
{
public:
    NodeRun(
        RunEnvironment& environment,
        const Node& node,
        const StageInfo& stage,
        Values values,
        std::map<std::string, std::vector<std::filesystem::path>> inputs,
        int64_t stageRun);

    const Values& values() const override { return m_values; }
    const std::string& node() const override { return m_node.id; }
    std::filesystem::path input(std::string_view port) const override;
    std::vector<std::filesystem::path> inputs(std::string_view port) const override;
    std::filesystem::path output() const override { return m_draft->folder(); }
    void describe(const nlohmann::json& extra) override { m_extra = extra; }
    std::filesystem::path resolve(const std::string& path) const override;
    std::filesystem::path scratch() const override;
    std::filesystem::path cache() const override;
    int threads() const override { return m_environment.threads; }
    std::string device() const override { return m_environment.device; }
    void log(std::string_view series, int64_t step, double value) override;
    void samples(int64_t step, const std::vector<SampledText>& texts) override;
    void judged(const std::vector<JudgedItem>& items) override;
    void
    say(const std::string& kind,
        Notice notice,
        const Message& message,
        const nlohmann::json& data) override;
    void progress(int64_t step, int64_t total) override;
    void doing(const Message& message) override;
    Wishes poll(int64_t step) override;
    bool interrupted() const override { return m_environment.interrupted.load(); }
    std::optional<std::vector<PeopleRanking>> askPeople(const PeopleTask& task) override;
    Error waiting() const override;
    Error stopped() const override;
    void flush() override;
    std::optional<ResumePoint> resumePoint() const override;
    void resumed(const ResumePoint& point) override;

    /// The draft and what the stage said of it, to be published.
    ArtifactDraft takeDraft();
    const nlohmann::json& extra() const { return m_extra; }
    /// Live values that were set, what it was forked from, what people said: part of the key. Empty
    /// where there is none.
    std::string journal() const;

private:
    using Clock = std::chrono::steady_clock;

    void waitWhilePaused(int64_t step, Wishes& wishes);
    /// What a request sets, fitted to its declaration; a problem where there is no such live
    /// parameter or the value doesn't fit.
    struct Setting
    {
        std::string name;
        Fitted fitted;
    };
    Setting settingOf(const Request& request) const;
    void set(const Request& request, int64_t step, Wishes& wishes);
    void take(const Request& request, int64_t step, Wishes& wishes, bool& paused);
    int64_t elapsedMs() const;

    RunEnvironment& m_environment;
    const Node& m_node;
    const StageInfo& m_stage;
    Values m_values;
    std::map<std::string, std::vector<std::filesystem::path>> m_inputs;
    int64_t m_stageRun;
    Artifacts m_artifacts;
    std::optional<ArtifactDraft> m_draft;
    std::optional<SeriesWriter> m_series;
    std::vector<Request> m_replay; ///< live values of an earlier life, still to be set again
    nlohmann::json m_extra = nlohmann::json::object();
    Clock::time_point m_start = Clock::now();
    int64_t m_elapsedBefore = 0; ///< of the life before a resume
    Clock::time_point m_polled{};
    Clock::time_point m_progressSaid{};
    Clock::time_point m_rateStart = Clock::now();
    int64_t m_rateStep = -1;
    int64_t m_step = 0;
    std::string m_labelDigest; ///< of the rankings that people gave
    Message m_waitsFor;        ///< how many rankings are still missing
};

} // namespace espalier
