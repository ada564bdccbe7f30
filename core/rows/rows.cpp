#include "core/rows/rows.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace espalier {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHeader = "rows.json";
constexpr std::array<const char*, 2> kSides{"train", "validation"};

fs::path rowsFile(const fs::path& folder, size_t side)
{
    return folder / (std::string(kSides[side]) + ".jsonl");
}
fs::path startsFile(const fs::path& folder, size_t side)
{
    return folder / (std::string(kSides[side]) + ".rows.bin");
}

Error diskRefused(const fs::path& folder)
{
    return Error(
        tr("Writing {} failed: the disk is full or read-only. Free some space and resume.",
           folder.string()));
}

std::optional<double> numberIn(const std::string& text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                   : std::nullopt;
}

/// Classes that are numbers in the order of the numbers, others by name.
std::vector<std::string> ordered(const std::map<std::string, uint64_t>& classes)
{
    std::vector<std::string> names;
    for (const auto& [name, count] : classes)
        names.push_back(name);
    if (std::ranges::all_of(
            names, [](const std::string& name) { return numberIn(name).has_value(); }))
        std::ranges::stable_sort(
            names, {}, [](const std::string& name) { return *numberIn(name); });
    return names;
}

nlohmann::ordered_json jsonOf(const RowsHeader& header)
{
    nlohmann::ordered_json json{
        {"version", 1},
        {"kind", rowKind(header.kind).name},
        {"form", header.form},
        {"conversational", header.conversational},
        {"train_rows", header.rows[0]},
        {"validation_rows", header.rows[1]},
        {"train_bytes", header.bytes[0]},
        {"validation_bytes", header.bytes[1]},
        {"skipped_rows", header.skipped}};
    if (header.kind == RowKind::Preferences)
        json["unpaired"] = header.unpaired;
    if (header.kind == RowKind::Labelled)
        json["classes"] = header.classes;
    if (!header.kinds.empty())
        json["kinds"] = header.kinds;
    return json;
}

RowsHeader readHeader(const fs::path& folder)
{
    const fs::path file = folder / kHeader;
    if (!fs::exists(file))
        throw inputError(
            "The folder {} holds no rows: it has no {}. Run its stage again.",
            folder.string(),
            kHeader);
    try {
        const auto json = nlohmann::json::parse(readFile(file));
        RowsHeader header;
        header.kind = rowKindOfName(json.at("kind").get<std::string>()).value();
        header.form = json.at("form").get<std::string>();
        header.conversational = json.at("conversational").get<bool>();
        header.unpaired = json.value("unpaired", false);
        header.rows = {
            json.at("train_rows").get<uint64_t>(), json.at("validation_rows").get<uint64_t>()};
        header.bytes = {
            json.at("train_bytes").get<uint64_t>(), json.at("validation_bytes").get<uint64_t>()};
        header.skipped = json.at("skipped_rows").get<uint64_t>();
        header.classes = json.value("classes", std::vector<std::string>{});
        header.kinds = json.value("kinds", std::map<std::string, uint64_t>{});
        return header;
    } catch (const std::exception&) {
        throw inputError(
            "The rows in {} are damaged: {} can't be read. Run its stage again.",
            folder.string(),
            kHeader);
    }
}

} // namespace

RowsWriter::RowsWriter(fs::path folder, RowKind kind)
    : m_folder(std::move(folder))
{
    m_header.kind = kind;
    for (size_t side = 0; side < 2; ++side) {
        m_sides[side].rows.open(rowsFile(m_folder, side), std::ios::binary);
        m_sides[side].starts.open(startsFile(m_folder, side), std::ios::binary);
    }
}

void RowsWriter::add(Split side, const Row& row)
{
    const auto at = static_cast<size_t>(side);
    const std::string line = rowToJson(row) + "\n";
    auto& [rows, starts] = m_sides[at];
    starts.write(reinterpret_cast<const char*>(&m_header.bytes[at]), sizeof m_header.bytes[at]);
    rows.write(line.data(), static_cast<std::streamsize>(line.size()));
    if (!rows || !starts)
        throw diskRefused(m_folder);
    m_header.bytes[at] += line.size();
    ++m_header.rows[at];
    m_header.conversational |= row.prompt.isConversation() || row.chosen.isConversation();
    m_header.unpaired |= row.good.has_value();
    if (m_header.kind == RowKind::Labelled)
        ++m_classes[row.label];
    if (!row.kind.empty())
        ++m_header.kinds[row.kind];
}

RowsHeader RowsWriter::header() const
{
    RowsHeader header = m_header;
    header.classes = ordered(m_classes);
    return header;
}

RowsHeader RowsWriter::finish(const std::string& form, uint64_t skipped)
{
    for (auto& [rows, starts] : m_sides) {
        rows.close();
        starts.close();
        if (!rows || !starts)
            throw diskRefused(m_folder);
    }
    m_header.form = form;
    m_header.skipped = skipped;
    RowsHeader header = this->header();
    writeAtomically(m_folder / kHeader, jsonOf(header).dump(2) + "\n");
    return header;
}

Rows Rows::open(const fs::path& folder)
{
    return {folder, readHeader(folder)};
}

Rows Rows::open(const fs::path& folder, RowKind kind)
{
    Rows rows = open(folder);
    if (rows.kind() != kind)
        throw inputError(
            "The rows in {} are {}, but {} are needed here. Wire a stage that gives them.",
            folder.string(),
            rowKind(rows.kind()).name,
            rowKind(kind).name);
    return rows;
}

Rows::Rows(fs::path folder, RowsHeader header)
    : m_folder(std::move(folder))
    , m_header(std::move(header))
    , m_sides{
          Side{MappedFile(rowsFile(m_folder, 0)), MappedFile(startsFile(m_folder, 0))},
          Side{MappedFile(rowsFile(m_folder, 1)), MappedFile(startsFile(m_folder, 1))}}
{
    for (size_t side = 0; side < 2; ++side)
        if (m_sides[side].rows.bytes().size() != m_header.bytes[side] ||
            m_sides[side].starts.bytes().size() != m_header.rows[side] * sizeof(uint64_t))
            throw inputError(
                "The rows in {} are damaged: {} is cut short. Run its stage again.",
                m_folder.string(),
                rowsFile({}, side).string());
}

std::string_view Rows::line(Split side, uint64_t index) const
{
    const auto& [rows, starts] = m_sides[static_cast<size_t>(side)];
    const auto start = [&](uint64_t i) {
        uint64_t value = rows.bytes().size();
        if (i < size(side))
            std::memcpy(&value, starts.bytes().data() + i * sizeof value, sizeof value);
        return std::min<uint64_t>(value, rows.bytes().size());
    };
    const uint64_t begin = start(index);
    const uint64_t end = std::max(start(index + 1), begin + 1);
    return rows.bytes().substr(begin, end - begin - 1); // without the line's end
}

Row Rows::row(Split side, uint64_t index) const
{
    try {
        return rowFromJson(line(side, index));
    } catch (const std::exception&) {
        throw inputError(
            "Row {} of {} is damaged. Run its stage again.",
            index + 1,
            rowsFile(m_folder, static_cast<size_t>(side)).string());
    }
}

std::optional<uint64_t> Rows::classIndex(std::string_view label) const
{
    const auto found = std::ranges::find(m_header.classes, label);
    if (found == m_header.classes.end())
        return std::nullopt;
    return static_cast<uint64_t>(found - m_header.classes.begin());
}

} // namespace espalier
