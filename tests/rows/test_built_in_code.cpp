/// Tasks for a programmer: many, apart on the two sides, told and tested as they are meant.

#include "core/rows/built_in_code.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_rows.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace espalier;
using namespace espalier::built_in;

namespace {

BuiltInRows rowsOf(RowKind kind, Language language)
{
    return {kind, language, {"code"}, 1};
}

/// The expression of "def f(x): return x + 7", with f and x out of the way.
std::string programOf(const Row& row)
{
    const size_t open = row.answer.find('('), close = row.answer.find("): return ");
    auto program = row.answer.substr(close + 10);
    const auto names = row.answer.substr(open + 1, close - open - 1);
    size_t number = 0;
    for (const auto& name : alternativesOf(names, ',')) {
        const auto isName = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
        for (size_t at = program.find(name); at != std::string::npos;
             at = program.find(name, at + 1)) {
            const size_t end = at + name.size();
            const bool quoted = at > 0 && program[at - 1] == '"';
            if ((at == 0 || !isName(program[at - 1])) && !quoted &&
                (end == program.size() || !isName(program[end])))
                program.replace(at, name.size(), "$" + std::to_string(number));
        }
        ++number;
    }
    return program;
}

const code::Operation& operationNamed(std::string_view name)
{
    for (const auto operations :
         {code::numberOperations(), code::listOperations(), code::wordOperations()})
        for (const auto& operation : operations)
            if (operation.name == name)
                return operation;
    qFatal("no such operation");
}

code::Step stepOf(const char* name, code::Lift lift, int64_t k = 0)
{
    code::Step step;
    step.operation = &operationNamed(name);
    step.lift = lift;
    step.k = k;
    step.takes = lift == code::Lift::None ? static_cast<code::Type>(step.operation->takes[0])
                                          : code::Type::Numbers;
    step.gives = lift == code::Lift::Map || lift == code::Lift::Filter
                     ? code::Type::Numbers
                     : static_cast<code::Type>(step.operation->gives);
    return step;
}

bool hasTwoSteps(const Row& row)
{
    return row.rationale.find("result = ") != std::string::npos;
}

} // namespace

class TestBuiltInCode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsAreWhole_data();
    void rowsAreWhole();
    void hardlyAnyTaskComesTwice();
    void nothingIsOnBothSides_data();
    void nothingIsOnBothSides();
    void wordsMeanOneProgram_data();
    void wordsMeanOneProgram();
    void aRowStandsAlone();
    void functionsOfNumbersAlone();
    void comesOnlyByItsName();
    void preferencesFollowOnALine();
    void everyOperationIsTold();
    void valuesAreKnown();
    void pythonIsBracketed_data();
    void pythonIsBracketed();
    void particlesFit();
};

void addLanguages()
{
    QTest::addColumn<bool>("english");
    QTest::newRow("en") << true;
    QTest::newRow("ko") << false;
}

Language fetchLanguage()
{
    QFETCH(bool, english);
    return english ? Language::English : Language::Korean;
}

void TestBuiltInCode::rowsAreWhole_data()
{
    addLanguages();
}
void TestBuiltInCode::rowsAreWhole()
{
    const auto language = fetchLanguage();
    const auto rows = rowsOf(RowKind::Problems, language);
    size_t prompts = 0, answers = 0;
    constexpr size_t kRows = 1000;
    for (uint64_t i = 0; i < kRows; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        const auto said = (row.prompt.text + "\n" + row.answer + "\n" + row.tests).c_str();
        QCOMPARE(row.kind, std::string("code"));
        QVERIFY2(row.answer.starts_with("def " + row.entryPoint + "("), said);
        QVERIFY2(row.answer.find('\n') == std::string::npos, said);
        const auto call = row.answer.substr(4, row.answer.find(": return ") - 4);
        QVERIFY2(row.prompt.text.find(call) != std::string::npos, said);
        const auto asserts = std::ranges::count(row.tests, '\n');
        QVERIFY2(asserts >= 3 && asserts <= 5, said);
        // Not what a constant would pass.
        std::set<std::string> results;
        for (const auto& line : alternativesOf(row.tests, '\n')) {
            QVERIFY2(line.starts_with("assert " + row.entryPoint + "("), said);
            results.insert(line.substr(line.find(" == ")));
        }
        QVERIFY2(results.size() > 1, said);
        prompts += row.prompt.text.size();
        answers += row.answer.size();
    }
    qInfo("mean bytes: prompt %zu, answer %zu", prompts / kRows, answers / kRows);
    QVERIFY(answers / kRows < 60);
}

