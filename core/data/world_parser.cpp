#include "core/data/world_plot.h"

#include <algorithm>
#include <unordered_map>

namespace espalier {

namespace {

using namespace world;

/// All frames of a language merged into one tree: frames share the nodes of their common beginning.
class FrameTree
{
public:
    static const FrameTree& of(Language language)
    {
        static const FrameTree english(Language::English);
        static const FrameTree korean(Language::Korean);
        return language == Language::English ? english : korean;
    }

    struct Node
    {
        std::unordered_map<std::string, int>
            literals; ///< by word, with "\n" before it where no blank stands
        std::vector<std::pair<Element, int>> slots;
        bool end = false;
        bool endsWithoutStatement = false;
        std::vector<Relation> states;
    };

    const Node& node(int id) const { return m_nodes[static_cast<size_t>(id)]; }

    static std::string literalKey(std::string_view word, bool space)
    {
        return (space ? "" : "\n") + std::string(word);
    }

private:
    explicit FrameTree(Language language)
        : m_nodes(1)
    {
        for (const auto& plot : Plots::of(language).all())
            for (const auto& line : plot.lines)
                for (const auto& frame : line.frames)
                    add(frame);
    }

    void add(const Frame& frame)
    {
        int at = 0;
        for (size_t i = 0; i < frame.elements.size(); ++i) {
            Element element = frame.elements[i];
            element.space = element.space && i > 0;
            at = element.kind == ElementKind::Literal ? literalChild(at, element)
                                                      : slotChild(at, element);
        }
        Node& last = m_nodes[static_cast<size_t>(at)];
        last.end = true;
        last.endsWithoutStatement = last.endsWithoutStatement || frame.states.empty();
        for (const auto& relation : frame.states)
            if (std::ranges::find(last.states, relation) == last.states.end())
                last.states.push_back(relation);
    }

    int literalChild(int at, const Element& element)
    {
        const auto key = literalKey(element.text, element.space);
        auto& literals = m_nodes[static_cast<size_t>(at)].literals;
        if (const auto known = literals.find(key); known != literals.end())
            return known->second;
        const int child = static_cast<int>(m_nodes.size());
        literals.emplace(key, child);
        m_nodes.emplace_back();
        return child;
    }

    int slotChild(int at, const Element& element)
    {
        auto& slots = m_nodes[static_cast<size_t>(at)].slots;
        const auto known = std::ranges::find(slots, element, &std::pair<Element, int>::first);
        if (known != slots.end())
            return known->second;
        const int child = static_cast<int>(m_nodes.size());
        slots.emplace_back(element, child);
        m_nodes.emplace_back();
        return child;
    }

    std::vector<Node> m_nodes;
};

/// Recognises one sentence by walking the tree, trying every reading of every word.
class Recogniser
{
public:
    Recogniser(std::string_view sentence, Language language)
        : m_language(language)
        , m_lexicon(Lexicon::of(language))
        , m_tree(FrameTree::of(language))
        , m_lexeme(Plots::of(language).variableCount(), -1)
        , m_value(m_lexeme.size(), 0)
        , m_gender(m_lexeme.size(), Gender::None)
        , m_wellFormed(true)
    {
        for (const auto& token : tokensOf(sentence))
            m_words.push_back({std::string(token.text), token.space, {}, false});
        if (language == Language::English)
            unfoldEnglish();
    }

    /// Whether some frame fits; afterwards states() and right() tell of the arithmetic in it.
    bool run()
    {
        if (!m_wellFormed || m_words.empty())
            return false;
        walk(0, 0);
        return m_found;
    }

    bool states() const { return m_found && !m_plain; }
    bool right() const { return m_right; }

private:
    struct Word
    {
        std::string text;
        bool space;
        std::vector<Reading> readings;
        bool read;
    };

