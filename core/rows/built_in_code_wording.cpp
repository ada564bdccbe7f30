/// A program in words.

#include "core/rows/built_in_code.h"
#include "core/rows/built_in_item.h"

#include <algorithm>
#include <array>
#include <map>

namespace espalier::built_in::code {

namespace {

/// The words for one operation, by the line's first word; the phrase itself has none.
using Entry = std::map<std::string, std::vector<std::string>, std::less<>>;
using Book = std::map<std::string, Entry, std::less<>>;

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        if (end > at)
            lines.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

Book bookOf(std::string_view text)
{
    Book book;
    Entry* entry = nullptr;
    for (const auto& line : linesOf(text)) {
        if (!line.starts_with(' ')) {
            entry = &book[line];
            continue;
        }
        const auto body = std::string_view(line).substr(2);
        std::string field;
        for (const std::string_view known : {"act", "each", "do", "are", "that", "members"})
            if (body.starts_with(known) && body.substr(known.size()).starts_with(' '))
                field = known;
        const auto rest = body.substr(field.empty() ? 0 : field.size() + 1);
        (*entry)[field] = alternativesOf(rest);
    }
    return book;
}

/// The alternatives of a step's field; none where it has no words.
const std::vector<std::string>&
wordsFor(const Step& step, Language language, std::string_view field)
{
    static const Book english = bookOf(englishCode()), korean = bookOf(koreanCode());
    static const std::vector<std::string> none;
    const Book& book = language == Language::English ? english : korean;
    const std::string name = step.operation->name;
    auto entry = book.end();
    if (step.lift == Lift::None && step.takes == Type::Words)
        entry = book.find(name + "/S");
    if (entry == book.end())
        entry = book.find(name);
    if (entry == book.end())
        return none;
    const auto found = entry->second.find(field);
    return found == entry->second.end() ? none : found->second;
}

/// An operand in words.
struct Operand
{
    std::string phrase; ///< a number, a word, or what a list holds
    std::string list;   ///< Korean: the list itself
    std::string name;   ///< of an argument; empty for what a step made
    bool simple = true; ///< phrases about it can't be misread
};

struct Teller
{
    const Program& program;
    std::span<const std::string> arguments;
    Language language;
    Random& random;