void TestBuiltInCode::hardlyAnyTaskComesTwice()
{
    const auto rows = rowsOf(RowKind::Problems, Language::English);
    std::set<std::string> prompts, programs;
    for (uint64_t i = 0; i < 20'000; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        prompts.insert(row.prompt.text);
        programs.insert(programOf(row));
    }
    qInfo("20,000 rows: %zu prompts, %zu programs", prompts.size(), programs.size());
    QVERIFY(prompts.size() > 19'900);
    QVERIFY(programs.size() > 4000);
}

void TestBuiltInCode::nothingIsOnBothSides_data()
{
    addLanguages();
}
void TestBuiltInCode::nothingIsOnBothSides()
{
    const auto rows = rowsOf(RowKind::Problems, fetchLanguage());
    std::set<std::string> prompts, programs;
    for (uint64_t i = 0; i < 4000; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        prompts.insert(row.prompt.text);
        if (hasTwoSteps(row))
            programs.insert(programOf(row));
    }
    int ofTwoSteps = 0;
    for (uint64_t i = 0; i < 1000; ++i) {
        const Row row = builtInRow(rows, i, Split::Validation);
        QVERIFY2(!prompts.contains(row.prompt.text), row.prompt.text.c_str());
        if (!hasTwoSteps(row))
            continue;
        ++ofTwoSteps;
        QVERIFY2(!programs.contains(programOf(row)), row.answer.c_str());
    }
    QVERIFY(ofTwoSteps > 300);
}

void TestBuiltInCode::wordsMeanOneProgram_data()
{
    addLanguages();
}
void TestBuiltInCode::wordsMeanOneProgram()
{
    const auto language = fetchLanguage();
    std::map<std::string, std::string> known;
    const std::vector<std::string> names{"a", "b", "d"};
    Random random(1, "words");
    int repeated = 0;
    for (const char* takes : {"N", "L", "S", "W", "T", "NN", "LN", "LL", "WW", "WN", "SW", "NNN"})
        for (int i = 0; i < 3000; ++i) {
            const auto steps = code::stepsOf(takes);
            code::Program program;
            for (const char letter : std::string(takes))
                program.takes.push_back(static_cast<code::Type>(letter));
            program.steps.push_back(steps[random.below(steps.size())]);
            code::fillConstants(program.steps[0], random);
            const auto wording = code::wordingOf(program, names, language, random);
            if (!wording)
                continue;
            const auto python = code::pythonOf(program, names);
            const auto [at, fresh] = known.emplace(wording->returned, python);
            QVERIFY2(at->second == python, (wording->returned + ": " + python).c_str());
            repeated += fresh ? 0 : 1;
        }
    QVERIFY(known.size() > 1000 && repeated > 1000);
}

void TestBuiltInCode::aRowStandsAlone()
{
    auto rows = rowsOf(RowKind::Problems, Language::Korean);
    const Row seventh = builtInRow(rows, 7, Split::Train);
    builtInRow(rows, 3, Split::Train);
    QCOMPARE(builtInRow(rows, 7, Split::Train), seventh);
    QCOMPARE(rowFromJson(rowToJson(seventh)), seventh);
    QVERIFY(builtInRow(rows, 7, Split::Validation) != seventh);
    rows.seed = 2;
    QVERIFY(builtInRow(rows, 7, Split::Train) != seventh);
    // The same task, whatever is made of it.
    rows.seed = 1;
    // In two lines or three, of what the one line is made of.
    QVERIFY(seventh.rationale.starts_with(
        seventh.answer.substr(0, seventh.answer.find(": return")) + ":\n    "));
    rows.kind = RowKind::Instructions;
    const Row taught = builtInRow(rows, 7, Split::Train);
    QCOMPARE(taught.prompt, seventh.prompt);
    QCOMPARE(taught.completion.text, "\n" + seventh.answer);
}

void TestBuiltInCode::functionsOfNumbersAlone()
{
    const BuiltInRows rows{RowKind::Problems, Language::English, {"code_numbers"}, 1};
    std::set<std::string> prompts;
    for (uint64_t i = 0; i < 2000; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        QCOMPARE(row.kind, std::string("code"));
        // Every argument in the tests is a number.
        const auto begin = row.tests.find('(') + 1;
        const auto given = row.tests.substr(begin, row.tests.find(')') - begin);
        QVERIFY2(given.find_first_not_of("-0123456789, ") == std::string::npos, row.tests.c_str());
        prompts.insert(row.prompt.text);
    }
    QVERIFY(prompts.size() > 1900);
}

void TestBuiltInCode::comesOnlyByItsName()
{
    for (const auto kind : {RowKind::Instructions, RowKind::Problems}) {
        const auto kinds = builtInKinds(kind);
        QVERIFY(std::ranges::find(kinds, "code") != kinds.end());
        const BuiltInRows all{kind, Language::English, {}, 1};
        for (uint64_t i = 0; i < 2 * kinds.size(); ++i)
            QVERIFY(builtInRow(all, i, Split::Train).kind != "code");
    }
}

void TestBuiltInCode::preferencesFollowOnALine()
{
    const auto rows = rowsOf(RowKind::Preferences, Language::Korean);
    int wrong = 0, rude = 0;
    for (uint64_t i = 0; i < 200; ++i) {
        const Row row = builtInRow(rows, i, Split::Train);
        QVERIFY(row.chosen.text.starts_with("\ndef "));
        QVERIFY(row.chosen != row.rejected);
        if (row.kind == "wrong") {
            QVERIFY2(row.rejected.text.starts_with("\ndef "), row.rejected.text.c_str());
            ++wrong;
        } else if (row.kind == "rude") {
            // In the language of the request.
            QVERIFY2(
                static_cast<unsigned char>(row.rejected.text[1]) > 127, row.rejected.text.c_str());
            ++rude;
        }
    }
    QVERIFY(wrong > 20 && rude > 20);
}

void TestBuiltInCode::everyOperationIsTold()
{
    const std::vector<std::string> names{"a", "b", "d"};
    Random random(1, "told");
    size_t operations = 0;
    for (const auto table :
         {code::numberOperations(), code::listOperations(), code::wordOperations()})
        for (const auto& operation : table) {
            code::Step step;
            step.operation = &operation;
            std::string takes = operation.takes;
            std::ranges::replace(takes, 'A', 'L');
            for (const auto& use : code::stepsOf(takes))
                if (use.operation == &operation && use.lift == code::Lift::None)
                    step = use;
            code::fillConstants(step, random);
            code::Program program;
            for (const char letter : takes)
                program.takes.push_back(static_cast<code::Type>(letter));
            program.steps = {step};
            for (const auto language : {Language::English, Language::Korean}) {
                const auto wording = code::wordingOf(program, names, language, random);
                QVERIFY2(wording && !wording->returned.empty(), operation.name);
                QVERIFY2(
                    wording->returned.find_first_of("$<>=") == std::string::npos ||
                        operation.fill == 'x',
                    wording->returned.c_str());
            }
            ++operations;
        }
    QVERIFY(operations > 120);
}

void TestBuiltInCode::valuesAreKnown()
{
    using code::Lift, code::Numbers, code::Type, code::Value;
    const std::vector<Value> list{Numbers{3, 8, 5, 8}};
    const auto gives = [&](std::vector<code::Step> steps) {
        return *code::run({{Type::Numbers}, std::move(steps)}, list);
    };
    const auto sum = stepOf("sum", Lift::None);
    QVERIFY(gives({stepOf("above", Lift::Filter, 5), sum}) == Value(int64_t{16}));
    QVERIFY(gives({stepOf("not_below", Lift::Filter, 5), sum}) == Value(int64_t{21}));
    QVERIFY(gives({stepOf("square", Lift::Map)}) == Value(Numbers{9, 64, 25, 64}));
    QVERIFY(gives({stepOf("even", Lift::Count)}) == Value(int64_t{2}));
    QVERIFY(gives({stepOf("positive", Lift::All)}) == Value(true));
    QVERIFY(gives({stepOf("negative", Lift::Any)}) == Value(false));
    // With two eights the second largest is open, and so is the largest of nothing.
    QVERIFY(!code::run({{Type::Numbers}, {stepOf("kth_largest", Lift::None, 2)}}, list));
    QVERIFY(!code::run(
        {{Type::Numbers}, {stepOf("above", Lift::Filter, 9), stepOf("largest", Lift::None)}},
        list));
    QVERIFY(code::sameInPython(Value(true), Value(int64_t{1})));
    QCOMPARE(code::literal(Value(code::Words{"a", "b"})), std::string("[\"a\", \"b\"]"));
}

void TestBuiltInCode::pythonIsBracketed_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("python");
    const auto row = [](const char* first, const char* second, const char* python) {
        QTest::addRow("%s, %s", first, second) << first << second << python;
    };
    row("add", "multiply", "(x + 3) * 3");
    row("multiply", "add", "x * 3 + 3");
    row("add", "subtract", "x + 3 - 3");
    row("add", "subtract_from", "3 - (x + 3)");
    row("negate", "square", "(-x) ** 2");
    row("square", "negate", "-x ** 2");
    row("multiply", "negate", "-(x * 3)");
    row("add", "absolute", "abs(x + 3)");
    row("add", "above", "x + 3 > 3");
    row("add", "even", "(x + 3) % 2 == 0");
    row("square", "power_of_two", "2 ** (x ** 2)");
    row("add", "count_up", "list(range(1, x + 3 + 1))");
    row("count_up", "sum", "sum(range(1, x + 1))");
    row("count_up", "reversed", "list(range(1, x + 1))[::-1]");
}
void TestBuiltInCode::pythonIsBracketed()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, python);
    const std::vector<std::string> names{"x"};
    const code::Program program{
        {code::Type::Number},
        {stepOf(first.toUtf8(), code::Lift::None, 3),
         stepOf(second.toUtf8(), code::Lift::None, 3)}};
    QCOMPARE(code::pythonOf(program, names), python.toStdString());
}

void TestBuiltInCode::particlesFit()
{
    QCOMPARE(code::withParticles("x[을] 7[으로] 나눈 몫[이]"), std::string("x를 7로 나눈 몫이"));
    QCOMPARE(code::withParticles("값[을] 3[과] 6[과]"), std::string("값을 3과 6과"));
    QCOMPARE(code::withParticles("xs[1:]"), std::string("xs[1:]"));
}

QTEST_APPLESS_MAIN(TestBuiltInCode)
#include "test_built_in_code.moc"
