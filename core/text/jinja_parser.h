#pragma once

/// Recursive descent over the tokens of a chat template; for the two files that do it.

#include "core/base/error.h"
#include "core/text/jinja_lexer.h"
#include "core/text/jinja_syntax.h"

#include <initializer_list>

namespace espalier::jinja {

class Parser
{
public:
    explicit Parser(std::vector<Token> tokens)
        : m_tokens(std::move(tokens))
    {
    }
    Body whole();

private:
    // Statements.
    Body body(std::initializer_list<std::string_view> ends);
    Statement block();
    Statement ifBlock();
    Statement forBlock();
    Statement setBlock();
    Statement macroBlock();
    std::vector<std::string> targets();
    void blockEnd();
    /// The body up to one of `ends`, which is taken with the end of its tag.
    Body bodyTo(std::initializer_list<std::string_view> ends);

    // Expressions, loosest first.
    ExpressionPtr expression();
    ExpressionPtr tupleOrExpression();
    ExpressionPtr condition();
    ExpressionPtr logicalOr();
    ExpressionPtr logicalAnd();
    ExpressionPtr logicalNot();
    ExpressionPtr comparison();
    ExpressionPtr sum();
    ExpressionPtr concatenation();
    ExpressionPtr product();
    ExpressionPtr power();
    ExpressionPtr unary(bool withFilters = true);
    ExpressionPtr primary();
    ExpressionPtr bracket();
    ExpressionPtr postfix(ExpressionPtr of);
    ExpressionPtr subscript(ExpressionPtr of);
    ExpressionPtr filters(ExpressionPtr of);
    ExpressionPtr test(ExpressionPtr of);
    /// Appends the arguments of "(...)", which is taken whole.
    void arguments(Expression& call);

    ExpressionPtr make(Expression::Kind kind, int line, std::string name = {}) const;
    /// Takes a child; the depth of expressions is limited.
    void add(Expression& parent, ExpressionPtr child) const;
    ExpressionPtr
    binary(Expression::Kind kind, std::string name, ExpressionPtr left, ExpressionPtr right) const;

    // Tokens.
    const Token& now() const { return m_tokens[m_at]; }
    const Token& ahead(size_t by) const
    {
        return m_tokens[std::min(m_at + by, m_tokens.size() - 1)];
    }
    Token take();
    bool isName(std::string_view name) const
    {
        return now().kind == Token::Kind::Name && now().text == name;
    }
    bool isSign(std::string_view sign) const
    {
        return now().kind == Token::Kind::Sign && now().text == sign;
    }
    bool acceptName(std::string_view name);
    bool acceptSign(std::string_view sign);
    void expectName(std::string_view name);
    void expectSign(std::string_view sign);
    std::string takeName();
    /// What stands here, in words for errors.
    std::string here() const;
    Error error(Message message) const;
    Error expected(std::string_view what) const;
    Error unsupported(std::string_view what) const;

    /// Counts how deeply the parser calls itself, so that a hostile source can't overflow the
    /// stack.
    struct Deeper
    {
        explicit Deeper(Parser& parser);
        ~Deeper() { --m_parser.m_depth; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        Parser& m_parser;
    };

    std::vector<Token> m_tokens;
    size_t m_at = 0;
    int m_depth = 0;
    int m_loops = 0; ///< open {% for %} around this place
};

} // namespace espalier::jinja
