/// `reward try` and what is around it, as the engine's user meets them.

#include "core/base/files.h"
#include "core/labels/label_files.h"
#include "core/metrics/statistics.h"
#include "core/reward/quality.h"
#include "core/store/workspace.h"
#include "core/text/train_tokenizer.h"
#include "tests/support/engine_program.h"

#include <QFileInfo>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

/// Two pairs of people's and one of a rule's; of the second the longer one was rejected.
const char* const kPairs =
    R"({"prompt": "Why?", "chosen": "because of that", "rejected": "no"}
{"prompt": "How?", "chosen": "so", "rejected": "in quite another way"}
{"prompt": "When?", "chosen": "soon enough", "rejected": "now", "kind": "simulated"}
{"prompt": "Who?", "chosen": "one", "rejected": "two", "margin": 0}
)";

struct Result : EngineResult
{
    nlohmann::json json() const { return nlohmann::json::parse(out.trimmed().toStdString()); }
};

double lengthOf(const nlohmann::json& candidate)
{
    return characterCount(candidate["text"].get<std::string>());
}

} // namespace

class TestEngineReward : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void candidatesAreHeldAgainstWhoRanked();
    void pairsOfAFileAreToldApartByWhoMadeThem();
    void aFileOfRankingsIsScored();
    void rulesAboutTokensNeedATokenizer();
    void whatCannotBeScoredIsSaid();
    void wrongVerdictsOfAFileAreRefused();

private:
    TemporaryFolder m_folder;
    QString m_longer;

    QString path(const QString& name) const
    {
        return QString::fromStdString((m_folder.path() / name.toStdString()).string());
    }
    QString write(const QString& name, const std::string& content) const
    {
        writeAtomically(m_folder.path() / name.toStdString(), content);
        return path(name);
    }
    /// The folder of a reward with that description.
    QString reward(const QString& name, const std::string& description) const
    {
        std::filesystem::create_directories(m_folder.path() / name.toStdString());
        write(name + u"/reward.json"_s, description);
        return path(name);
    }
    Result engine(const QStringList& arguments) const
    {
        return {espalier::engine(arguments + QStringList{u"--workspace"_s, path(u"workspace"_s)})};
    }
    Result tried(const QString& reward, const QString& answers, const QStringList& more = {}) const
    {
        return engine(QStringList{u"reward"_s, u"try"_s, reward, answers} + more);
    }
};

void TestEngineReward::initTestCase()
{
    if (!QFileInfo(kEngine).isExecutable())
        QSKIP("the engine is not built (ESPALIER_ENGINE=OFF)");
    m_longer = reward(u"longer"_s, R"({"kind": "rules", "qualities": ["characters 1"]})");
}

