#pragma once

/// safetensors: u64 little-endian header length, a JSON header, then the tensors' bytes, row-major
/// and little-endian. https://github.com/huggingface/safetensors#format. Knows types and shapes,
/// not tensors.

#include "core/base/files.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace espalier {

/// Element types of the format.
enum class DType {
    F64,
    I64,
    U64,
    F32,
    I32,
    U32,
    F16,
    BF16,
    I16,
    U16,
    I8,
    U8,
    Bool,
    F8E4M3,
    F8E5M2
};

/// "F32", "BF16", ... as the file spells it.
const char* dtypeName(DType type);
/// Bytes of one element.
size_t dtypeSize(DType type);

/// A tensor without its bytes.
struct TensorInfo
{
    std::string name;
    DType dtype = DType::F32;
    std::vector<int64_t> shape; ///< empty: a single number; a zero in it: no elements
    uint64_t offset = 0;        ///< of its first byte, from the start of the byte buffer
    uint64_t bytes = 0;

    /// Number of elements.
    int64_t count() const;
    bool operator==(const TensorInfo&) const = default;
};

/// "[2, 3]"
std::string shapeText(std::span<const int64_t> shape);

using TensorMetadata = std::map<std::string, std::string>;

/// A safetensors file, mapped read-only and validated as a whole when it is opened: header within
/// the file and within 100 MB, no duplicate key, every range of the size that type and shape ask
/// for, no overlap, no hole, nothing after. Throws Error (input) with file, tensor, finding and
/// remedy in one sentence.
class SafetensorsFile
{
public:
    explicit SafetensorsFile(std::filesystem::path file);

    const std::filesystem::path& path() const { return m_path; }
    /// In the order of their bytes.
    std::span<const TensorInfo> tensors() const { return m_tensors; }
    /// The tensor of that name, or nullptr.
    const TensorInfo* find(std::string_view name) const;
    /// A tensor's bytes, valid as long as this file; they need not be aligned.
    std::string_view bytes(const TensorInfo& tensor) const;
    const TensorMetadata& metadata() const { return m_metadata; }

private:
    std::filesystem::path m_path;
    MappedFile m_map;
    std::vector<TensorInfo> m_tensors;
    std::map<std::string, size_t, std::less<>> m_byName;
    TensorMetadata m_metadata;
    uint64_t m_start = 0;
};

/// Writes a safetensors file tensor by tensor, in any order, without holding them. The bytes are
/// laid out by element size, widest first, then by name, as the reference writer does. The file
/// takes its name only in finish(): readers never see a part. Throws Error where the disk fails.
class SafetensorsWriter
{
public:
    /// `tensors`: name, dtype and shape of all that will be written; offset and bytes are ignored.
    SafetensorsWriter(
        std::filesystem::path file,
        std::vector<TensorInfo> tensors,
        TensorMetadata metadata = {{"format", "pt"}});
    ~SafetensorsWriter();
    SafetensorsWriter(const SafetensorsWriter&) = delete;
    SafetensorsWriter& operator=(const SafetensorsWriter&) = delete;

    /// Every tensor exactly once; `bytes` of exactly its size.
    void write(std::string_view name, std::string_view bytes);
    /// Syncs and renames; all tensors must have been written.
    void finish();

private:
    std::filesystem::path m_file;
    std::string m_temporary;
    int m_descriptor = -1;
    uint64_t m_start = 0;
    std::map<std::string, TensorInfo, std::less<>> m_missing;
};

/// Where a model folder's weights lie: `model.safetensors`, or the shards that
/// `model.safetensors.index.json` names. Opened and validated; a tensor stands in exactly the shard
/// that the index says, and in no other. Throws Error (input), also for a folder that has only
/// pickled weights (pytorch_model.bin).
std::vector<SafetensorsFile> openModelWeights(const std::filesystem::path& folder);

} // namespace espalier
