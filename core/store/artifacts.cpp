#include "core/store/artifacts.h"

#include "core/base/hash.h"
#include "core/store/sql.h"

#include <algorithm>
#include <cctype>
#include <fcntl.h>
#include <set>
#include <unistd.h>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr const char* kManifest = "manifest.json";
constexpr const char* kDraftPrefix = ".draft-";

std::string relativeName(const fs::path& file, const fs::path& folder)
{
    return file.lexically_relative(folder).generic_string();
}

std::vector<ArtifactFile> hashFiles(const fs::path& folder)
{
    std::vector<ArtifactFile> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = relativeName(entry.path(), folder);
        if (entry.is_regular_file() && name != kManifest)
            files.push_back(
                {name, static_cast<int64_t>(entry.file_size()), hashFile(entry.path())});
    }
    std::ranges::sort(files, {}, &ArtifactFile::path);
    return files;
}

fs::path lockFileOf(const fs::path& draft)
{
    return draft.string() + ".lock";
}

int64_t bytesOf(const ArtifactManifest& manifest)
{
    int64_t bytes = 0;
    for (const ArtifactFile& file : manifest.files)
        bytes += file.bytes;
    return bytes;
}

/// Makes a rename in the folder last.
void syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// Renames what is in the way aside and removes it; a crash in between leaves a draft without an
/// owner.
void clearAway(const fs::path& folder)
{
    const fs::path aside = folder.parent_path() / (kDraftPrefix + newUid());
    fs::rename(folder, aside);
    fs::remove_all(aside);
}

} // namespace

void to_json(nlohmann::json& json, const ArtifactManifest& manifest)
{
    json = {
        {"key", manifest.key},
        {"kind", manifest.kind},
        {"files", nlohmann::json::array()},
        {"refers", manifest.refers},
        {"stage", manifest.stage},
        {"code_version", manifest.codeVersion},
        {"made_by", manifest.madeBy},
        {"created_at", manifest.createdAt},
        {"extra", manifest.extra}};
    for (const ArtifactFile& file : manifest.files)
        json["files"].push_back({{"path", file.path}, {"bytes", file.bytes}, {"hash", file.hash}});
}

void from_json(const nlohmann::json& json, ArtifactManifest& manifest)
{
    json.at("key").get_to(manifest.key);
    json.at("kind").get_to(manifest.kind);
    json.at("refers").get_to(manifest.refers);
    json.at("stage").get_to(manifest.stage);
    json.at("code_version").get_to(manifest.codeVersion);
    json.at("made_by").get_to(manifest.madeBy);
    json.at("created_at").get_to(manifest.createdAt);
    manifest.extra = json.at("extra");
    manifest.files.clear();
    for (const auto& file : json.at("files"))
        manifest.files.push_back({file.at("path"), file.at("bytes"), file.at("hash")});
}

ArtifactDraft::ArtifactDraft(const fs::path& artifactsFolder)
    : m_folder(artifactsFolder / (kDraftPrefix + newUid()))
    , m_lock(FileLock::tryLock(lockFileOf(m_folder)))
{
    std::error_code code;
    if (!fs::create_directory(m_folder, code))
        throw Error(tr("The folder {} could not be made: {}.", m_folder.string(), code.message()));
}

ArtifactDraft::~ArtifactDraft()
{
    if (m_folder.empty())
        return;
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
    fs::remove(lockFileOf(m_folder), ignored);
}

ArtifactDraft::ArtifactDraft(ArtifactDraft&& other) noexcept
    : m_folder(std::exchange(other.m_folder, {}))
    , m_lock(std::exchange(other.m_lock, {}))
{
}

ArtifactDraft& ArtifactDraft::operator=(ArtifactDraft&& other) noexcept
{
    std::swap(m_folder, other.m_folder);
    std::swap(m_lock, other.m_lock);
    return *this;
}

Artifacts::Artifacts(Database& database, fs::path artifactsFolder)
    : m_database(database)
    , m_folder(std::move(artifactsFolder))
{
}

fs::path Artifacts::folderOf(std::string_view key) const
{
    const auto isPlain = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    };
    if (key.empty() || !std::ranges::all_of(key, isPlain))
        throw inputError("\"{}\" is no key of an artifact.", key);
    return m_folder / key;
}

