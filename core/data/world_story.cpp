#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/data/world_wording.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace espalier::world {

namespace {

/// So many words of a class are told; the rarer ones are only understood. A small model has to see
/// each word often enough.
constexpr size_t kMostTold = 72;

/// Weights of the ranks below `count`, summed up: 1/(rank + head), in whole numbers so that every
/// machine agrees. Flat enough that a class of a hundred words carries six bits.
std::vector<uint64_t> summedWeights(size_t count)
{
    constexpr uint64_t kScale = 1'000'000;
    const uint64_t head = 3 + std::min<size_t>(count / 2, 60);
    std::vector<uint64_t> sums(count);
    uint64_t total = 0;
    for (size_t rank = 0; rank < count; ++rank)
        sums[rank] = total += kScale / (rank + head);
    return sums;
}

/// Draws a rank below `count` by these weights.
size_t ranked(Random& random, size_t count)
{
    thread_local std::unordered_map<size_t, std::vector<uint64_t>> known;
    auto& sums = known[count];
    if (sums.empty())
        sums = summedWeights(count);
    const uint64_t drawn = random.below(sums.back());
    return static_cast<size_t>(std::ranges::upper_bound(sums, drawn) - sums.begin());
}

/// One side of the split owns every unordered cast with its place, by the parity of a hash of their
/// words.
Split sideOf(std::vector<std::string> names, const std::string& place)
{
    std::ranges::sort(names);
    std::string key = place;
    for (const auto& name : names)
        key += "\n" + name;
    return hash64(key, version) % 2 == 0 ? Split::Train : Split::Validation;
}

/// Tells one story: draws the plot, the cast and the numbers, then puts the lines into words.
class Teller
{
public:
    Teller(uint64_t seed, uint64_t index, Language language, Split split)
        : m_language(language)
        , m_lexicon(Lexicon::of(language))
        , m_plots(Plots::of(language))
        , m_random(
              seed,
              std::string("world/") + (language == Language::English ? "en/" : "ko/") +
                  (split == Split::Train ? "train" : "validation"),
              index)
    {
        m_story.language = language;
        m_story.split = split;
    }

    Story tell()
    {
        choosePlot();
        do
            drawCast();
        while (sideOf(namesOfCast(), word(m_place)) != m_story.split);
        m_story.good = m_random.below(2) == 0;
        drawWords();
        do
            drawNumbers();
        while (!numbersFit());
        tellLines();
        recordStory();
        return std::move(m_story);
    }

private:
    void choosePlot()
    {
        auto drawn = static_cast<int>(m_random.below(static_cast<uint64_t>(m_plots.totalWeight())));
        for (const auto& plot : m_plots.all()) {
            m_plot = &plot;
            drawn -= plot.weight;
            if (drawn < 0)
                break;
        }
        m_story.plot = m_plot->name;
        m_cast.animals = m_plot->beasts && (!m_plot->people || m_random.below(2) == 0);
        m_cast.lexeme.assign(m_plots.variableCount(), -1);
        m_cast.value.assign(m_plots.variableCount(), 0);
        m_place = m_plots.variable("P");
    }

    int draw(std::string_view wordClass)
    {
        const std::string wilder = "beast_" + std::string(wordClass);
        const auto members =
            m_lexicon.members(m_cast.animals && m_lexicon.has(wilder) ? wilder : wordClass);
        const auto pos = m_lexicon.lexeme(members[0]).pos;
        const bool names = pos == Pos::Being || pos == Pos::Place;
        return members
            [names ? m_random.below(members.size())
                   : ranked(m_random, std::min(members.size(), kMostTold))];
    }

    /// Whether a variable stands for this word already, be it of another class.
    bool isUsed(int drawn) const
    {
        const std::string& word = m_lexicon.lexeme(drawn).forms[0];
        return std::ranges::any_of(m_cast.lexeme, [&](int used) {
            return used >= 0 && m_lexicon.lexeme(used).forms[0] == word;
        });
    }

    int drawUnused(std::string_view wordClass)
    {
        int drawn = draw(wordClass);
        while (isUsed(drawn))
            drawn = draw(wordClass);
        return drawn;
    }

