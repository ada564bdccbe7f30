#include "tests/engine/stages/test_train_reward.h"

#include "core/engine/align/reward_source.h"
#include "core/engine/stages/all.h"
#include "core/engine/stages/ranked_answers.h"
#include "core/metrics/statistics.h"
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

constexpr int kLearned = 16, kHeldOut = 12; // prompts
const std::vector<std::string> kAnswers{" a", " abcd", " abcdefg", " abcdefghij"};

/// The reward behind the labels: the longer, the better.
const char* const kGold = R"({"kind": "rules", "qualities": ["characters 1"]})";

fs::path rewardFolder(const TestContext& context, const char* description)
{
    const auto folder = context.scratch() / "gold";
    fs::create_directories(folder);
    writeAtomically(folder / "reward.json", description);
    return folder;
}

/// Preferences for longer answers, as label.simulated writes them, and a model to learn them.
struct Bed
{
    explicit Bed(const Tokenizer& tokenizer = letterTokenizer())
    {
        makeSmallModel(labels.scratch() / "model", tokenizer);
        std::vector<CandidateSet> sets;
        for (int i = 0; i < kLearned + kHeldOut; ++i) {
            CandidateSet& set = sets.emplace_back();
            set.side = i < kLearned ? Split::Train : Split::Validation;
            set.row.prompt.text =
                std::string("say ") + static_cast<char>('a' + i % 26) + (i < 26 ? "?" : ".");
            for (const std::string& answer : kAnswers)
                set.answers.push_back({.text = answer, .tokens = 1});
        }
        writeCandidates(labels.scratch(), sets);
        labels.given = {{"qualities", Values::array({"characters 1"})}};
        labels.wired["candidates"] = {labels.scratch()};
        runLabelSimulated(labels);
    }
    fs::path model() const { return labels.scratch() / "model"; }
    fs::path preferences() const { return labels.output(); }

    /// Runs train.reward; the result lies in context.output().
    void train(TestContext& context, const Values& more) const
    {
        context.given = {
            {"max_steps", 60},
            {"epochs", 0},
            {"batch", 4},
            {"learning_rate", 0.005},
            {"min_learning_rate", 0.0005},
            {"warmup_steps", 5},
            {"eval_interval", 30},
            {"checkpoint_steps", 0},
            {"checkpoint_seconds", 0}};
        context.given.update(more);
        context.wired["model"] = {model()};
        context.wired["preferences"] = {preferences()};
        runTrainReward(context);
    }

    TestContext labels;
};

/// How many entries of the journal hold these words.
int saying(const TestContext& context, const char* words)
{
    return static_cast<int>(std::ranges::count_if(context.said, [&](const std::string& said) {
        return said.find(words) != std::string::npos;
    }));
}

/// What a reward says of every answer that was learned from.
std::vector<double> scoresOfLearned(const fs::path& reward, const fs::path& preferences)
{
    const RewardSource source = openReward(reward, torch::kCPU);
    const auto rankings = readRankings(preferences, Split::Train);
    std::vector<Answered> answers;
    for (const RankedRow& ranking : rankings)
        for (const Passage& answer : ranking.answers)
            answers.push_back({&ranking.row, plainText(answer)});
    return source.score(answers);
}

} // namespace

void TestTrainReward::everyHeldOutPairIsJudged_data()
{
    QTest::addColumn<QString>("loss");
    QTest::newRow("pairs") << "bradley_terry"; // learned from, but judged by whole rankings too
    QTest::newRow("rankings") << "plackett_luce";
}

