#include "core/store/label_tasks.h"

#include "core/base/hash.h"
#include "core/store/sql.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace espalier {

namespace {

constexpr const char* kSelectTask = "SELECT id, uid, title, guide, run_id, node, kind, created_at, "
                                    "resume FROM label_tasks WHERE ";

LabelTask taskOf(Query& query)
{
    return {
        .id = query.integer(0),
        .uid = query.text(1),
        .title = query.text(2),
        .guide = query.text(3),
        .run = query.integer(4),
        .node = query.text(5),
        .kind = query.text(6),
        .createdAt = query.integer(7),
        .resume = query.integer(8) != 0};
}

std::vector<LabelItem> itemsOf(Database& database, int64_t task)
{
    Query query(
        database,
        "SELECT position, prompt_uid, candidates, wanted FROM label_task_items WHERE task_id = ? "
        "ORDER BY position",
        task);
    std::vector<LabelItem> items;
    while (query.next())
        items.push_back(
            {.position = query.integer(0),
             .promptUid = query.text(1),
             .candidateUids = query.json(2).get<std::vector<std::string>>(),
             .wanted = query.integer(3)});
    return items;
}

void checkItem(Database& database, const LabelItem& item)
{
    if (!integerOf(database, "SELECT 1 FROM prompts WHERE uid = ?", item.promptUid))
        throw inputError("There is no prompt {} to label.", item.promptUid);
    if (item.candidateUids.size() < 2)
        throw inputError(
            "The prompt {} has fewer than two answers, so there is nothing to compare. Sample more "
            "answers a prompt.",
            item.promptUid);
    for (const std::string& candidate : item.candidateUids)
        if (!integerOf(
                database,
                "SELECT 1 FROM candidates WHERE uid = ? AND prompt_uid = ?",
                candidate,
                item.promptUid))
            throw inputError("The prompt {} has no answer {}.", item.promptUid, candidate);
}

/// Effective rankings of a task's prompts that are no skips, with what they speak of.
struct Given
{
    Ranking ranking;
    std::set<std::string> candidates;
};

std::multimap<std::string, Given> givenOf(Database& database, int64_t task)
{
    Query query(
        database,
        "SELECT id, uid, prompt_uid, annotator_uid, kind, verdict, created_at, took_ms, supersedes "
        "FROM rankings r WHERE kind NOT IN ('undo', 'skip') AND prompt_uid IN (SELECT prompt_uid "
        "FROM label_task_items WHERE task_id = ?) AND NOT EXISTS (SELECT 1 FROM rankings s WHERE "
        "s.supersedes = r.uid) ORDER BY id",
        task);
    std::multimap<std::string, Given> given;
    while (query.next()) {
        Ranking ranking{
            .id = query.integer(0),
            .uid = query.text(1),
            .promptUid = query.text(2),
            .annotatorUid = query.text(3),
            .kind = query.text(4),
            .verdict = query.json(5),
            .createdAt = query.integer(6),
            .tookMs = query.integer(7),
            .supersedes = query.text(8)};
        std::set<std::string> candidates = candidatesOf(ranking.verdict);
        std::string prompt = ranking.promptUid;
        given.emplace(std::move(prompt), Given{std::move(ranking), std::move(candidates)});
    }
    return given;
}

bool isTextList(const nlohmann::json& list)
{
    return list.is_array() &&
           std::ranges::all_of(list, [](const nlohmann::json& each) { return each.is_string(); });
}

/// Places with candidates, none of them twice.
bool isOrder(const nlohmann::json& order)
{
    std::set<std::string> placed;
    const auto take = [&](const nlohmann::json& each) {
        return each.is_string() && placed.insert(each.get<std::string>()).second;
    };
    return order.is_array() && std::ranges::all_of(order, [&](const nlohmann::json& place) {
               return place.is_array() ? std::ranges::all_of(place, take) : take(place);
           });
}

bool liesIn(const std::set<std::string>& candidates, const LabelItem& item)
{
    return !candidates.empty() &&
           std::ranges::all_of(candidates, [&](const std::string& candidate) {
               return std::ranges::find(item.candidateUids, candidate) != item.candidateUids.end();
           });
}

} // namespace

bool isVerdict(const nlohmann::json& verdict)
{
    using Check = bool (*)(const nlohmann::json& value);
    const Check isYesOrNo = [](const nlohmann::json& value) { return value.is_boolean(); };
    const Check isText = [](const nlohmann::json& value) { return value.is_string(); };
    const std::array<std::pair<const char*, Check>, 7> parts{{
        {"order", isOrder},
        {"placed", isOrder},
        {"shown", isTextList},
        {"bad", isYesOrNo},
        {"flag", isYesOrNo},
        {"tying", isYesOrNo},
        {"comment", isText},
    }};
    return verdict.is_object() && std::ranges::all_of(parts, [&](const auto& part) {
               const auto found = verdict.find(part.first);
               return found == verdict.end() || part.second(*found);
           });
}

std::set<std::string> candidatesOf(const nlohmann::json& verdict)
{
    std::set<std::string> all;
    if (!isVerdict(verdict))
        return all;
    const auto take = [&](const nlohmann::json& list, const auto& self) -> void {
        for (const auto& each : list) {
            if (each.is_string())
                all.insert(each.get<std::string>());
            else if (each.is_array())
                self(each, self);
        }
    };
    if (const auto order = verdict.find("order"); order != verdict.end())
        take(*order, take);
    if (const auto shown = verdict.find("shown"); all.empty() && shown != verdict.end())
        if (const auto bad = verdict.find("bad"); bad != verdict.end() && *bad == true)
            take(*shown, take);
    return all;
}