    void drawCast()
    {
        std::ranges::fill(m_cast.lexeme, -1);
        // A and B differ in gender, so that "he" and "she" say who is meant.
        const bool girlFirst = m_random.below(2) == 0;
        for (size_t i = 0; i < m_plot->cast.size(); ++i) {
            const auto role = static_cast<size_t>(m_plot->cast[i]);
            const auto kind = static_cast<size_t>(
                m_plots.variable(m_plots.variableName(m_plot->cast[i]) + ".kind"));
            const bool girl = i == 2 ? m_random.below(2) == 0 : girlFirst == (i == 0);
            m_cast.lexeme[role] = drawUnused(girl ? "girls" : "boys");
            m_cast.lexeme[kind] = drawUnused("jobs");
        }
        m_cast.lexeme[static_cast<size_t>(m_place)] = draw("villages");
    }

    std::vector<std::string> namesOfCast() const
    {
        std::vector<std::string> names;
        for (const int role : m_plot->cast)
            names.push_back(word(role));
        return names;
    }

    void drawWords()
    {
        if (!m_plot->goodTrait.empty())
            m_cast.lexeme[static_cast<size_t>(m_plots.variable("T"))] =
                draw(m_story.good ? m_plot->goodTrait : m_plot->badTrait);
        for (const auto& pick : m_plot->picks)
            m_cast.lexeme[static_cast<size_t>(pick.variable)] = drawUnused(pick.wordClass);
        for (const int role : m_plot->cast)
            drawAdjective(m_plots.variableName(role) + ".kind", "jobs");
        for (const auto& pick : m_plot->picks)
            drawAdjective(m_plots.variableName(pick.variable), pick.wordClass);
    }

    /// A thing keeps its adjective through the story.
    void drawAdjective(const std::string& noun, const std::string& wordClass)
    {
        const int adjective = m_plots.variable(noun + "'");
        if (adjective >= 0 && m_lexicon.has("of_" + wordClass))
            m_cast.lexeme[static_cast<size_t>(adjective)] = drawUnused("of_" + wordClass);
    }

    int& value(int variable) { return m_cast.value[static_cast<size_t>(variable)]; }

    void drawNumbers()
    {
        for (const auto& range : m_plot->ranges)
            value(range.variable) =
                range.low +
                static_cast<int>(m_random.below(static_cast<uint64_t>(range.high - range.low + 1)));
        for (const auto& relation : m_plot->relations) {
            const int left = value(relation.left);
            const int right = value(relation.right);
            value(relation.result) = relation.operation == Operation::Sum          ? left + right
                                     : relation.operation == Operation::Difference ? left - right
                                                                                   : left * right;
        }
    }

    bool numbersFit()
    {
        const int largest = m_language == Language::English ? 199 : 99;
        return std::ranges::all_of(m_plot->relations, [&](const Relation& relation) {
            return value(relation.result) >= 1 && value(relation.result) <= largest;
        });
    }

    void tellLines()
    {
        for (const auto& line : m_plot->lines) {
            // Drawn for every line, told or not.
            const auto chance = static_cast<int>(m_random.below(100));
            const uint64_t which = m_random.below(line.frames.size());
            const char whose = m_cast.animals ? 'b' : 'p';
            const char when = m_story.good ? '+' : '-';
            if ((line.when != '=' && line.when != when) ||
                (line.whose != 0 && line.whose != whose) || chance >= line.percent)
                continue;
            if (line.paragraph)
                m_story.paragraphs.push_back(m_story.sentences.size());
            Event event{line.what, line.subject, -1, m_story.sentences.size()};
            for (size_t i = 0; i < m_story.events.size(); ++i)
                if (m_story.events[i].what == line.cause)
                    event.cause = static_cast<int>(i);
            m_story.events.push_back(std::move(event));
            m_story.sentences.push_back(
                inWords(elementsTold(line.frames[which]), m_cast, m_language));
        }
    }

    /// An opener or closer; a narrow one only where it fits.
    std::vector<Element> any(const std::vector<Frame>& frames, bool narrowFits)
    {
        const Frame* frame = nullptr;
        do
            frame = &frames[m_random.below(frames.size())];
        while (frame->narrow && !narrowFits);
        auto elements = frame->elements;
        elements[0].space = true;
        return elements;
    }

