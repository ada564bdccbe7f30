/// The rewards without a model: what they refuse before a run, and the descriptions they write.

#include "core/pipeline/check.h"
#include "core/pipeline/yaml.h"
#include "core/stages/reward_blend.h"
#include "core/stages/reward_code.h"
#include "core/stages/reward_logic.h"
#include "core/stages/reward_math.h"
#include "core/stages/reward_rules.h"
#include "core/stages/stages.h"

#include <QTest>

using namespace espalier;
using nlohmann::json;

class TestRewardStages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachGivesARewardFromNothing()
    {
        for (const char* name :
             {"reward.math", "reward.code", "reward.logic", "reward.rules", "reward.blend"}) {
            const StageInfo* stage = findStage(stages(), name);
            QVERIFY2(stage != nullptr, name);
            QCOMPARE(stage->outputs.size(), size_t{1});
            QVERIFY(stage->outputs.front().type == PortType::Reward);
            QCOMPARE(stage->inputs.empty(), std::string(name) != "reward.blend");
        }
        const Port& rewards = findStage(stages(), "reward.blend")->inputs.front();
        QVERIFY(rewards.type == PortType::Reward && rewards.many && !rewards.optional);
    }

    void descriptionsNameTheirKind()
    {
        QVERIFY(
            RewardMathParams{}.description() ==
            json({{"kind", "math"}, {"extraction", "flexible"}}));
        QVERIFY(RewardLogicParams{}.description() == json({{"kind", "logic"}, {"score", "share"}}));
        const json code = RewardCodeParams{}.description();
        QVERIFY(code["kind"] == json("code"));
        QVERIFY(code["seconds"] == json(5.0));
        RewardRulesParams rules;
        QCOMPARE(rules.description()["rules"].size(), size_t{2}); // form and repetition
        rules.format = "pattern";
        rules.pattern = "^a";
        rules.repetitionWeight = 0;
        rules.lengthWeight = 2;
        rules.longest = 9;
        const json written = rules.description()["rules"];
        QVERIFY(written[0]["format"] == json("^a"));
        QVERIFY(written[1]["rule"] == json("length"));
        QVERIFY(written[1]["longest"] == json(9));
    }

    void aBlendNamesItsParts()
    {
        const json math{{"reward", {{"kind", "math"}}}}, model{{"path", "../abc"}};
        RewardBlendParams params;
        QVERIFY(params.description({math, model})["parts"][1]["weight"] == json(1.0));
        params.weights = {"1", "0.25"};
        params.gates = {"0.5", "none"};
        const json parts = params.description({math, model})["parts"];
        QVERIFY(parts[0]["gate"] == json(0.5));
        QVERIFY(parts[1]["weight"] == json(0.25));
        QVERIFY(parts[1]["path"] == json("../abc"));
        QVERIFY(!parts[1].contains("gate"));
        QVERIFY_EXCEPTION_THROWN((void)params.description({math}), Error);
    }

    void mistakesAreFoundBeforeARun_data()
    {
        QTest::addColumn<std::string>("stage");
        QTest::addColumn<std::string>("params");
        QTest::addColumn<std::string>("part"); // empty: nothing is wrong
        const auto row =
            [](const char* name, const char* stage, const char* params, const char* part) {
                QTest::newRow(name)
                    << std::string(stage) << std::string(params) << std::string(part);
            };
        row("math", "reward.math", "extraction: strict", "");
        row("code", "reward.code", "seconds: 0.5, score: share", "");
        row("no time", "reward.code", "seconds: 0", "seconds");
        row("logic", "reward.logic", "score: all", "");
        row("rules", "reward.rules", "", "");
        row("no rule", "reward.rules", "format_weight: 0, repetition_weight: 0", "no rule counts");
        row("lengths", "reward.rules", "shortest: 9, longest: 8", "no answer is at least 9");
        row("no pattern", "reward.rules", "format: pattern", "no regular expression");
        row("bad pattern", "reward.rules", "format: pattern, pattern: \"a(\"", "");
        row("blend", "reward.blend", "weights: [1], gates: [none]", "");
        row("weight", "reward.blend", "weights: [much]", "much is no number");
        row("gate", "reward.blend", "gates: [high]", "high is no number");
        row("limits", "reward.blend", "clip_low: 2, clip_high: 1", "above");
    }
    void mistakesAreFoundBeforeARun()
    {
        QFETCH(std::string, stage);
        QFETCH(std::string, params);
        QFETCH(std::string, part);
        const bool blend = stage == "reward.blend";
        const auto issues = check(
            readPipeline(
                "version: 1\nnodes:\n  - {id: a, stage: " + stage + ", params: {" + params +
                "}}\n" + (blend ? "  - {id: b, stage: reward.math}\n" : "") +
                "edges:" + (blend ? "\n  - b.reward -> a.rewards\n" : " []\n"))
                .pipeline,
            stages());
        if (std::string(QTest::currentDataTag()) == "bad pattern") {
            QVERIFY(!issues.empty());
            return;
        }
        QVERIFY2(
            issues.empty() == part.empty(), issues.empty() ? "" : issues.front().words().c_str());
        if (!issues.empty())
            QVERIFY2(
                issues.front().words().find(part) != std::string::npos,
                issues.front().words().c_str());
    }
};

QTEST_APPLESS_MAIN(TestRewardStages)
#include "test_reward_stages.moc"
