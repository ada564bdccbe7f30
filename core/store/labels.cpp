#include "core/store/labels.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/store/sql.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace espalier {

namespace {

constexpr int64_t kImportLeaseMs = 60'000;
constexpr size_t kRankingsAtOnce = 32;

/// Rows of an import that has not finished are not to be seen.
constexpr const char* kVisible =
    "(import_id IS NULL OR import_id IN (SELECT id FROM imports WHERE lease_until IS NULL))";

constexpr const char* kSelectRanking = "SELECT id, uid, prompt_uid, annotator_uid, kind, verdict, "
                                       "created_at, took_ms, supersedes FROM rankings r ";

std::vector<Ranking> readRankings(Query& query)
{
    std::vector<Ranking> rankings;
    while (query.next()) {
        rankings.push_back(
            {.id = query.integer(0),
             .uid = query.text(1),
             .promptUid = query.text(2),
             .annotatorUid = query.text(3),
             .kind = query.text(4),
             .verdict = query.json(5),
             .createdAt = query.integer(6),
             .tookMs = query.integer(7),
             .supersedes = query.text(8)});
    }
    return rankings;
}

constexpr const char* kSelectPrompts =
    "SELECT uid, content, origin, meta, created_at FROM prompts WHERE";

std::vector<Prompt> readPrompts(Query& query)
{
    std::vector<Prompt> prompts;
    while (query.next())
        prompts.push_back(
            {query.text(0), query.json(1), query.text(2), query.json(3), query.integer(4)});
    return prompts;
}

void touchImport(Database& database, std::optional<int64_t> import)
{
    if (import && run(database,
                      "UPDATE imports SET lease_until = ? WHERE id = ? AND lease_until IS NOT NULL",
                      nowMs() + kImportLeaseMs,
                      *import) == 0)
        throw Error(tr("The import was given up because it stood still too long. Import again."));
}

/// What is there already stays; but rows of an unfinished import become ours, so that its end can't
/// take them.
std::string insertInto(const char* table, const char* columns, const char* places)
{
    return fmt::format(
        "INSERT INTO {0}({1}, import_id) VALUES({2}) ON CONFLICT(uid) DO UPDATE SET import_id = "
        "excluded.import_id "
        "WHERE import_id IN (SELECT id FROM imports WHERE lease_until IS NOT NULL)",
        table,
        columns,
        places);
}

bool exists(Database& database, const char* table, const std::string& uid)
{
    return integerOf(database, fmt::format("SELECT 1 FROM {} WHERE uid = ?", table), uid)
        .has_value();
}

} // namespace

int64_t Labels::beginImport(const std::string& what)
{
    const int64_t now = nowMs();
    run(m_database,
        "INSERT INTO imports(what, started_at, lease_until) VALUES(?, ?, ?)",
        what,
        now,
        now + kImportLeaseMs);
    return lastRow(m_database);
}

void Labels::finishImport(int64_t import)
{
    m_database.transaction([&] {
        touchImport(m_database, import);
        run(m_database, "UPDATE imports SET lease_until = NULL WHERE id = ?", import);
    });
}

void Labels::sweepImports()
{
    const int64_t now = nowMs();
    constexpr const char* kDead = "SELECT id FROM imports WHERE lease_until < ?1";
    if (!integerOf(m_database, kDead, now))
        return;
    m_database.transaction([&] {
        run(m_database, fmt::format("DELETE FROM candidates WHERE import_id IN ({})", kDead), now);
        run(m_database,
            fmt::format(
                "DELETE FROM prompts WHERE import_id IN ({}) AND uid NOT IN (SELECT prompt_uid "
                "FROM candidates) "
                "AND uid NOT IN (SELECT prompt_uid FROM rankings)",
                kDead),
            now);
        run(m_database,
            fmt::format("UPDATE prompts SET import_id = NULL WHERE import_id IN ({})", kDead),
            now);
        run(m_database, "DELETE FROM imports WHERE lease_until < ?1", now);
    });
}

