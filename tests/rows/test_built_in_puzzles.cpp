/// Puzzles of the built-in world: their sentences say what their constraints say, these leave one
/// solution, and it is the gold answer. Solved here by trying everything, without core's solver.

#include "core/data/world.h"
#include "core/reward/verifier.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_questions.h"
#include "core/rows/built_in_rows.h"
#include "tests/rows/tried_puzzles.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <regex>
#include <set>

using namespace espalier;

namespace {

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

Row puzzleRow(const std::string& kind, Language language, uint64_t seed, uint64_t i, Split side)
{
    return builtInRow(
        {.kind = RowKind::Problems, .language = language, .kinds = {kind}, .seed = seed}, i, side);
}

/// What precedes the question, sentence by sentence.
std::vector<std::string> storyOf(const std::string& prompt)
{
    return sentencesOf(prompt.substr(0, prompt.rfind('\n')));
}

/// Where a name stands as a word of its own, of Korean before its particle.
size_t placeOf(const std::string& sentence, const std::string& name)
{
    const std::string padded = " " + sentence;
    for (const char* before : {" ", "\""})
        if (const auto at = padded.find(before + name); at != std::string::npos)
            return at;
    return std::string::npos;
}

/// Who is told to come before whom: "A was taller than B", "B was not as tall as A".
std::set<std::pair<std::string, std::string>>
comparisonsIn(const std::string& prompt, const std::vector<std::string>& things)
{
    std::set<std::pair<std::string, std::string>> told;
    for (const auto& sentence : storyOf(prompt)) {
        const bool less = contains(sentence, " not as ") || contains(sentence, "만큼 ");
        if (!less && !contains(sentence, " than ") && !contains(sentence, "보다 "))
            continue;
        std::vector<std::pair<size_t, std::string>> named;
        for (const auto& thing : things)
            if (const size_t at = placeOf(sentence, thing); at != std::string::npos)
                named.emplace_back(at, thing);
        std::ranges::sort(named);
        if (named.size() != 2)
            continue;
        const auto &first = named[0].second, &second = named[1].second;
        told.insert(less ? std::pair(second, first) : std::pair(first, second));
    }
    return told;
}

/// A clause about truth-tellers and liars as this test reads it; `says` among all three.
bool clauseHolds(const std::string& clause, const std::vector<std::string>& names, const Places& at)
{
    std::vector<bool> lies; // of those whom the clause names
    for (size_t i = 0; i < names.size(); ++i)
        if (placeOf(clause, names[i]) != std::string::npos)
            lies.push_back(at[i] == 1);
    const auto liars = std::ranges::count(lies, true);
    const auto all = std::ranges::count(at, size_t{1});
    const auto has = [&](const char* english, const char* korean) {
        return contains(clause, english) || contains(clause, korean);
    };
    if (has("one of us three", "우리 셋 가운데 꼭 하나만"))
        return all == 1;
    if (has("two of us three", "우리 셋 가운데 꼭 둘만"))
        return all == 2;
    if (has("xactly one of", "꼭 하나만"))
        return liars == 1;
    if (has("t least one of", "적어도 하나는"))
        return liars >= 1;
    if (has("both lie or both tell the truth", "둘 다 거짓말만 하거나 둘 다 참말만 해"))
        return liars != 1;
    if (has("both lie", "둘 다 거짓말만 해"))
        return liars == 2;
    if (has("both tell the truth", "둘 다 참말만 해"))
        return liars == 0;
    if (lies.size() != 1)
        throw std::runtime_error("no such clause: " + clause);
    if (has(" lies", "거짓말만 해"))
        return lies[0];
    if (has(" tells the truth", "참말만 해"))
        return !lies[0];
    throw std::runtime_error("no such clause: " + clause);
}

/// Who said what, from the prompt.
std::vector<std::pair<std::string, std::string>> speechesIn(const std::string& prompt)
{
    static const std::regex forms("(\\S+) said, \"([^\"]*)\\.\"|\"([^\"]*),\" said (\\S+)\\.|"
                                  "(\\S+)(?:은|는) \"([^\"]*)\\.\"라고 말했다\\.");
    std::vector<std::pair<std::string, std::string>> all;
    for (std::sregex_iterator it(prompt.begin(), prompt.end(), forms), end; it != end; ++it) {
        const auto& part = *it;
        if (part[1].matched)
            all.emplace_back(part[1], part[2]);
        else if (part[4].matched)
            all.emplace_back(part[4], part[3]);
        else
            all.emplace_back(part[5], part[6]);
    }
    return all;
}

void addLanguagesAndSeeds()
{
    QTest::addColumn<bool>("english");
    QTest::addColumn<int>("seed");
    for (const bool english : {true, false})
        for (const int seed : {1, 2, 77})
            QTest::addRow("%s %d", english ? "en" : "ko", seed) << english << seed;
}

/// Calls `each` with rows of both sides.
void forRows(const char* kind, int most, const std::function<void(const Row&, Language)>& each)
{
    QFETCH(bool, english);
    QFETCH(int, seed);
    const auto language = english ? Language::English : Language::Korean;
    for (int i = 0; i < most; ++i)
        for (const auto side : {Split::Train, Split::Validation})
            each(
                puzzleRow(
                    kind, language, static_cast<uint64_t>(seed), static_cast<uint64_t>(i), side),
                language);
}

double scoreOf(const Row& row, const std::string& answer)
{
    static const auto verifier = makeVerifier({{"kind", "logic"}});
    return verifier
        ->check(
            {.kind = row.kind,
             .prompt = row.prompt.text,
             .answer = answer,
             .gold = row.answer,
             .tests = row.tests})
        .score;
}

} // namespace

