/// Files of rows become an artifact: split without leaks, counted, previewed; real files too.

#include "core/base/error.h"
#include "core/rows/import_rows.h"
#include "core/rows/preview.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <set>

using namespace espalier;
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

class TestImportRows : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    int m_count = 0;

    fs::path write(const std::string& name, std::string_view bytes) const
    {
        writeAtomically(m_folder.path() / name, bytes);
        return m_folder.path() / name;
    }
    fs::path fresh()
    {
        const fs::path folder = m_folder.path() / ("artifact" + std::to_string(++m_count));
        fs::create_directories(folder);
        return folder;
    }
    std::string complaint(const RowFileOptions& options, const SplitOptions& split)
    {
        try {
            importRows(options, split, fresh());
        } catch (const Error& error) {
            return error.words();
        }
        return "no error";
    }
    static Lines side(const Rows& rows, Split side)
    {
        Lines lines;
        for (uint64_t i = 0; i < rows.size(side); ++i)
            lines.emplace_back(rows.line(side, i));
        return lines;
    }

private Q_SLOTS:
    void equalQuestionsFallOnOneSide();
    void byPositionTheLastRowsAreSetAside();
    void withoutAShareAllRowsAreForTraining();
    void sidesAndClassesAreChecked_data();
    void sidesAndClassesAreChecked();
    void theHeaderSaysHowItWasRead();
    void anImportCanBeEnded();
    void aRealFileOfOneClassIsRefused();
    void previewsArePlainTexts();
    void realFiles_data();
    void realFiles();
};

void TestImportRows::equalQuestionsFallOnOneSide()
{
    std::string bytes;
    for (int i = 0; i < 2000; ++i) // each question twice, with other answers, far apart
        bytes += fmt::format(
            "{{\"prompt\": \"question {}\", \"completion\": \"answer {}\"}}\n", i % 1000, i);
    RowFileOptions options;
    options.path = write("a.jsonl", bytes);
    options.kind = RowKind::Instructions;
    std::set<std::string> first;
    for (const uint64_t seed : {1, 1, 2}) {
        const fs::path folder = fresh();
        importRows(options, {SplitBy::Seed, 0.2, seed}, folder);
        const Rows rows = Rows::open(folder);
        QCOMPARE(rows.size(Split::Train) + rows.size(Split::Validation), uint64_t{2000});
        QVERIFY(rows.size(Split::Validation) > 300 && rows.size(Split::Validation) < 500);
        std::set<std::string> held, learnt;
        for (uint64_t i = 0; i < rows.size(Split::Validation); ++i)
            held.insert(rows.row(Split::Validation, i).prompt.text);
        for (uint64_t i = 0; i < rows.size(Split::Train); ++i)
            learnt.insert(rows.row(Split::Train, i).prompt.text);
        QCOMPARE(held.size() * 2, rows.size(Split::Validation));
        for (const std::string& question : held)
            QVERIFY(!learnt.contains(question));
        if (first.empty())
            first = held;
        else
            QCOMPARE(held == first, seed == 1); // the same seed, the same split
    }
}

void TestImportRows::byPositionTheLastRowsAreSetAside()
{
    std::string bytes;
    for (const int i : {0, 1, 2, 3, 4, 5, 6, 7, 3, 9})
        bytes += fmt::format("{{\"prompt\": \"{}\"}}\n", i);
    RowFileOptions options;
    options.path = write("a.jsonl", bytes);
    options.kind = RowKind::Prompts;
    const fs::path folder = fresh();
    const ImportedRows imported = importRows(options, {SplitBy::Position, 0.3, 1}, folder);
    const Rows rows = Rows::open(folder);
    // Of 7, 3 and 9 the 3 equals a row before them.
    QCOMPARE(side(rows, Split::Validation), (Lines{R"({"prompt":"7"})", R"({"prompt":"9"})"}));
    QCOMPARE(rows.size(Split::Train), uint64_t{8});
    QCOMPARE(imported.moved, uint64_t{1});
}

void TestImportRows::withoutAShareAllRowsAreForTraining()
{
    RowFileOptions options;
    options.path = write("a.jsonl", "{\"prompt\": \"a\"}\n{\"prompt\": \"b\"}\n");
    options.kind = RowKind::Prompts;
    for (const SplitBy by : {SplitBy::Seed, SplitBy::Position}) {
        const RowsHeader header = importRows(options, {by, 0, 1}, fresh()).header;
        QCOMPARE(header.rows[0], uint64_t{2});
        QCOMPARE(header.rows[1], uint64_t{0});
    }
}

