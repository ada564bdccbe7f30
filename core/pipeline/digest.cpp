#include "core/pipeline/digest.h"

#include "core/base/files.h"
#include "core/base/hash.h"

#include <algorithm>
#include <chrono>

namespace espalier {

namespace fs = std::filesystem;

RememberedDigests::RememberedDigests(fs::path memory)
    : m_memory(std::move(memory))
    , m_known(nlohmann::json::object())
{
    std::error_code ignored;
    if (fs::exists(m_memory, ignored)) {
        auto read = nlohmann::json::parse(readFile(m_memory), nullptr, false);
        if (read.is_object())
            m_known = std::move(read);
    }
}

std::string RememberedDigests::operator()(const fs::path& path)
{
    std::error_code code;
    if (!fs::exists(path, code))
        return "missing";
    if (!fs::is_directory(path, code))
        return ofFile(path);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::ranges::sort(files);
    Hasher hasher;
    for (const auto& file : files)
        hasher.add(fs::relative(file, path).string())
            .add(std::string_view("\0", 1))
            .add(ofFile(file));
    return hasher.hex();
}

std::string RememberedDigests::ofFile(const fs::path& file)
{
    const auto modified = fs::last_write_time(file);
    const auto size = fs::file_size(file);
    const auto stamp =
        std::chrono::duration_cast<std::chrono::nanoseconds>(modified.time_since_epoch()).count();
    const std::string name = fs::canonical(file).string();
    const auto found = m_known.find(name);
    if (found != m_known.end() && found->value("size", uintmax_t{0}) == size &&
        found->value("time", int64_t{0}) == stamp)
        return found->value("hash", "");
    const std::string hash = hashFile(file);
    if (fs::file_time_type::clock::now() - modified > std::chrono::seconds(2)) {
        m_known[name] = {{"size", size}, {"time", stamp}, {"hash", hash}};
        try {
            writeAtomically(m_memory, m_known.dump());
        } catch (const Error&) {
            // Only a memory: without it the next plan reads the file again.
        }
    }
    return hash;
}

} // namespace espalier
