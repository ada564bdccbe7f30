/// What a template makes is shown before it has run, and is what a run makes.

#include "core/base/files.h"
#include "core/pipeline/yaml.h"
#include "core/rows/built_in_rows.h"
#include "core/rows/import_rows.h"
#include "core/stages/data_template.h"
#include "core/stages/flow_preview.h"
#include "core/stages/row_file.h"
#include "core/stages/stages.h"

#include <QTest>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr const char* kTemplatePipeline = R"(version: 1
nodes:
  - {id: rows, stage: data.problems, params: {ROWS}}
  - {id: mix, stage: data.mix}
  - {id: words, stage: data.template, params: {WORDS}}
  - {id: again, stage: data.template, params: {AGAIN}}
  - {id: loose, stage: data.template}
edges:
  - FROM.problems -> words.problems
  - rows.problems -> mix.problems
  - words.problems -> again.problems
)";

struct Wish
{
    std::string rows = "kinds: [sum], items: 400";
    std::string words;
    std::string again = "";
    std::string from = "rows";
};

/// What leaves `node`.
FlowQuestion questionAbout(const std::string& node, const Wish& wish)
{
    std::string yaml = kTemplatePipeline;
    const auto put = [&](const std::string& place, const std::string& text) {
        yaml.replace(yaml.find(place), place.size(), text);
    };
    put("ROWS", wish.rows);
    put("WORDS", wish.words);
    put("AGAIN", wish.again);
    put("FROM", wish.from);
    FlowQuestion question;
    question.pipeline = readPipeline(yaml).pipeline;
    question.edge = {node, "problems", {}, {}, {}};
    return question;
}

/// The training rows of an artifact as a run's template writes them.
std::vector<std::vector<RowPart>>
madeOf(const Rows& rows, const FlowQuestion& question, const char* node, uint64_t count = 5)
{
    const RowTemplate words(
        rows, espalier::bind<DataTemplateParams>(question.pipeline.find(node)->params).options());
    std::vector<std::vector<RowPart>> made;
    for (uint64_t i = 0; i < count; ++i)
        made.push_back(partsOf(words.apply(rows.row(Split::Train, i))));
    return made;
}

std::vector<std::vector<RowPart>> partsOf(const FlowPreview& preview)
{
    std::vector<std::vector<RowPart>> parts;
    for (const FlowRow& row : preview.rows)
        parts.push_back(row.parts);
    return parts;
}

} // namespace

class TestFlowTemplate : public QObject
{
    Q_OBJECT
    std::optional<TemporaryFolder> m_folder;

    /// Built-in sums as data.problems writes them: `count` rows, a twentieth of them held out.
    Rows sums(int64_t count)
    {
        RowFileParams params;
        params.items = count;
        params.kinds = {"sum"};
        RowsWriter writer(m_folder->path(), RowKind::Problems);
        const auto wish = params.builtInRows(RowKind::Problems);
        for (uint64_t i = 0; i < params.builtInTraining(); ++i)
            writer.add(Split::Train, builtInRow(wish, i, Split::Train));
        writer.finish("built-in");
        return Rows::open(m_folder->path());
    }
    /// A file of sums that can't be mistaken for the built-in ones.
    void writeFile(int rows)
    {
        std::string lines;
        for (int i = 0; i < rows; ++i)
            lines += fmt::format(
                R"({{"prompt": "What is {} plus {}?", "answer": "{}"}})"
                "\n",
                i,
                i % 7,
                i + i % 7);
        writeAtomically(m_folder->path() / "a.jsonl", lines);
    }

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void wordingIsShownBeforeARun()
    {
        const auto question = questionAbout(
            "words",
            {.words = "system: Be brief., prompt: \"Q: {prompt}\", steps: Step by step., "
                      "answer_format: \"End with ####.\""});
        const auto found = previewFlow(question, stages());
        QVERIFY(found.from == FlowFrom::Template);
        QCOMPARE(found.count.value(), uint64_t(400));
        QVERIFY(found.note.empty());
        const auto plain =
            builtInRow({RowKind::Problems, Language::English, {"sum"}, 1}, 0, Split::Train);
        const auto& parts = found.rows.at(0).parts;
        QVERIFY((parts.at(0) == RowPart{"system", "Be brief."}));
        QCOMPARE(parts.at(1).text, "Q: " + plain.prompt.text + "\nStep by step.\nEnd with ####.");
    }

    void examplesAreThoseOfARun_data()
    {
        QTest::addColumn<int>("items");
        QTest::addColumn<std::string>("words");
        QTest::newRow("by seed") << 400 << std::string("shots: 3, seed: 5");
        QTest::newRow("by seed, a pool") << 400 << std::string("shots: 3, pool: 50");
        QTest::newRow("by seed, many rows") << 3000 << std::string("shots: 2, pool: 200");
        QTest::newRow("by similarity") << 200 << std::string("shots: 2, choose: similarity");
    }
    void examplesAreThoseOfARun()
    {
        QFETCH(int, items);
        QFETCH(std::string, words);
        const auto question = questionAbout(
            "words", {.rows = fmt::format("kinds: [sum], items: {}", items), .words = words});
        const auto found = previewFlow(question, stages());
        QVERIFY(found.note.empty());
        QVERIFY(partsOf(found) == madeOf(sums(items), question, "words"));
        const auto other = questionAbout(
            "words",
            {.rows = fmt::format("kinds: [sum], items: {}", items), .words = "shots: 1, seed: 77"});
        QVERIFY(partsOf(previewFlow(other, stages())) != partsOf(found));
    }

