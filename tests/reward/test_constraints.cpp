/// The language of constraints and its solver: propositions, assignments and orders with solutions
/// known by hand, random ones against trying everything, and the shares that answers score.

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/reward/logic_puzzle.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace espalier;

namespace {

/// "TF" for a true and b false; of other puzzles each thing's place, "red green".
std::string wordsOf(const LogicPuzzle& puzzle, const Arrangement& arrangement)
{
    std::string words;
    for (const size_t place : arrangement)
        if (puzzle.form == LogicPuzzle::Form::Truth)
            words += place == kTruePlace ? 'T' : 'F';
        else
            words += (words.empty() ? "" : " ") + puzzle.places[place];
    return words;
}

/// All solutions, with commas between, in the order of the alphabet.
std::string solutionsIn(const std::string& constraints)
{
    const LogicPuzzle puzzle = readConstraints(constraints);
    std::vector<std::string> all;
    for (const Arrangement& solution : solutionsOf(puzzle, 1000))
        all.push_back(wordsOf(puzzle, solution));
    std::ranges::sort(all);
    std::string joined;
    for (const auto& each : all)
        joined += (joined.empty() ? "" : ", ") + each;
    return joined;
}

void addPuzzle(const char* constraints, const char* solutions)
{
    QTest::newRow(constraints) << QString::fromUtf8(constraints) << QString::fromUtf8(solutions);
}

/// A condition as text, and what it says of an arrangement.
struct Said
{
    std::string text;
    std::function<bool(const std::vector<size_t>&)> holds;
};

const std::vector<std::string> kNames{"Ann", "Bo", "Cy", "미나"};

Said randomFact(LogicPuzzle::Form form, Random& random)
{
    const size_t a = random.below(4), b = random.below(4);
    const std::string &first = kNames[a], &second = kNames[b];
    if (form == LogicPuzzle::Form::Truth) {
        if (random.below(2) == 0)
            return {first, [a](const auto& at) { return at[a] == 0; }};
        return {first + " lies", [a](const auto& at) { return at[a] == 1; }};
    }
    if (form == LogicPuzzle::Form::Assignment) {
        const size_t place = random.below(4), other = random.below(4);
        const std::vector<std::string> places{"red", "green", "blue", "dark blue"};
        switch (random.below(3)) {
        case 0:
            return {first + " is " + places[place], [=](const auto& at) { return at[a] == place; }};
        case 1:
            return {
                first + " is not " + places[place], [=](const auto& at) { return at[a] != place; }};
        default:
            return {first + " is " + places[place] + " or " + places[other], [=](const auto& at) {
                        return at[a] == place || at[a] == other;
                    }};
        }
    }
    if (a == b)
        return {first + " first", [=](const auto& at) { return at[a] == 0; }};
    switch (random.below(5)) {
    case 0:
        return {first + " before " + second, [=](const auto& at) { return at[a] < at[b]; }};
    case 1:
        return {first + " after " + second, [=](const auto& at) { return at[a] > at[b]; }};
    case 2:
        return {
            first + " just before " + second, [=](const auto& at) { return at[a] + 1 == at[b]; }};
    case 3:
        return {first + " next to " + second, [=](const auto& at) {
                    return at[a] + 1 == at[b] || at[b] + 1 == at[a];
                }};
    default:
        return {"not " + first + " last", [=](const auto& at) { return at[a] != 3; }};
    }
}

/// Every part in brackets, so that the text needs no order of operations.
Said randomCondition(LogicPuzzle::Form form, Random& random, int depth)
{
    if (depth == 0)
        return randomFact(form, random);
    const Said l = randomCondition(form, random, depth - 1),
               r = randomCondition(form, random, depth - 1);
    const std::string left = "(" + l.text + ")", right = "(" + r.text + ")";
    switch (random.below(form == LogicPuzzle::Form::Truth ? 8 : 7)) {
    case 0:
        return {left + " and " + right, [=](const auto& at) { return l.holds(at) && r.holds(at); }};
    case 1:
        return {left + " or " + right, [=](const auto& at) { return l.holds(at) || r.holds(at); }};
    case 2:
        return {left + " xor " + right, [=](const auto& at) { return l.holds(at) != r.holds(at); }};
    case 3:
        return {left + " iff " + right, [=](const auto& at) { return l.holds(at) == r.holds(at); }};
    case 4:
        return {"if " + left + " then " + right, [=](const auto& at) {
                    return !l.holds(at) || r.holds(at);
                }};
    case 5:
        return {"not " + left, [=](const auto& at) { return !l.holds(at); }};
    case 6:
        return {"at most one of " + ("(" + left + ", " + right) + ")", [=](const auto& at) {
                    return !(l.holds(at) && r.holds(at));
                }};
    default:
        return {"Bo says " + left, [=](const auto& at) { return (at[1] == 0) == l.holds(at); }};
    }
}

} // namespace

