/// Every form of rows is recognised and read from a small file.

#include "core/base/files.h"
#include "tests/rows/read_all.h"

#include <QTest>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;

class TestForms : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    fs::path write(const std::string& name, std::string_view bytes) const
    {
        writeAtomically(m_folder.path() / name, bytes);
        return m_folder.path() / name;
    }

    static void formRow(
        const char* title,
        const char* file,
        const char* bytes,
        RowKind kind,
        const char* form,
        Lines expected,
        Lines columns = {},
        bool header = true)
    {
        QTest::newRow(title) << std::string(file) << std::string(bytes) << int(kind)
                             << std::string(form) << std::move(expected) << std::move(columns)
                             << header;
    }

private Q_SLOTS:
    void forms_data();
    void forms();
    void anAnswerNamesAChoice_data();
    void anAnswerNamesAChoice();
    void oneKindIsReadAsAnother_data();
    void oneKindIsReadAsAnother();
    void aFormCanBeOverruled();
    void labelsGetNames();
};

void TestForms::forms_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<std::string>("form");
    QTest::addColumn<Lines>("expected");
    QTest::addColumn<Lines>("columns");
    QTest::addColumn<bool>("header");
    using enum RowKind;

    formRow(
        "trl prompt-completion",
        "a.jsonl",
        R"({"prompt": "The sky is", "completion": " blue.", "weight": 2, "kind": "facts"})",
        Instructions,
        "trl",
        {R"({"prompt":"The sky is","completion":" blue.","kind":"facts","weight":2.0})"});
    formRow(
        "trl prompt-completion, conversational",
        "a.jsonl",
        R"({"prompt": [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}], "completion": [{"role": "assistant", "content": "A"}]})",
        Instructions,
        "trl",
        {R"({"system":"S","prompt":[{"role":"user","content":"Q"}],"completion":[{"role":"assistant","content":"A"}]})"});
    formRow(
        "trl messages",
        "a.jsonl",
        R"({"messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}, {"role": "user", "content": "3"}, {"role": "assistant", "content": "4"}]})",
        Instructions,
        "trl",
        {R"({"prompt":[{"role":"user","content":"1"},{"role":"assistant","content":"2"},{"role":"user","content":"3"}],"completion":[{"role":"assistant","content":"4"}]})"});
    formRow(
        "trl prompt-only",
        "a.jsonl",
        R"({"prompt": "The sky is"})",
        Prompts,
        "trl",
        {R"({"prompt":"The sky is"})"});
    formRow(
        "trl prompt-only, conversational",
        "a.json",
        R"([{"prompt": [{"role": "user", "content": "Q"}]}])",
        Prompts,
        "trl",
        {R"({"prompt":[{"role":"user","content":"Q"}]})"});
    formRow(
        "trl preference, explicit",
        "a.jsonl",
        R"({"prompt": "The sky is", "chosen": " blue.", "rejected": " green.", "margin": 0.5})",
        Preferences,
        "trl",
        {R"({"prompt":"The sky is","chosen":" blue.","rejected":" green.","margin":0.5})"});
    formRow(
        "trl preference, explicit, conversational",
        "a.jsonl",
        R"({"prompt": [{"role": "user", "content": "Q"}], "chosen": [{"role": "assistant", "content": "A"}], "rejected": [{"role": "assistant", "content": "B"}]})",
        Preferences,
        "trl",
        {R"({"prompt":[{"role":"user","content":"Q"}],"chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"B"}]})"});
    formRow( // the space before the difference belongs to the answers
        "trl preference, implicit",
        "a.jsonl",
        R"({"chosen": "The sky is blue.", "rejected": "The sky is green."})",
        Preferences,
        "trl",
        {R"({"prompt":"The sky is","chosen":" blue.","rejected":" green."})"});
    formRow( // 파 and 팔 begin with the same bytes, and no character is cut in two
        "trl preference, implicit, Korean",
        "a.jsonl",
        R"({"chosen": "하늘은 파", "rejected": "하늘은 팔"})",
        Preferences,
        "trl",
        {R"({"prompt":"하늘은","chosen":" 파","rejected":" 팔"})"});
    formRow(
        "trl preference, implicit, conversational",
        "a.jsonl",
        R"({"chosen": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}], "rejected": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "B"}]})",
        Preferences,
        "trl",
        {R"({"prompt":[{"role":"user","content":"Q"}],"chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"B"}]})"});
    formRow(
        "trl unpaired",
        "a.jsonl",
        "{\"prompt\": \"P\", \"completion\": \" A\", \"label\": true}\n"
        "{\"prompt\": \"P\", \"completion\": \" B\", \"label\": 0}",
        Preferences,
        "trl",
        {R"({"prompt":"P","completion":" A","label":true})",
         R"({"prompt":"P","completion":" B","label":false})"});
    formRow(
        "trl unpaired, conversational",
        "a.jsonl",
        R"({"prompt": [{"role": "user", "content": "Q"}], "completion": [{"role": "assistant", "content": "A"}], "label": false})",
        Preferences,
        "trl",
        {R"({"prompt":[{"role":"user","content":"Q"}],"completion":[{"role":"assistant","content":"A"}],"label":false})"});
    formRow(
        "prompt and solution",
        "a.jsonl",
        R"({"prompt": "1 + 1", "solution": 2})",
        Problems,
        "trl",
        {R"({"prompt":"1 + 1","answer":"2"})"});
    formRow(
        "text and label",
        "a.jsonl",
        "{\"text\": \"good\", \"label\": 1}\n{\"text\": \"bad\", \"second\": \"b\", \"label\": "
        "\"neg\"}",
        Labelled,
        "trl",
        {R"({"text":"good","label":"1"})", R"({"text":"bad","second":"b","label":"neg"})"});
    formRow(
        "alpaca array",
        "a.json",
        "[{\"instruction\": \"Add.\", \"input\": \"1 2\", \"output\": \"3\"},\n"
        " {\"instruction\": \"Hi\", \"input\": \"\", \"output\": \"Hello\", \"system\": \"S\"}]",
        Instructions,
        "alpaca",
        {R"({"prompt":[{"role":"user","content":"Add.\n\n1 2"}],"completion":[{"role":"assistant","content":"3"}]})",
         R"({"system":"S","prompt":[{"role":"user","content":"Hi"}],"completion":[{"role":"assistant","content":"Hello"}]})"});
    formRow(
        "alpaca lines with history",
        "a.jsonl",
        R"({"instruction": "c", "input": "", "output": "d", "history": [["a", "b"]]})",
        Instructions,
        "alpaca",
        {R"({"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],"completion":[{"role":"assistant","content":"d"}]})"});
    formRow(
        "sharegpt",
        "a.json",
        R"([{"id": "x", "conversations": [{"from": "system", "value": "S"}, {"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}]}])",
        Instructions,
        "sharegpt",
        {R"({"system":"S","prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]})"});
    formRow( // one object alone is a row, not a file that holds a list of rows
        "sharegpt, tools, one object",
        "a.json",
        R"json({"conversations": [{"from": "human", "value": "a"}, {"from": "function_call", "value": "f()"}, {"from": "observation", "value": "1"}, {"from": "gpt", "value": "b"}]})json",
        Instructions,
        "sharegpt",
        {R"json({"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"f()"},{"role":"tool","content":"1"}],"completion":[{"role":"assistant","content":"b"}]})json"});
    formRow( // both answers begin alike; the cut is before the answer, not within it
        "hh",
        "a.jsonl",
        R"({"chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: I can.", "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: I can't."})",
        Preferences,
        "hh",
        {R"({"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],"chosen":[{"role":"assistant","content":"I can."}],"rejected":[{"role":"assistant","content":"I can't."}]})"});
    formRow(
        "gsm8k",
        "a.jsonl",
        R"({"question": "How many?", "answer": "48/2 = <<48/2=24>>24\n#### 1,024"})",
        Problems,
        "gsm8k",
        {R"({"prompt":"How many?","rationale":"48/2 = 24","answer":"1024","kind":"math"})"});
    formRow(
        "humaneval",
        "a.jsonl",
        R"({"task_id": "x/0", "prompt": "def f():\n", "entry_point": "f", "canonical_solution": "    return 1\n", "test": "def check(c):\n    assert c() == 1\n"})",
        Problems,
        "humaneval",
        {R"({"prompt":"def f():\n","answer":"    return 1\n","tests":"def check(c):\n    assert c() == 1\n\ncheck(f)\n","entry_point":"f","kind":"code"})"});
    formRow(
        "mbpp",
        "a.jsonl",
        R"({"text": "Write f.", "code": "def g():\r\n  pass\r\ndef f(x):\r\n  return x", "task_id": 1, "test_setup_code": "", "test_list": ["assert f(1) == 1", "assert f(2) == 2"], "challenge_test_list": []})",
        Problems,
        "mbpp",
        {R"({"prompt":"Write f.","answer":"def g():\n  pass\ndef f(x):\n  return x","tests":"assert f(1) == 1\nassert f(2) == 2\n","entry_point":"f","kind":"code"})"});
    formRow(
        "bbh",
        "a.json",
        R"json({"canary": "c", "examples": [{"input": "not True is", "target": "False"}, {"input": "Which?\nOptions:\n(A) x\n(B) y", "target": "(B)"}]})json",
        Problems,
        "bbh",
        {R"({"prompt":"not True is","answer":"False","kind":"exact"})",
         R"json({"prompt":"Which?\nOptions:\n(A) x\n(B) y","answer":"(B)","choices":["x","y"],"correct":1,"kind":"choice"})json"});
    formRow(
        "table with a header",
        "a.csv",
        "Q,A\n\"a, b\",c\n",
        Instructions,
        "table",
        {R"({"prompt":"a, b","completion":"c"})"},
        {"prompt=Q", "completion=A"});
    formRow(
        "table by numbers",
        "a.tsv",
        "10\tfine\n1\tbad\n",
        Labelled,
        "table",
        {R"({"text":"fine","label":"10"})", R"({"text":"bad","label":"1"})"},
        {"text=2", "label=1"},
        false);
    formRow( // names that are fields' own need no mapping; such a file looks like TRL's
        "table with TRL's names",
        "a.csv",
        "prompt,completion,label\np,c,True\np,d,false\n",
        Preferences,
        "trl",
        {R"({"prompt":"p","completion":"c","label":true})",
         R"({"prompt":"p","completion":"d","label":false})"});
    formRow(
        "table of pairs",
        "a.tsv",
        "q\tgood\tbad\nQ\tA\tB\n",
        Preferences,
        "table",
        {R"({"prompt":"Q","chosen":"A","rejected":"B"})"},
        {"prompt=q", "chosen=good", "rejected=bad"});
    formRow(
        "choices from columns",
        "a.csv",
        "\"What, then?\",4,5,6,B\n",
        Problems,
        "table",
        {R"({"prompt":"What, then?","answer":"5","choices":["4","5","6"],"correct":1})"},
        {"prompt=1", "choices=2+3+4", "answer=5"},
        false);
    formRow(
        "choices from a list",
        "a.jsonl",
        R"({"ctx": "A man", "endings": ["runs", "1"], "label": 1})",
        Problems,
        "table",
        {R"({"prompt":"A man","answer":"1","choices":["runs","1"],"correct":1})"},
        {"prompt=ctx", "choices=endings", "answer=label"});
    formRow(
        "a file of another name",
        "rows.data",
        "{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n",
        Prompts,
        "trl",
        {R"({"prompt":"a"})", R"({"prompt":"b"})"});
}

