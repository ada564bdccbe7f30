#pragma once

#include "core/data/world_lexicon.h"

#include <map>

namespace espalier::world {

/// The plots and sentence frames of one language, read once from the text in world_plots_*.cpp.
/// One frame serves both ways: the teller fills its slots, the parser recognises what may stand in
/// them.
///
/// A plot in that text:
///   plot NAME              then its lines up to the next plot; "part NAME" is a piece that plots
///   "use" world people|beasts|both, cast A B C, weight N trait GOOD BAD         variable T: a word
///   of the class GOOD in a good story, of BAD in the other pick VAR CLASS         a word, unlike
///   the others of its class in this story num VAR LOW HIGH; sum S N M; diff D N M; prod P N M
///   (results from 1 to 199) fact[+|-] RELATION VAR VAR...
///   [=+-][pb][NN][/] WHAT[<CAUSE]@[ROLE]: FRAME | FRAME | ...
/// A line is told in every story (=), in the good (+) or the other (-), of people (p) or beasts
/// (b), in NN percent of them, on a new line of text (/). Slots of a frame: {VAR}, {VAR.form},
/// {VAR.form:particle}, {A.he} {A.him} {A.his} {A.himself} {A.kind}, {N VAR} a counted noun, {N
/// +VAR} (Korean) the number with the noun's counter alone.
///
/// What makes two stories differ in every few words is added to the written frames while they are
/// read (world_plot_variety.cpp): adjectives, adverbs, openers.
///   fresh VAR CLASS        a word for every plot, drawn anew in each sentence
///   open FRAME | FRAME     what may stand before a sentence that tells; openname: before a name
///   close FRAME | FRAME    what may stand at its end; closesay: after who said something
/// A line marked "." takes none of these; one called moral is said by an {elder}.

enum class ElementKind : uint8_t {
    Literal,
    Word,
    Being,
    Place,
    Number,
    CountedNoun,
    Counter,
    Pronoun
};

/// One word of a frame.
struct Element
{
    ElementKind kind = ElementKind::Literal;
    bool space = true; ///< a blank stands before it
    std::string text;  ///< the literal, in lower case; of a slot, what follows it in the same word
    Particle particle = Particle::Count;
    int variable = -1;
    int number = -1;      ///< of CountedNoun and Counter: the variable that counts
    uint16_t classes = 0; ///< posBit of what may stand here
    int form = 0;         ///< of Pronoun: index into kPronouns
    int percent = 100;    ///< how often it is told; the parser knows the sentence either way

    bool operator==(const Element&) const = default;
};

enum class Operation : uint8_t { Sum, Difference, Product };

/// result = left op right, all variables.
struct Relation
{
    Operation operation = Operation::Sum;
    int result = -1;
    int left = -1;
    int right = -1;

    bool operator==(const Relation&) const = default;
};

/// Whether the relation holds for these values.
bool holds(Operation operation, int left, int right, int result);

struct Frame
{
    std::vector<Element> elements;
    std::vector<Relation> states; ///< relations whose three numbers it names
    bool opens = false;           ///< an opener may stand before it
    bool closes = false;          ///< a closer may stand before its full stop
    bool narrow = false;          ///< of an opener: before a name only; of a closer: after speech
    bool named = false;           ///< begins with a name
    bool quoted = false;          ///< has speech in it
    bool poor = false;            ///< so few open places that it mostly takes one of them
};

struct Line
{
    char when = '='; ///< = + -
    char whose = 0;  ///< p, b or 0
    int percent = 100;
    bool paragraph = false;
    bool bare = false; ///< takes no adverb, opener or closer
    std::string what;
    std::string cause;
    std::string subject;
    std::vector<Frame> frames;
};

struct Plot
{
    struct Pick
    {
        int variable;
        std::string wordClass;
    };
    struct Range
    {
        int variable;
        int low;
        int high;
    };
    struct Statement
    {
        char when;
        std::string relation;
        std::vector<int> terms;
    };

    std::string name;
    int weight = 1;
    bool people = true;
    bool beasts = true;
    std::vector<int> cast;
    std::string goodTrait, badTrait; ///< classes; empty: no trait
    std::vector<Pick> picks;
    std::vector<Range> ranges;
    std::vector<Relation> relations;
    std::vector<Statement> facts;
    std::vector<Line> lines;
};

class Plots
{
public:
    static const Plots& of(Language language);

    const std::vector<Plot>& all() const { return m_plots; }
    int totalWeight() const { return m_totalWeight; }
    const std::string& variableName(int variable) const
    {
        return m_variables[static_cast<size_t>(variable)];
    }
    size_t variableCount() const { return m_variables.size(); }
    const std::vector<Frame>& openers() const { return m_openers; }
    const std::vector<Frame>& closers() const { return m_closers; }
    /// The class of a variable that is drawn anew in each sentence; empty for the others.
    const std::string& freshClass(int variable) const
    {
        return m_fresh[static_cast<size_t>(variable)];
    }
    /// -1 where no plot names it.
    int variable(std::string_view name) const;
    /// The same while the plots are read: a new name becomes a variable.
    int variableFor(const std::string& name);

private:
    friend class PlotReader;
    explicit Plots(Language language);

    std::vector<Plot> m_plots;
    std::vector<Frame> m_openers;
    std::vector<Frame> m_closers;
    std::vector<std::string> m_variables;
    std::map<std::string, int, std::less<>> m_known; ///< variable by name
    std::vector<std::string> m_fresh;                ///< per variable
    int m_totalWeight = 0;
};

/// he/she, him/her, his/her, himself/herself: [which][female].
constexpr const char* kPronouns[4][2] = {
    {"he", "she"}, {"him", "her"}, {"his", "her"}, {"himself", "herself"}};

/// A token of a frame or a sentence: a word or one mark of punctuation. Braces of a frame stay
/// whole.
struct Token
{
    std::string_view text;
    bool space = false; ///< a blank stands before it
};
std::vector<Token> tokensOf(std::string_view text);

/// Adds an optional adverb to the frame where the grammar has room for one, and says whether an
/// opener or a closer may stand with it. `manner` and `tone` are the variables of the adverbs: how
/// a thing is done, how it is said.
void addVariety(Frame& frame, Language language, int manner, int tone);

/// The plots of each language as text, in world_plots_*.cpp: all, and the pieces they are joined
/// from.
std::string englishPlots();
std::string englishFables();
std::string englishNumbers();
std::string englishDaily();
std::string koreanPlots();
std::string koreanFables();
std::string koreanNumbers();
std::string koreanDaily();

} // namespace espalier::world
