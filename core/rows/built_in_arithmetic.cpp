/// Bare sums in words, without a story: what is seven plus twelve? Short, so that a small model
/// sees many of them in little time.

#include "core/data/world_particles.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

namespace espalier::built_in {

namespace {

/// Largest number to be added or taken away, and largest factor.
constexpr int kMostAdded = 40;
constexpr int kMostFactor = 9;

/// What is done with two numbers.
struct Operation
{
    const char* english;
    const char* korean;
    int (*apply)(int a, int b);
};

constexpr Operation kPlus{"plus", "더하기", [](int a, int b) { return a + b; }};
constexpr Operation kMinus{"minus", "빼기", [](int a, int b) { return a - b; }};
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

/// How one works it out: the tens first, then the rest. "Thirty plus ten is forty, plus two is
/// forty-two."
std::string workedOut(const Sum& sum, Language language)
{
    const bool english = language == Language::English;
    const int rest = sum.b % 10;
    std::vector<int> parts{sum.b};
    if (&sum.operation != &kTimes && sum.b > 10 && rest > 0)
        parts = {sum.b - rest, rest};
    std::string text = spoken(sum.a, language);
    int value = sum.a;
    for (size_t i = 0; i < parts.size(); ++i) {
        value = sum.operation.apply(value, parts[i]);
        const auto part = spoken(parts[i], language), made = spoken(value, language);
        text += i == 0 ? " " : ", ";
        text += english ? std::string(sum.operation.english) + " " + part + " is " + made
                        : std::string(sum.operation.korean) + " " +
                              withParticle(part, Particle::Topic) + " " + made;
    }
    return english ? capitalised(text) + "." : text + ".";
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
    const int right = sum.result();
    const int wrong = numberNear(right, source.random);
    const auto tell = [&](int result) {
        const auto word = spoken(result, language);
        return english ? "It is " + word + "." : withParticle(word, Particle::Is) + ".";
    };
    Item item;
    item.prompt = question.value();
    item.answer = spoken(right, language);
    item.reply = tell(right);
    item.rationale = workedOut(sum, language);
    item.wrong = tell(wrong);
    item.wrongTag = "wrong";
    return item;
}

} // namespace espalier::built_in