    /// Checks capitals and articles, then writes both as the frames have them.
    void unfoldEnglish()
    {
        bool start = true;
        bool quoted = false;
        for (size_t i = 0; i < m_words.size(); ++i) {
            std::string& text = m_words[i].text;
            if (text == "\"") {
                quoted = !quoted;
                start = quoted;
            } else if (text == "." || text == "!" || text == "?") {
                start = quoted;
            } else if (start) {
                start = false;
                const bool capital = text[0] >= 'A' && text[0] <= 'Z';
                m_wellFormed = m_wellFormed && capital;
                if (capital && text != "I" && !text.starts_with("I'") &&
                    m_lexicon.readings(text).empty())
                    text[0] = static_cast<char>(text[0] | 0x20);
            }
        }
        for (size_t i = 0; i + 1 < m_words.size(); ++i) {
            std::string& text = m_words[i].text;
            if (text != "a" && text != "an")
                continue;
            m_wellFormed =
                m_wellFormed && (text == "an") == startsWithVowelSound(m_words[i + 1].text);
            text = "a";
        }
    }

    const std::vector<Reading>& readings(size_t at)
    {
        Word& word = m_words[at];
        if (!word.read) {
            word.readings = m_lexicon.readings(word.text);
            word.read = true;
        }
        return word.readings;
    }

    void walk(int nodeId, size_t at)
    {
        const auto& node = m_tree.node(nodeId);
        if (at == m_words.size()) {
            if (node.end)
                arrive(node);
            return;
        }
        const Word& word = m_words[at];
        const auto literal =
            node.literals.find(FrameTree::literalKey(word.text, word.space && at > 0));
        if (literal != node.literals.end())
            walk(literal->second, at + 1);
        for (const auto& [element, child] : node.slots) {
            if (m_found && m_right)
                return;
            if (element.space == (word.space && at > 0))
                enter(element, child, at);
        }
    }

    void arrive(const FrameTree::Node& node)
    {
        m_found = true;
        m_plain = m_plain || node.endsWithoutStatement;
        m_right = m_right || node.endsWithoutStatement ||
                  std::ranges::any_of(node.states, [this](const Relation& relation) {
                      const auto value = [this](int v) { return m_value[static_cast<size_t>(v)]; };
                      return holds(
                          relation.operation,
                          value(relation.left),
                          value(relation.right),
                          value(relation.result));
                  });
    }

    void enter(const Element& element, int child, size_t at)
    {
        switch (element.kind) {
        case ElementKind::Pronoun:
            return enterPronoun(element, child, at);
        case ElementKind::Counter:
            return enterCounter(element, child, at);
        case ElementKind::Number:
            if (m_language == Language::English)
                enterLongNumber(element, child, at);
            break;
        default:
            break;
        }
        const bool maybeArticle =
            m_language == Language::English &&
            (element.kind == ElementKind::Being || element.kind == ElementKind::Place);
        const bool article = maybeArticle && m_words[at].text == "the" && at + 1 < m_words.size();
        const size_t wordAt = article ? at + 1 : at;
        for (const auto& reading : readings(wordAt)) {
            const Lexeme& lexeme = m_lexicon.lexeme(reading.lexeme);
            if ((element.classes & posBit(lexeme.pos)) == 0 ||
                !restFits(element, m_words[wordAt].text, reading.length))
                continue;
            if (maybeArticle && article != (lexeme.animal || lexeme.pos == Pos::Wild))
                continue;
            if (formFits(element, lexeme, reading.form))
                bind(element, child, wordAt + 1, reading.lexeme);
        }
    }

    /// What follows the word inside its token: the particle in the right form, then the fixed rest.
    static bool restFits(const Element& element, std::string_view text, size_t length)
    {
        std::string_view rest = text.substr(length);
        if (element.particle != Particle::Count) {
            const auto particle = particleAfter(text.substr(0, length), element.particle);
            if (!rest.starts_with(particle))
                return false;
            rest.remove_prefix(particle.size());
        }
        return rest == element.text;
    }

    bool formFits(const Element& element, const Lexeme& lexeme, int form) const
    {
        if (element.kind == ElementKind::CountedNoun)
            return (m_value[static_cast<size_t>(element.number)] == 1) == (form == 0);
        if (element.kind == ElementKind::Word && lexeme.pos == Pos::Being && !lexeme.animal &&
            element.classes != posBit(Pos::Being))
            return false;
        return form == element.form;
    }

