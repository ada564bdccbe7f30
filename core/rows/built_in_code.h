#pragma once

/// Tiny programs of one or two operations, each known three times over: as Python, as words, and as
/// what it computes. Tests come from the last alone, so they do not depend on the Python.
///
/// The tables of operations stand in built_in_code_numbers.cpp, _lists.cpp and _words.cpp, their
/// words in _english.cpp and _korean.cpp.

#include "core/base/random.h"
#include "core/data/world.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace espalier::built_in::code {

/// What an argument or a result is. As letters of a signature: N, B, W, T, L, S; A is either list
/// and E what it holds.
enum class Type : char {
    Number = 'N',
    Truth = 'B',
    Word = 'W',
    Text = 'T', ///< words with blanks between
    Numbers = 'L',
    Words = 'S',
};

/// What values are made of.
using Numbers = std::vector<int64_t>;
using Words = std::vector<std::string>;
using Value = std::variant<bool, int64_t, std::string, Numbers, Words>;
/// Nothing where the program has no value there, or words would leave it open.
using Result = std::optional<Value>;

/// What an operation has beside its operands.
struct Constants
{
    int64_t k = 0, j = 0;
    std::string c, d;
};

/// The operands of an operation with its constants.
struct Given : Constants
{
    std::span<const Value> values;

    /// The i-th as a number, a word, a list of numbers, a list of words.
    int64_t n(size_t i = 0) const { return std::get<int64_t>(values[i]); }
    const std::string& w(size_t i = 0) const { return std::get<std::string>(values[i]); }
    const Numbers& l(size_t i = 0) const { return std::get<Numbers>(values[i]); }
    const Words& s(size_t i = 0) const { return std::get<Words>(values[i]); }
};

/// One operation. In `python` $1, $2, $3 are the operands, $k, $j, $c, $d the constants, $i is k
/// - 1.
struct Operation
{
    const char* name;
    const char* takes; ///< letters of types
    char gives;        ///< a letter of a type
    /// Which constants: k 2 to 12, s 2 to 4, l 3 to 6 (as k), r a range (k, j), c a letter, d two
    /// letters, x a sign (c); a blank is none.
    char fill;
    const char* python;
    Result (*value)(const Given& in);
};

/// The tables of all operations.
std::span<const Operation> numberOperations();
std::span<const Operation> listOperations();
std::span<const Operation> wordOperations();

/// The words for the operations: a name, then lines with blanks before them. English: the noun
/// phrase with alternatives; "act" and what to do, "each" the phrase over a list, "do" what to do
/// with each, "are" what they are that it holds for. A sign before an alternative: ">" its operand
/// may be a phrase itself, "<" it may be an operand, "=" both. $1 is the operand, $a the argument's
/// name, $m and $e what a list holds, $o the ordinal of k.
std::string_view englishCode();
/// Korean: the phrase; "each", "that" (what stands before the noun), "members" (what a list that
/// comes out holds). $l is the operand as a list; "[을]" is the particle that fits.
std::string_view koreanCode();

/// How an operation is used: as it is, or on what a list holds.
enum class Lift : uint8_t { None, Map, Filter, Count, All, Any };

/// An operation in use.
struct Step : Constants
{
    const Operation* operation = nullptr;
    Lift lift = Lift::None;
    Type takes = Type::Number; ///< the first operand
    Type gives = Type::Number;
};

/// What it computes: the first step has the arguments, the second the first one's result. Without
/// a step it gives back its first argument.
struct Program
{
    std::vector<Type> takes;
    std::vector<Step> steps;

    Type gives() const { return steps.empty() ? takes.front() : steps.back().gives; }
};

/// Every use of an operation as a step that takes these (letters of types), without constants.
std::vector<Step> stepsOf(std::string_view takes);

/// What it gives for these arguments.
Result run(const Program& program, std::span<const Value> arguments);
/// Whether Python holds the two for equal.
bool sameInPython(const Value& a, const Value& b);
/// A value as Python writes it.
std::string literal(const Value& value);
/// The expression behind "return".
std::string pythonOf(const Program& program, std::span<const std::string> arguments);

/// What the program returns, asked for in words, without saying how the function is called:
/// `returned` completes "returns ...". Where it has two steps, `steps` may say the first as what
/// is to be done (of Korean: found) before, and `returned` what comes of it.
struct Wording
{
    std::string steps, returned;
};

/// The program in words; nothing where the language has none that are clear. `arguments` names as
/// many as the program takes; further ones are not looked at.
std::optional<Wording> wordingOf(
    const Program& program,
    std::span<const std::string> arguments,
    Language language,
    Random& random);
/// The text with every "[을]" as the particle that fits what stands before it.
std::string withParticles(std::string_view text);

/// Asserts that tell the program from what it could be taken for, and a program that fails them.
struct Tests
{
    std::string asserts; ///< four or five lines
    Program wrong;
};

/// Nothing where it can't be told from another, gives always the same, or is no more than one of
/// its steps.
std::optional<Tests> testsFor(const Program& program, const std::string& function, Random& random);
/// Whether the operation's Python names its operand twice, so that it only suits an argument.
bool repeatsOperand(const Operation& operation);
/// Chooses the step's constants, as its operation wants them.
void fillConstants(Step& step, Random& random);

} // namespace espalier::built_in::code
