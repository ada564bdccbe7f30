#include "core/base/files.h"
#include "core/labels/agreement.h"
#include "core/labels/order.h"
#include "core/labels/ranking_rows.h"
#include "core/labels/simulated.h"
#include "core/store/workspace.h"

#include <QTest>

using namespace espalier;

namespace {

using Order = std::vector<std::vector<std::string>>;

/// One prompt with four answers a, bb, ccc, dddd and two people.
struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Labels labels{workspace.database()};
    std::string prompt = labels.addPrompts({{.content = "Why? ", .origin = "t"}}).front();
    std::vector<std::string> answers = labels.addCandidates(
        {{.promptUid = prompt, .text = "a", .origin = "m"},
         {.promptUid = prompt, .text = "bb", .origin = "m"},
         {.promptUid = prompt, .text = "ccc", .origin = "m"},
         {.promptUid = prompt, .text = "dddd", .origin = "m"}});
    Annotator mina = labels.annotator("Mina"), jun = labels.annotator("Jun"),
              rule = labels.annotator("simulated: longer", "rule");

    /// By the letters of the answers: "d cb a" is d best, then c and b tied, then a.
    Ranking rank(const Annotator& by, const std::string& letters, nlohmann::json more = {})
    {
        Order order{{}};
        for (const char letter : letters)
            if (letter == ' ')
                order.emplace_back();
            else
                order.back().push_back(answers.at(static_cast<size_t>(letter - 'a')));
        nlohmann::json verdict{{"order", order}, {"shown", answers}};
        verdict.update(more.is_null() ? nlohmann::json::object() : more);
        return labels.add({.promptUid = prompt, .annotatorUid = by.uid, .verdict = verdict});
    }

    /// "chosen>rejected" of each row.
    QStringList pairs(const RankingRowsOptions& options = {})
    {
        QStringList all;
        for (const Row& row : rowsOfRankings(workspace.database(), labels.effective(), options))
            all += QString::fromStdString(row.chosen.text + ">" + row.rejected.text);
        return all;
    }
};

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

} // namespace

class TestRankingRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPairOfARanking();
    void tiesAreLeftOutOrKept();
    void allBadAndSkipsGiveNothing();
    void theMajorityDecides();
    void flaggedOnesCanBeLeftOut();
    void simulatedOnesKeepTheirMark();
    void conversationsKeepTheirTurns();
    void agreementByHand();
    void agreementOfTiesAndOfNobody();
    void rulesRankByWhatTheySay();
    void aRuleFillsWhatIsWanted();
};

void TestRankingRows::everyPairOfARanking()
{
    Bed bed;
    bed.rank(bed.mina, "d c a");
    QCOMPARE(bed.pairs(), words("dddd>ccc dddd>a ccc>a"));
    const auto rows =
        rowsOfRankings(bed.workspace.database(), bed.labels.effective(), {.margin = true});
    QCOMPARE(rows.at(0).prompt.text, std::string("Why? "));
    QCOMPARE(rows.at(0).margin, std::optional(1.0));
    QCOMPARE(rows.at(1).margin, std::optional(2.0));
}

void TestRankingRows::tiesAreLeftOutOrKept()
{
    Bed bed;
    bed.rank(bed.mina, "d cb");
    QCOMPARE(bed.pairs(), words("dddd>bb dddd>ccc"));
    QCOMPARE(bed.pairs({.ties = true}), words("dddd>bb dddd>ccc bb>ccc")); // b was shown before c
    const auto rows =
        rowsOfRankings(bed.workspace.database(), bed.labels.effective(), {.ties = true});
    QVERIFY(!rows.at(0).margin);
    QCOMPARE(rows.at(2).margin, std::optional(0.0));
}

void TestRankingRows::allBadAndSkipsGiveNothing()
{
    Bed bed;
    bed.rank(bed.mina, "abcd", {{"bad", true}});
    bed.rank(bed.mina, "", {{"order", nlohmann::json::array()}, {"bad", true}});
    bed.labels.add({.promptUid = bed.prompt, .annotatorUid = bed.mina.uid, .kind = "skip"});
    QVERIFY(bed.pairs({.ties = true}).isEmpty());
}

void TestRankingRows::theMajorityDecides()
{
    Bed bed;
    bed.rank(bed.mina, "a b");
    bed.rank(bed.jun, "b a");
    QVERIFY(bed.pairs({.aggregate = true}).isEmpty()); // even
    QCOMPARE(bed.pairs({.ties = true, .aggregate = true}).size(), 1);
    bed.rank(bed.labels.annotator("Third"), "b a");
    QCOMPARE(bed.pairs({.aggregate = true}), words("bb>a"));
    const auto rows = rowsOfRankings(
        bed.workspace.database(), bed.labels.effective(), {.margin = true, .aggregate = true});
    QCOMPARE(rows.at(0).margin, std::optional(1.0 / 3)); // 2 for it, 1 against, of 3
}

void TestRankingRows::flaggedOnesCanBeLeftOut()
{
    Bed bed;
    bed.rank(bed.mina, "a b", {{"flag", true}});
    QCOMPARE(bed.pairs().size(), 1);
    QVERIFY(bed.pairs({.flagged = false}).isEmpty());
}