void TestTrainReward::everyHeldOutPairIsJudged()
{
    QFETCH(QString, loss);
    const Bed bed;
    TestContext context;
    context.wired["gold"] = {rewardFolder(context, kGold)};
    bed.train(context, {{"loss", loss.toStdString()}});
    const auto& found = context.described;
    QCOMPARE(found["rankings"].get<int>(), loss == u"bradley_terry" ? 3 * kLearned : kLearned);
    QCOMPARE(found["pairs"].get<int>(), 6 * kHeldOut); // of four answers
    QCOMPARE(found["prompts"].get<int>(), kHeldOut);
    QCOMPARE(found["accuracy"]["n"].get<int>(), 6 * kHeldOut);
    const double accuracy = found["accuracy"]["value"].get<double>();
    QVERIFY2(accuracy > 0.8, fmt::format("{}", accuracy).c_str());
    QVERIFY(found["length_correlation"].get<double>() > 0.5);
    QCOMPARE(context.curves["held_out_accuracy"], std::vector<double>{accuracy});

    // The labels are what the gold reward says, so agreeing with one is agreeing with the other.
    QVERIFY(found["gold_agreement"] == found["accuracy"]);
    QCOMPARE(found["gold_unscored"].get<int>(), 0);
    QCOMPARE(found["gold_correlation"]["n"].get<int>(), 4 * kHeldOut);
    const double correlation = found["gold_correlation"]["value"].get<double>();
    QVERIFY2(correlation > 0.5, fmt::format("{}", correlation).c_str());
    QVERIFY(found["gold_correlation"]["low"].get<double>() <= correlation);
    QVERIFY(found["gold_correlation"]["high"].get<double>() >= correlation);
    QVERIFY(found["gold_correlation"]["stderr"].get<double>() > 0);
    QCOMPARE(context.curves["gold_agreement"], std::vector<double>{accuracy});
    QCOMPARE(context.curves["gold_correlation"], std::vector<double>{correlation});
    QCOMPARE(saying(context, "gold"), 0);
    // Length is all there is to these labels, and that is said.
    QCOMPARE(saying(context, "nothing but the length"), 1);
}

void TestTrainReward::aGoldRewardThatCanTellNothingIsSaid()
{
    const Bed bed;
    TestContext context;
    context.wired["gold"] = {rewardFolder(context, R"({"kind": "math"})")}; // no gold answers
    bed.train(context, {{"max_steps", 2}});
    QCOMPARE(context.described["gold_unscored"].get<int>(), 4 * kHeldOut);
    QVERIFY(!context.described.contains("gold_agreement"));
    QVERIFY(!context.curves.contains("gold_correlation"));
    QCOMPARE(saying(context, "48 held-out answers could not be scored by the gold reward"), 1);
}

void TestTrainReward::headsThatDisagreeAreMeasured_data()
{
    QTest::addColumn<int>("heads");
    QTest::newRow("one") << 1;
    QTest::newRow("four") << 4;
}

void TestTrainReward::headsThatDisagreeAreMeasured()
{
    QFETCH(int, heads);
    const Bed bed;
    TestContext context;
    bed.train(context, {{"heads", heads}, {"max_steps", 3}});
    QCOMPARE(loadModelFolder(context.output()).config.labels.size(), static_cast<size_t>(heads));
    QCOMPARE(context.described.contains("mean_head_deviation"), heads > 1);
    if (heads > 1)
        QVERIFY(context.described["mean_head_deviation"].get<double>() > 0);
    QVERIFY(!context.described.contains("gold_agreement")); // none is wired
    for (const double score : scoresOfLearned(context.output(), bed.preferences()))
        QVERIFY(std::isfinite(score));
}

void TestTrainReward::scoresAreNormalisedOverWhatWasLearned()
{
    const Bed bed;
    TestContext context;
    bed.train(context, {{"loss", "plackett_luce"}, {"heads", 2}, {"max_steps", 10}});
    const auto scores = scoresOfLearned(context.output(), bed.preferences());
    QCOMPARE(scores.size(), size_t{4 * kLearned});
    QVERIFY(std::abs(meanFigure(scores).value) < 1e-3);
    QVERIFY(std::abs(deviation(scores) - 1) < 1e-3);
}

