#pragma once

/// A regular expression over UTF-8 with Unicode properties (PCRE2, compiled to machine code where
/// it can be).

#include <memory>
#include <string>
#include <string_view>

namespace espalier {

struct Span
{
    size_t begin = 0;
    size_t end = 0;
};

class Pattern
{
public:
    /// Throws Error (input) where the expression is malformed.
    explicit Pattern(std::string expression);
    ~Pattern();
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;

    const std::string& expression() const { return m_expression; }
    /// The first match from byte `from` on in valid UTF-8. Safe from several threads. Throws Error
    /// where the expression needs more work than the matcher allows.
    bool find(std::string_view text, size_t from, Span& match) const;

private:
    struct Code;
    std::string m_expression;
    std::unique_ptr<Code> m_code;
};

} // namespace espalier