void TestForms::forms()
{
    QFETCH(std::string, file);
    QFETCH(std::string, bytes);
    QFETCH(int, kind);
    QFETCH(std::string, form);
    QFETCH(Lines, expected);
    QFETCH(Lines, columns);
    QFETCH(bool, header);
    RowFileOptions options;
    options.path = write(file, bytes);
    options.kind = RowKind(kind);
    options.columns = columns;
    options.header = header;
    QCOMPARE(std::string(RowReader(options).form().name), form);
    const Lines lines = allRows(options);
    for (size_t i = 0; i < std::min(lines.size(), expected.size()); ++i)
        QCOMPARE(lines[i], expected[i]);
    QCOMPARE(lines.size(), expected.size());
    for (const std::string& line : lines) // what an artifact holds can be read back as a file
    {
        RowFileOptions again;
        again.path = write("again.jsonl", line);
        again.kind = RowKind(kind);
        again.form = "trl";
        QCOMPARE(allRows(again), Lines{line});
    }
    if (columns.empty()) { // nobody has to say what they are
        options.kind.reset();
        QCOMPARE(int(RowReader(options).kind()), kind);
    }
}

void TestForms::anAnswerNamesAChoice_data()
{
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<int>("as");
    QTest::addColumn<int>("correct"); // -1: an error
    const auto row = [](const char* answer, AnswerIs as, int correct) {
        QTest::addRow("%s as %d", answer, int(as)) << std::string(answer) << int(as) << correct;
    };
    // The choices are "2", "1", "x".
    row("\"2\"", AnswerIs::Auto, 0);
    row("2", AnswerIs::Auto, 2);
    row("\"x\"", AnswerIs::Auto, 2);
    row("\"C\"", AnswerIs::Auto, 2);
    row("\"(b)\"", AnswerIs::Auto, 1);
    row("\"0\"", AnswerIs::Auto, 0);
    row("\"2\"", AnswerIs::NumberFrom0, 2);
    row("\"2\"", AnswerIs::NumberFrom1, 1);
    row("3", AnswerIs::NumberFrom1, 2);
    row("3", AnswerIs::NumberFrom0, -1);
    row("\"D\"", AnswerIs::Letter, -1);
    row("\"C\"", AnswerIs::Text, -1);
    row("true", AnswerIs::Auto, -1);
}

