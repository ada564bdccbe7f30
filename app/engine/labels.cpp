#include "app/engine/command.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/labels/agreement.h"
#include "core/labels/annotators.h"
#include "core/labels/label_files.h"

#include <algorithm>
#include <iostream>
#include <map>

namespace espalier {

namespace {

struct LabelsOptions
{
    std::string workspace, task, form = "trl", to, file, annotator;
    RankingRowsOptions rows;
    bool withoutFlagged = false, json = false;
    bool waiting = false;
};

/// A task by its id or uid; `last` is the newest.
LabelTask taskNamed(Database& database, const std::string& name)
{
    const auto all = LabelTasks(database).all();
    for (const LabelTask& task : all)
        if (task.uid == name || std::to_string(task.id) == name)
            return task;
    if (name != "last" || all.empty())
        throw inputError(
            "There is no labelling task {}. See them with: espalier-engine labels tasks", name);
    return all.back();
}

void listTasks(const LabelsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    LabelTasks tasks(workspace.database());
    auto all = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {tr("id").words(),
         tr("title").words(),
         tr("run").words(),
         tr("node").words(),
         tr("rankings").words(),
         tr("wanted").words(),
         tr("simulated").words(),
         tr("agreement").words()}};
    auto annotators = annotatorsByUid(workspace.database());
    bool anyBroken = false;
    for (const LabelTask& task : tasks.all()) {
        const LabelProgress progress = tasks.progress(task.id);
        const auto rankings = tasks.rankings(task.id);
        const Agreement agreement = agreementOf(rankings);
        const int64_t broken = tasks.unreadable(task.id);
        anyBroken = anyBroken || broken > 0;
        int64_t simulated = 0;
        std::map<std::string, int64_t> byAnnotator;
        for (const Ranking& ranking : rankings) {
            simulated += annotators[ranking.annotatorUid].kind != "human" ? 1 : 0;
            ++byAnnotator[ranking.annotatorUid];
        }
        auto who = nlohmann::json::array();
        for (const auto& [uid, count] : byAnnotator)
            who.push_back(
                {{"name", annotators[uid].name},
                 {"kind", annotators[uid].kind},
                 {"rankings", count}});
        rows.push_back(
            {std::to_string(task.id),
             task.title,
             task.run != 0 ? std::to_string(task.run) : "-",
             task.node.empty() ? "-" : task.node,
             std::to_string(progress.done),
             std::to_string(progress.wanted),
             std::to_string(simulated),
             figure(agreement.share())});
        all.push_back(
            {{"id", task.id},
             {"uid", task.uid},
             {"title", task.title},
             {"kind", task.kind},
             {"run", task.run},
             {"node", task.node},
             {"items", progress.items},
             {"items_met", progress.itemsMet},
             {"done", progress.done},
             {"wanted", progress.wanted},
             {"met", progress.met()},
             {"simulated", simulated},
             {"annotators", who},
             {"unreadable", broken},
             {"pairs_shared", agreement.pairs},
             {"pairs_alike", agreement.alike}});
    }
    if (options.json)
        std::cout << all.dump() << "\n";
    else if (rows.size() == 1)
        std::cout << tr("Nothing waits to be ranked. Bring answers in: espalier-engine labels "
                        "import FILE")
                         .words()
                  << "\n";
    else
        std::cout << table(rows, {0, 2, 4, 5, 6, 7});
    if (anyBroken && !options.json) // two tasks may ask about the same prompt
        std::cout
            << "\n"
            << tr("{} rankings can't be read and count for nothing. Rank their answers again, or "
                  "import the file that they came from again.",
                  std::ranges::count_if(
                      Labels(workspace.database()).effective(),
                      [](const Ranking& ranking) { return !isVerdict(ranking.verdict); }))
                   .words()
            << "\n";
}

void exportTask(LabelsOptions options)
{
    auto workspace = openWorkspace(options.workspace);
    auto& database = workspace.database();
    const auto form = labelFormOfName(options.form);
    if (!form)
        throw inputError(
            "There is no form {}. Forms are `trl`, `hh` and `rankings`.", options.form);
    options.rows.flagged = !options.withoutFlagged;
    const int64_t task = taskNamed(database, options.task).id;
    LabelTasks tasks(database);
    const LabelLines lines = options.waiting
                                 ? writeWaiting(database, tasks.items(task))
                                 : writeLabels(database, tasks.rankings(task), *form, options.rows);
    if (options.to.empty()) {
        std::cout << lines.text;
        return;
    }
    writeAtomically(options.to, lines.text);
    std::cout << tr("{} lines written to {}", lines.lines, options.to).words() << "\n";
}

void importFile(const LabelsOptions& options)
{
    auto workspace = openWorkspace(options.workspace);
    const auto imported = importLabels(
        workspace.database(),
        {.file = options.file, .annotator = options.annotator, .progress = [](size_t, size_t) {
             return !interruptRequested;
         }});
    if (imported.task.id == 0)
        throw Error(
            tr("The import was interrupted; nothing of it is to be seen."),
            Error::Kind::Interrupted);
    if (options.json)
        std::cout
            << nlohmann::
                   json{{"task", imported.task.id}, {"items", imported.items}, {"rankings", imported.rankings}}
                       .dump()
            << "\n";
    else
        std::cout << tr("task {}: {} prompts with answers, {} rankings",
                        imported.task.id,
                        imported.items,
                        imported.rankings)
                         .words()
                  << "\n";
}

} // namespace