LabelTask LabelTasks::open(LabelTask task, const std::vector<LabelItem>& items)
{
    const auto half = m_database.transaction([&] {
        const int64_t now = task.createdAt != 0 ? task.createdAt : nowMs();
        espalier::run(
            m_database,
            "INSERT INTO label_tasks(uid, title, guide, run_id, node, kind, created_at, resume, "
            "complete) VALUES(?, ?, ?, ?, ?, ?, ?, ?, 0) "
            "ON CONFLICT(uid) DO UPDATE SET run_id = excluded.run_id, node = excluded.node",
            task.uid,
            task.title,
            task.guide,
            task.run,
            task.node,
            task.kind,
            now,
            task.resume);
        Query query(m_database, std::string(kSelectTask) + "uid = ?", task.uid);
        query.next();
        task = taskOf(query);
        return !integerOf(
            m_database, "SELECT 1 FROM label_tasks WHERE id = ? AND complete = 1", task.id);
    });
    if (!half)
        return task;
    // Checked before any goes in: a refused list leaves no half of it behind.
    m_database.snapshot([&] {
        for (const LabelItem& item : items)
            checkItem(m_database, item);
    });
    m_database.inBatches(items.size(), [&](size_t i) {
        espalier::run(
            m_database,
            "INSERT OR IGNORE INTO label_task_items(task_id, position, prompt_uid, candidates, "
            "wanted) VALUES(?, ?, ?, ?, ?)",
            task.id,
            static_cast<int64_t>(i),
            items[i].promptUid,
            nlohmann::json(items[i].candidateUids),
            std::max<int64_t>(1, items[i].wanted));
    });
    espalier::run(m_database, "UPDATE label_tasks SET complete = 1 WHERE id = ?", task.id);
    return task;
}

std::vector<LabelTask> LabelTasks::all()
{
    Query query(m_database, std::string(kSelectTask) + "complete = 1 ORDER BY id");
    std::vector<LabelTask> tasks;
    while (query.next())
        tasks.push_back(taskOf(query));
    return tasks;
}

std::optional<LabelTask> LabelTasks::find(std::string_view uid)
{
    Query query(m_database, std::string(kSelectTask) + "complete = 1 AND uid = ?", uid);
    return query.next() ? std::optional(taskOf(query)) : std::nullopt;
}

bool LabelTasks::othersAskAbout(std::string_view origin, std::string_view uid)
{
    return integerOf(
               m_database,
               "SELECT 1 FROM prompts p JOIN label_task_items i ON i.prompt_uid = p.uid JOIN "
               "label_tasks t ON t.id = i.task_id WHERE p.origin = ? AND t.uid <> ? AND t.uid NOT "
               "LIKE 'import:%' LIMIT 1",
               origin,
               uid)
        .has_value();
}

std::vector<LabelItem> LabelTasks::items(int64_t task)
{
    return m_database.snapshot([&] {
        std::vector<LabelItem> items = itemsOf(m_database, task);
        const auto given = givenOf(m_database, task);
        for (LabelItem& item : items) {
            std::set<std::string> annotators;
            for (auto [each, end] = given.equal_range(item.promptUid); each != end; ++each)
                if (liesIn(each->second.candidates, item))
                    annotators.insert(each->second.ranking.annotatorUid);
            item.done = static_cast<int64_t>(annotators.size());
        }
        return items;
    });
}

LabelProgress LabelTasks::progress(int64_t task)
{
    LabelProgress progress;
    for (const LabelItem& item : items(task)) {
        ++progress.items;
        progress.itemsMet += item.done >= item.wanted ? 1 : 0;
        progress.wanted += item.wanted;
        progress.done += std::min(item.done, item.wanted);
    }
    return progress;
}

std::vector<Ranking> LabelTasks::rankings(int64_t task)
{
    using Who = std::tuple<std::string, std::string, std::set<std::string>>;
    std::map<Who, Ranking> newest;
    m_database.snapshot([&] {
        const auto given = givenOf(m_database, task);
        for (const LabelItem& item : itemsOf(m_database, task))
            for (auto [each, end] = given.equal_range(item.promptUid); each != end; ++each) {
                const auto& [ranking, candidates] = each->second;
                if (!liesIn(candidates, item))
                    continue;
                Ranking& kept = newest[{item.promptUid, ranking.annotatorUid, candidates}];
                if (kept.id < ranking.id)
                    kept = ranking;
            }
    });
    std::vector<Ranking> rankings;
    for (auto& [who, ranking] : newest)
        rankings.push_back(std::move(ranking));
    std::ranges::sort(rankings, {}, &Ranking::id);
    return rankings;
}

int64_t LabelTasks::unreadable(int64_t task)
{
    return std::ranges::count_if(givenOf(m_database, task), [](const auto& each) {
        return !isVerdict(each.second.ranking.verdict);
    });
}

std::string LabelTasks::digest(int64_t task)
{
    std::vector<std::string> contents;
    for (const Ranking& ranking : rankings(task))
        contents.push_back(
            nlohmann::json::array(
                {ranking.promptUid, ranking.annotatorUid, ranking.kind, ranking.verdict})
                .dump());
    std::ranges::sort(contents);
    Hasher hasher;
    for (const std::string& content : contents)
        hasher.add(content).add("\n");
    return hasher.hex();
}

} // namespace espalier
