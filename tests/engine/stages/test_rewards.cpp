#include "test_rewards.h"

#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/reward/reward_folder.h"
#include "core/reward/verifier.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

using namespace espalier;
using nlohmann::json;

namespace {

/// A reward's folder, as an artifact of this name.
std::filesystem::path rewardFolder(const TestContext& context, const char* name, const json& reward)
{
    const auto folder = context.scratch() / name;
    std::filesystem::create_directories(folder);
    writeAtomically(folder / "reward.json", reward.dump());
    return folder;
}

} // namespace

void TestRewards::aRewardIsItsDescription()
{
    TestContext math;
    math.given = {{"extraction", "strict"}};
    runRewardMath(math);
    const json written = readReward(math.output());
    QVERIFY(written == math.described);
    QVERIFY(written["extraction"] == json("strict"));
    QVERIFY(written["version"] == json(verifierVersion(written)));
    QCOMPARE(makeVerifier(written)->check({.answer = "#### 9", .gold = "9"}).score, 1.0);

    TestContext rules;
    runRewardRules(rules);
    QCOMPARE(makeVerifier(readReward(rules.output()))->check({.answer = "It ends."}).score, 1.0);
}

void TestRewards::aBlendCopiesRewardsAndNamesModels()
{
    TestContext context;
    context.given = {{"weights", {"1", "0.5"}}, {"gates", {"1", "none"}}};
    context.wired["rewards"] = {
        rewardFolder(context, "aaa", {{"kind", "math"}, {"version", "math 1"}}),
        rewardFolder(context, "bbb", {{"kind", "model"}})};
    runRewardBlend(context);
    const json written = readReward(context.output());
    QVERIFY(written["parts"][0]["reward"] == json({{"kind", "math"}}));
    QVERIFY(written["parts"][0]["gate"] == json(1.0));
    QVERIFY(written["parts"][1]["path"] == json("../bbb"));
    QVERIFY(written["parts"][1]["weight"] == json(0.5));
    QVERIFY(needsModel(written));

    context.wired["rewards"].pop_back();
    context.given = {{"weights", json::array({"2"})}};
    runRewardBlend(context);
    const auto verifier = makeVerifier(readReward(context.output()));
    QCOMPARE(verifier->check({.answer = "9", .gold = "9"}).score, 2.0);
}

void TestRewards::aBlendOfABlendWithAModelIsNamedToo()
{
    TestContext context;
    const json inner{{"kind", "blend"}, {"parts", {{{"weight", 1}, {"path", "../model"}}}}};
    context.wired["rewards"] = {rewardFolder(context, "ccc", inner)};
    runRewardBlend(context);
    QVERIFY(readReward(context.output())["parts"][0]["path"] == json("../ccc"));
}

void TestRewards::aBlendTellsWhatItsPartsGave()
{
    const TestContext context;
    const json rules{{"kind", "rules"}, {"qualities", {"words 1"}}};
    rewardFolder(context, "other", {{"kind", "math"}, {"extraction", "flexible"}});
    const auto folder = rewardFolder(
        context,
        "blend",
        {{"kind", "blend"},
         {"parts",
          {{{"weight", 2}, {"reward", {{"kind", "math"}, {"extraction", "strict"}}}},
           {{"weight", 0.5}, {"reward", rules}},
           {{"weight", 1}, {"path", "../other"}}}}});
    const auto source = openReward(folder, torch::kCPU);
    QVERIFY(source.parts().size() == 3 && source.parts()[0].scores.empty());
    Row row;
    row.answer = "9";
    const std::vector<Answered> answers{{&row, "#### 9"}, {&row, "so 9"}, {&row, "#### 8"}};
    const auto whole = source.score(answers);
    const auto parts = source.parts();
    QCOMPARE(parts[0].name, std::string("math"));
    QCOMPARE(parts[1].name, std::string("rules"));
    QCOMPARE(parts[2].name, std::string("math_2"));
    QVERIFY(parts[0].scores[0] == 1 && parts[0].scores[2] == 0);
    const auto ruled = makeVerifier(rules);
    for (size_t i = 0; i < answers.size(); ++i) {
        QCOMPARE(parts[1].scores[i], ruled->check({.answer = answers[i].text}).score);
        QCOMPARE(whole[i], 2 * parts[0].scores[i] + 0.5 * parts[1].scores[i] + parts[2].scores[i]);
    }
    // Of the answers scored last; other rewards have no parts.
    (void)source.score(std::span(answers).first(1));
    QCOMPARE(source.parts()[1].scores.size(), size_t{1});
    QVERIFY(openReward(context.scratch() / "other", torch::kCPU).parts().empty());
}

void TestRewards::whatIsNoRewardIsSaid()
{
    TestContext context;
    QVERIFY_EXCEPTION_THROWN((void)readReward(context.output()), Error);
    writeAtomically(context.output() / "reward.json", "[]");
    QVERIFY_EXCEPTION_THROWN((void)readReward(context.output()), Error);
}

QTEST_GUILESS_MAIN(TestRewards)
