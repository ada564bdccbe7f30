#pragma once

/// Formulas as answers state them: "3/4", "1,250.50", "2x + 3", "\frac{\sqrt{2}}{2}", "75\%".

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace espalier {

/// A formula that was read. Knows numbers (thousands separators, decimals, percent, mixed numbers),
/// variables of one letter, + - * / ^ and products without a sign, brackets, roots, absolute
/// values, the functions sin cos tan log ln exp, pi, and what LaTeX writes for these.
class Expression
{
public:
    /// None where the text is no formula from its first to its last character.
    static std::optional<Expression> read(std::string_view text);

    /// The letters in it.
    const std::set<char>& variables() const { return m_variables; }
    /// Its value where each letter has the value that belongs to it; not finite where it has none.
    long double at(const long double (&values)[128]) const;
    /// Whether it is one whole number, written as such.
    bool whole() const { return m_whole; }

    struct Node; ///< of the tree, known to expression_tree.h

private:
    Expression() = default;

    std::shared_ptr<const Node> m_root;
    std::set<char> m_variables;
    bool m_whole = false;
};

/// Whether two formulas have the same value: of whole numbers exactly, of others within a
/// thousand-millionth; of formulas with the same letters wherever they are tried (8 points, always
/// the same ones). Equal values at 8 points of an analytic function are no proof, but of formulas
/// that people write as answers none is known that deceives it.
bool sameValue(const Expression& a, const Expression& b);

} // namespace espalier
