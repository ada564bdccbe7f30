/// Formulas read: from text to the tree.

#include "core/base/ascii.h"
#include "core/reward/expression_tree.h"
#include "core/reward/formula_spelling.h"

#include <cstdlib>

namespace espalier {

namespace {

using ascii::isDigit, ascii::isLetter;

using Node = Expression::Node;
using NodePtr = std::shared_ptr<const Node>;
using Kind = Node::Kind;

constexpr int kDeepest = 64; ///< brackets in brackets

NodePtr make(Kind kind, std::vector<NodePtr> parts, long double number = 0)
{
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->number = number;
    node->parts = std::move(parts);
    return node;
}

NodePtr number(long double value)
{
    return make(Kind::Number, {}, value);
}

/// Recursive descent over one text. A part that can't be read is none, and the whole is none then.
class Reader
{
public:
    explicit Reader(std::string text)
        : m_text(std::move(text))
    {
    }

    NodePtr whole()
    {
        NodePtr node = sum();
        blanks();
        return node && m_at == m_text.size() ? node : nullptr;
    }
    std::set<char> letters;

private:
    bool ended() const { return m_at >= m_text.size(); }
    char here() const { return ended() ? '\0' : m_text[m_at]; }
    bool sees(std::string_view word) const
    {
        return std::string_view(m_text).substr(m_at).starts_with(word);
    }
    bool take(std::string_view word)
    {
        if (!sees(word))
            return false;
        m_at += word.size();
        return true;
    }
    void blanks()
    {
        while (here() == ' ' || here() == '\t' || here() == '\n')
            ++m_at;
    }

    NodePtr sum()
    {
        NodePtr left = product();
        for (;;) {
            blanks();
            const bool minus = here() == '-';
            if (!left || (here() != '+' && !minus))
                return left;
            ++m_at;
            NodePtr right = product();
            if (!right)
                return nullptr;
            left =
                make(Kind::Sum, {left, minus ? make(Kind::Negative, {std::move(right)}) : right});
        }
    }

    NodePtr product()
    {
        NodePtr left = signedPower();
        for (;;) {
            blanks();
            if (!left)
                return nullptr;
            if (take("*")) {
                NodePtr right = signedPower();
                left = right ? make(Kind::Product, {left, std::move(right)}) : nullptr;
            } else if (take("/")) {
                NodePtr right = signedPower();
                left = right ? make(Kind::Quotient, {left, std::move(right)}) : nullptr;
            } else if (beginsFactor()) {
                NodePtr right = power();
                left = right ? make(Kind::Product, {left, std::move(right)}) : nullptr;
            } else {
                return left;
            }
        }
    }
    /// What may follow a factor without a sign between: "2x", "2(x+1)", "3\frac{1}{2}".
    bool beginsFactor() const
    {
        return here() == '(' || here() == '{' || isLetter(here()) || sees("π") || sees("\\frac");
    }

    NodePtr signedPower()
    {
        blanks();
        if (take("-")) {
            NodePtr of = signedPower();
            return of ? make(Kind::Negative, {std::move(of)}) : nullptr;
        }
        if (take("+"))
            return signedPower();
        return power();
    }
    NodePtr power()
    {
        NodePtr base = factor();
        blanks();
        if (base && take("%"))
            base = make(Kind::Quotient, {std::move(base), number(100)});
        if (!base || !take("^"))
            return base;
        blanks();
        NodePtr exponent = here() == '-' ? signedPower() : power();
        return exponent ? make(Kind::Power, {std::move(base), std::move(exponent)}) : nullptr;
    }

