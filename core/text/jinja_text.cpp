/// The methods of texts and dicts in chat templates, as Python has them.

#include "core/base/error.h"
#include "core/text/jinja_interpreter.h"
#include "core/text/pretokenizer.h"
#include "core/text/utf8.h"

#include <utf8proc.h>

#include <algorithm>

namespace espalier::jinja {

namespace {

/// Python's str.isspace.
bool isBlank(char32_t c)
{
    return isSpaceCharacter(c) || (c >= 0x1C && c <= 0x1F);
}

/// Calls change(character, first letter of a word) for each character.
template <typename Change>
std::string changed(std::string_view text, const Change& change)
{
    std::string out;
    out.reserve(text.size());
    bool inWord = false;
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        appendUtf8(out, static_cast<char32_t>(change(static_cast<utf8proc_int32_t>(c), !inWord)));
        const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
        inWord = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LT;
    }
    return out;
}

List splitAtBlanks(const std::string& text, int64_t most)
{
    List parts;
    size_t at = 0;
    for (;;) {
        size_t begin = at;
        while (begin < text.size()) {
            size_t behind = begin;
            if (!isBlank(nextCodePoint(text, behind)))
                break;
            begin = behind;
        }
        if (begin == text.size())
            return parts;
        if (most >= 0 && static_cast<int64_t>(parts.size()) == most) {
            parts.push_back(Value::text(stripped(text.substr(begin), "", false, true)));
            return parts;
        }
        size_t end = begin;
        while (end < text.size()) {
            size_t behind = end;
            if (isBlank(nextCodePoint(text, behind)))
                break;
            end = behind;
        }
        parts.push_back(Value::text(text.substr(begin, end - begin)));
        at = end;
    }
}

List splitAt(const std::string& text, const std::string& separator, int64_t most, bool fromRight)
{
    if (separator.empty())
        throw inputError("`{}` needs a separator that is not empty.", "split");
    List parts;
    std::string rest = text;
    if (fromRight) {
        for (size_t found = rest.rfind(separator);
             found != std::string::npos && (most < 0 || static_cast<int64_t>(parts.size()) < most);
             found = rest.rfind(separator)) {
            parts.push_back(Value::text(rest.substr(found + separator.size())));
            rest.resize(found);
        }
        parts.push_back(Value::text(std::move(rest)));
        std::ranges::reverse(parts);
        return parts;
    }
    size_t at = 0;
    for (size_t found = text.find(separator);
         found != std::string::npos && (most < 0 || static_cast<int64_t>(parts.size()) < most);
         found = text.find(separator, at)) {
        parts.push_back(Value::text(text.substr(at, found - at)));
        at = found + separator.size();
    }
    parts.push_back(Value::text(text.substr(at)));
    return parts;
}

List linesOf(const std::string& text)
{
    List lines;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(Value::text(text.substr(at, end - at)));
        at = end + 1;
    }
    return lines;
}

const std::string& textAt(const Arguments& arguments, size_t place, std::string_view name)
{
    const Value& value = arguments.at(place, name);
    if (!value.isText())
        throw inputError("`{}` needs a text, not {}.", arguments.callee, value.kind());
    return *value.text();
}

int64_t countAt(const Arguments& arguments, size_t place, std::string_view name)
{
    const Value* value = arguments.find(place, name);
    return value != nullptr ? value->asInteger().value_or(-1) : -1;
}

/// startswith and endswith: a text, or a tuple of which one is enough.
template <typename Holds>
Value anyOf(const Arguments& arguments, const Holds& holds)
{
    const Value& wanted = arguments.at(0, "prefix");
    if (wanted.isTuple())
        return Value::boolean(std::ranges::any_of(
            *wanted.list(), [&](const Value& one) { return one.isText() && holds(*one.text()); }));
    return Value::boolean(holds(textAt(arguments, 0, "prefix")));
}

/// The place of a byte counted in characters; -1 for none.
Value characterPlace(const std::string& text, size_t byte)
{
    return Value::integer(
        byte == std::string::npos ? -1 : Value::text(text.substr(0, byte)).length());
}

