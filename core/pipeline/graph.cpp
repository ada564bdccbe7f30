#include "core/pipeline/graph.h"

#include <algorithm>

namespace espalier {

namespace {

/// "${name}" as a whole gives the variable's value with its type; inside a longer text it gives its
/// words.
Value putIn(const Value& value, const Values& variables)
{
    if (value.is_array()) {
        Value items = Value::array();
        for (const auto& item : value)
            items.push_back(putIn(item, variables));
        return items;
    }
    if (!value.is_string())
        return value;
    const auto& text = value.get_ref<const std::string&>();
    std::string result;
    size_t at = 0;
    while (at < text.size()) {
        const size_t start = text.find("${", at);
        const size_t end = start == std::string::npos ? start : text.find('}', start);
        if (end == std::string::npos)
            break;
        const auto found = variables.find(text.substr(start + 2, end - start - 2));
        if (found != variables.end() && start == 0 && end + 1 == text.size())
            return Value(*found);
        result += text.substr(at, start - at);
        result += found == variables.end() ? text.substr(start, end + 1 - start)
                                           : valueToText(Value(*found));
        at = end + 1;
    }
    return result + text.substr(at);
}

} // namespace

const Node* Pipeline::find(std::string_view id) const
{
    const auto found = std::ranges::find(nodes, id, &Node::id);
    return found == nodes.end() ? nullptr : &*found;
}

Node* Pipeline::find(std::string_view id)
{
    const auto found = std::ranges::find(nodes, id, &Node::id);
    return found == nodes.end() ? nullptr : &*found;
}

Values Pipeline::resolved(const Node& node) const
{
    Values values = Values::object();
    for (const auto& [name, value] : node.params.items())
        values[name] = putIn(Value(value), variables);
    return values;
}

std::string Pipeline::freeId(std::string_view wish) const
{
    std::string id(wish);
    for (int i = 2; find(id) != nullptr; ++i)
        id = fmt::format("{}_{}", wish, i);
    return id;
}

std::string Issue::words() const
{
    if (place.line == 0)
        return message.words();
    return tr("line {}, column {}: {}", place.line, place.column, message.words()).words();
}

} // namespace espalier
