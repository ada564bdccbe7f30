#include "core/data/world_wording.h"

namespace espalier::world {

namespace {

std::string numeral(int value, int form, const Lexicon& lexicon)
{
    return lexicon.lexeme(lexicon.number(value)).forms[static_cast<size_t>(form)];
}

std::string surfaceOf(const Element& element, const Cast& cast, Language language)
{
    const Lexicon& lexicon = Lexicon::of(language);
    std::string text;
    const int id = element.variable >= 0 ? cast.lexeme[static_cast<size_t>(element.variable)] : -1;
    switch (element.kind) {
    case ElementKind::Literal:
        return element.text;
    case ElementKind::Word:
        text = lexicon.lexeme(id).forms[static_cast<size_t>(element.form)];
        break;
    case ElementKind::Being:
    case ElementKind::Place:
        text = lexicon.lexeme(id).forms[0];
        break;
    case ElementKind::Number:
        text = numeral(cast.value[static_cast<size_t>(element.variable)], element.form, lexicon);
        break;
    case ElementKind::CountedNoun:
        text =
            lexicon.lexeme(id).forms[cast.value[static_cast<size_t>(element.number)] == 1 ? 0 : 1];
        break;
    case ElementKind::Counter:
        text = lexicon.lexeme(id).counter;
        break;
    case ElementKind::Pronoun:
        text = kPronouns[element.form][lexicon.lexeme(id).gender == Gender::Female ? 1 : 0];
        break;
    }
    if (element.particle != Particle::Count)
        text = withParticle(text, element.particle);
    return text + element.text;
}

} // namespace

std::string inWords(const std::vector<Element>& elements, const Cast& cast, Language language)
{
    std::string text;
    bool start = true;
    bool quoted = false;
    size_t article = std::string::npos;
    for (const auto& element : elements) {
        std::string surface = surfaceOf(element, cast, language);
        if (element.space && !text.empty())
            text += ' ';
        if (article != std::string::npos) {
            if (startsWithVowelSound(surface))
                text.insert(article + 1, "n");
            article = std::string::npos;
        }
        if (language == Language::English && element.kind == ElementKind::Literal && surface == "a")
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

} // namespace espalier::world
