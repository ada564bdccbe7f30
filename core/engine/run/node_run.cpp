#include "core/engine/run/node_run.h"

#include "core/base/files.h"
#include "core/engine/run/people.h"
#include "core/store/eval_items.h"
#include "core/store/events.h"
#include "core/store/samples.h"

#include <algorithm>
#include <thread>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kPollEvery{50};
constexpr std::chrono::milliseconds kProgressEvery{250};

EventLevel levelOf(Notice notice)
{
    return notice == Notice::Error     ? EventLevel::Error
           : notice == Notice::Warning ? EventLevel::Warning
                                       : EventLevel::Info;
}

} // namespace

NodeRun::NodeRun(
    RunEnvironment& environment,
    const Node& node,
    const StageInfo& stage,
    Values values,
    std::map<std::string, std::vector<fs::path>> inputs,
    int64_t stageRun)
    : m_environment(environment)
    , m_node(node)
    , m_stage(stage)
    , m_values(std::move(values))
    , m_inputs(std::move(inputs))
    , m_stageRun(stageRun)
    , m_artifacts(environment.workspace.database(), environment.workspace.artifactsFolder())
    , m_draft(m_artifacts.draft())
    , m_series(std::in_place, environment.queue)
    , m_replay(Requests(environment.workspace.database()).journal(environment.run.id, node.id))
{
}

fs::path NodeRun::input(std::string_view port) const
{
    const auto all = inputs(port);
    if (all.empty())
        throw Error(tr("The input `{}` is not wired.", std::string(port)), Error::Kind::Input);
    return all.front();
}

std::vector<fs::path> NodeRun::inputs(std::string_view port) const
{
    const auto found = m_inputs.find(std::string(port));
    return found == m_inputs.end() ? std::vector<fs::path>{} : found->second;
}

fs::path NodeRun::resolve(const std::string& path) const
{
    return (m_environment.folder / path).lexically_normal();
}

fs::path NodeRun::scratch() const
{
    const auto folder = m_environment.workspace.runFolder(m_environment.run.id) / m_node.id;
    fs::create_directories(folder);
    return folder;
}

fs::path NodeRun::cache() const
{
    return m_environment.workspace.path() / "cache";
}

int64_t NodeRun::elapsedMs() const
{
    return m_elapsedBefore +
           std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_start).count();
}

void NodeRun::log(std::string_view series, int64_t step, double value)
{
    m_series->append(m_stageRun, series, step, elapsedMs(), value);
    m_environment.observer.point(m_node.id, series, step, value);
}

void NodeRun::samples(int64_t step, const std::vector<SampledText>& texts)
{
    std::vector<Sample> rows;
    for (const auto& text : texts)
        rows.push_back(
            {0,
             m_stageRun,
             m_node.id,
             step,
             text.promptIndex,
             text.prompt,
             text.text,
             text.tokens,
             nowMs(),
             text.detail});
    m_environment.queue.post([rows](Database& database) { Samples(database).append(rows); });
    m_environment.observer.samples(m_node.id, step, texts);
}

void NodeRun::judged(const std::vector<JudgedItem>& items)
{
    std::vector<EvalItem> rows;
    for (const auto& item : items)
        rows.push_back(
            {item.task,
             item.item,
             item.repeat,
             item.prompt,
             item.target,
             item.output,
             item.score,
             item.data});
    m_environment.queue.post([rows, stageRun = m_stageRun](Database& database) {
        EvalItems(database).append(stageRun, rows);
    });
}

void NodeRun::say(
    const std::string& kind, Notice notice, const Message& message, const nlohmann::json& data)
{
    Event event;
    event.run = m_environment.run.id;
    event.node = m_node.id;
    event.time = nowMs();
    event.elapsedMs = elapsedMs();
    event.kind = kind;
    event.level = levelOf(notice);
    event.message = message;
    event.data = data;
    m_environment.queue.post([event](Database& database) { Events(database).append(event); });
    m_environment.observer.said(m_node.id, kind, notice, message, data);
}

