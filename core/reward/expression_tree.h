#pragma once

/// What reading a formula and evaluating it share. No other file includes this.

#include "core/reward/expression.h"

#include <array>
#include <cmath>
#include <vector>

namespace espalier {

/// A part of a formula, and what it is made of.
struct Expression::Node
{
    enum class Kind { Number, Letter, Negative, Sum, Product, Quotient, Power, Function };

    Kind kind = Kind::Number;
    long double number = 0; ///< or which letter, or which function
    std::vector<std::shared_ptr<const Node>> parts;
};

/// A function of one number that formulas know by name.
struct FormulaFunction
{
    std::string_view name;
    long double (*value)(long double);
};

/// All of them; a tree names them by their places here.
inline constexpr std::array<FormulaFunction, 8> kFormulaFunctions{{
    {"sqrt", [](long double x) { return std::sqrt(x); }},
    {"sin", [](long double x) { return std::sin(x); }},
    {"cos", [](long double x) { return std::cos(x); }},
    {"tan", [](long double x) { return std::tan(x); }},
    {"log", [](long double x) { return std::log10(x); }},
    {"exp", [](long double x) { return std::exp(x); }},
    {"abs", [](long double x) { return std::fabs(x); }},
    {"ln", [](long double x) { return std::log(x); }},
}};
/// Those that have signs of their own: roots and bars.
inline constexpr size_t kSqrtFunction = 0, kAbsFunction = 6;

} // namespace espalier
