/// The expressions of a chat template as they are evaluated.

#include "core/base/error.h"
#include "core/text/jinja_interpreter.h"

#include <algorithm>

namespace espalier::jinja {

using Kind = Expression::Kind;

namespace {

/// How an expression reads in an error.
std::string spelling(const Expression& expression)
{
    switch (expression.kind) {
    case Kind::Name:
        return expression.name;
    case Kind::Attribute:
        return spelling(*expression.parts[0]) + "." + expression.name;
    case Kind::Item: {
        const Expression& key = *expression.parts[1];
        return spelling(*expression.parts[0]) + "[" +
               (key.kind == Kind::Constant ? key.value.repr() : spelling(key)) + "]";
    }
    case Kind::Call:
        return spelling(*expression.parts[0]) + "(...)";
    default:
        return "...";
    }
}

Error undefinedOwner(const Value& of, const std::string& member)
{
    return inputError("`{}` is not defined, so it has no `{}`.", of.undefinedName(), member);
}

} // namespace

Value Interpreter::lookUp(const std::string& name) const
{
    for (const Scope* scope = m_scope.get(); scope != nullptr; scope = scope->outer.get())
        if (const auto found = scope->variables.find(name); found != scope->variables.end())
            return found->second;
    return Value::undefined(name);
}

Value Interpreter::evaluate(const Expression& expression)
{
    switch (expression.kind) { // the two that need no counting
    case Kind::Constant:
        return expression.value;
    case Kind::Name:
        return lookUp(expression.name);
    default:
        break;
    }
    const Deeper deeper(*this);
    Value value = evaluateNow(expression);
    if (value.isText())
        m_steps += static_cast<int64_t>(value.text()->size() / 256);
    else if (value.list() != nullptr)
        m_steps += static_cast<int64_t>(value.list()->size() / 16);
    return value;
}

Value Interpreter::evaluateNow(const Expression& expression)
{
    const auto part = [&](size_t i) { return evaluate(*expression.parts[i]); };
    switch (expression.kind) {
    case Kind::ListLiteral:
    case Kind::TupleLiteral: {
        List items;
        for (const ExpressionPtr& item : expression.parts)
            items.push_back(evaluate(*item));
        return Value::list(std::move(items), expression.kind == Kind::TupleLiteral);
    }
    case Kind::DictLiteral: {
        Entries entries;
        for (size_t i = 0; i < expression.parts.size(); i += 2) {
            const Value key = part(i);
            if (!key.isText())
                throw inputError("A key of a dict must be a text, not {}.", key.kind());
            entries.emplace_back(*key.text(), part(i + 1));
        }
        return Value::dict(std::move(entries));
    }
    case Kind::Attribute:
        return attribute(expression);
    case Kind::Item: {
        const Value of = part(0);
        const Value key = part(1);
        m_line = expression.line;
        if (of.isUndefined())
            throw undefinedOwner(of, key.str());
        const Value found = itemOf(of, key);
        return found.isUndefined() ? Value::undefined(spelling(expression)) : found;
    }
    case Kind::Slice:
        return slice(expression);
    case Kind::Call:
        return call(expression);
    case Kind::Filter: {
        const Value value = part(0);
        const Arguments arguments = argumentsOf(expression, expression.name);
        m_line = expression.line;
        return applyFilter(expression.name, value, arguments);
    }
    case Kind::Test: {
        const Value value = part(0);
        const Arguments arguments = argumentsOf(expression, expression.name);
        m_line = expression.line;
        return Value::boolean(applyTest(expression.name, value, arguments) != expression.negated);
    }
    case Kind::Not:
        return Value::boolean(!part(0).truth());
    case Kind::Sign: {
        const Value value = part(0);
        if (!value.isNumber())
            throw inputError("`{}` needs a number, not {}.", expression.name, value.kind());
        return expression.name == "+" ? value : calculate("-", Value::integer(0), value);
    }
    case Kind::And: {
        const Value left = part(0);
        return left.truth() ? part(1) : left;
    }
    case Kind::Or: {
        const Value left = part(0);
        return left.truth() ? left : part(1);
    }
    case Kind::Binary: {
        const Value left = part(0);
        const Value right = part(1);
        m_line = expression.line;
        return calculate(expression.name, left, right);
    }
    case Kind::Compare:
        return Value::boolean(compare(expression));
    case Kind::Condition:
        if (part(1).truth())
            return part(0);
        return expression.parts[2] ? part(2) : Value::undefined("... if ...");
    default:
        return {};
    }
}

Value Interpreter::attribute(const Expression& expression)
{
    const Value of = evaluate(*expression.parts[0]);
    m_line = expression.line;
    if (of.isUndefined())
        throw undefinedOwner(of, expression.name);
    const Value found = memberOf(of, expression.name);
    return found.isUndefined() ? Value::undefined(spelling(expression)) : found;
}

Value Interpreter::slice(const Expression& expression)
{
    const Value of = evaluate(*expression.parts[0]);
    const auto end = [&](size_t i) -> std::optional<int64_t> {
        const Value value = expression.parts[i] ? evaluate(*expression.parts[i]) : Value();
        if (!value.isNone() && !value.asInteger())
            throw inputError("The ends of a slice are whole numbers, not {}.", value.kind());
        return value.asInteger();
    };
    const auto first = end(1);
    const auto last = end(2);
    const auto step = end(3);
    m_line = expression.line;
    if (of.isUndefined())
        throw undefinedOwner(of, "[:]");
    return sliceOf(of, first, last, step);
}

bool Interpreter::compare(const Expression& expression)
{
    Value left = evaluate(*expression.parts[0]);
    for (size_t i = 0; i < expression.operators.size(); ++i) {
        Value right = evaluate(*expression.parts[i + 1]);
        const std::string& sign = expression.operators[i];
        m_line = expression.line;
        const bool holds = sign == "=="       ? left == right
                           : sign == "!="     ? !(left == right)
                           : sign == "in"     ? contains(right, left)
                           : sign == "not in" ? !contains(right, left)
                           : sign == "<"      ? left.compare(right, sign) < 0
                           : sign == "<="     ? left.compare(right, sign) <= 0
                           : sign == ">"      ? left.compare(right, sign) > 0
                                              : left.compare(right, sign) >= 0;
        if (!holds)
            return false;
        left = std::move(right);
    }
    return true;
}

Arguments Interpreter::argumentsOf(const Expression& expression, std::string callee)
{
    Arguments arguments;
    arguments.callee = std::move(callee);
    for (size_t i = 1; i < expression.parts.size(); ++i)
        arguments.positional.push_back(evaluate(*expression.parts[i]));
    for (const auto& [name, value] : expression.named)
        arguments.named.emplace_back(name, evaluate(*value));
    return arguments;
}

Value Interpreter::call(const Expression& expression)
{
    const Expression& callee = *expression.parts[0];
    Value function;
    if (callee.kind == Kind::Attribute) {
        const Value of = evaluate(*callee.parts[0]);
        m_line = expression.line;
        if (of.isUndefined())
            throw undefinedOwner(of, callee.name);
        const Arguments arguments = argumentsOf(expression, callee.name);
        m_line = expression.line;
        if (auto result = callMethod(of, callee.name, arguments))
            return std::move(*result);
        function = memberOf(of, callee.name);
        if (function.function() == nullptr)
            throw inputError(
                "{} has no method `{}` here. Write that part of the template without it.",
                of.kind(),
                callee.name);
    } else {
        function = evaluate(callee);
    }
    m_line = expression.line;
    if (function.isUndefined())
        throw inputError(
            "The function `{}` is not supported in chat templates. Write that part of the template "
            "without it.",
            function.undefinedName());
    if (function.function() == nullptr)
        throw inputError("{} can't be called.", function.kind());
    const Arguments arguments = argumentsOf(expression, spelling(callee));
    m_line = expression.line;
    return (*function.function())(arguments);
}

} // namespace espalier::jinja
