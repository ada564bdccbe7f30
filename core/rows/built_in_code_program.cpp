/// What a program computes, and its Python.

#include "core/rows/built_in_code.h"

#include <algorithm>
#include <array>

namespace espalier::built_in::code {

namespace {

/// How tightly Python's operators bind, from loose to tight.
enum class Binds : uint8_t { Loose, Compare, Sum, Product, Sign, Power, Atom };

Binds tighter(Binds binds)
{
    return static_cast<Binds>(static_cast<uint8_t>(binds) + 1);
}

/// An operator between blanks.
struct Operator
{
    std::string_view sign;
    Binds binds;
};

constexpr std::array<Operator, 12> kOperators{{
    {" in ", Binds::Compare},
    {" == ", Binds::Compare},
    {" != ", Binds::Compare},
    {" <= ", Binds::Compare},
    {" >= ", Binds::Compare},
    {" < ", Binds::Compare},
    {" > ", Binds::Compare},
    {" + ", Binds::Sum},
    {" - ", Binds::Sum},
    {" // ", Binds::Product},
    {" * ", Binds::Product},
    {" % ", Binds::Product},
}};
constexpr std::string_view kPower = " ** ";

std::optional<Binds> operatorAt(std::string_view text, size_t at)
{
    if (text.substr(at).starts_with(kPower))
        return Binds::Power;
    for (const auto& known : kOperators)
        if (text.substr(at).starts_with(known.sign))
            return known.binds;
    return std::nullopt;
}

/// The operator that ends right before `at`.
std::optional<Binds> operatorBefore(std::string_view text, size_t at)
{
    const auto before = text.substr(0, at);
    if (before.ends_with(kPower))
        return Binds::Power;
    for (const auto& known : kOperators)
        if (before.ends_with(known.sign))
            return known.binds;
    if (before == "-" || before.ends_with("(-") || before.ends_with("[-"))
        return Binds::Sign;
    return std::nullopt;
}

/// How tightly a template as a whole binds: its loosest operator outside of brackets and quotes.
Binds bindsOf(std::string_view text)
{
    Binds loosest = text.starts_with('-') ? Binds::Sign : Binds::Atom;
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '(' || text[i] == '['))
            ++depth;
        else if (!quoted && (text[i] == ')' || text[i] == ']'))
            --depth;
        else if (const auto found = operatorAt(text, i); found && !quoted && depth == 0)
            loosest = std::min(loosest, *found);
    }
    return loosest;
}

/// How tightly what stands at a place of a template has to bind, by its neighbours.
Binds wantedAt(std::string_view text, size_t begin, size_t end)
{
    Binds wanted = Binds::Loose;
    if (const auto before = operatorBefore(text, begin))
        wanted = *before == Binds::Sign ? Binds::Power : tighter(*before);
    if (end < text.size() && (text[end] == '[' || text[end] == '.'))
        return Binds::Atom;
    if (const auto after = operatorAt(text, end))
        wanted = std::max(
            wanted, *after >= Binds::Sum && *after <= Binds::Product ? *after : tighter(*after));
    return wanted;
}

/// Python on its way: an expression or, while `variable` is set, "element for variable in source
/// if condition", without brackets.
struct Expression
{
    std::string text;
    Binds binds = Binds::Atom;
    std::string iterated; ///< what "for ... in" may take in its place; mostly empty
    std::string variable, condition, source;

    bool loops() const { return !variable.empty(); }
    std::string loop() const
    {
        return text + " for " + variable + " in " + source +
               (condition.empty() ? "" : " if " + condition);
    }
    std::string whole() const { return loops() ? "[" + loop() + "]" : text; }
};

/// Whether what stands there is the one argument of a function that takes whatever can be looped
/// over.
bool takesLoop(std::string_view text, size_t begin, size_t end)
{
    constexpr std::array<std::string_view, 7> takers{
        "sum(", "max(", "min(", "sorted(", "set(", "join(", "fromkeys("};
    return end < text.size() && text[end] == ')' && std::ranges::any_of(takers, [&](auto taker) {
               return text.substr(0, begin).ends_with(taker);
           });
}

