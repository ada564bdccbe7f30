#include "core/stages/row_file.h"

#include "core/stages/estimates.h"
#include "core/stages/row_ports.h"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace espalier {

namespace {

/// Measured on the built-in world: seconds to make a row.
constexpr double kBuiltInRowSeconds = 0.4e-3; // .1 for questions, .9 for feelings

/// Bytes of an average row of the built-in world as it stands in a file: of the mean of some.
double builtInRowBytes(BuiltInRows rows)
{
    // The same for all rows of a kind, whichever were looked at first.
    rows.seed = 1;
    rows.mistakes = 0;
    constexpr uint64_t kEachKind = 3, kLeast = 12;
    constexpr double kUnknown = 400; // of kinds that don't exist, which the check names
    static std::mutex mutex;
    static std::map<std::tuple<RowKind, Language, std::vector<std::string>>, double> known;
    const std::tuple asked{rows.kind, rows.language, rows.kinds};
    const std::lock_guard lock(mutex);
    if (const auto found = known.find(asked); found != known.end())
        return found->second;
    try {
        const uint64_t kinds =
            rows.kinds.empty() ? builtInKinds(rows.kind).size() : rows.kinds.size();
        const uint64_t count = std::max(kLeast, kEachKind * kinds);
        double bytes = 0;
        for (uint64_t i = 0; i < count; ++i)
            bytes += static_cast<double>(rowToJson(builtInRow(rows, i, Split::Train)).size() + 1);
        return known[asked] = bytes / static_cast<double>(count);
    } catch (const Error&) {
        return kUnknown;
    }
}

} // namespace

BuiltInRows RowFileParams::builtInRows(RowKind kind) const
{
    return {kind, languageOf(language), kinds, static_cast<uint64_t>(seed), mistakes};
}

uint64_t RowFileParams::builtInTraining() const
{
    const auto total = static_cast<uint64_t>(items);
    return total - static_cast<uint64_t>(validation * static_cast<double>(total) + 0.5);
}

RowFileOptions RowFileParams::fileOptions(RowKind kind, const std::filesystem::path& file) const
{
    RowFileOptions options;
    options.path = file;
    options.kind = kind;
    options.form = form;
    if (form == "auto" || form == "table") {
        options.columns = columns;
        options.header = header;
    }
    options.onBadRow = broken == "skip" ? BadRow::Skip : BadRow::Stop;
    options.limit = static_cast<uint64_t>(limit);
    return options;
}

SplitOptions RowFileParams::splitOptions() const
{
    return {
        split == "seed" ? SplitBy::Seed : SplitBy::Position,
        validation,
        static_cast<uint64_t>(seed)};
}

std::map<std::string, Facts> inferRowFile(const StageQuery& query, RowKind kind)
{
    const char* port = rowKind(kind).name;
    const auto params = bind<RowFileParams>(query.params);
    Facts facts;
    if (params.builtIn()) {
        facts.documents = params.items;
        facts.bytes = static_cast<int64_t>(
            builtInRowBytes(params.builtInRows(kind)) * static_cast<double>(params.items));
        return {{port, facts}};
    }
    facts.bytes = textBytes(query.folder / params.path);
    facts.documents = params.limit;
    return {{port, facts}};
}

Estimate estimateRowFile(const StageQuery& query, RowKind kind)
{
    const auto params = bind<RowFileParams>(query.params);
    if (params.builtIn()) {
        const auto items = static_cast<double>(params.items);
        return {
            64e6,
            0.1 + items * kBuiltInRowSeconds,
            items * builtInRowBytes(params.builtInRows(kind)),
            0};
    }
    const auto bytes = static_cast<double>(textBytes(query.folder / params.path));
    const double readings = params.split == "position" ? 2 : 1;
    return {64e6, 0.1 + readings * bytes / 20e6, bytes, 0};
}

std::vector<Finding> checkRowFile(const StageQuery& query, RowKind kind)
{
    const auto params = bind<RowFileParams>(query.params);
    std::vector<Finding> findings;
    if (params.builtIn()) {
        if (!params.path.empty())
            findings.push_back(
                {"path",
                 tr("`path` is not used while `source` is built-in; set `source: file` to read "
                    "it."),
                 true});
        try {
            checkBuiltInKinds(params.builtInRows(kind));
        } catch (const Error& error) {
            findings.push_back({"kinds", error.message()});
        }
        return findings;
    }
    if (params.path.empty())
        findings.push_back({"path", tr("no file is named; set `path`, or `source` to built-in.")});
    else if (
        params.path.find_first_of("*?[") == std::string::npos &&
        !std::filesystem::exists(query.folder / params.path))
        findings.push_back(
            {"path",
             tr("the file {} does not exist. Check the path.",
                (query.folder / params.path).lexically_normal().string())});
    try {
        readColumns(params.columns, kind);
    } catch (const Error& error) {
        findings.push_back({"columns", error.message()});
    }
    return findings;
}

StageInfo
rowFileStage(RowKind kind, const char* title, const char* help, std::vector<ParamInfo> params)
{
    return {
        .name = rowKind(kind).stage,
        .title = title,
        .help = help,
        .inputs = {},
        .outputs = {{rowKind(kind).name, portOf(kind)}},
        .params = std::move(params),
        .codeVersion = world::version + builtInRowsVersion - 1,
        .usesSeed = true,
        .infer = [kind](const StageQuery& query) { return inferRowFile(query, kind); },
        .estimate =
            [kind](const StageQuery& query, const Machine&) {
                return estimateRowFile(query, kind);
            },
        .check = [kind](const StageQuery& query) { return checkRowFile(query, kind); },
    };
}

} // namespace espalier
