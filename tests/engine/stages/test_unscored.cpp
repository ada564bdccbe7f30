#include "tests/engine/stages/test_unscored.h"

#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/rows/candidates.h"
#include "core/rows/rankings.h"
#include "core/rows/rows.h"
#include "tests/engine/stages/small_model.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

fs::path rewardFolder(const TestContext& context, const char* description)
{
    const auto folder = context.scratch() / "reward";
    fs::create_directories(folder);
    writeAtomically(folder / "reward.json", description);
    return folder;
}

/// The longer in tokens, the better; nothing is known where they were not counted.
const char* const kByTokens = R"({"kind": "rules", "rules": [
    {"rule": "length", "unit": "tokens", "shortest": 10, "soft": 1}]})";

/// Ranks answers by their tokens; 0: not counted.
void label(TestContext& context, const std::vector<std::vector<int64_t>>& tokens)
{
    std::vector<CandidateSet> sets;
    for (const auto& some : tokens) {
        CandidateSet& set = sets.emplace_back();
        set.row.prompt.text = "prompt " + std::to_string(sets.size());
        for (const int64_t count : some)
            set.answers.push_back(
                {.text = "answer " + std::to_string(set.answers.size()), .tokens = count});
    }
    writeCandidates(context.scratch(), sets);
    context.given = {{"rule", "reward"}, {"pairs", "all"}, {"margin", true}};
    context.wired = {
        {"candidates", {context.scratch()}}, {"reward", {rewardFolder(context, kByTokens)}}};
    runLabelSimulated(context);
}

/// Problems of which the last has no gold answer, and a model that answers them.
void askProblems(TestContext& context)
{
    const auto rows = context.scratch() / "rows", model = context.scratch() / "model";
    fs::create_directories(rows);
    makeSmallModel(model, letterTokenizer());
    RowsWriter writer(rows, RowKind::Problems);
    for (const char* answer : {"9", "8", ""}) {
        Row row;
        row.prompt.text = std::string("say ") + (*answer != '\0' ? answer : "so") + "?";
        row.answer = answer;
        writer.add(Split::Validation, row);
    }
    writer.finish("test");
    context.given = {{"max_new_tokens", 6}};
    context.wired = {
        {"model", {model}},
        {"baseline", {model}},
        {"problems", {rows}},
        {"reward", {rewardFolder(context, R"({"kind": "math"})")}}};
}

int saying(const TestContext& context, const char* words)
{
    return static_cast<int>(std::ranges::count_if(context.said, [&](const std::string& said) {
        return said.find(words) != std::string::npos;
    }));
}

} // namespace

void TestUnscored::theAnnotatorRanksTheRest()
{
    TestContext context;
    label(context, {{4, 0, 8}, {0, 5, 0}, {0, 0}, {3, 2}});
    const auto rankings = readRankings(context.output(), Split::Train);
    QCOMPARE(rankings.size(), size_t{2});
    QVERIFY(rankings[0].places == (std::vector<std::vector<int64_t>>{{2}, {0}}));
    QVERIFY(rankings[1].places == (std::vector<std::vector<int64_t>>{{0}, {1}}));
    const Rows rows = Rows::open(context.output(), RowKind::Preferences);
    QCOMPARE(rows.size(Split::Train), uint64_t{2}); // no pair with the answer in between
    const Row row = rows.row(Split::Train, 0);
    QCOMPARE(row.chosen.text, std::string("answer 2"));
    QCOMPARE(row.rejected.text, std::string("answer 0"));
    QVERIFY(std::abs(row.margin.value() - 0.4) < 1e-6);
    QCOMPARE(context.described["unscored"].get<int>(), 5);
    QCOMPARE(saying(context, "5 answers can't be scored by the rule"), 1);
    QCOMPARE(saying(context, "2 prompts with fewer than two others"), 1);

    TestContext none;
    QVERIFY_THROWS_EXCEPTION(Error, label(none, {{0, 0}, {0, 5}}));
    QCOMPARE(saying(none, "3 answers can't be scored by the rule"), 1);
    TestContext all;
    label(all, {{4, 8}, {3, 2}});
    QVERIFY(all.said.empty());
    QCOMPARE(all.described["unscored"].get<int>(), 0);
}

void TestUnscored::theArenaLeavesThemOut()
{
    TestContext context;
    askProblems(context);
    runEvalArena(context);
    QCOMPARE(context.described["unscored"].get<int>(), 1);
    QCOMPARE(context.items.size(), size_t{2});
    QCOMPARE(context.described["figures"]["win_rate"]["n"].get<int>(), 2);
    QCOMPARE(saying(context, "1 of 3 prompts are left out of the figures"), 1);
    QVERIFY(!context.described.contains("labels")); // it learned from none
}

void TestUnscored::problemsAreJudgedByTheirText()
{
    TestContext context;
    askProblems(context);
    context.given["answers"] = 2;
    runEvalProblems(context);
    QCOMPARE(context.described["judged_by_text"].get<int>(), 2);
    QCOMPARE(saying(context, "2 of 6 answers could not be judged by the reward"), 1);
}

void TestUnscored::aRewardInPartIsSaid()
{
    const TestContext context;
    const RewardSource reward = openReward(
        rewardFolder(
            context,
            R"({"kind": "blend", "parts": [{"reward": {"kind": "math"}},
                {"reward": {"kind": "rules", "qualities": ["words 1"]}}]})"),
        torch::kCPU);
    Row known, unknown;
    known.answer = "9";
    QCOMPARE(reward.score(std::vector<Answered>{{&known, "9"}}).front(), 2.0);
    QVERIFY(reward.notices().empty());
    QCOMPARE(reward.score(std::vector<Answered>{{&unknown, "9"}}).front(), 1.0);
    const auto notices = reward.notices();
    QCOMPARE(notices.size(), size_t{1});
    QCOMPARE(notices[0].name, std::string("partial"));
    const std::string words = notices[0].message.english();
    QVERIFY2(
        words.find("1 of 2 answers have a reward of which a part is missing") == 0, words.c_str());
    QCOMPARE(labelsBehind(context.scratch() / "reward"), std::string());
}

QTEST_GUILESS_MAIN(TestUnscored)
