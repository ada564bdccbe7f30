#include "core/pipeline/check.h"
#include "core/pipeline/yaml.h"

#include <QTest>

using namespace espalier;

namespace {

std::vector<StageInfo> someStages()
{
    return {
        {.name = "data.text",
         .title = "Text",
         .help = "",
         .outputs = {{"text", PortType::Text}},
         .params =
             {{.name = "documents",
               .kind = ParamKind::Integer,
               .defaultValue = 10,
               .min = 1,
               .max = 100}}},
        {.name = "tokenizer.train",
         .title = "Tokenizer",
         .help = "",
         .inputs = {{"text", PortType::Text}},
         .outputs = {{"tokenizer", PortType::Tokenizer}}},
        {.name = "train.pretrain",
         .title = "Pre-training",
         .help = "",
         .inputs = {{"text", PortType::Text}, {"more", PortType::Text, true, true}},
         .outputs = {{"model", PortType::Model}},
         .params =
             {{.name = "learning_rate",
               .kind = ParamKind::Number,
               .defaultValue = 1e-3,
               .min = 0,
               .max = 1},
              {.name = "schedule",
               .kind = ParamKind::Choice,
               .defaultValue = "cosine",
               .choices = {"cosine", "linear"}}},
         .estimate =
             [](const StageQuery&, const Machine&) {
                 return Estimate{8e9, 1, 2e9, 0};
             }},
    };
}

std::vector<Issue> issuesOf(const std::string& nodesAndEdges, const Machine& machine = {})
{
    const auto read = readPipeline("version: 1\n" + nodesAndEdges);
    const auto all = someStages();
    return read.issues.empty() ? check(read.pipeline, all, {}, machine) : read.issues;
}

bool says(const std::vector<Issue>& issues, int line, const char* part)
{
    return std::ranges::any_of(issues, [&](const Issue& issue) {
        return issue.place.line == line && issue.words().find(part) != std::string::npos;
    });
}

} // namespace

class TestCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aGoodPipelineHasNoIssues()
    {
        QVERIFY(issuesOf("nodes:\n  - {id: a, stage: data.text}\n  - {id: b, stage: "
                         "train.pretrain}\nedges:\n  - a.text -> b.text\n")
                    .empty());
    }

    void allMistakesComeAtOnce_data()
    {
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("part");
        QTest::newRow("typo of a parameter")
            << 4
            << QStringLiteral("node `b`: `lerning_rate` is no parameter of train.pretrain; did you "
                              "mean `learning_rate`?");
        QTest::newRow("choice") << 4 << QStringLiteral("did you mean linear?");
        QTest::newRow("range") << 3 << QStringLiteral("must lie between 1 and 100");
        QTest::newRow("unknown stage") << 5 << QStringLiteral("did you mean `tokenizer.train`?");
        QTest::newRow("doubled id") << 6 << QStringLiteral("Two nodes are called `a`");
        QTest::newRow("unknown variable") << 7 << QStringLiteral("there is no variable `lr`");
        QTest::newRow("missing input") << 7 << QStringLiteral("the input `text` is not wired");
        QTest::newRow("unlike ports") << 9 << QStringLiteral("b gives model, d takes text");
        QTest::newRow("unknown port") << 10 << QStringLiteral("has no output `texts`");
        QTest::newRow("unknown node") << 11 << QStringLiteral("there is no node `z`");
    }
    void allMistakesComeAtOnce()
    {
        QFETCH(int, line);
        QFETCH(QString, part);
        const auto issues = issuesOf(
            "nodes:\n"
            "  - {id: a, stage: data.text, params: {documents: 1000}}\n"
            "  - {id: b, stage: train.pretrain, params: {lerning_rate: 1, schedule: linaer}}\n"
            "  - {id: c, stage: tokeniser.train}\n"
            "  - {id: a, stage: data.text}\n"
            "  - {id: d, stage: train.pretrain, params: {learning_rate: \"${lr}\"}}\n"
            "edges:\n"
            "  - b.model -> d.more\n"
            "  - a.texts -> b.text\n"
            "  - z.text -> b.more\n");
        QVERIFY2(
            says(issues, line, part.toStdString().c_str()),
            issues.empty() ? "none" : issues.front().words().c_str());
    }

    void aCircleIsNamed()
    {
        auto all = someStages();
        all[0].inputs = {{"text", PortType::Text, true}};
        const auto read =
            readPipeline("version: 1\nnodes:\n  - {id: a, stage: data.text}\n  - {id: b, stage: "
                         "data.text}\nedges:\n  - a.text -> b.text\n  - b.text -> a.text\n");
        const auto issues = check(read.pipeline, all);
        QVERIFY(says(issues, 3, "goes in a circle through a, b"));
    }

    void memoryAndDiskAreSaidBeforeTheStart()
    {
        Machine machine;
        machine.memoryBytes = 4e9;
        machine.freeDiskBytes = 1e9;
        const auto issues = issuesOf(
            "nodes:\n  - {id: a, stage: data.text}\n  - {id: b, stage: train.pretrain}\nedges:\n  "
            "- a.text -> b.text\n",
            machine);
        QVERIFY(says(issues, 4, "needs about 7.5 GiB of memory and the machine has 3.7 GiB"));
        QVERIFY(says(issues, 0, "writes about 1.9 GiB and the disk has 954 MiB left"));
    }

    void whyNotNamesTheReason()
    {
        const auto all = someStages();
        const auto pipeline = readPipeline("version: 1\nnodes:\n  - {id: a, stage: data.text}\n  - "
                                           "{id: t, stage: tokenizer.train}\n  - {id: b, stage: "
                                           "train.pretrain}\nedges:\n  - a.text -> b.text\n")
                                  .pipeline;
        QVERIFY(!whyNot(pipeline, all, {"a", "text", "t", "text", {}}));
        QVERIFY(!whyNot(pipeline, all, {"a", "text", "b", "more", {}}));
        QCOMPARE(
            whyNot(pipeline, all, {"t", "tokenizer", "b", "more", {}})->words(),
            std::string("This gives tokenizer; `more` takes text."));
        QVERIFY(whyNot(pipeline, all, {"a", "text", "b", "text", {}})
                    ->words()
                    .starts_with("They are wired already"));
    }

    void topologicalOrderPutsInputsFirst()
    {
        const auto pipeline =
            readPipeline("version: 1\nnodes:\n  - {id: c, stage: s}\n  - {id: b, stage: s}\n  - "
                         "{id: a, stage: s}\nedges:\n  - a.x -> b.x\n  - b.x -> c.x\n")
                .pipeline;
        QCOMPARE(topologicalOrder(pipeline), (std::vector<std::string>{"a", "b", "c"}));
    }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "test_check.moc"