void TestForms::anAnswerNamesAChoice()
{
    QFETCH(std::string, answer);
    QFETCH(int, as);
    QFETCH(int, correct);
    RowFileOptions options;
    options.path = write(
        "a.jsonl",
        "{\"prompt\": \"p\", \"choices\": [\"2\", \"1\", \"x\"], \"answer\": " + answer + "}");
    options.kind = RowKind::Problems;
    options.answerIs = AnswerIs(as);
    if (correct < 0) {
        QVERIFY(complaint(options).find("names none of the 3 choices") != std::string::npos);
        return;
    }
    Row row;
    QVERIFY(RowReader(options).next(row));
    QCOMPARE(row.correct, std::optional<uint64_t>(correct));
}

void TestForms::oneKindIsReadAsAnother_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* title, const char* bytes, RowKind kind, const char* expected) {
        QTest::newRow(title) << std::string(bytes) << int(kind) << std::string(expected);
    };
    using enum RowKind;
    row("problem as instruction",
        R"({"question": "Q", "answer": "steps\n#### 2"})",
        Instructions,
        R"({"prompt":"Q","completion":"steps\n#### 2","answer":"2","kind":"math"})");
    row("problem as prompt", R"({"prompt": "Q", "answer": "2"})", Prompts, R"({"prompt":"Q"})");
    row("preference as prompt",
        R"({"prompt": "Q", "chosen": "2", "rejected": "3"})",
        Prompts,
        R"({"prompt":"Q"})");
    row("instruction as prompt",
        R"({"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]})",
        Prompts,
        R"({"prompt":[{"role":"user","content":"Q"}]})");
    row("open conversation as prompt",
        R"({"messages": [{"role": "user", "content": "Q"}]})",
        Prompts,
        R"({"prompt":[{"role":"user","content":"Q"}]})");
    row("instruction with an answer as problem",
        R"({"prompt": "Q", "completion": "It is 2.", "answer": "2"})",
        Problems,
        R"({"prompt":"Q","answer":"2"})");
}