std::optional<Value>
callText(const std::string& text, const std::string& name, const Arguments& arguments)
{
    if (name == "strip" || name == "lstrip" || name == "rstrip") {
        const Value* given = arguments.find(0, "chars");
        const bool some = given != nullptr && !given->isNone();
        if (some && textAt(arguments, 0, "chars").empty())
            return Value::text(text);
        return Value::text(stripped(
            text, some ? *given->text() : std::string(), name != "rstrip", name != "lstrip"));
    }
    if (name == "startswith")
        return anyOf(arguments, [&](const std::string& one) { return text.starts_with(one); });
    if (name == "endswith")
        return anyOf(arguments, [&](const std::string& one) { return text.ends_with(one); });
    if (name == "split" || name == "rsplit") {
        const Value* separator = arguments.find(0, "sep");
        const int64_t most = countAt(arguments, 1, "maxsplit");
        if (separator != nullptr && !separator->isNone())
            return Value::list(splitAt(text, textAt(arguments, 0, "sep"), most, name == "rsplit"));
        if (name == "rsplit" && most >= 0)
            return std::nullopt;
        return Value::list(splitAtBlanks(text, most));
    }
    if (name == "splitlines")
        return Value::list(linesOf(text));
    if (name == "upper")
        return Value::text(uppered(text));
    if (name == "lower")
        return Value::text(lowered(text));
    if (name == "title")
        return Value::text(titled(text));
    if (name == "capitalize")
        return Value::text(capitalized(text));
    if (name == "replace")
        return Value::text(replaced(
            text,
            textAt(arguments, 0, "old"),
            textAt(arguments, 1, "new"),
            countAt(arguments, 2, "count")));
    if (name == "find")
        return characterPlace(text, text.find(textAt(arguments, 0, "sub")));
    if (name == "rfind")
        return characterPlace(text, text.rfind(textAt(arguments, 0, "sub")));
    if (name == "removeprefix" || name == "removesuffix") {
        const std::string& part = textAt(arguments, 0, "prefix");
        if (name == "removeprefix" && text.starts_with(part))
            return Value::text(text.substr(part.size()));
        if (name == "removesuffix" && text.ends_with(part))
            return Value::text(text.substr(0, text.size() - part.size()));
        return Value::text(text);
    }
    if (name == "count") {
        const size_t parts = splitAt(text, textAt(arguments, 0, "sub"), -1, false).size();
        return Value::integer(static_cast<int64_t>(parts) - 1);
    }
    if (name == "isdigit")
        return Value::boolean(!text.empty() && std::ranges::all_of(text, [](char c) {
            return c >= '0' && c <= '9';
        }));
    if (name == "join")
        return Value::text(joined(arguments.at(0, "iterable").items(), text));
    return std::nullopt;
}

} // namespace

std::string stripped(std::string_view text, std::string_view characters, bool left, bool right)
{
    const auto goes = [&](char32_t c) {
        if (characters.empty())
            return isBlank(c);
        for (size_t at = 0; at < characters.size();)
            if (nextCodePoint(characters, at) == c)
                return true;
        return false;
    };
    while (left && !text.empty()) {
        size_t behind = 0;
        if (!goes(nextCodePoint(text, behind)))
            break;
        text.remove_prefix(behind);
    }
    while (right && !text.empty() && goes(previousCodePoint(text, text.size()))) {
        while ((static_cast<unsigned char>(text.back()) & 0xC0) == 0x80)
            text.remove_suffix(1);
        text.remove_suffix(1);
    }
    return std::string(text);
}

std::string uppered(std::string_view text)
{
    return changed(text, [](utf8proc_int32_t c, bool) { return utf8proc_toupper(c); });
}

std::string lowered(std::string_view text)
{
    return changed(text, [](utf8proc_int32_t c, bool) { return utf8proc_tolower(c); });
}

std::string titled(std::string_view text)
{
    return changed(text, [](utf8proc_int32_t c, bool first) {
        return first ? utf8proc_totitle(c) : utf8proc_tolower(c);
    });
}

std::string capitalized(std::string_view text)
{
    size_t behind = 0;
    if (!text.empty())
        nextCodePoint(text, behind);
    return titled(text.substr(0, behind)) + lowered(text.substr(behind));
}

std::string
replaced(const std::string& text, const std::string& from, const std::string& to, int64_t count)
{
    std::string out;
    size_t at = 0;
    while (count != 0 && at <= text.size()) {
        size_t found = text.find(from, at);
        if (found == std::string::npos)
            break;
        out.append(text, at, found - at);
        out += to;
        if (out.size() > kMostBytes)
            throw inputError("A text grows over {} MB.", kMostBytes >> 20);
        at = found + from.size();
        --count;
        if (!from.empty())
            continue;
        if (at == text.size()) // between all characters, and at both ends
            return out;
        const size_t begin = at;
        nextCodePoint(text, at);
        out.append(text, begin, at - begin);
    }
    return at < text.size() ? out.append(text, at) : out;
}

std::string joined(const List& items, const std::string& separator)
{
    std::string out;
    for (size_t i = 0; i < items.size(); ++i) {
        out += i > 0 ? separator : std::string();
        out += items[i].str();
        if (out.size() > kMostBytes)
            throw inputError("A text grows over {} MB.", kMostBytes >> 20);
    }
    return out;
}

std::optional<Value>
callMethod(const Value& of, const std::string& name, const Arguments& arguments)
{
    if (of.isText())
        return callText(*of.text(), name, arguments);
    if (of.dict() == nullptr)
        return std::nullopt;
    if (name == "get") {
        const Value& key = arguments.at(0, "key");
        const Value* found = key.isText() ? of.find(*key.text()) : nullptr;
        const Value* fallback = arguments.find(1, "default");
        return found != nullptr ? *found : fallback != nullptr ? *fallback : Value();
    }
    List list;
    if (name == "keys")
        return Value::list(of.items());
    if (name != "items" && name != "values")
        return std::nullopt;
    for (const auto& [key, value] : *of.dict())
        list.push_back(name == "values" ? value : Value::list({Value::text(key), value}, true));
    return Value::list(std::move(list));
}

} // namespace espalier::jinja
