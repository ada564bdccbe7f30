#include "core/engine/run/runner.h"

#include "core/base/files.h"
#include "core/engine/run/exports.h"
#include "core/engine/run/node_run.h"
#include "core/engine/run/people.h"
#include "core/engine/torch.h"
#include "core/pipeline/digest.h"
#include "core/pipeline/machine.h"
#include "core/pipeline/plan.h"
#include "core/pipeline/yaml.h"
#include "core/stages/stages.h"
#include "core/store/events.h"

#include <algorithm>
#include <set>
#include <thread>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kLeaseMs = 60'000;

/// Keeps the claim on a key and the run's heartbeat alive while a stage computes.
class Pulse
{
public:
    Pulse(const Workspace& workspace, int64_t run, std::string key, std::string owner)
        : m_thread([this, &workspace, run, key = std::move(key), owner = std::move(owner)] {
            try {
                auto database = workspace.connect();
                Artifacts artifacts(database, workspace.artifactsFolder());
                while (!m_end.load()) {
                    artifacts.renew(key, owner, kLeaseMs);
                    Runs(database).heartbeat(run);
                    for (int i = 0; i < 50 && !m_end.load(); ++i)
                        std::this_thread::sleep_for(std::chrono::milliseconds(100));
                }
            } catch (const Error&) {
                // For display and courtesy only; the stage's own writes report a broken database.
            }
        })
    {
    }
    ~Pulse()
    {
        m_end = true;
        m_thread.join();
    }
    Pulse(const Pulse&) = delete;
    Pulse& operator=(const Pulse&) = delete;

private:
    std::atomic<bool> m_end{false};
    std::thread m_thread;
};

/// One execution of a run.
class Execution
{
public:
    Execution(
        Workspace& workspace,
        const RunInfo& run,
        RunObserver& observer,
        const std::atomic<bool>& interrupted);
    RunOutcome go();

private:
    bool waitForTurn();
    void runNode(const Node& node);
    std::string keyOf(
        const Node& node, const StageInfo& stage, const Values& values, const std::string& journal);
    std::optional<ArtifactInfo> finishedBefore(const Node& node);
    void reuse(const Node& node, const Values& values, const ArtifactInfo& artifact);
    void keepRows(const ArtifactInfo& artifact);
    void keepExport(const Node& node, const Values& values, const ArtifactInfo& artifact);
    void
    compute(const Node& node, const StageInfo& stage, const Values& values, const std::string& key);
    int64_t stageRunFor(
        const Node& node, const StageInfo& stage, const Values& values, const std::string& key);
    void copyForkedCurves(const Node& node, int64_t stageRun);
    void setNode(const Node& node, NodeStatus status, const Message& message = {});
    RunOutcome end(RunStatus status, int exitStatus, const Message& message = {});

    Workspace& m_workspace;
    Database& m_database;
    Artifacts m_artifacts;
    WriteQueue m_queue;
    RunEnvironment m_environment;
    Pipeline m_pipeline;
    RememberedDigests m_digests;
    std::map<std::string, ArtifactInfo> m_made; ///< by node
};

Execution::Execution(Workspace& workspace, const RunInfo& run, RunObserver& observer, const std::atomic<bool>& interrupted)
    : m_workspace(workspace)
    , m_database(workspace.database())
    , m_artifacts(m_database, workspace.artifactsFolder())
    , m_queue(workspace.databaseFile())
    , m_environment{workspace, m_queue, observer, run, fs::path(run.pipelinePath).parent_path(), run.threads > 0 ? run.threads : usableCores(), run.device.empty() ? "cpu" : run.device, interrupted}
    , m_pipeline(readPipeline(run.pipelineYaml).pipeline)
    , m_digests(workspace.path() / "cache" / "digests.json")
{
    fs::create_directories(workspace.path() / "cache");
}

void Execution::setNode(const Node& node, NodeStatus status, const Message& message)
{
    Nodes(m_database).setStatus(m_environment.run.id, node.id, status, message);
    m_environment.observer.nodeChanged(node.id, status, message);
}

RunOutcome Execution::end(RunStatus status, int exitStatus, const Message& message)
{
    Runs(m_database).setStatus(m_environment.run.id, status, message);
    Requests(m_database).supersedePending(m_environment.run.id);
    m_environment.observer.runChanged(Runs(m_database).get(m_environment.run.id));
    return {status, exitStatus};
}

