#include "tests/engine/stages/test_label_human.h"

#include "core/engine/stages/all.h"
#include "core/rows/candidates.h"
#include "core/rows/rankings.h"
#include "core/rows/rows.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

using namespace espalier;

namespace {

using Texts = std::vector<std::string>;

/// A workspace whose people say what they are told to; without a word the stage waits.
class PeopleContext : public TestContext
{
public:
    PeopleTask task;
    std::vector<PeopleRanking> words;

    std::optional<std::vector<PeopleRanking>> askPeople(const PeopleTask& asked) override
    {
        task = asked;
        return words.empty() ? std::nullopt : std::optional(words);
    }
};

/// Three prompts with four, five and two answers, named "a1", "a2", ..., "b1", ...
void run(PeopleContext& context, const Values& given)
{
    std::vector<CandidateSet> sets;
    for (const auto& [name, count] : {std::pair{"a", 4}, {"b", 5}, {"c", 2}}) {
        CandidateSet& set = sets.emplace_back();
        set.row.prompt.text = name;
        for (int i = 1; i <= count; ++i)
            set.answers.push_back({.text = name + std::to_string(i)});
    }
    writeCandidates(context.scratch(), sets);
    context.wired["candidates"] = {context.scratch()};
    context.given = given;
    runLabelHuman(context);
}

/// What the stage asks, item by item: it ends by waiting.
std::vector<PeopleItem> asked(const Values& given)
{
    PeopleContext context;
    try {
        run(context, given);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Waiting)
            throw;
    }
    return context.task.items;
}

Texts textsOf(const PeopleItem& item)
{
    Texts texts;
    for (const PeopleAnswer& answer : item.answers)
        texts.push_back(answer.text);
    return texts;
}

} // namespace

void TestLabelHuman::everyAnswerIsInAPair()
{
    const auto items = asked({{"kind", "pair"}});
    QCOMPARE(items.size(), size_t{6});
    QCOMPARE(textsOf(items[0]), (Texts{"a1", "a2"}));
    QCOMPARE(textsOf(items[1]), (Texts{"a3", "a4"}));
    QCOMPARE(textsOf(items[2]), (Texts{"b1", "b2"}));
    QCOMPARE(textsOf(items[3]), (Texts{"b3", "b4"}));
    QCOMPARE(textsOf(items[4]), (Texts{"b5", "b1"})); // an odd one meets the first
    QCOMPARE(textsOf(items[5]), (Texts{"c1", "c2"}));
    QVERIFY(items[0].prompt == items[1].prompt);
    QCOMPARE(asked({{"kind", "pair"}, {"limit", 2}}).size(), size_t{5}); // prompts, not pairs
    QCOMPARE(asked({{"kind", "ranking"}}).size(), size_t{3});
}

void TestLabelHuman::pairsOfAPromptNeedTheSameAnnotators()
{
    // Half of three prompts: the second.
    std::vector<int64_t> wanted;
    for (const PeopleItem& item :
         asked({{"kind", "pair"}, {"overlap", 0.5}, {"overlap_annotators", 3}}))
        wanted.push_back(item.wanted);
    QCOMPARE(wanted, (std::vector<int64_t>{1, 1, 3, 3, 3, 1}));
}

void TestLabelHuman::rankedPairsBecomePreferences()
{
    PeopleContext context;
    context.words = {
        {1, "Mina", false, {{1}, {0}}}, // a4 over a3
        {4, "Mina", false, {{0}, {1}}}, // b5 over b1
        {5, "Mina", false, {{0, 1}}}};  // tied
    run(context, {{"kind", "pair"}});
    const Rows rows = Rows::open(context.output(), RowKind::Preferences);
    QCOMPARE(rows.size(Split::Train), uint64_t{2});
    const Row first = rows.row(Split::Train, 0), second = rows.row(Split::Train, 1);
    QCOMPARE(first.prompt.text, std::string("a"));
    QCOMPARE(first.chosen.text, std::string("a4"));
    QCOMPARE(first.rejected.text, std::string("a3"));
    QCOMPARE(second.chosen.text, std::string("b5"));
    QCOMPARE(second.rejected.text, std::string("b1"));
    const auto rankings = readRankings(context.output(), Split::Train);
    QCOMPARE(rankings.size(), size_t{2});
    QCOMPARE(rankings[0].answers.size(), size_t{2}); // nothing of answers that nobody compared
    QCOMPARE(context.described["prompts"].get<int>(), 3);
    QCOMPARE(context.described["items"].get<int>(), 6);
    QCOMPARE(context.described["pairs"].get<int>(), 2);
}

void TestLabelHuman::wholeRankingsStayWhole()
{
    PeopleContext context;
    context.words = {{0, "Mina", false, {{3}, {0, 1}, {2}}}};
    run(context, {{"kind", "ranking"}, {"pairs", "all"}});
    QCOMPARE(Rows::open(context.output()).size(Split::Train), uint64_t{5}); // six less a tie
    const auto rankings = readRankings(context.output(), Split::Train);
    QCOMPARE(rankings.size(), size_t{1});
    QCOMPARE(rankings[0].answers.size(), size_t{4});
    QCOMPARE(rankings[0].places.front(), std::vector<int64_t>{3});
}

QTEST_GUILESS_MAIN(TestLabelHuman)
