#pragma once

/// Artifacts: what stages make, one folder per key with a manifest, published whole or not at all.

#include "core/base/files.h"
#include "core/store/database.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

struct ArtifactFile
{
    std::string path; ///< inside the artifact, '/' between parts
    int64_t bytes = 0;
    std::string hash; ///< hashFile()
    bool operator==(const ArtifactFile&) const = default;
};

/// manifest.json: what the folder holds and where it came from.
struct ArtifactManifest
{
    std::string key;
    std::string kind;                ///< a port type: "model", "tokenizer", "text", ...
    std::vector<ArtifactFile> files; ///< filled in by publish(), sorted by path
    std::vector<std::string> refers; ///< keys of artifacts it needs, such as an adapter's base
    std::string stage;
    std::string codeVersion;
    std::string madeBy; ///< uid of the stage run
    int64_t createdAt = 0;
    nlohmann::json extra =
        nlohmann::json::object(); ///< whatever the kind wants to say (counts, shapes)
};

void to_json(nlohmann::json& json, const ArtifactManifest& manifest);
void from_json(const nlohmann::json& json, ArtifactManifest& manifest);

struct ArtifactInfo
{
    std::string key;
    std::string kind;
    int64_t bytes = 0;
    int64_t createdAt = 0;
    std::optional<int64_t> madeBy; ///< stage run
    std::string codeVersion;
    ArtifactManifest manifest;
    std::filesystem::path folder;
};

/// A folder in the making: write files into folder(), then publish. Gone with all in it when
/// dropped; what a crashed process leaves is swept.
class ArtifactDraft
{
public:
    explicit ArtifactDraft(const std::filesystem::path& artifactsFolder);
    ~ArtifactDraft();
    ArtifactDraft(ArtifactDraft&& other) noexcept;
    ArtifactDraft& operator=(ArtifactDraft&& other) noexcept;

    const std::filesystem::path& folder() const { return m_folder; }

private:
    std::filesystem::path m_folder;
    std::optional<FileLock> m_lock; ///< on "<folder>.lock": tells sweepers that we live
};

/// The artifacts of a workspace. Cheap to make; borrows the connection.
class Artifacts
{
public:
    Artifacts(Database& database, std::filesystem::path artifactsFolder);

    /// A new draft in this workspace.
    ArtifactDraft draft() const;
    /// Hashes the files, writes the manifest, syncs, renames to artifacts/<key>, adds the row.
    /// Where the artifact exists already and is whole, ours is discarded; a broken one is replaced.
    ArtifactInfo
    publish(ArtifactDraft draft, ArtifactManifest manifest, std::optional<int64_t> madeBy);

    /// The artifact of a key if its folder is whole: manifest readable, every file there with its
    /// size.
    std::optional<ArtifactInfo> find(std::string_view key);
    /// The same, or Error (input).
    ArtifactInfo get(std::string_view key);
    /// What differs from the manifest, every file hashed; empty where nothing does.
    std::vector<std::string> verify(std::string_view key);
    std::vector<ArtifactInfo> list(std::optional<std::string> kind = std::nullopt);
    /// Bytes of all artifacts.
    int64_t totalBytes();
    /// Artifacts that no run outside the bin uses, directly or through another artifact's `refers`.
    std::vector<ArtifactInfo> unreferenced();
    /// Removes row and folder.
    void remove(std::string_view key);
    /// Removes drafts whose process died.
    void sweepDrafts() const;

    /// Claims the computing of a key for `leaseMs`; false where another owner's claim is still
    /// valid.
    bool claim(const std::string& key, const std::string& owner, int64_t leaseMs);
    /// Lengthens our claim; false where it was lost to another owner meanwhile.
    bool renew(const std::string& key, const std::string& owner, int64_t leaseMs);
    void release(const std::string& key, const std::string& owner);
    /// Who computes the key now.
    std::optional<std::string> claimant(const std::string& key);

private:
    std::filesystem::path folderOf(std::string_view key) const;
    std::optional<ArtifactManifest> wholeManifest(std::string_view key) const;
    void insertRow(const ArtifactManifest& manifest, std::optional<int64_t> madeBy);

    Database& m_database;
    std::filesystem::path m_folder;
};

} // namespace espalier
