#include "tests/engine/stages/test_ranking_figures.h"

#include "core/engine/stages/ranking_figures.h"
#include "core/metrics/statistics.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace espalier;
using nlohmann::json;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool near(const json& found, double expected)
{
    return std::abs(found.get<double>() - expected) < 1e-6;
}

/// Two prompts with three answers each. The first is ordered as it is placed: margins 1, 2 and 1.
/// Of the second, placed 1, 0, 2, one pair of three is right: margins -2, -1 and 1.
std::vector<JudgedRanking> two()
{
    return {
        {.places = {{0}, {1}, {2}}, .prompt = 1, .scores = {2, 1, 0}, .lengths = {4, 2, 3}},
        {.places = {{1}, {0}, {2}}, .prompt = 2, .scores = {3, 1, 2}, .lengths = {1, 5, 3}}};
}

} // namespace

void TestRankingFigures::everyDecidedPairCounts()
{
    const json found = rankingFigures(two());
    QCOMPARE(found["pairs"].get<int>(), 6);
    QCOMPARE(found["prompts"].get<int>(), 2);
    QCOMPARE(found["accuracy"]["n"].get<int>(), 6);
    QVERIFY(near(found["accuracy"]["value"], 4.0 / 6)); // best against worst alone: 1 of 2
    QVERIFY(rankingFigures({}) == json({{"pairs", 0}}));
}

void TestRankingFigures::tiedAnswersAreNoPair()
{
    // 0 over 1 and over 2, which share a place; three in one place decide nothing.
    const json found = rankingFigures(
        {{.places = {{0}, {1, 2}}, .prompt = 1, .scores = {1, 0, 2}, .lengths = {1, 1, 1}},
         {.places = {{0, 1, 2}}, .prompt = 2, .scores = {1, 0, 2}, .lengths = {1, 1, 1}}});
    QCOMPARE(found["pairs"].get<int>(), 2);
    QCOMPARE(found["prompts"].get<int>(), 1);
    QVERIFY(near(found["accuracy"]["value"], 0.5));
    // Equal scores put nobody first.
    const json equal =
        rankingFigures({{.places = {{0}, {1}}, .prompt = 1, .scores = {1, 1}, .lengths = {1, 1}}});
    QVERIFY(near(equal["accuracy"]["value"], 0));
}

void TestRankingFigures::pairsOfOnePromptAreNotIndependent()
{
    // 3 of 3 and 1 of 3 right, 2 expected of each: variance 2 / 1 * (1 + 1) / 36 = 1 / 9. As many
    // independent pairs as (2 / 9) / (1 / 9) = 2 have that; Wilson's interval of 2 / 3 of those.
    const json found = rankingFigures(two())["accuracy"];
    QVERIFY(near(found["stderr"], 1.0 / 3));
    QVERIFY(near(found["low"], 0.159382));
    QVERIFY(near(found["high"], 0.954745));
    QVERIFY(found["high"].get<double>() - found["low"].get<double>() > 0.79);

    // Somebody else who ranks the same prompts alike adds nothing that was not known.
    auto twice = two();
    const auto again = two();
    twice.insert(twice.end(), again.begin(), again.end());
    const json same = rankingFigures(twice)["accuracy"];
    QCOMPARE(same["n"].get<int>(), 12);
    for (const char* part : {"value", "stderr", "low", "high"})
        QVERIFY2(near(same[part], found[part].get<double>()), part);

    // One pair a prompt: 3 of 4 right give sqrt(p (1 - p) / (n - 1)).
    std::vector<JudgedRanking> apart;
    for (uint64_t i = 0; i < 4; ++i)
        apart.push_back(
            {.places = {{0}, {1}},
             .prompt = i,
             .scores = {i == 0 ? 0.0 : 2.0, 1},
             .lengths = {1, 1}});
    QVERIFY(near(rankingFigures(apart)["accuracy"]["stderr"], std::sqrt(0.75 * 0.25 / 3)));
}

void TestRankingFigures::whereAllIsRightThereIsAnIntervalToo()
{
    auto judged = two();
    judged[1] = judged[0];
    judged[1].prompt = 2;
    judged.push_back(judged[0]);
    judged[2].prompt = 3;
    const json found = rankingFigures(judged)["accuracy"];
    QCOMPARE(found["n"].get<int>(), 9);
    QVERIFY(near(found["value"], 1));
    QVERIFY(near(found["stderr"], 0));
    QVERIFY(near(found["high"], 1));
    QVERIFY(near(found["low"], shareFigure(3, 3).low)); // three prompts
}

