/// The filters and tests of chat templates: one table row each.

#include "core/base/error.h"
#include "core/text/jinja_interpreter.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace espalier::jinja {

namespace {

using Filter = Value (*)(const Value&, const Arguments&);
using Test = bool (*)(const Value&, const Arguments&);

Error notSupported(const char* what, const std::string& name)
{
    return inputError(
        "`{}` is not supported in chat templates. Write that part of the template without it.",
        what + name);
}

std::string
textAt(const Arguments& arguments, size_t place, std::string_view name, const char* fallback)
{
    const Value* value = arguments.find(place, name);
    return value != nullptr ? value->str() : fallback;
}

/// The member that "a.b" names.
Value memberPath(Value value, const std::string& path)
{
    for (size_t at = 0; at <= path.size();) {
        const size_t end = std::min(path.find('.', at), path.size());
        const std::string name = path.substr(at, end - at);
        int64_t index = 0;
        const auto [rest, bad] = std::from_chars(name.data(), name.data() + name.size(), index);
        const bool isIndex = bad == std::errc() && rest == name.data() + name.size();
        if (value.isUndefined())
            return value;
        value = itemOf(value, isIndex ? Value::integer(index) : Value::text(name));
        at = end + 1;
    }
    return value;
}

/// The arguments behind the first `count`.
Arguments behind(const Arguments& arguments, size_t count)
{
    Arguments rest = arguments;
    const auto taken = static_cast<ptrdiff_t>(std::min(count, rest.positional.size()));
    rest.positional.erase(rest.positional.begin(), rest.positional.begin() + taken);
    return rest;
}

/// select, reject (`attribute` false), selectattr and rejectattr.
Value selected(const Value& value, const Arguments& arguments, bool attribute, bool wanted)
{
    const size_t own = attribute ? 1 : 0;
    const std::string path = attribute ? arguments.at(0, "attribute").str() : std::string();
    const std::string test = textAt(arguments, own, "test", "");
    const Arguments rest = behind(arguments, own + 1);
    List chosen;
    for (const Value& item : value.items()) {
        const Value looked = attribute ? memberPath(item, path) : item;
        if ((test.empty() ? looked.truth() : applyTest(test, looked, rest)) == wanted)
            chosen.push_back(item);
    }
    return Value::list(std::move(chosen));
}

Value mapped(const Value& value, const Arguments& arguments)
{
    List out;
    if (const Value* path = arguments.find(arguments.positional.size(), "attribute")) {
        const Value* fallback = arguments.find(arguments.positional.size(), "default");
        for (const Value& item : value.items()) {
            const Value found = memberPath(item, path->str());
            out.push_back(found.isUndefined() && fallback != nullptr ? *fallback : found);
        }
    } else {
        const std::string name = arguments.at(0, "filter").str();
        const Arguments rest = behind(arguments, 1);
        for (const Value& item : value.items())
            out.push_back(applyFilter(name, item, rest));
    }
    return Value::list(std::move(out));
}

Value toJsonFilter(const Value& value, const Arguments& arguments)
{
    const auto flag = [&](const char* name) {
        const Value* given = arguments.find(arguments.positional.size(), name);
        return given != nullptr && given->truth();
    };
    if (arguments.find(arguments.positional.size(), "separators") != nullptr)
        throw notSupported("tojson(separators=...)", "");
    const Value* indent = arguments.find(arguments.positional.size(), "indent");
    if (indent == nullptr && !arguments.positional.empty()) // Jinja2's own filter has it first
        indent = &arguments.positional[0];
    return Value::text(toJson(
        value,
        indent != nullptr ? std::max<int64_t>(indent->asInteger().value_or(-1), -1) : -1,
        flag("sort_keys"),
        flag("ensure_ascii")));
}

Value toInteger(const Value& value, const Arguments& arguments)
{
    if (const auto whole = value.asInteger())
        return Value::integer(*whole);
    if (value.real() != nullptr && std::abs(*value.real()) < 9e18)
        return Value::integer(static_cast<int64_t>(*value.real()));
    const std::string text = stripped(value.str(), "", true, true);
    int64_t number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && bad == std::errc() && end == text.data() + text.size())
        return Value::integer(number);
    const Value* fallback = arguments.find(0, "default");
    return fallback != nullptr ? *fallback : Value::integer(0);
}