void TestRankingRows::simulatedOnesKeepTheirMark()
{
    Bed bed;
    bed.rank(bed.mina, "a b");
    bed.rank(bed.rule, "a b");
    auto rows = rowsOfRankings(bed.workspace.database(), bed.labels.effective());
    QCOMPARE(rows.at(0).kind, std::string());
    QCOMPARE(rows.at(1).kind, std::string(kSimulatedMark));
    rows = rowsOfRankings(bed.workspace.database(), bed.labels.effective(), {.aggregate = true});
    QCOMPARE(rows.at(0).kind, std::string(kMixedMark));
}

void TestRankingRows::conversationsKeepTheirTurns()
{
    Bed bed;
    const nlohmann::json content{
        {{"role", "system"}, {"content", "Be brief."}}, {{"role", "user"}, {"content", "안녕?"}}};
    const auto prompt = bed.labels.addPrompts({{.content = content, .origin = "t"}}).front();
    const auto uids = bed.labels.addCandidates(
        {{.promptUid = prompt, .text = "네.", .origin = "m"},
         {.promptUid = prompt, .text = "아니요.", .origin = "m"}});
    bed.labels.add(
        {.promptUid = prompt,
         .annotatorUid = bed.mina.uid,
         .verdict = {{"order", Order{{uids[1]}, {uids[0]}}}}});
    const auto rows = rowsOfRankings(bed.workspace.database(), bed.labels.effective());
    QCOMPARE(rows.size(), size_t{1});
    QCOMPARE(rows[0].system, std::string("Be brief."));
    QCOMPARE(rows[0].prompt.turns, (std::vector<Turn>{{Role::User, "안녕?"}}));
    QCOMPARE(rows[0].chosen.turns, (std::vector<Turn>{{Role::Assistant, "아니요."}}));
    QVERIFY(promptContent(rows[0]) == content);
}

void TestRankingRows::agreementByHand()
{
    Bed bed;
    bed.rank(bed.mina, "a b c");
    QCOMPARE(agreementOf(bed.labels.effective()).pairs, 0);
    bed.rank(bed.jun, "a c b");
    const Agreement agreement = agreementOf(bed.labels.effective());
    QCOMPARE(agreement.prompts, 1);
    QCOMPARE(agreement.pairs, 3);
    QCOMPARE(agreement.alike, 2);
    QCOMPARE(agreement.tau, 1.0 / 3); // (2 - 1) / 3
}

void TestRankingRows::agreementOfTiesAndOfNobody()
{
    Bed bed;
    QVERIFY(std::isnan(agreementOf({}).share()));
    bed.rank(bed.mina, "a bc");
    bed.rank(bed.jun, "ab c");
    const Agreement agreement = agreementOf(bed.labels.effective());
    QCOMPARE(agreement.pairs, 3);
    QCOMPARE(agreement.alike, 1);     // a before c
    QCOMPARE(agreement.tau, 1.0 / 2); // 1 / sqrt(2 * 2)
    bed.rank(bed.rule, "abc", {{"bad", true}});
    QCOMPARE(agreementOf(bed.labels.effective()).tau, 1.0 / 2); // all tied: no tau of that one
}

void TestRankingRows::rulesRankByWhatTheySay()
{
    const std::vector<Candidate> shown{
        {.uid = "x", .text = "one two three one two three one two three"},
        {.uid = "y", .text = "one two three four"},
        {.uid = "z", .text = "아주 긴 말"},
        {.uid = "w", .text = "말 긴 아주"}};
    const auto order = [&](const char* rule) {
        return simulatedVerdict(*findSimulatedRule(rule), shown).at("order").dump();
    };
    QCOMPARE(order("longer"), std::string(R"([["x"],["y"],["z","w"]])"));
    QCOMPARE(order("shorter"), std::string(R"([["z","w"],["y"],["x"]])"));
    QCOMPARE(order("fewer repetitions"), std::string(R"([["y","z","w"],["x"]])"));
    QVERIFY(findSimulatedRule("kinder") == nullptr);
}

void TestRankingRows::aRuleFillsWhatIsWanted()
{
    Bed bed;
    LabelTasks tasks(bed.workspace.database());
    const auto task = tasks.open(
        {.uid = "k", .title = "t"},
        {{.promptUid = bed.prompt, .candidateUids = bed.answers, .wanted = 2}});
    const auto& rule = *findSimulatedRule("longer");
    QCOMPARE(rankBySimulated(bed.workspace.database(), task.id, rule).size(), size_t{1});
    QVERIFY(rankBySimulated(bed.workspace.database(), task.id, rule).empty()); // once is enough
    QCOMPARE(tasks.progress(task.id).done, 1);
    QCOMPARE(
        rankBySimulated(bed.workspace.database(), task.id, *findSimulatedRule("shorter")).size(),
        size_t{1});
    QVERIFY(tasks.progress(task.id).met());
    for (const Annotator& annotator : bed.labels.annotators())
        QCOMPARE(
            QString::fromStdString(annotator.name).startsWith(QLatin1String("simulated: ")),
            annotator.kind == "rule");
}

QTEST_GUILESS_MAIN(TestRankingRows)
#include "test_ranking_rows.moc"
