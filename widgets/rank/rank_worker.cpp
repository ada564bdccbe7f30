#include "widgets/rank/rank_worker.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/labels/annotators.h"
#include "core/labels/simulated.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

constexpr int kPollMs = 400;

/// What a ranking or a skip is about.
std::set<std::string> aboutOf(const Ranking& ranking)
{
    std::set<std::string> about = candidatesOf(ranking.verdict);
    if (about.empty() && isVerdict(ranking.verdict))
        if (const auto shown = ranking.verdict.find("shown"); shown != ranking.verdict.end())
            for (const auto& uid : *shown)
                about.insert(uid.get<std::string>());
    return about;
}

bool isAbout(const Ranking& ranking, const LabelItem& item)
{
    const std::set<std::string> about = aboutOf(ranking);
    return ranking.promptUid == item.promptUid &&
           about == std::set<std::string>(item.candidateUids.begin(), item.candidateUids.end());
}

} // namespace

RankWorker::RankWorker(std::filesystem::path workspace)
    : m_path(std::move(workspace))
{
}

bool RankWorker::guarded(const std::function<void()>& work, bool committing)
{
    if (!m_workspace)
        return false;
    try {
        work();
        return true;
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.words()), committing);
    } catch (const std::exception& error) {
        Q_EMIT failed(QString::fromLocal8Bit(error.what()), committing);
    }
    return false;
}

void RankWorker::start()
{
    try {
        m_workspace.emplace(Workspace::open(m_path));
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.words()), false);
        return;
    }
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, &RankWorker::poll);
    m_timer->start(kPollMs);
    poll();
}

std::array<int64_t, 3> RankWorker::marks()
{
    return {
        database().integer("SELECT coalesce(max(id), 0) FROM rankings"),
        database().integer("SELECT coalesce(sum(complete), 0) FROM label_tasks"),
        database().integer("SELECT coalesce(sum(run_id + 1), 0) FROM label_tasks")};
}

void RankWorker::poll()
{
    guarded([this] {
        if (const auto now = marks(); now != m_marks) {
            m_marks = now;
            publishTasks();
            if (m_task && !m_waiting.empty()) { // somebody else's rankings change what is left
                const int64_t current = m_waiting.front();
                rebuild(current);
                Q_EMIT next(queue());
            }
        }
    });
}

void RankWorker::publishTasks(std::optional<int64_t> only)
{
    LabelTasks tasks(database());
    const auto people = uidsOfPeople(database());
    const auto fill = [&](TaskRow& row) {
        row.progress = tasks.progress(row.task.id);
        const auto rankings = tasks.rankings(row.task.id);
        row.agreement = agreementOf(rankings);
        row.simulated = std::ranges::count_if(rankings, [&](const Ranking& ranking) {
            return !people.contains(ranking.annotatorUid);
        });
    };
    if (!only) {
        m_rows.clear();
        for (LabelTask& task : tasks.all())
            m_rows.push_back({.task = std::move(task)});
    }
    for (TaskRow& row : m_rows)
        if (!only || row.task.id == *only)
            fill(row);
    Q_EMIT tasksChanged(std::make_shared<const std::vector<TaskRow>>(m_rows));
}

std::optional<std::string> RankWorker::annotatorUid()
{
    for (const Annotator& annotator : Labels(database()).annotators())
        if (annotator.name == m_annotator && annotator.kind == "human")
            return annotator.uid;
    return std::nullopt;
}

std::vector<std::pair<int64_t, Ranking>> RankWorker::mine()
{
    std::vector<std::pair<int64_t, Ranking>> mine;
    const auto me = annotatorUid();
    if (!me)
        return mine;
    std::multimap<std::string, int64_t> byPrompt;
    for (const LabelItem& item : m_items)
        byPrompt.emplace(item.promptUid, item.position);
    for (Ranking& ranking : Labels(database()).effective()) {
        if (ranking.annotatorUid != *me)
            continue;
        for (auto [at, end] = byPrompt.equal_range(ranking.promptUid); at != end; ++at)
            if (isAbout(ranking, m_items[static_cast<size_t>(at->second)])) {
                mine.emplace_back(at->second, std::move(ranking));
                break;
            }
    }
    return mine;
}

void RankWorker::rebuild(std::optional<int64_t> first)
{
    m_items = LabelTasks(database()).items(m_task->id);
    std::map<int64_t, bool> given; // position -> whether it was only skipped
    for (const auto& [position, ranking] : mine())
        given[position] = ranking.kind == "skip";
    m_waiting.clear();
    m_skipped.clear();
    for (const LabelItem& item : m_items) {
        const auto found = given.find(item.position);
        if (item.position == first || item.done >= item.wanted)
            continue;
        if (found == given.end())
            m_waiting.push_back(item.position);
        else if (found->second && m_retried.contains(item.position))
            m_waiting.push_back(item.position);
        else if (found->second)
            m_skipped.push_back(item.position);
    }
    if (first)
        m_waiting.push_front(*first);
}

RankItemPtr RankWorker::load(int64_t position)
{
    Labels labels(database());
    auto item = std::make_shared<RankItem>();
    item->task = *m_task;
    item->item = m_items.at(static_cast<size_t>(position));
    item->prompt = labels.prompt(item->item.promptUid).value_or(Prompt{});
    const auto& uids = item->item.candidateUids;
    for (Candidate& candidate : labels.candidates(item->item.promptUid))
        if (std::ranges::find(uids, candidate.uid) != uids.end())
            item->shown.push_back(std::move(candidate));
    // The same annotator sees the same order again; another one another.
    Random random(
        hash64(m_task->uid + "\n" + m_annotator), "rank.shown", static_cast<uint64_t>(position));
    shuffle(item->shown, random);
    if (const auto before = m_before.find(position); before != m_before.end())
        item->before = before->second;
    return item;
}

