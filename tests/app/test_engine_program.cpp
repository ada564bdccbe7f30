#include "core/base/files.h"
#include "tests/support/engine_program.h"

#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

const char* const kTiny = R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 200}}
  - {id: tokenizer, stage: tokenizer.train, params: {vocab_size: 300}}
  - {id: model, stage: model.new, params: {layers: 1, width: 16, heads: 2, positions: 32}}
  - {id: pretrain, stage: train.pretrain, params: {max_steps: 20, batch: 4, warmup_steps: 2, eval_interval: 10, eval_batches: 2, sample_interval: 10, sample_tokens: 8, checkpoint_steps: 5}}
edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> pretrain.model
  - text.text -> pretrain.text
)";

nlohmann::json lastJson(const QString& out)
{
    const auto lines = out.trimmed().split(u'\n');
    return nlohmann::json::parse(lines.last().toStdString());
}

} // namespace

/// The program as its user meets it.
class TestEngineProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!QFileInfo(kEngine).isExecutable())
            QSKIP("the engine is not built (ESPALIER_ENGINE=OFF)");
        m_yaml = write("tiny.yaml", kTiny);
        m_workspace = path("작업 공간"); // spaces and Hangul
    }

    void aRunThatWaitsForPeopleSaysWhatToDo()
    {
        const auto yaml = write("asking.yaml", askingPipeline(3));
        const auto workspace = path("asking");
        const auto in = [&](QStringList arguments) {
            return engine(arguments << u"--workspace"_s << workspace);
        };
        const auto run = in({u"run"_s, yaml, u"--threads"_s, u"1"_s});
        QCOMPARE(run.exitStatus, 3);
        QVERIFY2(
            run.out.contains(u"waits for people: node `people`: 0 of 3 rankings are there"_s),
            qPrintable(run.out));
        QVERIFY(run.out.contains(u"`espalier-engine resume 1` goes on"_s));
        // Ranked elsewhere: the lines get a verdict and come back.
        const auto waiting = in({u"labels"_s, u"export"_s, u"--waiting"_s});
        std::string ranked;
        for (const QString& text : waiting.out.trimmed().split(u'\n')) {
            auto line = nlohmann::json::parse(text.toStdString());
            const auto& answers = line["candidates"];
            line["verdict"] = {{"order", {{answers[1]["uid"]}, {answers[0]["uid"]}}}};
            ranked += line.dump() + "\n";
        }
        QCOMPARE(in({u"labels"_s, u"import"_s, write("ranked.jsonl", ranked)}).exitStatus, 0);
        const auto resumed = in({u"resume"_s, u"1"_s});
        QVERIFY2(resumed.exitStatus == 0, qPrintable(resumed.out + resumed.err));
        QCOMPARE(in({u"labels"_s, u"export"_s, u"--waiting"_s}).out, QString());
    }

    void runShowMetricsSamplesReport()
    {
        const auto run = engine(
            {u"run"_s,
             m_yaml,
             u"--workspace"_s,
             m_workspace,
             u"--name"_s,
             u"first"_s,
             u"--threads"_s,
             u"1"_s});
        QVERIFY2(run.exitStatus == 0, qPrintable(run.out + run.err));
        QVERIFY(run.out.contains(u"pretrain: finished"_s));

        const auto show = lastJson(inWorkspace({u"show"_s, u"last"_s, u"--json"_s}).out);
        QVERIFY(show["status"] == nlohmann::json("finished"));
        const auto& series = show["nodes"]["pretrain"]["series"];
        QVERIFY(series["loss"]["step"] == nlohmann::json(20));
        for (const char* name :
             {"loss",
              "eval_loss",
              "eval_perplexity",
              "bits_per_byte",
              "learning_rate",
              "grad_norm",
              "num_tokens",
              "epoch",
              "mean_token_accuracy",
              "tokens_per_s",
              "memory_mib"})
            QVERIFY2(series.contains(name), name);
        QVERIFY(series["num_tokens"]["last"] == nlohmann::json(20.0 * 4 * 32));
        QVERIFY(show["nodes"]["pretrain"]["artifact"].is_string());

        const auto csv = inWorkspace({u"metrics"_s, u"first"_s, u"loss"_s, u"--csv"_s})
                             .out.trimmed()
                             .split(u'\n');
        QCOMPARE(csv.size(), 21);
        QCOMPARE(csv.first(), u"node,name,step,elapsed_ms,value"_s);
        QVERIFY(csv[1].startsWith(u"pretrain,loss,1,"_s));

        QCOMPARE(lastJson(inWorkspace({u"samples"_s, u"1"_s, u"--json"_s}).out).size(), size_t{2});
        QCOMPARE(lastJson(inWorkspace({u"runs"_s, u"--json"_s}).out).size(), size_t{1});

        const auto report = inWorkspace({u"report"_s, u"last"_s}).out.trimmed();
        const auto html = readFile(report.toStdString());
        QVERIFY(html.find("<svg") != std::string::npos);
        QVERIFY2(
            html.find("http-equiv") == std::string::npos &&
                html.find("src=\"http") == std::string::npos,
            "self-contained");
    }

    void resumeOfAFinishedRunIsZeroAndASecondRunIsReused()
    {
        QCOMPARE(inWorkspace({u"resume"_s, u"last"_s}).exitStatus, 0);
        const auto again = engine({u"run"_s, m_yaml, u"--workspace"_s, m_workspace});
        QCOMPARE(again.exitStatus, 0);
        QVERIFY(again.out.contains(u"pretrain: reused"_s));
    }

    void generateAndPlayAnswerTheSame()
    {
        const QStringList common{
            u"--model"_s, u"first:pretrain"_s, u"--max-new-tokens"_s, u"12"_s, u"--seed"_s, u"5"_s};
        const auto generated = lastJson(
            inWorkspace(QStringList{u"generate"_s, u"--prompt"_s, u"The"_s, u"--json"_s} + common)
                .out);
        QVERIFY(generated["ids"].size() <= 12 && !generated["ids"].empty());
        const auto played = inWorkspace(
            QStringList{u"play"_s} + common, "{\"id\": 7, \"prompt\": \"The\"}\nnonsense\n");
        QCOMPARE(played.exitStatus, 0);
        std::vector<nlohmann::json> lines;
        for (const auto& line : played.out.trimmed().split(u'\n'))
            lines.push_back(nlohmann::json::parse(line.toStdString()));
        QVERIFY(lines.front()["ready"] == nlohmann::json(true));
        QVERIFY(lines.back().contains("error"));
        const auto& done = lines[lines.size() - 2];
        QVERIFY(done["id"] == nlohmann::json(7));
        QVERIFY(done["text"] == generated["text"]);
    }

    void allMistakesOfAPipelineComeWithTheirLines()
    {
        const auto bad = write(
            "bad.yaml",
            "version: 1\nnodes:\n  - {id: a, stage: data.txt}\n  - {id: b, stage: train.pretrain, "
            "params: {lerning_rate: 1}}\nedges:\n  - a.text -> b.text\n");
        for (const char* verb : {"validate", "run"}) {
            const auto result = inWorkspace({QString::fromLatin1(verb), bad});
            QCOMPARE(result.exitStatus, 2);
            const auto all = result.out + result.err;
            QVERIFY2(
                all.contains(
                    u"line 3, column 5: node `a`: there is no stage `data.txt`; did you mean `data.text`?"_s),
                qPrintable(all));
            QVERIFY(all.contains(u"did you mean `learning_rate`?"_s));
            QVERIFY(all.contains(u"the input `model` is not wired"_s));
        }
    }

    void settingsResolveAgainstTheCurrentDirectory()
    {
        write("mine.txt", std::string(2000, 'a') + "\n" + std::string(2000, 'b') + "\n");
        const QStringList set{
            u"--set"_s,
            u"text.source=file"_s,
            u"--set"_s,
            u"text.path=mine.txt"_s,
            u"--set"_s,
            u"text.validation=0"_s,
            u"--set"_s,
            u"pretrain.max_steps=2"_s};
        QCOMPARE(engine(QStringList{u"validate"_s, m_yaml} + set, {}, path("")).exitStatus, 0);
        const auto elsewhere = engine(QStringList{u"validate"_s, m_yaml} + set, {}, u"/"_s);
        QCOMPARE(elsewhere.exitStatus, 2);
        QVERIFY(elsewhere.out.contains(u"does not exist"_s));
    }

    void badTextFilesGetOneSentence_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << QByteArray() << u"empty.txt"_s << u"empty"_s;
        QTest::newRow("Latin-1") << QByteArray("caf\xe9 au lait\n") << u"latin.txt"_s << u"UTF-8"_s;
        QTest::newRow("binary") << QByteArray(
                                       "\x7f"
                                       "ELF\0\0\0\1\2\3\0\0",
                                       12)
                                << u"program.txt"_s << u"binary"_s;
        QTest::newRow("broken line")
            << QByteArray("{\"text\": \"a\"}\n{\"text\": \n") << u"rows.jsonl"_s << u"line 2"_s;
        QTest::newRow("no such column")
            << QByteArray("name,body\na,b\n") << u"table.csv"_s << u"body"_s;
    }
    void badTextFilesGetOneSentence()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, name);
        QFETCH(QString, part);
        const auto file = write(name.toStdString(), content.toStdString());
        const auto result = inWorkspace(
            {u"run"_s,
             m_yaml,
             u"--set"_s,
             u"text.source=file"_s,
             u"--set"_s,
             u"text.path="_s + file});
        QCOMPARE(result.exitStatus, 2);
        const auto all = result.out + result.err;
        QVERIFY2(all.contains(part), qPrintable(all));
        QVERIFY2(all.contains(name), qPrintable(all));
    }

    void gpt2TokensComeOutAsExpected()
    {
        const auto folder =
            std::filesystem::path(
                qEnvironmentVariable(
                    "ESPALIER_SHARED", QStringLiteral(ESPALIER_SOURCE_DIR "/../shared"))
                    .toStdString()) /
            "data" / "tokenizer";
        if (!std::filesystem::exists(folder))
            QSKIP("the test data (ESPALIER_SHARED) is not here");
        QByteArray lines;
        QStringList expected;
        for (const auto& line : QString::fromStdString(readFile(folder / "gpt2_expected_ids.txt"))
                                    .split(u'\n', Qt::SkipEmptyParts)) {
            const auto arrow = line.lastIndexOf(u" => "_s);
            lines += line.left(arrow).toUtf8() + "\n";
            expected << line.mid(arrow + 4).replace(u',', u' ').simplified();
        }
        const auto result = engine(
            {u"tokenize"_s,
             u"--tokenizer"_s,
             QString::fromStdString((folder / "gpt2_vocab.json").string())},
            lines);
        QCOMPARE(expected.size(), 100);
        QCOMPARE(result.out.trimmed().split(u'\n'), expected);
    }

    void everySubcommandHasHelp()
    {
        for (const char* name :
             {"run",
              "resume",
              "fork",
              "tell",
              "validate",
              "stages",
              "runs",
              "show",
              "metrics",
              "samples",
              "labels",
              "reward",
              "tokenize",
              "generate",
              "play",
              "report",
              "doctor",
              "bench"})
            QCOMPARE(engine({QString::fromLatin1(name), u"--help"_s}).exitStatus, 0);
        QCOMPARE(engine({u"dance"_s}).exitStatus, 2);
        QCOMPARE(inWorkspace({u"show"_s, u"nobody"_s}).exitStatus, 2);
    }

    /// See app/engine/waiting.cpp: the threads of a computation wait shortly, unless somebody says
    /// how long.
    void threadsWaitShortlyUnlessTold()
    {
        const auto environmentOf = [](const QProcessEnvironment& given) {
            QProcess process;
            process.setProcessEnvironment(given);
            process.start(
                kEngine,
                {u"play"_s,
                 u"--model"_s,
                 QStringLiteral(ESPALIER_SOURCE_DIR "/resources/models/storyteller")});
            process.write("{\"prompt\": \"The\", \"max_new_tokens\": 1}\n");
            process.waitForReadyRead(60'000); // it has started itself again by now
            const std::string environment =
                readFile("/proc/" + std::to_string(process.processId()) + "/environ");
            process.closeWriteChannel();
            process.waitForFinished(60'000);
            return environment;
        };
        auto given = QProcessEnvironment::systemEnvironment();
        given.remove(u"GOMP_SPINCOUNT"_s);
        given.remove(u"OMP_WAIT_POLICY"_s);
        const QString chosen = QString::fromStdString(environmentOf(given));
        const auto found = QRegularExpression(u"GOMP_SPINCOUNT=(\\d+)"_s).match(chosen);
        QVERIFY(found.hasMatch());
        const int turns = found.captured(1).toInt(); // 50 us, measured
        QVERIFY2(turns >= 300 && turns <= 20'000, qPrintable(found.captured()));
        given.insert(u"GOMP_SPINCOUNT"_s, u"7"_s);
        QVERIFY(environmentOf(given).find("GOMP_SPINCOUNT=7") != std::string::npos);
        given.remove(u"GOMP_SPINCOUNT"_s);
        given.insert(u"OMP_WAIT_POLICY"_s, u"passive"_s);
        QVERIFY(environmentOf(given).find("GOMP_SPINCOUNT") == std::string::npos);
    }

private:
    TemporaryFolder m_folder;
    QString m_yaml, m_workspace;

    QString path(const char* name) const
    {
        return QString::fromStdString((m_folder.path() / name).string());
    }
    QString write(const std::string& name, const std::string& content) const
    {
        writeAtomically(m_folder.path() / name, content);
        return path(name.c_str());
    }
    EngineResult inWorkspace(const QStringList& arguments, const QByteArray& input = {}) const
    {
        return engine(arguments + QStringList{u"--workspace"_s, m_workspace}, input);
    }
};

QTEST_GUILESS_MAIN(TestEngineProgram)
#include "test_engine_program.moc"