void NodeRun::progress(int64_t step, int64_t total)
{
    const auto now = Clock::now();
    if (m_rateStep < 0 || step < m_rateStep) {
        m_rateStep = step;
        m_rateStart = now;
    }
    m_step = step;
    const bool last = total > 0 && step >= total;
    if (now - m_progressSaid < kProgressEvery && !last)
        return;
    m_progressSaid = now;
    std::optional<double> left;
    const double seconds = std::chrono::duration<double>(now - m_rateStart).count();
    if (total > 0 && step > m_rateStep && seconds > 0.5)
        left = seconds / static_cast<double>(step - m_rateStep) * static_cast<double>(total - step);
    m_environment.queue.post(
        [run = m_environment.run.id, node = m_node.id, step, total, left](Database& database) {
            Nodes(database).setProgress(run, node, step, total, left);
            Runs(database).heartbeat(run);
        });
    m_environment.observer.progress(m_node.id, step, total, left);
}

void NodeRun::doing(const Message& message)
{
    m_rateStep = -1;
    if (!message.empty())
        m_environment.observer.doing(m_node.id, message);
}

std::optional<std::vector<PeopleRanking>> NodeRun::askPeople(const PeopleTask& task)
{
    auto& database = m_environment.workspace.database();
    const auto stageRun = Nodes(database).stageRun(m_stageRun);
    // Artifacts lie under their keys.
    const auto candidates = inputs("candidates");
    auto answers = espalier::askPeople(
        database,
        stageRun ? stageRun->key : "",
        candidates.empty() ? "" : candidates.front().filename().string(),
        m_environment.run.id,
        m_node.id,
        task);
    const LabelProgress& progress = answers.progress;
    this->progress(progress.done, progress.wanted);
    if (answers.unreadable > 0)
        say("labels",
            Notice::Warning,
            tr("{} rankings can't be read and count for nothing. Rank their answers again, or "
               "import the file that they came from again.",
               answers.unreadable),
            {{"unreadable", answers.unreadable}});
    if (!progress.met()) {
        m_waitsFor =
            tr("{} of {} rankings are there; the Rank page asks for the others",
               progress.done,
               progress.wanted);
        return std::nullopt;
    }
    if (answers.dropped > 0)
        say("labels",
            Notice::Warning,
            tr("{} rankings are about answers that were sampled anew since; they stay in the "
               "database and are left out here.",
               answers.dropped),
            {{"dropped", answers.dropped}});
    m_labelDigest = answers.digest;
    return std::move(answers.rankings);
}

Error NodeRun::waiting() const
{
    return Error(m_waitsFor, Error::Kind::Waiting);
}

Error NodeRun::stopped() const
{
    return Error(
        tr("stopped at step {}; `resume` goes on from there", m_step), Error::Kind::Interrupted);
}

NodeRun::Setting NodeRun::settingOf(const Request& request) const
{
    Setting setting{request.args.value("param", std::string()), {}};
    const ParamInfo* info = findParam(m_stage.params, setting.name);
    if (info == nullptr) {
        setting.fitted.problem = tr("`{}` is no parameter of this stage.", setting.name);
    } else if (!info->live) {
        std::string live;
        for (const ParamInfo& other : m_stage.params)
            if (other.live)
                live += (live.empty() ? "" : ", ") + other.name;
        setting.fitted.problem =
            live.empty() ? tr("Nothing of this stage can be changed while it runs.")
                         : tr("`{}` can't be changed while the stage runs; these can: {}.",
                              setting.name,
                              live);
    } else {
        setting.fitted = fit(*info, request.args.value("value", Value()));
    }
    return setting;
}

void NodeRun::set(const Request& request, int64_t step, Wishes& wishes)
{
    Requests requests(m_environment.workspace.database());
    const Setting setting = settingOf(request);
    if (setting.fitted.problem) {
        requests.markFailed(request.uid, *setting.fitted.problem);
        say("request_refused",
            Notice::Warning,
            *setting.fitted.problem,
            {{"step", step}, {"param", setting.name}});
        return;
    }
    // The step at which it applies is committed before the effect.
    if (!requests.markApplied(request.uid, m_node.id, step))
        return;
    wishes.set.emplace_back(setting.name, setting.fitted.value);
    say("request_applied",
        Notice::Info,
        tr("step {}: `{}` is now {}", step, setting.name, valueToText(setting.fitted.value)),
        {{"step", step}, {"param", setting.name}});
}

void NodeRun::take(const Request& request, int64_t step, Wishes& wishes, bool& paused)
{
    if (request.kind == RequestKind::Set)
        return set(request, step, wishes);
    auto& database = m_environment.workspace.database();
    Requests requests(database);
    if (!requests.markApplied(request.uid, m_node.id, step))
        return;
    switch (request.kind) {
    case RequestKind::Pause:
        paused = true;
        break;
    case RequestKind::Resume:
        paused = false;
        break;
    case RequestKind::Stop:
        wishes.stop = true;
        break;
    case RequestKind::Checkpoint:
        wishes.checkpoint = true;
        break;
    case RequestKind::Set:
        break;
    }
}

