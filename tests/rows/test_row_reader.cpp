/// What a person may have done wrong is one sentence with file, line and remedy.

#include "core/base/files.h"
#include "tests/rows/read_all.h"

#include <QTest>

#include <zlib.h>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;

class TestRowReader : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    fs::path write(const std::string& name, std::string_view bytes) const
    {
        writeAtomically(m_folder.path() / name, bytes);
        return m_folder.path() / name;
    }

private Q_SLOTS:
    void badRowsAreExplained_data();
    void badRowsAreExplained();
    void badColumnsAreExplained();
    void brokenRowsAreSkippedAndCounted();
    void gzipFoldersAndLimits();
};

void TestRowReader::badRowsAreExplained_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<Lines>("parts");
    const auto row = [](const char* title,
                        const char* bytes,
                        RowKind kind,
                        Lines parts,
                        const char* file = "rows.jsonl") {
        QTest::newRow(title) << std::string(file) << std::string(bytes) << int(kind)
                             << std::move(parts);
    };
    const auto turns = [](const char* title, const std::string& list, const char* part) {
        QTest::newRow(title) << std::string("rows.jsonl") << "{\"messages\": [" + list + "]}"
                             << int(RowKind::Instructions) << Lines{"rows.jsonl line 1", part};
    };
    using enum RowKind;
    row("preferences for instructions",
        "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\"}\n",
        Instructions,
        {"rows.jsonl line 1",
         "one of preferences",
         R"(it has "chosen", "prompt", "rejected")",
         R"(instructions have "prompt" + "completion", "messages")",
         "Did you mean the stage data.preferences?"});
    row("another kind further down",
        "{\"prompt\": \"p\", \"completion\": \"c\"}\n\n{\"prompt\": \"p\"}\n",
        Instructions,
        {"rows.jsonl line 3", "one of prompts", "data.prompts"});
    row("plain text", "{\"text\": \"t\"}\n", Instructions, {"line 1", "data.text"});
    row("labels for prompts", "{\"text\": \"t\", \"label\": 1}\n", Prompts, {"data.labelled"});
    row("no known form",
        "{\"foo\": \"t\"}\n",
        Problems,
        {"line 1", "isn't known", "\"foo\"", "`columns`"});
    row("empty completion",
        "{\"prompt\": \"p\", \"completion\": \"c\"}\n{\"prompt\": \"p\", \"completion\": \" "
        "\"}\n",
        Instructions,
        {"line 2", "\"completion\" is empty"});
    row("empty prompt",
        "{\"prompt\": \"\", \"completion\": \"c\"}",
        Instructions,
        {"prompt is empty"});
    row("no rejected", "{\"prompt\": \"p\", \"chosen\": \"c\"}", Preferences, {"no \"rejected\""});
    row("same answers",
        "{\"prompt\": \"p\", \"chosen\": \"c\", \"rejected\": \"c\"}",
        Preferences,
        {"are the same"});
    row("pairs and marks",
        "{\"prompt\": \"p\", \"chosen\": \"c\", \"rejected\": \"d\"}\n"
        "{\"prompt\": \"p\", \"completion\": \"c\", \"label\": true}",
        Preferences,
        {"line 2", "mixed"});
    row("label of a mark",
        "{\"prompt\": \"p\", \"completion\": \"c\", \"label\": \"good\"}",
        Preferences,
        {"\"label\" is \"good\"", "true or false"});
    row("text and turns",
        R"({"prompt": "p", "completion": [{"role": "assistant", "content": "c"}]})",
        Instructions,
        {"one is a text and one a conversation"});
    row("weight",
        R"({"prompt": "p", "completion": "c", "weight": -1})",
        Instructions,
        {"weight", "-1"});
    row("margin",
        R"({"prompt": "p", "chosen": "c", "rejected": "d", "margin": "wide"})",
        Preferences,
        {"\"margin\" is \"wide\"", "a number"});
    row("one choice",
        R"({"prompt": "p", "choices": ["c"], "answer": "c"})",
        Problems,
        {"one choice"});
    row("no answer", R"({"prompt": "p", "answer": " "})", Problems, {"answer is empty"});
    row("broken JSON",
        "{\"prompt\": \"p\"}\n{\"prompt\": \n",
        Prompts,
        {"rows.jsonl line 2", "not valid JSON", "skipped"});
    row("no object", "{\"prompt\": \"p\"}\n[1]\n", Prompts, {"line 2", "no JSON object"});
    row("empty file", "", Prompts, {"rows.jsonl is empty"});
    row("blank file", "\n \n", Prompts, {"no rows"});
    row("no rows under a header", "prompt,x\n", Prompts, {"no rows"}, "rows.csv");
    row("cut off JSON",
        "[{\"prompt\": \"p\"",
        Prompts,
        {"file", "rows.json", "never ends"},
        "rows.json");
    row("ragged table", "prompt,x\na,b\nc\n", Prompts, {"rows.csv line 3", "1 cells"}, "rows.csv");
    row("missing column",
        "Q,A\na,b\n",
        Instructions,
        {"rows.csv", "No column is named for prompt", "prompt=NAME", "\"A\", \"Q\""},
        "rows.csv");
    row("a dialogue without marks",
        "{\"chosen\": \"\\n\\nHuman: a\\n\\nAssistant: b\", \"rejected\": \"c\"}",
        Preferences,
        {"Assistant:"});

    const std::string user = R"({"role": "user", "content": "a"})";
    const std::string assistant = R"({"role": "assistant", "content": "b"})";
    turns("two user turns", user + "," + user + "," + assistant, "The user has two turns in a row");
    turns(
        "two assistant turns",
        user + "," + assistant + "," + assistant,
        "The prompt ends with the assistant");
    turns(
        "two assistant turns in the middle",
        user + "," + assistant + "," + assistant + "," + user + "," + assistant,
        "The assistant has two turns in a row");
    turns("assistant first", assistant + "," + user + "," + assistant, "begins with the assistant");
    turns("unknown role", R"({"role": "wizard", "content": "a"})", "no role \"wizard\"");
    turns("no answer", user, "does not end with the assistant");
    turns(
        "system in the middle",
        user + R"(,{"role": "system", "content": "s"},)" + assistant,
        "comes first");
    turns("no turns", "", "there is none");
    turns("no content", R"({"role": "user"})", "no \"content\"");
    turns("content of parts", R"({"role": "user", "content": []})", "\"content\" is no text");
}

