#pragma once

/// The values of a chat template: what Python's values are to Jinja2. Immutable but for namespaces,
/// and cheap to copy.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace espalier::jinja {

class Value;
using List = std::vector<Value>;
using Entries = std::vector<std::pair<std::string, Value>>; ///< of a dict, in their order

/// A name or member that does not exist; renders as nothing, and `name` says it in errors.
struct Undefined
{
    std::string name;
};
struct None
{
};
struct Sequence;
struct Mapping;
struct Namespace;
struct Loop;

/// The arguments of a call, filter or test.
struct Arguments
{
    std::string callee; ///< for errors
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;

    size_t count() const { return positional.size() + named.size(); }
    /// The argument at a place or of a name; nothing where it is not given.
    const Value* find(size_t place, std::string_view name) const;
    /// The same; throws Error (input) where it is missing.
    const Value& at(size_t place, std::string_view name) const;
};
using Function = std::function<Value(const Arguments&)>;

/// Texts and lists are at most this large (bytes, items), so that a hostile template ends.
constexpr size_t kMostBytes = size_t{64} << 20;
constexpr size_t kMostItems = size_t{1} << 20;
/// Values and expressions are nested at most this deeply.
constexpr int kMostDepth = 200;

class Value
{
public:
    Value()
        : m_data(None{})
    {
    }
    static Value undefined(std::string name) { return Value(Data(Undefined{std::move(name)})); }
    static Value boolean(bool value) { return Value(Data(value)); }
    static Value integer(int64_t value) { return Value(Data(value)); }
    static Value real(double value) { return Value(Data(value)); }
    /// Throws Error (input) where it is longer than kMostBytes.
    static Value text(std::string value);
    /// Throws Error (input) where it is longer than kMostItems or nested too deeply.
    static Value list(List items, bool tuple = false);
    static Value dict(Entries entries);
    static Value nameSpace(std::shared_ptr<Namespace> space)
    {
        return Value(Data(std::move(space)));
    }
    static Value loop(std::shared_ptr<const Loop> loop) { return Value(Data(std::move(loop))); }
    static Value function(Function function);
    /// Throws Error (input) where the JSON is nested too deeply.
    static Value fromJson(const nlohmann::ordered_json& json, int depth = 0);

    bool isUndefined() const { return std::holds_alternative<Undefined>(m_data); }
    bool isNone() const { return std::holds_alternative<None>(m_data); }
    bool isText() const { return text() != nullptr; }
    bool isNumber() const; ///< a truth value counts, as in Python

    const std::string* text() const;
    const bool* boolean() const { return std::get_if<bool>(&m_data); }
    const int64_t* integer() const { return std::get_if<int64_t>(&m_data); }
    const double* real() const { return std::get_if<double>(&m_data); }
    const List* list() const; ///< of a list or a tuple
    bool isTuple() const;
    const Entries* dict() const;
    /// The value of a dict's key; null where there is none.
    const Value* find(std::string_view key) const;
    const std::shared_ptr<Namespace>* nameSpace() const
    {
        return std::get_if<std::shared_ptr<Namespace>>(&m_data);
    }
    const Loop* loop() const;
    const Function* function() const;
    /// The name of an undefined value.
    const std::string& undefinedName() const { return std::get<Undefined>(m_data).name; }

    /// A whole number (or truth value), a number; nothing where it is none.
    std::optional<int64_t> asInteger() const;
    std::optional<double> asNumber() const;

    /// Whether it counts as true.
    bool truth() const;
    bool operator==(const Value& other) const;
    /// -1, 0 or 1; throws Error (input) where the two have no order. `sign` is for the error.
    int compare(const Value& other, std::string_view sign) const;

    /// As {{ }} writes it (Python's str) and as a list writes its items (repr).
    std::string str() const;
    std::string repr() const;
    /// What is walked over: a list's items, a dict's keys, a text's characters, nothing of an
    /// undefined value. Throws Error (input) for the rest.
    List items() const;
    /// How many items(). Throws Error (input) where it has none.
    int64_t length() const;
    /// In words, for errors: "a text", "a list".
    std::string kind() const;

private:
    using Data = std::variant<
        Undefined,
        None,
        bool,
        int64_t,
        double,
        std::shared_ptr<const std::string>,
        std::shared_ptr<const Sequence>,
        std::shared_ptr<const Mapping>,
        std::shared_ptr<Namespace>,
        std::shared_ptr<const Loop>,
        std::shared_ptr<const Function>>;
    explicit Value(Data data)
        : m_data(std::move(data))
    {
    }
    int depth() const;

    Data m_data;
};

struct Sequence
{
    List items;
    bool tuple = false;
    int depth = 1;
};
struct Mapping
{
    Entries entries;
    std::map<std::string, size_t, std::less<>> places;
    int depth = 1;
};
/// namespace(): the one value whose members {% set %} can change.
struct Namespace
{
    std::map<std::string, Value, std::less<>> members;
};
/// The variable `loop` of one round of a {% for %}.
struct Loop
{
    std::shared_ptr<const List> items;
    size_t index = 0;
};

/// Python's json.dumps without ensure_ascii, as transformers' tojson calls it. `indent` < 0: on one
/// line. Throws Error (input) for a value that JSON lacks.
std::string
toJson(const Value& value, int64_t indent = -1, bool sortKeys = false, bool ascii = false);

} // namespace espalier::jinja