Value reversed(const Value& value, const Arguments&)
{
    List items = value.items();
    std::ranges::reverse(items);
    return value.isText() ? Value::text(joined(items, "")) : Value::list(std::move(items));
}

Value itemsOf(const Value& value, const Arguments& arguments)
{
    if (value.isUndefined())
        return Value::list({});
    if (value.dict() == nullptr)
        throw inputError("`{}` needs a dict, not {}.", "items", value.kind());
    return *callMethod(value, "items", arguments);
}

Value absolute(const Value& value, const Arguments&)
{
    if (!value.isNumber())
        throw inputError("`{}` needs a number, not {}.", "abs", value.kind());
    return *value.asNumber() < 0 ? calculate("-", Value::integer(0), value) : value;
}

Value joinedFilter(const Value& value, const Arguments& arguments)
{
    List items = value.items();
    if (const Value* path = arguments.find(1, "attribute"))
        for (Value& item : items)
            item = memberPath(item, path->str());
    return Value::text(joined(items, textAt(arguments, 0, "d", "")));
}

Value lastOf(const Value& value, const Arguments&)
{
    const List items = value.items();
    return items.empty() ? Value::undefined("...|last") : items.back();
}

Value firstOf(const Value& value, const Arguments&)
{
    const List items = value.items();
    return items.empty() ? Value::undefined("...|first") : items.front();
}

Value defaulted(const Value& value, const Arguments& arguments)
{
    const Value* loose = arguments.find(1, "boolean");
    if (!value.isUndefined() && !(loose != nullptr && loose->truth() && !value.truth()))
        return value;
    const Value* fallback = arguments.find(0, "default_value");
    return fallback != nullptr ? *fallback : Value::text({});
}

Value lengthOf(const Value& value, const Arguments&)
{
    return Value::integer(value.length());
}

Value unique(const Value& value, const Arguments&)
{
    List kept;
    for (const Value& item : value.items())
        if (std::ranges::none_of(kept, [&](const Value& known) { return known == item; }))
            kept.push_back(item);
    return Value::list(std::move(kept));
}

constexpr std::pair<const char*, Filter> kFilters[] = {
    {"abs", absolute},
    {"capitalize",
     [](const Value& v, const Arguments&) { return Value::text(capitalized(v.str())); }},
    {"count", lengthOf},
    {"d", defaulted},
    {"default", defaulted},
    {"first", firstOf},
    {"float",
     [](const Value& v, const Arguments&) {
         return Value::real(v.asNumber().value_or(std::atof(v.str().c_str())));
     }},
    {"int", toInteger},
    {"items", itemsOf},
    {"join", joinedFilter},
    {"last", lastOf},
    {"length", lengthOf},
    {"list", [](const Value& v, const Arguments&) { return Value::list(v.items()); }},
    {"lower", [](const Value& v, const Arguments&) { return Value::text(lowered(v.str())); }},
    {"map", mapped},
    {"reject", [](const Value& v, const Arguments& a) { return selected(v, a, false, false); }},
    {"rejectattr", [](const Value& v, const Arguments& a) { return selected(v, a, true, false); }},
    {"replace",
     [](const Value& v, const Arguments& a) {
         const Value* count = a.find(2, "count");
         return Value::text(replaced(
             v.str(),
             a.at(0, "old").str(),
             a.at(1, "new").str(),
             count != nullptr ? count->asInteger().value_or(-1) : -1));
     }},
    {"reverse", reversed},
    {"safe", [](const Value& v, const Arguments&) { return v; }},
    {"select", [](const Value& v, const Arguments& a) { return selected(v, a, false, true); }},
    {"selectattr", [](const Value& v, const Arguments& a) { return selected(v, a, true, true); }},
    {"string", [](const Value& v, const Arguments&) { return Value::text(v.str()); }},
    {"title", [](const Value& v, const Arguments&) { return Value::text(titled(v.str())); }},
    {"tojson", toJsonFilter},
    {"trim",
     [](const Value& v, const Arguments& a) {
         return Value::text(stripped(v.str(), textAt(a, 0, "chars", ""), true, true));
     }},
    {"unique", unique},
    {"upper", [](const Value& v, const Arguments&) { return Value::text(uppered(v.str())); }},
};

