/// The reward `code` on the built-in world's tasks: the gold program passes in the sandbox, written
/// in one line and in steps, the wrong one and one that does nothing fail.

#include "core/reward/judge.h"
#include "core/reward/sandbox.h"
#include "core/reward/verifier.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_rows.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
using built_in::Item;

namespace {

std::vector<Item> tasks(Language language, size_t count)
{
    std::vector<Item> items;
    for (uint64_t seed = 1; items.size() < count; ++seed) {
        const auto story = world::makeStory(seed, 0, language, Split::Train);
        Random random(seed, "code");
        if (auto item = built_in::askCode({story, seed, 0, random, true}))
            items.push_back(std::move(*item));
    }
    return items;
}

std::string doesNothing(const Item& item)
{
    return item.answer.substr(0, item.answer.find(": return")) + ": pass";
}

AnswerToCheck toCheck(const Item& item, const std::string& answer)
{
    return {"code", item.prompt, "\n" + answer, item.answer, item.tests, item.entryPoint};
}

std::string replaced(std::string text, const std::string& old, const std::string& by)
{
    for (size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + by.size()))
        text.replace(at, old.size(), by);
    return text;
}

/// Many programs as one, which calls them by their number, with a test for each: that it passes
/// its own, or that it fails one of them.
AnswerToCheck
allAtOnce(const std::vector<Item>& items, std::string (*answer)(const Item&), bool passes)
{
    AnswerToCheck all{.kind = "code", .prompt = "Write them.", .entryPoint = "call"};
    std::string functions;
    for (size_t i = 0; i < items.size(); ++i) {
        const auto name = "f" + std::to_string(i);
        const auto begin = items[i].entryPoint + "(";
        auto text = answer(items[i]);
        all.answer += text.replace(4, begin.size() - 1, name) + "\n";
        functions += name + ", ";
        std::string tests;
        for (const auto& line : built_in::alternativesOf(items[i].tests, '\n'))
            tests += (tests.empty() ? "" : " and ") + line.substr(7);
        tests = replaced(tests, begin, "call(" + std::to_string(i) + ", ");
        all.tests += "assert " + (passes ? tests : "not (" + tests + ")") + "\n";
    }
    all.answer += "def call(i, *given):\n    try:\n        return [" + functions +
                  "][i](*given)\n    except Exception:\n        return 'raised'\n";
    return all;
}

} // namespace

class TestBuiltInCodeRewards : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (const auto why = whyNoSandbox("/usr/bin/python3"))
            QSKIP(why->words().c_str());
        m_verifier = makeVerifier({{"kind", "code"}, {"seconds", 30}});
        m_shares = makeVerifier({{"kind", "code"}, {"seconds", 60}, {"score", "share"}});
    }

    void eachIsScoredRight_data() { addLanguages(); }
    void eachIsScoredRight()
    {
        const auto items = tasks(language(), 20);
        std::vector<AnswerToCheck> answers;
        for (const Item& item : items)
            for (const auto& answer : {item.answer, item.wrong, doesNothing(item)})
                answers.push_back(toCheck(item, answer));
        const auto verdicts = m_verifier->checkAll(answers);
        for (size_t i = 0; i < answers.size(); ++i) {
            const auto said = answers[i].prompt + answers[i].answer + "\n" + answers[i].tests +
                              verdicts[i].reason;
            QVERIFY2(verdicts[i].score == (i % 3 == 0 ? 1 : 0), said.c_str());
            // Arguments and results are plain data: never the weaker check.
            QVERIFY2(verdicts[i].reason.find("weaker") == std::string::npos, said.c_str());
        }
    }

    void hundredsAreScoredRight_data() { addLanguages(); }
    void hundredsAreScoredRight()
    {
        const auto items = tasks(language(), 600);
        const std::vector<AnswerToCheck> answers{
            allAtOnce(
                items, [](const Item& item) { return item.answer; }, true),
            allAtOnce(
                items, [](const Item& item) { return item.rationale; }, true),
            allAtOnce(
                items, [](const Item& item) { return item.wrong; }, false),
            allAtOnce(items, doesNothing, false)};
        for (const auto& verdict : m_shares->checkAll(answers)) {
            QVERIFY2(verdict.score == 1, verdict.reason.c_str());
            QCOMPARE(verdict.reason, std::string());
        }
        // The test itself: the wrong ones don't pass.
        const auto wrong = allAtOnce(
            items, [](const Item& item) { return item.wrong; }, true);
        QVERIFY(m_shares->check(wrong).score < 0.01);
    }

    /// What eval.problems counts, which runs no program: the gold one word for word.
    void theGoldTextIsJudgedRight_data() { addLanguages(); }
    void theGoldTextIsJudgedRight()
    {
        for (const Item& item : tasks(language(), 600))
            for (const auto extraction : {Extraction::Strict, Extraction::Flexible}) {
                const auto right = [&](const std::string& text) {
                    return answersRight("code", "\n" + text, item.answer, extraction);
                };
                QVERIFY2(right(item.answer), item.answer.c_str());
                QVERIFY2(!right(item.wrong), (item.answer + "\n" + item.wrong).c_str());
                QVERIFY2(!right(doesNothing(item)), item.answer.c_str());
            }
    }

    void rowsAreScoredAsTheyStand()
    {
        const BuiltInRows rows{RowKind::Problems, Language::Korean, {"code"}, 5};
        for (uint64_t i = 0; i < 5; ++i) {
            const Row row = rowFromJson(rowToJson(builtInRow(rows, i, Split::Validation)));
            AnswerToCheck answer{
                row.kind, row.prompt.text, row.answer, row.answer, row.tests, row.entryPoint};
            QCOMPARE(m_verifier->check(answer).score, 1.0);
            answer.answer = "물론입니다.\n```python\n" + row.answer + "\n```\n";
            QCOMPARE(m_verifier->check(answer).score, 1.0);
        }
    }

private:
    static void addLanguages()
    {
        QTest::addColumn<bool>("english");
        QTest::newRow("en") << true;
        QTest::newRow("ko") << false;
    }
    static Language language()
    {
        QFETCH(bool, english);
        return english ? Language::English : Language::Korean;
    }

    std::unique_ptr<Verifier> m_verifier, m_shares;
};

QTEST_APPLESS_MAIN(TestBuiltInCodeRewards)
#include "test_built_in_code_rewards.moc"