void TestEngineReward::candidatesAreHeldAgainstWhoRanked()
{
    const auto run =
        engine({u"run"_s, write(u"asking.yaml"_s, askingPipeline(4)), u"--threads"_s, u"1"_s});
    QVERIFY2(run.exitStatus == 3, qPrintable(run.out + run.err));
    const QString answers = u"1:answers"_s;
    const auto before = tried(m_longer, answers, {u"--json"_s}).json();
    QVERIFY(!before.contains("people") && !before.contains("simulated"));
    QCOMPARE(before["answers"].get<int>(), 8);

    // A person ranks two of the four prompts as the reward would, a rule the third against it.
    const auto lines =
        engine({u"labels"_s, u"export"_s, u"--waiting"_s}).out.trimmed().split(u'\n');
    QCOMPARE(lines.size(), 4);
    std::string ranked;
    int people = 0, rules = 0;
    for (qsizetype i = 0; i < 3; ++i) {
        auto line = nlohmann::json::parse(lines[i].toStdString());
        const bool firstIsLonger =
            lengthOf(line["candidates"][0]) > lengthOf(line["candidates"][1]);
        const int better = firstIsLonger == (i < 2) ? 0 : 1;
        line["verdict"] = {{"order", std::vector<int>{better, 1 - better}}};
        line["annotator"] = i < 2 ? "Mina" : "simulated: shorter";
        line["annotator_kind"] = i < 2 ? "human" : "rule";
        if (lengthOf(line["candidates"][0]) != lengthOf(line["candidates"][1]))
            (i < 2 ? people : rules) += 1;
        ranked += line.dump() + "\n";
    }
    const auto imported = engine({u"labels"_s, u"import"_s, write(u"ranked.jsonl"_s, ranked)});
    QVERIFY2(imported.exitStatus == 0, qPrintable(imported.err));
    QVERIFY(people > 0 && rules > 0);

    const auto result = tried(m_longer, answers, {u"--json"_s});
    QVERIFY2(result.exitStatus == 0, qPrintable(result.err));
    const auto found = result.json();
    QCOMPARE(found["people"]["agreement"]["n"].get<int>(), 2);
    QCOMPARE(found["people"]["agreement"]["value"].get<double>(), people / 2.0);
    QCOMPARE(found["people"]["ties"].get<int>(), 2 - people);
    QCOMPARE(found["simulated"]["agreement"]["n"].get<int>(), 1);
    QCOMPARE(found["simulated"]["agreement"]["value"].get<double>(), 0.0);
    QVERIFY(!found.contains("mixed"));
    // The artifact's folder is the same as the node.
    const auto node = engine({u"show"_s, u"1"_s, u"--json"_s}).json()["nodes"]["answers"];
    const auto folder =
        u"workspace/artifacts/"_s + QString::fromStdString(node["artifact"].get<std::string>());
    QVERIFY(tried(m_longer, path(folder), {u"--json"_s}).json() == found);

    // The tasks tell whose rankings they have: the run's and the import's.
    const auto tasks = engine({u"labels"_s, u"tasks"_s, u"--json"_s}).json();
    QCOMPARE(tasks.size(), size_t{2});
    for (const auto& task : tasks) {
        QCOMPARE(task["done"].get<int>(), 3);
        QCOMPARE(task["simulated"].get<int>(), 1);
        QCOMPARE(task["annotators"].size(), size_t{2});
        QCOMPARE(task["unreadable"].get<int>(), 0);
        for (const auto& annotator : task["annotators"])
            QCOMPARE(
                annotator["rankings"].get<int>(),
                annotator["kind"].get<std::string>() == "rule" ? 1 : 2);
    }
    QVERIFY(engine({u"labels"_s, u"tasks"_s}).out.contains(u"simulated"_s));
}

void TestEngineReward::pairsOfAFileAreToldApartByWhoMadeThem()
{
    const QString file = write(u"pairs.jsonl"_s, kPairs);
    const auto found = tried(m_longer, file, {u"--json"_s}).json();
    QCOMPARE(found["answers"].get<int>(), 8);
    QCOMPARE(found["people"]["agreement"]["n"].get<int>(), 2); // the tie prefers nothing
    QCOMPARE(found["people"]["agreement"]["value"].get<double>(), 0.5);
    QCOMPARE(found["simulated"]["agreement"]["n"].get<int>(), 1);
    QCOMPARE(found["simulated"]["agreement"]["value"].get<double>(), 1.0);
    const QString words = tried(m_longer, file).out;
    QVERIFY2(words.contains(u"agrees with people"_s), qPrintable(words));
    QVERIFY2(words.contains(u"agrees with simulated annotators"_s), qPrintable(words));
    const auto one = tried(m_longer, file, {u"--json"_s, u"--limit"_s, u"1"_s}).json();
    QCOMPARE(one["answers"].get<int>(), 2);
    QVERIFY(!one.contains("simulated"));
    // A file has no side that was set aside.
    QCOMPARE(tried(m_longer, file, {u"--split"_s, u"validation"_s}).exitStatus, 2);
}

