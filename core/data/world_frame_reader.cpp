#include "core/data/world_frame_reader.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace espalier::world {

namespace {

constexpr uint16_t kNouns = posBit(Pos::Noun) | posBit(Pos::Mass);

[[noreturn]] void fail(std::string_view what, std::string_view where)
{
    throw std::logic_error(std::string(what) + ": " + std::string(where));
}

/// Reads one frame of a plot.
class FrameReader
{
public:
    FrameReader(Plots& plots, const Plot& plot, Language language)
        : m_plots(plots)
        , m_plot(plot)
        , m_language(language)
        , m_lexicon(Lexicon::of(language))
    {
    }

    Frame read(std::string_view text)
    {
        Frame frame;
        bool start = true;
        bool quoted = false;
        for (const auto& token : tokensOf(text)) {
            if (token.text[0] == '{') {
                slot(token, frame, text);
                start = false;
                continue;
            }
            Element literal;
            literal.text = token.text;
            literal.space = token.space;
            if (token.text == "\"") {
                quoted = !quoted;
                start = quoted;
            } else if (token.text == "." || token.text == "?" || token.text == "!") {
                start = quoted;
            } else {
                if (start && token.text != "I" && !token.text.starts_with("I'"))
                    literal.text[0] = static_cast<char>(
                        literal.text[0] >= 'A' && literal.text[0] <= 'Z' ? literal.text[0] | 0x20
                                                                         : literal.text[0]);
                if (literal.text == "an")
                    literal.text = "a";
                start = false;
            }
            frame.elements.push_back(std::move(literal));
        }
        for (auto& element : frame.elements)
            nameAlone(element, frame);
        for (const auto& relation : m_plot.relations)
            if (names(frame, relation.result) && names(frame, relation.left) &&
                names(frame, relation.right))
                frame.states.push_back(relation);
        return frame;
    }

private:
    /// A name says more than "he" or "him" where the sentence has not named the one that is meant.
    static void nameAlone(Element& element, const Frame& frame)
    {
        const bool named = std::ranges::any_of(frame.elements, [&](const Element& e) {
            return e.kind == ElementKind::Being && e.variable == element.variable;
        });
        if (element.kind != ElementKind::Pronoun || element.form > 1 || named)
            return;
        element.kind = ElementKind::Being;
        element.classes = posBit(Pos::Being);
        element.form = 0;
    }

    static bool names(const Frame& frame, int variable)
    {
        return std::ranges::any_of(frame.elements, [variable](const Element& e) {
            return e.kind == ElementKind::Number && e.variable == variable;
        });
    }

    /// Which words may stand for the variable: its class, widened to what grammar alone can tell
    /// apart.
    uint16_t classesOf(int variable, std::string_view text) const
    {
        const std::string& name = m_plots.variableName(variable);
        if (name == "T")
            return posBit(Pos::Adjective);
        const auto wordClass = classNamed(variable);
        if (wordClass.empty())
            fail("a frame names an unknown variable " + name, text);
        return posBit(m_lexicon.posOf(wordClass));
    }

    std::string classNamed(int variable) const
    {
        if (m_plots.variableName(variable).ends_with(".kind"))
            return "jobs";
        if (const auto& fresh = m_plots.freshClass(variable); !fresh.empty())
            return fresh;
        const auto pick = std::ranges::find(m_plot.picks, variable, &Plot::Pick::variable);
        return pick == m_plot.picks.end() ? std::string() : pick->wordClass;
    }

    /// An optional adjective before the noun, where its class has adjectives and none stands there.
    void modify(const Element& noun, Frame& frame)
    {
        constexpr int kPercent = 75;
        if (!m_lexicon.has("of_" + classNamed(noun.variable)))
            return;
        if (!frame.elements.empty() && frame.elements.back().kind == ElementKind::Word &&
            frame.elements.back().classes == posBit(Pos::Adjective))
            return;
        Element adjective;
        adjective.kind = ElementKind::Word;
        adjective.space = noun.space;
        adjective.variable = m_plots.variableFor(m_plots.variableName(noun.variable) + "'");
        adjective.classes = posBit(Pos::Adjective);
        adjective.form =
            m_language == Language::Korean ? formIndex(m_language, Pos::Adjective, "은") : 0;
        adjective.percent = kPercent;
        frame.elements.push_back(std::move(adjective));
    }