void addLabelsCommands(CLI::App& app, int& exitStatus)
{
    const auto options = std::make_shared<LabelsOptions>();
    auto* labels =
        app.add_subcommand("labels", "What people said about answers, and what waits for them");
    labels->require_subcommand(1);
    auto* tasks = labels->add_subcommand("tasks", "Labelling tasks and how far they are");
    auto* out = labels->add_subcommand("export", "A task's rankings as lines of JSON");
    auto* in = labels->add_subcommand(
        "import", "Preference rows (TRL, hh-rlhf), rankings, or answers that wait to be ranked");
    for (auto* command : {tasks, out, in})
        addWorkspaceOption(*command, options->workspace);
    for (auto* command : {tasks, in})
        command->add_flag("--json", options->json, "As JSON");
    options->task = "last";
    out->add_option("--task", options->task, "Id or uid of a task, or `last`")
        ->capture_default_str();
    out->add_option("--form", options->form, "trl, hh or rankings")->capture_default_str();
    out->add_option("--to", options->to, "A file (default: the terminal)");
    auto* waiting = out->add_flag(
        "--waiting",
        options->waiting,
        "What still waits to be ranked, to give each line a `verdict` elsewhere and import it");
    out->add_flag("--ties", options->rows.ties, "Tied pairs too, with margin 0");
    out->add_flag("--margin", options->rows.margin, "How much better, as `margin`");
    out->add_flag(
        "--aggregate", options->rows.aggregate, "One row a pair, by the annotators' majority");
    out->add_flag("--without-flagged", options->withoutFlagged, "Leave out rankings with a flag");
    for (const char* other : {"--form", "--ties", "--margin", "--aggregate", "--without-flagged"})
        waiting->excludes(out->get_option(other));
    in->add_option(
          "file",
          options->file,
          "The file; a line of rankings has `prompt`, `candidates` and a `verdict`, whose `order` "
          "lists the answers, the best first and tied ones in a list of their own, each by uid, by "
          "text or by number from 0")
        ->required();
    in->add_option("--annotator", options->annotator, "Who ranked, where the file doesn't say");
    const auto run = [&exitStatus](auto work) {
        return [work, &exitStatus] {
            work();
            exitStatus = 0;
        };
    };
    tasks->callback(run([options] { listTasks(*options); }));
    out->callback(run([options] { exportTask(*options); }));
    in->callback(run([options] { importFile(*options); }));
}

} // namespace espalier
