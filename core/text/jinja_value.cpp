#include "core/text/jinja_value.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <limits>

namespace espalier::jinja {

namespace {

/// Lexicographic, with `order` of two items.
template <typename Order>
int compareLists(const List& a, const List& b, const Order& order)
{
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (!(a[i] == b[i]))
            return order(a[i], b[i]);
    return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0;
}

template <typename T>
int sign(const T& a, const T& b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

Error tooDeep()
{
    return inputError("The values are nested more than {} deep.", kMostDepth);
}

} // namespace

const Value* Arguments::find(size_t place, std::string_view name) const
{
    if (place < positional.size())
        return &positional[place];
    for (const auto& [known, value] : named)
        if (known == name)
            return &value;
    return nullptr;
}

const Value& Arguments::at(size_t place, std::string_view name) const
{
    const Value* value = find(place, name);
    if (value == nullptr)
        throw inputError("`{}` needs the argument `{}`.", callee, name);
    return *value;
}

Value Value::text(std::string value)
{
    if (value.size() > kMostBytes)
        throw inputError("A text grows over {} MB.", kMostBytes >> 20);
    return Value(Data(std::make_shared<const std::string>(std::move(value))));
}

Value Value::list(List items, bool tuple)
{
    if (items.size() > kMostItems)
        throw inputError("A list grows over {} items.", kMostItems);
    int depth = 0;
    for (const Value& item : items)
        depth = std::max(depth, item.depth());
    if (depth >= kMostDepth)
        throw tooDeep();
    return Value(
        Data(std::make_shared<const Sequence>(Sequence{std::move(items), tuple, depth + 1})));
}

Value Value::dict(Entries entries)
{
    Mapping mapping;
    for (auto& [key, value] : entries) {
        mapping.depth = std::max(mapping.depth, value.depth() + 1);
        const auto [place, isNew] = mapping.places.emplace(key, mapping.entries.size());
        if (isNew)
            mapping.entries.emplace_back(std::move(key), std::move(value));
        else
            mapping.entries[place->second].second = std::move(value);
    }
    if (mapping.depth > kMostDepth)
        throw tooDeep();
    return Value(Data(std::make_shared<const Mapping>(std::move(mapping))));
}

Value Value::function(Function function)
{
    return Value(Data(std::make_shared<const Function>(std::move(function))));
}

Value Value::fromJson(const nlohmann::ordered_json& json, int depth)
{
    if (depth > kMostDepth)
        throw tooDeep();
    switch (json.type()) {
    case nlohmann::json::value_t::boolean:
        return boolean(json.get<bool>());
    case nlohmann::json::value_t::number_unsigned:
        if (json.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            return real(json.get<double>());
        return integer(json.get<int64_t>());
    case nlohmann::json::value_t::number_integer:
        return integer(json.get<int64_t>());
    case nlohmann::json::value_t::number_float:
        return real(json.get<double>());
    case nlohmann::json::value_t::string:
        return text(json.get<std::string>());
    case nlohmann::json::value_t::array: {
        List items;
        for (const auto& item : json)
            items.push_back(fromJson(item, depth + 1));
        return list(std::move(items));
    }
    case nlohmann::json::value_t::object: {
        Entries entries;
        for (const auto& [key, value] : json.items())
            entries.emplace_back(key, fromJson(value, depth + 1));
        return dict(std::move(entries));
    }
    default:
        return {};
    }
}

bool Value::isNumber() const
{
    return boolean() != nullptr || integer() != nullptr || real() != nullptr;
}

const std::string* Value::text() const
{
    const auto* held = std::get_if<std::shared_ptr<const std::string>>(&m_data);
    return held != nullptr ? held->get() : nullptr;
}

const List* Value::list() const
{
    const auto* held = std::get_if<std::shared_ptr<const Sequence>>(&m_data);
    return held != nullptr ? &(*held)->items : nullptr;
}

bool Value::isTuple() const
{
    const auto* held = std::get_if<std::shared_ptr<const Sequence>>(&m_data);
    return held != nullptr && (*held)->tuple;
}

const Entries* Value::dict() const
{
    const auto* held = std::get_if<std::shared_ptr<const Mapping>>(&m_data);
    return held != nullptr ? &(*held)->entries : nullptr;
}

const Value* Value::find(std::string_view key) const
{
    const auto* held = std::get_if<std::shared_ptr<const Mapping>>(&m_data);
    if (held == nullptr)
        return nullptr;
    const auto found = (*held)->places.find(key);
    return found != (*held)->places.end() ? &(*held)->entries[found->second].second : nullptr;
}

const Loop* Value::loop() const
{
    const auto* held = std::get_if<std::shared_ptr<const Loop>>(&m_data);
    return held != nullptr ? held->get() : nullptr;
}

const Function* Value::function() const
{
    const auto* held = std::get_if<std::shared_ptr<const Function>>(&m_data);
    return held != nullptr ? held->get() : nullptr;
}

int Value::depth() const
{
    if (const auto* held = std::get_if<std::shared_ptr<const Sequence>>(&m_data))
        return (*held)->depth;
    if (const auto* held = std::get_if<std::shared_ptr<const Mapping>>(&m_data))
        return (*held)->depth;
    return 0;
}

std::optional<int64_t> Value::asInteger() const
{
    if (integer() != nullptr)
        return *integer();
    if (boolean() != nullptr)
        return *boolean() ? 1 : 0;
    return std::nullopt;
}

std::optional<double> Value::asNumber() const
{
    if (real() != nullptr)
        return *real();
    if (const auto whole = asInteger())
        return static_cast<double>(*whole);
    return std::nullopt;
}

bool Value::truth() const
{
    if (isUndefined() || isNone())
        return false;
    if (const auto number = asNumber())
        return *number != 0;
    if (isText())
        return !text()->empty();
    if (list() != nullptr)
        return !list()->empty();
    if (dict() != nullptr)
        return !dict()->empty();
    return true;
}

bool Value::operator==(const Value& other) const
{
    if (asInteger() && other.asInteger())
        return asInteger() == other.asInteger();
    if (isNumber() && other.isNumber())
        return asNumber() == other.asNumber();
    if (isText() && other.isText())
        return *text() == *other.text();
    if (list() != nullptr && other.list() != nullptr)
        return isTuple() == other.isTuple() && *list() == *other.list();
    if (dict() != nullptr && other.dict() != nullptr)
        return dict()->size() == other.dict()->size() &&
               std::ranges::all_of(*dict(), [&](const auto& entry) {
                   const Value* same = other.find(entry.first);
                   return same != nullptr && *same == entry.second;
               });
    if (nameSpace() != nullptr && other.nameSpace() != nullptr)
        return *nameSpace() == *other.nameSpace();
    return (isNone() && other.isNone()) || (isUndefined() && other.isUndefined());
}

int Value::compare(const Value& other, std::string_view op) const
{
    if (asInteger() && other.asInteger())
        return sign(*asInteger(), *other.asInteger());
    if (isNumber() && other.isNumber())
        return sign(*asNumber(), *other.asNumber());
    if (isText() && other.isText())
        return sign(*text(), *other.text());
    if (list() != nullptr && other.list() != nullptr && isTuple() == other.isTuple())
        return compareLists(*list(), *other.list(), [&](const Value& a, const Value& b) {
            return a.compare(b, op);
        });
    throw inputError("`{}` can't compare {} with {}.", op, kind(), other.kind());
}

List Value::items() const
{
    if (list() != nullptr)
        return *list();
    List items;
    if (isUndefined())
        return items;
    if (dict() != nullptr) {
        for (const auto& [key, value] : *dict())
            items.push_back(Value::text(key));
    } else if (isText()) {
        for (size_t at = 0; at < text()->size();) {
            const size_t begin = at;
            nextCodePoint(*text(), at);
            items.push_back(Value::text(text()->substr(begin, at - begin)));
        }
    } else {
        throw inputError("One can't go through {} item by item.", kind());
    }
    return items;
}

int64_t Value::length() const
{
    if (isUndefined())
        return 0;
    if (list() != nullptr)
        return static_cast<int64_t>(list()->size());
    if (dict() != nullptr)
        return static_cast<int64_t>(dict()->size());
    if (isText())
        return std::ranges::count_if(
            *text(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; });
    throw inputError("{} has no length.", kind());
}

std::string Value::kind() const
{
    if (isUndefined())
        return "`" + undefinedName() + "` (" + translate("undefined") + ")";
    if (isNone())
        return "`none`";
    if (boolean() != nullptr)
        return *boolean() ? "`true`" : "`false`";
    if (isNumber())
        return translate("a number");
    if (isText())
        return translate("a text");
    if (list() != nullptr)
        return isTuple() ? translate("a tuple") : translate("a list");
    if (dict() != nullptr)
        return translate("a dict");
    return nameSpace() != nullptr ? "`namespace()`"
           : loop() != nullptr    ? "`loop`"
                                  : translate("a function");
}

} // namespace espalier::jinja
