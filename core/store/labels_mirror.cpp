/// rankings.jsonl: every ranking as one JSON object a line, appended after its commit and never
/// changed, so that labels can be read and saved without the database.

#include "core/base/files.h"
#include "core/store/labels.h"
#include "core/store/sql.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace espalier {

namespace {

namespace fs = std::filesystem;

/// Writers of several processes take turns.
FileLock waitForLock(const fs::path& file)
{
    for (int tries = 0; tries < 5000; ++tries) {
        if (auto lock = FileLock::tryLock(file))
            return std::move(*lock);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    throw Error(
        tr("The file {} is locked by another program. Close it; the rankings are safe in the "
           "database.",
           file.string()));
}

/// The end of the last whole line, and the id in that line. What a crash left after it is to be cut
/// off.
struct Tail
{
    int64_t end = 0;
    int64_t lastId = 0;
};

Tail tailOf(int descriptor)
{
    const int64_t size = ::lseek(descriptor, 0, SEEK_END);
    for (int64_t window = 64 * 1024;; window *= 8) {
        const int64_t from = std::max<int64_t>(0, size - window);
        std::string bytes(static_cast<size_t>(size - from), '\0');
        if (::pread(descriptor, bytes.data(), bytes.size(), from) !=
            static_cast<ssize_t>(bytes.size()))
            throw Error(tr("The mirror of the rankings can't be read: {}.", std::strerror(errno)));
        const size_t end = bytes.rfind('\n');
        const size_t begin =
            end == std::string::npos || end == 0 ? std::string::npos : bytes.rfind('\n', end - 1);
        if (end != std::string::npos && (begin != std::string::npos || from == 0)) {
            const size_t start = begin == std::string::npos ? 0 : begin + 1;
            const auto line =
                nlohmann::json::parse(bytes.substr(start, end - start), nullptr, false);
            if (!line.is_object())
                throw Error(tr("The last line of the mirror of the rankings is no JSON. Move the "
                               "file away; it is "
                               "written anew from the database."));
            return {from + static_cast<int64_t>(end) + 1, line.value("id", int64_t{0})};
        }
        if (from == 0)
            return {};
    }
}

std::string linesAfter(Database& database, int64_t id)
{
    Query query(
        database,
        "SELECT r.id, r.uid, prompt_uid, annotators.name, annotators.kind, r.kind, verdict, "
        "r.created_at, took_ms, "
        "supersedes, annotator_uid FROM rankings r JOIN annotators ON annotators.uid = "
        "annotator_uid "
        "WHERE r.id > ? ORDER BY r.id",
        id);
    std::string lines;
    while (query.next()) {
        const nlohmann::ordered_json line{
            {"id", query.integer(0)},
            {"uid", query.text(1)},
            {"prompt", query.text(2)},
            {"annotator", query.text(3)},
            {"annotator_kind", query.text(4)},
            {"annotator_uid", query.text(10)},
            {"kind", query.text(5)},
            {"verdict", query.json(6)},
            {"created_at", query.integer(7)},
            {"took_ms", query.integer(8)},
            {"supersedes", query.text(9)}};
        lines += line.dump() + "\n";
    }
    return lines;
}

struct Descriptor
{
    explicit Descriptor(const fs::path& file)
        : number(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
    {
    }
    ~Descriptor() { ::close(number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number;
};

} // namespace

void Labels::mirror()
{
    const fs::path file = m_database.file().parent_path() / "rankings.jsonl";
    const FileLock lock = waitForLock(file);
    const Descriptor descriptor(file);
    const Tail tail = descriptor.number < 0 ? Tail() : tailOf(descriptor.number);
    const std::string lines = linesAfter(m_database, tail.lastId);
    if (lines.empty())
        return;
    const bool done = ::ftruncate(descriptor.number, tail.end) == 0 &&
                      ::pwrite(descriptor.number, lines.data(), lines.size(), tail.end) ==
                          static_cast<ssize_t>(lines.size());
    if (!done)
        throw Error(
            tr("{} could not be written ({}). The rankings are safe in the database and are added "
               "to the file later.",
               file.string(),
               std::strerror(errno)));
}

} // namespace espalier
