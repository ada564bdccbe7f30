/// Rows of the built-in world: right, answerable from what they quote, and apart on the two sides.

#include "core/base/error.h"
#include "core/data/world_lexicon.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_rows.h"
#include "core/rows/built_in_slots.h"
#include "core/rows/check_row.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

using namespace espalier;

namespace {

constexpr uint64_t kTraining = 1500, kValidation = 500;

BuiltInRows rowsOf(RowKind kind, Language language, const std::string& name = {})
{
    BuiltInRows rows;
    rows.kind = kind;
    rows.language = language;
    if (!name.empty())
        rows.kinds = {name};
    return rows;
}

std::string lower(std::string text)
{
    std::ranges::transform(
        text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string lastLine(const std::string& text)
{
    return text.substr(text.rfind('\n') + 1);
}

/// How the question is put: its first two words, of Korean its last two.
std::string wayOf(const std::string& prompt, Language language)
{
    const auto words = built_in::alternativesOf(lastLine(prompt), ' ');
    if (words.size() < 2)
        return lastLine(prompt);
    return language == Language::English ? words[0] + " " + words[1]
                                         : words[words.size() - 2] + " " + words.back();
}

/// The numeral that a word begins with (the longest), 0 where it is none.
int numeralOf(const std::string& word, Language language)
{
    int found = 0;
    size_t longest = 0;
    for (int value = 1; value <= 99; ++value)
        for (const char* form : {"둘", "두"}) {
            const auto numeral =
                built_in::numeral(value, language, language == Language::English ? "" : form);
            const bool whole =
                language == Language::English ? word == *numeral : word.starts_with(*numeral);
            if (whole && numeral->size() > longest) {
                longest = numeral->size();
                found = value;
            }
        }
    return found;
}

std::vector<int> numbersIn(const std::string& text, Language language)
{
    std::vector<int> numbers;
    for (const auto& word : worldWords(text))
        if (const int value = numeralOf(word, language))
            numbers.push_back(value);
    return numbers;
}

/// Whether a sum, difference or product of two of the numbers (and then a third) is the answer.
bool followsFrom(const std::vector<int>& numbers, int answer, bool steps)
{
    for (size_t i = 0; i < numbers.size(); ++i)
        for (size_t j = 0; j < numbers.size(); ++j) {
            if (i == j)
                continue;
            for (const int made :
                 {numbers[i] + numbers[j], numbers[i] - numbers[j], numbers[i] * numbers[j]}) {
                if (!steps && made == answer)
                    return true;
                for (size_t k = 0; steps && k < numbers.size(); ++k)
                    if (k != i && k != j &&
                        (made + numbers[k] == answer || made - numbers[k] == answer))
                        return true;
            }
        }
    return false;
}

void addKinds(RowKind kind)
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("english");
    for (const auto& name : builtInKinds(kind))
        for (const bool english : {true, false})
            QTest::newRow((name + (english ? " en" : " ko")).c_str())
                << QString::fromStdString(name) << english;
}

} // namespace

class TestBuiltInRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindIsSound_data() { addKinds(RowKind::Instructions); }
    void everyKindIsSound();
    void heldOutSumsAreNewInAnyWords();
    void sumsAreRight_data();
    void sumsAreRight();
    void bareSumsAreWorkedOutRight_data();
    void bareSumsAreWorkedOutRight();
    void mistakesAreAsManyAsAsked();
    void preferencesSayWhatIsTheMatter();
    void labelsAreBalanced();
    void everyRowKindTakesItsRows();
    void feelingsAreAskedForAlike();
    void aRowStandsAlone();
    void anUnknownKindIsNamed();
};

void TestBuiltInRows::everyKindIsSound()
{
    QFETCH(QString, name);
    QFETCH(bool, english);
    const auto language = english ? Language::English : Language::Korean;
    const auto kind = name.toStdString();
    const auto rows = rowsOf(RowKind::Instructions, language, kind);
    std::set<std::string> seen[2], ways;
    for (const auto side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < (side == Split::Train ? kTraining : kValidation); ++i) {
            const Row row = builtInRow(rows, i, side);
            checkRow(row, RowKind::Instructions);
            const auto& prompt = row.prompt.text;
            QVERIFY(!prompt.empty() && row.completion.text.size() > 1);
            QVERIFY2(built_in::wordsOf(prompt) <= built_in::kMostPromptWords, prompt.c_str());
            QVERIFY2(prompt.find_first_of("{}#|") == std::string::npos, prompt.c_str());
            QVERIFY2(
                row.completion.text.find_first_of("{}#|") == std::string::npos,
                row.completion.text.c_str());
            QCOMPARE(row.answer.empty(), kind == "story");
            if (kind == "direct")
                QVERIFY2(
                    lower(prompt).find(lower(row.answer)) != std::string::npos, prompt.c_str());
            seen[side == Split::Train ? 0 : 1].insert(prompt);
            ways.insert(wayOf(prompt, language));
        }
    QVERIFY2(ways.size() >= 3, kind.c_str());
    // Of bare sums there are some thousands; all others hardly ever come twice.
    QVERIFY(seen[0].size() >= (kind.starts_with("arithmetic") ? kTraining * 3 / 4 : kTraining - 3));
    for (const auto& prompt : seen[1])
        QVERIFY2(!seen[0].contains(prompt), prompt.c_str());
}