class TestConstraints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void propositionsAreSolved_data();
    void propositionsAreSolved() { solve(); }
    void placesAreSolved_data();
    void placesAreSolved() { solve(); }
    void whatIsNoConditionIsRefused_data();
    void whatIsNoConditionIsRefused();
    void randomPuzzlesAgreeWithTryingEverything();
    void sizesAreLimited();
    void sharesAreThoseByHand_data();
    void sharesAreThoseByHand();
    void wordsOfTruthAreRead_data();
    void wordsOfTruthAreRead();
    void questionsOfYesAndNo_data();
    void questionsOfYesAndNo();
    void puzzlesWithoutOneAnswerAreNotScored_data();
    void puzzlesWithoutOneAnswerAreNotScored();

private:
    static void solve()
    {
        QFETCH(QString, constraints);
        QFETCH(QString, solutions);
        QCOMPARE(solutionsIn(constraints.toStdString()), solutions.toStdString());
    }
    static Verdict
    checked(const std::string& tests, const std::string& answer, const std::string& gold = {})
    {
        return makeVerifier({{"kind", "logic"}})
            ->check({.kind = "logic", .answer = answer, .gold = gold, .tests = tests});
    }
};

void TestConstraints::propositionsAreSolved_data()
{
    QTest::addColumn<QString>("constraints");
    QTest::addColumn<QString>("solutions");
    addPuzzle("truth: a, b", "FF, FT, TF, TT");
    addPuzzle("truth: a, b\na\nb lies", "TF");
    addPuzzle("truth: a, b\na and not b", "TF");
    addPuzzle("truth: a, b\nif a then b", "FF, FT, TT");
    addPuzzle("truth: a, b, c\nif a then b\nif b then c\na", "TTT");
    addPuzzle("truth: a, b\na xor b", "FT, TF");
    addPuzzle("truth: a, b\na iff b", "FF, TT");
    addPuzzle("truth: a\na\nnot a", "");
    // Who says what is true if and only if they tell the truth.
    addPuzzle("truth: a, b\na says b lies", "FT, TF");
    addPuzzle("truth: a\na says a tells the truth", "F, T");
    addPuzzle("truth: a\na says a lies", "");
    // Smullyan: "we are both liars", "one of us at least is a liar", "we are alike".
    addPuzzle("truth: a, b\na says a lies and b lies", "FT");
    addPuzzle("truth: a, b\na says a lies or b lies", "TF");
    addPuzzle("truth: a, b\na says a iff b", "FT, TT");
    addPuzzle("truth: a, b, c\na says b lies\nb says c lies\nc says a lies and b lies", "FTF");
    addPuzzle("truth: Ann, Bo = knight, knave\nAnn says Bo is knave\nBo is knight", "FT");
    addPuzzle("truth: 미나, 도윤\n미나 says (미나 lies and 도윤 lies)", "FT");
    // Counts.
    addPuzzle("truth: a, b, c\nexactly one of (a, b, c)", "FFT, FTF, TFF");
    addPuzzle("truth: a, b, c\nat least two of (a, b, c)", "FTT, TFT, TTF, TTT");
    addPuzzle("truth: a, b, c\nat most 1 of (a lies, b lies, c lies)", "FTT, TFT, TTF, TTT");
    addPuzzle("truth: a, b, c\nexactly zero of (a, b, c)", "FFF");
    addPuzzle("truth: a, b\nexactly three of (a, b)", "");
    // What binds stronger: not, and, xor, or, iff, then if.
    addPuzzle("truth: a, b\nnot a and b", "FT");
    addPuzzle("truth: a, b, c\nnot (a or b) and c", "FFT");
    addPuzzle("truth: a, b, c\na or b and c", "FTT, TFF, TFT, TTF, TTT");
    addPuzzle("truth: a, b, c\n(a or b) and c", "FTT, TFT, TTT");
    addPuzzle("truth: a, b, c\na or b xor c", "FFT, FTF, TFF, TFT, TTF, TTT");
    addPuzzle("truth: a, b, c\na iff b or c", "FFF, TFT, TTF, TTT");
    addPuzzle("truth: a, b, c\nif a then b iff c", "FFF, FFT, FTF, FTT, TFF, TTT");
    addPuzzle("truth: a, b, c\na xor b xor c", "FFT, FTF, TFF, TTT");
    addPuzzle("truth: a, b, c\na\na says b and c", "TTT");
    addPuzzle("truth: a, b, c\nnot a\n(a says b) and c", "FFT");
}

