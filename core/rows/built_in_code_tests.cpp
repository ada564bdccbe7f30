/// Tests of a program: arguments on which it differs from what it could be taken for. Nothing here
/// runs or reads Python.

#include "core/rows/built_in_code.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace espalier::built_in::code {

namespace {

constexpr size_t kCandidates = 36; ///< arguments that tests are chosen from
constexpr size_t kFewestTests = 4, kMostTests = 5;
constexpr int64_t kLargestShown = 100'000;
constexpr size_t kLongest = 12; ///< elements of a list in a test

constexpr std::array<const char*, 72> kWords{
    "apple",   "bear",   "bell",   "bird",   "boat",   "bread",  "bridge", "candle", "castle",
    "cheese",  "cherry", "cloud",  "corner", "crow",   "dance",  "door",   "dragon", "dream",
    "eagle",   "early",  "ease",   "elder",  "erase",  "field",  "fire",   "forest", "garden",
    "gate",    "goose",  "grass",  "hammer", "honey",  "house",  "island", "ladder", "lamp",
    "lantern", "leaf",   "lemon",  "letter", "loaf",   "meadow", "mill",   "mirror", "moon",
    "needle",  "nest",   "night",  "oak",    "onion",  "orange", "otter",  "owl",    "pepper",
    "pond",    "rain",   "ribbon", "river",  "road",   "rose",   "salt",   "sea",    "seed",
    "sister",  "snow",   "spoon",  "star",   "street", "tea",    "tower",  "tree",   "wool"};
constexpr std::array<const char*, 8> kPalindromes{
    "anna", "civic", "kayak", "level", "noon", "radar", "refer", "rotor"};
constexpr std::array<const char*, 9> kLetters{"a", "e", "i", "o", "r", "s", "t", "n", "l"};
constexpr std::array<const char*, 10> kSigns{"-", "+", ",", ".", "/", "*", ":", "_", "=", "!"};

/// Arguments for a program, near where it decides.
struct Draw
{
    const Program& program;
    Random& random;
    bool capitals = false; ///< whether words may have some

    bool once(uint64_t in) const { return random.below(in) == 0; }
    int64_t upTo(int64_t last) const
    {
        return static_cast<int64_t>(random.below(static_cast<uint64_t>(last) + 1));
    }
    int64_t number() const;
    std::string word() const;
    template <typename T>
    void vary(std::vector<T>& all) const;
    Numbers numbers() const;
    Words words() const;
    Value value(Type type, std::span<const Value> before) const;
    std::vector<Value> arguments() const;
};

int64_t Draw::number() const
{
    const auto& steps = program.steps;
    const auto& step = steps[random.below(steps.size())];
    switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
        return (step.j != 0 && once(2) ? step.j : step.k) + upTo(2) - 1;
    case 3:
        return step.k * upTo(5);
    case 4:
        return -1 - upTo(11);
    case 5:
        return 10 + upTo(189);
    case 6:
    case 7:
        return upTo(6);
    default:
        return upTo(30);
    }
}

std::string Draw::word() const
{
    std::string word = once(8) ? kPalindromes[random.below(kPalindromes.size())]
                               : kWords[random.below(kWords.size())];
    if (capitals && once(2))
        for (char& c : word)
            if (once(2))
                c = static_cast<char>(c - 'a' + 'A');
    return word;
}

/// Now and then in order, ending as it began, or the same from both ends.
template <typename T>
void Draw::vary(std::vector<T>& all) const
{
    if (once(8))
        std::ranges::sort(all);
    if (once(8))
        all.back() = all.front();
    if (once(8))
        std::reverse_copy(
            all.begin(),
            all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2),
            all.end() - static_cast<std::ptrdiff_t>(all.size() / 2));
}

Numbers Draw::numbers() const
{
    Numbers all;
    const size_t size = 3 + random.below(4);
    while (all.size() < size)
        all.push_back(
            !all.empty() && once(4) ? all[random.below(all.size())]
                                    : std::clamp(number(), int64_t{-12}, int64_t{40}));
    vary(all);
    return all;
}

Words Draw::words() const
{
    Words all;
    const size_t size = 3 + random.below(3);
    while (all.size() < size)
        all.push_back(!all.empty() && once(5) ? all[random.below(all.size())] : word());
    vary(all);
    return all;
}

