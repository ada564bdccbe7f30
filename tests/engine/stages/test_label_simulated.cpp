#include "tests/engine/stages/test_label_simulated.h"

#include "core/engine/stages/all.h"
#include "core/rows/candidates.h"
#include "core/rows/rankings.h"
#include "core/rows/rows.h"
#include "core/stages/stages.h"
#include "tests/engine/stages/small_model.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace espalier;

namespace {

CandidateSet
setOf(const std::string& prompt, const std::vector<std::string>& answers, Split side = Split::Train)
{
    CandidateSet set;
    set.side = side;
    set.row.prompt.text = prompt;
    for (const std::string& answer : answers)
        set.answers.push_back({.text = answer, .model = "model 1", .tokens = 1});
    return set;
}

/// So many prompts, each with answers of one word, two words, ...
std::vector<CandidateSet> setsOfWords(int count, int answers, Split side = Split::Train)
{
    std::vector<std::string> texts;
    for (int i = 0; i < answers; ++i)
        texts.push_back(i == 0 ? "word" : texts.back() + " word");
    std::vector<CandidateSet> sets;
    for (int i = 0; i < count; ++i)
        sets.push_back(setOf("prompt " + std::to_string(i), texts, side));
    return sets;
}

/// Runs label.simulated over them, by words unless `given` says otherwise; what it made lies in
/// context.output().
void label(TestContext& context, const std::vector<CandidateSet>& sets, const Values& given)
{
    const auto folder = context.scratch() / "candidates";
    std::filesystem::create_directories(folder);
    writeCandidates(folder, sets);
    context.given = {{"rule", "qualities"}, {"qualities", Values::array({"words 1"})}};
    context.given.update(given);
    context.wired["candidates"] = {folder};
    runLabelSimulated(context);
}

/// Pairs of one side whose shorter answer was chosen.
double shorterChosen(const std::filesystem::path& preferences, Split side)
{
    const Rows rows = Rows::open(preferences, RowKind::Preferences);
    double count = 0;
    for (uint64_t i = 0; i < rows.size(side); ++i) {
        const Row row = rows.row(side, i);
        count += row.chosen.text.size() < row.rejected.text.size() ? 1 : 0;
    }
    return count;
}

/// Four standard errors of a share: less than one in 10,000 is farther off.
double farOff(double share, double count)
{
    return 4 * std::sqrt(share * (1 - share) / count);
}

/// Of an answer's tokens and of what ends it, by a plain pass over the whole text.
double meanLogProb(
    Transformer model,
    const Tokenizer& tokenizer,
    const std::string& prompt,
    const CandidateAnswer& answer)
{
    const torch::NoGradGuard guard;
    auto ids = tokenizer.encode(prompt);
    const size_t begin = ids.size();
    tokenizer.encodeInto(answer.text, ids);
    if (answer.ended)
        ids.push_back(*tokenizer.special().eos);
    const std::vector<int64_t> wide(ids.begin(), ids.end());
    const auto hidden = model->forward(torch::tensor(wide).unsqueeze(0));
    const auto logProbs = torch::log_softmax(model->logits(hidden), -1)[0];
    double sum = 0;
    for (size_t t = begin; t < wide.size(); ++t)
        sum += logProbs[static_cast<int64_t>(t) - 1][wide[t]].item<double>();
    return sum / static_cast<double>(wide.size() - begin);
}

/// Places of answers, the highest score first.
std::vector<std::vector<int64_t>> placesBy(const std::vector<double>& scores)
{
    std::vector<int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(
        order, std::ranges::greater{}, [&](int64_t i) { return scores[static_cast<size_t>(i)]; });
    std::vector<std::vector<int64_t>> places;
    for (const int64_t answer : order)
        places.push_back({answer});
    return places;
}

} // namespace

void TestLabelSimulated::noiseTurnsItsShareOfChoices_data()
{
    QTest::addColumn<int>("answers");
    QTest::addColumn<double>("noise");
    QTest::newRow("pairs") << 2 << 0.3;
    QTest::newRow("rankings of four") << 4 << 0.3;
    QTest::newRow("none") << 4 << 0.0;
    QTest::newRow("chance") << 2 << 0.5;
}

