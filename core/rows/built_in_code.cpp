/// Small tasks for a programmer: what a Python function has to return, in words, with its tests. Of
/// the story only language and side count.

#include "core/rows/built_in_code.h"

#include "core/base/hash.h"
#include "core/rows/built_in_item.h"

#include <algorithm>
#include <array>

namespace espalier::built_in::code {

namespace {

/// What functions take, the more often the more there is to do with it.
constexpr std::array<const char*, 14> kTakes{
    "N", "N", "N", "L", "L", "L", "W", "W", "S", "S", "T", "two", "two", "NNN"};
constexpr std::array<const char*, 6> kTwo{"NN", "NN", "LN", "LL", "WW", "WN"};
constexpr std::array<const char*, 5> kTakesNumbers{"N", "N", "N", "NN", "NNN"};
/// Of so many programs of two steps one is asked for in validation.
constexpr uint64_t kHeldOut = 6;

constexpr std::string_view kVerbs =
    "bake|blend|build|call|carry|carve|cast|change|check|choose|clean|craft|cut|do|draw|fetch|fill|"
    "find|fix|fold|forge|form|gather|get|give|go|grow|handle|help|keep|knit|lift|look|make|mend|"
    "mill|mix|mold|move|pack|paint|pick|plan|plant|play|polish|press|pull|push|reach|read|reap|"
    "roll|run|seek|send|shape|show|sift|solve|sow|spin|start|step|stir|take|task|tell|tend|tidy|"
    "trim|tune|turn|use|walk|wash|weave|work|write";
constexpr std::string_view kNouns =
    "all|away|back|bit|box|case|it|item|job|line|list|now|off|on|one|out|over|part|row|set|that|"
    "thing|this|up|value|well";

/// Names of arguments. Their Korean readings all end in a vowel, so that particles fit.
constexpr std::string_view kNumberNames = "x|y|z|k|t|value|size|age|price|score|number";
constexpr std::string_view kCountNames = "k|x|y|z";
constexpr std::string_view kTwoNames = "x y|a b|p q|x k|first second|left right";
constexpr std::string_view kThreeNames = "x y z|x a b|first second third|p q t";
constexpr std::string_view kListNames = "xs|ys|nums|values|data|scores|prices|ages|sizes|series";
constexpr std::string_view kWordsNames = "names|keys|cities|colors|trees|notes|fruits|parts";
constexpr std::string_view kWordNames = "s|t|key|city|color|tree|fruit|note";
constexpr std::string_view kTextNames = "story|message|note|t|s";

constexpr std::string_view kEnglish =
    "Write a function `@` that returns #. | Write a Python function `@` returning #. | Define `@` "
    "so that it returns #. | Please write `@`. It should return #. | The function `@` returns #. "
    "Write it in Python. | Let `@` return #. | I need a Python function `@`. It gives "
    "back #. | How would you write `@`, which returns #?";
constexpr std::string_view kEnglishTruth =
    "Write a function `@` that returns whether #. | Write a Python function `@` that tells whether "
    "#. | Define `@` so that it returns True if # and False if not. | Please write `@`. It checks "
    "whether #. | The function `@` says whether #. Write it in Python. | In `@`, return whether #.";
constexpr std::string_view kEnglishSteps =
    "Write a function `@`: ~, then return #. | Write `@` in Python. It should ~ and return #. | "
    "Define a function `@` to ~ and return #. | In the function `@`, first ~, then return #. | "
    "Please write `@`. First ~. Then return #.";
constexpr std::string_view kEnglishMend =
    "`^` is meant to return #, but it is wrong. Mend it. | This function should return #: `^`. "
    "Write it as it should be. | Find the mistake: `^` has to return #. Write it right.";

constexpr std::string_view kKorean =
    "#[을] 돌려주는 `@` 함수를 쓰세요. | `@` 함수를 작성하세요. #[을] 반환해야 합니다. | `@`의 "
    "값이 #[이] 되도록 함수를 정의하세요. | #[을] 구하는 `@` 함수를 파이썬으로 써 주세요. | `@` "
    "함수가 #[을] 돌려주도록 만들어 주세요. | 파이썬으로 `@` 함수를 만드세요. 결과는 #입니다. | "
    "#[을] 반환하는 파이썬 함수 `@`의 코드를 쓰세요.";
constexpr std::string_view kKoreanTruth =
    "# 알려 주는 `@` 함수를 쓰세요. | `@` 함수를 작성하세요. #를 True나 False로 반환해야 합니다. | "
    "# 확인하는 파이썬 함수 `@`의 코드를 쓰세요. | # 판별하는 `@` 함수를 만들어 주세요. | #를 "
    "True나 False로 돌려주는 `@` 함수를 파이썬으로 써 주세요.";
constexpr std::string_view kKoreanSteps =
    "먼저 ~[을] 구하고, #[을] 돌려주는 `@` 함수를 쓰세요. | `@` 함수를 작성하세요. 먼저 ~[을] "
    "구한 다음 #[을] 반환해야 합니다. | ~[을] 구한 뒤 #[을] 돌려주는 파이썬 함수 `@`의 코드를 "
    "쓰세요.";
constexpr std::string_view kKoreanStepsTruth =
    "먼저 ~[을] 구하고, # 알려 주는 `@` 함수를 쓰세요. | `@` 함수를 작성하세요. 먼저 ~[을] 구한 "
    "다음 #를 True나 False로 반환해야 합니다.";
constexpr std::string_view kKoreanMend =
    "`^` 함수는 #[을] 돌려주어야 하는데 틀렸습니다. 바르게 고쳐 쓰세요. | 다음 함수는 #[을] "
    "반환해야 합니다: `^` 잘못을 찾아 고치세요.";
constexpr std::string_view kKoreanMendTruth =
    "`^` 함수는 # 알려 주어야 하는데 틀렸습니다. 바르게 고쳐 쓰세요. | 다음 함수는 # 알려 주어야 "
    "합니다: `^` 잘못을 찾아 고치세요.";

std::string anyOf(std::string_view names, Random& random)
{
    const auto all = alternativesOf(names);
    return all[random.below(all.size())];
}

std::vector<std::string> argumentNames(const std::string& takes, Random& random)
{
    const auto two = [&](std::string_view first, std::string_view second) {
        std::vector<std::string> names{anyOf(first, random), ""};
        do
            names[1] = anyOf(second, random);
        while (names[1] == names[0]);
        return names;
    };
    if (takes == "NN")
        return alternativesOf(anyOf(kTwoNames, random), ' ');
    if (takes == "NNN")
        return alternativesOf(anyOf(kThreeNames, random), ' ');
    if (takes == "LL")
        return two(kListNames, kListNames);
    if (takes == "LN")
        return two(kListNames, kCountNames);
    if (takes == "WW")
        return two(kWordNames, kWordNames);
    if (takes == "WN")
        return two(kWordNames, kCountNames);
    return {anyOf(
        takes == "N"   ? kNumberNames
        : takes == "L" ? kListNames
        : takes == "S" ? kWordsNames
        : takes == "W" ? kWordNames
                       : kTextNames,
        random)};
}

/// The program with names of its own: what is the same program has the same text.
std::string plainText(const Program& program)
{
    static const std::vector<std::string> names{"a1", "a2", "a3"};
    return pythonOf(program, names);
}

/// Whether this side asks for the program. Those of two steps go by their text: no such program of
/// validation was ever one of training, and the operations that it is made of were. One step may be
/// asked on both sides, in other words: were its numbers kept from training, a model would learn
/// that they never stand there. In validation there are as few of these as of the others.
bool askedOn(Split side, const Program& program, Random& random)
{
    const uint64_t drawn =
        program.steps.size() < 2 ? random.below(kHeldOut) : hash64(plainText(program)) % kHeldOut;
    return side == Split::Validation ? drawn == 0 : drawn != 0;
}

/// A program of one step or, mostly, two.
std::optional<Program> anyProgram(std::string takes, Random& random)
{
    Program program;
    const auto add = [&](const std::vector<Step>& steps) {
        if (steps.empty())
            return false;
        program.steps.push_back(steps[random.below(steps.size())]);
        fillConstants(program.steps.back(), random);
        return true;
    };
    for (const char letter : takes)
        program.takes.push_back(static_cast<Type>(letter));
    if (!add(stepsOf(takes)))
        return std::nullopt;
    const Step first = program.steps[0];
    // The words for lists call what they hold words, which single letters are not.
    const bool letters = std::string_view(first.operation->name) == "letters_of";
    if (random.below(5) < 2 || first.gives == Type::Truth || letters)
        return program;
    auto next = stepsOf(std::string(1, static_cast<char>(first.gives)));
    std::erase_if(next, [&](const Step& step) {
        return step.operation == first.operation ||
               (step.lift == Lift::None && repeatsOperand(*step.operation)) ||
               // What is counted is not picked first.
               (first.lift == Lift::Filter &&
                (step.lift == Lift::Filter || std::string_view(step.operation->name) == "size"));
    });
    return add(next) ? std::optional(program) : std::nullopt;
}

std::string pasted(std::string text, char place, const std::string& by)
{
    const size_t at = text.find(place);
    return at == std::string::npos ? text : text.replace(at, 1, by);
}

/// What is to be done may end with a comma.
std::string withoutComma(const std::string& deed)
{
    return deed.ends_with(',') ? deed.substr(0, deed.size() - 1) : deed;
}

/// The request. A mended program is asked for with the one to mend.
std::string requestFor(const Wording& wording, bool truth, bool english, bool mend, Random& random)
{
    const bool steps = !wording.steps.empty();
    const auto form = oneOf(
        mend      ? (english ? kEnglishMend
                     : truth ? kKoreanMendTruth
                             : kKoreanMend)
        : steps   ? (english ? kEnglishSteps
                     : truth ? kKoreanStepsTruth
                             : kKoreanSteps)
        : truth   ? (english ? kEnglishTruth : kKoreanTruth)
        : english ? kEnglish
                  : kKorean,
        random);
    const bool comma = form.find("~ and") != std::string::npos;
    auto text = pasted(form, '~', comma ? wording.steps : withoutComma(wording.steps));
    const bool whether = english && truth && (steps || mend);
    text = pasted(std::move(text), '#', (whether ? "whether " : "") + wording.returned);
    return withParticles(text);
}

/// The same function a line at a time: what the first step gives has a name.
std::string
inSteps(const Program& program, const std::string& head, const std::vector<std::string>& names)
{
    std::string text = "def " + head + ":\n";
    Program last = program;
    std::vector<std::string> operands = names;
    if (program.steps.size() == 2) {
        const Step& first = program.steps[0];
        text += "    result = " + pythonOf({program.takes, {first}}, names) + "\n";
        last = {{first.gives}, {program.steps[1]}};
        operands = {"result"};
    }
    return text + "    return " + pythonOf(last, operands);
}

/// A task; nothing where what was chosen can't be told or tested well.
std::optional<Item> anyTask(const Source& source, std::string takes)
{
    auto& random = source.random;
    const bool english = source.story.language == Language::English;
    const auto program = anyProgram(takes, random);
    if (!program || !askedOn(source.story.split, *program, random))
        return std::nullopt;
    const auto names = argumentNames(takes, random);
    std::string function = anyOf(kVerbs, random);
    if (random.below(4) != 0)
        function += "_" + anyOf(kNouns, random);
    const auto wording = wordingOf(*program, names, source.story.language, random);
    if (!wording || std::ranges::find(names, function) != names.end())
        return std::nullopt;
    const auto tests = testsFor(*program, function, random);
    if (!tests)
        return std::nullopt;
    std::string head = function + "(";
    for (size_t i = 0; i < names.size(); ++i)
        head += (i == 0 ? "" : ", ") + names[i];
    head += ")";
    const auto written = [&](const Program& what) {
        return "def " + head + ": return " + pythonOf(what, names);
    };
    Item item;
    item.answer = item.reply = written(*program);
    item.rationale = inSteps(*program, head, names);
    item.wrong = written(tests->wrong);
    item.wrongTag = "wrong";
    item.tests = tests->asserts;
    item.entryPoint = function;
    item.onLineOfItsOwn = true;
    const bool mend = wording->steps.empty() && random.below(8) == 0;
    item.prompt = requestFor(*wording, program->gives() == Type::Truth, english, mend, random);
    item.prompt = pasted(pasted(item.prompt, '@', head), '^', item.wrong);
    if (item.wrong == item.answer || wordsOf(item.prompt) > kMostPromptWords)
        return std::nullopt;
    return item;
}

} // namespace

} // namespace espalier::built_in::code

namespace espalier::built_in {

std::optional<Item> askCode(const Source& source)
{
    std::string takes = code::kTakes[source.random.below(code::kTakes.size())];
    if (takes == "two")
        takes = code::kTwo[source.random.below(code::kTwo.size())];
    return code::anyTask(source, std::move(takes));
}

std::optional<Item> askCodeOfNumbers(const Source& source)
{
    return code::anyTask(
        source, code::kTakesNumbers[source.random.below(code::kTakesNumbers.size())]);
}

} // namespace espalier::built_in
