#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/data/world_plot.h"

#include <algorithm>
#include <cassert>

namespace espalier::world {

namespace {

/// Draws a rank below `count`: weight 1/(rank + 3), in whole numbers so that every machine agrees.
size_t zipf(Random& random, size_t count)
{
    constexpr uint64_t kScale = 1'000'000;
    uint64_t total = 0;
    for (size_t rank = 0; rank < count; ++rank)
        total += kScale / (rank + 3);
    uint64_t drawn = random.below(total);
    for (size_t rank = 0; rank < count; ++rank) {
        const uint64_t weight = kScale / (rank + 3);
        if (drawn < weight)
            return rank;
        drawn -= weight;
    }
    return count - 1;
}

/// What the variables of a plot stand for in one story.
struct Cast
{
    std::vector<int> lexeme; ///< per variable; -1 unset
    std::vector<int> value;  ///< per variable; 0 unset
    bool animals = false;
};

std::string placeWord(const Lexeme& lexeme, Language language)
{
    const bool article = language == Language::English && lexeme.pos == Pos::Wild;
    return (article ? "the " : "") + lexeme.forms[0];
}

std::string beingWord(const Lexeme& lexeme, Language language)
{
    const bool article = language == Language::English && lexeme.animal;
    return (article ? "the " : "") + lexeme.forms[0];
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
        return members[zipf(m_random, members.size())];
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
            if (m_cast.animals) {
                int drawn = drawUnused("beasts");
                while (i < 2 && m_language == Language::English &&
                       (m_lexicon.lexeme(drawn).gender == Gender::Female) != girl)
                    drawn = drawUnused("beasts");
                m_cast.lexeme[role] = drawn;
                m_cast.lexeme[kind] = drawn;
            } else {
                m_cast.lexeme[role] = drawUnused(girl ? "girls" : "boys");
                m_cast.lexeme[kind] = drawUnused("jobs");
            }
        }
        m_cast.lexeme[static_cast<size_t>(m_place)] = draw(m_cast.animals ? "wilds" : "villages");
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
            m_story.sentences.push_back(inWords(line.frames[which]));
        }
    }

    std::string inWords(const Frame& frame) const
    {
        std::string text;
        bool start = true;
        bool quoted = false;
        size_t article = std::string::npos;
        for (const auto& element : frame.elements) {
            std::string surface = this->surface(element);
            if (element.space && !text.empty())
                text += ' ';
            if (article != std::string::npos) {
                if (startsWithVowelSound(surface))
                    text.insert(article + 1, "n");
                article = std::string::npos;
            }
            if (m_language == Language::English && element.kind == ElementKind::Literal &&
                surface == "a")
                article = text.size();
            if (surface == "\"") {
                quoted = !quoted;
                start = quoted;
            } else if (surface == "." || surface == "!" || surface == "?") {
                start = quoted;
            } else {
                if (start && surface[0] >= 'a' && surface[0] <= 'z')
                    surface[0] = static_cast<char>(surface[0] - 'a' + 'A');
                start = false;
            }
            text += surface;
        }
        return text;
    }

    std::string surface(const Element& element) const
    {
        std::string text;
        const int id =
            element.variable >= 0 ? m_cast.lexeme[static_cast<size_t>(element.variable)] : -1;
        switch (element.kind) {
        case ElementKind::Literal:
            return element.text;
        case ElementKind::Word:
            text = m_lexicon.lexeme(id).forms[static_cast<size_t>(element.form)];
            break;
        case ElementKind::Being:
            text = beingWord(m_lexicon.lexeme(id), m_language);
            break;
        case ElementKind::Place:
            text = placeWord(m_lexicon.lexeme(id), m_language);
            break;
        case ElementKind::Number:
            text = numeral(element.variable, element.form);
            break;
        case ElementKind::CountedNoun:
            text = m_lexicon.lexeme(id)
                       .forms[m_cast.value[static_cast<size_t>(element.number)] == 1 ? 0 : 1];
            break;
        case ElementKind::Counter:
            text = m_lexicon.lexeme(id).counter;
            break;
        case ElementKind::Pronoun:
            text = kPronouns[element.form][m_lexicon.lexeme(id).gender == Gender::Female ? 1 : 0];
            break;
        }
        if (element.particle != Particle::Count)
            text = withParticle(text, element.particle);
        return text + element.text;
    }

    std::string numeral(int variable, int form) const
    {
        const int value = m_cast.value[static_cast<size_t>(variable)];
        return m_lexicon.lexeme(m_lexicon.number(value)).forms[static_cast<size_t>(form)];
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