void TestLabelSimulated::noiseTurnsItsShareOfChoices()
{
    QFETCH(int, answers);
    QFETCH(double, noise);
    constexpr int kPrompts = 2000, kHeldOut = 200;
    auto sets = setsOfWords(kPrompts, answers);
    const auto heldOut = setsOfWords(kHeldOut, answers, Split::Validation);
    sets.insert(sets.end(), heldOut.begin(), heldOut.end());
    TestContext context;
    label(context, sets, {{"noise", noise}});
    // A choice that turned out the other way is not made again: the neighbour after it has none.
    const double swapped = context.described["swapped"].get<double>();
    const double choices =
        context.described["choices"].get<double>() - kHeldOut * (answers - 1); // without noise
    QVERIFY2(
        std::abs(swapped / choices - noise) <= farOff(noise, choices),
        fmt::format("{} of {}", swapped, choices).c_str());
    // Whoever was swapped is the other way round in the pairs of neighbours.
    QCOMPARE(shorterChosen(context.output(), Split::Train), swapped);
    QCOMPARE(shorterChosen(context.output(), Split::Validation), 0.0);
    if (answers == 2)
        QCOMPARE(choices, double(kPrompts));

    TestContext both;
    label(both, heldOut, {{"noise", noise}, {"noise_on", "both"}});
    QCOMPARE(
        shorterChosen(both.output(), Split::Validation), both.described["swapped"].get<double>());
    QCOMPARE(shorterChosen(both.output(), Split::Validation) > 0, noise > 0);
}

void TestLabelSimulated::whatIsShownFirstGains_data()
{
    QTest::addColumn<double>("bias");
    QTest::addColumn<double>("share"); // of pairs whose shorter answer is chosen
    // One word or two: scores deviate by 0.5 and lie 1 apart, so a bias over 2 decides alone; then
    // the shorter answer is chosen where it is shown first, which is half the time.
    QTest::newRow("none") << 0.0 << 0.0;
    QTest::newRow("less than the difference") << 1.0 << 0.0;
    QTest::newRow("more than the difference") << 3.0 << 0.5;
    QTest::newRow("against the first") << -3.0 << 0.5;
}

void TestLabelSimulated::whatIsShownFirstGains()
{
    QFETCH(double, bias);
    QFETCH(double, share);
    constexpr int kPrompts = 2000;
    TestContext context;
    label(context, setsOfWords(kPrompts, 2), {{"position_bias", bias}});
    QCOMPARE(context.described["score_deviation"].get<double>(), 0.5);
    const double found = shorterChosen(context.output(), Split::Train) / kPrompts;
    QVERIFY2(std::abs(found - share) <= farOff(share, kPrompts), fmt::format("{}", found).c_str());
}

void TestLabelSimulated::equalAnswersGiveNoPair()
{
    std::vector<CandidateSet> sets;
    for (int i = 0; i < 20; ++i)
        sets.push_back(
            i % 2 == 0 ? setOf("unequal", {"some words", "word"})
                       : setOf("equal", {"some words", "other words"}));
    TestContext context;
    label(context, sets, {{"noise", 0.5}}); // noise decides no tie
    QCOMPARE(Rows::open(context.output()).size(Split::Train), uint64_t{10});
    QCOMPARE(context.described["choices"].get<int>(), 10);
    const auto rankings = readRankings(context.output(), Split::Train);
    QCOMPARE(rankings.size(), size_t{20});
    for (size_t i = 0; i < rankings.size(); ++i)
        QCOMPARE(rankings[i].places.size(), i % 2 == 0 ? size_t{2} : size_t{1});

    const std::vector<CandidateSet> equal{sets[1], sets[3]};
    QVERIFY_THROWS_EXCEPTION(Error, label(context, equal, Values::object()));
    // One word apart, and told to take that for a tie.
    QVERIFY_THROWS_EXCEPTION(Error, label(context, {sets[0]}, {{"tie", 1}}));
}

