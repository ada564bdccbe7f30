#pragma once

/// Files that survive faults: whole or not at all, synced before they are named, and memory-mapped where they are large.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace espalier {

/// The whole file as bytes. Throws Error (input) with the path where it can't be read.
std::string readFile(const std::filesystem::path& file);

/// Writes to a temporary name beside `file`, syncs, renames: readers see the old bytes or the new, never a part.
/// Throws Error, naming a full or read-only disk as such; the old file then stays.
void writeAtomically(const std::filesystem::path& file, std::string_view bytes);

/// Syncs every file in a folder tree and the folders, so that a rename after it is safe.
void syncTree(const std::filesystem::path& folder);

/// Bytes free for this user on the file system of `path` (or of its nearest existing parent).
uint64_t freeSpace(const std::filesystem::path& path);

/// The name of the network file system that `path` (or its nearest existing parent) lies on, if it lies on one.
std::optional<std::string> networkFileSystem(const std::filesystem::path& path);

/// A new empty folder in `parent` with a unique name; removed with all in it unless kept.
class TemporaryFolder
{
public:
    explicit TemporaryFolder(
        const std::filesystem::path& parent = std::filesystem::temp_directory_path(), std::string_view prefix = "espalier-");
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    /// The folder stays (after it was renamed, for instance).
    void release() { m_path.clear(); }

private:
    std::filesystem::path m_path;
};

/// A kernel lock (of an open file description) on a file; freed at death. The holder writes who it is into the file.
class FileLock
{
public:
    enum class Mode { Shared, Exclusive };

    /// Takes the lock if it is free right now; nothing otherwise. Creates the file where it is missing.
    static std::optional<FileLock> tryLock(const std::filesystem::path& file, Mode mode = Mode::Exclusive);
    /// Whether some process holds the file locked exclusively.
    static bool isHeld(const std::filesystem::path& file);

    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

    /// What others read about the holder (one line).
    void describe(std::string_view text);

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

/// A file mapped read-only into memory. Throws Error where it can't be.
class MappedFile
{
public:
    explicit MappedFile(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::string_view bytes() const { return {m_data, m_size}; }

private:
    const char* m_data = nullptr;
    size_t m_size = 0;
};

} // namespace espalier
