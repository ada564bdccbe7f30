/// What stages are expected to take: the operations by hand, and times that were measured.

#include "core/pipeline/check.h"
#include "core/pipeline/yaml.h"
#include "core/stages/estimates.h"
#include "core/stages/stages.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

/// Two layers of width 4, inner 8, without gates; 10 words. A block has 4 * 16 + 2 * 32 = 128
/// weights, the table of words 40.
Facts tiny()
{
    Facts facts;
    facts.vocabSize = 10;
    facts.layers = 2;
    facts.width = 4;
    facts.inner = 8;
    facts.positions = 16;
    facts.family = "gpt2";
    facts.parameters = 2 * 128 + 40;
    return facts;
}

/// The model of the examples, and what it needs.
std::string exampleWith(const std::string& nodes, const std::string& edges)
{
    return R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {source: built-in, documents: 20000}}
  - {id: tokenizer, stage: tokenizer.train, params: {kind: bpe, vocab_size: 3072}}
  - {id: model, stage: model.new, params: {family: llama, layers: 4, width: 128, heads: 4, positions: 256}}
  - {id: requests, stage: data.prompts, params: {source: built-in, kinds: [story], items: 4000, validation: 0.25}}
  - {id: sums, stage: data.problems, params: {source: built-in, kinds: [arithmetic_steps], items: 8000}}
  - {id: puzzles, stage: data.problems, params: {source: built-in, kinds: [logic], items: 8000}}
  - {id: right, stage: reward.math}
  - {id: fits, stage: reward.logic}
  - {id: answers, stage: sample.candidates, params: {answers: 2, temperatures: [1], max_new_tokens: 40, limit: 2000}}
  - {id: labels, stage: label.simulated, params: {}}
  - {id: scores, stage: train.reward, params: {epochs: 2, batch: 16}}
)" + nodes +
           R"(edges:
  - text.text -> tokenizer.text
  - tokenizer.tokenizer -> model.tokenizer
  - model.model -> answers.model
  - requests.prompts -> answers.prompts
  - answers.candidates -> labels.candidates
  - model.model -> scores.model
  - labels.preferences -> scores.preferences
)" + edges;
}

/// The machine on which the times below were measured: two cores with vectors of 16 floats.
constexpr Machine kMeasured{2, 1.2e11, 0, 0};

std::map<std::string, NodeOutlook> outlookOf(const std::string& yaml)
{
    return outlook(readPipeline(yaml).pipeline, stages(), {}, kMeasured);
}

/// The node `learned`: a stage rl.* that learns from the rewards of `reward`.
NodeOutlook learnedBy(
    const std::string& stage,
    const std::string& params,
    const std::string& asked = "requests.prompts -> learned.prompts",
    const std::string& reward = "scores")
{
    return outlookOf(exampleWith(
                         "  - {id: learned, stage: " + stage + ", params: {" + params + "}}\n",
                         "  - model.model -> learned.model\n  - " + asked + "\n  - " + reward +
                             ".reward -> learned.reward\n"))
        .at("learned");
}

} // namespace

