#include "core/base/ascii.h"
#include "core/data/world_frame_reader.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace espalier::world {

namespace {

using ascii::trimmed;

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
    const auto found = m_known.find(name);
    return found == m_known.end() ? -1 : found->second;
}

int Plots::variableFor(const std::string& name)
{
    if (const int known = variable(name); known >= 0)
        return known;
    const int added = static_cast<int>(m_variables.size());
    m_variables.push_back(name);
    m_fresh.emplace_back();
    m_known.emplace(name, added);
    return added;
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

    int variable(const std::string& name) { return m_plots.variableFor(name); }

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
        } else if (word == "fresh") {
            makeFresh(words[1], words[2]);
        } else if (word.starts_with("open") || word.starts_with("close")) {
            auto& frames = word[0] == 'o' ? m_plots.m_openers : m_plots.m_closers;
            for (const auto text : alternatives(line.substr(line.find(' ')))) {
                frames.push_back(frame(text));
                frames.back().narrow = word == "openname" || word == "closesay";
            }
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

    void makeFresh(const std::string& name, const std::string& wordClass)
    {
        m_plots.m_fresh[static_cast<size_t>(variable(name))] = wordClass;
        if (m_lexicon.has("of_" + wordClass))
            m_plots.m_fresh[static_cast<size_t>(variable(name + "'"))] = "of_" + wordClass;
    }

    static std::vector<std::string_view> alternatives(std::string_view text)
    {
        std::vector<std::string_view> found;
        while (!text.empty()) {
            const size_t bar = std::min(text.find('|'), text.size());
            found.push_back(trimmed(text.substr(0, bar)));
            text.remove_prefix(std::min(bar + 1, text.size()));
        }
        return found;
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
        for (const auto alternative : alternatives(text.substr(colon + 2))) {
            line.frames.push_back(
                frame(line.what == "moral" ? saidByElder(alternative) : std::string(alternative)));
            Frame& frame = line.frames.back();
            if (m_isPart || line.bare || line.what == "moral")
                continue;
            addVariety(frame, m_language, variable("manner"), variable("tone"));
            // One time of the day is enough.
            if (mentions(frame, variable("weather0")))
                frame.opens = frame.closes = false;
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
            else if (c == '.')
                line.bare = true;
            else
                line.percent = (line.percent == 100 ? 0 : line.percent * 10) + (c - '0');
        }
        const size_t cause = what.find('<');
        line.what = what.substr(0, cause);
        if (cause != std::string_view::npos)
            line.cause = what.substr(cause + 1);
    }

    std::string saidByElder(std::string_view moral) const
    {
        const std::string saying(moral);
        if (m_language == Language::Korean)
            return "{elder:은} \"" + saying + "\"라고 말했다.";
        return "The {elder} of {P} said, \"" + saying + "\"";
    }

    static bool mentions(const Frame& frame, int variable)
    {
        return std::ranges::any_of(
            frame.elements, [variable](const Element& e) { return e.variable == variable; });
    }

    Frame frame(std::string_view text) { return readFrame(text, m_plots, m_current, m_language); }

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
        variableFor(role);
    PlotReader(*this, language)
        .read(language == Language::English ? englishPlots() : koreanPlots());
    for (const auto& plot : m_plots)
        m_totalWeight += plot.weight;
}

} // namespace espalier::world
