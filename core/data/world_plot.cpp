#include "core/data/world_plot.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <stdexcept>

namespace espalier::world {

namespace {

bool isMark(char c)
{
    return std::string_view(".,!?\":;").find(c) != std::string_view::npos;
}

int toNumber(std::string_view text)
{
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    for (const auto& token : tokensOf(text)) {
        if (!words.empty() && !token.space)
            words.back() += token.text;
        else
            words.emplace_back(token.text);
    }
    return words;
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

[[noreturn]] void fail(std::string_view what, std::string_view where)
{
    throw std::logic_error(std::string(what) + ": " + std::string(where));
}

} // namespace

std::vector<Token> tokensOf(std::string_view text)
{
    std::vector<Token> tokens;
    size_t i = 0;
    bool space = false;
    while (i < text.size()) {
        if (text[i] == ' ') {
            space = true;
            ++i;
            continue;
        }
        size_t end = i + 1;
        if (!isMark(text[i])) {
            int depth = text[i] == '{' ? 1 : 0;
            while (end < text.size() && (depth > 0 || (text[end] != ' ' && !isMark(text[end])))) {
                depth += text[end] == '{' ? 1 : (text[end] == '}' ? -1 : 0);
                ++end;
            }
        }
        tokens.push_back({text.substr(i, end - i), space});
        space = false;
        i = end;
    }
    return tokens;
}

bool holds(Operation operation, int left, int right, int result)
{
    switch (operation) {
    case Operation::Sum:
        return left + right == result;
    case Operation::Difference:
        return left - right == result;
    case Operation::Product:
        return left * right == result;
    }
    return false;
}

int Plots::variable(std::string_view name) const
{
    const auto found = std::ranges::find(m_variables, name);
    return found == m_variables.end() ? -1 : static_cast<int>(found - m_variables.begin());
}

/// Reads the text of the plots; a mistake in it is a bug and throws std::logic_error at first use.
class PlotReader
{
public:
    PlotReader(Plots& plots, Language language)
        : m_plots(plots)
        , m_language(language)
        , m_lexicon(Lexicon::of(language))
    {
    }