/// One that has to do with the argument before it, where it may.
Value Draw::value(Type type, std::span<const Value> before) const
{
    const Value* first = before.empty() ? nullptr : before.data();
    switch (type) {
    case Type::Number:
        if (first != nullptr && once(2)) {
            if (const auto* other = std::get_if<int64_t>(first))
                return once(2) ? *other : *other + upTo(4) - 2;
            if (const auto* list = std::get_if<Numbers>(first))
                return (*list)[random.below(list->size())];
            return 1 + upTo(5);
        }
        return first == nullptr || std::holds_alternative<int64_t>(*first) ? number()
                                                                           : upTo(12) - 1;
    case Type::Word:
        if (first != nullptr && once(2)) {
            if (const auto* list = std::get_if<Words>(first))
                return (*list)[random.below(list->size())];
            auto other = std::get<std::string>(*first);
            const size_t part = 1 + random.below(other.size());
            switch (random.below(4)) {
            case 0:
                return other.substr(0, part);
            case 1:
                return other.substr(other.size() - part);
            case 2:
                return other.substr(other.size() / 3, part);
            default:
                std::ranges::rotate(other, other.begin() + 1);
                return other;
            }
        }
        return word();
    case Type::Text: {
        std::string text = word();
        for (uint64_t more = 1 + random.below(4); more > 0; --more)
            text += " " + word();
        return text;
    }
    case Type::Words:
        return words();
    default:
        if (const auto* list = first == nullptr ? nullptr : std::get_if<Numbers>(first)) {
            auto other = numbers();
            other.resize(list->size(), 1);
            for (int64_t& number : other)
                if (once(3))
                    number = (*list)[random.below(list->size())];
            return other;
        }
        return numbers();
    }
}

std::vector<Value> Draw::arguments() const
{
    std::vector<Value> all;
    for (const Type type : program.takes)
        all.push_back(value(type, all));
    return all;
}

/// Whether a value is short enough to be read in a test.
bool handy(const Value& value)
{
    if (const auto* number = std::get_if<int64_t>(&value))
        return std::abs(*number) <= kLargestShown;
    if (const auto* word = std::get_if<std::string>(&value))
        return word->size() <= 40;
    if (const auto* numbers = std::get_if<Numbers>(&value))
        return numbers->size() <= kLongest && std::ranges::all_of(*numbers, [](int64_t n) {
                   return std::abs(n) <= kLargestShown;
               });
    if (const auto* words = std::get_if<Words>(&value))
        return words->size() <= kLongest;
    return true;
}

/// The operation with other constants, each as little off as can be.
void addOtherConstants(const Program& program, size_t at, std::vector<Program>& others)
{
    const Step& step = program.steps[at];
    const auto add = [&](auto change) {
        auto other = program;
        change(other.steps[at]);
        others.push_back(std::move(other));
    };
    switch (step.operation->fill) {
    case 'k':
    case 's':
    case 'l':
        add([](Step& s) { ++s.k; });
        if (step.k > 1)
            add([](Step& s) { --s.k; });
        break;
    case 'r':
        add([](Step& s) { ++s.k; });
        add([](Step& s) { --s.k; });
        add([](Step& s) { ++s.j; });
        add([](Step& s) { --s.j; });
        break;
    case 'd':
        add([](Step& s) { std::swap(s.c, s.d); });
        [[fallthrough]];
    case 'c':
        for (const char* letter : kLetters)
            if (letter != step.c && letter != step.d)
                add([&](Step& s) { s.c = letter; });
        break;
    case 'x':
        add([](Step& s) { s.c = s.c == "-" ? "+" : "-"; });
        break;
    default:
        break;
    }
}

/// Whether a constant of one operation may be one of the other.
bool sameFill(char a, char b)
{
    const auto number = [](char fill) { return fill == 'k' || fill == 's' || fill == 'l'; };
    return a == b || (number(a) && number(b));
}

/// Programs that somebody could write by mistake.
std::vector<Program> mistakesOf(const Program& program)
{
    std::vector<Program> others;
    for (size_t i = 0; i < program.steps.size(); ++i) {
        const Step& step = program.steps[i];
        addOtherConstants(program, i, others);
        std::string takes(1, static_cast<char>(step.takes));
        if (i == 0) {
            takes.clear();
            for (const Type type : program.takes)
                takes += static_cast<char>(type);
        }
        for (Step sibling : stepsOf(takes)) {
            const bool same = sibling.operation == step.operation && sibling.lift == step.lift;
            if (same || sibling.gives != step.gives ||
                !sameFill(sibling.operation->fill, step.operation->fill) ||
                (step.lift != Lift::None && sibling.lift == Lift::None))
                continue;
            static_cast<Constants&>(sibling) = step;
            auto other = program;
            other.steps[i] = sibling;
            others.push_back(std::move(other));
        }
        // Without the step, where the rest still fits.
        auto other = program;
        other.steps.erase(other.steps.begin() + static_cast<std::ptrdiff_t>(i));
        if (i + 1 == program.steps.size() || program.takes[0] == step.gives)
            others.push_back(std::move(other));
    }
    if (program.steps.size() == 2 && program.takes.size() == 1 &&
        program.steps[1].gives == program.takes[0] && program.steps[0].gives == program.takes[0]) {
        auto other = program;
        std::swap(other.steps[0], other.steps[1]);
        others.push_back(std::move(other));
    }
    return others;
}