    void likenessAmongManyRowsIsLookedForAmongSome()
    {
        const auto found = previewFlow(
            questionAbout(
                "words",
                {.rows = "kinds: [sum], items: 4000", .words = "shots: 2, choose: similarity"}),
            stages());
        QCOMPARE(found.rows.size(), size_t(5));
        QCOMPARE(
            found.note.words(),
            std::string("Here examples are chosen from 300 rows, in a run from all of them."));
    }

    void rowsOfAFile_data()
    {
        QTest::addColumn<std::string>("words");
        QTest::newRow("by seed") << std::string("shots: 3");
        QTest::newRow("by similarity") << std::string("shots: 3, choose: similarity");
    }
    void rowsOfAFile()
    {
        QFETCH(std::string, words);
        writeFile(300);
        auto question = questionAbout(
            "words", {.rows = "path: a.jsonl, validation: 0.2, seed: 3", .words = words});
        question.folder = m_folder->path();
        question.count = 1000;
        const auto found = partsOf(previewFlow(question, stages()));
        QCOMPARE(found.size(), size_t(300));

        TemporaryFolder imported;
        RowFileOptions options;
        options.path = m_folder->path() / "a.jsonl";
        options.kind = RowKind::Problems;
        importRows(options, {SplitBy::Seed, 0.2, 3}, imported.path());
        const Rows rows = Rows::open(imported.path());
        QVERIFY(rows.size(Split::Validation) > 20);
        // The file's order is not that of its sides: each row that a run makes is among those
        // shown.
        for (const auto& row : madeOf(rows, question, "words", rows.size(Split::Train)))
            QVERIFY(std::ranges::find(found, row) != found.end());
    }

    void withoutExamplesOnlyTheRowsInViewAreRead()
    {
        // A broken row stops an import, but is not among those in view.
        writeFile(3);
        const auto file = m_folder->path() / "a.jsonl";
        writeAtomically(file, readFile(file) + "no row\n");
        auto question =
            questionAbout("words", {.rows = "path: a.jsonl", .words = "system: Be brief."});
        question.folder = m_folder->path();
        question.count = 2;
        QCOMPARE(previewFlow(question, stages()).rows.size(), size_t(2));
        question = questionAbout("words", {.rows = "path: a.jsonl", .words = "shots: 1"});
        question.folder = m_folder->path();
        question.count = 2;
        const auto found = previewFlow(question, stages());
        QVERIFY(found.rows.empty());
        QVERIFY2(
            found.note.words().find("line 4") != std::string::npos, found.note.words().c_str());
    }

    void aResultIsReadInThePlaceOfWhatMadeIt()
    {
        RowsWriter writer(m_folder->path(), RowKind::Problems);
        for (int i = 0; i < 40; ++i) {
            Row row;
            row.prompt.text = "row " + std::to_string(i);
            row.answer = std::to_string(i);
            writer.add(Split::Train, row);
        }
        writer.finish("trl");
        auto question =
            questionAbout("words", {.words = "shots: 2, choose: similarity", .from = "mix"});
        auto found = previewFlow(question, stages());
        QVERIFY(found.rows.empty());
        QCOMPARE(found.note.words(), std::string("The rows appear here once `mix` has run."));
        question.results["mix"] = m_folder->path();
        found = previewFlow(question, stages());
        QVERIFY(found.from == FlowFrom::Template);
        QCOMPARE(found.count.value(), uint64_t(40));
        QVERIFY(partsOf(found) == madeOf(Rows::open(m_folder->path()), question, "words"));
    }

    void aTemplateOfATemplate()
    {
        const Wish wish{
            .rows = "kinds: [sum], items: 200",
            .words = "prompt: \"A {prompt}\", shots: 1",
            .again = "prompt: \"B {prompt}\", shots: 2"};
        const auto question = questionAbout("again", wish);
        const auto found = previewFlow(question, stages());
        QVERIFY(found.note.empty());
        const Rows rows = sums(200);
        TemporaryFolder first;
        RowsWriter writer(first.path(), RowKind::Problems);
        const RowTemplate words(
            rows,
            espalier::bind<DataTemplateParams>(question.pipeline.find("words")->params).options());
        for (uint64_t i = 0; i < rows.size(Split::Train); ++i)
            writer.add(Split::Train, words.apply(rows.row(Split::Train, i)));
        writer.finish("built-in");
        QVERIFY(partsOf(found) == madeOf(Rows::open(first.path()), question, "again"));
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<std::string>("words");
        QTest::addColumn<QString>("part");
        QTest::newRow("a place") << std::string("prompt: \"{promt}\"") << u"{promt}"_s;
        QTest::newRow("too few rows") << std::string("shots: 64") << u"only 10 rows for training"_s;
    }
    void whatIsWrongIsSaid()
    {
        QFETCH(std::string, words);
        QFETCH(QString, part);
        const auto found = previewFlow(
            questionAbout(
                "words", {.rows = "kinds: [sum], items: 10, validation: 0", .words = words}),
            stages());
        QVERIFY(found.rows.empty());
        QVERIFY(QString::fromStdString(found.note.words()).contains(part));
    }

    void wiresInACircleEnd()
    {
        auto question = questionAbout("words", {.from = "again"});
        const auto found = previewFlow(question, stages());
        QVERIFY(found.rows.empty());
        QVERIFY(!found.note.empty());
    }

    void whichOutputIsInView()
    {
        const auto pipeline = questionAbout("words", {}).pipeline;
        QVERIFY(
            outputInView(pipeline, "words", stages()) == (Edge{"words", "problems", {}, {}, {}}));
        for (const char* node : {"rows", "mix", "loose", "nobody", ""})
            QVERIFY2(!outputInView(pipeline, node, stages()), node);
    }
};

QTEST_APPLESS_MAIN(TestFlowTemplate)
#include "test_flow_template.moc"
