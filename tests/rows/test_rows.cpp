/// Rows keep every field through an artifact, and any of them is found by side and number.

#include "core/base/error.h"
#include "core/rows/rows.h"

#include <QTest>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

Row full()
{
    Row row;
    row.system = "Be brief.";
    row.prompt.turns = {{Role::User, "a\nb"}, {Role::Tool, "{\"x\": 1}"}};
    row.completion.turns = {{Role::Assistant, "네, \"그래요\""}};
    row.chosen.turns = {{Role::Assistant, "c"}};
    row.rejected.turns = {{Role::Assistant, "d"}};
    row.good = false;
    row.margin = 0.25;
    row.weight = 0.5;
    row.kind = "math";
    row.answer = "72";
    row.rationale = "steps";
    row.choices = {"71", "72"};
    row.correct = 1;
    row.tests = "assert f(1) == 2";
    row.entryPoint = "f";
    row.text = "text";
    row.second = "second";
    return row;
}

Row labelled(const std::string& text, const std::string& label)
{
    Row row;
    row.text = text;
    row.label = label;
    return row;
}

std::string sentence(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        return error.words();
    }
    return "no error";
}

} // namespace

class TestRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineHoldsEveryField()
    {
        QCOMPARE(rowFromJson(rowToJson(full())), full());
        Row plain;
        plain.prompt.text = "The sky is";
        plain.completion.text = " blue.";
        QCOMPARE(rowToJson(plain), std::string(R"({"prompt":"The sky is","completion":" blue."})"));
        QCOMPARE(rowFromJson(rowToJson(plain)), plain);
        QCOMPARE(rowFromJson(R"({"text":"t","label":"x"})"), labelled("t", "x"));
    }

    void rowsAreFoundBySideAndNumber()
    {
        const TemporaryFolder folder;
        RowsWriter writer(folder.path(), RowKind::Labelled);
        for (int i = 0; i < 100; ++i)
            writer.add(
                i % 10 == 0 ? Split::Validation : Split::Train,
                labelled(std::string(static_cast<size_t>(i), 'x') + "\n", std::to_string(i % 11)));
        const RowsHeader written = writer.finish("table", 3);
        const Rows rows = Rows::open(folder.path(), RowKind::Labelled);
        QCOMPARE(rows.header(), written);
        QCOMPARE(rows.size(Split::Train), uint64_t{90});
        QCOMPARE(rows.size(Split::Validation), uint64_t{10});
        QCOMPARE(rows.row(Split::Train, 89), labelled(std::string(99, 'x') + "\n", "0"));
        QCOMPARE(rows.row(Split::Train, 0), labelled("x\n", "1"));
        QCOMPARE(rows.row(Split::Validation, 3), labelled(std::string(30, 'x') + "\n", "8"));
        QCOMPARE(rows.header().form, std::string("table"));
        QCOMPARE(rows.header().skipped, uint64_t{3});
        // Numbers in the order of numbers, not "10" before "2".
        QCOMPARE(rows.header().classes.back(), std::string("10"));
        QCOMPARE(rows.classIndex("2"), std::optional<uint64_t>(2));
        QCOMPARE(rows.classIndex("12"), std::nullopt);
    }

    void anEmptySideIsNoDamage()
    {
        const TemporaryFolder folder;
        RowsWriter writer(folder.path(), RowKind::Labelled);
        writer.add(Split::Train, labelled("a", "b"));
        writer.finish("trl");
        QCOMPARE(Rows::open(folder.path()).size(Split::Validation), uint64_t{0});
    }

    void damageAndOtherKindsAreExplained()
    {
        const TemporaryFolder folder;
        const auto open = [&] { Rows::open(folder.path(), RowKind::Prompts); };
        QVERIFY2(sentence(open).find("holds no rows") != std::string::npos, sentence(open).c_str());
        RowsWriter writer(folder.path(), RowKind::Labelled);
        writer.add(Split::Train, labelled("a", "b"));
        writer.finish("trl");
        QVERIFY2(
            sentence(open).find("are labelled, but prompts are needed") != std::string::npos,
            sentence(open).c_str());
        fs::resize_file(folder.path() / "train.jsonl", 5);
        const auto cut = [&] { Rows::open(folder.path()); };
        QVERIFY2(
            sentence(cut).find("train.jsonl is cut short") != std::string::npos,
            sentence(cut).c_str());
        writeAtomically(folder.path() / "rows.json", "{}");
        QVERIFY2(
            sentence(cut).find("rows.json can't be read") != std::string::npos,
            sentence(cut).c_str());
    }
};

QTEST_GUILESS_MAIN(TestRows)
#include "test_rows.moc"
