/// Bare sums in words, without a story: what is seven plus twelve? Short, so that a small model
/// sees many of them in little time.

#include "core/data/world_particles.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace espalier::built_in {

namespace {

/// Largest number to be added or taken away, and largest factor.
constexpr int kMostAdded = 40;
constexpr int kMostFactor = 9;
/// Of sums in two steps: the first number, and what is added or taken away.
constexpr int kMostBegun = 20;
constexpr int kMostStep = 12;
/// Their questions: {0} and {1} are the signs, {2} and {3} what to do.
constexpr const char* kTwoSteps =
    "What is {{a}} {0} {{b}} {1} {{c}}? | Start with {{a}}, {2}, then {3}. What do you get? | Take "
    "{{a}}, {2} and {3}. How many is that?";
constexpr const char* kTwoStepsKorean =
    "{{a}} {0} {{b}} {1} {{c:은}} 얼마인가요? | {{a}}에서 시작해 {2} {3} 얼마인가요? | 처음 수는 "
    "{{a}}입니다. {2} 이어서 {3} 무엇이 되나요?";

/// What is done with two numbers.
struct Operation
{
    const char* english;
    const char* korean;
    int (*apply)(int a, int b);
    /// What to do with {x}: asked for, done before the next, done last.
    const char* deed = "";
    const char* koreanDeed = "";
    const char* koreanLast = "";
};

constexpr Operation kPlus{
    "plus",
    "더하기",
    [](int a, int b) { return a + b; },
    "add {x}",
    "{x:을} 더하고",
    "{x:을} 더하면"};
constexpr Operation kMinus{
    "minus",
    "빼기",
    [](int a, int b) { return a - b; },
    "take {x} away",
    "{x:을} 빼고",
    "{x:을} 빼면"};
constexpr Operation kTimes{"times", "곱하기", [](int a, int b) { return a * b; }};

/// A sum and its question, where {a} and {b} stand for the numbers ({a:은} with a particle).
struct Sum
{
    int a, b;
    const Operation& operation;
    const char* english;
    const char* korean;
    int result() const { return operation.apply(a, b); }
};

int from(int least, int most, Random& random)
{
    return least + static_cast<int>(random.below(static_cast<uint64_t>(most - least + 1)));
}

Sum drawSum(Random& random)
{
    const auto kind = random.below(10);
    if (kind < 5) {
        const int a = from(2, kMostAdded, random), b = from(2, kMostAdded, random);
        return {
            a,
            b,
            kPlus,
            "What is {a} plus {b}? | How many are {a} and {b} together? | Add {b} to {a}. What do "
            "you get?",
            "{a} 더하기 {b:은} 얼마인가요? | {a:과} {b:을} 더하면 얼마인가요? | {a}에 {b:을} "
            "더하면 "
            "무엇이 되나요?"};
    }
    if (kind < 9) {
        const int a = from(3, 2 * kMostAdded, random),
                  b = from(2, std::min(a - 1, kMostAdded), random);
        return {
            a,
            b,
            kMinus,
            "What is {a} minus {b}? | How much more is {a} than {b}? | Take {b} from {a}. What is "
            "left?",
            "{a} 빼기 {b:은} 얼마인가요? | {a:은} {b}보다 얼마나 더 큰가요? | {a}에서 {b:을} 빼면 "
            "얼마가 남나요?"};
    }
    const int a = from(2, kMostFactor, random), b = from(2, kMostFactor, random);
    return {
        a,
        b,
        kTimes,
        "What is {a} times {b}? | How many are {a} groups of {b}? | Multiply {a} by {b}. What do "
        "you get?",
        "{a} 곱하기 {b:은} 얼마인가요? | {b:이} {a} 묶음이면 모두 얼마인가요? | {a}에 {b:을} "
        "곱하면 "
        "얼마인가요?"};
}

/// The numeral for a number: of Korean as one counts without things, "이십삼".
std::string spoken(int value, Language language)
{
    return numeral(value, language, language == Language::English ? "" : "이").value();
}

/// One step of the working.
struct Step
{
    const Operation* operation;
    int with;
};

/// The working in words: "Thirty plus ten is forty, plus two is forty-two."
std::string workedOut(int value, const std::vector<Step>& steps, Language language)
{
    const bool english = language == Language::English;
    std::string text = spoken(value, language);
    for (const auto& [operation, with] : steps) {
        value = operation->apply(value, with);
        const auto part = spoken(with, language), made = spoken(value, language);
        text += &operation == &steps.front().operation ? " " : ", ";
        text += english ? std::string(operation->english) + " " + part + " is " + made
                        : std::string(operation->korean) + " " +
                              withParticle(part, Particle::Topic) + " " + made;
    }
    return english ? capitalised(text) + "." : text + ".";
}

/// How one works out a sum: the tens first, then the rest.
std::vector<Step> stepsOf(const Sum& sum)
{
    const int rest = sum.b % 10;
    if (&sum.operation != &kTimes && sum.b > 10 && rest > 0)
        return {{&sum.operation, sum.b - rest}, {&sum.operation, rest}};
    return {{&sum.operation, sum.b}};
}

/// What is added up and what is taken away, in whatever order: "2+3+7-4".
std::string matterOf(int value, const std::vector<Step>& steps)
{
    std::vector<int> added{value}, taken;
    for (const auto& [operation, with] : steps)
        (operation == &kPlus ? added : taken).push_back(with);
    std::ranges::sort(added);
    std::ranges::sort(taken);
    return fmt::format("{}-{}", fmt::join(added, "+"), fmt::join(taken, "-"));
}

/// A question with its answer, which it comes to, and its working; `matter` is the same for all
/// questions about these numbers.
Item itemOf(
    std::string prompt, int right, std::string working, std::string matter, const Source& source)
{
    const Language language = source.story.language;
    const int wrong = numberNear(right, source.random);
    const auto tell = [&](int result) {
        const auto word = spoken(result, language);
        return language == Language::English ? "It is " + word + "."
                                             : withParticle(word, Particle::Is) + ".";
    };
    Item item;
    item.prompt = std::move(prompt);
    item.answer = spoken(right, language);
    item.reply = tell(right);
    item.rationale = std::move(working);
    item.matter = std::move(matter);
    item.wrong = tell(wrong);
    item.wrongAnswer = spoken(wrong, language);
    item.wrongTag = "wrong";
    return item;
}

} // namespace

