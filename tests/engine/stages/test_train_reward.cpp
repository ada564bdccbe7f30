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
using namespace Qt::StringLiterals;
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

    /// Runs train.reward, on its own preferences unless others are given; the result lies in
    /// context.output().
    void train(TestContext& context, const Values& more, const fs::path& others = {}) const
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
        context.wired["preferences"] = {others.empty() ? preferences() : others};
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

void TestTrainReward::promptsGiveWayToTheAnswer()
{
    const Bed bed;
    TestContext context;
    bed.train(context, {{"max_steps", 5}});
    QCOMPARE(saying(context, "were cut off"), 0);
    // Its 32 positions hold the answer, what ends it, and of the prompt what is left.
    const std::string prompt = "abcdefghijklmnopqrstuvwxyz say so?", answer = " abcdefghij";
    Row whole, tail;
    whole.prompt.text = prompt;
    tail.prompt.text = prompt.substr(prompt.size() - (32 - answer.size() - 1));
    const RewardSource reward = openReward(context.output(), torch::kCPU);
    const std::string tooLong(40, 'b');
    const auto scores = reward.score(
        std::vector<Answered>{{&whole, answer}, {&tail, answer}, {&whole, " a"}, {&tail, tooLong}});
    QVERIFY2(
        std::abs(scores[0] - scores[1]) < 1e-3,
        fmt::format("{} and {}", scores[0], scores[1]).c_str());
    QVERIFY(std::abs(scores[0] - scores[2]) > 1e-2); // not of the prompt alone
    QVERIFY(std::isnan(scores[3]));
    const auto notices = reward.notices();
    QCOMPARE(notices.size(), size_t{2});
    QCOMPARE(notices[0].name, std::string("cut"));
    QCOMPARE(notices[0].answers, 2);
    const std::string cut = notices[0].message.english();
    QVERIFY2(cut.find("2 of 4 answers") == 0, cut.c_str());
    QVERIFY2(cut.find("32 tokens") != std::string::npos, cut.c_str());
    QCOMPARE(notices[1].name, std::string("too_long"));
    QCOMPARE(notices[1].answers, 1);

    // In a blend it is no answer without that part, but one without a reward.
    const auto folder = context.scratch() / "blend";
    fs::create_directories(folder);
    const nlohmann::json blend{
        {"kind", "blend"},
        {"parts",
         {{{"path", context.output().string()}}, {{"reward", nlohmann::json::parse(kGold)}}}}};
    writeAtomically(folder / "reward.json", blend.dump());
    const RewardSource both = openReward(folder, torch::kCPU);
    const std::vector<Answered> answers{{&tail, answer}, {&tail, tooLong}};
    const auto sums = both.score(answers);
    const double other =
        openReward(rewardFolder(context, kGold), torch::kCPU).score(answers).front();
    QVERIFY(other > 5 && std::abs(sums[0] - scores[1] - other) < 1e-3);
    QVERIFY(std::isnan(sums[1]));
    QCOMPARE(both.notices().size(), size_t{1});
    QCOMPARE(both.notices()[0].name, std::string("too_long"));
    QCOMPARE(labelsBehind(folder), std::string("simulated"));
}