void TestForms::oneKindIsReadAsAnother()
{
    QFETCH(std::string, bytes);
    QFETCH(int, kind);
    QFETCH(std::string, expected);
    RowFileOptions options;
    options.path = write("a.jsonl", bytes);
    options.kind = RowKind(kind);
    QCOMPARE(allRows(options), Lines{expected});
}

void TestForms::aFormCanBeOverruled()
{
    RowFileOptions options;
    options.path = write(
        "a.jsonl",
        R"({"chosen": "\n\nHuman: a\n\nAssistant: I can.", "rejected": "\n\nHuman: a\n\nAssistant: I can't."})");
    options.kind = RowKind::Preferences;
    options.form = "trl"; // by characters: that the answers begin alike goes to the prompt
    QCOMPARE(
        allRows(options),
        Lines{R"({"prompt":"\n\nHuman: a\n\nAssistant: I can","chosen":".","rejected":"'t."})"});
    options.form = "sharegpt";
    QVERIFY(complaint(options).find("Did you mean") != std::string::npos);
    options.kind = RowKind::Instructions;
    QVERIFY(complaint(options).find("no \"conversations\"") != std::string::npos);
    options.form = "parquet";
    QVERIFY(complaint(options).find("There are auto, gsm8k") != std::string::npos);
}

void TestForms::labelsGetNames()
{
    RowFileOptions options;
    options.path = write("a.tsv", "text\tlabel\na\t0\nb\t1\nc\tbad\n");
    options.kind = RowKind::Labelled;
    options.classes = {"bad", "good"};
    QCOMPARE(
        allRows(options),
        (Lines{
            R"({"text":"a","label":"bad"})",
            R"({"text":"b","label":"good"})",
            R"({"text":"c","label":"bad"})"}));
    options.classes = {"bad"};
    QVERIFY(complaint(options).find("line 3: The label \"1\" is none") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestForms)
#include "test_forms.moc"
