/// The expressions of a chat template, with Jinja2's precedence: filters and tests bind tighter
/// than arithmetic, which binds tighter than comparisons, not, and, or, the inline if.

#include "core/text/jinja_parser.h"

#include <algorithm>
#include <charconv>

namespace espalier::jinja {

using Kind = Expression::Kind;

ExpressionPtr Parser::make(Kind kind, int line, std::string name) const
{
    auto made = std::make_unique<Expression>();
    made->kind = kind;
    made->line = line;
    made->name = std::move(name);
    return made;
}

void Parser::add(Expression& parent, ExpressionPtr child) const
{
    if (child)
        parent.depth = std::max(parent.depth, child->depth + 1);
    if (parent.depth > kMostDepth)
        throw error(tr("The template is nested more than {} deep.", kMostDepth));
    parent.parts.push_back(std::move(child));
}

ExpressionPtr
Parser::binary(Kind kind, std::string name, ExpressionPtr left, ExpressionPtr right) const
{
    ExpressionPtr made = make(kind, left->line, std::move(name));
    add(*made, std::move(left));
    add(*made, std::move(right));
    return made;
}

ExpressionPtr Parser::tupleOrExpression()
{
    ExpressionPtr first = expression();
    if (!isSign(","))
        return first;
    ExpressionPtr tuple = make(Kind::TupleLiteral, first->line);
    add(*tuple, std::move(first));
    while (acceptSign(",")) {
        const auto kind = now().kind;
        if (kind == Token::Kind::BlockEnd || kind == Token::Kind::OutputEnd || isSign(")"))
            break;
        add(*tuple, expression());
    }
    return tuple;
}

ExpressionPtr Parser::expression()
{
    const Deeper deeper(*this);
    return condition();
}

ExpressionPtr Parser::condition()
{
    ExpressionPtr value = logicalOr();
    while (isName("if")) {
        ExpressionPtr made = make(Kind::Condition, value->line);
        ++m_at;
        add(*made, std::move(value));
        add(*made, logicalOr());
        add(*made, acceptName("else") ? expression() : nullptr);
        value = std::move(made);
    }
    return value;
}

ExpressionPtr Parser::logicalOr()
{
    ExpressionPtr left = logicalAnd();
    while (acceptName("or"))
        left = binary(Kind::Or, "or", std::move(left), logicalAnd());
    return left;
}

ExpressionPtr Parser::logicalAnd()
{
    ExpressionPtr left = logicalNot();
    while (acceptName("and"))
        left = binary(Kind::And, "and", std::move(left), logicalNot());
    return left;
}

ExpressionPtr Parser::logicalNot()
{
    const int line = now().line;
    if (!acceptName("not"))
        return comparison();
    const Deeper deeper(*this);
    ExpressionPtr made = make(Kind::Not, line);
    add(*made, logicalNot());
    return made;
}

ExpressionPtr Parser::comparison()
{
    ExpressionPtr first = sum();
    ExpressionPtr made;
    for (;;) {
        std::string sign;
        for (const char* one : {"==", "!=", "<", "<=", ">", ">="})
            if (isSign(one))
                sign = one;
        if (isName("in"))
            sign = "in";
        else if (isName("not") && ahead(1).kind == Token::Kind::Name && ahead(1).text == "in")
            sign = "not in";
        if (sign.empty())
            break;
        m_at += sign == "not in" ? 2 : 1;
        if (!made) {
            made = make(Kind::Compare, first->line);
            add(*made, std::move(first));
        }
        add(*made, sum());
        made->operators.push_back(std::move(sign));
    }
    return made ? std::move(made) : std::move(first);
}

ExpressionPtr Parser::sum()
{
    ExpressionPtr left = concatenation();
    while (isSign("+") || isSign("-")) {
        std::string sign = take().text;
        left = binary(Kind::Binary, std::move(sign), std::move(left), concatenation());
    }
    return left;
}

ExpressionPtr Parser::concatenation()
{
    ExpressionPtr left = product();
    while (acceptSign("~"))
        left = binary(Kind::Binary, "~", std::move(left), product());
    return left;
}

ExpressionPtr Parser::product()
{
    ExpressionPtr left = power();
    while (isSign("*") || isSign("/") || isSign("//") || isSign("%")) {
        std::string sign = take().text;
        left = binary(Kind::Binary, std::move(sign), std::move(left), power());
    }
    return left;
}

ExpressionPtr Parser::power()
{
    ExpressionPtr left = unary();
    if (isSign("**"))
        throw unsupported("**");
    return left;
}

ExpressionPtr Parser::unary(bool withFilters)
{
    const Deeper deeper(*this);
    ExpressionPtr made;
    if (isSign("-") || isSign("+")) {
        const int line = now().line;
        made = make(Kind::Sign, line, take().text);
        add(*made, unary(false));
    } else {
        made = primary();
    }
    made = postfix(std::move(made));
    return withFilters ? filters(std::move(made)) : std::move(made);
}

ExpressionPtr Parser::primary()
{
    const int line = now().line;
    const auto constant = [&](Value value) {
        ExpressionPtr made = make(Kind::Constant, line);
        made->value = std::move(value);
        return made;
    };
    switch (now().kind) {
    case Token::Kind::Name: {
        std::string name = take().text;
        if (name == "true" || name == "True")
            return constant(Value::boolean(true));
        if (name == "false" || name == "False")
            return constant(Value::boolean(false));
        if (name == "none" || name == "None")
            return constant({});
        return make(Kind::Name, line, std::move(name));
    }
    case Token::Kind::Quoted: {
        std::string text = take().text;
        while (now().kind == Token::Kind::Quoted)
            text += take().text;
        return constant(Value::text(std::move(text)));
    }
    case Token::Kind::Integer: {
        int64_t number = 0;
        const std::string& text = now().text;
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc())
            throw error(tr("The number {} is too large.", text));
        ++m_at;
        return constant(Value::integer(number));
    }
    case Token::Kind::Real: {
        double number = 0;
        const std::string text = take().text;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return constant(Value::real(number));
    }
    default:
        return bracket();
    }
}

