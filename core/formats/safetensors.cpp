#include "core/formats/safetensors.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

namespace espalier {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr uint64_t kHeaderLimit = 100'000'000;
constexpr const char* kMetadataKey = "__metadata__";

struct DTypeInfo
{
    DType type;
    const char* name;
    size_t size;
};

constexpr std::array<DTypeInfo, 15> kDTypes{{
    {DType::F64, "F64", 8},
    {DType::I64, "I64", 8},
    {DType::U64, "U64", 8},
    {DType::F32, "F32", 4},
    {DType::I32, "I32", 4},
    {DType::U32, "U32", 4},
    {DType::F16, "F16", 2},
    {DType::BF16, "BF16", 2},
    {DType::I16, "I16", 2},
    {DType::U16, "U16", 2},
    {DType::I8, "I8", 1},
    {DType::U8, "U8", 1},
    {DType::Bool, "BOOL", 1},
    {DType::F8E4M3, "F8_E4M3", 1},
    {DType::F8E5M2, "F8_E5M2", 1},
}};

const DTypeInfo& info(DType type)
{
    return kDTypes.at(static_cast<size_t>(type));
}

/// Bytes that type and shape ask for; nothing where the number overflows.
std::optional<uint64_t> byteSize(DType type, std::span<const int64_t> shape)
{
    uint64_t bytes = dtypeSize(type);
    for (const int64_t size : shape)
        if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(size), &bytes))
            return std::nullopt;
    return bytes;
}

/// JSON with repeated keys refused (a JSON parser would let the last one win).
json parseHeader(std::string_view text, const std::string& file)
{
    std::vector<std::set<std::string>> keys;
    std::string repeated;
    const auto watch = [&](int, json::parse_event_t event, json& parsed) {
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == json::parse_event_t::key) {
            const auto key = parsed.get<std::string>();
            if (!keys.back().insert(key).second)
                repeated = key;
        }
        return true;
    };
    json header;
    try {
        header = json::parse(text, watch);
    } catch (const json::exception&) {
        throw inputError(
            "{}: the header is not valid JSON. The file is damaged or no safetensors file; fetch "
            "it again.",
            file);
    }
    if (!repeated.empty())
        throw inputError(
            "{}: `{}` stands twice in the header. The file is damaged; write or fetch it again.",
            file,
            repeated);
    if (!header.is_object())
        throw inputError(
            "{}: the header is no JSON object. The file is damaged or no safetensors file; fetch "
            "it again.",
            file);
    return header;
}

Error tensorError(const std::string& file, const std::string& tensor, Message what)
{
    return Error(std::move(what), Error::Kind::Input).within(tr("{}: tensor `{}`", file, tensor));
}

std::vector<int64_t> readShape(const json& entry, const std::string& file, const std::string& name)
{
    const auto shape = entry.find("shape");
    bool good = shape != entry.end() && shape->is_array();
    std::vector<int64_t> sizes;
    for (size_t i = 0; good && i < shape->size(); ++i) {
        good = (*shape)[i].is_number_unsigned() &&
               (*shape)[i].get<uint64_t>() <= uint64_t{std::numeric_limits<int64_t>::max()};
        if (good)
            sizes.push_back((*shape)[i].get<int64_t>());
    }
    if (!good)
        throw tensorError(
            file, name, tr("`shape` must be a list of whole numbers. Write the file again."));
    return sizes;
}

DType readDType(const json& entry, const std::string& file, const std::string& name)
{
    const auto text = entry.find("dtype");
    if (text == entry.end() || !text->is_string())
        throw tensorError(file, name, tr("`dtype` is missing. Write the file again."));
    const auto found = std::find_if(kDTypes.begin(), kDTypes.end(), [&](const DTypeInfo& known) {
        return *text == known.name;
    });
    if (found == kDTypes.end())
        throw tensorError(
            file,
            name,
            tr("the type {} is not known. Convert the file to F32, F16 or BF16.",
               text->get<std::string>()));
    return found->type;
}