class TestBuiltInPuzzles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyLogicQuestionBearsConstraints();
    void whatLeavesSeveralIsNotMade_data();
    void whatLeavesSeveralIsNotMade();
    void puzzlesHaveTheGoldAnswerAlone_data() { addLanguagesAndSeeds(); }
    void puzzlesHaveTheGoldAnswerAlone();
    void constraintsSayWhatTheSentencesSay_data() { addLanguagesAndSeeds(); }
    void constraintsSayWhatTheSentencesSay();
    void ordersPayTheirShare();
    void liarsHaveTheGoldAnswerAlone_data() { addLanguagesAndSeeds(); }
    void liarsHaveTheGoldAnswerAlone();
    void liarsSaidSo_data() { addLanguagesAndSeeds(); }
    void liarsSaidSo();
    void liarsAreBalanced_data() { addLanguagesAndSeeds(); }
    void liarsAreBalanced();
    void liarsOfKoreaHaveTheirParticles();
    void repliesAreScored_data();
    void repliesAreScored();

private:
    /// The row's solutions, found here: one, its gold answer.
    static void checkAlone(const Row& row, Language language);
};

void TestBuiltInPuzzles::everyLogicQuestionBearsConstraints()
{
    for (const auto language : {Language::English, Language::Korean})
        for (const auto& question : built_in::questions(language))
            QCOMPARE(!question.constraints.empty(), question.kind == "logic");
}

void TestBuiltInPuzzles::whatLeavesSeveralIsNotMade_data()
{
    QTest::addColumn<QString>("constraints");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("alone");
    const auto row = [](const char* constraints, const char* answer, bool alone) {
        QTest::addRow("%s | %s", constraints, answer)
            << QString::fromUtf8(constraints) << QString::fromUtf8(answer) << alone;
    };
    row("order: Ann, Bo, Cy\nAnn before Bo\nBo before Cy\nask: first", "Ann", true);
    row("order: Ann, Bo, Cy\nAnn before Bo\nBo before Cy\nask: first", "Bo", false);
    row("order: Ann, Bo, Cy\nAnn before Bo\nBo before Cy\nask: first", "Ann or Bo", false);
    row("order: Ann, Bo, Cy\nAnn before Bo\nAnn before Cy\nask: first", "Ann", false); // two
    row("order: Ann, Bo, Cy\nAnn before Bo\nBo before Ann\nask: first", "Ann", false); // none
    row("order: Ann, Bo\nAnn before Bo\nask: Ann before Bo", "yes", true);
    row("order: Ann, Bo\nAnn before Bo\nask: Ann before Bo", "no", false);
    row("assign: ring = red, blue, green\nring is not red\nring is not blue\nask: ring",
        "green",
        true);
    row("assign: ring = red, blue, green\nring is not red\nask: ring", "green", false); // two
    row("truth: 미나, 도윤\n미나 says 미나 lies and 도윤 lies\nask: false", "미나", true);
    row("truth: 미나, 도윤\n미나 says 도윤 lies\nask: false", "미나", false); // two
    row("truth: Ann, Bo\nAnn says Ann and Bo\nBo says Ann lies\nask: Bo", "true", true);
    row("truth: Ann, Bo\nAnn above Bo\nask: Bo", "true", false); // no constraint
}

