#include "core/rows/built_in_questions.h"

#include "core/reward/verifier.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>

namespace espalier::built_in {

namespace {

std::vector<Question> readQuestions(std::string_view text)
{
    std::vector<Question> all;
    for (const auto& line : alternativesOf(text, '\n')) {
        const auto after = [&](size_t begin) { return alternativesOf(line.substr(begin), ' '); };
        if (line.starts_with("ask ")) {
            const size_t colon = line.find(':');
            auto words = alternativesOf(line.substr(4, colon - 4), ' ');
            Question question;
            question.kind = words[0];
            question.plots.assign(words.begin() + 1, words.end());
            question.events = after(colon + 1);
            all.push_back(std::move(question));
        } else if (line.starts_with("? "))
            all.back().asked = line.substr(2);
        else if (line.starts_with("= "))
            all.back().answer = line.substr(2);
        else if (line.starts_with("! "))
            all.back().replies = line.substr(2);
        else if (line.starts_with("x "))
            all.back().wrong = line.substr(2);
        else if (line.starts_with("via "))
            all.back().steps = after(4);
        else if (line.starts_with("works "))
            all.back().working = line.substr(6);
        else if (line.starts_with("holds "))
            all.back().constraints = line.substr(6);
        else if (line.starts_with("with ")) {
            const auto words = after(5);
            all.back().draws.push_back({words[0] == "plus", words[1], words[2], words[3]});
        } else
            assert(false && "no such line of a question");
    }
    return all;
}

bool fits(std::string_view plot, const world::Story& story)
{
    if (plot == "*p" || plot == "*b")
        return story.characters[0].animal == (plot == "*b");
    const char side = plot.back();
    if (side == '+' || side == '-') {
        plot.remove_suffix(1);
        if (story.good != (side == '+'))
            return false;
    }
    return plot == "*" || plot == story.plot;
}

bool fits(const Question& question, const world::Story& story)
{
    return std::ranges::any_of(
        question.plots, [&](const std::string& plot) { return fits(plot, story); });
}

/// One question put to one story: what was drawn for it, and its answer.
struct Put
{
    Slots slots;
    std::string answer;
};

std::optional<Put> put(const Question& question, const world::Story& story, Random& random)
{
    Put put{Slots(story), {}};
    for (const auto& draw : question.draws) {
        const auto left = put.slots.number(draw.left);
        if (!left || *left < 4)
            return std::nullopt;
        const int most = draw.plus ? 9 : std::min(9, *left - 1);
        const int drawn = 2 + static_cast<int>(random.below(static_cast<uint64_t>(most - 1)));
        put.slots.set(draw.drawn, drawn);
        put.slots.set(draw.result, draw.plus ? *left + drawn : *left - drawn);
    }
    const auto answer = put.slots.fill(question.answer);
    if (!answer)
        return std::nullopt;
    put.answer = *answer;
    return put;
}

/// Another thing or place of the story.
std::optional<std::string> otherNoun(const Source& source, const std::string& answer)
{
    static constexpr std::string_view kNouns[] = {
        "obj",
        "wish",
        "thing",
        "plant",
        "pet",
        "garment",
        "furniture",
        "other",
        "likedFood",
        "food",
        "dish0",
        "spot",
        "dest",
        "mid",
        "last",
        "room",
        "r1"};
    std::vector<std::string> others;
    for (const auto& [name, word] : source.story.things)
        if (word != answer && std::ranges::find(kNouns, name) != std::end(kNouns))
            others.push_back(word);
    if (others.empty())
        return std::nullopt;
    return others[source.random.below(others.size())];
}

/// An answer that is not right: of the question's own, a number near it, or what another story has.
std::optional<std::string>
wrongAnswer(const Question& question, const Put& right, const Source& source)
{
    if (!question.wrong.empty())
        return right.slots.fill(oneOf(question.wrong, source.random));
    const auto& text = question.answer;
    if (const auto value = right.slots.number(text.substr(1, text.size() - 2)))
        return numeral(numberNear(*value, source.random), source.story.language);
    if (question.plots[0][0] != '*')
        return otherNoun(source, right.answer);
    for (uint64_t i = 1; i < 100; ++i) {
        const auto other = world::makeStory(
            source.seed, source.index + i, source.story.language, source.story.split);
        const auto answer =
            fits(question, other) ? put(question, other, source.random) : std::nullopt;
        if (answer && answer->answer != right.answer)
            return answer->answer;
    }
    return std::nullopt;
}

std::string replyWith(const Slots& slots, const std::string& frame, const std::string& answer)
{
    std::string text;
    for (size_t i = 0; i < frame.size(); ++i) {
        if (frame[i] != '#') {
            text += frame[i];
            continue;
        }
        // "#:은" is the answer with a particle.
        const size_t end = frame.find('#', i + 1);
        if (i + 1 < frame.size() && frame[i + 1] == ':' && end != std::string::npos) {
            const auto particle = particleNamed(frame.substr(i + 2, end - i - 2));
            text += particle ? withParticle(answer, *particle) : answer;
            i = end;
        } else
            text += answer;
    }
    return capitalised(slots.fill(text).value_or(""));
}

std::string lower(std::string text)
{
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// The story's sentences, and with B's introduction where the question would leave B unexplained.
std::string contextFor(const Question& question, const Source& source, const std::string& asked)
{
    auto events = question.events;
    const auto plain = excerpt(source, events, 0);
    if (source.story.characters.size() > 1 && eventNamed(source.story, "friend") != nullptr) {
        const auto& name = source.story.characters[1].name;
        if (asked.find(name) != std::string::npos && plain.find(name) == std::string::npos)
            events.emplace_back("friend");
    }
    for (size_t extra = source.random.below(3); extra > 0; --extra) {
        auto text = excerpt(source, events, extra);
        if (wordsOf(text) + wordsOf(asked) <= kMostPromptWords - 10)
            return text;
    }
    return excerpt(source, events, 0);
}

/// The constraints of a puzzle in lines; nothing where they don't leave the answer alone.
std::optional<std::string> puzzleOf(const Question& question, const Put& right)
{
    std::string lines;
    for (const auto& line : alternativesOf(question.constraints, ';'))
        lines += right.slots.fill(line).value_or("") + "\n";
    return leavesOnly(lines, right.answer) ? std::optional(lines) : std::nullopt;
}

std::optional<Item> ask(const Question& question, const Source& source)
{
    const auto right = put(question, source.story, source.random);
    if (!right)
        return std::nullopt;
    const auto asked = right->slots.fill(oneOf(question.asked, source.random));
    if (!asked)
        return std::nullopt;
    const auto context = contextFor(question, source, *asked);
    if (context.empty())
        return std::nullopt;
    if (question.kind == "direct" && lower(context).find(lower(right->answer)) == std::string::npos)
        return std::nullopt;
    Item item;
    item.prompt = context + "\n" + capitalised(*asked);
    if (wordsOf(item.prompt) > kMostPromptWords)
        return std::nullopt;
    item.answer = right->answer;
    if (!question.constraints.empty()) {
        auto puzzle = puzzleOf(question, *right);
        if (!puzzle)
            return std::nullopt;
        item.tests = std::move(*puzzle);
    }
    const auto frame = oneOf(question.replies, source.random);
    item.reply = replyWith(right->slots, frame, right->answer);
    const auto wrong = source.wrongToo ? wrongAnswer(question, *right, source) : std::nullopt;
    if (wrong) {
        item.wrong = replyWith(right->slots, frame, *wrong);
        item.wrongAnswer = *wrong;
        item.wrongTag = "wrong";
    }
    item.rationale = right->slots.fill(question.working).value_or("");
    for (const auto& step : question.steps)
        if (const auto* event = eventNamed(source.story, step))
            item.rationale +=
                (item.rationale.empty() ? "" : " ") + source.story.sentences[event->sentence];
    return item;
}

/// A question of that kind that fits the story; those of its own plot before those of any.
std::optional<Item> askAny(const Source& source, std::string_view kind)
{
    std::vector<const Question*> own, any;
    for (const auto& question : questions(source.story.language))
        if (question.kind == kind && fits(question, source.story))
            (question.plots[0][0] == '*' ? any : own).push_back(&question);
    const bool general = own.empty() || (!any.empty() && source.random.below(3) == 0);
    const auto& chosen = general ? any : own;
    if (chosen.empty())
        return std::nullopt;
    return ask(*chosen[source.random.below(chosen.size())], source);
}

} // namespace

const std::vector<Question>& questions(Language language)
{
    static const auto english = readQuestions(englishQuestions());
    static const auto korean = readQuestions(koreanQuestions());
    return language == Language::English ? english : korean;
}

bool leavesOnly(const std::string& constraints, const std::string& answer)
{
    static const auto verifier = makeVerifier({{"kind", "logic"}});
    const AnswerToCheck gold{
        .kind = "logic", .answer = answer, .gold = answer, .tests = constraints};
    return verifier->check(gold).score == 1;
}

std::optional<Item> askDirect(const Source& source)
{
    return askAny(source, "direct");
}
std::optional<Item> askIndirect(const Source& source)
{
    return askAny(source, "indirect");
}
std::optional<Item> askSum(const Source& source)
{
    return askAny(source, "sum");
}
std::optional<Item> askSumSteps(const Source& source)
{
    return askAny(source, "sum_steps");
}
std::optional<Item> askCompare(const Source& source)
{
    return askAny(source, "compare");
}
std::optional<Item> askLogic(const Source& source)
{
    return askAny(source, "logic");
}

} // namespace espalier::built_in
