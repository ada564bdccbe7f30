/// Values as text: Python's str and repr, and json.dumps.

#include "core/base/error.h"
#include "core/text/jinja_value.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace espalier::jinja {

namespace {

std::string printReal(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value < 0 ? "-inf" : "inf";
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text;
}

/// In single quotes, in double ones where the text has single ones only.
std::string quoted(const std::string& text)
{
    const bool twice = text.find('\'') != std::string::npos && text.find('"') == std::string::npos;
    const char quote = twice ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\')
            out += {'\\', c};
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + quote;
}

std::string jsonText(const std::string& text, bool ascii)
{
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
        const size_t begin = at;
        const char32_t c = nextCodePoint(text, at);
        const std::string_view shorts = "\"\"\\\\\nn\rr\tt\bb\ff";
        size_t known = 0;
        while (known < shorts.size() && static_cast<char32_t>(shorts[known]) != c)
            known += 2;
        if (known < shorts.size())
            out += {'\\', shorts[known + 1]};
        else if (c < 0x20 || (ascii && c >= 0x7F && c < 0x10000 && c != 0x7F))
            out += fmt::format("\\u{:04x}", static_cast<uint32_t>(c));
        else if (ascii && c >= 0x10000)
            out += fmt::format(
                "\\u{:04x}\\u{:04x}",
                0xD800 + static_cast<uint32_t>((c - 0x10000) >> 10),
                0xDC00 + static_cast<uint32_t>((c - 0x10000) & 0x3FF));
        else
            out.append(text, begin, at - begin);
    }
    return out + "\"";
}

struct JsonPrinter
{
    int64_t indent;
    bool sortKeys;
    bool ascii;
    std::string out;

    void lineBreak(int64_t level)
    {
        if (indent >= 0)
            out.append("\n").append(static_cast<size_t>(indent * level), ' ');
    }

    /// `[` item, item `]` with item(i) for each of `count`.
    template <typename Item>
    void bracket(char open, char close, size_t count, int64_t level, const Item& item)
    {
        out += open;
        for (size_t i = 0; i < count; ++i) {
            if (i > 0)
                out += indent >= 0 ? "," : ", ";
            lineBreak(level + 1);
            item(i);
            if (out.size() > kMostBytes)
                throw inputError("A text grows over {} MB.", kMostBytes >> 20);
        }
        if (count > 0)
            lineBreak(level);
        out += close;
    }

    void print(const Value& value, int64_t level)
    {
        if (value.isNone()) {
            out += "null";
        } else if (value.boolean() != nullptr) {
            out += *value.boolean() ? "true" : "false";
        } else if (value.real() != nullptr && !std::isfinite(*value.real())) {
            out += std::isnan(*value.real()) ? "NaN" : *value.real() < 0 ? "-Infinity" : "Infinity";
        } else if (value.isNumber()) {
            out += value.str();
        } else if (value.isText()) {
            out += jsonText(*value.text(), ascii);
        } else if (const List* list = value.list()) {
            bracket('[', ']', list->size(), level, [&](size_t i) { print((*list)[i], level + 1); });
        } else if (const Entries* dict = value.dict()) {
            std::vector<const Entries::value_type*> entries;
            for (const auto& entry : *dict)
                entries.push_back(&entry);
            if (sortKeys)
                std::ranges::sort(
                    entries, [](const auto* a, const auto* b) { return a->first < b->first; });
            bracket('{', '}', entries.size(), level, [&](size_t i) {
                out += jsonText(entries[i]->first, ascii) + ": ";
                print(entries[i]->second, level + 1);
            });
        } else {
            throw inputError("`tojson` can't write {}.", value.kind());
        }
    }
};

} // namespace

std::string Value::str() const
{
    if (isUndefined())
        return {};
    return isText() ? *text() : repr();
}

std::string Value::repr() const
{
    const auto checked = [](const std::string& out) {
        if (out.size() > kMostBytes)
            throw inputError("A text grows over {} MB.", kMostBytes >> 20);
    };
    if (isUndefined())
        return "Undefined";
    if (isNone())
        return "None";
    if (boolean() != nullptr)
        return *boolean() ? "True" : "False";
    if (integer() != nullptr)
        return std::to_string(*integer());
    if (real() != nullptr)
        return printReal(*real());
    if (isText())
        return quoted(*text());
    if (list() != nullptr) {
        std::string out(1, isTuple() ? '(' : '[');
        for (const Value& item : *list()) {
            out += (out.size() > 1 ? ", " : "") + item.repr();
            checked(out);
        }
        if (isTuple())
            return out + (list()->size() == 1 ? ",)" : ")");
        return out + "]";
    }
    if (dict() != nullptr) {
        std::string out = "{";
        for (const auto& [key, value] : *dict()) {
            out += (out.size() > 1 ? ", " : "") + quoted(key) + ": " + value.repr();
            checked(out);
        }
        return out + "}";
    }
    return nameSpace() != nullptr ? "<Namespace>"
           : loop() != nullptr    ? "<LoopContext>"
                                  : "<function>";
}

std::string toJson(const Value& value, int64_t indent, bool sortKeys, bool ascii)
{
    JsonPrinter printer{std::min<int64_t>(indent, 64), sortKeys, ascii, {}};
    printer.print(value, 0);
    return std::move(printer.out);
}

} // namespace espalier::jinja
