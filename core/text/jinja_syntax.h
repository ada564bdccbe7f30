#pragma once

/// A chat template as it was understood: statements that hold expressions. Made by parse(), never
/// changed after.

#include "core/text/jinja_value.h"

namespace espalier::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression
{
    enum class Kind {
        Constant,     ///< `value`
        Name,         ///< `name`
        ListLiteral,  ///< parts
        TupleLiteral, ///< parts
        DictLiteral,  ///< parts: key, value, key, value, ...
        Attribute,    ///< parts[0].name
        Item,         ///< parts[0][parts[1]]
        Slice,        ///< parts[0][parts[1]:parts[2]:parts[3]], the last three may be null
        Call,         ///< parts[0](parts[1]..., named)
        Filter,       ///< parts[0] | name(parts[1]..., named)
        Test,         ///< parts[0] is name(parts[1]..., named); `negated`: is not
        Not,          ///< not parts[0]
        Sign,         ///< `name` (+ or -) before parts[0]
        And,
        Or,
        Binary,   ///< parts[0] `name` parts[1]
        Compare,  ///< parts[0] operators[0] parts[1] operators[1] parts[2] ...
        Condition ///< parts[0] if parts[1] else parts[2], which may be null
    };
    Kind kind = Kind::Constant;
    int line = 1;
    int depth = 1;
    std::string name;
    Value value;
    bool negated = false;
    std::vector<ExpressionPtr> parts;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
    std::vector<std::string> operators;
};

struct Statement;
using Body = std::vector<Statement>;

/// A condition (null: none) and what happens under it.
struct Branch
{
    ExpressionPtr condition;
    Body body;
};

struct Statement
{
    enum class Kind {
        Text,       ///< `text`
        Output,     ///< {{ expression }}
        If,         ///< branches in order, the last without a condition is else
        For,        ///< targets in expression; branches[0] with the condition of `if`, [1] is else
        Set,        ///< targets (or text.attribute) = expression
        SetBlock,   ///< targets[0] (or text.attribute) = what branches[0] writes
        Macro,      ///< `text` with parameters; branches[0]
        Generation, ///< branches[0]: what the assistant says
        Break,
        Continue
    };
    Kind kind = Kind::Text;
    int line = 1;
    std::string text;
    std::string attribute;
    ExpressionPtr expression;
    std::vector<std::string> targets;
    std::vector<Branch> branches;
    std::vector<std::pair<std::string, ExpressionPtr>> parameters; ///< with defaults or null
};

/// Throws Error (input) with the line where the source is malformed or uses what is not supported.
Body parse(std::string_view source);

} // namespace espalier::jinja
