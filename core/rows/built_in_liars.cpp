/// Truth-tellers and liars: each of three says something about the others, and only one choice of
/// who lies fits all that is said.

#include "core/reward/condition_reader.h"
#include "core/reward/logic_puzzle.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_slots.h"

#include <array>

namespace espalier::built_in {

namespace {

/// What {X} says of the two others, {Y} and {Z}, or of all three.
struct Saying
{
    const char* english;
    const char* korean;
    const char* condition; ///< core/reward/README.md
};

constexpr Saying kSayings[] = {
    {"{Y} lies", "{Y:은} 거짓말만 해.", "{Y} lies"},
    {"{Z} lies", "{Z:은} 거짓말만 해.", "{Z} lies"},
    {"{Y} tells the truth", "{Y:은} 참말만 해.", "{Y} tells the truth"},
    {"{Z} tells the truth", "{Z:은} 참말만 해.", "{Z} tells the truth"},
    {"{Y} and {Z} both lie", "{Y:과} {Z:은} 둘 다 거짓말만 해.", "{Y} lies and {Z} lies"},
    {"{Y} and {Z} both tell the truth", "{Y:과} {Z:은} 둘 다 참말만 해.", "{Y} and {Z}"},
    {"at least one of {Y} and {Z} lies",
     "{Y:과} {Z} 가운데 적어도 하나는 거짓말만 해.",
     "{Y} lies or {Z} lies"},
    {"exactly one of {Y} and {Z} lies",
     "{Y:과} {Z} 가운데 꼭 하나만 거짓말을 해.",
     "{Y} lies xor {Z} lies"},
    {"{Y} and {Z} both lie or both tell the truth",
     "{Y:과} {Z:은} 둘 다 거짓말만 하거나 둘 다 참말만 해.",
     "{Y} iff {Z}"},
    {"exactly one of us three lies",
     "우리 셋 가운데 꼭 하나만 거짓말을 해.",
     "exactly one of ({X} lies, {Y} lies, {Z} lies)"},
    {"exactly two of us three lie",
     "우리 셋 가운데 꼭 둘만 거짓말을 해.",
     "exactly two of ({X} lies, {Y} lies, {Z} lies)"}};

/// The texts of one language, in pairs for telling the truth and for lying. {S} is what someone
/// says, {N} the answer, {W} whoever it is about.
struct LiarsWording
{
    using Pair = std::array<const char*, 2>;
    const char* rule;
    const char* says;
    Pair one, oneReply; ///< a single name is asked for
    Pair two, twoReply;
    Pair whether, whetherReply; ///< yes or no
    Pair yesOrNo;
    Pair otherwise; ///< of the working: what can't be
    Pair deed;
    const char *so, *between, *last, *end; ///< what stands around three deeds
};

constexpr LiarsWording kLiarsEnglish{
    .rule = "Each of {A}, {B} and {C} either always lies or always tells the truth. | Of {A}, {B} "
            "and {C}, each always tells the truth or always lies.",
    .says = "{X} said, \"{S}.\" | \"{S},\" said {X}.",
    .one =
        {"Who tells the truth? | Which of the three tells the truth? | Name the one who tells the "
         "truth.",
         "Who is the liar? | Which of the three lies? | Name the one who lies."},
    .oneReply = {"The one who tells the truth is {N}.", "The liar is {N}."},
    .two =
        {"Name the two who tell the truth, in the order in which they spoke. | Which two tell the "
         "truth? Write them in the order in which they spoke.",
         "Name the two who lie, in the order in which they spoke. | Which two lie? Write them in "
         "the order in which they spoke."},
    .twoReply = {"Those who tell the truth are {N}.", "Those who lie are {N}."},
    .whether =
        {"Does {W} tell the truth, yes or no? | Yes or no: {W} tells the truth.",
         "Does {W} lie, yes or no? | Yes or no: {W} lies."},
    .whetherReply = {"The answer is {N}: {W} tells the truth.", "The answer is {N}: {W} lies."},
    .yesOrNo = {"yes", "no"},
    .otherwise = {"If {W} told the truth, nothing would fit.", "If {W} lied, nothing would fit."},
    .deed = {"{W} tells the truth", "{W} lies"},
    .so = " So ",
    .between = ", ",
    .last = " and ",
    .end = "."};

constexpr LiarsWording kLiarsKorean{
    .rule = "{A:과} {B:과} {C:은} 저마다 늘 참말만 하거나 늘 거짓말만 한다. | {A}, {B}, {C} 셋은 "
            "저마다 늘 거짓말만 하거나 늘 참말만 한다.",
    .says = "{X:은} \"{S}\"라고 말했다.",
    .one =
        {"참말만 하는 쪽은 누구인가요? | 셋 가운데 누가 참말만 하나요? | 셋 가운데 참말만 하는 "
         "쪽의 이름을 쓰세요.",
         "거짓말만 하는 쪽은 누구인가요? | 셋 가운데 누가 거짓말만 하나요? | 셋 가운데 거짓말만 "
         "하는 쪽의 이름을 쓰세요."},
    .oneReply = {"참말만 하는 쪽은 {N:이다}.", "거짓말만 하는 쪽은 {N:이다}."},
    .two =
        {"참말만 하는 둘의 이름을 말한 차례대로 쓰세요. | 셋 가운데 어느 둘이 참말만 하나요? 말한 "
         "차례대로 쓰면 무엇인가요?",
         "거짓말만 하는 둘의 이름을 말한 차례대로 쓰세요. | 셋 가운데 어느 둘이 거짓말만 하나요? "
         "말한 차례대로 쓰면 무엇인가요?"},
    .twoReply = {"참말만 하는 둘은 {N:이다}.", "거짓말만 하는 둘은 {N:이다}."},
    .whether =
        {"{W:은} 참말만 하나요? 네 또는 아니요로 말하면 무엇인가요? | {W:은} 참말만 하나요, 네 "
         "아니면 아니요?",
         "{W:은} 거짓말만 하나요? 네 또는 아니요로 말하면 무엇인가요? | {W:은} 거짓말만 하나요, "
         "네 아니면 아니요?"},
    .whetherReply = {"답은 \"{N}\"이다.", "답은 \"{N}\"이다."},
    .yesOrNo = {"네", "아니요"},
    .otherwise =
        {"{W:이} 참말을 한다면 어떻게 해도 맞지 않는다.",
         "{W:이} 거짓말을 한다면 어떻게 해도 맞지 않는다."},
    .deed = {"{W:은} 참말을", "{W:은} 거짓말을"},
    .so = " 그러니 ",
    .between = " 하고 ",
    .last = " 하고 ",
    .end = " 한다."};

/// How often one draws what the three say before another story is taken.
constexpr int kMostDraws = 50;

/// Three people of a story: who tells the truth and who lies, and what they say.
class Liars
{
public:
    explicit Liars(const Source& source)
        : m_slots(source.story)
        , m_random(source.random)
        , m_wording(source.story.language == Language::English ? kLiarsEnglish : kLiarsKorean)
        , m_english(source.story.language == Language::English)
        , m_odd(m_random.below(kThree))
        , m_oddPlace(m_random.below(2) == 0 ? kFalsePlace : kTruePlace)
        , m_solution(kThree, other(m_oddPlace))
    {
        m_solution[m_odd] = m_oddPlace;
        for (size_t i = 0; i < kThree; ++i)
            m_names[i] = source.story.characters[i].name;
    }