std::string replacedAll(std::string text, std::string_view old, const std::string& by)
{
    for (size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size()))
        text.replace(at, old.size(), by);
    return text;
}

std::string withConstants(std::string text, const Constants& constants)
{
    text = replacedAll(std::move(text), "$k", std::to_string(constants.k));
    text = replacedAll(std::move(text), "$i", std::to_string(constants.k - 1));
    text = replacedAll(std::move(text), "$j", std::to_string(constants.j));
    text = replacedAll(std::move(text), "$c", constants.c);
    return replacedAll(std::move(text), "$d", constants.d);
}

/// The template of an operation with its operands in their places.
Expression applied(const Step& step, std::span<const Expression> operands)
{
    const std::string_view form = step.operation->python;
    std::string text;
    for (size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '$' || form[i + 1] < '1' || form[i + 1] > '3') {
            text += form[i];
            continue;
        }
        const auto& operand = operands[static_cast<size_t>(form[i + 1] - '1')];
        const size_t end = i + 2;
        if (takesLoop(form, i, end) && (operand.loops() || !operand.iterated.empty()))
            text += operand.loops() ? operand.loop() : operand.iterated;
        else if (!operand.loops() && operand.binds < wantedAt(form, i, end))
            text += "(" + operand.text + ")";
        else
            text += operand.whole();
        ++i;
    }
    Expression made;
    made.text = withConstants(text, step);
    made.binds = bindsOf(form);
    // What is only counted through need not become a list.
    for (const std::string_view lazy : {"list(range(", "list(map("})
        if (form.starts_with(lazy))
            made.iterated = made.text.substr(5, made.text.size() - 6);
    return made;
}

/// The step on what the operand holds.
Expression lifted(const Step& step, const Expression& operand)
{
    Expression loop = operand;
    if (!operand.loops()) {
        loop = {};
        loop.variable = loop.text = step.takes == Type::Numbers ? "v" : "w";
        loop.source = operand.iterated.empty() ? operand.text : operand.iterated;
    }
    const Expression element{
        loop.text, operand.loops() ? operand.binds : Binds::Atom, {}, {}, {}, {}};
    const auto made = applied(step, std::span(&element, 1));
    if (step.lift == Lift::Filter) {
        loop.condition = made.text;
        return loop;
    }
    loop.text = made.text;
    loop.binds = made.binds;
    if (step.lift == Lift::Map)
        return loop;
    const char* take = step.lift == Lift::All ? "all(" : step.lift == Lift::Any ? "any(" : "sum(";
    return {take + loop.loop() + ")", Binds::Atom, {}, {}, {}, {}};
}

/// Larger numbers stand in no test, and their cubes would not fit.
constexpr int64_t kLargest = 1'000'000;

/// Nothing of an empty word: it has no first letter.
Result ranOn(const Step& step, std::span<const Value> operands)
{
    for (const Value& operand : operands)
        if (const auto* word = std::get_if<std::string>(&operand); word && word->empty())
            return std::nullopt;
    auto result = step.operation->value(Given{static_cast<const Constants&>(step), operands});
    if (const auto* number = result ? std::get_if<int64_t>(&*result) : nullptr)
        if (*number > kLargest || *number < -kLargest)
            return std::nullopt;
    return result;
}

/// The step on everything that the list holds.
template <typename List>
Result ranOnAll(const Step& step, const List& list)
{
    List kept;
    Numbers numbers;
    Words words;
    int64_t holds = 0;
    if (list.empty() && step.lift != Lift::Map && step.lift != Lift::Filter)
        return std::nullopt;
    for (const auto& element : list) {
        const Value value(element);
        const auto made = ranOn(step, std::span(&value, 1));
        if (!made)
            return std::nullopt;
        if (const auto* number = std::get_if<int64_t>(&*made))
            numbers.push_back(*number);
        else if (const auto* word = std::get_if<std::string>(&*made))
            words.push_back(*word);
        else if (std::get<bool>(*made)) {
            kept.push_back(element);
            ++holds;
        }
    }
    switch (step.lift) {
    case Lift::Map:
        return step.gives == Type::Numbers ? Result(numbers) : Result(words);
    case Lift::Filter:
        return kept;
    case Lift::Count:
        return holds;
    case Lift::All:
        return holds == static_cast<int64_t>(list.size());
    default:
        return holds > 0;
    }
}