void TestConstraints::placesAreSolved_data()
{
    QTest::addColumn<QString>("constraints");
    QTest::addColumn<QString>("solutions");
    addPuzzle("assign: a, b, c = x, y, z\na is not x\nb is y", "z y x");
    addPuzzle("assign: a, b, c = x, y, z\na is either x or y\nb is x or y\na is not x", "y x z");
    addPuzzle("assign: a, b, c = x, y, z\na is x or b is x\nc is y", "x z y, z x y");
    addPuzzle("assign: a, b, c = x, y, z\nif a is x then b is z\na is x", "x z y");
    addPuzzle(
        "assign: a, b, c = x, y, z\nexactly one of (a is x, b is y, c is z)\nnot a is x\n"
        "b is not y",
        "y x z");
    addPuzzle("assign: a, b, c = x, y, z\na is x or y\nb is x or y\nc is not z", "");
    addPuzzle("assign: ring = red, green, blue\nring is not red\nring is not green", "blue");
    addPuzzle("assign: a, b = x, y, z\na is z\nb is not x", "z y");
    // The longest name counts.
    addPuzzle("assign: jay, jay bird = red, red brick\njay bird is red", "red brick red");
    addPuzzle("order: a, b, c\na is before b\nb is not last", "1 2 3");
    addPuzzle("order: a, b, c, d\na just before b\nc just after b\nd is not last", "2 3 4 1");
    addPuzzle("order: a, b, c, d\na first or b first\na next to b\nc last", "1 2 4 3, 2 1 4 3");
    addPuzzle("order: a, b, c\nif a before b then c first\na first", "");
    addPuzzle("order: a, b, c\nb is either first or last\nb is not first\nnot a at 1", "2 3 1");
}