    std::optional<Item> ask(const std::string& context)
    {
        const auto said = drawn();
        if (!said)
            return std::nullopt;
        std::string text = context + " " + filled(m_wording.rule);
        m_constraints = heading();
        for (size_t i = 0; i < kThree; ++i) {
            speaker(i);
            const Saying& saying = *(*said)[i];
            m_constraints += lineOf(i, saying);
            m_slots.set("S", capitalised(filled(m_english ? saying.english : saying.korean)));
            text += " " + filled(m_wording.says);
        }
        const auto way = m_random.below(3);
        Item item = way == 0 ? one() : way == 1 ? two() : whether();
        item.prompt = text + "\n" + item.prompt;
        item.rationale = worked();
        item.wrongTag = "wrong";
        if (wordsOf(item.prompt) > kMostPromptWords || !leavesOnly(item.tests, item.answer))
            return std::nullopt;
        return item;
    }

private:
    static constexpr size_t kThree = 3;
    using Said = std::array<const Saying*, kThree>;

    static size_t other(size_t place) { return kTruePlace + kFalsePlace - place; }
    std::string filled(std::string_view text)
    {
        return m_slots.fill(oneOf(text, m_random)).value();
    }
    std::string heading() const
    {
        return "truth: " + m_names[0] + ", " + m_names[1] + ", " + m_names[2] +
               " = truth-teller, liar\n";
    }
    void speaker(size_t i)
    {
        m_slots.set("X", m_names[i]);
        m_slots.set("Y", m_names[i == 0 ? 1 : 0]);
        m_slots.set("Z", m_names[i == 2 ? 1 : 2]);
    }

