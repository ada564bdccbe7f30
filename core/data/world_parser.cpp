#include "core/data/world_frame_tree.h"

#include <algorithm>

namespace espalier {

namespace {

using namespace world;

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
                if (capital && text != "I" && !text.starts_with("I'") && !isName(text))
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

    bool isName(const std::string& text) const
    {
        return std::ranges::any_of(m_lexicon.readings(text), [&](const Reading& reading) {
            return reading.length == text.size();
        });
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
        if (node.onward)
            walk(FrameTree::kAfterOpener, at);
        if (node.closes)
            walk(FrameTree::kCloser, at);
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
        for (const auto& reading : readings(at)) {
            const Lexeme& lexeme = m_lexicon.lexeme(reading.lexeme);
            if ((element.classes & posBit(lexeme.pos)) != 0 &&
                restFits(element, m_words[at].text, reading.length) &&
                formFits(element, reading.form))
                bind(element, child, at + 1, reading.lexeme);
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

    bool formFits(const Element& element, int form) const
    {
        if (element.kind == ElementKind::CountedNoun)
            return (m_value[static_cast<size_t>(element.number)] == 1) == (form == 0);
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