/// (one), (a, tuple), [a, list] or {a: dict}.
ExpressionPtr Parser::bracket()
{
    const int line = now().line;
    if (acceptSign("(")) {
        ExpressionPtr inner = isSign(")") ? make(Kind::TupleLiteral, line) : tupleOrExpression();
        expectSign(")");
        return inner;
    }
    if (acceptSign("[")) {
        ExpressionPtr list = make(Kind::ListLiteral, line);
        while (!acceptSign("]")) {
            add(*list, expression());
            if (!isSign("]"))
                expectSign(",");
        }
        return list;
    }
    if (acceptSign("{")) {
        ExpressionPtr dict = make(Kind::DictLiteral, line);
        while (!acceptSign("}")) {
            add(*dict, expression());
            expectSign(":");
            add(*dict, expression());
            if (!isSign("}"))
                expectSign(",");
        }
        return dict;
    }
    throw error(tr("A value is expected, but {} stands here.", here()));
}

ExpressionPtr Parser::postfix(ExpressionPtr of)
{
    for (;;) {
        const int line = now().line;
        if (acceptSign(".")) {
            ExpressionPtr made;
            if (now().kind == Token::Kind::Integer) {
                made = make(Kind::Item, line);
                add(*made, std::move(of));
                add(*made, primary());
            } else {
                made = make(Kind::Attribute, line, takeName());
                add(*made, std::move(of));
            }
            of = std::move(made);
        } else if (acceptSign("[")) {
            of = subscript(std::move(of));
        } else if (isSign("(")) {
            ExpressionPtr call = make(Kind::Call, line);
            add(*call, std::move(of));
            arguments(*call);
            of = std::move(call);
        } else {
            return of;
        }
    }
}

ExpressionPtr Parser::subscript(ExpressionPtr of)
{
    const int line = now().line;
    ExpressionPtr begin = isSign(":") ? nullptr : expression();
    if (acceptSign("]"))
        return binary(Kind::Item, {}, std::move(of), std::move(begin));
    ExpressionPtr slice = make(Kind::Slice, line);
    add(*slice, std::move(of));
    add(*slice, std::move(begin));
    expectSign(":");
    add(*slice, isSign(":") || isSign("]") ? nullptr : expression());
    add(*slice, acceptSign(":") && !isSign("]") ? expression() : nullptr);
    expectSign("]");
    return slice;
}

ExpressionPtr Parser::filters(ExpressionPtr of)
{
    for (;;) {
        const int line = now().line;
        if (acceptSign("|")) {
            ExpressionPtr filter = make(Kind::Filter, line, takeName());
            add(*filter, std::move(of));
            if (isSign("("))
                arguments(*filter);
            of = std::move(filter);
        } else if (acceptName("is")) {
            of = test(std::move(of));
        } else if (isSign("(")) {
            ExpressionPtr call = make(Kind::Call, line);
            add(*call, std::move(of));
            arguments(*call);
            of = std::move(call);
        } else {
            return of;
        }
    }
}

ExpressionPtr Parser::test(ExpressionPtr of)
{
    const bool negated = acceptName("not");
    ExpressionPtr made = make(Kind::Test, now().line, takeName());
    made->negated = negated;
    add(*made, std::move(of));
    const auto kind = now().kind;
    const bool isValue =
        kind == Token::Kind::Quoted || kind == Token::Kind::Integer || kind == Token::Kind::Real ||
        isSign("[") || isSign("{") ||
        (kind == Token::Kind::Name &&
         std::ranges::none_of(
             std::initializer_list<const char*>{"else", "or", "and", "if", "is", "in", "not"},
             [&](const char* name) { return isName(name); }));
    if (isSign("("))
        arguments(*made);
    else if (isValue) // "is divisibleby 3"
        add(*made, postfix(primary()));
    return made;
}

void Parser::arguments(Expression& call)
{
    const Deeper deeper(*this);
    expectSign("(");
    for (bool first = true; !acceptSign(")"); first = false) {
        if (!first)
            expectSign(",");
        if (acceptSign(")"))
            return;
        if (isSign("*") || isSign("**"))
            throw unsupported("f(*arguments)");
        if (now().kind == Token::Kind::Name && ahead(1).kind == Token::Kind::Sign &&
            ahead(1).text == "=") {
            std::string name = take().text;
            expectSign("=");
            ExpressionPtr value = expression();
            call.depth = std::max(call.depth, value->depth + 1);
            call.named.emplace_back(std::move(name), std::move(value));
        } else if (!call.named.empty()) {
            throw error(tr("An argument without a name follows one with a name."));
        } else {
            add(call, expression());
        }
    }
}

} // namespace espalier::jinja
