/// Small repairs: a sentence with one thing wrong, to be written as it should be.

#include "core/data/world_lexicon.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

namespace espalier::built_in {

namespace {

/// A sentence as it is and as it should be, with the reason to know.
struct Broken
{
    std::string context, wrong, right, ask;
};

bool isEnglish(const Source& source)
{
    return source.story.language == Language::English;
}

/// Somebody lives or works elsewhere than the story says.
std::optional<Broken> wrongFact(const Source& source)
{
    const auto& story = source.story;
    const auto& a = story.characters[0];
    const auto other = world::makeStory(source.seed, source.index + 1, story.language, story.split);
    const auto context = excerpt(source, {}, source.random.below(3));
    if (context.empty() || other.place == story.place || other.characters[0].kind == a.kind)
        return std::nullopt;
    const bool place = source.random.below(2) == 0;
    const auto tell = [&](const std::string& home, const std::string& kind) {
        if (isEnglish(source))
            return place ? a.name + " lived in " + home + "."
                         : "The name of the " + kind + " was " + a.name + ".";
        return place ? withParticle(a.name, Particle::Topic) + " " + home + "에 살았다."
                     : withParticle(a.name, Particle::Topic) + " " +
                           withParticle(kind, Particle::Was) + ".";
    };
    return Broken{
        context,
        tell(other.place, other.characters[0].kind),
        tell(story.place, a.kind),
        isEnglish(source)
            ? "This does not fit the story: \"#\" Write it so that it fits. | One word here is "
              "not as in the story: \"#\" Write the sentence with the right word."
            : "이 문장은 이야기와 다르다. \"#\" 이야기에 맞게 고쳐 쓰세요. | 이야기와 다른 낱말이 "
              "하나 "
              "있다. \"#\" 문장을 바르게 고치세요."};
}

/// A sum whose last number is wrong.
std::optional<Broken> wrongNumber(const Source& source)
{
    const auto& story = source.story;
    for (const auto& fact : story.facts) {
        if (fact.relation != "sum" && fact.relation != "difference")
            continue;
        const int right = std::stoi(fact.terms[2]);
        const int wrong = numberNear(right, source.random);
        const bool sum = fact.relation == "sum";
        const auto tell = [&](int result) -> std::optional<std::string> {
            const auto left = numeral(std::stoi(fact.terms[0]), story.language);
            const auto other = numeral(std::stoi(fact.terms[1]), story.language);
            const auto made = numeral(result, story.language);
            if (!left || !other || !made)
                return std::nullopt;
            if (isEnglish(source))
                return capitalised(
                    *left + (sum ? " plus " : " minus ") + *other + " is " + *made + ".");
            return *left + (sum ? "에 " : "에서 ") + withParticle(*other, Particle::Object) +
                   (sum ? " 더하면 " : " 빼면 ") + withParticle(*made, Particle::Is) + ".";
        };
        const auto told = tell(wrong);
        const auto truth = tell(right);
        if (!told || !truth)
            return std::nullopt;
        return Broken{
            excerpt(source, {}, 0),
            *told,
            *truth,
            isEnglish(source)
                ? "The last number is wrong: \"#\" Write the sum as it should be. | "
                  "Repair the last number: \"#\""
                : "마지막 수가 틀렸다. \"#\" 바르게 고쳐 쓰세요. | 마지막 수를 고치세요. \"#\""};
    }
    return std::nullopt;
}

/// "a" for "an", or the particle that doesn't fit the sound before it.
std::optional<Broken> wrongGrammar(const Source& source)
{
    const auto& a = source.story.characters[0].name;
    const auto noun = nounOf(source.story);
    if (noun.empty())
        return std::nullopt;
    const auto context = excerpt(source, {}, source.random.below(2));
    if (isEnglish(source)) {
        const bool an = world::startsWithVowelSound(noun);
        return Broken{
            context,
            a + " has " + (an ? "a " : "an ") + noun + ".",
            a + " has " + (an ? "an " : "a ") + noun + ".",
            "The little word before \"" + noun +
                "\" is wrong: \"#\" Write the right sentence. | Write \"a\" or \"an\" as it should "
                "be: \"#\""};
    }
    const auto right = withParticle(noun, Particle::Object);
    const bool vowel = finalConsonant(noun) == 0;
    return Broken{
        context,
        withParticle(a, Particle::Topic) + " " + noun + (vowel ? "을" : "를") + " 보았다.",
        withParticle(a, Particle::Topic) + " " + right + " 보았다.",
        "\"" + noun +
            "\" 뒤의 조사가 틀렸다. \"#\" 바르게 고쳐 쓰세요. | 조사를 바르게 고치세요. \"#\""};
}

} // namespace

std::optional<Item> askRepair(const Source& source)
{
    constexpr std::optional<Broken> (*kWays[])(const Source&) = {
        wrongFact, wrongNumber, wrongGrammar};
    const auto broken = kWays[source.random.below(std::size(kWays))](source);
    if (!broken || broken->context.empty() || broken->wrong == broken->right)
        return std::nullopt;
    auto ask = oneOf(broken->ask, source.random);
    ask.replace(ask.find('#'), 1, broken->wrong);
    Item item;
    item.prompt = broken->context + "\n" + ask;
    item.answer = broken->right;
    item.reply = broken->right;
    item.wrong = broken->wrong;
    item.wrongTag = "wrong";
    return item;
}

} // namespace espalier::built_in