void TestRowReader::badRowsAreExplained()
{
    QFETCH(std::string, file);
    QFETCH(std::string, bytes);
    QFETCH(int, kind);
    QFETCH(Lines, parts);
    RowFileOptions options;
    options.path = write(file, bytes);
    options.kind = RowKind(kind);
    const std::string said = complaint(options);
    for (const std::string& part : parts)
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());
    QVERIFY2(said.find('\n') == std::string::npos, said.c_str());
}

void TestRowReader::badColumnsAreExplained()
{
    RowFileOptions options;
    options.path = write("a.csv", "Q,A\na,b\n");
    options.kind = RowKind::Instructions;
    const auto says = [&](Lines columns, const char* part, bool header = true) {
        options.columns = std::move(columns);
        options.header = header;
        const std::string said = complaint(options);
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());
    };
    says({"prompt=Q", "completion=B"}, R"(no column "B" for completion. There are: "A", "Q")");
    says(
        {"prompt=1", "completion=3"},
        R"(no column "3" for completion. There are: "1", "2")",
        false);
    says({"prompt"}, "not written FIELD=COLUMN");
    says({"chosen=Q"}, "no field chosen; instructions have system, prompt, completion");
    // A column that is missing is wrong in every row: it is no broken row.
    options.onBadRow = BadRow::Skip;
    says({"prompt=Q", "completion=B"}, "no column \"B\"");
}

void TestRowReader::brokenRowsAreSkippedAndCounted()
{
    RowFileOptions options;
    options.path = write(
        "a.jsonl",
        "{\"prompt\": \n{\"prompt\": \"a\"}\n{\"prompt\": \"\"}\n{\"text\": \"t\", \"label\": "
        "1}\n"
        "{\"prompt\": \"b\"}\n[]\n");
    options.kind = RowKind::Prompts;
    options.onBadRow = BadRow::Skip;
    RowReader reader(options);
    Row row;
    Lines prompts;
    while (reader.next(row))
        prompts.push_back(row.prompt.text);
    QCOMPARE(prompts, (Lines{"a", "b"}));
    QCOMPARE(reader.skipped(), uint64_t{4});
    QVERIFY(reader.firstSkipped().find("line 1: This is not valid JSON") != std::string::npos);
    // Where no row at all is left, the first reason is the file's.
    options.path = write("a.jsonl", "{\"prompt\": \"\"}\n{\"prompt\": \n");
    QVERIFY(complaint(options).find("line 1: The prompt is empty") != std::string::npos);
}

void TestRowReader::gzipFoldersAndLimits()
{
    const fs::path folder = m_folder.path() / "many";
    fs::create_directories(folder);
    writeAtomically(folder / "b.json", "[{\"prompt\": \"3\"}, {\"prompt\": \"4\"}]");
    gzFile out = gzopen((folder / "a.jsonl.gz").c_str(), "wb");
    const std::string bytes = "{\"prompt\": \"1\"}\n{\"prompt\": \"2\"}\n";
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
    RowFileOptions options;
    options.path = folder;
    options.kind = RowKind::Prompts;
    QCOMPARE(allRows(options).size(), size_t{4});
    QCOMPARE(allRows(options).front(), std::string(R"({"prompt":"1"})"));
    options.limit = 3;
    QCOMPARE(allRows(options).back(), std::string(R"({"prompt":"3"})"));
    options.path = folder / "*.json";
    QCOMPARE(allRows(options).size(), size_t{2});
}

QTEST_GUILESS_MAIN(TestRowReader)
#include "test_row_reader.moc"
