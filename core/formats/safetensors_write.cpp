// The writing half of safetensors.h.

#include "core/base/error.h"
#include "core/formats/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

namespace {

Error writeFailed(const fs::path& file, int code)
{
    if (code == ENOSPC || code == EDQUOT)
        return Error(
            tr("The disk is full: {} could not be written. Free some space and resume.",
               file.string()));
    return Error(tr("Writing {} failed: {}.", file.string(), std::strerror(code)));
}

void writeAt(int descriptor, std::string_view bytes, uint64_t offset, const fs::path& file)
{
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno != EINTR)
            throw writeFailed(file, errno);
        if (written > 0) {
            bytes.remove_prefix(static_cast<size_t>(written));
            offset += static_cast<uint64_t>(written);
        }
    }
}

/// Widest elements first, then by name: every tensor is aligned to its own element size.
void layOut(std::vector<TensorInfo>& tensors)
{
    std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        const size_t first = dtypeSize(a.dtype);
        const size_t second = dtypeSize(b.dtype);
        return std::tie(second, a.dtype, a.name) < std::tie(first, b.dtype, b.name);
    });
    uint64_t offset = 0;
    for (TensorInfo& tensor : tensors) {
        tensor.offset = offset;
        tensor.bytes = static_cast<uint64_t>(tensor.count()) * dtypeSize(tensor.dtype);
        offset += tensor.bytes;
    }
}

std::string headerText(const std::vector<TensorInfo>& tensors, const TensorMetadata& metadata)
{
    ordered_json header = ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    for (const TensorInfo& tensor : tensors)
        header[tensor.name] = {
            {"dtype", dtypeName(tensor.dtype)},
            {"shape", tensor.shape},
            {"data_offsets", {tensor.offset, tensor.offset + tensor.bytes}}};
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

SafetensorsWriter::SafetensorsWriter(
    fs::path file, std::vector<TensorInfo> tensors, TensorMetadata metadata)
    : m_file(std::move(file))
    , m_temporary(m_file.string() + ".XXXXXX")
{
    layOut(tensors);
    const std::string header = headerText(tensors, metadata);
    for (TensorInfo& tensor : tensors) {
        const std::string name = tensor.name;
        [[maybe_unused]] const bool added = m_missing.emplace(name, std::move(tensor)).second;
        assert(added && "SafetensorsWriter: two tensors of one name");
    }
    std::string prefix;
    for (uint64_t length = header.size(), i = 0; i < 8; ++i, length >>= 8U)
        prefix += static_cast<char>(length & 0xffU);
    m_start = prefix.size() + header.size();

    m_descriptor = ::mkostemp(m_temporary.data(), O_CLOEXEC);
    if (m_descriptor < 0)
        throw writeFailed(m_file, errno);
    ::fchmod(m_descriptor, 0644);
    try {
        writeAt(m_descriptor, prefix + header, 0, m_file);
    } catch (const Error&) {
        ::close(m_descriptor);
        ::unlink(m_temporary.c_str());
        throw;
    }
}

SafetensorsWriter::~SafetensorsWriter()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
        ::unlink(m_temporary.c_str());
    }
}

void SafetensorsWriter::write(std::string_view name, std::string_view bytes)
{
    const auto found = m_missing.find(name);
    assert(found != m_missing.end() && "SafetensorsWriter: unknown tensor or written twice");
    assert(bytes.size() == found->second.bytes && "SafetensorsWriter: wrong number of bytes");
    writeAt(m_descriptor, bytes, m_start + found->second.offset, m_file);
    m_missing.erase(found);
}

void SafetensorsWriter::finish()
{
    assert(m_missing.empty() && "SafetensorsWriter: a tensor was not written");
    int code = ::fsync(m_descriptor) == 0 ? 0 : errno;
    if (::close(m_descriptor) != 0 && code == 0)
        code = errno;
    m_descriptor = -1;
    if (code == 0 && ::rename(m_temporary.c_str(), m_file.c_str()) != 0)
        code = errno;
    if (code != 0) {
        ::unlink(m_temporary.c_str());
        throw writeFailed(m_file, code);
    }
    const fs::path folder = m_file.parent_path().empty() ? fs::path(".") : m_file.parent_path();
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace espalier
