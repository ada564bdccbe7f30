#include "core/rows/form_parts.h"

#include <algorithm>

namespace espalier {

namespace {

using Json = nlohmann::json;

RowKind instructions(const Json& /*record*/, const FormOptions& /*options*/)
{
    return RowKind::Instructions;
}
RowKind preferences(const Json& /*record*/, const FormOptions& /*options*/)
{
    return RowKind::Preferences;
}
RowKind problems(const Json& /*record*/, const FormOptions& /*options*/)
{
    return RowKind::Problems;
}
RowKind asWanted(const Json& /*record*/, const FormOptions& options)
{
    return options.kind;
}

bool fitsGsm8k(const Json& record)
{
    return hasText(record, "question") && hasText(record, "answer") &&
           record["answer"].get_ref<const std::string&>().find("####") != std::string::npos;
}
bool fitsHumanEval(const Json& record)
{
    return hasText(record, "prompt") && hasText(record, "entry_point") && hasText(record, "test");
}
bool fitsMbpp(const Json& record)
{
    return hasText(record, "code") && record.contains("test_list") &&
           (hasText(record, "text") || hasText(record, "prompt"));
}
bool fitsBbh(const Json& record)
{
    return hasText(record, "input") && hasText(record, "target");
}
bool fitsAlpaca(const Json& record)
{
    return hasText(record, "instruction") &&
           (hasText(record, "output") || record.contains("instances"));
}
bool fitsShareGpt(const Json& record)
{
    const auto found = record.find("conversations");
    return found != record.end() && found->is_array();
}
bool fitsHh(const Json& record)
{
    return hasText(record, "chosen") && hasText(record, "rejected") && !record.contains("prompt") &&
           trimmed(record["chosen"].get_ref<const std::string&>()).starts_with("Human:") &&
           record["chosen"].get_ref<const std::string&>().find("\n\nAssistant:") !=
               std::string::npos;
}
/// Never recognised: chosen for tables and where columns are named.
bool fitsNothing(const Json& /*record*/)
{
    return false;
}

} // namespace

std::span<const FormInfo> forms()
{
    static constexpr std::array<FormInfo, 9> all{{
        {"gsm8k", fitsGsm8k, problems, readGsm8k},
        {"humaneval", fitsHumanEval, problems, readHumanEval},
        {"mbpp", fitsMbpp, problems, readMbpp},
        {"bbh", fitsBbh, problems, readBbh},
        {"alpaca", fitsAlpaca, instructions, readAlpaca},
        {"sharegpt", fitsShareGpt, instructions, readShareGpt},
        {"hh", fitsHh, preferences, readHh},
        {"trl", fitsTrl, kindOfTrl, readTrl},
        {"table", fitsNothing, asWanted, readTable},
    }};
    return all;
}

const FormInfo* formOfName(std::string_view name)
{
    const auto found = std::ranges::find(
        forms(), name, [](const FormInfo& form) { return std::string_view(form.name); });
    return found == forms().end() ? nullptr : &*found;
}

} // namespace espalier
