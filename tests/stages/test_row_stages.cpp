/// The stages that give rows: what they refuse before a run, and that their edges fit only where
/// such rows are taken.

#include "core/pipeline/check.h"
#include "core/pipeline/yaml.h"
#include "core/stages/row_file.h"
#include "core/stages/stages.h"

#include <QTest>

using namespace espalier;

class TestRowStages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKindHasAStageWithItsPort()
    {
        for (const RowKindInfo& info : rowKinds()) {
            const StageInfo* stage = findStage(stages(), info.stage);
            QVERIFY2(stage != nullptr, info.stage);
            QCOMPARE(stage->outputs.size(), size_t{1});
            QCOMPARE(stage->outputs.front().name, std::string(info.name));
            QCOMPARE(
                std::string(portType(stage->outputs.front().type).name), std::string(info.name));
            const ParamInfo* form = findParam(stage->params, "form");
            QCOMPARE(form->choices.size(), forms().size() + 1);
            for (const FormInfo& each : forms())
                QVERIFY(std::ranges::find(form->choices, each.name) != form->choices.end());
        }
    }

    void mistakesAreFoundBeforeARun_data()
    {
        QTest::addColumn<std::string>("params");
        QTest::addColumn<std::string>("part"); // empty: nothing is wrong
        const auto row = [](const char* name, const std::string& params, const char* part) {
            QTest::newRow(name) << params << std::string(part);
        };
        const std::string here = "path: " ESPALIER_SOURCE_DIR "/README.md";
        row("right", here, "");
        row("no path", "source: file", "no file is named");
        row("the built-in world", "limit: 3", "");
        row("its kinds", "kinds: [sum, logic]", "");
        row("another kind", "kinds: [poem]", "no kind \"poem\"");
        row("missing", "path: no/such.jsonl", "does not exist");
        row("pattern", "path: no/such/*.jsonl", "");
        row("columns", here + ", columns: [question]", "not written FIELD=COLUMN");
        row("field", here + ", columns: [chosen=a]", "there is no field chosen");
        row("form", here + ", form: parquet", "form");
        row("broken", here + ", broken: mend", "broken");
    }
    void mistakesAreFoundBeforeARun()
    {
        QFETCH(std::string, params);
        QFETCH(std::string, part);
        const auto issues = check(
            readPipeline(
                "version: 1\nnodes:\n  - {id: rows, stage: data.prompts, params: {" + params +
                "}}\nedges: []\n")
                .pipeline,
            stages());
        QCOMPARE(issues.empty(), part.empty());
        if (!issues.empty())
            QVERIFY2(
                issues.front().words().find(part) != std::string::npos,
                issues.front().words().c_str());
    }

    void aMixIsAsLargeAsItsInputsTogether()
    {
        const std::string text =
            "version: 1\nnodes:\n"
            "  - {id: a, stage: data.prompts, params: {source: built-in, items: 300}}\n"
            "  - {id: b, stage: data.prompts, params: {source: built-in, items: 500}}\n"
            "  - {id: all, stage: data.mix}\n"
            "  - {id: shares, stage: data.mix, params: {ratios: [1, 2]}}\n"
            "  - {id: some, stage: data.mix, params: {until: total, total: 70}}\n"
            "edges:\n";
        std::string edges;
        for (const char* mix : {"all", "shares", "some"})
            for (const char* from : {"a", "b"})
                edges += std::string("  - ") + from + ".prompts -> " + mix + ".prompts\n";
        const auto pipeline = readPipeline(text + edges).pipeline;
        const auto known = outlook(pipeline, stages(), {}, {});
        const auto documents = [&](const char* node) {
            return known.at(node).outputs.at("prompts").documents;
        };
        QCOMPARE(documents("all"), documents("a") + documents("b"));
        QVERIFY(documents("a") > 0);
        QCOMPARE(documents("shares"), int64_t(0)); // not known
        QCOMPARE(documents("some"), int64_t(70));
        QVERIFY(known.at("all").estimate.diskBytes > 0);
    }

    void mixAndTemplateTakeOneKind_data()
    {
        QTest::addColumn<std::string>("nodes");
        QTest::addColumn<std::string>("edges");
        QTest::addColumn<std::string>("part"); // empty: nothing is wrong
        const auto row =
            [](const char* name, const char* nodes, const char* edges, const char* part) {
                QTest::newRow(name)
                    << std::string(nodes) << std::string(edges) << std::string(part);
            };
        row("two of a kind",
            "  - {id: x, stage: data.mix, params: {ratios: [3, 1]}}\n",
            "  - a.prompts -> x.prompts\n  - b.prompts -> x.prompts\n",
            "");
        row("two kinds",
            "  - {id: x, stage: data.mix}\n",
            "  - a.prompts -> x.prompts\n  - c.problems -> x.problems\n",
            "several kinds");
        row("nothing wired", "  - {id: x, stage: data.template}\n", "", "no rows are wired");
        row("no share",
            "  - {id: x, stage: data.mix, params: {ratios: [much, 1]}}\n",
            "  - a.prompts -> x.prompts\n",
            "much is no share");
        row("template of a mix",
            "  - {id: m, stage: data.mix}\n  - {id: x, stage: data.template, params: {shots: 2}}\n",
            "  - c.problems -> m.problems\n  - m.problems -> x.problems\n",
            "");
        row("two inputs of a template",
            "  - {id: x, stage: data.template}\n",
            "  - a.prompts -> x.prompts\n  - b.prompts -> x.prompts\n",
            "takes one edge");
        row("unknown place",
            "  - {id: x, stage: data.template, params: {prompt: \"{question}\"}}\n",
            "  - a.prompts -> x.prompts\n",
            "no place {question}");
        row("examples without answers",
            "  - {id: x, stage: data.template, params: {shots: 2}}\n",
            "  - a.prompts -> x.prompts\n",
            "no answers to show");
        row("another kind comes out",
            "  - {id: x, stage: data.mix}\n  - {id: y, stage: data.template}\n",
            "  - a.prompts -> x.prompts\n  - x.prompts -> y.problems\n",
            "x gives prompts, y takes problems");
    }
    void mixAndTemplateTakeOneKind()
    {
        QFETCH(std::string, nodes);
        QFETCH(std::string, edges);
        QFETCH(std::string, part);
        const std::string file = ", params: {path: \"" ESPALIER_SOURCE_DIR "/README.md\"}}\n";
        const std::string yaml = "version: 1\nnodes:\n  - {id: a, stage: data.prompts" + file +
                                 "  - {id: b, stage: data.prompts" + file +
                                 "  - {id: c, stage: data.problems" + file + nodes + "edges:\n" +
                                 (edges.empty() ? "  []\n" : edges);
        const auto issues = check(readPipeline(yaml).pipeline, stages());
        std::string all;
        for (const Issue& issue : issues)
            all += issue.words() + "\n";
        QVERIFY2(issues.empty() == part.empty(), all.c_str());
        QVERIFY2(all.find(part) != std::string::npos, all.c_str());
    }

    void rowsOnlyGoWhereTheyAreTaken()
    {
        const auto issues = check(
            readPipeline("version: 1\nnodes:\n"
                         "  - {id: rows, stage: data.instructions, params: {path: x}}\n"
                         "  - {id: tok, stage: tokenizer.train}\n"
                         "edges:\n  - rows.instructions -> tok.text\n")
                .pipeline,
            stages());
        QVERIFY(!issues.empty());
        QVERIFY2(
            issues.front().words().find("rows gives instructions, tok takes text") !=
                std::string::npos,
            issues.front().words().c_str());
    }

    void whatOnlyTablesHaveIsNotPassedToOtherForms()
    {
        RowFileParams params;
        params.columns = {"prompt=Q"};
        QCOMPARE(params.fileOptions(RowKind::Prompts, "a").columns.size(), size_t{1});
        params.form = "trl";
        QVERIFY(params.fileOptions(RowKind::Prompts, "a").columns.empty());
    }
};

QTEST_GUILESS_MAIN(TestRowStages)
#include "test_row_stages.moc"