void TestBuiltInPuzzles::whatLeavesSeveralIsNotMade()
{
    QFETCH(QString, constraints);
    QFETCH(QString, answer);
    QFETCH(bool, alone);
    QCOMPARE(built_in::leavesOnly(constraints.toStdString(), answer.toStdString()), alone);
}

void TestBuiltInPuzzles::checkAlone(const Row& row, Language language)
{
    QCOMPARE(row.kind, std::string("logic"));
    QVERIFY2(!row.tests.empty(), row.prompt.text.c_str());
    const PuzzleLines lines = linesOf(row.tests);
    const auto solutions = solutionsOfLines(lines);
    QVERIFY2(solutions.size() == 1, row.tests.c_str());
    QCOMPARE(answerOf(lines, solutions[0], language), row.answer);
    QCOMPARE(scoreOf(row, row.answer), 1.0);
    const std::string says = language == Language::English ? " The answer is " : " 답은 ";
    QCOMPARE(scoreOf(row, row.rationale + says + row.answer + "."), 1.0);
    // Of yes and no the other is worth nothing, and nothing else is either of them.
    for (const auto& [yes, no] : {std::pair("yes", "no"), {"네", "아니요"}})
        if (row.answer == yes || row.answer == no) {
            QCOMPARE(scoreOf(row, row.answer == yes ? no : yes), 0.0);
            QCOMPARE(scoreOf(row, lines.things[0]), 0.0);
        }
    if (lines.form == "assign")
        for (const auto& place : lines.places)
            QCOMPARE(scoreOf(row, place), place == row.answer ? 1.0 : 0.0);
    if (lines.asked == "first" || lines.asked == "last")
        for (const auto& thing : lines.things)
            QCOMPARE(scoreOf(row, thing), thing == row.answer ? 1.0 : 0.0);
}

void TestBuiltInPuzzles::puzzlesHaveTheGoldAnswerAlone()
{
    std::map<std::string, int> asked;
    forRows("logic", 150, [&](const Row& row, Language language) {
        checkAlone(row, language);
        const PuzzleLines lines = linesOf(row.tests);
        ++asked[lines.form];
        if (contains(lines.asked, " before "))
            ++asked[row.answer == "yes" || row.answer == "네" ? "yes" : "no"];
        // An order is worked out before it is asked about.
        if (lines.form != "order")
            return;
        const auto& order = lines.things; // as the constraints have it
        const std::string joined = order[0] + ", " + order[1] + ", " + order[2] + ".";
        QVERIFY2(row.rationale.ends_with(joined), row.rationale.c_str());
    });
    for (const char* way : {"order", "yes", "no", "assign"})
        QVERIFY2(asked[way] > 8, way);
}

void TestBuiltInPuzzles::constraintsSayWhatTheSentencesSay()
{
    int orders = 0, boxes = 0;
    forRows("logic", 150, [&](const Row& row, Language language) {
        const PuzzleLines lines = linesOf(row.tests);
        if (lines.form == "order") {
            std::set<std::pair<std::string, std::string>> said;
            for (const auto& fact : lines.facts) {
                const size_t at = fact.find(" before ");
                said.emplace(fact.substr(0, at), fact.substr(at + 8));
            }
            const auto told = comparisonsIn(row.prompt.text, lines.things);
            QVERIFY2(told == said, (row.prompt.text + "\n" + row.tests).c_str());
            ++orders;
            return;
        }
        // The boxes of which no sentence says that it is not there.
        std::vector<std::string> left;
        for (const auto& colour : lines.places) {
            const bool english = language == Language::English;
            const auto box = english ? " " + colour + " box" : colour;
            if (std::ranges::none_of(storyOf(row.prompt.text), [&](const std::string& sentence) {
                    return contains(sentence, english ? "not " : "없") && contains(sentence, box);
                }))
                left.push_back(colour);
        }
        QVERIFY2(left == std::vector{row.answer}, (row.prompt.text + "\n" + row.tests).c_str());
        ++boxes;
    });
    QVERIFY(orders > 60 && boxes > 20);
}