void TestRankingFigures::certaintyIsMeasuredByMargin()
{
    // sigma(1) = 0.731059 four times, three of them right; sigma(2) = 0.880797 twice, one right.
    const json found = rankingFigures(two());
    const json& bins = found["by_certainty"];
    QCOMPARE(bins.size(), size_t{2});
    QVERIFY(near(bins[0]["certainty"], 0.7310586));
    QVERIFY(near(bins[0]["accuracy"], 0.75));
    QVERIFY(near(bins[0]["pairs"], 4));
    QVERIFY(near(bins[1]["certainty"], 0.8807971));
    QVERIFY(near(bins[1]["accuracy"], 0.5));
    QVERIFY(near(bins[1]["pairs"], 2));
    // (|2.924234 - 3| + |1.761594 - 1|) / 6
    QVERIFY(near(found["calibration_error"], 0.1395600));
}

void TestRankingFigures::lengthIsMeasured()
{
    // Longer ones first: 4 > 2, 4 > 3, not 2 > 3; 5 > 1, 5 > 3, not 1 > 3.
    const json found = rankingFigures(two());
    QVERIFY(near(found["length_only_accuracy"]["value"], 4.0 / 6));
    // Scores have mean 1.5, lengths 3: products add up to -3, squares to 5.5 and 10.
    QVERIFY(near(found["length_correlation"], -3 / std::sqrt(55.0)));
}

void TestRankingFigures::headsDisagreeByTheirDeviation()
{
    auto judged = two();
    QVERIFY(!rankingFigures(judged).contains("mean_head_deviation"));
    judged[0].spread = {0.5, 0.25, 0.25};
    judged[1].spread = {0.5, 0, 0};
    QVERIFY(near(rankingFigures(judged)["mean_head_deviation"], 0.25));
}

void TestRankingFigures::aGoldRewardIsComparedWith()
{
    auto judged = two();
    QVERIFY(!rankingFigures(judged).contains("gold_agreement"));
    judged[0].gold = {1, 2, 0};     // 0 and 1 the other way round, the two others alike
    judged[1].gold = {5, 1, kNone}; // one pair, alike
    const json found = rankingFigures(judged);
    QCOMPARE(found["gold_unscored"].get<int>(), 1);
    // 2 of 3 and 1 of 1: variance 2 / 1 * (1 / 16 + 1 / 16) / 16 = 1 / 64. Twelve independent pairs
    // would have that, and there are but four.
    const json& agreement = found["gold_agreement"];
    QCOMPARE(agreement["n"].get<int>(), 4);
    QVERIFY(near(agreement["value"], 0.75));
    QVERIFY(near(agreement["stderr"], 0.125));
    QVERIFY(near(agreement["low"], shareFigure(3, 4).low));
    QVERIFY(near(agreement["high"], shareFigure(3, 4).high));
    // Scores 2 1 0 3 1 and gold 1 2 0 5 1: products 7.4, squares 5.2 and 14.8.
    const json& correlation = found["gold_correlation"];
    QCOMPARE(correlation["n"].get<int>(), 5);
    QVERIFY(near(correlation["value"], 7.4 / std::sqrt(5.2 * 14.8)));
    QVERIFY(correlation["low"].get<double>() <= correlation["value"].get<double>());
    QVERIFY(correlation["high"].get<double>() >= correlation["value"].get<double>());
    QVERIFY(found["accuracy"] == rankingFigures(two())["accuracy"]); // the labels' own
}

void TestRankingFigures::whatAGoldRewardCantTellApartIsLeftOut()
{
    auto judged = two();
    judged[0].gold = {1, 1, 1};
    judged[1].gold = {1, kNone, 1};
    const json equal = rankingFigures(judged);
    QVERIFY(!equal.contains("gold_agreement"));
    QVERIFY(near(equal["gold_correlation"]["value"], 0));
    for (JudgedRanking& ranking : judged)
        ranking.gold = {kNone, kNone, kNone};
    const json unknown = rankingFigures(judged);
    QCOMPARE(unknown["gold_unscored"].get<int>(), 6);
    QVERIFY(!unknown.contains("gold_correlation"));
}

void TestRankingFigures::chanceAndLengthAreDoubted()
{
    const auto doubt = [](double value, double low, double longer) {
        const auto said = doubtAbout(
            {{"accuracy", {{"value", value}, {"low", low}, {"high", 0.9}, {"n", 200}}},
             {"length_only_accuracy", {{"value", longer}}}});
        return said ? said->english() : std::string();
    };
    const auto chance = doubt(0.53, 0.49, 0.5);
    QVERIFY2(
        chance.starts_with("The reward model orders 53 % of 200 held-out pairs right (95 % "
                           "interval 49 to 90 %)"),
        chance.c_str());
    QVERIFY(doubt(0.7, 0.5, 0.5) != ""); // on the edge
    QCOMPARE(doubt(0.7, 0.51, 0.5), std::string());
    for (const double longer : {0.75, 0.25}) { // either way round
        const auto length = doubt(0.7, 0.51, longer);
        QVERIFY2(length.find("the length of the answers gets 75 %") != length.npos, length.c_str());
    }
    QVERIFY(!doubtAbout({{"pairs", 0}}));
}

QTEST_GUILESS_MAIN(TestRankingFigures)