void TestTrainReward::aRewardModelMayHaveAnotherTokenizer()
{
    const Tokenizer letters = letterTokenizer(), merging = mergingTokenizer();
    QVERIFY(letters.encode("say a? abcdefg") != merging.encode("say a? abcdefg"));
    const Bed bed(merging);
    TestContext context;
    bed.train(context, {{"loss", "plackett_luce"}, {"max_steps", 10}});
    const auto scores = scoresOfLearned(context.output(), bed.preferences());
    QVERIFY(std::abs(meanFigure(scores).value) < 1e-3); // read as in training
    QVERIFY(std::abs(deviation(scores) - 1) < 1e-3);

    // It judges what a model of letters writes, by its words.
    TestContext arena;
    makeSmallModel(arena.scratch() / "letters", letters);
    RowsWriter writer(arena.scratch(), RowKind::Prompts);
    for (const char* prompt : {"say a?", "say b?", "say c?"}) {
        Row row;
        row.prompt.text = prompt;
        writer.add(Split::Validation, row);
    }
    writer.finish("test");
    arena.given = {{"max_new_tokens", 8}};
    arena.wired = {
        {"model", {arena.scratch() / "letters"}},
        {"baseline", {arena.scratch() / "letters"}},
        {"prompts", {arena.scratch()}},
        {"reward", {context.output()}}};
    runEvalArena(arena);
    QCOMPARE(arena.described["unscored"].get<int>(), 0);
    QCOMPARE(arena.items.size(), size_t{3});
    const RewardSource reward = openReward(context.output(), torch::kCPU);
    for (const JudgedItem& item : arena.items) {
        Row row;
        row.prompt.text = item.prompt;
        const std::vector<Answered> answer{{&row, item.output}};
        const double score = reward.score(answer).front();
        QVERIFY2(
            std::abs(score - item.data["reward"].get<double>()) < 1e-3,
            fmt::format("{} and {}", score, item.data["reward"].dump()).c_str());
    }
}

void TestTrainReward::equalSidesAreLeftOut()
{
    const TemporaryFolder folder;
    RowsWriter writer(folder.path(), RowKind::Preferences);
    const auto add = [&](const char* prompt, const char* chosen, const char* rejected) {
        Row row;
        row.prompt.text = prompt;
        row.chosen.text = chosen;
        row.rejected.text = rejected;
        writer.add(Split::Train, row);
    };
    add("say a?", " yes", " no");
    add("say a?", " go", " go");
    add("say b?", " a long one that ends so", " a long one that ends otherwise");
    add("say a?", " up", " down");
    add("say c?", " up", " down");
    writer.finish("test");
    const Tokenizer tokenizer = letterTokenizer();
    const Rows rows = Rows::open(folder.path(), RowKind::Preferences);
    RankedReader reader(folder.path(), rows, tokenizer, EncodeOptions{.maxTokens = 16});
    const auto read = reader.read(Split::Train, true); // there are no rankings: the pairs
    QCOMPARE(read.size(), size_t{3});
    QCOMPARE(reader.equal(), uint64_t{2}); // one of them since it was cut
    QCOMPARE(reader.cut(), uint64_t{2});
    QCOMPARE(read[0].prompt, read[1].prompt);
    QVERIFY(read[0].prompt != read[2].prompt);
    QVERIFY(read[0].places == (RankPlaces{{0}, {1}}));
    QVERIFY(read[0].gold.empty());

    std::vector<std::string> asked;
    const auto scored = reader.read(Split::Train, true, [&](std::span<const Answered> answers) {
        std::vector<double> scores;
        for (const Answered& answer : answers) {
            asked.push_back(answer.row->prompt.text + answer.text);
            scores.push_back(static_cast<double>(answer.text.size()));
        }
        return scores;
    });
    QCOMPARE(scored.size(), size_t{3});
    QCOMPARE(asked.size(), size_t{6});
    QCOMPARE(asked[0], std::string("say a? yes"));
    QVERIFY(scored[0].gold == (std::vector<double>{4, 3}));
    QVERIFY(scored[2].gold == (std::vector<double>{3, 5}));
}

QTEST_GUILESS_MAIN(TestTrainReward)
