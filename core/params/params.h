#pragma once

/// A parameter, declared once: name, default, range, unit and help. YAML, form, --set, checks and help derive from it.
///
///     struct GrpoParams {
///         int64_t groupSize = 8;
///         static constexpr auto fields()
///         {
///             return std::tuple{field("group_size", &GrpoParams::groupSize, "completions per prompt").range(2, 64)};
///         }
///     };

#include "core/base/error.h"

#include <nlohmann/json.hpp>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace espalier {

/// A parameter's value: bool, integer, number, text or a list of texts.
using Value = nlohmann::json;
/// Parameters by name, in the order of writing.
using Values = nlohmann::ordered_json;

enum class ParamKind { Bool, Integer, Number, Text, Choice, Path, List };

/// What everything that shows or checks a parameter needs to know of it.
struct ParamInfo {
    std::string name;
    ParamKind kind = ParamKind::Text;
    Value defaultValue;
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    std::string unit;                 ///< "s", "tokens", ...; empty where the number is bare
    std::string help;                 ///< one line in English; shown through translate()
    std::string group;                ///< heading in the form; empty is the first group
    std::vector<std::string> choices; ///< for Choice
    bool execution = false; ///< how, not what: stays out of the artifact's key and may not change the result
    bool live = false;      ///< a running stage takes a new value
    bool advanced = false;  ///< folded away in the form
    bool many = false;      ///< Text of several lines
    /// Shown only while another parameter has one of these values ("source" in {"file"}).
    std::string onlyWith;
    std::vector<std::string> onlyWithValues;
};

/// One declared field of a parameter struct; built by field(), refined by its chained calls.
template <typename P, typename T>
struct Field {
    const char* name;
    T P::*member;
    const char* help;
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    const char* unitText = "";
    const char* groupText = "";
    std::array<const char*, 12> choiceTexts{};
    size_t choiceCount = 0;
    bool isExecution = false, isLive = false, isAdvanced = false, isPath = false, isMany = false;
    const char* onlyWithName = "";
    std::array<const char*, 4> onlyWithTexts{};
    size_t onlyWithCount = 0;

    /// Smallest and largest value allowed, both included.
    constexpr Field range(double low, double high) const { Field f = *this; f.min = low; f.max = high; return f; }
    constexpr Field atLeast(double low) const { Field f = *this; f.min = low; return f; }
    constexpr Field unit(const char* text) const { Field f = *this; f.unitText = text; return f; }
    constexpr Field group(const char* text) const { Field f = *this; f.groupText = text; return f; }
    constexpr Field execution() const { Field f = *this; f.isExecution = true; return f; }
    constexpr Field live() const { Field f = *this; f.isLive = true; return f; }
    constexpr Field advanced() const { Field f = *this; f.isAdvanced = true; return f; }
    constexpr Field path() const { Field f = *this; f.isPath = true; return f; }
    constexpr Field lines() const { Field f = *this; f.isMany = true; return f; }
    template <typename... Texts>
    constexpr Field choices(Texts... texts) const
    {
        Field f = *this;
        f.choiceTexts = {texts...};
        f.choiceCount = sizeof...(texts);
        return f;
    }
    /// Has a meaning only while `other` has one of these values.
    template <typename... Texts>
    constexpr Field onlyWith(const char* other, Texts... values) const
    {
        Field f = *this;
        f.onlyWithName = other;
        f.onlyWithTexts = {values...};
        f.onlyWithCount = sizeof...(values);
        return f;
    }
};

template <typename P, typename T>
constexpr Field<P, T> field(const char* name, T P::*member, const char* help)
{
    return {name, member, help};
}

/// A declaration as plain data, defaults taken from a default-constructed P.
template <typename P>
std::vector<ParamInfo> describe()
{
    const P defaults{};
    std::vector<ParamInfo> all;
    std::apply(
        [&](const auto&... fields) {
            const auto add = [&](const auto& f) {
                using T = std::remove_cvref_t<decltype(defaults.*(f.member))>;
                ParamInfo info;
                info.name = f.name;
                info.defaultValue = defaults.*(f.member);
                info.kind = std::is_same_v<T, bool>             ? ParamKind::Bool
                            : std::is_same_v<T, int64_t>        ? ParamKind::Integer
                            : std::is_same_v<T, double>         ? ParamKind::Number
                            : !std::is_same_v<T, std::string>   ? ParamKind::List
                            : f.choiceCount > 0                 ? ParamKind::Choice
                            : f.isPath                          ? ParamKind::Path
                                                                : ParamKind::Text;
                info.min = f.min;
                info.max = f.max;
                info.unit = f.unitText;
                info.help = f.help;
                info.group = f.groupText;
                info.choices.assign(f.choiceTexts.begin(), f.choiceTexts.begin() + f.choiceCount);
                info.execution = f.isExecution;
                info.live = f.isLive;
                info.advanced = f.isAdvanced;
                info.many = f.isMany;
                info.onlyWith = f.onlyWithName;
                info.onlyWithValues.assign(f.onlyWithTexts.begin(), f.onlyWithTexts.begin() + f.onlyWithCount);
                all.push_back(std::move(info));
            };
            (add(fields), ...);
        },
        P::fields());
    return all;
}

/// A struct from checked values; what is missing keeps its default. Throws Error (input) on a value that
/// does not fit; check() before says so with a place.
template <typename P>
P bind(const Values& values)
{
    P params{};
    std::apply(
        [&](const auto&... fields) {
            const auto set = [&](const auto& f) {
                const auto found = values.find(f.name);
                if (found == values.end())
                    return;
                using T = std::remove_cvref_t<decltype(params.*(f.member))>;
                try {
                    params.*(f.member) = found->template get<T>();
                } catch (const nlohmann::json::exception&) {
                    throw inputError("parameter `{}`: the value {} has the wrong type.", f.name, found->dump());
                }
            };
            (set(fields), ...);
        },
        P::fields());
    return params;
}

/// The parameter of that name, or nothing.
const ParamInfo* findParam(const std::vector<ParamInfo>& infos, std::string_view name);

/// A value brought to the declared kind ("1e3" -> 1000 for an integer, 3 -> 3.0 for a number), or what is wrong
/// with it, as a sentence with the remedy. Range and choices are checked too.
struct Fitted {
    Value value;
    std::optional<Message> problem;
};
Fitted fit(const ParamInfo& info, const Value& value);

/// Reads a text as --set and YAML scalars are read: true/false, integers, numbers, [lists], else text.
Value valueFromText(std::string_view text);
/// A value as one would type it; the shortest number that reads back the same.
std::string valueToText(const Value& value);

/// The name among `names` that is most like `wrong`, if any is near enough to be meant (edit distance at most a third).
std::optional<std::string> didYouMean(std::string_view wrong, const std::vector<std::string>& names);

} // namespace espalier