    /// The elements of the sentence, perhaps with an opener or closer; optional ones are drawn, and
    /// so is what is drawn anew in each sentence.
    std::vector<Element> elementsTold(const Frame& frame)
    {
        const uint64_t percent = frame.poor ? 60 : 10;
        const bool varied = (frame.opens || frame.closes) && m_random.below(100) < percent;
        const bool opened = varied && frame.opens && (!frame.closes || m_random.below(2) == 0);
        std::vector<Element> told;
        if (opened)
            told = any(m_plots.openers(), frame.named);
        told.insert(told.end(), frame.elements.begin(), frame.elements.end());
        if (opened)
            told[told.size() - frame.elements.size()].space = true;
        if (varied && !opened) {
            auto closer = any(m_plots.closers(), frame.quoted);
            told.insert(told.end() - 1, closer.begin(), closer.end());
        }
        for (size_t i = 0; i < told.size();) {
            const bool skipped = told[i].percent < 100 &&
                                 m_random.below(100) >= static_cast<uint64_t>(told[i].percent);
            if (!skipped) {
                ++i;
                continue;
            }
            if (i + 1 < told.size())
                told[i + 1].space = told[i + 1].space && told[i].space;
            told.erase(told.begin() + static_cast<std::ptrdiff_t>(i));
        }
        for (const auto& element : told)
            if (element.variable >= 0 && !m_plots.freshClass(element.variable).empty())
                m_cast.lexeme[static_cast<size_t>(element.variable)] =
                    drawUnused(m_plots.freshClass(element.variable));
        return told;
    }

    std::string word(int variable) const
    {
        const int id = m_cast.lexeme[static_cast<size_t>(variable)];
        if (id >= 0)
            return m_lexicon.lexeme(id).forms[0];
        return std::to_string(m_cast.value[static_cast<size_t>(variable)]);
    }

    void recordStory()
    {
        m_story.place = word(m_place);
        for (const int role : m_plot->cast) {
            Character character;
            character.role = m_plots.variableName(role);
            character.name = word(role);
            character.kind = word(m_plots.variable(character.role + ".kind"));
            character.gender = m_lexicon.lexeme(m_cast.lexeme[static_cast<size_t>(role)]).gender;
            character.animal = m_cast.animals;
            if (character.role == "A" && !m_plot->goodTrait.empty())
                character.trait = word(m_plots.variable("T"));
            m_story.facts.push_back({"lives_in", {character.name, m_story.place}});
            m_story.facts.push_back({"is_a", {character.name, character.kind}});
            if (!character.trait.empty())
                m_story.facts.push_back({"trait", {character.name, character.trait}});
            m_story.characters.push_back(std::move(character));
        }
        for (const auto& pick : m_plot->picks)
            m_story.things.emplace_back(m_plots.variableName(pick.variable), word(pick.variable));
        for (const auto& range : m_plot->ranges)
            m_story.numbers.emplace_back(
                m_plots.variableName(range.variable), value(range.variable));
        for (const auto& relation : m_plot->relations) {
            static constexpr const char* kNames[] = {"sum", "difference", "product"};
            m_story.numbers.emplace_back(
                m_plots.variableName(relation.result), value(relation.result));
            m_story.facts.push_back(
                {kNames[static_cast<size_t>(relation.operation)],
                 {std::to_string(value(relation.left)),
                  std::to_string(value(relation.right)),
                  std::to_string(value(relation.result))}});
        }
        for (const auto& fact : m_plot->facts) {
            if (fact.when != '=' && fact.when != (m_story.good ? '+' : '-'))
                continue;
            Fact stated{fact.relation, {}};
            for (const int term : fact.terms)
                stated.terms.push_back(word(term));
            m_story.facts.push_back(std::move(stated));
        }
    }

    Language m_language;
    const Lexicon& m_lexicon;
    const Plots& m_plots;
    Random m_random;
    const Plot* m_plot = nullptr;
    Cast m_cast;
    int m_place = -1;
    Story m_story;
};

} // namespace

std::string Story::text() const
{
    std::string text;
    for (size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0)
            text += std::ranges::find(paragraphs, i) == paragraphs.end() ? ' ' : '\n';
        text += sentences[i];
    }
    return text;
}

Story makeStory(uint64_t seed, uint64_t index, Language language, Split split)
{
    return Teller(seed, index, language, split).tell();
}

Split splitOf(const Story& story)
{
    std::vector<std::string> names;
    for (const auto& character : story.characters)
        names.push_back(character.name);
    return sideOf(std::move(names), story.place);
}

} // namespace espalier::world

namespace espalier {

std::string worldDocument(uint64_t seed, uint64_t index, Language language, Split split)
{
    return world::makeStory(seed, index, language, split).text();
}

} // namespace espalier
