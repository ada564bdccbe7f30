/// Arithmetic, membership, items and slices of a chat template's values, as Python has them.

#include "core/base/error.h"
#include "core/text/jinja_interpreter.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cmath>

namespace espalier::jinja {

namespace {

Error wrongKinds(const std::string& sign, const Value& left, const Value& right)
{
    return inputError("`{}` can't join {} and {}.", sign, left.kind(), right.kind());
}

int64_t floorDivided(int64_t left, int64_t right)
{
    const int64_t quotient = left / right;
    return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

Value calculateWhole(const std::string& sign, int64_t left, int64_t right)
{
    int64_t result = 0;
    const bool over = sign == "+"   ? __builtin_add_overflow(left, right, &result)
                      : sign == "-" ? __builtin_sub_overflow(left, right, &result)
                      : sign == "*" ? __builtin_mul_overflow(left, right, &result)
                                    : right == -1 && __builtin_sub_overflow(0, left, &result);
    if (over)
        throw inputError("A number grows too large.");
    if (sign == "//" && right != -1)
        result = floorDivided(left, right);
    if (sign == "%")
        result = right == -1 ? 0 : left - floorDivided(left, right) * right;
    return Value::integer(result);
}

Value calculateNumbers(const std::string& sign, const Value& left, const Value& right)
{
    if ((sign == "/" || sign == "//" || sign == "%") && *right.asNumber() == 0)
        throw inputError("A number is divided by 0.");
    if (sign != "/" && left.asInteger() && right.asInteger())
        return calculateWhole(sign, *left.asInteger(), *right.asInteger());
    const double a = *left.asNumber();
    const double b = *right.asNumber();
    if (sign == "+")
        return Value::real(a + b);
    if (sign == "-")
        return Value::real(a - b);
    if (sign == "*")
        return Value::real(a * b);
    if (sign == "/")
        return Value::real(a / b);
    return Value::real(sign == "//" ? std::floor(a / b) : a - std::floor(a / b) * b);
}

/// A text or list `times` over.
Value repeated(const Value& value, int64_t times)
{
    const auto size =
        static_cast<uint64_t>(value.isText() ? value.text()->size() : value.list()->size());
    const uint64_t most = value.isText() ? kMostBytes : kMostItems;
    times = std::max<int64_t>(times, 0);
    if (size > 0 && static_cast<uint64_t>(times) > most / size)
        throw inputError("`{}` makes {} too large.", "*", value.kind());
    if (size == 0)
        times = 0;
    if (value.isText()) {
        std::string text;
        for (int64_t i = 0; i < times; ++i)
            text += *value.text();
        return Value::text(std::move(text));
    }
    List items;
    for (int64_t i = 0; i < times; ++i)
        items.insert(items.end(), value.list()->begin(), value.list()->end());
    return Value::list(std::move(items), value.isTuple());
}

/// The place of an index that may count from the end; nothing where it lies outside.
std::optional<size_t> placeOf(int64_t index, int64_t count)
{
    if (index < -count || index >= count)
        return std::nullopt;
    return static_cast<size_t>(index < 0 ? index + count : index);
}

} // namespace

Value calculate(const std::string& sign, const Value& left, const Value& right)
{
    if (sign == "~")
        return Value::text(left.str() + right.str());
    if (left.isNumber() && right.isNumber())
        return calculateNumbers(sign, left, right);
    if (sign == "+" && left.isText() && right.isText())
        return Value::text(*left.text() + *right.text());
    if (sign == "+" && left.list() != nullptr && right.list() != nullptr &&
        left.isTuple() == right.isTuple()) {
        List items = *left.list();
        items.insert(items.end(), right.list()->begin(), right.list()->end());
        return Value::list(std::move(items), left.isTuple());
    }
    const auto repeats = [](const Value& value) {
        return value.isText() || value.list() != nullptr;
    };
    if (sign == "*" && repeats(left) && right.asInteger())
        return repeated(left, *right.asInteger());
    if (sign == "*" && repeats(right) && left.asInteger())
        return repeated(right, *left.asInteger());
    if (sign == "%" && left.isText())
        throw inputError(
            "`{}` is not supported in chat templates. Write that part of the template without it.",
            "\"...\" % value");
    throw wrongKinds(sign, left, right);
}

bool contains(const Value& container, const Value& value)
{
    if (container.isText()) {
        if (!value.isText())
            throw wrongKinds("in", value, container);
        return container.text()->find(*value.text()) != std::string::npos;
    }
    if (container.dict() != nullptr)
        return value.isText() && container.find(*value.text()) != nullptr;
    if (container.list() == nullptr && !container.isUndefined())
        throw wrongKinds("in", value, container);
    const List items = container.items();
    return std::ranges::any_of(items, [&](const Value& item) { return item == value; });
}

Value itemOf(const Value& of, const Value& key)
{
    if (of.list() != nullptr && key.asInteger()) {
        const auto place = placeOf(*key.asInteger(), of.length());
        return place ? (*of.list())[*place] : Value::undefined("[]");
    }
    if (of.isText() && key.asInteger()) {
        const List characters = of.items();
        const auto place = placeOf(*key.asInteger(), static_cast<int64_t>(characters.size()));
        return place ? characters[*place] : Value::undefined("[]");
    }
    return key.isText() ? memberOf(of, *key.text()) : Value::undefined("[]");
}

Value memberOf(const Value& of, const std::string& name)
{
    if (const Value* found = of.find(name))
        return *found;
    if (of.nameSpace() != nullptr) {
        const auto& members = (*of.nameSpace())->members;
        const auto found = members.find(name);
        return found != members.end() ? found->second : Value::undefined(name);
    }
    const Loop* loop = of.loop();
    if (loop == nullptr)
        return Value::undefined(name);
    const auto index = static_cast<int64_t>(loop->index);
    const auto count = static_cast<int64_t>(loop->items->size());
    if (name == "index")
        return Value::integer(index + 1);
    if (name == "index0")
        return Value::integer(index);
    if (name == "revindex")
        return Value::integer(count - index);
    if (name == "revindex0")
        return Value::integer(count - index - 1);
    if (name == "first")
        return Value::boolean(index == 0);
    if (name == "last")
        return Value::boolean(index + 1 == count);
    if (name == "length")
        return Value::integer(count);
    if (name == "previtem" && index > 0)
        return (*loop->items)[loop->index - 1];
    if (name == "nextitem" && index + 1 < count)
        return (*loop->items)[loop->index + 1];
    return Value::undefined(name);
}

Value sliceOf(
    const Value& of,
    std::optional<int64_t> begin,
    std::optional<int64_t> end,
    std::optional<int64_t> step)
{
    if (!of.isText() && of.list() == nullptr)
        throw inputError("{} can't be sliced.", of.kind());
    const List items = of.items();
    const auto count = static_cast<int64_t>(items.size());
    const int64_t by = step.value_or(1);
    if (by == 0)
        throw inputError("A step can't be 0.");
    const auto clamped = [&](std::optional<int64_t> at, int64_t fallback) {
        const int64_t least = by > 0 ? 0 : -1;
        const int64_t most = by > 0 ? count : count - 1;
        if (!at)
            return fallback;
        return std::clamp(*at < 0 ? std::max(*at, -count - 1) + count : *at, least, most);
    };
    const int64_t last = clamped(end, by > 0 ? count : -1);
    List chosen;
    for (int64_t i = clamped(begin, by > 0 ? 0 : count - 1); by > 0 ? i < last : i > last;) {
        chosen.push_back(items[static_cast<size_t>(i)]);
        if (__builtin_add_overflow(i, by, &i))
            break;
    }
    return of.isText() ? Value::text(joined(chosen, ""))
                       : Value::list(std::move(chosen), of.isTuple());
}

} // namespace espalier::jinja