void TestLabelSimulated::aJudgeGoesByItsOwnLikelihood()
{
    TestContext context;
    const auto folder = context.scratch() / "judge";
    const Tokenizer tokenizer = letterTokenizer();
    makeSmallModel(folder, tokenizer);
    CandidateSet set = setOf("say so?", {" yes", " not now", " go on"});
    set.answers[2].ended = false;
    const auto judge = loadModelFolder(folder).model;
    std::vector<double> expected, opposite;
    for (CandidateAnswer& answer : set.answers) {
        expected.push_back(meanLogProb(judge, tokenizer, set.row.prompt.text, answer));
        opposite.push_back(-expected.back());
        answer.tokens = 10; // whoever wrote them thought the opposite of them
        answer.logProb = 10 * opposite.back();
    }
    const Values given{{"rule", "likelihood"}, {"pairs", "all"}, {"margin", true}};
    label(context, {set}, given);
    QVERIFY(readRankings(context.output(), Split::Train)[0].places == placesBy(opposite));

    context.wired["judge"] = {folder};
    label(context, {set}, given);
    QVERIFY(readRankings(context.output(), Split::Train)[0].places == placesBy(expected));
    const Rows rows = Rows::open(context.output(), RowKind::Preferences);
    QCOMPARE(rows.size(Split::Train), uint64_t{3});
    const auto scoreOf = [&](const Passage& passage) {
        const auto place = std::ranges::find(set.answers, passage.text, &CandidateAnswer::text);
        return expected[static_cast<size_t>(place - set.answers.begin())];
    };
    for (uint64_t i = 0; i < 3; ++i) {
        const Row row = rows.row(Split::Train, i);
        const double margin = scoreOf(row.chosen) - scoreOf(row.rejected);
        QVERIFY2(
            std::abs(row.margin.value() - margin) < 1e-4,
            fmt::format("{} and {}", row.margin.value(), margin).c_str());
    }
}

void TestLabelSimulated::promptsTooLongForTheJudgeAreCut()
{
    TestContext context;
    const auto folder = context.scratch() / "judge";
    makeSmallModel(folder, letterTokenizer());
    context.wired["judge"] = {folder};
    const auto cut = setOf(std::string(60, 'a') + "bcd?", {" yes", " no"});
    label(context, {cut, setOf("say so?", {" yes", " no"})}, {{"rule", "likelihood"}});
    QCOMPARE(context.said.size(), size_t{1});
    QVERIFY2(
        context.said[0].find("2 answers are too long") != std::string::npos,
        context.said[0].c_str());
    QVERIFY(context.said[0].find("32 tokens") != std::string::npos);
    QCOMPARE(Rows::open(context.output()).size(Split::Train), uint64_t{2});

    // Half an answer is no answer: a longer one is left out, the others keep their order.
    const auto longOne = setOf("say so?", {" yes", " " + std::string(40, 'a'), " no"});
    label(context, {setOf("say so?", {" yes", " no"})}, {{"rule", "likelihood"}});
    const auto without = readRankings(context.output(), Split::Train)[0].places;
    context.said.clear();
    label(context, {longOne}, {{"rule", "likelihood"}});
    const auto places = readRankings(context.output(), Split::Train)[0].places;
    QCOMPARE(places.size(), without.size());
    for (size_t i = 0; i < places.size(); ++i) // the third answer here is the second there
        QCOMPARE(places[i].front() == 0, without[i].front() == 0);
    QVERIFY(context.said.at(0).find("1 answers are longer by themselves") != std::string::npos);
    QVERIFY(context.said.at(1).find("1 answers can't be scored") != std::string::npos);
}

void TestLabelSimulated::wiresThatNobodyAsksForAreNamed()
{
    const StageInfo* stage = findStage(stages(), "label.simulated");
    const auto findings = [&](const char* rule, const char* port, const Facts& facts) {
        const Values params{{"rule", rule}};
        const std::map<std::string, Facts> inputs{{"candidates", {}}, {port, facts}};
        return stage->check({params, inputs, {}});
    };
    QVERIFY(findings("likelihood", "judge", {}).empty());
    QVERIFY(findings("reward", "reward", {}).empty());
    const auto unused = findings("qualities", "judge", {});
    QCOMPARE(unused.size(), size_t{1});
    QCOMPARE(unused[0].param, std::string("rule"));
    Facts masked;
    masked.family = "bert";
    QCOMPARE(findings("likelihood", "judge", masked).size(), size_t{1});
}

QTEST_GUILESS_MAIN(TestLabelSimulated)