    void slot(const Token& token, Frame& frame, std::string_view text)
    {
        const size_t close = token.text.find('}');
        std::string_view inside = token.text.substr(1, close - 1);
        Element element;
        element.space = token.space;
        element.text = token.text.substr(close + 1);
        if (const size_t colon = inside.find(':'); colon != std::string_view::npos) {
            const auto particle = particleNamed(inside.substr(colon + 1));
            if (!particle)
                fail("no such particle", text);
            element.particle = *particle;
            inside = inside.substr(0, colon);
        }
        if (const size_t blank = inside.find(' '); blank != std::string_view::npos)
            return counted(inside.substr(0, blank), inside.substr(blank + 1), element, frame, text);
        const size_t dot = inside.find('.');
        const std::string name(inside.substr(0, dot));
        const std::string_view form =
            dot == std::string_view::npos ? std::string_view() : inside.substr(dot + 1);
        element.variable = m_plots.variableFor(name);
        shape(element, name, form, text);
        addNoun(std::move(element), frame);
    }

    /// Adds the element; before a noun, its adjective.
    void addNoun(Element element, Frame& frame)
    {
        if (element.kind == ElementKind::Word && (element.classes & kNouns) != 0) {
            const size_t before = frame.elements.size();
            modify(element, frame);
            element.space = element.space || frame.elements.size() > before;
        }
        frame.elements.push_back(std::move(element));
    }

    void
    shape(Element& element, const std::string& name, std::string_view form, std::string_view text)
    {
        if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'C') {
            shapeRole(element, name, form, text);
            return;
        }
        if (name == "P") {
            element.kind = ElementKind::Place;
            element.classes = posBit(Pos::Place);
            return;
        }
        if (isNumber(element.variable)) {
            element.kind = ElementKind::Number;
            element.classes = posBit(Pos::Number);
            element.form = formIndex(m_language, Pos::Number, form);
        } else {
            element.kind = ElementKind::Word;
            element.classes = classesOf(element.variable, text);
            const auto pos = static_cast<Pos>(std::countr_zero(element.classes));
            element.form = formIndex(m_language, pos, form);
        }
        if (element.form < 0)
            fail("no such form " + std::string(form), text);
    }

    void shapeRole(
        Element& element, const std::string& name, std::string_view form, std::string_view text)
    {
        static constexpr std::string_view kForms[4] = {"he", "him", "his", "himself"};
        const auto* pronoun = std::ranges::find(kForms, form);
        if (form.empty()) {
            element.kind = ElementKind::Being;
            element.classes = posBit(Pos::Being);
        } else if (form == "kind") {
            element.kind = ElementKind::Word;
            element.classes = posBit(Pos::Noun);
            element.variable = m_plots.variableFor(name + ".kind");
        } else if (pronoun != std::end(kForms)) {
            element.kind = ElementKind::Pronoun;
            element.form = static_cast<int>(pronoun - kForms);
        } else {
            fail("no such form of a person", text);
        }
    }

    bool isNumber(int variable) const
    {
        const auto& ranges = m_plot.ranges;
        const auto& relations = m_plot.relations;
        return std::ranges::find(ranges, variable, &Plot::Range::variable) != ranges.end() ||
               std::ranges::find(relations, variable, &Relation::result) != relations.end();
    }

    void counted(
        std::string_view number,
        std::string_view noun,
        Element last,
        Frame& frame,
        std::string_view text)
    {
        const bool counterAlone = noun[0] == '+';
        if (counterAlone)
            noun.remove_prefix(1);
        const int count = m_plots.variableFor(std::string(number));
        const int what = m_plots.variableFor(std::string(noun));
        Element word;
        word.kind = ElementKind::CountedNoun;
        word.variable = what;
        word.number = count;
        word.classes = classesOf(what, text);
        Element numeral;
        numeral.kind = ElementKind::Number;
        numeral.variable = count;
        numeral.classes = posBit(Pos::Number);
        if (m_language == Language::English) {
            numeral.space = last.space;
            word.text = last.text;
            frame.elements.push_back(numeral);
            modify(word, frame);
            frame.elements.push_back(word);
            return;
        }
        word.kind = ElementKind::Word;
        word.space = last.space;
        numeral.form = formIndex(m_language, Pos::Number, "두");
        if (counterAlone)
            numeral.space = last.space;
        else
            addNoun(word, frame);
        frame.elements.push_back(numeral);
        last.kind = ElementKind::Counter;
        last.space = true;
        last.variable = what;
        last.number = count;
        frame.elements.push_back(last);
    }

    Plots& m_plots;
    const Plot& m_plot;
    Language m_language;
    const Lexicon& m_lexicon;
};

} // namespace

Frame readFrame(std::string_view text, Plots& plots, const Plot& plot, Language language)
{
    return FrameReader(plots, plot, language).read(text);
}

} // namespace espalier::world