RankQueue RankWorker::queue()
{
    RankQueue queue;
    queue.task = m_task ? m_task->id : 0;
    queue.left = static_cast<int64_t>(m_waiting.size());
    queue.skipped = static_cast<int64_t>(m_skipped.size());
    if (!m_waiting.empty())
        queue.current = load(m_waiting[0]);
    if (m_waiting.size() > 1)
        queue.next = load(m_waiting[1]);
    return queue;
}

void RankWorker::setAnnotator(const std::string& name)
{
    if (name == m_annotator)
        return;
    m_annotator = name;
    m_before.clear();
    m_retried.clear();
    if (m_task)
        open(m_task->id);
}

void RankWorker::open(int64_t task)
{
    guarded([&] {
        if (!m_task || m_task->id != task) {
            m_before.clear();
            m_retried.clear();
        }
        m_task.reset();
        for (LabelTask& each : LabelTasks(database()).all())
            if (each.id == task)
                m_task = std::move(each);
        m_waiting.clear();
        m_skipped.clear();
        if (m_task)
            rebuild();
        Q_EMIT opened(queue());
    });
}

void RankWorker::commit(
    const RankItemPtr& item, const nlohmann::json& verdict, bool skip, int64_t tookMs)
{
    const int64_t position = item->item.position;
    const bool safe = guarded(
        [&] {
            Labels labels(database());
            labels.add(
                {.promptUid = item->item.promptUid,
                 .annotatorUid = labels.annotator(m_annotator).uid,
                 .kind = skip ? "skip" : item->task.kind,
                 .verdict = verdict,
                 .tookMs = tookMs});
            Q_EMIT committed();
            if (!labels.mirrorProblem().empty()) // the ranking itself is safe
                Q_EMIT failed(QString::fromStdString(labels.mirrorProblem().words()), false);
        },
        true);
    if (!safe || !m_task || m_task->id != item->task.id)
        return;
    guarded([&] {
        std::erase(m_waiting, position);
        m_before.erase(position);
        m_retried.erase(position);
        if (skip)
            m_skipped.push_back(position);
        else
            m_items.at(static_cast<size_t>(position)).done += 1;
        Q_EMIT next(queue());
        publishTasks(m_task->id);
        m_marks = marks();
    });
}

void RankWorker::undo()
{
    guarded([this] {
        const auto given = m_task ? mine() : std::vector<std::pair<int64_t, Ranking>>();
        if (given.empty()) {
            Q_EMIT nothingToUndo();
            return;
        }
        const auto& [position, ranking] =
            *std::ranges::max_element(given, {}, [](const auto& each) { return each.second.id; });
        Labels(database()).undo(ranking.uid);
        m_before[position] = ranking.verdict;
        rebuild(position);
        Q_EMIT opened(queue());
        publishTasks(m_task->id);
        m_marks = marks();
    });
}

void RankWorker::retrySkipped()
{
    guarded([this] {
        if (!m_task)
            return;
        m_retried.insert(m_skipped.begin(), m_skipped.end());
        for (const auto& [position, ranking] : mine())
            if (ranking.kind == "skip")
                m_before[position] = ranking.verdict; // as it was left
        m_waiting.insert(m_waiting.end(), m_skipped.begin(), m_skipped.end());
        m_skipped.clear();
        Q_EMIT opened(queue());
    });
}

void RankWorker::simulate(int64_t task, const std::string& rule)
{
    guarded([&] {
        QStringList uids;
        if (const SimulatedRule* found = findSimulatedRule(rule))
            for (const std::string& uid : rankBySimulated(database(), task, *found))
                uids += QString::fromStdString(uid);
        publishTasks();
        m_marks = marks();
        if (m_task && m_task->id == task)
            open(task);
        Q_EMIT simulated(uids);
    });
}

void RankWorker::takeBack(const QStringList& rankings)
{
    guarded([&] {
        Labels labels(database());
        std::vector<Ranking> undone;
        const std::set<QString> wanted(rankings.begin(), rankings.end());
        for (const Ranking& ranking : labels.effective())
            if (wanted.contains(QString::fromStdString(ranking.uid)))
                undone.push_back(
                    {.promptUid = ranking.promptUid,
                     .annotatorUid = ranking.annotatorUid,
                     .kind = "undo",
                     .supersedes = ranking.uid});
        labels.addAll(std::move(undone));
        publishTasks();
        m_marks = marks();
        if (m_task)
            open(m_task->id);
    });
}

void RankWorker::importFile(const std::filesystem::path& file)
{
    guarded([&] {
        const ImportedLabels result =
            importLabels(database(), {.file = file, .annotator = m_annotator});
        publishTasks();
        m_marks = marks();
        Q_EMIT imported(result.task.id, result.items, result.rankings);
    });
}

void RankWorker::exportTask(int64_t task, LabelForm form, const std::filesystem::path& file)
{
    guarded([&] {
        const LabelLines lines =
            writeLabels(database(), LabelTasks(database()).rankings(task), form);
        writeAtomically(file, lines.text);
        Q_EMIT exported(QString::fromStdString(file.string()), lines.lines);
    });
}

} // namespace espalier