TensorInfo
readEntry(const std::string& name, const json& entry, uint64_t available, const std::string& file)
{
    if (!entry.is_object())
        throw tensorError(file, name, tr("its entry is no JSON object. Write the file again."));
    TensorInfo tensor;
    tensor.name = name;
    tensor.dtype = readDType(entry, file, name);
    tensor.shape = readShape(entry, file, name);
    const auto range = entry.find("data_offsets");
    if (range == entry.end() || !range->is_array() || range->size() != 2 ||
        !(*range)[0].is_number_unsigned() || !(*range)[1].is_number_unsigned())
        throw tensorError(
            file, name, tr("`data_offsets` must be two whole numbers. Write the file again."));
    const auto begin = (*range)[0].get<uint64_t>();
    const auto end = (*range)[1].get<uint64_t>();
    if (begin > end)
        throw tensorError(
            file,
            name,
            tr("its bytes end ({}) before they begin ({}). Write the file again.", end, begin));
    if (end > available)
        throw tensorError(
            file,
            name,
            tr("its bytes reach to {}, but the file holds only {} after the header. It is cut "
               "short; fetch it again.",
               end,
               available));
    const auto needed = byteSize(tensor.dtype, tensor.shape);
    if (!needed || *needed != end - begin)
        throw tensorError(
            file,
            name,
            tr("{} of shape {} takes {} bytes, but the header gives it {}. Write the file again.",
               dtypeName(tensor.dtype),
               shapeText(tensor.shape),
               needed ? std::to_string(*needed) : std::string(">10^19"),
               end - begin));
    tensor.offset = begin;
    tensor.bytes = end - begin;
    return tensor;
}

TensorMetadata readMetadata(const json& object, const std::string& file)
{
    TensorMetadata metadata;
    bool good = object.is_object();
    if (good)
        for (const auto& [key, value] : object.items()) {
            good = good && value.is_string();
            if (value.is_string())
                metadata.emplace(key, value.get<std::string>());
        }
    if (!good)
        throw inputError("{}: `__metadata__` may hold texts only. Write the file again.", file);
    return metadata;
}

/// The tensors must fill the buffer from end to end: sorted by offset, each begins where the last
/// ended.
void checkRanges(const std::vector<TensorInfo>& sorted, uint64_t available, const std::string& file)
{
    uint64_t end = 0;
    const std::string* last = nullptr;
    for (const TensorInfo& tensor : sorted) {
        if (tensor.offset < end)
            throw tensorError(
                file,
                tensor.name,
                tr("its bytes overlap those of `{}`. Write the file again.", *last));
        if (tensor.offset > end)
            throw tensorError(
                file,
                tensor.name,
                tr("there is a hole of {} bytes before it. Write the file again.",
                   tensor.offset - end));
        end = tensor.offset + tensor.bytes;
        last = &tensor.name;
    }
    if (end != available)
        throw inputError(
            "{}: {} bytes after the last tensor belong to none. The file is damaged; write or "
            "fetch it again.",
            file,
            available - end);
}

} // namespace

const char* dtypeName(DType type)
{
    return info(type).name;
}

size_t dtypeSize(DType type)
{
    return info(type).size;
}

int64_t TensorInfo::count() const
{
    int64_t product = 1;
    for (const int64_t size : shape)
        product *= size;
    return product;
}

std::string shapeText(std::span<const int64_t> shape)
{
    std::string text = "[";
    for (const int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

SafetensorsFile::SafetensorsFile(fs::path file)
    : m_path(std::move(file))
    , m_map(m_path)
{
    const std::string place = m_path.string();
    const std::string_view all = m_map.bytes();
    if (all.size() < 8)
        throw inputError(
            "{}: {} bytes are too few for a safetensors file. It is cut short; fetch it again.",
            place,
            all.size());
    uint64_t length = 0;
    for (int i = 7; i >= 0; --i)
        length = length << 8U | static_cast<unsigned char>(all[static_cast<size_t>(i)]);
    if (length > kHeaderLimit)
        throw inputError(
            "{}: the header claims {} bytes, but 100 MB is the limit. The file is damaged or no "
            "safetensors file; fetch it again.",
            place,
            length);
    if (length > all.size() - 8)
        throw inputError(
            "{}: the header claims {} bytes, but the file has only {} after its length. It is cut "
            "short or damaged; fetch it again.",
            place,
            length,
            all.size() - 8);
    const std::string_view text = all.substr(8, length);
    if (text.empty() || text.front() != '{')
        throw inputError(
            "{}: the header does not begin with a brace. The file is damaged or no safetensors "
            "file; fetch it again.",
            place);
    m_start = 8 + length;
    const uint64_t available = all.size() - m_start;

    const json header = parseHeader(text, place);
    for (const auto& [name, entry] : header.items()) {
        if (name == kMetadataKey)
            m_metadata = readMetadata(entry, place);
        else
            m_tensors.push_back(readEntry(name, entry, available, place));
    }
    // An empty tensor may share its offset with the one that follows it.
    std::sort(m_tensors.begin(), m_tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return std::tie(a.offset, a.bytes) < std::tie(b.offset, b.bytes);
    });
    checkRanges(m_tensors, available, place);
    for (size_t i = 0; i < m_tensors.size(); ++i)
        m_byName.emplace(m_tensors[i].name, i);
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : &m_tensors[found->second];
}

std::string_view SafetensorsFile::bytes(const TensorInfo& tensor) const
{
    return m_map.bytes().substr(m_start + tensor.offset, tensor.bytes);
}

} // namespace espalier
