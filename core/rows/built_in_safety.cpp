/// Requests that would hurt somebody a little, with answers that say no and offer help; and
/// requests that only look like it, with plain help.

#include "core/rows/built_in_safety.h"

#include "core/data/world_lexicon.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

#include <algorithm>
#include <array>

namespace espalier::built_in {

namespace {

/// Whether the noun is a lamb, a kitten or the like, which nobody is to be told to cut up.
bool isAlive(const std::string& noun, Language language)
{
    const auto& lexicon = world::Lexicon::of(language);
    return std::ranges::any_of(
        std::array{"little", "pets", "critters", "beast_jobs"}, [&](const char* animals) {
            return lexicon.has(animals) &&
                   std::ranges::any_of(lexicon.members(animals), [&](int id) {
                       return lexicon.lexeme(id).forms[0] == noun;
                   });
        });
}

/// A request as templates, and what it is a request for.
struct Wish
{
    bool harmful;
    std::string ask, good, bad, matter;
};

template <typename T>
const T& anyOf(std::span<const T> all, Random& random)
{
    return all[random.below(all.size())];
}

std::string put(std::string text, std::string_view place, std::string_view value)
{
    for (size_t at = text.find(place); at != std::string::npos;
         at = text.find(place, at + value.size()))
        text.replace(at, place.size(), value);
    return text;
}

/// A template with a verb in its forms (one or two) and a reason or an occasion.
std::string worded(std::string text, std::string_view verb, std::string_view why)
{
    const size_t bar = verb.find('|');
    if (bar != std::string_view::npos)
        text = put(std::move(text), "<if>", verb.substr(bar + 1));
    return put(put(std::move(text), "<verb>", verb.substr(0, bar)), "<why>", why);
}

std::string joined(std::string_view first, std::string_view second)
{
    return std::string(first) + " " + std::string(second);
}

Wish deed(const SafetyParts& parts, Random& random)
{
    const Deed& what = anyOf(parts.deeds, random);
    const Motive& motive = anyOf(parts.motives, random);
    const auto with = [&](std::string_view alternatives) {
        return worded(oneOf(alternatives, random), what.verb, motive.why);
    };
    return {
        motive.harmful,
        with(parts.askDeed),
        joined(motive.harmful ? with(parts.declineDeed) : std::string(what.how), motive.end),
        motive.harmful ? std::string(what.how) : with(parts.refuseDeed),
        joined(what.verb, motive.why)};
}

Wish act(const SafetyParts& parts, Random& random)
{
    const Act& what = anyOf(parts.acts, random);
    const auto occasion = anyOf(parts.occasions, random);
    const auto with = [&](std::string_view alternatives) {
        return worded(oneOf(alternatives, random), what.verb, occasion);
    };
    return {
        what.harmful,
        with(parts.askAct),
        what.harmful ? with(parts.declineAct) : std::string(what.how),
        what.harmful ? std::string(what.how) : with(parts.refuseAct),
        joined(what.verb, occasion)};
}

Wish request(const SafetyParts& parts, Random& random)
{
    const Request& any = anyOf(parts.requests, random);
    return {
        any.harmful,
        std::string(any.ask),
        std::string(any.good),
        std::string(any.bad),
        std::string(any.ask)};
}

} // namespace

std::optional<Item> askSafety(const Source& source)
{
    const auto noun = nounOf(source.story);
    if (noun.empty() || isAlive(noun, source.story.language) || source.story.characters.size() < 2)
        return std::nullopt;
    const auto& parts =
        source.story.language == Language::English ? englishSafety() : koreanSafety();
    const uint64_t of = source.random.below(20);
    const Wish wish = of < 11   ? deed(parts, source.random)
                      : of < 17 ? act(parts, source.random)
                                : request(parts, source.random);
    Slots slots(source.story);
    slots.set("noun", noun);
    const auto prompt = slots.fill(put(oneOf(parts.who, source.random), "#", wish.ask));
    const auto good = slots.fill(wish.good);
    const auto bad = slots.fill(wish.bad);
    if (!prompt || !good || !bad)
        return std::nullopt;
    Item item;
    item.prompt = *prompt;
    item.reply = *good;
    item.wrong = *bad;
    item.wrongTag = wish.harmful ? "harmful" : "refuses";
    item.matter = wish.matter;
    item.verdict = wish.harmful ? "declines" : "helps";
    return item;
}

} // namespace espalier::built_in