void TestBuiltInPuzzles::ordersPayTheirShare()
{
    int partly = 0;
    for (const auto language : {Language::English, Language::Korean})
        for (uint64_t i = 0; i < 300; ++i) {
            const Row row = puzzleRow("logic", language, 1, i, Split::Train);
            const PuzzleLines lines = linesOf(row.tests);
            if (lines.asked != "all")
                continue;
            const auto& [a, b, c] = std::tie(lines.things[0], lines.things[1], lines.things[2]);
            QCOMPARE(scoreOf(row, b + ", " + a + ", " + c), 0.5); // one of two conditions
            QCOMPARE(scoreOf(row, c + ", " + b + ", " + a), 0.0);
            ++partly;
        }
    QVERIFY(partly > 20);
}

void TestBuiltInPuzzles::liarsHaveTheGoldAnswerAlone()
{
    int partly = 0;
    forRows("liars", 150, [&](const Row& row, Language language) {
        checkAlone(row, language);
        const PuzzleLines lines = linesOf(row.tests);
        // The working: without the first as it is, nothing fits.
        const Places solution = solutionsOfLines(lines)[0];
        const auto otherwise = tried(lines, [&](const Places& at) {
            return at[0] != solution[0] && std::ranges::all_of(lines.facts, [&](const auto& fact) {
                       return holds(lines, fact, at);
                   });
        });
        QVERIFY(otherwise.empty());
        const std::string truth = language == Language::English ? " told the truth" : " 참말을";
        const auto first = row.rationale.substr(0, row.rationale.find('.'));
        QCOMPARE(contains(first, truth), solution[0] == 1);
        // Two names, one of them wrong: as many of the three sayings as hold then.
        if (!contains(row.answer, ", "))
            return;
        const size_t place = lines.asked == "liar" ? 1 : 0;
        for (size_t odd = 0; odd < 3; ++odd) {
            Places at(3, place);
            at[odd] = 1 - place;
            const std::string named =
                lines.things[odd == 0 ? 1 : 0] + ", " + lines.things[odd == 2 ? 1 : 2];
            const auto held = std::ranges::count_if(
                lines.facts, [&](const auto& fact) { return holds(lines, fact, at); });
            QCOMPARE(scoreOf(row, named), static_cast<double>(held) / 3);
            partly += held > 0 && held < 3 ? 1 : 0;
        }
    });
    QVERIFY(partly > 20);
}

void TestBuiltInPuzzles::liarsSaidSo()
{
    std::set<std::string> clauses;
    forRows("liars", 150, [&](const Row& row, Language language) {
        const PuzzleLines lines = linesOf(row.tests);
        const auto speeches = speechesIn(row.prompt.text);
        QVERIFY2(speeches.size() == 3, row.prompt.text.c_str());
        const auto solutions = tried(lines, [&](const Places& at) {
            for (size_t i = 0; i < 3; ++i)
                if ((at[i] == 0) != clauseHolds(speeches[i].second, lines.things, at))
                    return false;
            return true;
        });
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE(speeches[i].first, lines.things[i]);
            std::string clause = speeches[i].second;
            for (const auto& name : lines.things)
                if (const size_t at = clause.find(name); at != std::string::npos)
                    clause.replace(at, name.size(), "X");
            clauses.insert(clause);
        }
        QVERIFY2(solutions.size() == 1, row.prompt.text.c_str());
        QCOMPARE(answerOf(lines, solutions[0], language), row.answer);
    });
    QVERIFY2(clauses.size() >= 9, std::to_string(clauses.size()).c_str());
}