/// The numbers of a sum with what is done with each, sorted: the same for sums that differ in
/// wording or order alone. Where there is one step, its working may take the tens and the rest of
/// the second number one by one; they are put together again.
static std::string numbersOf(const Row& row, bool oneStep)
{
    static const auto values = [] {
        std::map<std::string, int> all;
        for (int value = 1; value <= 150; ++value) {
            all[*built_in::numeral(value, Language::English)] = value;
            if (value < 100)
                all[*built_in::numeral(value, Language::Korean, "이")] = value;
        }
        return all;
    }();
    // From the working, whose steps are told in one form: "nine plus four is thirteen, minus ..."
    std::string text = lower(row.rationale);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == ',' || c == '.'; }, ' ');
    std::istringstream words(text);
    std::string word, operation;
    words >> word;
    const int first = values.at(word);
    std::multiset<int> added{first}, taken, factors;
    while (words >> operation) {
        std::string with, made;
        words >> with;
        if (!values.contains(with)) // Korean has its particle behind it: 칠은
            with = with.substr(0, with.size() - 3);
        words >> made;
        if (made == "is")
            words >> made;
        const int value = values.at(with);
        if (operation == "plus" || operation == "더하기")
            added.insert(value);
        else if (operation == "minus" || operation == "빼기")
            taken.insert(value);
        else
            factors.insert(value);
    }
    if (oneStep && factors.empty()) {
        auto& second = taken.empty() ? added : taken;
        int sum = std::accumulate(second.begin(), second.end(), 0);
        if (&second == &added)
            sum -= first;
        taken.empty() ? added = {first, sum} : taken = {sum};
    }
    std::string all;
    const auto tell = [&](const std::multiset<int>& some, const char* sign) {
        for (const int value : some)
            all += sign + std::to_string(value);
    };
    tell(added, "+");
    tell(taken, "-");
    tell(factors, "*");
    return all;
}

void TestBuiltInRows::heldOutSumsAreNewInAnyWords()
{
    for (const auto language : {Language::English, Language::Korean})
        for (const char* kind : {"arithmetic", "arithmetic_steps"}) {
            const auto rows = rowsOf(RowKind::Problems, language, kind);
            const bool oneStep = std::string(kind) == "arithmetic";
            std::set<std::string> met, heldOut;
            for (uint64_t i = 0; i < 6000; ++i)
                met.insert(numbersOf(builtInRow(rows, i, Split::Train), oneStep));
            auto other = rows; // of other stories, as lessons and exams have different seeds
            other.seed = rows.seed + 1;
            for (uint64_t i = 0; i < 1000; ++i)
                heldOut.insert(numbersOf(builtInRow(other, i, Split::Validation), oneStep));
            QVERIFY2(met.size() > 1000 && heldOut.size() > 150, kind);
            for (const auto& sum : heldOut)
                QVERIFY2(!met.contains(sum), sum.c_str());
        }
}

void TestBuiltInRows::sumsAreRight_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("english");
    for (const char* name : {"sum", "sum_steps"})
        for (const bool english : {true, false})
            QTest::newRow((name + std::string(english ? " en" : " ko")).c_str()) << name << english;
}

void TestBuiltInRows::sumsAreRight()
{
    QFETCH(QString, name);
    QFETCH(bool, english);
    const auto language = english ? Language::English : Language::Korean;
    const auto rows = rowsOf(RowKind::Problems, language, name.toStdString());
    uint64_t stated = 0;
    for (uint64_t i = 0; i < 2000; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        const int answer = numeralOf(row.answer, language);
        const auto numbers = numbersIn(row.prompt.text, language);
        QVERIFY2(
            followsFrom(numbers, answer, name == QLatin1String("sum_steps")),
            (row.prompt.text + " = " + row.answer).c_str());
        const auto sums = checkSums(row.rationale, language);
        QCOMPARE(sums.right, sums.stated);
        stated += sums.stated;
    }
    QVERIFY(stated > 200);
}