    std::string lineOf(size_t i, const Saying& saying)
    {
        return m_names[i] + " says " + filled(saying.condition) + "\n";
    }

    /// What they say, so that nobody but these lies; nothing where none was found.
    std::optional<Said> drawn()
    {
        std::array<std::vector<std::pair<const Saying*, LogicCondition>>, kThree> sayings;
        LogicPuzzle puzzle = readConstraints(heading());
        for (size_t i = 0; i < kThree; ++i) {
            speaker(i);
            for (const Saying& saying : kSayings) {
                auto condition = readCondition(puzzle, lineOf(i, saying)).value();
                if (puzzle.holds(condition, m_solution))
                    sayings[i].emplace_back(&saying, std::move(condition));
            }
        }
        for (int draw = 0; draw < kMostDraws; ++draw) {
            Said said{};
            puzzle.conditions.clear();
            for (size_t i = 0; i < kThree; ++i) {
                const auto& [saying, condition] = sayings[i][m_random.below(sayings[i].size())];
                said[i] = saying;
                puzzle.conditions.push_back(condition);
            }
            if (solutionsOf(puzzle).size() == 1)
                return said;
        }
        return std::nullopt;
    }

    Item one()
    {
        const size_t wrong = (m_odd + 1 + m_random.below(2)) % kThree;
        return answered(
            m_wording.one[m_oddPlace],
            m_wording.oneReply[m_oddPlace],
            m_names[m_odd],
            m_names[wrong],
            placeWord(m_oddPlace));
    }
    Item two()
    {
        const size_t place = other(m_oddPlace);
        const auto without = [&](size_t left) {
            const size_t first = left == 0 ? 1 : 0, second = left == 2 ? 1 : 2;
            return m_names[first] + ", " + m_names[second];
        };
        const size_t wrong = (m_odd + 1 + m_random.below(2)) % kThree;
        return answered(
            m_wording.two[place],
            m_wording.twoReply[place],
            without(m_odd),
            without(wrong),
            placeWord(place));
    }
    Item whether()
    {
        const size_t who = m_random.below(kThree), place = m_random.below(2);
        m_slots.set("W", m_names[who]);
        const bool yes = m_solution[who] == place;
        const auto question = m_wording.whether[place];
        Item item = answered(
            question,
            m_wording.whetherReply[m_solution[who]],
            m_wording.yesOrNo[yes ? 0 : 1],
            m_wording.yesOrNo[yes ? 1 : 0],
            m_names[who] + " is " + placeWord(place));
        m_slots.set("N", item.wrongAnswer);
        item.wrong = filled(m_wording.whetherReply[other(m_solution[who])]);
        return item;
    }
    static const char* placeWord(size_t place)
    {
        return place == kTruePlace ? "truth-teller" : "liar";
    }
    Item answered(
        const char* question,
        const char* reply,
        const std::string& right,
        const std::string& wrong,
        const std::string& asked)
    {
        Item item;
        item.prompt = filled(question);
        item.answer = right;
        item.wrongAnswer = wrong;
        m_slots.set("N", right);
        item.reply = filled(reply);
        m_slots.set("N", wrong);
        item.wrong = filled(reply);
        item.tests = m_constraints + "ask: " + asked + "\n";
        return item;
    }
    /// One of them can't be otherwise; what follows for all.
    std::string worked()
    {
        m_slots.set("W", m_names[0]);
        std::string text = filled(m_wording.otherwise[other(m_solution[0])]) + m_wording.so;
        for (size_t i = 0; i < kThree; ++i) {
            m_slots.set("W", m_names[i]);
            text += (i == 0   ? ""
                     : i == 1 ? m_wording.between
                              : m_wording.last) +
                    filled(m_wording.deed[m_solution[i]]);
        }
        return text + m_wording.end;
    }

    Slots m_slots;
    Random& m_random;
    const LiarsWording& m_wording;
    bool m_english;
    std::array<std::string, kThree> m_names;
    size_t m_odd, m_oddPlace; ///< one differs from the two others
    Arrangement m_solution;
    std::string m_constraints;
};

} // namespace

std::optional<Item> askLiars(const Source& source)
{
    if (source.story.characters.size() < 3)
        return std::nullopt;
    const auto context = excerpt(source, {}, 0);
    return context.empty() ? std::nullopt : Liars(source).ask(context);
}

} // namespace espalier::built_in