bool writesCapitals(const Program& program)
{
    return std::ranges::any_of(program.steps, [](const Step& step) {
        const std::string_view python = step.operation->python;
        return python.find("upper") != std::string::npos ||
               python.find("lower") != std::string::npos ||
               python.find("capitalize") != std::string::npos;
    });
}

/// What all programs give for one choice of arguments.
struct Candidate
{
    std::vector<Value> arguments;
    Value expected;
    std::vector<bool> differs; ///< by mistake
};

std::vector<Candidate>
candidatesFor(const Program& program, const std::vector<Program>& mistakes, Random& random)
{
    const Draw draw{program, random, writesCapitals(program)};
    std::vector<Candidate> candidates;
    for (size_t i = 0; i < kCandidates; ++i) {
        Candidate candidate;
        candidate.arguments = draw.arguments();
        auto expected = run(program, candidate.arguments);
        if (!expected || !handy(*expected) ||
            std::ranges::any_of(candidates, [&](const Candidate& known) {
                return known.arguments == candidate.arguments;
            }))
            continue;
        // A mistake without a value may give anything in Python, the right one too.
        for (const Program& mistake : mistakes) {
            const auto given = run(mistake, candidate.arguments);
            candidate.differs.push_back(given && !sameInPython(*given, *expected));
        }
        candidate.expected = std::move(*expected);
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

/// The candidates that find the most mistakes not found yet, one after the other.
std::vector<size_t> chosen(const std::vector<Candidate>& candidates, std::vector<bool>& found)
{
    std::vector<size_t> tests;
    while (tests.size() < kMostTests) {
        size_t best = candidates.size(), most = 0;
        for (size_t i = 0; i < candidates.size(); ++i) {
            if (std::ranges::find(tests, i) != tests.end())
                continue;
            size_t finds = 1; // four at least, whatever they find
            for (size_t m = 0; m < found.size(); ++m)
                finds += candidates[i].differs[m] && !found[m] ? 2 : 0;
            // A result that no test has yet; else any constant would do.
            if (std::ranges::none_of(tests, [&](size_t test) {
                    return candidates[test].expected == candidates[i].expected;
                }))
                ++finds;
            if (finds > most) {
                most = finds;
                best = i;
            }
        }
        if (best == candidates.size() || (tests.size() >= kFewestTests && most <= 2))
            break;
        tests.push_back(best);
        for (size_t m = 0; m < found.size(); ++m)
            found[m] = found[m] || candidates[best].differs[m];
    }
    return tests;
}

} // namespace

void fillConstants(Step& step, Random& random)
{
    const auto any = [&](const auto& list) { return list[random.below(list.size())]; };
    switch (step.operation->fill) {
    case 'k':
        step.k = 2 + static_cast<int64_t>(random.below(11));
        break;
    case 's':
        step.k = 2 + static_cast<int64_t>(random.below(3));
        break;
    case 'l':
        step.k = 3 + static_cast<int64_t>(random.below(4));
        break;
    case 'r':
        step.k = 1 + static_cast<int64_t>(random.below(9));
        step.j = step.k + 3 + static_cast<int64_t>(random.below(10));
        break;
    case 'd':
        step.c = any(kLetters);
        do
            step.d = any(kLetters);
        while (step.d == step.c);
        break;
    case 'c':
        step.c = any(kLetters);
        break;
    case 'x':
        step.c = any(kSigns);
        break;
    default:
        break;
    }
}

std::optional<Tests> testsFor(const Program& program, const std::string& function, Random& random)
{
    const auto mistakes = mistakesOf(program);
    const auto candidates = candidatesFor(program, mistakes, random);
    std::vector<bool> found(mistakes.size());
    const auto tests = chosen(candidates, found);
    if (tests.size() < kFewestTests || std::ranges::all_of(tests, [&](size_t i) {
            return candidates[i].expected == candidates[tests[0]].expected;
        }))
        return std::nullopt;
    std::vector<const Program*> wrong;
    for (size_t m = 0; m < mistakes.size(); ++m) {
        // One that no arguments tell apart is another way to write it; a step that can be left out
        // is none.
        const bool shorter = mistakes[m].steps.size() < program.steps.size();
        if (!found[m] && (shorter || std::ranges::any_of(candidates, [&](const Candidate& other) {
                              return other.differs[m];
                          })))
            return std::nullopt;
        if (found[m])
            wrong.push_back(&mistakes[m]);
    }
    if (wrong.empty())
        return std::nullopt;
    Tests made;
    for (const size_t test : tests) {
        std::string given;
        for (const Value& value : candidates[test].arguments)
            given += (given.empty() ? "" : ", ") + literal(value);
        made.asserts += "assert " + function + "(" + given +
                        ") == " + literal(candidates[test].expected) + "\n";
    }
    made.wrong = *wrong[random.below(wrong.size())];
    return made;
}

} // namespace espalier::built_in::code