Result ranOnce(const Step& step, std::span<const Value> operands)
{
    if (step.lift == Lift::None)
        return ranOn(step, operands);
    if (step.takes == Type::Numbers)
        return ranOnAll(step, std::get<Numbers>(operands[0]));
    return ranOnAll(step, std::get<Words>(operands[0]));
}

/// A truth as the number that Python takes it for.
Value asPython(const Value& value)
{
    const auto* truth = std::get_if<bool>(&value);
    return truth ? Value(int64_t{*truth ? 1 : 0}) : value;
}

} // namespace

bool repeatsOperand(const Operation& operation)
{
    const std::string_view form = operation.python;
    return form.find("$1") != form.rfind("$1");
}

std::vector<Step> stepsOf(std::string_view takes)
{
    std::vector<Step> steps;
    const auto type = [](char letter) { return static_cast<Type>(letter); };
    const bool list = takes == "L" || takes == "S";
    const char held = takes == "L" ? 'N' : 'W';
    for (const auto operations : {numberOperations(), listOperations(), wordOperations()})
        for (const Operation& operation : operations) {
            const std::string_view wants = operation.takes;
            Step step;
            step.operation = &operation;
            step.takes = type(takes[0]);
            if (wants == takes || (wants == "A" && list)) {
                step.gives = type(
                    operation.gives == 'A'   ? takes[0]
                    : operation.gives == 'E' ? held
                                             : operation.gives);
                steps.push_back(step);
            } else if (list && wants.size() == 1 && wants[0] == held) {
                if (operation.gives == 'N' || operation.gives == 'W') {
                    step.lift = Lift::Map;
                    step.gives = operation.gives == 'N' ? Type::Numbers : Type::Words;
                    steps.push_back(step);
                }
                for (const auto& [lift, gives] :
                     {std::pair{Lift::Filter, takes[0]},
                      {Lift::Count, 'N'},
                      {Lift::All, 'B'},
                      {Lift::Any, 'B'}})
                    if (operation.gives == 'B') {
                        step.lift = lift;
                        step.gives = type(gives);
                        steps.push_back(step);
                    }
            }
        }
    return steps;
}

Result run(const Program& program, std::span<const Value> arguments)
{
    if (program.steps.empty())
        return arguments[0];
    auto result = ranOnce(program.steps[0], arguments);
    for (size_t i = 1; i < program.steps.size() && result; ++i) {
        const Value operand = *result;
        result = ranOnce(program.steps[i], std::span(&operand, 1));
    }
    return result;
}

bool sameInPython(const Value& a, const Value& b)
{
    return asPython(a) == asPython(b);
}

std::string literal(const Value& value)
{
    if (const auto* truth = std::get_if<bool>(&value))
        return *truth ? "True" : "False";
    if (const auto* number = std::get_if<int64_t>(&value))
        return std::to_string(*number);
    if (const auto* word = std::get_if<std::string>(&value))
        return "\"" + *word + "\"";
    std::string all;
    const auto add = [&](const auto& list) {
        for (const auto& element : list)
            all += (all.empty() ? "" : ", ") + literal(Value(element));
    };
    if (const auto* numbers = std::get_if<Numbers>(&value))
        add(*numbers);
    else
        add(std::get<Words>(value));
    return "[" + all + "]";
}

std::string pythonOf(const Program& program, std::span<const std::string> arguments)
{
    std::vector<Expression> operands;
    for (const auto& name : arguments)
        operands.push_back({name, Binds::Atom, {}, {}, {}, {}});
    for (const Step& step : program.steps) {
        auto made = step.lift == Lift::None ? applied(step, operands) : lifted(step, operands[0]);
        operands.assign(1, std::move(made));
    }
    return operands[0].whole();
}

} // namespace espalier::built_in::code