void TestBuiltInRows::bareSumsAreWorkedOutRight_data()
{
    QTest::addColumn<bool>("inSteps");
    QTest::newRow("arithmetic") << false;
    QTest::newRow("arithmetic_steps") << true;
}

void TestBuiltInRows::bareSumsAreWorkedOutRight()
{
    QFETCH(bool, inSteps);
    const std::string kind = inSteps ? "arithmetic_steps" : "arithmetic";
    std::map<std::string, int> values, koreanValues;
    for (int value = 1; value <= 150; ++value)
        values[*built_in::numeral(value, Language::English)] = value;
    for (int value = 1; value <= 99; ++value)
        koreanValues[*built_in::numeral(value, Language::Korean, "이")] = value;
    const auto rows = rowsOf(RowKind::Problems, Language::English, kind);
    int twoSteps = 0;
    for (uint64_t i = 0; i < 2000; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        // "Thirty plus ten is forty, plus two is forty-two.", read word by word.
        std::istringstream words(lower(row.rationale));
        std::string word, operation;
        words >> word;
        int value = values.at(word), steps = 0;
        std::vector<int> taken{value};
        std::string signs;
        while (words >> operation) {
            std::string part, is, made;
            words >> part >> is >> made;
            made.pop_back();
            QCOMPARE(is, std::string("is"));
            const int with = values.at(part);
            taken.push_back(with);
            signs += operation == "plus" ? '+' : '-';
            value = operation == "plus"    ? value + with
                    : operation == "minus" ? value - with
                                           : value * with;
            QCOMPARE(values.at(made), value);
            ++steps;
        }
        QCOMPARE(values.at(row.answer), value);
        twoSteps += steps == 2 ? 1 : 0;
        // It asks what is worked out: the numbers stand in the question, two in either order.
        const auto numbers = numbersIn(row.prompt.text, Language::English);
        if (inSteps) {
            QCOMPARE(numbers, taken);
            std::string asked;
            for (const auto& each : worldWords(row.prompt.text))
                if (each == "plus" || each == "add")
                    asked += '+';
                else if (each == "minus" || each == "away")
                    asked += '-';
            QCOMPARE(asked, signs);
            continue;
        }
        QVERIFY2(numbers.size() == 2, row.prompt.text.c_str());
        QVERIFY2(followsFrom(numbers, value, false), row.prompt.text.c_str());
    }
    QVERIFY(twoSteps > 800);
    const auto korean = rowsOf(RowKind::Problems, Language::Korean, kind);
    for (uint64_t i = 0; i < 500; ++i) {
        const Row row = builtInRow(korean, i, Split::Train);
        const auto end = row.rationale.rfind(' ') + 1;
        const auto last = row.rationale.substr(end, row.rationale.size() - end - 1);
        QVERIFY2(koreanValues.contains(row.answer), row.answer.c_str());
        QCOMPARE(last, row.answer);
    }
}

void TestBuiltInRows::mistakesAreAsManyAsAsked()
{
    // Of a sum the working stays right, and its last number is the gold answer.
    const auto wrongIn = [](BuiltInRows rows, Split side) {
        int wrong = 0;
        for (uint64_t i = 0; i < 2000; ++i) {
            const Row row = builtInRow(rows, i, side);
            wrong += !row.rationale.ends_with(" " + row.answer + ".");
            checkRow(row, rows.kind);
        }
        return wrong;
    };
    BuiltInRows rows = rowsOf(RowKind::Instructions, Language::English, "arithmetic_steps");
    QCOMPARE(wrongIn(rows, Split::Train), 0);
    rows.mistakes = 0.4;
    const int wrong = wrongIn(rows, Split::Train);
    QVERIFY2(wrong > 700 && wrong < 900, std::to_string(wrong).c_str());
    QCOMPARE(wrongIn(rows, Split::Validation), 0);
    rows.kind = RowKind::Problems;
    QCOMPARE(wrongIn(rows, Split::Train), 0);
    // Code: the program that is asked for is the one worked out; a mistake is another.
    BuiltInRows code = rowsOf(RowKind::Instructions, Language::English, "code");
    for (const double mistakes : {0.0, 1.0}) {
        code.mistakes = mistakes;
        int right = 0;
        for (uint64_t i = 0; i < 200; ++i) {
            const Row row = builtInRow(code, i, Split::Train);
            if (row.rationale.find("result = ") != std::string::npos)
                continue;
            const auto body = row.rationale.substr(row.rationale.find("return "));
            right += row.answer.ends_with(body) ? 1 : -1;
            QVERIFY(row.completion.text.ends_with(row.answer));
        }
        QVERIFY2(mistakes > 0 ? right < -50 : right > 50, std::to_string(right).c_str());
    }
}