ArtifactDraft Artifacts::draft() const
{
    return ArtifactDraft(m_folder);
}

std::optional<ArtifactManifest> Artifacts::wholeManifest(std::string_view key) const
{
    const fs::path folder = folderOf(key);
    std::error_code code;
    if (!fs::is_regular_file(folder / kManifest, code))
        return std::nullopt;
    try {
        const auto manifest =
            nlohmann::json::parse(readFile(folder / kManifest)).get<ArtifactManifest>();
        const bool whole = std::ranges::all_of(manifest.files, [&](const ArtifactFile& file) {
            return static_cast<int64_t>(fs::file_size(folder / file.path, code)) == file.bytes;
        });
        return whole && manifest.key == key ? std::optional(manifest) : std::nullopt;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

void Artifacts::insertRow(const ArtifactManifest& manifest, std::optional<int64_t> madeBy)
{
    run(m_database,
        "INSERT OR IGNORE INTO artifacts(key, kind, bytes, created_at, made_by, code_version, "
        "manifest) "
        "VALUES(?, ?, ?, ?, ?, ?, ?)",
        manifest.key,
        manifest.kind,
        bytesOf(manifest),
        manifest.createdAt,
        madeBy,
        manifest.codeVersion,
        nlohmann::json(manifest));
}

ArtifactInfo
Artifacts::publish(ArtifactDraft draft, ArtifactManifest manifest, std::optional<int64_t> madeBy)
{
    const fs::path target = folderOf(manifest.key);
    manifest.files = hashFiles(draft.folder());
    if (manifest.createdAt == 0)
        manifest.createdAt = nowMs();
    writeAtomically(draft.folder() / kManifest, nlohmann::json(manifest).dump(2) + "\n");
    syncTree(draft.folder());
    std::error_code code;
    fs::rename(draft.folder(), target, code);
    if (code && fs::exists(target)) {
        if (auto whole = find(manifest.key))
            return *whole;
        clearAway(target);
        fs::rename(draft.folder(), target, code);
    }
    if (code)
        throw Error(tr(
            "The artifact could not be put in its place {}: {}.", target.string(), code.message()));
    syncFolder(m_folder);
    m_database.transaction([&] {
        run(m_database, "DELETE FROM artifacts WHERE key = ?", manifest.key);
        insertRow(manifest, madeBy);
    });
    return get(manifest.key);
}

std::optional<ArtifactInfo> Artifacts::find(std::string_view key)
{
    const auto manifest = wholeManifest(key);
    if (!manifest)
        return std::nullopt;
    ArtifactInfo info{
        .key = manifest->key,
        .kind = manifest->kind,
        .bytes = bytesOf(*manifest),
        .createdAt = manifest->createdAt,
        .madeBy =
            integerOf(m_database, "SELECT id FROM stage_runs WHERE uid = ?", manifest->madeBy),
        .codeVersion = manifest->codeVersion,
        .manifest = *manifest,
        .folder = folderOf(key)};
    const auto made =
        integerOf(m_database, "SELECT coalesce(made_by, 0) FROM artifacts WHERE key = ?", key);
    if (made && *made != 0)
        info.madeBy = *made;
    if (!made && m_database.mode() == Database::Mode::ReadWrite)
        insertRow(*manifest, info.madeBy);
    return info;
}

ArtifactInfo Artifacts::get(std::string_view key)
{
    if (auto info = find(key))
        return *info;
    throw inputError(
        "The artifact {} is not here, or not whole. Run its stage again to make it.", key);
}

std::vector<std::string> Artifacts::verify(std::string_view key)
{
    const fs::path folder = folderOf(key);
    const auto manifest = wholeManifest(key);
    if (!manifest)
        return {
            tr("The manifest is missing or unreadable, or a file is missing or of another size.")
                .words()};
    std::vector<std::string> problems;
    for (const ArtifactFile& file : manifest->files)
        if (hashFile(folder / file.path) != file.hash)
            problems.push_back(tr("The file {} was changed after it was made.", file.path).words());
    return problems;
}

std::vector<ArtifactInfo> Artifacts::list(std::optional<std::string> kind)
{
    Query query(
        m_database,
        "SELECT key, kind, bytes, created_at, made_by, code_version, manifest FROM artifacts "
        "WHERE ?1 IS NULL OR kind = ?1 ORDER BY created_at DESC, key",
        kind);
    std::vector<ArtifactInfo> all;
    while (query.next()) {
        all.push_back(
            {.key = query.text(0),
             .kind = query.text(1),
             .bytes = query.integer(2),
             .createdAt = query.integer(3),
             .madeBy = query.integerOrNone(4),
             .codeVersion = query.text(5),
             .manifest = query.json(6).get<ArtifactManifest>(),
             .folder = m_folder / query.text(0)});
    }
    return all;
}

int64_t Artifacts::totalBytes()
{
    return m_database.integer("SELECT sum(bytes) FROM artifacts");
}

std::vector<ArtifactInfo> Artifacts::unreferenced()
{
    std::vector<ArtifactInfo> all = list();
    std::set<std::string> used;
    std::vector<std::string> toVisit;
    Query query(
        m_database,
        "WITH alive AS (SELECT DISTINCT stage_run_id AS id FROM run_nodes JOIN runs ON runs.id = "
        "run_id "
        "WHERE deleted_at IS NULL AND stage_run_id IS NOT NULL) "
        "SELECT artifact_key FROM stage_outputs WHERE stage_run_id IN alive "
        "UNION SELECT key FROM stage_runs WHERE id IN alive "
        "UNION SELECT key FROM artifacts WHERE made_by IN alive");
    while (query.next())
        toVisit.push_back(query.text(0));
    while (!toVisit.empty()) {
        const std::string key = std::move(toVisit.back());
        toVisit.pop_back();
        if (!used.insert(key).second)
            continue;
        const auto found = std::ranges::find(all, key, &ArtifactInfo::key);
        if (found != all.end())
            toVisit.insert(
                toVisit.end(), found->manifest.refers.begin(), found->manifest.refers.end());
    }
    std::erase_if(all, [&](const ArtifactInfo& info) { return used.contains(info.key); });
    return all;
}

void Artifacts::remove(std::string_view key)
{
    if (fs::exists(folderOf(key)))
        clearAway(folderOf(key));
    run(m_database, "DELETE FROM artifacts WHERE key = ?", key);
}

void Artifacts::sweepDrafts() const
{
    std::vector<fs::path> drafts;
    for (const auto& entry : fs::directory_iterator(m_folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(kDraftPrefix))
            drafts.push_back(
                name.ends_with(".lock") ? m_folder / entry.path().stem() : entry.path());
    }
    for (const fs::path& draft : drafts) {
        const auto lock = FileLock::tryLock(lockFileOf(draft));
        if (!lock)
            continue;
        std::error_code ignored;
        fs::remove_all(draft, ignored);
        fs::remove(lockFileOf(draft), ignored);
    }
}

bool Artifacts::claim(const std::string& key, const std::string& owner, int64_t leaseMs)
{
    const int64_t now = nowMs();
    return run(m_database,
               "INSERT INTO claims(key, owner, lease_until) VALUES(?1, ?2, ?3) ON CONFLICT(key) DO "
               "UPDATE "
               "SET owner = ?2, lease_until = ?3 WHERE owner = ?2 OR lease_until < ?4",
               key,
               owner,
               now + leaseMs,
               now) > 0;
}

bool Artifacts::renew(const std::string& key, const std::string& owner, int64_t leaseMs)
{
    return run(m_database,
               "UPDATE claims SET lease_until = ? WHERE key = ? AND owner = ?",
               nowMs() + leaseMs,
               key,
               owner) > 0;
}

void Artifacts::release(const std::string& key, const std::string& owner)
{
    run(m_database, "DELETE FROM claims WHERE key = ? AND owner = ?", key, owner);
}

std::optional<std::string> Artifacts::claimant(const std::string& key)
{
    Query query(
        m_database, "SELECT owner FROM claims WHERE key = ? AND lease_until >= ?", key, nowMs());
    return query.next() ? std::optional(query.text(0)) : std::nullopt;
}

} // namespace espalier