void TestEngineReward::aFileOfRankingsIsScored()
{
    const QString file = write(
        u"rankings.jsonl"_s,
        R"({"prompt": "Why?", "candidates": ["a", "bbb", "cc"], "verdict": {"order": [1, 2, 0]}}
{"prompt": "Why?", "candidates": ["a", "bbb", "cc"], "verdict": {"order": ["a", "bbb"]}, "annotator_kind": "rule"}
{"prompt": "How?", "candidates": ["so", "thus"]}
)");
    const auto found = tried(m_longer, file, {u"--json"_s}).json();
    QCOMPARE(found["answers"].get<int>(), 5); // each once, whoever ranked it
    QCOMPARE(found["people"]["agreement"]["n"].get<int>(), 3);
    QCOMPARE(found["people"]["agreement"]["value"].get<double>(), 1.0);
    // Pairs about one prompt hang together.
    QVERIFY(
        std::abs(found["people"]["agreement"]["low"].get<double>() - shareFigure(1, 1).low) < 1e-9);
    QCOMPARE(found["simulated"]["agreement"]["value"].get<double>(), 0.0);
}

void TestEngineReward::rulesAboutTokensNeedATokenizer()
{
    const char* const description =
        R"({"kind": "rules", "rules": [{"rule": "length", "unit": "tokens", "shortest": 3, "soft": 0}],
            "qualities": ["characters 0"]})";
    const QString file = write(u"pairs.jsonl"_s, kPairs);
    const QString without = reward(u"without"_s, description);
    QCOMPARE(tried(without, file, {u"--json"_s}).json()["without_tokens"].get<int>(), 8);
    const QString words = tried(without, file).out;
    QVERIFY2(words.contains(u"no tokenizer is known here"_s), qPrintable(words));
    QVERIFY(!tried(m_longer, file).out.contains(u"no tokenizer"_s)); // it has no such rule

    const QString with = reward(u"with"_s, description);
    BpeTrainer trainer({.vocabSize = 257}); // bytes: a token a letter
    trainer.add("x");
    trainer.finish().save(with.toStdString());
    const auto found = tried(with, file, {u"--json"_s}).json();
    QCOMPARE(found["without_tokens"].get<int>(), 0);
    QCOMPARE(found["highest"].get<double>(), 1.0); // three letters and more
    QCOMPARE(found["lowest"].get<double>(), 0.0);  // two
    QCOMPARE(found["reward"]["value"].get<double>(), 6.0 / 8);
    QVERIFY(!tried(with, file).out.contains(u"no tokenizer"_s));
}

void TestEngineReward::whatCannotBeScoredIsSaid()
{
    const QString math = reward(u"math"_s, R"({"kind": "math"})");
    const auto result = tried(math, write(u"pairs.jsonl"_s, kPairs));
    QCOMPARE(result.exitStatus, 2);
    QVERIFY2(result.err.contains(u"None of the 8 answers can be scored"_s), qPrintable(result.err));
    QVERIFY2(result.err.contains(u"Try it on problems"_s), qPrintable(result.err));
    QVERIFY(result.out.isEmpty());
}

void TestEngineReward::wrongVerdictsOfAFileAreRefused()
{
    const QString file = write(
        u"wrong.jsonl"_s,
        R"({"prompt": "Why?", "candidates": ["a", "b"], "verdict": {"order": [["a", 5], ["b"]]}})");
    for (const auto& result : {engine({u"labels"_s, u"import"_s, file}), tried(m_longer, file)}) {
        QCOMPARE(result.exitStatus, 2);
        QVERIFY2(result.err.contains(u"file wrong.jsonl line 1: "_s), qPrintable(result.err));
        QVERIFY2(result.err.contains(u"answer 5"_s), qPrintable(result.err));
    }
    const auto help = engine({u"labels"_s, u"import"_s, u"--help"_s});
    QVERIFY(help.out.contains(u"number"_s));
}

QTEST_GUILESS_MAIN(TestEngineReward)
#include "test_engine_reward.moc"