void TestConstraints::whatIsNoConditionIsRefused_data()
{
    QTest::addColumn<QString>("constraints");
    for (const char* text :
         {"truth: a, b\nc",
          "truth: a, b\na b",
          "truth: a, b\na and",
          "truth: a, b\n(a",
          "truth: a, b\na)",
          "truth: a, b\nif a b",
          "truth: a, b\nif a then",
          "truth: a, b\na says",
          "truth: a, b\na before b",
          "truth: a, b\nexactly one of a, b", // whose is a last "lies"? Brackets say it
          "truth: a, b\nexactly some of (a, b)",
          "truth: a, b\na is not",
          "truth: a, b = x",
          "truth: a, a",
          "truth: a, , b",
          "truth: a, b = x, x",
          "assign: a, b, c = x, y",
          "assign: a, b = x, y\na",
          "assign: a, b = x, y\na says b is x",
          "assign: a, b = x, y\na is not x or y",
          "assign: a, b = x, y\na is either x",
          "order: a, b\na is just b",
          "order: a, b\nask: a before",
          "a before b\norder: a, b"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestConstraints::whatIsNoConditionIsRefused()
{
    QFETCH(QString, constraints);
    QVERIFY_EXCEPTION_THROWN(readConstraints(constraints.toStdString()), Error);
}

void TestConstraints::randomPuzzlesAgreeWithTryingEverything()
{
    Random random(1, "constraints");
    int unique = 0, several = 0, none = 0;
    for (int round = 0; round < 600; ++round) {
        const auto form = std::array{
            LogicPuzzle::Form::Truth,
            LogicPuzzle::Form::Assignment,
            LogicPuzzle::Form::Order}[static_cast<size_t>(round % 3)];
        std::string text = form == LogicPuzzle::Form::Truth ? "truth: Ann, Bo, Cy, 미나\n"
                           : form == LogicPuzzle::Form::Assignment
                               ? "assign: Ann, Bo, Cy, 미나 = red, "
                                 "green, blue, dark blue\n"
                               : "order: Ann, Bo, Cy, 미나\n";
        std::vector<Said> said;
        for (uint64_t i = 0; i < 2 + random.below(4); ++i) {
            said.push_back(randomCondition(form, random, static_cast<int>(random.below(4))));
            text += said.back().text + "\n";
        }
        const auto fits = [&](const std::vector<size_t>& places) {
            return std::ranges::all_of(said, [&](const Said& one) { return one.holds(places); });
        };
        std::vector<Arrangement> expected;
        if (form == LogicPuzzle::Form::Truth) {
            for (size_t bits = 0; bits < 16; ++bits)
                if (Arrangement at{bits / 8, bits / 4 % 2, bits / 2 % 2, bits % 2}; fits(at))
                    expected.push_back(at);
        } else {
            Arrangement at{0, 1, 2, 3};
            do
                if (fits(at))
                    expected.push_back(at);
            while (std::ranges::next_permutation(at).found);
        }
        auto found = solutionsOf(readConstraints(text), 100);
        std::ranges::sort(found);
        std::ranges::sort(expected);
        QVERIFY2(found == expected, text.c_str());
        QCOMPARE(solutionsOf(readConstraints(text)).size(), std::min<size_t>(2, expected.size()));
        ++(expected.empty() ? none : expected.size() == 1 ? unique : several);
    }
    QVERIFY2(unique > 50 && several > 50 && none > 50, "every case has to come");
}

void TestConstraints::sizesAreLimited()
{
    std::string names;
    for (int i = 1; i <= 16; ++i)
        names += (i > 1 ? ", p" : "p") + std::to_string(i);
    // Nothing known but that an odd number tells the truth: half of 65,536.
    std::string odd = "p1";
    for (int i = 2; i <= 16; ++i)
        odd += " xor p" + std::to_string(i);
    const auto puzzle = readConstraints("truth: " + names + "\n" + odd);
    QCOMPARE(solutionsOf(puzzle, 100000).size(), size_t(32768));
    QVERIFY_EXCEPTION_THROWN(readConstraints("truth: " + names + ", p17"), Error);
    QVERIFY_EXCEPTION_THROWN(readConstraints("assign: a = " + names), Error);
    QVERIFY_EXCEPTION_THROWN(readConstraints("truth: a\n" + std::string(100000, '(') + "a"), Error);
}

void TestConstraints::sharesAreThoseByHand_data()
{
    QTest::addColumn<QString>("constraints");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<double>("score");
    const auto row = [](const std::string& constraints, const char* answer, double score) {
        QTest::addRow("%s | %s", constraints.c_str(), answer)
            << QString::fromStdString(constraints) << QString::fromUtf8(answer) << score;
    };
    // Ann lies, Bo tells the truth, Cy lies.
    const std::string three = "truth: Ann, Bo, Cy = truth-teller, liar\nAnn says Bo lies\n"
                              "Bo says Cy lies\nCy says Ann lies and Bo lies\n";
    row(three, "Ann: liar, Bo: truth-teller, Cy: liar", 1);
    row(three, "Ann and Cy lie, Bo tells the truth.", 1);
    row(three, "Ann lies.\nBo tells the truth.\nCy lies.", 1);
    row(three, "Suppose Bo lies.\nThe answer is Ann: liar, Bo: truth-teller, Cy: liar", 1);
    row(three, "Ann: truth-teller, Bo: liar, Cy: liar", 2.0 / 3); // not the second
    row(three, "Ann: liar, Bo: liar, Cy: liar", 0);
    row(three, "Ann, Bo and Cy tell the truth", 0);
    row(three, "Ann lies, Bo tells the truth", 1.0 / 4); // the first; and one has no place
    row(three, "I cannot say", 0);
    // Several are asked for: a list of names leaves the others at the other place.
    const std::string liars = three + "ask: liar\n";
    row(liars, "Ann, Cy", 1);
    row(liars, "The liars are Cy and Ann.", 1);
    row(liars, "Ann and Cy lie, Bo tells the truth.", 1);
    row(liars, "Ann", 1.0 / 3); // the first alone
    row(liars, "Bo", 2.0 / 3);  // the first and the second
    row(liars, "Ann, Bo, Cy", 0);
    row(liars, "None", 0);
    // One is asked for: right or wrong.
    const std::string honest = three + "ask: truth-teller\n";
    row(honest, "Bo", 1);
    row(honest, "It is Bo who tells the truth.", 1);
    row(honest, "Ann", 0);
    const std::string cy = three + "ask: Cy\n";
    row(cy, "a liar", 1);
    row(cy, "a truth-teller", 0);
    row("truth: 미나, 도윤 = 참말쟁이, 거짓말쟁이\n미나 says 미나 lies and 도윤 lies",
        "미나는 거짓말쟁이이고 도윤은 참말쟁이이다.",
        1);
    row("truth: rain, wet\nif rain then wet\nrain", "rain is true, wet is true", 1);
    row("truth: rain, wet\nif rain then wet\nrain", "rain is true, wet is false", 0.5);
    // Assignments: of a is x or y, b is not z, b is not y hold so many.
    const std::string boxes = "assign: Ann, Bo, Cy = red, green, blue\nAnn is green or blue\n"
                              "Bo is not blue\nBo is not green\nif Ann is green then Cy is green\n";
    row(boxes, "Ann: blue, Bo: red, Cy: green", 1);
    row(boxes, "Ann: green, Bo: red, Cy: blue", 3.0 / 4);
    row(boxes, "Ann: red, Bo: blue, Cy: green", 2.0 / 4); // the third and the fourth
    row(boxes, "Ann: blue, Bo: red", 4.0 / 5); // all that is said holds, but Cy has nothing
    row(boxes, "Bo: red", 2.0 / 5);
    const std::string ring =
        "assign: ring = red, green, blue\nring is not red\nring is not green\n";
    row(ring + "ask: ring", "The ring is in the blue box.", 1);
    row(ring + "ask: ring", "red", 0);
    row(ring + "ask: blue", "The ring", 1);
}

void TestConstraints::sharesAreThoseByHand()
{
    QFETCH(QString, constraints);
    QFETCH(QString, answer);
    QFETCH(double, score);
    QCOMPARE(checked(constraints.toStdString(), answer.toStdString()).score, score);
    const auto all = makeVerifier({{"kind", "logic"}, {"score", "all"}});
    const AnswerToCheck asked{
        .kind = "logic", .answer = answer.toStdString(), .tests = constraints.toStdString()};
    QCOMPARE(all->check(asked).score, score == 1 ? 1.0 : 0.0);
}

/// What is said of whom, where words are denied or stand before the names.
void TestConstraints::wordsOfTruthAreRead_data()
{
    QTest::addColumn<QString>("puzzle");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("right");
    const auto row = [](const std::string& puzzle, const char* answer, bool right) {
        QTest::addRow("%s | %s", puzzle.c_str(), answer)
            << QString::fromStdString(puzzle) << QString::fromUtf8(answer) << right;
    };
    const std::string both = "truth: Ann, Bo = truth-teller, liar\nAnn lies\nBo lies\n";
    const std::string bo = "truth: Ann, Bo = truth-teller, liar\nAnn\nBo lies\n";
    const std::string three = "truth: Ann, Bo, Cy = truth-teller, liar\nAnn lies\nBo\nCy lies\n";
    const std::string korean = "truth: 미나, 도윤 = 참말쟁이, 거짓말쟁이\n미나\n도윤 lies\n";
    for (const char* denied :
         {"Ann does not lie, Bo lies",
          "Ann never lies, Bo lies",
          "Ann doesn't lie and Bo lies.",
          "Ann doesn’t lie and Bo lies.",
          "Ann is not a liar, Bo is a liar",
          "Ann is no liar, Bo is one who lies",
          "Ann lies not only by day... no: Ann is not a liar. Bo is not a truth-teller.",
          "Bo does not tell the truth. Ann is a truth-teller.",
          "The liar is not Ann but Bo, and Ann is honest."}) {
        row(both, denied, false);
        row(bo, denied, true);
    }
    row(both, "Neither Ann nor Bo tells the truth.", true);
    row(both, "Neither Ann nor Bo lies.", false);
    row("truth: rain, wet\nrain\nnot wet", "rain is true, wet is not true", true);
    row("truth: rain, wet\nrain\nwet", "rain is true, wet is not true", false);
    row(korean, "미나는 거짓말을 하지 않고 도윤은 참말을 하지 않는다.", true);
    row(korean, "미나는 참말을 하지 않고 도윤은 거짓말을 하지 않는다.", false);
    row(korean, "미나는 거짓말쟁이가 아니고 도윤은 거짓말쟁이이다.", true);
    row(korean, "미나는 거짓말쟁이이고 도윤은 거짓말쟁이가 아니다.", false);
    row(korean, "미나는 거짓말을 안 한다. 도윤은 거짓말을 한다.", true);
    row(korean, "도윤이 거짓말을 한다면 안 맞지 않는다. 미나는 참말을 한다.", true);
    row(korean + "ask: 거짓말쟁이", "미나가 아니라 도윤이다.", true);
    row(korean + "ask: 거짓말쟁이", "도윤이 아니라 미나이다.", false);
    row(korean + "ask: 거짓말쟁이", "참말만 하지 않는 쪽은 도윤이다.", true);
    // The word before the names.
    for (const char* ask : {"", "ask: liar\n", "ask: truth-teller\n"}) {
        const std::string asked = three + ask;
        row(asked, "The truth-teller is Bo, and the liars are Ann and Cy.", true);
        row(asked, "The truth-teller is Ann, and the liars are Bo and Cy.", false);
        row(asked, "The liars are Ann and Cy, and the truth-teller is Bo.", true);
        row(asked, "The liars are Ann and Cy; Bo tells the truth.", true);
        row(asked, "The truth-teller is Bo, Ann and Cy lie.", true);
        row(asked, "Those who lie are Ann and Cy, while Bo tells the truth.", true);
        row(asked, "It is Bo who tells the truth, and Ann and Cy are liars.", true);
        row(asked, "Liars: Ann, Cy. Truth-teller: Bo.", true);
        row(asked, "Liars: Ann, Bo. Truth-teller: Cy.", false);
        row(asked, "참말만 하는 쪽은 Bo이고 거짓말만 하는 쪽은 Ann과 Cy이다.", true);
        row(asked, "참말만 하는 쪽은 Cy이고 거짓말만 하는 쪽은 Ann과 Bo이다.", false);
    }
    row(three, "Liars:\n1. Ann\n2. Cy\nTruth-tellers:\n1. Bo", true);
    row(three, "Liars:\n1. Ann\n2. Bo\nTruth-tellers:\n1. Cy", false);
    // The article is no thing; the letter is one.
    for (const char* names : {"A, B", "a, B"}) {
        const std::string letters =
            "truth: " + std::string(names) + " = truth-teller, liar\n" + names[0] + "\nB lies\n";
        const std::string first(1, names[0]);
        row(letters, (first + " is a truth-teller, B is a liar").c_str(), true);
        row(letters, (first + " is a liar, B is a truth-teller").c_str(), false);
        row(letters + "ask: liar", "B is a liar", true);
        row(letters + "ask: truth-teller", ("It is " + first).c_str(), true);
    }
    row("order: A, B\nB before A", "B is a bit before A", true);
    // Lists take what stands on a line each, and leave what was thought before.
    row(three + "ask: liar", "Ann\nCy", true);
    row(three + "ask: liar", "The liars are:\n- Ann\n- Cy", true);
    row(three + "ask: liar", "Bo\nCy", false);
    row(three + "ask: liar", "Ann\nBo\nCy", false);
    row(three + "ask: liar", "Suppose Bo lies: no.\nAnn and Cy", true);
    row(three + "ask: liar", "Ann lies.\nBo tells the truth.\nCy lies.", true);
    row(three + "ask: liar", "Ann and Cy, not Bo", true);
    // One alone is right: it is named alone.
    const std::string one = three + "ask: truth-teller";
    row(one, "Bo", true);
    row(one, "Bo, because Ann says so.", true);
    row(one, "Bo, not Ann.", true);
    for (const char* several : {"Bo and Ann", "Ann and Bo", "Bo\nAnn", "Bo, Ann, Cy", "Not Bo"})
        row(one, several, false);
    row(one, "The liar is Bo", false);
    // The word of one is asked for.
    row(three + "ask: Cy", "not a liar", false);
    row(three + "ask: Cy", "Cy is not a liar", false);
    row(three + "ask: Cy", "Cy does not tell the truth: a liar", true);
    row(three + "ask: Cy", "not a truth-teller", true);
    row(three + "ask: Bo", "Bo is not a liar", true);
}

void TestConstraints::wordsOfTruthAreRead()
{
    QFETCH(QString, puzzle);
    QFETCH(QString, answer);
    QFETCH(bool, right);
    const std::string tests = puzzle.toStdString(), text = answer.toStdString();
    const auto verdict = checked(tests, text);
    QVERIFY2(right ? verdict.score == 1 : verdict.score < 1, verdict.reason.c_str());
    // As a gold answer the same text is the solution, or makes the row one that can't be scored.
    QCOMPARE(std::isnan(checked(tests, text, text).score), !right);
}

void TestConstraints::questionsOfYesAndNo_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("gold");
    QTest::addColumn<double>("score");
    const auto row = [](const char* question, const char* answer, const char* gold, double score) {
        QTest::addRow("%s | %s | %s", question, answer, gold)
            << QString::fromUtf8(question) << QString::fromUtf8(answer) << QString::fromUtf8(gold)
            << score;
    };
    row("Ann before Cy", "yes", "yes", 1);
    row("Ann before Cy", "no", "yes", 0);
    row("Ann before Cy", "The answer is yes: Ann is taller.", "yes", 1);
    row("Ann before Cy", "The answer is no: Ann is not.", "yes", 0);
    row("Ann before Cy", "답은 \"네\"이다.", "네", 1);
    row("Ann before Cy", "답은 \"아니요\"이다.", "네", 0);
    row("Ann before Cy", "Perhaps", "yes", 0);
    row("Cy before Ann", "no", "no", 1);
    row("Cy before Ann", "yes", "no", 0);
    row("Bo is first or last", "false", "", 1);
    row("Bo is first or last", "Yes", "", 0);
    row("not Bo first", "네", "", 1);
    row("Ann before Cy", "yes", "no", std::nan("")); // the gold answer is not the solution
    row("Ann before Cy", "yes", "Ann", std::nan(""));
}

void TestConstraints::questionsOfYesAndNo()
{
    QFETCH(QString, question);
    QFETCH(QString, answer);
    QFETCH(QString, gold);
    QFETCH(double, score);
    const std::string tests =
        "order: Ann, Bo, Cy\nAnn before Bo\nBo before Cy\nask: " + question.toStdString();
    const auto verdict = checked(tests, answer.toStdString(), gold.toStdString());
    QCOMPARE(verdict.score, score); // NaN equals NaN here
    QCOMPARE(std::isnan(verdict.score), std::isnan(score));
}

void TestConstraints::puzzlesWithoutOneAnswerAreNotScored_data()
{
    QTest::addColumn<QString>("constraints");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("gold");
    QTest::addColumn<QString>("reason");
    const auto row =
        [](const char* constraints, const char* answer, const char* gold, const char* reason) {
            QTest::newRow(constraints)
                << QString::fromUtf8(constraints) << QString::fromUtf8(answer)
                << QString::fromUtf8(gold) << QString::fromUtf8(reason);
        };
    const char *several = "the puzzle has several solutions", *none = "the puzzle has no solution";
    row("truth: a, b\na says b lies\nask: false", "a", "", several);
    row("truth: a\na says a lies", "a is false", "", none);
    row("assign: ring = red, green, blue\nring is not red\nask: ring", "blue", "blue", several);
    row("order: a, b, c\na before b\nask: a before b", "yes", "yes", several);
    row("truth: a, b\na\nb\nask: false", "a", "", "nobody could be named");
    row("assign: a = x, y\na is x\nask: y", "a", "", "nobody could be named");
    const char* other = "the gold answer is not the solution";
    row("assign: ring = red, blue\nring is not red\nask: ring", "blue", "red", other);
    row("order: a, b\na before b\nask: all", "a, b", "b, a", other);
    row("truth: a, b\na\nb lies\nask: true", "a", "b", other);
}

void TestConstraints::puzzlesWithoutOneAnswerAreNotScored()
{
    QFETCH(QString, constraints);
    QFETCH(QString, answer);
    QFETCH(QString, gold);
    QFETCH(QString, reason);
    const auto verdict =
        checked(constraints.toStdString(), answer.toStdString(), gold.toStdString());
    QVERIFY(std::isnan(verdict.score));
    QCOMPARE(verdict.reason, reason.toStdString());
}

QTEST_APPLESS_MAIN(TestConstraints)
#include "test_constraints.moc"