    void bind(const Element& element, int child, size_t next, int lexemeId)
    {
        const auto variable = static_cast<size_t>(element.variable);
        const Lexeme& lexeme = m_lexicon.lexeme(lexemeId);
        const int before = m_lexeme[variable];
        const int valueBefore = m_value[variable];
        const Gender genderBefore = m_gender[variable];
        if (before >= 0 && before != lexemeId)
            return;
        if (lexeme.gender != Gender::None && genderBefore != Gender::None &&
            genderBefore != lexeme.gender)
            return;
        m_lexeme[variable] = lexemeId;
        m_value[variable] = lexeme.value;
        if (element.kind == ElementKind::Being)
            m_gender[variable] = lexeme.gender;
        walk(child, next);
        m_lexeme[variable] = before;
        m_value[variable] = valueBefore;
        m_gender[variable] = genderBefore;
    }

    void enterPronoun(const Element& element, int child, size_t at)
    {
        for (int female = 0; female < 2; ++female) {
            if (m_words[at].text != kPronouns[element.form][female] + element.text)
                continue;
            auto& gender = m_gender[static_cast<size_t>(element.variable)];
            const Gender before = gender;
            const Gender said = female == 1 ? Gender::Female : Gender::Male;
            if (before != Gender::None && before != said)
                continue;
            gender = said;
            walk(child, at + 1);
            gender = before;
        }
    }

    void enterCounter(const Element& element, int child, size_t at)
    {
        const int noun = m_lexeme[static_cast<size_t>(element.variable)];
        const std::string& text = m_words[at].text;
        if (noun >= 0) {
            const std::string& counter = m_lexicon.lexeme(noun).counter;
            if (text.starts_with(counter) && restFits(element, text, counter.size()))
                walk(child, at + 1);
            return;
        }
        for (const auto& counter : m_lexicon.counters()) {
            if (text.starts_with(counter) && restFits(element, text, counter.size())) {
                walk(child, at + 1);
                return;
            }
        }
    }

    /// "one hundred", "one hundred and five".
    void enterLongNumber(const Element& element, int child, size_t at)
    {
        if (at + 1 >= m_words.size() || m_words[at].text != "one" ||
            m_words[at + 1].text != "hundred")
            return;
        bind(element, child, at + 2, m_lexicon.number(100));
        if (at + 3 >= m_words.size() || m_words[at + 2].text != "and")
            return;
        for (const auto& reading : readings(at + 3)) {
            const Lexeme& rest = m_lexicon.lexeme(reading.lexeme);
            if (rest.pos == Pos::Number && rest.value < 100 &&
                reading.length == m_words[at + 3].text.size())
                bind(element, child, at + 4, m_lexicon.number(100 + rest.value));
        }
    }

    Language m_language;
    const Lexicon& m_lexicon;
    const FrameTree& m_tree;
    std::vector<Word> m_words;
    std::vector<int> m_lexeme;
    std::vector<int> m_value;
    std::vector<Gender> m_gender;
    bool m_wellFormed;
    bool m_found = false;
    bool m_plain = false;
    bool m_right = false;
};

} // namespace

bool parsesSentence(std::string_view sentence, Language language)
{
    return Recogniser(sentence, language).run();
}

ParseReport parseText(std::string_view text, Language language)
{
    constexpr size_t kMostFailures = 100;
    ParseReport report;
    for (auto& sentence : sentencesOf(text)) {
        ++report.sentences;
        if (parsesSentence(sentence, language))
            ++report.parsed;
        else if (report.failures.size() < kMostFailures)
            report.failures.push_back(std::move(sentence));
    }
    return report;
}

SumReport checkSums(std::string_view text, Language language)
{
    SumReport report;
    for (const auto& sentence : sentencesOf(text)) {
        Recogniser recogniser(sentence, language);
        if (!recogniser.run() || !recogniser.states())
            continue;
        ++report.stated;
        report.right += recogniser.right() ? 1 : 0;
    }
    return report;
}

} // namespace espalier