std::optional<Item> askArithmetic(const Source& source)
{
    const Language language = source.story.language;
    const bool english = language == Language::English;
    const Sum sum = drawSum(source.random);
    Slots slots(source.story);
    slots.set("a", spoken(sum.a, language));
    slots.set("b", spoken(sum.b, language));
    const auto question = slots.fill(oneOf(english ? sum.english : sum.korean, source.random));
    // Who knows seven plus twelve knows twelve plus seven.
    const bool commutes = &sum.operation != &kMinus;
    const int first = commutes ? std::min(sum.a, sum.b) : sum.a,
              second = commutes ? std::max(sum.a, sum.b) : sum.b;
    return itemOf(
        question.value(),
        sum.result(),
        workedOut(sum.a, stepsOf(sum), language),
        fmt::format("{} {} {}", first, sum.operation.english, second),
        source);
}

std::optional<Item> askArithmeticSteps(const Source& source)
{
    const Language language = source.story.language;
    const bool english = language == Language::English;
    auto& random = source.random;
    const int begun = from(2, kMostBegun, random);
    std::vector<Step> steps;
    int value = begun;
    for (int i = 0; i < 2; ++i) {
        const bool plus = value < 4 || random.below(2) == 0;
        const int with = from(2, plus ? kMostStep : std::min(value - 1, kMostStep), random);
        steps.push_back({plus ? &kPlus : &kMinus, with});
        value = steps.back().operation->apply(value, with);
    }
    const Operation &first = *steps[0].operation, &second = *steps[1].operation;
    const auto deed = [](std::string text, const char* slot) {
        return text.replace(text.find('x'), 1, slot);
    };
    const std::string form = fmt::format(
        fmt::runtime(english ? kTwoSteps : kTwoStepsKorean),
        english ? first.english : first.korean,
        english ? second.english : second.korean,
        deed(english ? first.deed : first.koreanDeed, "b"),
        deed(english ? second.deed : second.koreanLast, "c"));
    Slots slots(source.story);
    slots.set("a", spoken(begun, language));
    slots.set("b", spoken(steps[0].with, language));
    slots.set("c", spoken(steps[1].with, language));
    return itemOf(
        slots.fill(oneOf(form, random)).value(),
        value,
        workedOut(begun, steps, language),
        matterOf(begun, steps),
        source);
}

} // namespace espalier::built_in