bool isIterable(const Value& value, const Arguments&)
{
    return value.isUndefined() || value.isText() || value.list() != nullptr ||
           value.dict() != nullptr;
}

int64_t remainder(const Value& value, const Value& by)
{
    return calculate("%", value, by).asInteger().value_or(-1);
}

bool isEqual(const Value& value, const Arguments& arguments)
{
    return value == arguments.at(0, "other");
}

constexpr std::pair<const char*, Test> kTests[] = {
    {"boolean", [](const Value& v, const Arguments&) { return v.boolean() != nullptr; }},
    {"callable", [](const Value& v, const Arguments&) { return v.function() != nullptr; }},
    {"defined", [](const Value& v, const Arguments&) { return !v.isUndefined(); }},
    {"divisibleby",
     [](const Value& v, const Arguments& a) { return remainder(v, a.at(0, "num")) == 0; }},
    {"eq", isEqual},
    {"equalto", isEqual},
    {"even", [](const Value& v, const Arguments&) { return remainder(v, Value::integer(2)) == 0; }},
    {"false",
     [](const Value& v, const Arguments&) { return v.boolean() != nullptr && !*v.boolean(); }},
    {"float", [](const Value& v, const Arguments&) { return v.real() != nullptr; }},
    {"ge",
     [](const Value& v, const Arguments& a) { return v.compare(a.at(0, "other"), ">=") >= 0; }},
    {"gt", [](const Value& v, const Arguments& a) { return v.compare(a.at(0, "other"), ">") > 0; }},
    {"in", [](const Value& v, const Arguments& a) { return contains(a.at(0, "seq"), v); }},
    {"integer", [](const Value& v, const Arguments&) { return v.integer() != nullptr; }},
    {"iterable", isIterable},
    {"le",
     [](const Value& v, const Arguments& a) { return v.compare(a.at(0, "other"), "<=") <= 0; }},
    {"lt", [](const Value& v, const Arguments& a) { return v.compare(a.at(0, "other"), "<") < 0; }},
    {"mapping", [](const Value& v, const Arguments&) { return v.dict() != nullptr; }},
    {"ne", [](const Value& v, const Arguments& a) { return !isEqual(v, a); }},
    {"none", [](const Value& v, const Arguments&) { return v.isNone(); }},
    {"number", [](const Value& v, const Arguments&) { return v.isNumber(); }},
    {"odd", [](const Value& v, const Arguments&) { return remainder(v, Value::integer(2)) == 1; }},
    {"sameas", isEqual},
    {"sequence", isIterable},
    {"string", [](const Value& v, const Arguments&) { return v.isText(); }},
    {"true",
     [](const Value& v, const Arguments&) { return v.boolean() != nullptr && *v.boolean(); }},
    {"undefined", [](const Value& v, const Arguments&) { return v.isUndefined(); }},
};

} // namespace

Value applyFilter(const std::string& name, const Value& value, const Arguments& arguments)
{
    const auto* found =
        std::ranges::find_if(kFilters, [&](const auto& row) { return name == row.first; });
    if (found == std::end(kFilters))
        throw notSupported("|", name);
    return found->second(value, arguments);
}

bool applyTest(const std::string& name, const Value& value, const Arguments& arguments)
{
    static constexpr std::pair<const char*, const char*> kSigns[] = {
        {"==", "eq"}, {"!=", "ne"}, {"<", "lt"}, {"<=", "le"}, {">", "gt"}, {">=", "ge"}};
    const auto* sign =
        std::ranges::find_if(kSigns, [&](const auto& row) { return name == row.first; });
    const std::string known = sign != std::end(kSigns) ? sign->second : name;
    const auto* found =
        std::ranges::find_if(kTests, [&](const auto& row) { return known == row.first; });
    if (found == std::end(kTests))
        throw notSupported("is ", name);
    return found->second(value, arguments);
}

} // namespace espalier::jinja