void TestImportRows::sidesAndClassesAreChecked_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("share");
    QTest::addColumn<std::string>("part");
    const auto row =
        [](const char* title, const char* bytes, RowKind kind, double share, const char* part) {
            QTest::newRow(title) << std::string(bytes) << int(kind) << share << std::string(part);
        };
    row("one class",
        "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"x\"}\n",
        RowKind::Labelled,
        0,
        "a.jsonl (2) have the label \"x\"");
    row("only good ones",
        "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": true}\n",
        RowKind::Preferences,
        0,
        "have the label true");
    row("only bad ones",
        "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": false}\n",
        RowKind::Preferences,
        0,
        "have the label false");
    row("nothing to validate", "{\"prompt\": \"a\"}\n", RowKind::Prompts, 1e-9, "No row fell into");
    row("no share", "{\"prompt\": \"a\"}\n", RowKind::Prompts, 1.0, "between 0 and 1");
}

void TestImportRows::sidesAndClassesAreChecked()
{
    QFETCH(std::string, bytes);
    QFETCH(int, kind);
    QFETCH(double, share);
    QFETCH(std::string, part);
    RowFileOptions options;
    options.path = write("a.jsonl", bytes);
    options.kind = RowKind(kind);
    const std::string said = complaint(options, {SplitBy::Seed, share, 1});
    QVERIFY2(said.find(part) != std::string::npos, said.c_str());
}

void TestImportRows::theHeaderSaysHowItWasRead()
{
    RowFileOptions options;
    options.path = write(
        "a.jsonl",
        "{\"question\": \"a\", \"answer\": \"b #### 1\"}\nbroken\n{\"question\": \"c\", "
        "\"answer\": \"d #### 2\"}\n");
    options.kind = RowKind::Problems;
    options.onBadRow = BadRow::Skip;
    const fs::path folder = fresh();
    const ImportedRows imported = importRows(options, {SplitBy::Position, 0.5, 1}, folder);
    QCOMPARE(imported.header.form, std::string("gsm8k"));
    QCOMPARE(imported.header.skipped, uint64_t{1});
    QCOMPARE(imported.header.kinds, (std::map<std::string, uint64_t>{{"math", 2}}));
    QVERIFY(imported.firstSkipped.find("a.jsonl line 2") != std::string::npos);
    QCOMPARE(Rows::open(folder).header(), imported.header);
    QVERIFY(readFile(folder / "rows.json").find("\"kind\": \"problems\"") != std::string::npos);
}

void TestImportRows::anImportCanBeEnded()
{
    std::string bytes;
    for (int i = 0; i < 5000; ++i)
        bytes += fmt::format("{{\"prompt\": \"{}\"}}\n", i);
    RowFileOptions options;
    options.path = write("a.jsonl", bytes);
    options.kind = RowKind::Prompts;
    for (const SplitBy by : {SplitBy::Seed, SplitBy::Position}) {
        int told = 0;
        importRows(options, {by, 0.1, 1}, fresh(), [&](uint64_t) { return ++told < 2; });
        QCOMPARE(told, 2);
    }
}

void TestImportRows::aRealFileOfOneClassIsRefused()
{
    if (!fs::exists(sharedData()))
        QSKIP("the test data (ESPALIER_SHARED) is not here");
    RowFileOptions options;
    options.path = sharedData() / "ko/chatbot_qa_0-499.csv";
    options.kind = RowKind::Labelled;
    options.columns = {"text=Q", "label=label"};
    const std::string said = complaint(options, {SplitBy::Seed, 0.1, 1});
    QVERIFY2(said.find("(500) have the label \"0\"") != std::string::npos, said.c_str());
}

void TestImportRows::previewsArePlainTexts()
{
    RowFileOptions options;
    options.path = write(
        "a.jsonl",
        R"({"chosen": "\n\nHuman: a\n\nAssistant: 하늘", "rejected": "\n\nHuman: a\n\nAssistant: c"})"
        "\nbroken\n");
    const RowsPreview preview = previewRows(options, 1, 4);
    QCOMPARE(int(preview.kind), int(RowKind::Preferences));
    QCOMPARE(preview.form, std::string("hh"));
    const std::vector<std::vector<RowPart>> expected{
        {{"user", "a"}, {"chosen assistant", "하"}, {"rejected assistant", "c"}}};
    QCOMPARE(preview.rows, expected);

    options.path = write("b.tsv", "good\t1\nbad\t0\n");
    options.kind = RowKind::Labelled;
    options.columns = {"text=1", "label=2"};
    options.header = false;
    const fs::path folder = fresh();
    importRows(options, {SplitBy::Position, 0.5, 1}, folder);
    const RowsPreview held = previewRows(Rows::open(folder), Split::Validation, 10);
    const std::vector<std::vector<RowPart>> one{{{"text", "bad"}, {"label", "0"}}};
    QCOMPARE(held.rows, one);
}

