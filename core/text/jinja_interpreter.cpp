/// The statements of a chat template as they run.

#include "core/text/jinja_interpreter.h"

#include "core/base/error.h"

#include <algorithm>

namespace espalier::jinja {

namespace {

constexpr int64_t kMostSteps = 2'000'000;
constexpr int kMostNested = 800;
constexpr int64_t kMostRange = 100'000; ///< as Jinja2's sandbox has it

Value rangeOf(const Arguments& arguments)
{
    const auto whole = [&](size_t place) {
        const auto number = arguments.positional[place].asInteger();
        if (!number)
            throw inputError("`{}` needs whole numbers.", "range");
        return *number;
    };
    const size_t count = arguments.positional.size();
    if (count < 1 || count > 3)
        throw inputError("`{}` needs the argument `{}`.", "range", "stop");
    const int64_t begin = count > 1 ? whole(0) : 0;
    const int64_t end = whole(count > 1 ? 1 : 0);
    const int64_t step = count > 2 ? whole(2) : 1;
    if (step == 0)
        throw inputError("A step can't be 0.");
    List items;
    for (int64_t i = begin; step > 0 ? i < end : i > end;) {
        if (static_cast<int64_t>(items.size()) == kMostRange)
            throw inputError("`range` gives at most {} numbers.", kMostRange);
        items.push_back(Value::integer(i));
        if (__builtin_add_overflow(i, step, &i))
            break;
    }
    return Value::list(std::move(items));
}

std::string formatTime(std::time_t now, const std::string& format)
{
    std::tm parts{};
    localtime_r(&now, &parts);
    std::string out(256 + 8 * std::min<size_t>(format.size(), 4096), '\0');
    out.resize(format.empty() ? 0 : std::strftime(out.data(), out.size(), format.c_str(), &parts));
    return out;
}

} // namespace

Interpreter::Deeper::Deeper(Interpreter& interpreter)
    : of(interpreter)
{
    if (of.m_depth >= kMostNested)
        throw inputError("The template calls itself without end.");
    if (++of.m_steps > kMostSteps)
        throw inputError("The template takes more than {} steps.", kMostSteps);
    ++of.m_depth;
}

Interpreter::Interpreter(std::map<std::string, Value, std::less<>> variables, std::time_t now)
    : m_scope(std::make_shared<Scope>())
{
    defineGlobals(now);
    for (auto& [name, value] : variables)
        m_scope->variables[name] = std::move(value);
}

Interpreter::~Interpreter()
{
    for (const auto& space : m_namespaces) // they may hold each other
        space->members.clear();
}

void Interpreter::defineGlobals(std::time_t now)
{
    auto& variables = m_scope->variables;
    variables["raise_exception"] = Value::function([](const Arguments& arguments) -> Value {
        throw inputError(
            "The chat template refuses the messages: {}", arguments.at(0, "message").str());
    });
    variables["strftime_now"] = Value::function([now](const Arguments& arguments) {
        return Value::text(formatTime(now, arguments.at(0, "format").str()));
    });
    variables["range"] = Value::function(rangeOf);
    variables["dict"] = Value::function([](const Arguments& arguments) {
        Entries entries;
        if (const Value* base = arguments.find(0, ""); base != nullptr && base->dict() != nullptr)
            entries = *base->dict();
        entries.insert(entries.end(), arguments.named.begin(), arguments.named.end());
        return Value::dict(std::move(entries));
    });
    variables["namespace"] =
        Value::function([this](const Arguments& arguments) { return makeNamespace(arguments); });
}

Value Interpreter::makeNamespace(const Arguments& arguments)
{
    auto space = std::make_shared<Namespace>();
    if (!arguments.positional.empty() && arguments.positional.front().dict() != nullptr)
        for (const auto& [name, value] : *arguments.positional.front().dict())
            space->members[name] = value;
    for (const auto& [name, value] : arguments.named)
        space->members[name] = value;
    m_namespaces.push_back(space);
    return Value::nameSpace(std::move(space));
}

void Interpreter::run(const Body& whole)
{
    try {
        runBody(whole);
    } catch (const Error& error) {
        throw Error(error.within(tr("chat template, line {}", m_line)));
    }
}

void Interpreter::write(const std::string& piece)
{
    if (m_out->size() + piece.size() > kMostBytes)
        throw inputError("A text grows over {} MB.", kMostBytes >> 20);
    *m_out += piece;
}

Interpreter::Flow Interpreter::runBody(const Body& body)
{
    const Deeper deeper(*this);
    for (const Statement& statement : body)
        if (const Flow flow = runOne(statement); flow != Flow::On)
            return flow;
    return Flow::On;
}

Interpreter::Flow Interpreter::runOne(const Statement& statement)
{
    m_line = statement.line;
    switch (statement.kind) {
    case Statement::Kind::Text:
        write(statement.text);
        break;
    case Statement::Kind::Output:
        write(evaluate(*statement.expression).str());
        break;
    case Statement::Kind::If:
        for (const Branch& branch : statement.branches)
            if (!branch.condition || evaluate(*branch.condition).truth())
                return runBody(branch.body);
        break;
    case Statement::Kind::For:
        return runFor(statement);
    case Statement::Kind::Set:
        set(statement, evaluate(*statement.expression));
        break;
    case Statement::Kind::SetBlock:
        set(statement, captured(statement.branches.front().body));
        break;
    case Statement::Kind::Macro:
        m_scope->variables[statement.text] = macro(statement);
        break;
    case Statement::Kind::Generation:
        runGeneration(statement);
        break;
    case Statement::Kind::Break:
        return Flow::Break;
    case Statement::Kind::Continue:
        return Flow::Continue;
    }
    return Flow::On;
}

void Interpreter::unpack(const std::vector<std::string>& targets, const Value& value)
{
    if (targets.size() == 1) {
        m_scope->variables[targets.front()] = value;
        return;
    }
    const List items = value.items();
    if (items.size() != targets.size())
        throw inputError(
            "{} names are to be set, but there are {} values.", targets.size(), items.size());
    for (size_t i = 0; i < items.size(); ++i)
        m_scope->variables[targets[i]] = items[i];
}

Interpreter::Flow Interpreter::runFor(const Statement& statement)
{
    const Branch& rounds = statement.branches.front();
    const List all = evaluate(*statement.expression).items();
    const auto outer = m_scope;
    const auto enter = [&](const Value& item) {
        m_scope = std::make_shared<Scope>(Scope{outer, {}});
        unpack(statement.targets, item);
    };
    auto chosen = std::make_shared<List>();
    for (const Value& item : all) {
        if (rounds.condition) {
            enter(item);
            if (!evaluate(*rounds.condition).truth())
                continue;
        }
        chosen->push_back(item);
    }
    for (size_t i = 0; i < chosen->size(); ++i) {
        enter((*chosen)[i]);
        m_scope->variables["loop"] = Value::loop(std::make_shared<const Loop>(Loop{chosen, i}));
        if (runBody(rounds.body) == Flow::Break)
            break;
    }
    m_scope = outer;
    if (chosen->empty() && statement.branches.size() > 1)
        return runBody(statement.branches[1].body);
    return Flow::On;
}

void Interpreter::set(const Statement& statement, Value value)
{
    if (statement.attribute.empty())
        return unpack(statement.targets, value);
    const Value owner = lookUp(statement.text);
    if (owner.nameSpace() == nullptr)
        throw inputError(
            "`{}.{}` can't be set: only members of a `namespace()` can.",
            statement.text,
            statement.attribute);
    (*owner.nameSpace())->members[statement.attribute] = std::move(value);
}

void Interpreter::runGeneration(const Statement& statement)
{
    if (m_out != &text)
        throw inputError(
            "`{}` may not stand in a macro or a block that is set.", "{% generation %}");
    if (m_generating)
        throw inputError("`{}` may not stand in another one.", "{% generation %}");
    m_generating = true;
    const size_t begin = text.size();
    runBody(statement.branches.front().body);
    m_generating = false;
    if (text.size() > begin)
        generated.emplace_back(begin, text.size());
}

Value Interpreter::captured(const Body& body)
{
    std::string out;
    std::string* const before = std::exchange(m_out, &out);
    const auto outer = m_scope;
    m_scope = std::make_shared<Scope>(Scope{outer, {}});
    runBody(body);
    m_scope = outer;
    m_out = before;
    return Value::text(std::move(out));
}

/// A macro sees what stands around its definition; the place dies with the template's run.
Value Interpreter::macro(const Statement& statement)
{
    const std::weak_ptr<Scope> home = m_scope;
    return Value::function([this, &statement, home](const Arguments& arguments) {
        const auto around = home.lock();
        if (!around)
            throw inputError(
                "The macro `{}` is used outside the loop that has it.", statement.text);
        if (arguments.count() > statement.parameters.size())
            throw inputError("The macro `{}` gets too many arguments.", statement.text);
        for (const auto& [name, value] : arguments.named)
            if (std::ranges::none_of(
                    statement.parameters, [&](const auto& known) { return known.first == name; }))
                throw inputError("The macro `{}` has no argument `{}`.", statement.text, name);
        auto scope = std::make_shared<Scope>(Scope{around, {}});
        const auto outer = std::exchange(m_scope, scope);
        for (size_t i = 0; i < statement.parameters.size(); ++i) {
            const auto& [name, fallback] = statement.parameters[i];
            const Value* given = arguments.find(i, name);
            scope->variables[name] = given != nullptr ? *given
                                     : fallback       ? evaluate(*fallback)
                                                      : Value::undefined(name);
        }
        Value written = captured(statement.branches.front().body);
        m_scope = outer;
        return written;
    });
}

} // namespace espalier::jinja
