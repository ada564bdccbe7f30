#include "core/base/files.h"

#include "core/base/error.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <utility>

namespace espalier {

namespace fs = std::filesystem;

namespace {

Error writeError(const fs::path& file, int code)
{
    switch (code) {
    case ENOSPC:
    case EDQUOT:
        return Error(
            tr("The disk is full: {} could not be written. Free some space and resume.",
               file.string()));
    case EROFS:
        return Error(
            tr("The disk is read-only: {} could not be written. Choose another workspace.",
               file.string()));
    case EACCES:
    case EPERM:
        return Error(tr("No permission to write {}. Choose a folder of your own.", file.string()));
    default:
        return Error(tr("Writing {} failed: {}.", file.string(), std::strerror(code)));
    }
}

fs::path nearestExisting(fs::path path)
{
    path = fs::absolute(path);
    std::error_code ignored;
    while (!fs::exists(path, ignored) && path.has_relative_path())
        path = path.parent_path();
    return path;
}

void syncPath(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw writeError(path, errno);
    const int result = ::fsync(descriptor);
    const int code = errno;
    ::close(descriptor);
    if (result != 0 && code != EINVAL && code != EROFS)
        throw writeError(path, code);
}

} // namespace

std::string readFile(const fs::path& file)
{
    std::error_code code;
    if (fs::is_directory(file, code))
        throw inputError("{} is a folder, not a file.", file.string());
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        if (!fs::exists(file, code))
            throw inputError("The file {} does not exist. Check the path.", file.string());
        throw inputError("The file {} can't be opened. Check its permissions.", file.string());
    }
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (in.bad())
        throw Error(
            tr("Reading {} failed. The disk may be damaged or the file gone.", file.string()));
    return bytes;
}

void writeAtomically(const fs::path& file, std::string_view bytes)
{
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0)
        throw writeError(file, errno);
    ::fchmod(descriptor, 0644);
    int code = 0;
    while (!bytes.empty() && code == 0) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0)
            code = errno == EINTR ? 0 : errno;
        else
            bytes.remove_prefix(static_cast<size_t>(written));
    }
    if (code == 0 && ::fsync(descriptor) != 0)
        code = errno;
    if (::close(descriptor) != 0 && code == 0)
        code = errno;
    if (code == 0 && ::rename(temporary.c_str(), file.c_str()) != 0)
        code = errno;
    if (code != 0) {
        ::unlink(temporary.c_str());
        throw writeError(file, code);
    }
    syncPath(file.parent_path().empty() ? fs::path(".") : file.parent_path());
}

void syncTree(const fs::path& folder)
{
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        syncPath(entry.path());
    syncPath(folder);
}

uint64_t freeSpace(const fs::path& path)
{
    struct statvfs info
    {
    };
    if (::statvfs(nearestExisting(path).c_str(), &info) != 0)
        return 0;
    return uint64_t{info.f_bavail} * info.f_frsize;
}

std::optional<std::string> networkFileSystem(const fs::path& path)
{
    struct statfs info
    {
    };
    if (::statfs(nearestExisting(path).c_str(), &info) != 0)
        return std::nullopt;
    static constexpr std::array<std::pair<uint64_t, const char*>, 9> kinds{
        {{0x6969, "NFS"},
         {0xff534d42, "CIFS"},
         {0xfe534d42, "SMB2"},
         {0x517b, "SMB"},
         {0x00c36400, "Ceph"},
         {0x5346414f, "AFS"},
         {0x0bd00bd0, "Lustre"},
         {0x01021997, "9P"},
         {0x47504653, "GPFS"}}};
    for (const auto& [magic, name] : kinds)
        if (static_cast<uint32_t>(info.f_type) == magic)
            return name;
    return std::nullopt;
}

TemporaryFolder::TemporaryFolder(const fs::path& parent, std::string_view prefix)
{
    std::string name = (parent / (std::string(prefix) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
        throw writeError(parent, errno);
    m_path = name;
}

TemporaryFolder::~TemporaryFolder()
{
    if (m_path.empty())
        return;
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

namespace {

struct flock wholeFile(int type)
{
    struct flock lock
    {
    };
    lock.l_type = static_cast<short>(type);
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

std::optional<FileLock> FileLock::tryLock(const fs::path& file, Mode mode)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0)
        throw writeError(file, errno);
    auto lock = wholeFile(mode == Mode::Exclusive ? F_WRLCK : F_RDLCK);
    if (::fcntl(descriptor, F_OFD_SETLK, &lock) == 0)
        return FileLock(descriptor);
    ::close(descriptor);
    return std::nullopt;
}

bool FileLock::isHeld(const fs::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    auto lock = wholeFile(F_RDLCK); // asked, never taken: nobody is refused for a question
    const bool held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(descriptor);
    return held;
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

void FileLock::describe(std::string_view text)
{
    if (::ftruncate(m_descriptor, 0) == 0)
        (void)!::pwrite(m_descriptor, text.data(), text.size(), 0);
}

MappedFile::MappedFile(const fs::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw inputError("The file {} can't be opened: {}.", file.string(), std::strerror(errno));
    struct stat info
    {
    };
    ::fstat(descriptor, &info);
    m_size = static_cast<size_t>(info.st_size);
    if (m_size > 0) {
        void* data = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0);
        ::close(descriptor);
        if (data == MAP_FAILED)
            throw Error(
                tr("The file {} can't be mapped into memory: {}.",
                   file.string(),
                   std::strerror(errno)));
        m_data = static_cast<const char*>(data);
    } else {
        ::close(descriptor);
    }
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr)
        ::munmap(const_cast<char*>(m_data), m_size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

} // namespace espalier