void TestBuiltInRows::preferencesSayWhatIsTheMatter()
{
    for (const auto language : {Language::English, Language::Korean}) {
        const auto rows = rowsOf(RowKind::Preferences, language);
        std::map<std::string, int> ways;
        for (uint64_t i = 0; i < 2000; ++i) {
            const Row row = builtInRow(rows, i, Split::Train);
            checkRow(row, RowKind::Preferences);
            QVERIFY2(row.chosen != row.rejected, row.chosen.text.c_str());
            QVERIFY2(
                row.chosen.text.find_first_of("{}#|") == std::string::npos &&
                    row.rejected.text.find_first_of("{}#|") == std::string::npos,
                (row.chosen.text + row.rejected.text).c_str());
            ++ways[row.kind];
        }
        for (const char* way :
             {"wrong", "rude", "repeated", "cut_off", "off_topic", "harmful", "refuses"})
            QVERIFY2(ways[way] >= 10, way);
    }
}

void TestBuiltInRows::feelingsAreAskedForAlike()
{
    for (const auto language : {Language::English, Language::Korean}) {
        const bool english = language == Language::English;
        const std::map<std::string, std::string> told =
            english
                ? std::map<
                      std::string,
                      std::
                          string>{{" happy", "glad"}, {" peaceful", "calm"}, {" gloomy", "sad"}, {" distressed", "worried"}}
                : std::map<std::string, std::string>{
                      {"행복했", "기쁨"},
                      {"평온했", "평온"},
                      {"우울했", "슬픔"},
                      {"막막했", "걱정"}};
        std::map<std::string, int> answers;
        for (uint64_t i = 0; i < 600; ++i) {
            const Row row =
                builtInRow(rowsOf(RowKind::Problems, language, "feeling"), i, Split::Train);
            const auto lines = built_in::alternativesOf(row.prompt.text, '\n');
            QVERIFY2(lines.size() == 2, row.prompt.text.c_str());
            for (const auto& [word, feeling] : told)
                if (lines[1].find(word) != std::string::npos)
                    QVERIFY2(row.answer == feeling, row.prompt.text.c_str());
            ++answers[row.answer];
        }
        QCOMPARE(answers.size(), size_t{4});
        for (const auto& [answer, count] : answers)
            QVERIFY2(count > 100 && count < 200, answer.c_str());
    }
}

void TestBuiltInRows::labelsAreBalanced()
{
    for (const auto language : {Language::English, Language::Korean}) {
        const auto rows = rowsOf(RowKind::Labelled, language);
        std::map<std::string, int> labels;
        std::set<std::string> training;
        for (uint64_t i = 0; i < 2000; ++i) {
            const Row row = builtInRow(rows, i, Split::Train);
            checkRow(row, RowKind::Labelled);
            training.insert(row.text);
            ++labels[row.label];
        }
        QCOMPARE(labels.size(), size_t{4});
        for (const auto& [label, count] : labels)
            QCOMPARE(count, 500);
        for (uint64_t i = 0; i < 400; ++i)
            QVERIFY(!training.contains(builtInRow(rows, i, Split::Validation).text));
    }
}

void TestBuiltInRows::everyRowKindTakesItsRows()
{
    for (const auto& kind : rowKinds())
        for (uint64_t i = 0; i < 40; ++i) {
            const Row row = builtInRow(rowsOf(kind.kind, Language::Korean), i, Split::Validation);
            checkRow(row, kind.kind);
            QVERIFY(!row.kind.starts_with("arithmetic")); // comes only by its name
            QCOMPARE(rowFromJson(rowToJson(row)), row);
        }
    const auto problems = builtInKinds(RowKind::Problems);
    QVERIFY(std::ranges::find(problems, "story") == problems.end());
}

void TestBuiltInRows::aRowStandsAlone()
{
    auto rows = rowsOf(RowKind::Instructions, Language::English);
    const Row seventh = builtInRow(rows, 7, Split::Train);
    builtInRow(rows, 3, Split::Train);
    QCOMPARE(builtInRow(rows, 7, Split::Train), seventh);
    QVERIFY(builtInRow(rows, 7, Split::Validation) != seventh);
    rows.seed = 2;
    QVERIFY(builtInRow(rows, 7, Split::Train) != seventh);
}

void TestBuiltInRows::anUnknownKindIsNamed()
{
    try {
        builtInRow(rowsOf(RowKind::Problems, Language::English, "story"), 0, Split::Train);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(std::string(error.words()).find("\"story\"") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestBuiltInRows)
#include "test_built_in_rows.moc"