bool Execution::waitForTurn()
{
    Runs runs(m_database);
    const int64_t id = m_environment.run.id;
    if (runs.get(id).status != RunStatus::Queued)
        runs.setStatus(id, RunStatus::Queued);
    bool said = false;
    while (!runs.startIfFree(
        id, [&](int64_t other) { return other != id && m_workspace.runIsOwned(other); })) {
        if (m_environment.interrupted.load())
            return false;
        for (const auto& request : Requests(m_database).pending(id))
            if (request.kind == RequestKind::Stop)
                return false;
        if (!said)
            m_environment.observer.runChanged(runs.get(id));
        said = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    m_environment.observer.runChanged(runs.get(id));
    return true;
}

std::string Execution::keyOf(
    const Node& node, const StageInfo& stage, const Values& values, const std::string& journal)
{
    std::vector<std::pair<std::string, std::string>> inputs;
    for (const auto& port : stage.inputs)
        for (const auto& edge : m_pipeline.edges)
            if (edge.toNode == node.id && edge.toPort == port.name)
                inputs.emplace_back(port.name, m_made.at(edge.fromNode).key + ":" + edge.fromPort);
    return nodeKey(stage, values, inputs, m_environment.folder, std::ref(m_digests), journal);
}

/// What this very run has made already: a resumed run, whose key bears the journal of live
/// requests.
std::optional<ArtifactInfo> Execution::finishedBefore(const Node& node)
{
    const auto state = Nodes(m_database).find(m_environment.run.id, node.id);
    if (!state || !state->stageRun ||
        (state->status != NodeStatus::Finished && state->status != NodeStatus::Cached))
        return std::nullopt;
    const auto stageRun = Nodes(m_database).stageRun(*state->stageRun);
    return stageRun ? m_artifacts.find(stageRun->key) : std::nullopt;
}

void Execution::reuse(const Node& node, const Values& values, const ArtifactInfo& artifact)
{
    if (const auto stageRun = Nodes(m_database).stageRunOfKey(artifact.key))
        Nodes(m_database).link(m_environment.run.id, node.id, stageRun->id, true);
    keepRows(artifact);
    keepExport(node, values, artifact);
    setNode(node, NodeStatus::Cached);
    m_made.emplace(node.id, artifact);
}

/// Candidates are rows of the database too. Some, or all, are missing where it was cut between
/// publishing them and this, and where an older version or another database made them.
void Execution::keepRows(const ArtifactInfo& artifact)
{
    if (artifact.kind != portType(PortType::Candidates).name)
        return;
    const auto known = static_cast<double>(Labels(m_database).countCandidatesOf(artifact.key));
    if (known == 0 || known < artifact.manifest.extra.value("answers", 0.0))
        keepCandidates(m_database, artifact.key, artifact.folder);
}

/// What was exported is written again where it had been made before: somebody may have deleted the
/// folder, or another run written there.
void Execution::keepExport(const Node& node, const Values& values, const ArtifactInfo& artifact)
{
    const auto folder = writeExport(m_workspace, values, artifact);
    if (!folder)
        return;
    Event event;
    event.run = m_environment.run.id;
    event.node = node.id;
    event.kind = "exported";
    event.message = tr("written to {}", folder->string());
    Events(m_database).append(event);
    m_environment.observer.said(node.id, event.kind, Notice::Info, event.message, {});
}

int64_t Execution::stageRunFor(
    const Node& node, const StageInfo& stage, const Values& values, const std::string& key)
{
    // A resumed node goes on with its own curves as long as it computes the same thing.
    const auto state = Nodes(m_database).find(m_environment.run.id, node.id);
    if (state && state->stageRun && !state->cached)
        if (const auto before = Nodes(m_database).stageRun(*state->stageRun);
            before && before->key == key)
            return before->id;
    StageRunInfo info;
    info.key = key;
    info.stage = stage.name;
    info.codeVersion = std::to_string(stage.codeVersion);
    info.params = nlohmann::json(values);
    const int64_t id = Nodes(m_database).createStageRun(info).id;
    Nodes(m_database).link(m_environment.run.id, node.id, id, false);
    copyForkedCurves(node, id);
    return id;
}

void Execution::copyForkedCurves(const Node& node, int64_t stageRun)
{
    const auto& fork = m_environment.run.forkOf;
    if (!fork || fork->node != node.id)
        return;
    if (const auto source = Nodes(m_database).find(fork->run, fork->node);
        source && source->stageRun)
        Series(m_database).copyUpTo(*source->stageRun, stageRun, fork->step);
}

void Execution::compute(
    const Node& node, const StageInfo& stage, const Values& values, const std::string& key)
{
    const auto& owner = m_environment.run.uid;
    while (!m_artifacts.claim(key, owner, kLeaseMs)) {
        // Another run makes the same thing: wait for it, then take what it made.
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        if (m_environment.interrupted.load())
            throw Error(tr("stopped while waiting for another run"), Error::Kind::Interrupted);
        if (const auto made = m_artifacts.find(key)) {
            reuse(node, values, *made);
            return;
        }
    }
    const int64_t stageRun = stageRunFor(node, stage, values, key);
    std::map<std::string, std::vector<fs::path>> inputs;
    for (const auto& edge : m_pipeline.edges)
        if (edge.toNode == node.id)
            inputs[edge.toPort].push_back(m_made.at(edge.fromNode).folder);
    setNode(node, NodeStatus::Running);
    try {
        const Pulse pulse(m_workspace, m_environment.run.id, key, owner);
        NodeRun context(m_environment, node, stage, values, std::move(inputs), stageRun);
        const auto function = stageFunction(stage.name);
        if (function == nullptr)
            throw Error(
                tr("The stage {} is declared but this engine has no code for it.", stage.name));
        function(context);

        ArtifactManifest manifest;
        const auto journal = context.journal();
        manifest.key = journal.empty() ? key : keyOf(node, stage, values, journal);
        manifest.kind = stage.outputs.empty() ? "files" : portType(stage.outputs.front().type).name;
        manifest.stage = stage.name;
        manifest.codeVersion = std::to_string(stage.codeVersion);
        manifest.extra = context.extra();
        for (const auto& edge : m_pipeline.edges)
            if (edge.toNode == node.id)
                manifest.refers.push_back(m_made.at(edge.fromNode).key);
        const auto made = m_artifacts.publish(context.takeDraft(), manifest, stageRun);
        if (made.key != key)
            Nodes(m_database).setStageRunKey(stageRun, made.key);
        for (const auto& port : stage.outputs)
            Nodes(m_database).addOutput(stageRun, port.name, made.key);
        keepRows(made);
        keepExport(node, values, made);
        m_made.emplace(node.id, made);
    } catch (...) {
        m_artifacts.release(key, owner);
        throw;
    }
    m_artifacts.release(key, owner);
    setNode(node, NodeStatus::Finished);
}

void Execution::runNode(const Node& node)
{
    const StageInfo& stage = *findStage(stages(), node.stage);
    const Values values = completeParams(m_pipeline, node, stage);
    if (const auto before = finishedBefore(node)) {
        m_made.emplace(node.id, *before);
        return;
    }
    const std::string key = keyOf(node, stage, values, {});
    const auto& fork = m_environment.run.forkOf;
    const bool forked = fork && fork->node == node.id;
    if (const auto made = m_artifacts.find(key); made && !forked) {
        reuse(node, values, *made);
        return;
    }
    compute(node, stage, values, key);
}

RunOutcome Execution::go()
{
    if (!waitForTurn())
        return end(RunStatus::Stopped, 130);
    at::set_num_threads(m_environment.threads);
    at::globalContext().setDeterministicAlgorithms(true, false);
    if (m_environment.device != "cpu" && !torch::cuda::is_available())
        return end(
            RunStatus::Failed,
            2,
            tr("The device {} is not there: this LibTorch sees no CUDA card. Use --device cpu.",
               m_environment.device));
    // A node that waits for people keeps back only what comes after it.
    std::set<std::string> waiting;
    const auto keptBack = [&](const std::string& id) {
        return std::ranges::any_of(m_pipeline.edges, [&](const Edge& edge) {
            return edge.toNode == id && waiting.contains(edge.fromNode);
        });
    };
    Message waitsFor;
    for (const auto& id : topologicalOrder(m_pipeline)) {
        const Node& node = *m_pipeline.find(id);
        if (keptBack(id)) {
            waiting.insert(id);
            continue;
        }
        try {
            if (m_environment.interrupted.load())
                throw Error(tr("stopped"), Error::Kind::Interrupted);
            runNode(node);
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::Waiting) {
                setNode(node, NodeStatus::Waiting, error.message());
                waiting.insert(id);
                waitsFor = tr("node `{}`: {}", node.id, error.words());
                continue;
            }
            if (error.kind() == Error::Kind::Interrupted) {
                setNode(node, NodeStatus::Stopped, error.message());
                return end(RunStatus::Stopped, 130, error.message());
            }
            const Message message = tr("node `{}`: {}", node.id, error.words());
            setNode(node, NodeStatus::Failed, error.message());
            return end(RunStatus::Failed, error.kind() == Error::Kind::Input ? 2 : 1, message);
        } catch (const std::bad_alloc&) {
            const Message message =
                tr("node `{}`: there was not enough memory; make the batch, the block or the model "
                   "smaller.",
                   node.id);
            setNode(node, NodeStatus::Failed, message);
            return end(RunStatus::Failed, 1, message);
        } catch (const std::exception& error) {
            // A bug or a failing library: its first line says most.
            const std::string what = error.what();
            const Message message = tr("node `{}`: {}", node.id, what.substr(0, what.find('\n')));
            setNode(node, NodeStatus::Failed, message);
            return end(RunStatus::Failed, 1, message);
        }
    }
    if (!waiting.empty())
        return end(RunStatus::Waiting, 3, waitsFor);
    return end(RunStatus::Finished, 0);
}

} // namespace

RunOutcome executeRun(
    Workspace& workspace, int64_t run, RunObserver& observer, const std::atomic<bool>& interrupted)
{
    const auto lock = workspace.ownRun(run);
    if (!lock)
        throw inputError(
            "Run {} is already being run by another engine. Watch it there, or stop it first.",
            run);
    const auto info = Runs(workspace.database()).get(run);
    if (info.status == RunStatus::Finished)
        return {RunStatus::Finished, 0};
    return Execution(workspace, info, observer, interrupted).go();
}

} // namespace espalier
