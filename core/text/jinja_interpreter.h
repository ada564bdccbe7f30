#pragma once

/// Writes a chat template with given variables.

#include "core/text/jinja_syntax.h"

#include <ctime>

namespace espalier::jinja {

/// The variables of a block. What is set in a loop or a macro ends with it.
struct Scope
{
    std::shared_ptr<Scope> outer;
    std::map<std::string, Value, std::less<>> variables;
};

class Interpreter
{
public:
    /// `now` is what strftime_now tells.
    Interpreter(std::map<std::string, Value, std::less<>> variables, std::time_t now);
    ~Interpreter();
    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    /// Writes the whole template. Throws Error (input) with the line.
    void run(const Body& whole);

    std::string text;
    std::vector<std::pair<size_t, size_t>> generated; ///< bytes of `text` in generation blocks

private:
    enum class Flow { On, Break, Continue };

    Flow runBody(const Body& body);
    Flow runOne(const Statement& statement);
    Flow runFor(const Statement& statement);
    void runGeneration(const Statement& statement);
    void set(const Statement& statement, Value value);
    void unpack(const std::vector<std::string>& targets, const Value& value);
    /// What a body writes, as a text.
    Value captured(const Body& body);
    Value macro(const Statement& statement);
    void write(const std::string& piece);

    Value evaluate(const Expression& expression);
    Value evaluateNow(const Expression& expression);
    Value lookUp(const std::string& name) const;
    Value attribute(const Expression& expression);
    Value slice(const Expression& expression);
    Value call(const Expression& expression);
    bool compare(const Expression& expression);
    Arguments argumentsOf(const Expression& expression, std::string callee);
    Value makeNamespace(const Arguments& arguments);
    void defineGlobals(std::time_t now);

    /// Counts nesting and work, so that a hostile template ends with an error.
    struct Deeper
    {
        explicit Deeper(Interpreter& interpreter);
        ~Deeper() { --of.m_depth; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        Interpreter& of;
    };

    std::shared_ptr<Scope> m_scope;
    std::string* m_out = &text;
    bool m_generating = false;
    int m_line = 1;
    int m_depth = 0;
    int64_t m_steps = 0;
    std::vector<std::shared_ptr<Namespace>> m_namespaces;
};

/// `left` sign `right` of + - * / // % ~. Throws Error (input) where the kinds don't fit.
Value calculate(const std::string& sign, const Value& left, const Value& right);
/// Whether a container (list, dict, text) has a value in it.
bool contains(const Value& container, const Value& value);
/// One item of a list, dict or text; undefined where it is missing. `owner` is for later errors.
Value itemOf(const Value& of, const Value& key);
/// A member as `of.name` gives it: a key of a dict, a member of a namespace or of `loop`.
Value memberOf(const Value& of, const std::string& name);
/// of[begin:end:step] with Python's rules; absent ends are open.
Value sliceOf(
    const Value& of,
    std::optional<int64_t> begin,
    std::optional<int64_t> end,
    std::optional<int64_t> step);

/// value | name(arguments). Throws Error (input) for a filter that is not supported.
Value applyFilter(const std::string& name, const Value& value, const Arguments& arguments);
/// value is name(arguments). Throws Error (input) for a test that is not supported.
bool applyTest(const std::string& name, const Value& value, const Arguments& arguments);
/// of.name(arguments) of a text or a dict; nothing where it has no such method.
std::optional<Value>
callMethod(const Value& of, const std::string& name, const Arguments& arguments);

/// Python's str methods that filters share. Letters change case one to one (ß stays ß).
std::string stripped(std::string_view text, std::string_view characters, bool left, bool right);
std::string uppered(std::string_view text);
std::string lowered(std::string_view text);
std::string titled(std::string_view text);
std::string capitalized(std::string_view text);
/// The first `count` (all where negative) places of `from` replaced.
std::string
replaced(const std::string& text, const std::string& from, const std::string& to, int64_t count);
std::string joined(const List& items, const std::string& separator);

} // namespace espalier::jinja