std::vector<std::string>
Labels::addPrompts(std::vector<Prompt> prompts, std::optional<int64_t> import)
{
    static const std::string sql =
        insertInto("prompts", "uid, content, origin, meta, created_at", "?, ?, ?, ?, ?, ?");
    std::vector<std::string> uids;
    m_database.transaction([&] {
        touchImport(m_database, import);
        for (Prompt& prompt : prompts) {
            prompt.uid = Hasher().add(prompt.content.dump()).add("\n").add(prompt.origin).hex();
            run(m_database,
                sql,
                prompt.uid,
                prompt.content,
                prompt.origin,
                prompt.meta,
                prompt.createdAt != 0 ? prompt.createdAt : nowMs(),
                import);
            uids.push_back(prompt.uid);
        }
    });
    return uids;
}

std::vector<std::string>
Labels::addCandidates(std::vector<Candidate> candidates, std::optional<int64_t> import)
{
    static const std::string sql = insertInto(
        "candidates", "uid, prompt_uid, text, origin, meta, created_at", "?, ?, ?, ?, ?, ?, ?");
    std::vector<std::string> uids;
    m_database.transaction([&] {
        touchImport(m_database, import);
        for (Candidate& candidate : candidates) {
            if (!exists(m_database, "prompts", candidate.promptUid))
                throw inputError(
                    "There is no prompt {}. Add it before its candidates.", candidate.promptUid);
            candidate.uid = Hasher()
                                .add(candidate.promptUid)
                                .add("\n")
                                .add(candidate.origin)
                                .add("\n")
                                .add(candidate.text)
                                .hex();
            run(m_database,
                sql,
                candidate.uid,
                candidate.promptUid,
                candidate.text,
                candidate.origin,
                candidate.meta,
                candidate.createdAt != 0 ? candidate.createdAt : nowMs(),
                import);
            uids.push_back(candidate.uid);
        }
    });
    return uids;
}

bool Labels::hasPromptsOf(std::string_view origin)
{
    return integerOf(
               m_database,
               fmt::format("SELECT 1 FROM prompts WHERE origin = ? AND {} LIMIT 1", kVisible),
               origin)
        .has_value();
}

int64_t Labels::countCandidatesOf(std::string_view origin)
{
    return integerOf(
               m_database,
               "SELECT count(*) FROM prompts p JOIN candidates c ON c.prompt_uid = p.uid WHERE "
               "p.origin = ?",
               origin)
        .value_or(0);
}

std::optional<Prompt> Labels::prompt(std::string_view uid)
{
    Query query(m_database, fmt::format("{} uid = ? AND {}", kSelectPrompts, kVisible), uid);
    if (!query.next())
        return std::nullopt;
    return Prompt{query.text(0), query.json(1), query.text(2), query.json(3), query.integer(4)};
}

std::vector<Prompt> Labels::prompts(int limit)
{
    Query query(
        m_database, fmt::format("{} {} ORDER BY id LIMIT ?", kSelectPrompts, kVisible), limit);
    return readPrompts(query);
}

std::vector<Prompt> Labels::promptsOf(std::string_view origin)
{
    Query query(
        m_database,
        fmt::format("{} origin = ? AND {} ORDER BY id", kSelectPrompts, kVisible),
        origin);
    return readPrompts(query);
}

std::vector<Candidate> Labels::candidates(std::string_view promptUid)
{
    Query query(
        m_database,
        fmt::format(
            "SELECT uid, prompt_uid, text, origin, meta, created_at FROM candidates WHERE "
            "prompt_uid = ? AND {} "
            "ORDER BY id",
            kVisible),
        promptUid);
    std::vector<Candidate> candidates;
    while (query.next())
        candidates.push_back(
            {query.text(0),
             query.text(1),
             query.text(2),
             query.text(3),
             query.json(4),
             query.integer(5)});
    return candidates;
}

Annotator Labels::annotator(const std::string& name, const std::string& kind)
{
    return m_database.transaction([&] {
        run(m_database,
            "INSERT OR IGNORE INTO annotators(uid, name, kind, created_at) VALUES(?, ?, ?, ?)",
            newUid(),
            name,
            kind,
            nowMs());
        Query query(
            m_database, "SELECT uid FROM annotators WHERE name = ? AND kind = ?", name, kind);
        query.next();
        return Annotator{query.text(0), name, kind};
    });
}