void NodeRun::waitWhilePaused(int64_t step, Wishes& wishes)
{
    flush();
    auto& database = m_environment.workspace.database();
    Nodes(database).setStatus(m_environment.run.id, m_node.id, NodeStatus::Paused);
    Runs(database).setStatus(m_environment.run.id, RunStatus::Paused);
    m_environment.observer.nodeChanged(m_node.id, NodeStatus::Paused, {});
    bool paused = true;
    while (paused && !wishes.stop) {
        std::this_thread::sleep_for(kPollEvery);
        if (interrupted())
            wishes.stop = true;
        for (const auto& request : Requests(database).pending(m_environment.run.id))
            take(request, step, wishes, paused);
    }
    Nodes(database).setStatus(m_environment.run.id, m_node.id, NodeStatus::Running);
    Runs(database).setStatus(m_environment.run.id, RunStatus::Running);
    m_environment.observer.nodeChanged(m_node.id, NodeStatus::Running, {});
    m_rateStep = -1;
}

Wishes NodeRun::poll(int64_t step)
{
    Wishes wishes;
    m_step = step;
    while (!m_replay.empty() && m_replay.front().appliedStep.value_or(0) <= step) {
        const auto& request = m_replay.front();
        if (request.kind == RequestKind::Set)
            if (const Setting setting = settingOf(request); !setting.fitted.problem)
                wishes.set.emplace_back(setting.name, setting.fitted.value);
        m_replay.erase(m_replay.begin());
    }
    if (interrupted()) {
        wishes.stop = true;
        return wishes;
    }
    const auto now = Clock::now();
    if (now - m_polled < kPollEvery)
        return wishes;
    m_polled = now;
    bool paused = false;
    for (const auto& request :
         Requests(m_environment.workspace.database()).pending(m_environment.run.id))
        take(request, step, wishes, paused);
    if (paused && !wishes.stop)
        waitWhilePaused(step, wishes);
    return wishes;
}

void NodeRun::flush()
{
    m_series->flush();
    m_environment.queue.flush();
}

std::optional<ResumePoint> NodeRun::resumePoint() const
{
    std::optional<ResumePoint> last;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(scratch(), code)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with("step-") || !fs::exists(entry.path() / "state.json"))
            continue;
        const int64_t step = std::stoll(name.substr(5));
        if (!last || step > last->step)
            last = ResumePoint{entry.path(), step};
    }
    return last;
}

void NodeRun::resumed(const ResumePoint& point)
{
    auto& database = m_environment.workspace.database();
    m_series.reset();
    m_environment.queue.flush();
    Series(database).truncateAfter(m_stageRun, point.step);
    Samples(database).truncateAfter(m_stageRun, point.step);
    // What was set from that step on is not in the checkpoint: it is set again at its own step.
    std::erase_if(m_replay, [&](const Request& request) {
        return request.appliedStep.value_or(0) < point.step;
    });
    for (const auto& series : Series(database).ofStageRun(m_stageRun))
        for (const auto& each : Series(database).points(series.id, series.lastStep))
            m_elapsedBefore = std::max(m_elapsedBefore, each.elapsedMs);
    m_series.emplace(m_environment.queue);
    say("resumed",
        Notice::Info,
        tr("goes on from the checkpoint at step {}", point.step),
        {{"step", point.step}});
}

ArtifactDraft NodeRun::takeDraft()
{
    flush();
    ArtifactDraft draft = std::move(*m_draft);
    m_draft.reset();
    return draft;
}

std::string NodeRun::journal() const
{
    std::string text;
    if (fs::exists(scratch() / "fork.json"))
        text += readFile(scratch() / "fork.json");
    for (const auto& request :
         Requests(m_environment.workspace.database()).journal(m_environment.run.id, m_node.id))
        if (request.kind == RequestKind::Set)
            text += fmt::format(
                "{} {} {}\n",
                request.appliedStep.value_or(0),
                request.args.value("param", std::string()),
                request.args.value("value", Value()).dump());
    if (!m_labelDigest.empty())
        text += "labels " + m_labelDigest + "\n";
    return text;
}

} // namespace espalier