    bool english() const { return language == Language::English; }
    std::vector<Operand> operands() const;
    Operand pronounFor(const Step& step) const;
    std::string
    filled(std::string_view form, const Step& step, std::span<const Operand> operands) const;
    std::optional<std::string> chosen(
        const std::vector<std::string>& forms,
        const Step& step,
        std::span<const Operand> operands,
        bool asOperand) const;
    std::vector<std::string> forms(const Step& step) const;
    std::optional<Operand>
    told(const Step& step, std::span<const Operand> operands, bool asOperand) const;
    std::optional<std::string> deed(const Step& step, std::span<const Operand> operands) const;
};

std::string_view nounOf(Type list, Language language, bool several)
{
    const bool numbers = list == Type::Numbers;
    if (language == Language::Korean)
        return numbers ? "수" : "낱말";
    return numbers ? (several ? "numbers" : "number") : (several ? "words" : "word");
}

bool isList(Type type)
{
    return type == Type::Numbers || type == Type::Words;
}

std::vector<Operand> Teller::operands() const
{
    std::vector<Operand> all;
    for (size_t i = 0; i < program.takes.size(); ++i) {
        const auto& name = arguments[i];
        const Type type = program.takes[i];
        Operand operand{name, "", name, true};
        if (isList(type)) {
            const std::string noun(nounOf(type, language, true));
            operand.list = "리스트 " + name;
            operand.phrase =
                english() ? "the " + noun + " in " + name : operand.list + "에 든 " + noun;
        } else if (type == Type::Word) {
            operand.phrase = (english() ? "the word " : "낱말 ") + name;
        } else if (type == Type::Text) {
            operand.phrase = (english() ? "the text " : "글 ") + name;
        }
        all.push_back(std::move(operand));
    }
    return all;
}

/// What a first step made, for a second one that is told by itself.
Operand Teller::pronounFor(const Step& step) const
{
    const std::string noun(nounOf(step.gives, language, true));
    if (!english()) {
        if (isList(step.gives))
            return {"그 리스트에 든 " + noun, "그 리스트", "", true};
        return {step.gives == Type::Number ? "그 값" : "그 결과", "", "", true};
    }
    if (!isList(step.gives))
        return {"the result", "", "", true};
    if (step.lift == Lift::Map)
        return {"the results", "", "", true};
    const bool changed = step.lift == Lift::None && isList(step.takes);
    return {changed ? "the " + noun + " in the new list" : "those " + noun, "", "", true};
}

std::string
Teller::filled(std::string_view form, const Step& step, std::span<const Operand> operands) const
{
    constexpr std::array<std::string_view, 7> english{
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth"};
    constexpr std::array<std::string_view, 7> korean{
        "영 번째", "첫 번째", "두 번째", "세 번째", "네 번째", "다섯 번째", "여섯 번째"};
    std::string text;
    for (size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '$') {
            text += form[i];
            continue;
        }
        switch (form[++i]) {
        case '1':
        case '2':
        case '3':
            text += operands[static_cast<size_t>(form[i] - '1')].phrase;
            break;
        case 'a':
            text += operands[0].name;
            break;
        case 'b':
            text += operands[1].name;
            break;
        case 'l':
            text += operands[0].list;
            break;
        case 'm':
        case 'e':
            text += nounOf(step.takes, language, form[i] == 'm');
            break;
        case 'k':
            text += std::to_string(step.k);
            break;
        case 'j':
            text += std::to_string(step.j);
            break;
        case 'o':
            text +=
                (language == Language::English ? english : korean).at(static_cast<size_t>(step.k));
            break;
        case 'c':
            text += step.c;
            break;
        default:
            text += step.d;
        }
    }
    return text;
}

/// One of the forms that fit the operand and, where it is to be one itself, may be.
std::optional<std::string> Teller::chosen(
    const std::vector<std::string>& forms,
    const Step& step,
    std::span<const Operand> operands,
    bool asOperand) const
{
    std::vector<std::string_view> fitting;
    for (const std::string_view form : forms) {
        const bool outer = form.starts_with('>') || form.starts_with('=') || !english();
        const bool inner = form.starts_with('<') || form.starts_with('=') || !english();
        const bool named = form.find("$a") != std::string::npos;
        if ((operands[0].simple || outer) && (!asOperand || inner) &&
            (!named || !operands[0].name.empty()))
            fitting.push_back(form);
    }
    if (fitting.empty())
        return std::nullopt;
    auto form = fitting[random.below(fitting.size())];
    if (form.find_first_of("<>=") == 0)
        form.remove_prefix(1);
    return withParticles(filled(form, step, operands));
}

/// The phrases for a step as it is used.
std::vector<std::string> Teller::forms(const Step& step) const
{
    const auto& phrases = wordsFor(step, language, "");
    const auto& such = wordsFor(step, language, english() ? "are" : "that");
    std::vector<std::string> all;
    const auto insteadOfOperand = [&](const std::string& operand) {
        for (auto phrase : phrases)
            if (const size_t at = phrase.find("$1"); at != std::string::npos)
                all.push_back(phrase.replace(at, 2, operand));
    };
    switch (step.lift) {
    case Lift::None:
        return phrases;
    case Lift::Map:
        return wordsFor(step, language, "each");
    case Lift::Filter:
        for (const auto& are : such)
            all.push_back(english() ? "<$1 that " + are : "$l에서 " + are + " $e");
        return all;
    case Lift::Count:
        for (const auto& are : such) {
            if (!english()) {
                all.push_back("$l에서 " + are + " $e의 개수");
                continue;
            }
            all.push_back(">how many of $1 " + are);
            all.push_back("<the number of $m in $a that " + are);
        }
        return all;
    case Lift::All:
        insteadOfOperand(english() ? "each of $1" : "$l에 든 모든 $e");
        if (english())
            insteadOfOperand("every $e in $a");
        return all;
    case Lift::Any:
        if (english()) {
            insteadOfOperand("at least one of $1");
            insteadOfOperand("at least one $e in $a");
        } else {
            for (const auto& that : such)
                all.push_back("$l에 " + that + " $e[이] 하나라도 있는지");
        }
        return all;
    }
    return all;
}

/// What the step gives, as a phrase.
std::optional<Operand>
Teller::told(const Step& step, std::span<const Operand> operands, bool asOperand) const
{
    const auto phrase = chosen(forms(step), step, operands, asOperand);
    if (!phrase)
        return std::nullopt;
    Operand made{*phrase, "", "", false};
    if (english() || !isList(step.gives))
        return made;
    if (step.lift == Lift::Map) {
        made.list = made.phrase + "의 리스트";
    } else if (step.lift == Lift::Filter) {
        made.list = made.phrase + "만 고른 리스트";
    } else {
        made.list = made.phrase;
        const auto& members = wordsFor(step, language, "members");
        made.phrase = members.empty()
                          ? made.list + "에 든 " + std::string(nounOf(step.gives, language, true))
                          : withParticles(filled(members[0], step, operands));
    }
    return made;
}

/// What is to be done before the second step.
std::optional<std::string> Teller::deed(const Step& step, std::span<const Operand> operands) const
{
    if (!english()) {
        const auto found = told(step, operands, true);
        if (!found)
            return std::nullopt;
        return isList(step.gives) ? found->list : found->phrase;
    }
    if (step.lift == Lift::Filter) {
        const auto phrase = chosen(forms(step), step, operands, false);
        return phrase ? std::optional("keep only " + *phrase) : std::nullopt;
    }
    const auto& deeds = wordsFor(step, language, step.lift == Lift::Map ? "do" : "act");
    if (!deeds.empty())
        return chosen(deeds, step, operands, false);
    const auto phrase = chosen(forms(step), step, operands, false);
    if (!phrase || phrase->starts_with("how ") || phrase->starts_with("what "))
        return std::nullopt;
    return "take " + *phrase;
}

} // namespace

std::string withParticles(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const size_t end = text.find(']', i);
        const auto particle = text[i] == '[' && end != std::string_view::npos
                                  ? particleNamed(text.substr(i + 1, end - i - 1))
                                  : std::nullopt;
        if (!particle) {
            out += text[i];
            continue;
        }
        out += particleAfter(out, *particle);
        i = end;
    }
    return out;
}

std::optional<Wording> wordingOf(
    const Program& program,
    std::span<const std::string> arguments,
    Language language,
    Random& random)
{
    const Teller teller{program, arguments, language, random};
    const auto operands = teller.operands();
    const bool two = program.steps.size() > 1;
    const auto finish = [&](const Operand& operand) {
        if (!isList(program.gives()))
            return operand.phrase;
        return teller.english() ? operand.phrase + ", as a list" : operand.list;
    };
    const auto& first = program.steps.front();
    const auto inner = teller.told(first, operands, two);
    if (!two)
        return inner ? std::optional(Wording{"", finish(*inner)}) : std::nullopt;
    const auto& second = program.steps[1];
    const auto nested = inner ? teller.told(second, std::span(&*inner, 1), false) : std::nullopt;
    if (nested && random.below(2) == 0)
        return Wording{"", finish(*nested)};
    const auto deed = teller.deed(first, operands);
    const auto pronoun = teller.pronounFor(first);
    const auto after = teller.told(second, std::span(&pronoun, 1), false);
    if (deed && after)
        return Wording{*deed, finish(*after)};
    return nested ? std::optional(Wording{"", finish(*nested)}) : std::nullopt;
}

} // namespace espalier::built_in::code
