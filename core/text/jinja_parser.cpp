/// The statements of a chat template, and the parser's tokens.

#include "core/text/jinja_parser.h"

#include <algorithm>

namespace espalier::jinja {

using Kind = Token::Kind;

namespace {

Statement statementOf(Statement::Kind kind, int line)
{
    Statement statement;
    statement.kind = kind;
    statement.line = line;
    return statement;
}

} // namespace

Parser::Deeper::Deeper(Parser& parser)
    : m_parser(parser)
{
    if (parser.m_depth >= kMostDepth)
        throw parser.error(tr("The template is nested more than {} deep.", kMostDepth));
    ++parser.m_depth;
}

Token Parser::take()
{
    return m_at + 1 < m_tokens.size() ? std::move(m_tokens[m_at++]) : m_tokens.back();
}

bool Parser::acceptName(std::string_view name)
{
    return isName(name) && (++m_at, true);
}
bool Parser::acceptSign(std::string_view sign)
{
    return isSign(sign) && (++m_at, true);
}
void Parser::expectName(std::string_view name)
{
    if (!acceptName(name))
        throw expected(name);
}
void Parser::expectSign(std::string_view sign)
{
    if (!acceptSign(sign))
        throw expected(sign);
}

std::string Parser::takeName()
{
    if (now().kind != Kind::Name)
        throw error(tr("A name is expected, but {} stands here.", here()));
    return take().text;
}

std::string Parser::here() const
{
    switch (now().kind) {
    case Kind::Name:
    case Kind::Sign:
    case Kind::Integer:
    case Kind::Real:
        return "`" + now().text + "`";
    case Kind::Quoted:
        return "`\"" + now().text.substr(0, 40) + "\"`";
    case Kind::OutputEnd:
        return "`}}`";
    case Kind::BlockEnd:
        return "`%}`";
    default:
        return translate("the end of the template");
    }
}

Error Parser::error(Message message) const
{
    return Error(std::move(message), Error::Kind::Input)
        .within(tr("chat template, line {}", now().line));
}

Error Parser::expected(std::string_view what) const
{
    return error(tr("`{}` is expected, but {} stands here.", what, here()));
}

Error Parser::unsupported(std::string_view what) const
{
    return error(
        tr("`{}` is not supported in chat templates. Write that part of the template without it.",
           what));
}

void Parser::blockEnd()
{
    if (now().kind != Kind::BlockEnd)
        throw expected("%}");
    ++m_at;
}

Body Parser::whole()
{
    return body({});
}

/// Statements up to a tag that begins with one of `ends`: the parser then stands at that name.
Body Parser::body(std::initializer_list<std::string_view> ends)
{
    const Deeper deeper(*this);
    Body all;
    for (;;) {
        switch (now().kind) {
        case Kind::Text:
            all.push_back(statementOf(Statement::Kind::Text, now().line));
            all.back().text = take().text;
            break;
        case Kind::OutputBegin: {
            Statement output = statementOf(Statement::Kind::Output, now().line);
            ++m_at;
            output.expression = tupleOrExpression();
            if (now().kind != Kind::OutputEnd)
                throw expected("}}");
            ++m_at;
            all.push_back(std::move(output));
            break;
        }
        case Kind::BlockBegin:
            ++m_at;
            for (const std::string_view end : ends)
                if (isName(end))
                    return all;
            all.push_back(block());
            break;
        default:
            if (ends.size() > 0)
                throw error(
                    tr("`{}` is expected, but {} stands here.",
                       "{% " + std::string(*(ends.end() - 1)) + " %}",
                       here()));
            return all;
        }
    }
}

Body Parser::bodyTo(std::initializer_list<std::string_view> ends)
{
    Body inner = body(ends);
    ++m_at;
    blockEnd();
    return inner;
}

Statement Parser::block()
{
    const int line = now().line;
    const std::string name = takeName();
    const auto simple = [&](Statement::Kind kind) {
        if (m_loops == 0)
            throw error(tr("`{}` stands outside a loop.", name));
        blockEnd();
        return statementOf(kind, line);
    };
    if (name == "if")
        return ifBlock();
    if (name == "for")
        return forBlock();
    if (name == "set")
        return setBlock();
    if (name == "macro")
        return macroBlock();
    if (name == "break")
        return simple(Statement::Kind::Break);
    if (name == "continue")
        return simple(Statement::Kind::Continue);
    if (name == "generation") {
        blockEnd();
        Statement generation = statementOf(Statement::Kind::Generation, line);
        generation.branches.emplace_back();
        generation.branches.back().body = bodyTo({"endgeneration"});
        return generation;
    }
    throw unsupported("{% " + name + " %}");
}

Statement Parser::ifBlock()
{
    Statement statement = statementOf(Statement::Kind::If, now().line);
    for (bool more = true; more;) {
        Branch branch;
        branch.condition = tupleOrExpression();
        blockEnd();
        branch.body = body({"elif", "else", "endif"});
        statement.branches.push_back(std::move(branch));
        more = acceptName("elif");
    }
    if (acceptName("else")) {
        blockEnd();
        statement.branches.push_back({nullptr, body({"endif"})});
    }
    expectName("endif");
    blockEnd();
    return statement;
}

std::vector<std::string> Parser::targets()
{
    const bool bracketed = acceptSign("(");
    std::vector<std::string> names{takeName()};
    while (acceptSign(",") && now().kind == Kind::Name)
        names.push_back(takeName());
    if (bracketed)
        expectSign(")");
    return names;
}

Statement Parser::forBlock()
{
    Statement statement = statementOf(Statement::Kind::For, now().line);
    statement.targets = targets();
    expectName("in");
    // The "if" of the loop is not that of a conditional expression.
    statement.expression = logicalOr();
    if (isSign(",")) {
        ExpressionPtr tuple = make(Expression::Kind::TupleLiteral, statement.line);
        add(*tuple, std::move(statement.expression));
        while (acceptSign(","))
            add(*tuple, logicalOr());
        statement.expression = std::move(tuple);
    }
    statement.branches.emplace_back();
    if (acceptName("if"))
        statement.branches.back().condition = expression();
    if (isName("recursive"))
        throw unsupported("recursive");
    blockEnd();
    ++m_loops;
    statement.branches.front().body = body({"else", "endfor"});
    --m_loops;
    if (acceptName("else")) {
        blockEnd();
        statement.branches.push_back({nullptr, body({"endfor"})});
    }
    expectName("endfor");
    blockEnd();
    return statement;
}

Statement Parser::setBlock()
{
    Statement statement = statementOf(Statement::Kind::Set, now().line);
    if (ahead(1).kind == Kind::Sign && ahead(1).text == ".") {
        statement.text = takeName();
        expectSign(".");
        statement.attribute = takeName();
    } else {
        statement.targets = targets();
    }
    if (acceptSign("=")) {
        statement.expression = tupleOrExpression();
        blockEnd();
        return statement;
    }
    if (isSign("|"))
        throw unsupported("{% set ... | filter %}");
    if (now().kind != Kind::BlockEnd)
        throw expected("=");
    if (statement.targets.size() > 1)
        throw expected("=");
    blockEnd();
    statement.kind = Statement::Kind::SetBlock;
    statement.branches.emplace_back();
    const int loops = std::exchange(m_loops, 0); // break may not leave what is written
    statement.branches.back().body = bodyTo({"endset"});
    m_loops = loops;
    return statement;
}

Statement Parser::macroBlock()
{
    Statement statement = statementOf(Statement::Kind::Macro, now().line);
    statement.text = takeName();
    expectSign("(");
    while (!acceptSign(")")) {
        if (!statement.parameters.empty())
            expectSign(",");
        if (acceptSign(")"))
            break;
        std::string name = takeName();
        ExpressionPtr fallback;
        if (acceptSign("="))
            fallback = expression();
        statement.parameters.emplace_back(std::move(name), std::move(fallback));
    }
    blockEnd();
    statement.branches.emplace_back();
    const int loops = std::exchange(m_loops, 0);
    statement.branches.back().body = bodyTo({"endmacro"});
    m_loops = loops;
    return statement;
}

Body parse(std::string_view source)
{
    return Parser(lex(source)).whole();
}

} // namespace espalier::jinja