    NodePtr factor()
    {
        blanks();
        if (m_depth > kDeepest)
            return nullptr;
        if (isDigit(here()) || here() == '.')
            return numeral();
        if (here() == '(')
            return inside("(", ")");
        if (here() == '{')
            return inside("{", "}");
        if (here() == '|') {
            NodePtr of = inside("|", "|");
            return of ? make(Kind::Function, {std::move(of)}, kAbsFunction) : nullptr;
        }
        if (take("π"))
            return number(std::acos(-1.0L));
        if (take("\\frac"))
            return fraction();
        take("\\"); // \sin and sin
        for (size_t i = 0; i < kFormulaFunctions.size(); ++i)
            if (take(kFormulaFunctions[i].name))
                return function(i);
        if (!isLetter(here()))
            return nullptr;
        const char letter = m_text[m_at++];
        letters.insert(letter);
        return make(Kind::Letter, {}, static_cast<long double>(letter));
    }
    NodePtr inside(std::string_view open, std::string_view close)
    {
        ++m_depth;
        take(open);
        NodePtr node = sum();
        blanks();
        --m_depth;
        return node && take(close) ? node : nullptr;
    }
    /// \frac{a}{b}, \frac12.
    NodePtr fraction()
    {
        NodePtr above = argument();
        NodePtr below = above ? argument() : nullptr;
        return below ? make(Kind::Quotient, {std::move(above), std::move(below)}) : nullptr;
    }
    NodePtr argument()
    {
        blanks();
        if (here() == '{')
            return inside("{", "}");
        if (isDigit(here()))
            return number(static_cast<long double>(m_text[m_at++] - '0'));
        return nullptr;
    }
    NodePtr function(size_t which)
    {
        NodePtr root;
        if (which == kSqrtFunction && here() == '[')
            root = inside("[", "]");
        blanks();
        NodePtr of = here() == '(' || here() == '{' ? factor() : power();
        if (!of)
            return nullptr;
        if (root)
            return make(
                Kind::Power, {std::move(of), make(Kind::Quotient, {number(1), std::move(root)})});
        return make(Kind::Function, {std::move(of)}, static_cast<long double>(which));
    }

    /// 12, 1,250, .5, 3.25, 2.5e3; with a fraction behind it a mixed number: 1 1/2, 1\frac{1}{2}.
    NodePtr numeral()
    {
        std::string digits;
        const auto more = [&] {
            while (isDigit(here()))
                digits += m_text[m_at++];
        };
        more();
        const bool grouped = digits.size() <= 3;
        while (grouped && here() == ',' && groupFollows()) {
            ++m_at;
            more();
        }
        const bool integer = here() != '.';
        if (!integer) {
            digits += m_text[m_at++];
            more();
        }
        if (digits == ".")
            return nullptr;
        exponent(digits);
        const long double value = std::strtold(digits.c_str(), nullptr);
        if (!integer)
            return number(value);
        const size_t end = m_at;
        blanks();
        if (NodePtr rest = m_at > end && isDigit(here()) ? plainFraction() : nullptr)
            return make(Kind::Sum, {number(value), std::move(rest)});
        m_at = end;
        blanks();
        if (sees("\\frac")) {
            take("\\frac");
            NodePtr rest = fraction();
            return rest ? make(Kind::Sum, {number(value), std::move(rest)}) : nullptr;
        }
        m_at = end;
        return number(value);
    }
    /// A comma with exactly three digits behind it parts thousands.
    bool groupFollows() const
    {
        size_t count = 0;
        while (m_at + 1 + count < m_text.size() && isDigit(m_text[m_at + 1 + count]))
            ++count;
        return count == 3;
    }
    void exponent(std::string& digits)
    {
        if (here() != 'e' && here() != 'E')
            return;
        size_t at = m_at + 1;
        if (at < m_text.size() && (m_text[at] == '-' || m_text[at] == '+'))
            ++at;
        if (at >= m_text.size() || !isDigit(m_text[at]))
            return;
        while (at < m_text.size() && isDigit(m_text[at]))
            ++at;
        digits += m_text.substr(m_at, at - m_at);
        m_at = at;
    }
    /// The "1/2" of "1 1/2".
    NodePtr plainFraction()
    {
        long double above = 0, below = 0;
        while (isDigit(here()))
            above = above * 10 + (m_text[m_at++] - '0');
        if (!take("/") || !isDigit(here()))
            return nullptr;
        while (isDigit(here()))
            below = below * 10 + (m_text[m_at++] - '0');
        return make(Kind::Quotient, {number(above), number(below)});
    }

    std::string m_text;
    size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

std::optional<Expression> Expression::read(std::string_view text)
{
    constexpr size_t kLongest = 1000;
    if (text.size() > kLongest)
        return std::nullopt;
    Reader reader(plainFormula(text));
    NodePtr root = reader.whole();
    if (!root)
        return std::nullopt;
    Expression expression;
    const Node* bare = root->kind == Kind::Negative ? root->parts[0].get() : root.get();
    expression.m_whole = bare->kind == Kind::Number && std::floor(bare->number) == bare->number;
    expression.m_root = std::move(root);
    expression.m_variables = std::move(reader.letters);
    return expression;
}

} // namespace espalier
