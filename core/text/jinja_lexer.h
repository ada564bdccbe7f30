#pragma once

/// The source of a chat template cut into tokens, with white space taken away as Jinja2 does under
/// transformers' settings (trim_blocks, lstrip_blocks, no trailing newline).

#include <string>
#include <string_view>
#include <vector>

namespace espalier::jinja {

struct Token
{
    enum class Kind {
        Text,        ///< between tags, as it is written out
        OutputBegin, ///< {{
        OutputEnd,
        BlockBegin, ///< {%
        BlockEnd,
        Name,
        Quoted, ///< a text in quotes, unescaped
        Integer,
        Real,
        Sign, ///< an operator or a bracket
        End
    };
    Kind kind = Kind::End;
    std::string text;
    int line = 1;
};

/// All tokens, with End as the last. Throws Error (input) with the line where the source is
/// malformed.
std::vector<Token> lex(std::string_view source);

} // namespace espalier::jinja
