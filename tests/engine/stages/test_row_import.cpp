#include "test_row_import.h"

#include "core/rows/built_in_rows.h"
#include "core/rows/rows.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

using namespace espalier;

namespace {

std::string sentence(const char* stage, TestContext& context)
{
    try {
        stageFunction(stage)(context);
    } catch (const Error& error) {
        return error.words();
    }
    return "no error";
}

} // namespace

void TestRowImport::everyKindIsMadeFromItsFile_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("form");
    for (const auto& [kind, bytes, form] : std::initializer_list<std::array<const char*, 3>>{
             {"instructions", R"({"instruction": "{}", "output": "b"})", "alpaca"},
             {"prompts", R"({"prompt": "{}"})", "trl"},
             {"preferences", R"({"prompt": "{}", "chosen": "b", "rejected": "c"})", "trl"},
             {"problems", R"({"question": "{}", "answer": "b #### 1"})", "gsm8k"},
             {"labelled", R"({"text": "{}", "label": "{}"})", "trl"}})
        QTest::newRow(kind) << std::string(bytes) << std::string(form);
}

void TestRowImport::everyKindIsMadeFromItsFile()
{
    QFETCH(std::string, bytes);
    QFETCH(std::string, form);
    TestContext context;
    std::string file;
    for (const char* number : {"1", "2", "3", "4"}) {
        std::string line = bytes;
        for (size_t at = line.find("{}"); at != std::string::npos; at = line.find("{}"))
            line.replace(at, 2, number);
        file += line + "\n";
    }
    writeAtomically(context.resolve("rows.jsonl"), file);
    context.given = {{"path", "rows.jsonl"}, {"split", "position"}, {"validation", 0.25}};
    const std::string kind = QTest::currentDataTag();
    stageFunction("data." + kind)(context);
    const Rows rows = Rows::open(context.output(), rowKindOfName(kind).value());
    QCOMPARE(rows.size(Split::Train), uint64_t{3});
    QCOMPARE(rows.size(Split::Validation), uint64_t{1});
    QCOMPARE(rows.header().form, form);
    QCOMPARE(context.described.at("form").get<std::string>(), form);
    QCOMPARE(
        context.said,
        std::vector<std::string>{"Read as " + form + ": 3 rows for training, 1 for validation."});
}

void TestRowImport::everyKindIsMadeFromTheWorld_data()
{
    QTest::addColumn<std::string>("language");
    for (const char* kind : {"instructions", "prompts", "preferences", "problems", "labelled"})
        for (const char* language : {"en", "ko"})
            QTest::addRow("%s %s", kind, language) << std::string(language);
}

void TestRowImport::everyKindIsMadeFromTheWorld()
{
    QFETCH(std::string, language);
    TestContext context;
    context.given = {{"items", 40}, {"validation", 0.25}, {"language", language}, {"seed", 5}};
    const std::string name = QByteArray(QTest::currentDataTag()).split(' ').front().toStdString();
    const RowKind kind = rowKindOfName(name).value();
    stageFunction("data." + name)(context);
    const Rows rows = Rows::open(context.output(), kind);
    QCOMPARE(rows.size(Split::Train), uint64_t{30});
    QCOMPARE(rows.size(Split::Validation), uint64_t{10});
    QCOMPARE(rows.header().form, std::string("built-in"));
    // They are the generator's rows, in order, from both sides of the world.
    const BuiltInRows wish{kind, language == "ko" ? Language::Korean : Language::English, {}, 5};
    for (const auto side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < rows.size(side); ++i)
            QVERIFY(rowToJson(rows.row(side, i)) == rowToJson(builtInRow(wish, i, side)));
}

void TestRowImport::whatWasLeftOutIsSaid()
{
    TestContext context;
    writeAtomically(context.resolve("rows.jsonl"), "{\"prompt\": \"a\"}\n{\"prompt\": \"\"}\n");
    context.given = {{"path", "rows.jsonl"}, {"validation", 0.0}, {"broken", "skip"}};
    stageFunction("data.prompts")(context);
    QCOMPARE(context.said.size(), size_t{2});
    QVERIFY(context.said[1].find("One row was left out: file") != std::string::npos);
    QVERIFY(context.said[1].find("rows.jsonl line 2: The prompt is empty.") != std::string::npos);
}

void TestRowImport::anErrorNamesTheLine()
{
    TestContext context;
    writeAtomically(
        context.resolve("rows.jsonl"),
        "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n");
    context.given = {{"path", "rows.jsonl"}};
    const std::string said = sentence("data.instructions", context);
    QVERIFY2(said.find("rows.jsonl line 1") != std::string::npos, said.c_str());
    QVERIFY2(said.find("data.preferences?") != std::string::npos, said.c_str());
}

void TestRowImport::aStopEndsTheImport()
{
    TestContext context;
    std::string file;
    for (int i = 0; i < 3000; ++i)
        file += "{\"prompt\": \"" + std::to_string(i) + "\"}\n";
    writeAtomically(context.resolve("rows.jsonl"), file);
    context.given = {{"path", "rows.jsonl"}};
    context.stop = true;
    QCOMPARE(sentence("data.prompts", context), std::string("stopped"));
}

void TestRowImport::rowsAreMixedThenPutIntoOtherWords()
{
    TestContext first, second, mix, words;
    for (auto [context, name] : {std::pair{&first, "a"}, std::pair{&second, "b"}}) {
        std::string file;
        for (int i = 0; i < 20; ++i)
            file += "{\"prompt\": \"" + std::string(name) + std::to_string(i) +
                    "\", \"answer\": \"yes\"}\n";
        writeAtomically(context->resolve("rows.jsonl"), file);
        context->given = {{"path", "rows.jsonl"}, {"split", "position"}, {"validation", 0.5}};
        stageFunction("data.problems")(*context);
    }
    mix.wired["problems"] = {first.output(), second.output()};
    mix.given = {{"ratios", {"3", "1"}}, {"until", "total"}, {"total", 8}};
    stageFunction("data.mix")(mix);
    QCOMPARE(
        mix.said,
        std::vector<std::string>{
            "Mixed 8 rows for training (6 + 2 of the inputs) and 13 for validation."});
    words.wired["problems"] = {mix.output()};
    words.given = {{"prompt", "Q: {prompt}\nA:"}, {"example", "{prompt} {answer}"}, {"shots", 2}};
    stageFunction("data.template")(words);
    const Rows rows = Rows::open(words.output(), RowKind::Problems);
    QCOMPARE(rows.size(Split::Train), uint64_t{8});
    QCOMPARE(rows.size(Split::Validation), uint64_t{13});
    for (uint64_t i = 0; i < 13; ++i)
        QCOMPARE(
            QString::fromStdString(rows.row(Split::Validation, i).prompt.text)
                .count(QStringLiteral("A: yes\n\n")),
            2);
    QCOMPARE(words.sampled.size(), size_t{1});
    QVERIFY(words.sampled.front().prompt.starts_with("Q: "));
}

QTEST_GUILESS_MAIN(TestRowImport)
