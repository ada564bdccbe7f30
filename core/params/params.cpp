#include "core/params/params.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace espalier {

namespace {

size_t editDistance(std::string_view a, std::string_view b)
{
    // Optimal string alignment: a swap of neighbours counts once.
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
        d[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j)
        d[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i)
        for (size_t j = 1; j <= b.size(); ++j) {
            d[i][j] = std::min(
                {d[i - 1][j] + 1,
                 d[i][j - 1] + 1,
                 d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

template <typename T>
std::optional<T> number(std::string_view text)
{
    T value{};
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string list(const std::vector<std::string>& items)
{
    std::string text;
    for (const auto& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

Fitted fitNumber(const ParamInfo& info, const Value& value)
{
    Value fitted = value.is_string() ? valueFromText(value.get<std::string>()) : value;
    if (!fitted.is_number())
        return {value, tr("`{}` needs a number, not {}.", info.name, valueToText(value))};
    const double x = fitted.get<double>();
    if (info.kind == ParamKind::Integer) {
        if (!fitted.is_number_integer()) {
            if (x != std::floor(x) || std::abs(x) > 9e15)
                return {
                    value, tr("`{}` needs a whole number, not {}.", info.name, valueToText(value))};
            fitted = static_cast<int64_t>(x);
        }
    } else {
        fitted = x;
    }
    if (std::isnan(x) || x < info.min || x > info.max) {
        if (std::isinf(info.max))
            return {
                value,
                tr("`{}` is {}; it must be at least {}.", info.name, valueToText(value), info.min)};
        if (std::isinf(info.min))
            return {
                value,
                tr("`{}` is {}; it must be at most {}.", info.name, valueToText(value), info.max)};
        return {
            value,
            tr("`{}` is {}; it must lie between {} and {}.",
               info.name,
               valueToText(value),
               info.min,
               info.max)};
    }
    return {fitted, std::nullopt};
}

} // namespace

const ParamInfo* findParam(const std::vector<ParamInfo>& infos, std::string_view name)
{
    const auto found = std::ranges::find(infos, name, &ParamInfo::name);
    return found == infos.end() ? nullptr : &*found;
}

Fitted fit(const ParamInfo& info, const Value& value)
{
    switch (info.kind) {
    case ParamKind::Bool: {
        const Value fitted = value.is_string() ? valueFromText(value.get<std::string>()) : value;
        if (fitted.is_boolean())
            return {fitted, std::nullopt};
        return {value, tr("`{}` needs true or false, not {}.", info.name, valueToText(value))};
    }
    case ParamKind::Integer:
    case ParamKind::Number:
        return fitNumber(info, value);
    case ParamKind::Choice: {
        const std::string text = value.is_string() ? value.get<std::string>() : valueToText(value);
        if (std::ranges::find(info.choices, text) != info.choices.end())
            return {text, std::nullopt};
        if (const auto near = didYouMean(text, info.choices))
            return {
                value,
                tr("`{}`: {} is none of {}; did you mean {}?",
                   info.name,
                   text,
                   list(info.choices),
                   *near)};
        return {value, tr("`{}`: {} is none of {}.", info.name, text, list(info.choices))};
    }
    case ParamKind::Text:
    case ParamKind::Path:
        if (value.is_array() || value.is_object())
            return {value, tr("`{}` needs one text, not {}.", info.name, valueToText(value))};
        return {value.is_string() ? value : Value(valueToText(value)), std::nullopt};
    case ParamKind::List: {
        const Value source = value.is_string() ? valueFromText(value.get<std::string>()) : value;
        if (source.is_object())
            return {value, tr("`{}` needs a list, not {}.", info.name, valueToText(value))};
        Value fitted = Value::array();
        for (const auto& item : source.is_array() ? source : Value::array({source}))
            fitted.push_back(item.is_string() ? item : Value(valueToText(item)));
        return {fitted, std::nullopt};
    }
    }
    return {value, std::nullopt};
}

Value valueFromText(std::string_view text)
{
    if (text == "true")
        return true;
    if (text == "false")
        return false;
    if (const auto integer = number<int64_t>(text))
        return *integer;
    if (!text.empty() &&
        (std::isdigit(static_cast<unsigned char>(text.back())) != 0 || text.back() == '.'))
        if (const auto real = number<double>(text))
            return *real;
    if (text.size() >= 2 && text.front() == '[' && text.back() == ']') {
        const auto parsed = Value::parse(text, nullptr, false);
        if (!parsed.is_discarded())
            return parsed;
        Value items = Value::array();
        std::string_view rest = text.substr(1, text.size() - 2);
        while (!rest.empty()) {
            const size_t comma = std::min(rest.find(','), rest.size());
            std::string_view item = rest.substr(0, comma);
            while (!item.empty() && item.front() == ' ')
                item.remove_prefix(1);
            while (!item.empty() && item.back() == ' ')
                item.remove_suffix(1);
            items.push_back(std::string(item));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        return items;
    }
    return std::string(text);
}

std::string valueToText(const Value& value)
{
    switch (value.type()) {
    case Value::value_t::string:
        return value.get<std::string>();
    case Value::value_t::boolean:
        return value.get<bool>() ? "true" : "false";
    case Value::value_t::number_float:
        return fmt::format("{}", value.get<double>());
    case Value::value_t::array: {
        std::string text;
        for (const auto& item : value)
            text += (text.empty() ? "" : ", ") + valueToText(item);
        return "[" + text + "]";
    }
    default:
        return value.dump();
    }
}

std::optional<std::string> didYouMean(std::string_view wrong, const std::vector<std::string>& names)
{
    std::optional<std::string> best;
    size_t bestDistance = std::max<size_t>(1, wrong.size() / 3) + 1;
    for (const auto& name : names) {
        const size_t distance = editDistance(wrong, name);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = name;
        }
    }
    return best;
}

} // namespace espalier