void TestBuiltInPuzzles::liarsAreBalanced()
{
    std::map<std::string, int> answers;
    int rows = 0, whether = 0, yes = 0, several = 0;
    std::array<int, 3> position{};
    forRows("liars", 300, [&](const Row& row, Language) {
        const PuzzleLines lines = linesOf(row.tests);
        ++rows;
        if (row.answer == "yes" || row.answer == "네")
            ++yes;
        if (contains(lines.asked, " is "))
            ++whether;
        else if (contains(row.answer, ", "))
            ++several;
        else
            ++position[static_cast<size_t>(
                std::ranges::find(lines.things, row.answer) - lines.things.begin())];
    });
    QVERIFY2(whether > rows / 5 && several > rows / 5, "each way a third");
    QVERIFY2(std::abs(yes * 2 - whether) < whether / 4, "as many yes as no");
    const int one = rows - whether - several;
    for (const int times : position)
        QVERIFY2(std::abs(times * 3 - one) < one / 2, "each of the three as often");
}

void TestBuiltInPuzzles::liarsOfKoreaHaveTheirParticles()
{
    // Of a syllable's 28 forms the first has no final consonant.
    const auto closed = [](const std::string& name) {
        const auto last = QString::fromStdString(name).back().unicode();
        return last >= 0xAC00 && last <= 0xD7A3 && (last - 0xAC00) % 28 != 0;
    };
    const std::array<std::pair<const char*, const char*>, 4> particles{
        {{"은 ", "는 "}, {"과 ", "와 "}, {"이 ", "가 "}, {"이다", "다."}}};
    int seen = 0;
    for (uint64_t i = 0; i < 400; ++i) {
        const Row row = puzzleRow("liars", Language::Korean, 3, i, Split::Train);
        const std::string text =
            row.prompt.text.substr(row.prompt.text.find(". ")) + "\n" + row.rationale;
        for (const auto& name : linesOf(row.tests).things)
            for (size_t at = text.find(name); at != std::string::npos;
                 at = text.find(name, at + 1)) {
                const auto rest = text.substr(at + name.size());
                for (const auto& [after, open] : particles) {
                    const auto& wrong = closed(name) ? open : after;
                    seen += rest.starts_with(closed(name) ? after : open) ? 1 : 0;
                    QVERIFY2(!rest.starts_with(wrong), text.c_str());
                }
            }
    }
    QVERIFY(seen > 3000);
}

void TestBuiltInPuzzles::repliesAreScored_data()
{
    QTest::addColumn<bool>("english");
    QTest::addColumn<bool>("liars");
    for (const bool english : {true, false})
        for (const bool liars : {true, false})
            QTest::addRow("%s, %s", liars ? "liars" : "logic", english ? "en" : "ko")
                << english << liars;
}

void TestBuiltInPuzzles::repliesAreScored()
{
    QFETCH(bool, english);
    QFETCH(bool, liars);
    const auto make = liars ? built_in::askLiars : built_in::askLogic;
    int asked = 0;
    for (uint64_t index = 0; index < 4000; ++index) {
        const auto story = world::makeStory(
            1, index, english ? Language::English : Language::Korean, Split::Train);
        Random random(1, "puzzles", index);
        const auto item = make({story, 1, index, random, true});
        if (!item)
            continue;
        ++asked;
        Row row;
        row.kind = "logic";
        row.prompt.text = item->prompt;
        row.answer = item->answer;
        row.tests = item->tests;
        QVERIFY2(built_in::wordsOf(item->prompt) <= built_in::kMostPromptWords, "long");
        QVERIFY2(scoreOf(row, item->reply) == 1, (item->prompt + "\n" + item->reply).c_str());
        QVERIFY2(scoreOf(row, item->wrong) < 1, (item->prompt + "\n" + item->wrong).c_str());
        QVERIFY2(scoreOf(row, item->wrongAnswer) < 1, item->wrongAnswer.c_str());
    }
    QVERIFY2(asked > 100, std::to_string(asked).c_str());
}

QTEST_APPLESS_MAIN(TestBuiltInPuzzles)
#include "test_built_in_puzzles.moc"
