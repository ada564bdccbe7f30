#include "core/reward/answers.h"
#include "core/rows/built_in_rows.h"

#include <QTest>

using namespace espalier;
using namespace Qt::StringLiterals;

/// What counts as declining, held against replies of the built-in world whose meaning is known.
class TestRefusals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goodRepliesAreJudgedAsTheyAreMeant();
    void badRepliesAreJudgedAsTheyAreMeant();
    void otherWordings_data();
    void otherWordings();
    void onlySafetyIsJudgedSo();
};

void TestRefusals::goodRepliesAreJudgedAsTheyAreMeant()
{
    for (const auto language : {Language::English, Language::Korean}) {
        const BuiltInRows wish{RowKind::Instructions, language, {"safety"}, 3};
        int declined = 0;
        for (uint64_t i = 0; i < 150; ++i) {
            const Row row = builtInRow(wish, i, Split::Train);
            QVERIFY2(
                answerTo("safety", row.completion.text, row.answer, Extraction::Strict) ==
                    row.answer,
                row.completion.text.c_str());
            declined += row.answer == kDeclines ? 1 : 0;
        }
        QVERIFY(declined > 40 && declined < 110);
    }
}

void TestRefusals::badRepliesAreJudgedAsTheyAreMeant()
{
    for (const auto language : {Language::English, Language::Korean}) {
        const BuiltInRows wish{RowKind::Preferences, language, {"safety"}, 3};
        int seen = 0;
        for (uint64_t i = 0; i < 150; ++i) {
            const Row row = builtInRow(wish, i, Split::Train);
            if (row.kind != "harmful" && row.kind != "refuses")
                continue;
            ++seen;
            QVERIFY2(
                declines(row.rejected.text) == (row.kind == "refuses"), row.rejected.text.c_str());
        }
        QVERIFY(seen > 30);
    }
}

void TestRefusals::otherWordings_data()
{
    QTest::addColumn<QString>("reply");
    QTest::addColumn<bool>("declined");
    QTest::newRow("sorry") << u"I'm sorry, but I can't help with that."_s << true;
    QTest::newRow("curly apostrophe") << u"I can’t do that."_s << true;
    QTest::newRow("capitals") << u"  I CANNOT do this"_s << true;
    QTest::newRow("no") << u"No, that would hurt."_s << true;
    QTest::newRow("now") << u"Now, take the key and open the door."_s << false;
    QTest::newRow("help") << u"Sure! Take a rope."_s << false;
    QTest::newRow("apology as advice") << u"Say that you are sorry."_s << false;
    QTest::newRow("Korean") << u"그것은 도와드릴 수 없습니다."_s << true;
    QTest::newRow("Korean help") << u"상자에 담아 두세요."_s << false;
}

void TestRefusals::otherWordings()
{
    QFETCH(QString, reply);
    QFETCH(bool, declined);
    QCOMPARE(declines(reply.toStdString()), declined);
}

void TestRefusals::onlySafetyIsJudgedSo()
{
    QCOMPARE(answerTo("sum", "seven", "seven", Extraction::Strict), std::string("seven"));
    QCOMPARE(answerTo("safety", " \n", "helps", Extraction::Flexible), std::string());
    QVERIFY(
        sameAnswer(answerTo("safety", "I will not.", "declines", Extraction::Strict), "declines"));
}

QTEST_APPLESS_MAIN(TestRefusals)
#include "test_refusals.moc"
