#include "core/pipeline/check.h"
#include "core/pipeline/rounds.h"
#include "core/pipeline/yaml.h"
#include "core/stages/export_huggingface.h"
#include "core/stages/model_new.h"
#include "core/stages/stages.h"

#include <QTest>

#include <set>

using namespace espalier;

/// What holds over the whole table of stages.
class TestStages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStageIsDeclaredInFull()
    {
        std::set<std::string> names;
        for (const auto& stage : stages()) {
            QVERIFY2(names.insert(stage.name).second, stage.name.c_str());
            QVERIFY2(
                std::string(stage.title).size() >= 3 && std::string(stage.help).size() > 30,
                stage.name.c_str());
            QVERIFY2(stage.infer && stage.estimate, stage.name.c_str());
            QVERIFY2(!stage.outputs.empty(), stage.name.c_str());
            for (const auto& info : stage.params) {
                const std::string place = stage.name + "." + info.name;
                QVERIFY2(!info.help.empty(), place.c_str());
                const auto fitted = fit(info, info.defaultValue);
                QVERIFY2(!fitted.problem, place.c_str());
                if (!info.onlyWith.empty())
                    QVERIFY2(findParam(stage.params, info.onlyWith) != nullptr, place.c_str());
                for (const auto& value : info.onlyWithValues) {
                    const auto* other = findParam(stage.params, info.onlyWith);
                    QVERIFY2(!fit(*other, value).problem, place.c_str());
                }
            }
        }
    }

    void estimatesAreFiniteAndGrowWithTheWork()
    {
        const auto pipeline = [](int width, int batch) {
            return readPipeline(
                       fmt::format(
                           "version: 1\nnodes:\n  - {{id: text, stage: data.text, params: "
                           "{{documents: 1000}}}}\n  - {{id: tok, stage: tokenizer.train}}\n"
                           "  - {{id: model, stage: model.new, params: {{width: {}}}}}\n  - {{id: "
                           "pre, stage: train.pretrain, params: {{batch: {}}}}}\n  - {{id: ev, "
                           "stage: eval.language}}\n  - {{id: ex, stage: export.huggingface}}\n"
                           "edges:\n  - text.text -> tok.text\n  - tok.tokenizer -> "
                           "model.tokenizer\n  - model.model -> pre.model\n  - text.text -> "
                           "pre.text\n  - pre.model -> ev.model\n  - text.text -> ev.text\n  - "
                           "pre.model -> ex.model\n",
                           width,
                           batch))
                .pipeline;
        };
        const Machine machine{2, 6e10, 0, 0};
        QVERIFY(check(pipeline(128, 8), stages()).empty());
        const auto small = outlook(pipeline(128, 8), stages(), {}, machine);
        const auto large = outlook(pipeline(256, 16), stages(), {}, machine);
        for (const auto& [id, node] : small) {
            QVERIFY2(
                node.estimate.memoryBytes > 1e6 && node.estimate.memoryBytes < 1e12, id.c_str());
            QVERIFY2(node.estimate.seconds > 0 && std::isfinite(node.estimate.seconds), id.c_str());
            QVERIFY2(node.estimate.diskBytes > 0, id.c_str());
        }
        QVERIFY(large.at("pre").estimate.memoryBytes > small.at("pre").estimate.memoryBytes);
        QVERIFY(large.at("pre").estimate.seconds > 2 * small.at("pre").estimate.seconds);
        QVERIFY(large.at("ex").estimate.diskBytes > small.at("ex").estimate.diskBytes);
    }

    void theCountOfWeightsIsThatOfTheArithmetic()
    {
        // GPT-2 with 2 layers of width 8 (inner 32), 10 tokens, 4 positions: tables 80 + 32; a
        // block has two norms 2 * 16, qkv 8*24+24, out 8*8+8, up 8*32+32, down 32*8+8 = 872 with
        // the norms; last norm 16.
        ModelNewParams params;
        params.layers = 2;
        params.width = 8;
        params.heads = 2;
        params.positions = 4;
        QCOMPARE(params.config(10).parameterCount(), int64_t{80 + 32 + 2 * 872 + 16});
    }

    void aStageNamesItsOwnMistakes_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name,
                            const char* text,
                            const char* model,
                            const char* train,
                            const char* part) {
            QTest::newRow(name)
                << QString::fromStdString(fmt::format(
                       "version: 1\nnodes:\n  - {{id: text, stage: data.text, params: {{{}}}}}\n  "
                       "- {{id: tok, stage: tokenizer.train}}\n  - {{id: model, stage: model.new, "
                       "params: {{{}}}}}\n  - {{id: pre, stage: train.pretrain, params: {{{}}}}}\n"
                       "edges:\n  - text.text -> tok.text\n  - tok.tokenizer -> model.tokenizer\n  "
                       "- model.model -> pre.model\n  - text.text -> pre.text\n",
                       text,
                       model,
                       train))
                << QString::fromUtf8(part);
        };
        row("block longer than positions",
            "",
            "positions: 64",
            "block: 128",
            "a block of 128 tokens is longer than the model's 64 positions");
        row("heads", "", "width: 100, heads: 3", "", "can't be shared out to 3 heads");
        row("no end", "", "", "max_steps: 0", "nothing says when to end");
        row("missing file", "source: file, path: no/such.txt", "", "", "does not exist");
        row("no file", "source: file", "", "", "no file is named");
        row("rates", "", "", "learning_rate: 0.00001", "`min_learning_rate`");
    }
    void aStageNamesItsOwnMistakes()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, part);
        const auto issues = check(readPipeline(yaml.toStdString()).pipeline, stages());
        QVERIFY(!issues.empty());
        QVERIFY2(
            issues.front().words().find(part.toStdString()) != std::string::npos,
            issues.front().words().c_str());
        QVERIFY(issues.front().place.line > 0);
    }

    void anExportStaysInItsFolder()
    {
        for (const char* path : {"mine", "a/../b", "", "/elsewhere", "..mine"})
            QVERIFY2(!leavesExports(path), path);
        for (const char* path : {"..", "../mine", "a/../../b"}) {
            QVERIFY2(leavesExports(path), path);
            const Values params = {{"path", path}};
            const auto findings = exportHuggingface().check({params, {}, {}});
            QCOMPARE(findings.size(), size_t{1});
            QCOMPARE(findings[0].param, std::string("path"));
        }
    }

    void theShippedPipelinesAreCanonical()
    {
        for (const auto& entry : std::filesystem::directory_iterator(
                 std::filesystem::path(ESPALIER_SOURCE_DIR) / "resources" / "pipelines")) {
            const auto read = loadPipeline(entry.path());
            QVERIFY(read.issues.empty());
            QFile file(QString::fromStdString(entry.path().string()));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto written = file.readAll().split('\n');
            const auto canonical =
                QByteArray::fromStdString(writePipeline(read.pipeline)).split('\n');
            QCOMPARE(written.size(), canonical.size());
            for (qsizetype i = 0; i < written.size(); ++i)
                QVERIFY2(
                    written[i] == canonical[i],
                    (entry.path().filename().string() + ": " + written[i].toStdString() +
                     "\nshould be\n" + canonical[i].toStdString())
                        .c_str());
        }
    }
    void theShippedRlhfGoesOnForRounds_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("trained");
        QTest::newRow("one head") << "rlhf.yaml"
                                  << "reinforced_3";
        QTest::newRow("six heads") << "rlhf_algorithms.yaml"
                                   << "dpo_3";
    }
    void theShippedRlhfGoesOnForRounds()
    {
        QFETCH(QString, file);
        QFETCH(QString, trained);
        auto read = loadPipeline(
            std::filesystem::path(ESPALIER_SOURCE_DIR) / "resources" / "pipelines" /
            file.toStdString());
        read.pipeline.rounds = 3;
        unrollRounds(read, stages());
        QVERIFY(read.issues.empty());
        QVERIFY(check(read.pipeline, stages()).empty());
        QVERIFY(read.pipeline.find(trained.toStdString()) != nullptr);
    }
};

QTEST_GUILESS_MAIN(TestStages)
#include "test_stages.moc"
