/// Rewards of the built-in world's questions: the reply in a sentence is right, the wrong one is
/// not.

#include "core/reward/verifier.h"
#include "core/rows/built_in_item.h"
#include "core/rows/built_in_questions.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;

class TestBuiltInRewards : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void repliesAreScoredRight_data()
    {
        QTest::addColumn<QString>("reward");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("korean");
        for (const bool korean : {false, true}) {
            const char* language = korean ? "Korean" : "English";
            QTest::addRow("logic, %s", language) << "logic"
                                                 << "logic" << korean;
            for (const char* kind : {"sum", "compare"})
                QTest::addRow("%s, %s", kind, language) << "math" << kind << korean;
        }
    }
    void repliesAreScoredRight()
    {
        QFETCH(QString, reward);
        QFETCH(QString, kind);
        QFETCH(bool, korean);
        const std::string name = kind.toStdString();
        const auto make = name == "logic" ? built_in::askLogic
                          : name == "sum" ? built_in::askSum
                                          : built_in::askCompare;
        const auto verifier = makeVerifier({{"kind", reward.toStdString()}});
        int asked = 0;
        for (uint64_t index = 0; index < 4000; ++index) {
            const auto story = world::makeStory(
                1, index, korean ? Language::Korean : Language::English, Split::Train);
            Random random(1, "rewards", index);
            const auto item = make({story, 1, index, random, true});
            if (!item)
                continue;
            ++asked;
            AnswerToCheck answer{.kind = name, .prompt = item->prompt, .gold = item->answer};
            const auto score = [&](const std::string& text) {
                answer.answer = text;
                return verifier->check(answer).score;
            };
            const std::string said = item->prompt + "\n" + item->reply + "\n(" + item->answer + ")";
            QVERIFY2(score(item->answer) == 1, said.c_str());
            QVERIFY2(score(item->reply) == 1, said.c_str());
            if (!item->wrong.empty())
                QVERIFY2(score(item->wrong) == 0, (said + "\n" + item->wrong).c_str());
        }
        QVERIFY(asked > 50);
        qInfo("%d questions", asked);
    }
};

QTEST_APPLESS_MAIN(TestBuiltInRewards)
#include "test_built_in_rewards.moc"