class TestEstimates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void operationsByHand()
    {
        // 3 tokens through the blocks, 2 of them through the words: 2 (256 * 3 + 40 * 2); a token
        // looks back at half of 6: 4 operations times 2 layers * width 4 * 3.
        const Passing rows{3, 2, 6};
        const double looks = 3 * 4 * 2 * 4 * 3.0;
        QCOMPARE(forwardFlops(tiny(), rows), 2 * (256 * 3 + 40 * 2.0) + looks);
        // Learning: blocks forward, gradients of states and of weights; the head twice forward,
        // and both gradients.
        const double all = static_cast<double>(tiny().parameters);
        QCOMPARE(learningFlops(tiny(), rows, all), 6 * 256 * 3.0 + 8 * 40 * 2.0 + 3 * looks);
        // Frozen weights have no gradients of their own.
        QCOMPARE(learningFlops(tiny(), rows, 0), 4 * 256 * 3.0 + 6 * 40 * 2.0 + 3 * looks);
        // Nothing is known of a model: nothing is counted.
        QCOMPARE(forwardFlops({}, rows), 0.0);
    }

    void aHeadOfItsOwnIsNotCountedAmongTheBlocks()
    {
        Facts untied = tiny();
        untied.parameters += 40;
        untied.tiedHead = false;
        QCOMPARE(forwardFlops(untied, {1, 1, 0}), forwardFlops(tiny(), {1, 1, 0}));
    }

    void rankingsGiveAsManyPairsAsTheirAnswersDo()
    {
        Facts candidates;
        candidates.documents = 100;
        candidates.answers = 4;
        candidates.bytes = 100 * 50 * 5; // a prompt and four answers of 50 bytes each
        const Facts neighbours = rankedFacts(candidates, "neighbours");
        QCOMPARE(neighbours.prompts, int64_t{100});
        QCOMPARE(neighbours.documents, int64_t{300});
        QCOMPARE(neighbours.bytes, int64_t{300 * 150});
        QCOMPARE(rankedFacts(candidates, "all").documents, int64_t{600});
        QCOMPARE(rankedFacts(candidates, "extremes").documents, int64_t{100});
        candidates.answers = 2;
        QCOMPARE(rankedFacts(candidates, "neighbours").documents, int64_t{100});
    }

    void oneAnswerAtATimeIsWrittenAsFastAsWeightsAreRead()
    {
        Facts large = tiny();
        large.vocabSize = 50000;
        large.width = 1024;
        large.layers = 24;
        large.inner = 4096;
        large.parameters = 350000000;
        const Writing alone{.tokens = 1000};
        const double one = writingSeconds(alone, large, kMeasured);
        const double many = writingSeconds({.tokens = 1000, .batch = 64}, large, kMeasured);
        QVERIFY2(one > 10 * many, qPrintable(QStringLiteral("%1 %2").arg(one).arg(many)));
        // 1,000 times 4 bytes of 350 million weights at 14 GB/s.
        QVERIFY2(one > 90 && one < 110, qPrintable(QString::number(one)));
    }

    /// Seconds that nodes of the examples took on that machine, with nothing beside them.
    void timesAreThoseMeasured_data()
    {
        QTest::addColumn<std::string>("stage");
        QTest::addColumn<std::string>("params");
        QTest::addColumn<std::string>("asked");
        QTest::addColumn<std::string>("reward");
        QTest::addColumn<double>("measured");
        const auto row = [](const char* name,
                            const char* stage,
                            const char* params,
                            const char* asked,
                            const char* reward,
                            double measured) {
            QTest::newRow(name) << std::string(stage) << std::string(params) << std::string(asked)
                                << std::string(reward) << measured;
        };
        const char* requests = "requests.prompts -> learned.prompts";
        const char* sums = "sums.problems -> learned.problems";
        row("ppo",
            "rl.ppo",
            "max_steps: 60, max_new_tokens: 40, eval_batches: 2, prompts: 32, answers: 1, "
            "passes: 3",
            requests,
            "scores",
            46.3);
        row("a2c",
            "rl.a2c",
            "max_steps: 60, max_new_tokens: 40, eval_batches: 2, prompts: 32, answers: 1",
            requests,
            "scores",
            23.3);
        row("trpo",
            "rl.trpo",
            "max_steps: 30, max_new_tokens: 40, eval_batches: 2, prompts: 32, answers: 1, "
            "critic_steps: 5",
            requests,
            "scores",
            64.5);
        row("rloo",
            "rl.rloo",
            "max_steps: 60, max_new_tokens: 40, eval_batches: 2, prompts: 8, answers: 4, "
            "passes: 2",
            requests,
            "scores",
            20.5);
        row("grpo, checked sums",
            "rl.grpo",
            "max_steps: 250, prompts: 32, answers: 8, max_new_tokens: 32, eval_interval: 50",
            sums,
            "right",
            243.7);
        row("grpo, checked puzzles",
            "rl.grpo",
            "max_steps: 360, prompts: 16, answers: 8, max_new_tokens: 40, eval_interval: 60",
            "puzzles.problems -> learned.problems",
            "fits",
            260.5);
    }
    void timesAreThoseMeasured()
    {
        QFETCH(std::string, stage);
        QFETCH(std::string, params);
        QFETCH(std::string, asked);
        QFETCH(std::string, reward);
        QFETCH(double, measured);
        const double seconds = learnedBy(stage, params, asked, reward).estimate.seconds;
        QVERIFY2(
            seconds < 1.5 * measured && seconds > measured / 1.5,
            qPrintable(QStringLiteral("%1 s, measured %2 s").arg(seconds).arg(measured)));
    }

    void answersTakeTheTimeMeasured()
    {
        const double seconds = outlookOf(exampleWith("", "")).at("answers").estimate.seconds;
        QVERIFY2(seconds < 7.5 && seconds > 3.3, qPrintable(QString::number(seconds)));
    }

    void a2cLearnsOnceFromItsAnswers()
    {
        const auto flops = [](const char* stage, const char* more) {
            return learnedBy(stage, "max_steps: 50, prompts: 8, answers: 2" + std::string(more))
                .estimate.flops;
        };
        QCOMPARE(flops("rl.a2c", ""), flops("rl.ppo", ", passes: 1"));
        const double once = flops("rl.ppo", ", passes: 1"), twice = flops("rl.ppo", ", passes: 2"),
                     thrice = flops("rl.ppo", ", passes: 3");
        QVERIFY(twice > 1.2 * once);
        QVERIFY(std::abs((thrice - twice) - (twice - once)) < 1e-6 * once);
        // A value head on the policy is no model of its own.
        QVERIFY(flops("rl.ppo", ", critic: shared") < 0.8 * flops("rl.ppo", ""));
    }

    void answersToAPromptShareItsTokens()
    {
        // As many answers, to fewer prompts.
        const auto flops = [](const char* more) {
            return learnedBy("rl.grpo", "max_steps: 50, max_new_tokens: 8" + std::string(more))
                .estimate.flops;
        };
        QVERIFY(flops(", prompts: 2, answers: 16") < 0.8 * flops(", prompts: 16, answers: 2"));
    }

    void aRewardModelFormsNoWords()
    {
        const auto flops = [](const char* stage, int words) {
            std::string yaml = exampleWith(
                "  - {id: learned, stage: " + std::string(stage) +
                    ", params: {max_steps: 1000, epochs: 0}}\n",
                "  - model.model -> learned.model\n  - labels.preferences -> "
                "learned.preferences\n");
            const std::string size = "vocab_size: 3072";
            yaml.replace(yaml.find(size), size.size(), "vocab_size: " + std::to_string(words));
            return outlookOf(yaml).at("learned").estimate.flops;
        };
        // A larger vocabulary means fewer tokens, and more work a word that is predicted.
        QVERIFY(flops("train.reward", 24576) < flops("train.reward", 3072));
        QVERIFY(flops("train.preference", 24576) > 1.5 * flops("train.preference", 3072));
    }

    void pairsOfAFileAreCountedByItsBytes()
    {
        // Two thousand pairs of which only the file's size is known, against as many that are told.
        const QByteArray line = QByteArray("{\"prompt\":\"") + QByteArray(300, 'a') +
                                "\",\"chosen\":\"" + QByteArray(300, 'b') + "\",\"rejected\":\"" +
                                QByteArray(300, 'c') + "\"}\n";
        QTemporaryDir folder;
        QVERIFY(folder.isValid());
        const QString path = folder.filePath(QStringLiteral("pairs.jsonl"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 2000; ++i)
            file.write(line);
        file.close();
        const auto flops = [&](const char* limit) {
            return outlookOf(
                       exampleWith(
                           "  - {id: pairs, stage: data.preferences, params: {source: file, "
                           "path: " +
                               path.toStdString() + limit +
                               "}}\n  - {id: learned, stage: train.reward, params: {epochs: 2}}\n",
                           "  - model.model -> learned.model\n  - pairs.preferences -> "
                           "learned.preferences\n"))
                .at("learned")
                .estimate.flops;
        };
        const double told = flops(", limit: 2000"), guessed = flops("");
        QVERIFY2(
            guessed < 1.5 * told && guessed > told / 1.5,
            qPrintable(QStringLiteral("%1 %2").arg(guessed).arg(told)));
    }
};

QTEST_GUILESS_MAIN(TestEstimates)
#include "test_estimates.moc"