void TestImportRows::realFiles_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("kind");
    QTest::addColumn<Lines>("columns");
    QTest::addColumn<bool>("header");
    QTest::addColumn<std::string>("form");
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("skipped");
    const auto row = [](const char* path,
                        RowKind kind,
                        const char* form,
                        int rows,
                        Lines columns = {},
                        bool header = true,
                        int skipped = 0) {
        QTest::addRow("%s as %s", path, rowKind(kind).name)
            << std::string(path) << int(kind) << std::move(columns) << header << std::string(form)
            << rows << skipped;
    };
    using enum RowKind;
    row("math/gsm8k_train_0-999.jsonl", Problems, "gsm8k", 1000);
    row("math/gsm8k_test_0-199.jsonl", Instructions, "gsm8k", 200);
    row("math/gsm8k_test_0-199.jsonl", Prompts, "gsm8k", 200);
    row("code/HumanEval.jsonl", Problems, "humaneval", 164);
    row("code/mbpp_train_task601-974.jsonl", Problems, "mbpp", 374);
    row("logic/bbh_*.json", Problems, "bbh", 1250);
    row("logic/bbh_logical_deduction_three_objects.json", Problems, "bbh", 250);
    // Three rows have an empty answer, two a dialogue where the assistant speaks twice in a row.
    row("preference/hh_harmless_base_test_0-999.jsonl", Preferences, "hh", 995, {}, true, 5);
    row("preference/hh_harmless_base_test_0-999.jsonl", Prompts, "hh", 998, {}, true, 2);
    row("instruct/self_instruct_seed_tasks_175.jsonl", Instructions, "alpaca", 175);
    row("ko/chatbot_qa_0-499.csv", Instructions, "table", 500, {"prompt=Q", "completion=A"});
    row("ko/nsmc_reviews_files0-69.tsv", Labelled, "table", 4794, {"text=2", "label=1"}, false);
    row("ko/kobest_boolq_dev_0-199.tsv",
        Labelled,
        "table",
        200,
        {"text=Text", "second=Question", "label=Answer"});
    row("ko/kobest_hellaswag_dev_0-199.tsv",
        Problems,
        "table",
        200,
        {"prompt=context", "choices=choice1+choice2+choice3+choice4", "answer=label"});
    row("eval/hellaswag_val_0-199.jsonl",
        Problems,
        "table",
        200,
        {"prompt=ctx", "choices=endings", "answer=label"});
    row("eval/mmlu/test/*.csv",
        Problems,
        "table",
        604,
        {"prompt=1", "choices=2+3+4+5", "answer=6"},
        false);
    row("eval/TruthfulQA.csv",
        Preferences,
        "table",
        817,
        {"prompt=Question", "chosen=Best Answer", "rejected=Incorrect Answers"});
}

void TestImportRows::realFiles()
{
    QFETCH(std::string, path);
    QFETCH(int, kind);
    QFETCH(Lines, columns);
    QFETCH(bool, header);
    QFETCH(std::string, form);
    QFETCH(int, rows);
    QFETCH(int, skipped);
    if (!fs::exists(sharedData()))
        QSKIP("the test data (ESPALIER_SHARED) is not here");
    RowFileOptions options;
    options.path = sharedData() / path;
    options.kind = RowKind(kind);
    options.columns = columns;
    options.header = header;
    options.onBadRow = BadRow::Skip;
    const fs::path folder = fresh();
    const ImportedRows imported = importRows(options, {SplitBy::Seed, 0.1, 1}, folder);
    QVERIFY2(imported.header.skipped == uint64_t(skipped), imported.firstSkipped.c_str());
    QCOMPARE(imported.header.form, form);
    const Rows artifact = Rows::open(folder, RowKind(kind));
    QCOMPARE(int(artifact.size(Split::Train) + artifact.size(Split::Validation)), rows);
    // Each line is canonical: reading and writing it changes nothing.
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < artifact.size(side); ++i)
            QCOMPARE(rowToJson(artifact.row(side, i)), std::string(artifact.line(side, i)));
    if (form == "mbpp")
        for (uint64_t i = 0; i < artifact.size(Split::Train); ++i)
            QVERIFY2(
                !artifact.row(Split::Train, i).entryPoint.empty(),
                std::string(artifact.line(Split::Train, i)).c_str());
    if (path.find("deduction") != std::string::npos)
        QCOMPARE(artifact.row(Split::Train, 7).choices.size(), size_t{3});
}

QTEST_GUILESS_MAIN(TestImportRows)
#include "test_import_rows.moc"
