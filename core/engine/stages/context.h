#pragma once

/// What a stage is given while it runs: its parameters, inputs and output, and the ways to say what
/// happens. Implemented by core/engine/run; a stage knows no database.

#include "core/params/params.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// A text sampled while a model learns.
struct SampledText
{
    int promptIndex = 0;
    std::string prompt, text;
    int64_t tokens = 0;
    nlohmann::json detail; ///< of a rollout, see core/store/samples.h
};

/// One judged item of an evaluation; see core/store/eval_items.h.
struct JudgedItem
{
    std::string task;
    int64_t item = 0;
    int64_t repeat = 0; ///< which of several answers
    std::string prompt, target, output;
    double score = 0; ///< NaN: not scored
    nlohmann::json data = nlohmann::json::object();
};

/// An answer that people are shown, with what is known of it (not shown to them).
struct PeopleAnswer
{
    std::string text;
    nlohmann::json meta = nlohmann::json::object();
};

/// A prompt (a text or a list of messages) whose answers people rank.
struct PeopleItem
{
    nlohmann::json prompt;
    std::vector<PeopleAnswer> answers; ///< two or more
    int64_t wanted = 1;                ///< rankings by different annotators
};

/// What people are asked to rank.
struct PeopleTask
{
    std::string title, guide;
    std::string kind = "ranking"; ///< ranking, pair
    bool resume = true;           ///< the run goes on by itself when it is done
    std::vector<PeopleItem> items;
};

/// What somebody said of an item: places of its answers by number, best first, ties together; none
/// where all were bad.
struct PeopleRanking
{
    int64_t item = 0;
    std::string annotator;
    bool simulated = false; ///< a rule stood in for a person
    std::vector<std::vector<int64_t>> places;
};

/// How serious something said in the journal is.
enum class Notice { Info, Warning, Error };

/// What people asked of a running stage at this step.
struct Wishes
{
    bool checkpoint = false; ///< save one now
    bool stop = false; ///< save one and end (StageContext::stopped() makes the error to throw)
    /// New values of live parameters, in the order of asking; already committed to the journal (or
    /// replayed from it after a resume).
    std::vector<std::pair<std::string, Value>> set;
};

/// Where a stage may go on: what its earlier life left behind.
struct ResumePoint
{
    std::filesystem::path checkpoint; ///< the folder step-N
    int64_t step = 0;
};

class StageContext
{
public:
    StageContext() = default;
    virtual ~StageContext() = default;
    StageContext(const StageContext&) = delete;
    StageContext& operator=(const StageContext&) = delete;

    /// Complete, fitted parameters.
    virtual const Values& values() const = 0;
    template <typename P>
    P params() const
    {
        return bind<P>(values());
    }
    /// The id of the node, for sentences.
    virtual const std::string& node() const = 0;
    /// The folder of the artifact at an input. A wired, required input is always there.
    virtual std::filesystem::path input(std::string_view port) const = 0;
    virtual std::vector<std::filesystem::path> inputs(std::string_view port) const = 0;
    /// A fresh folder that becomes the artifact.
    virtual std::filesystem::path output() const = 0;
    /// What the artifact's manifest says beside its files (counts, shapes, figures).
    virtual void describe(const nlohmann::json& extra) = 0;
    /// A path parameter, resolved against the pipeline's folder.
    virtual std::filesystem::path resolve(const std::string& path) const = 0;
    /// The node's own folder, kept between a stop and a resume: checkpoints.
    virtual std::filesystem::path scratch() const = 0;
    /// A workspace-wide folder for what can be made again, such as token stores.
    virtual std::filesystem::path cache() const = 0;

    virtual int rank() const { return 0; }
    virtual int worldSize() const { return 1; }
    virtual int threads() const = 0;
    /// "cpu", "cuda", "cuda:1".
    virtual std::string device() const = 0;

    /// A point of a curve.
    virtual void log(std::string_view series, int64_t step, double value) = 0;
    virtual void samples(int64_t step, const std::vector<SampledText>& texts) = 0;
    /// Items that an evaluation judged.
    virtual void judged(const std::vector<JudgedItem>& items) = 0;
    /// An entry of the journal.
    virtual void
    say(const std::string& kind,
        Notice notice,
        const Message& message,
        const nlohmann::json& data = nlohmann::json::object()) = 0;
    /// How far it is; time left is worked out from it. `total` 0: not known.
    virtual void progress(int64_t step, int64_t total) = 0;
    /// What it is doing, where that takes a while ("cutting the text into tokens").
    virtual void doing(const Message& message) = 0;

    /// Takes the requests that wait and, where a pause was asked for, waits until it ends. Called
    /// once a step; cheap. `step` is the number of steps done.
    virtual Wishes poll(int64_t step) = 0;
    /// Whether the process was asked to end: for stages without steps, between pieces of work.
    virtual bool interrupted() const = 0;
    /// Puts a task into the queue of people (once; the same task is found again), and gives what
    /// they said when all of it is there. Their words are part of the artifact's key from then on.
    virtual std::optional<std::vector<PeopleRanking>> askPeople(const PeopleTask& task) = 0;
    /// The error that ends a stage which waits for people.
    virtual Error waiting() const = 0;
    /// The error that ends a stage which was asked to stop.
    virtual Error stopped() const = 0;

    /// Everything logged and said so far is committed when this returns; called before a checkpoint
    /// gets its name.
    virtual void flush() = 0;

    /// Where to go on from, if anywhere.
    virtual std::optional<ResumePoint> resumePoint() const = 0;
    /// Says that the stage goes on from the resume point: points and samples after it are removed.
    virtual void resumed(const ResumePoint& point) = 0;
};

/// A stage's deed, by the name of its declaration.
using StageFunction = void (*)(StageContext&);

/// The table of what stages do, in the order of their declarations; nullptr for a name that has
/// none.
StageFunction stageFunction(std::string_view name);

} // namespace espalier