std::vector<Annotator> Labels::annotators()
{
    Query query(m_database, "SELECT uid, name, kind FROM annotators ORDER BY id");
    std::vector<Annotator> all;
    while (query.next())
        all.push_back({query.text(0), query.text(1), query.text(2)});
    return all;
}

void Labels::insert(Ranking& ranking)
{
    if (ranking.uid.empty())
        ranking.uid = newUid();
    if (ranking.createdAt == 0)
        ranking.createdAt = nowMs();
    if (!exists(m_database, "prompts", ranking.promptUid))
        throw inputError("There is no prompt {} to rank answers of.", ranking.promptUid);
    if (!exists(m_database, "annotators", ranking.annotatorUid))
        throw inputError("There is no annotator {}.", ranking.annotatorUid);
    if (!ranking.supersedes.empty() && !exists(m_database, "rankings", ranking.supersedes))
        throw inputError("There is no ranking {} to replace.", ranking.supersedes);
    run(m_database,
        "INSERT INTO rankings(uid, prompt_uid, annotator_uid, kind, verdict, created_at, "
        "took_ms, supersedes) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
        ranking.uid,
        ranking.promptUid,
        ranking.annotatorUid,
        ranking.kind,
        ranking.verdict,
        ranking.createdAt,
        ranking.tookMs,
        ranking.supersedes.empty() ? std::nullopt : std::optional(ranking.supersedes));
    ranking.id = lastRow(m_database);
}

void Labels::tryMirror()
{
    try {
        mirror();
        m_mirrorProblem = {};
    } catch (const Error& error) {
        m_mirrorProblem = error.message();
    }
}

Ranking Labels::add(Ranking ranking)
{
    m_database.transaction([&] { insert(ranking); }, Database::Durability::Full);
    tryMirror();
    return ranking;
}

size_t Labels::addAll(std::vector<Ranking> rankings)
{
    size_t added = 0;
    for (size_t next = 0; next < rankings.size();) {
        const size_t end = std::min(rankings.size(), next + kRankingsAtOnce);
        added += m_database.transaction(
            [&] {
                size_t fresh = 0;
                for (size_t i = next; i < end; ++i)
                    if (rankings[i].uid.empty() ||
                        !exists(m_database, "rankings", rankings[i].uid)) {
                        insert(rankings[i]);
                        ++fresh;
                    }
                return fresh;
            },
            Database::Durability::Full);
        next = end;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    tryMirror();
    return added;
}

Ranking Labels::undo(const std::string& rankingUid)
{
    Query query(m_database, std::string(kSelectRanking) + "WHERE uid = ?", rankingUid);
    const std::vector<Ranking> found = readRankings(query);
    if (found.empty())
        throw inputError("There is no ranking {} to take back.", rankingUid);
    return add(
        {.promptUid = found.front().promptUid,
         .annotatorUid = found.front().annotatorUid,
         .kind = "undo",
         .supersedes = rankingUid});
}

std::vector<Ranking> Labels::effective(std::optional<std::string> promptUid)
{
    Query query(
        m_database,
        std::string(kSelectRanking) +
            "WHERE kind <> 'undo' AND (?1 IS NULL OR prompt_uid = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM rankings s WHERE s.supersedes = r.uid) ORDER BY id",
        promptUid);
    return readRankings(query);
}

std::vector<Ranking> Labels::history()
{
    Query query(m_database, std::string(kSelectRanking) + "ORDER BY id");
    return readRankings(query);
}

std::string Labels::digest()
{
    std::vector<std::string> contents;
    for (const Ranking& ranking : effective())
        contents.push_back(nlohmann::json::array({ranking.uid,
                                                  ranking.promptUid,
                                                  ranking.annotatorUid,
                                                  ranking.kind,
                                                  ranking.verdict})
                               .dump());
    std::ranges::sort(contents);
    Hasher hasher;
    for (const std::string& content : contents)
        hasher.add(content).add("\n");
    return hasher.hex();
}

} // namespace espalier