    void read(std::string_view text)
    {
        while (!text.empty()) {
            const size_t end = std::min(text.find('\n'), text.size());
            if (const auto line = trimmed(text.substr(0, end)); !line.empty())
                readLine(line);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        finish();
    }

private:
    void finish()
    {
        if (m_current.name.empty())
            return;
        if (m_isPart)
            m_parts.push_back(std::move(m_current));
        else
            m_plots.m_plots.push_back(std::move(m_current));
        m_current = {};
    }

    int variable(const std::string& name)
    {
        if (const int known = m_plots.variable(name); known >= 0)
            return known;
        m_plots.m_variables.push_back(name);
        return static_cast<int>(m_plots.m_variables.size()) - 1;
    }

    void readLine(std::string_view line)
    {
        if (line[0] == '=' || line[0] == '+' || line[0] == '-')
            return readTold(line);
        const auto words = wordsOf(line);
        const std::string& word = words[0];
        if (word == "plot" || word == "part") {
            finish();
            m_isPart = word == "part";
            m_current.name = words[1];
        } else if (word == "use") {
            use(words[1]);
        } else if (word == "world") {
            m_current.people = words[1] != "beasts";
            m_current.beasts = words[1] != "people";
        } else if (word == "weight") {
            m_current.weight = toNumber(words[1]);
        } else if (word == "cast") {
            for (size_t i = 1; i < words.size(); ++i)
                m_current.cast.push_back(variable(words[i]));
        } else if (word == "trait") {
            m_current.goodTrait = words[1];
            m_current.badTrait = words[2];
        } else if (word == "pick") {
            m_current.picks.push_back({variable(words[1]), words[2]});
        } else if (word == "num") {
            m_current.ranges.push_back(
                {variable(words[1]), toNumber(words[2]), toNumber(words[3])});
        } else if (word.starts_with("fact")) {
            Plot::Statement fact{word.size() > 4 ? word[4] : '=', words[1], {}};
            for (size_t i = 2; i < words.size(); ++i)
                fact.terms.push_back(variable(words[i]));
            m_current.facts.push_back(std::move(fact));
        } else {
            readRelation(words, line);
        }
    }

    void readRelation(const std::vector<std::string>& words, std::string_view line)
    {
        Relation relation;
        if (words[0] == "sum")
            relation.operation = Operation::Sum;
        else if (words[0] == "diff")
            relation.operation = Operation::Difference;
        else if (words[0] == "prod")
            relation.operation = Operation::Product;
        else
            fail("what is this line of a plot", line);
        relation.result = variable(words[1]);
        relation.left = variable(words[2]);
        relation.right = variable(words[3]);
        m_current.relations.push_back(relation);
    }

    void use(const std::string& name)
    {
        const auto part = std::ranges::find(m_parts, name, &Plot::name);
        if (part == m_parts.end())
            fail("no such part", name);
        std::ranges::copy(part->picks, std::back_inserter(m_current.picks));
        std::ranges::copy(part->ranges, std::back_inserter(m_current.ranges));
        std::ranges::copy(part->facts, std::back_inserter(m_current.facts));
        std::ranges::copy(part->lines, std::back_inserter(m_current.lines));
    }

    void readTold(std::string_view text)
    {
        Line line;
        const size_t colon = text.find(": ");
        const size_t at = text.find('@');
        if (colon == std::string_view::npos || at == std::string_view::npos || at > colon)
            fail("a told line needs WHAT@ROLE: FRAME", text);
        readCondition(text.substr(0, at), line);
        line.subject = text.substr(at + 1, colon - at - 1);
        std::string_view rest = text.substr(colon + 2);
        while (!rest.empty()) {
            const size_t bar = std::min(rest.find('|'), rest.size());
            line.frames.push_back(frame(trimmed(rest.substr(0, bar))));
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
        m_current.lines.push_back(std::move(line));
    }

    static void readCondition(std::string_view head, Line& line)
    {
        line.when = head[0];
        std::string_view what = head.substr(head.find(' ') + 1);
        for (const char c : head.substr(1, head.find(' ') - 1)) {
            if (c == 'p' || c == 'b')
                line.whose = c;
            else if (c == '/')
                line.paragraph = true;
            else
                line.percent = (line.percent == 100 ? 0 : line.percent * 10) + (c - '0');
        }
        const size_t cause = what.find('<');
        line.what = what.substr(0, cause);
        if (cause != std::string_view::npos)
            line.cause = what.substr(cause + 1);
    }

    Frame frame(std::string_view text)
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
        for (const auto& relation : m_current.relations)
            if (names(frame, relation.result) && names(frame, relation.left) &&
                names(frame, relation.right))
                frame.states.push_back(relation);
        return frame;
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
        const auto pick = std::ranges::find(m_current.picks, variable, &Plot::Pick::variable);
        if (pick == m_current.picks.end())
            fail("a frame names an unknown variable " + name, text);
        return posBit(m_lexicon.posOf(pick->wordClass));
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
        element.variable = variable(name);
        shape(element, name, form, text);
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
            element.classes = posBit(Pos::Village) | posBit(Pos::Wild);
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
            element.classes = posBit(Pos::Being) | posBit(Pos::Noun);
            element.variable = variable(name + ".kind");
        } else if (pronoun != std::end(kForms)) {
            element.kind = ElementKind::Pronoun;
            element.form = static_cast<int>(pronoun - kForms);
        } else {
            fail("no such form of a person", text);
        }
    }

    bool isNumber(int variable) const
    {
        const auto& ranges = m_current.ranges;
        const auto& relations = m_current.relations;
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
        const int count = variable(std::string(number));
        const int what = variable(std::string(noun));
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
            frame.elements.push_back(word);
            return;
        }
        word.kind = ElementKind::Word;
        word.space = last.space;
        numeral.form = formIndex(m_language, Pos::Number, "두");
        if (counterAlone)
            numeral.space = last.space;
        else
            frame.elements.push_back(word);
        frame.elements.push_back(numeral);
        last.kind = ElementKind::Counter;
        last.space = true;
        last.variable = what;
        last.number = count;
        frame.elements.push_back(last);
    }

    Plots& m_plots;
    Language m_language;
    const Lexicon& m_lexicon;
    Plot m_current;
    bool m_isPart = false;
    std::vector<Plot> m_parts;
};

const Plots& Plots::of(Language language)
{
    static const Plots english(Language::English);
    static const Plots korean(Language::Korean);
    return language == Language::English ? english : korean;
}

Plots::Plots(Language language)
{
    for (const auto* role : {"A", "B", "C", "A.kind", "B.kind", "C.kind", "P", "T"})
        m_variables.emplace_back(role);
    PlotReader(*this, language)
        .read(language == Language::English ? englishPlots() : koreanPlots());
    for (const auto& plot : m_plots)
        m_totalWeight += plot.weight;
}

} // namespace espalier::world