void TestTrainReward::whatTheRewardModelDidNotSeeIsSaid()
{
    const Bed bed;
    TestContext context;
    bed.train(context, {{"max_steps", 2}, {"block", 16}});
    QCOMPARE(saying(context, "than 16 tokens; their ends were cut off"), 1);
    QCOMPARE(saying(context, "Raise `block` (this model has 32 positions)"), 1);

    TestContext arena;
    RowsWriter writer(arena.scratch(), RowKind::Prompts);
    for (const char* prompt : {"say a twenty letters", "say b twenty letters"}) {
        Row row;
        row.prompt.text = prompt;
        writer.add(Split::Validation, row);
    }
    writer.finish("test");
    arena.given = {{"max_new_tokens", 8}};
    arena.wired = {
        {"model", {bed.model()}},
        {"baseline", {bed.model()}},
        {"prompts", {arena.scratch()}},
        {"reward", {context.output()}}};
    runEvalArena(arena);
    QCOMPARE(arena.described["unscored"].get<int>(), 0);
    QCOMPARE(arena.said.size(), size_t{1});
    QCOMPARE(saying(arena, "4 of 4 answers are, with their prompts, longer than the 16 tokens"), 1);
    QCOMPARE(arena.described["labels"].get<std::string>(), std::string("simulated"));
    // Both sides: how many ended, how fast.
    const auto& figures = arena.described["figures"];
    double ended = 0;
    for (const JudgedItem& item : arena.items)
        ended += item.data["ended"].get<bool>() ? 0.5 : 0;
    QCOMPARE(figures["ended"]["value"].get<double>(), ended);
    for (const char* name : {"ended", "baseline_ended"}) {
        QCOMPARE(figures[name]["n"].get<int>(), 2);
        QVERIFY(figures[name]["low"].get<double>() < figures[name]["high"].get<double>());
    }
    for (const char* name : {"tokens_per_s", "baseline_tokens_per_s"}) {
        QVERIFY(figures[name]["value"].get<double>() > 0);
        QCOMPARE(arena.curves[name].size(), size_t{1});
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

void TestTrainReward::answersMadeEqualByCuttingAreLeftOut()
{
    const TemporaryFolder folder;
    RowsWriter writer(folder.path(), RowKind::Preferences);
    Row pair;
    pair.prompt.text = "say a?";
    pair.chosen.text = " yes";
    pair.rejected.text = " no";
    writer.add(Split::Train, pair);
    writer.finish("test");
    const std::vector<std::string> texts{
        " no", " a long one that ends so", " yes", " a long one that ends otherwise", " go"};
    RankedRow ranking;
    ranking.row.prompt.text = "say a?";
    for (const std::string& text : texts)
        ranking.answers.push_back({text, {}});
    ranking.places = {{1}, {2, 3}, {0}}; // nobody placed the last answer
    RankedRow equal = ranking;
    equal.places = {{3}, {1}};
    writeRankings(folder.path(), Split::Train, {ranking, equal});

    const Tokenizer tokenizer = letterTokenizer();
    const Rows rows = Rows::open(folder.path(), RowKind::Preferences);
    RankedReader reader(folder.path(), rows, tokenizer, EncodeOptions{.maxTokens = 16});
    std::vector<std::string> asked;
    const auto read = reader.read(Split::Train, true, [&](std::span<const Answered> answers) {
        std::vector<double> scores;
        for (const Answered& answer : answers) {
            asked.push_back(answer.text);
            scores.push_back(static_cast<double>(answer.text.size()));
        }
        return scores;
    });
    QCOMPARE(read.size(), size_t{1}); // of the other ranking one answer is left
    QCOMPARE(reader.equal(), uint64_t{2});
    QVERIFY(read[0].places == (RankPlaces{{0}, {1}, {2}}));
    QVERIFY(asked == (std::vector<std::string>{texts[1], texts[2], texts[0]}));
    QCOMPARE(read[0].answers.size(), size_t{3});
    QVERIFY(read[0].gold == (std::vector<double>{24, 4, 3}));
    for (size_t a = 0; a < 3; ++a)
        for (size_t b = 0; b < a; ++b)
            QVERIFY(read[0].answers[a].ids != read[0].answers[b].ids);

    // Where nothing is cut, they differ.
    RankedReader whole(folder.path(), rows, tokenizer, EncodeOptions{.maxTokens = 60});
    QCOMPARE(whole.read(Split::Train, true).size(), size_t{2});
    QCOMPARE(whole.equal(), uint64_t{0});
}

void TestTrainReward::whoseLabelsIsSaid_data()
{
    QTest::addColumn<QStringList>("marks");
    QTest::addColumn<QString>("labels");
    QTest::newRow("people") << QStringList{QString(), u"math"_s} << "people";
    QTest::newRow("a rule") << QStringList{u"simulated"_s, u"simulated"_s} << "simulated";
    QTest::newRow("both") << QStringList{u"simulated"_s, QString()} << "mixed";
    QTest::newRow("both of one pair") << QStringList{u"mixed"_s, u"mixed"_s} << "mixed";
}

void TestTrainReward::whoseLabelsIsSaid()
{
    QFETCH(QStringList, marks);
    QFETCH(QString, labels);
    const Bed bed;
    const auto folder = bed.labels.scratch() / "pairs";
    fs::create_directories(folder);
    RowsWriter writer(folder, RowKind::Preferences);
    for (int i = 0; i < 8; ++i) {
        Row row;
        row.prompt.text = std::string("say ") + static_cast<char>('a' + i) + "?";
        row.chosen.text = " yes";
        row.rejected.text = " no";
        row.kind = marks[i % 2].toStdString();
        writer.add(i < 4 ? Split::Train : Split::Validation, row);
    }
    writer.finish("test");
    TestContext context;
    bed.train(context, {{"max_steps", 2}}, folder);
    QCOMPARE(context.described["labels"].get<std::string>(), labels.toStdString());
    QCOMPARE(labelsBehind(context.output()), labels.toStdString());
    const auto report = nlohmann::json::parse(readFile(context.output() / "report.json"));
    QCOMPARE(report["labels"].get<std::string>(), labels.toStdString());
}

QTEST_GUILESS_MAIN(TestTrainReward)
