/// A decision while it is made, keys in any input mode, answers as documents.

#include "widgets/rank/answer_text.h"
#include "widgets/rank/ballot.h"
#include "widgets/rank/card_board.h"
#include "widgets/rank/rank_keys.h"

#include <QAbstractTextDocumentLayout>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

using Groups = Ballot::Groups;

/// The ballot after keys: digits, "=" ties, "<" takes back, "T" and "X".
Ballot after(int cards, const char* keys)
{
    Ballot ballot(cards);
    for (const char* key = keys; *key != '\0'; ++key)
        switch (*key) {
        case '=':
            ballot.tieNext();
            break;
        case '<':
            ballot.back();
            break;
        case 'T':
            ballot.tieAll();
            break;
        case 'X':
            ballot.markBad();
            break;
        default:
            ballot.press(*key - '1');
        }
    return ballot;
}

std::optional<RankKey> press(int key, const QString& text = {}, quint32 scan = 0)
{
    return rankKeyOf(QKeyEvent(QEvent::KeyPress, key, Qt::NoModifier, scan, 0, 0, text));
}

} // namespace

class TestBallot : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysGivePlaces_data();
    void keysGivePlaces();
    void draggingGivesPlaces();
    void verdictsThereAndBack();
    void lettersInEveryMode_data();
    void lettersInEveryMode();
    void otherKeysMeanNothing();
    void markdownIsRecognised();
    void whatWasKeptCanBeTakenBack();
    void aCardLeavesItsPlace();
    void codeIsInAFixedFont();
    void codeBeginsWhereOtherTextDoes();
    void nothingIsLoaded();
    void manyCardsTakeTwoRows();
    void longAnswersAreMadeReadyFast();
};

void TestBallot::keysGivePlaces_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<int>("cards");
    QTest::addColumn<QByteArray>("groups");
    QTest::addColumn<bool>("complete");
    const auto row =
        [](const char* name, const char* keys, int cards, const char* groups, bool complete) {
            QTest::newRow(name) << QByteArray(keys) << cards << QByteArray(groups) << complete;
        };
    row("nothing", "", 3, "[]", false);
    row("the best first", "31", 4, "[[2],[0]]", false);
    row("the last goes by itself", "31", 3, "[[2],[0],[1]]", true);
    row("a tie", "3=1", 4, "[[2,0]]", false);
    row("a tie at the end", "31=2", 3, "[[2],[0,1]]", true);
    row("a tie begun", "31=", 3, "[[2],[0]]", false);
    row("a tie of nothing", "=1", 3, "[[0]]", false);
    row("twice the same", "11", 3, "[[0]]", false);
    row("taken back", "12<", 4, "[[0]]", false);
    row("tie taken back", "1=<2", 4, "[[0],[1]]", false);
    row("taken back to nothing", "1<<", 2, "[]", false);
    row("no such card", "9", 3, "[]", false);
    row("all tied", "1T", 3, "[[0,1,2]]", true);
    row("a pair", "2", 2, "[[1],[0]]", true);
}

void TestBallot::keysGivePlaces()
{
    QFETCH(QByteArray, keys);
    QFETCH(int, cards);
    QFETCH(QByteArray, groups);
    const Ballot ballot = after(cards, keys.constData());
    QCOMPARE(QByteArray::fromStdString(nlohmann::json(ballot.groups()).dump()), groups);
    QTEST(ballot.isComplete(), "complete");
}

void TestBallot::draggingGivesPlaces()
{
    Ballot ballot = after(4, "12"); // 1 2 . .
    ballot.insert(3, 1);            // 1 4 2 and 3 by itself
    QCOMPARE(ballot.groups(), (Groups{{0}, {3}, {1}, {2}}));
    ballot.insert(0, 3); // from the first place behind the third
    QCOMPARE(ballot.groups(), (Groups{{3}, {1}, {0}, {2}}));
    ballot.tieWith(2, 0);
    QCOMPARE(ballot.groups(), (Groups{{3, 2}, {1}, {0}}));
    ballot.tieWith(2, 0); // is there already
    QCOMPARE(ballot.groups(), (Groups{{3, 2}, {1}, {0}}));
    QCOMPARE(ballot.placeOf(2)->place, 0);
    QCOMPARE(ballot.placeOf(2)->sharing, size_t{2});
    ballot.back();
    QCOMPARE(ballot.groups(), (Groups{{3}, {1}, {0}, {2}}));
    ballot.insert(9, 0);
    ballot.tieWith(1, 9);
    QCOMPARE(ballot.groups(), (Groups{{3}, {1}, {0}, {2}}));
}

void TestBallot::verdictsThereAndBack()
{
    const std::vector<std::string> shown{"a", "b", "c"};
    const auto verdict = after(3, "2=3").verdict(shown);
    QCOMPARE(verdict.dump(), std::string(R"({"order":[["b","c"],["a"]],"shown":["a","b","c"]})"));
    QCOMPARE(Ballot::ofVerdict(verdict, shown).verdict(shown).dump(), verdict.dump());
    const auto bad = after(3, "1X").verdict(shown);
    QVERIFY(bad.at("bad").get<bool>());
    QVERIFY(Ballot::ofVerdict(bad, shown).isBad());
    const auto skipped = after(4, "2=3").unfinished({"a", "b", "c", "d"});
    QCOMPARE(skipped.dump(), std::string(R"({"placed":[["b","c"]],"shown":["a","b","c","d"]})"));
    QCOMPARE(Ballot::ofVerdict(skipped, {"a", "b", "c", "d"}).groups(), (Ballot::Groups{{1, 2}}));
    const auto tying = Ballot::ofVerdict(after(3, "12=").unfinished(shown), shown);
    QVERIFY(tying.isTying() && !tying.isComplete()); // not a decision that nobody made
    QCOMPARE(after(3, "").unfinished(shown).dump(), std::string(R"({"shown":["a","b","c"]})"));
    QVERIFY(!after(3, "XX").isComplete());
    QVERIFY(!after(3, "X1").isBad());
}

void TestBallot::lettersInEveryMode_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("act");
    using Act = RankKey::Act;
    const auto row = [](const char* name, int key, const QString& text, Act act) {
        QTest::newRow(name) << key << text << static_cast<int>(act);
    };
    row("S", Qt::Key_S, u"s"_s, Act::Skip);
    row("shifted", Qt::Key_S, u"S"_s, Act::Skip);
    row("Hangul S", 0x3134, u"ㄴ"_s, Act::Skip);
    row("Hangul F", 0x3139, u"ㄹ"_s, Act::Flag);
    row("Hangul C", 0x314A, u"ㅊ"_s, Act::Comment);
    row("Hangul A", 0x3141, u"ㅁ"_s, Act::Card);
    row("Hangul B", 0x3160, u"ㅠ"_s, Act::Card);
    row("Hangul T", 0x3145, u"ㅅ"_s, Act::TieAll);
    row("Hangul X", 0x314C, u"ㅌ"_s, Act::Bad);
    row("jamo without a key", Qt::Key_unknown, u"ㅌ"_s, Act::Bad);
    row("a digit", Qt::Key_4, u"4"_s, Act::Card);
    row("equals", Qt::Key_Equal, u"="_s, Act::TieNext);
    row("help", Qt::Key_Question, u"?"_s, Act::Keys);
    row("the number pad's Enter", Qt::Key_Enter, {}, Act::Commit);
}

void TestBallot::lettersInEveryMode()
{
    QFETCH(int, key);
    QFETCH(QString, text);
    const auto found = press(key, text);
    QVERIFY(found.has_value());
    QTEST(static_cast<int>(found->act), "act");
}

void TestBallot::otherKeysMeanNothing()
{
    QVERIFY(!press(Qt::Key_Q, u"q"_s));
    QVERIFY(!press(0x3142, u"ㅂ"_s));
    QVERIFY(!press(Qt::Key_0, u"0"_s));
    QVERIFY(!press(Qt::Key_Shift));
    QVERIFY(!rankKeyOf(QKeyEvent(QEvent::KeyPress, Qt::Key_S, Qt::ControlModifier)));
    QCOMPARE(
        rankKeyOf(QKeyEvent(QEvent::KeyPress, Qt::Key_Z, Qt::ControlModifier))->act,
        RankKey::Act::Undo);
    QCOMPARE(press(0x3160, u"ㅠ"_s)->card, 1);
}

void TestBallot::markdownIsRecognised()
{
    QVERIFY(looksLikeMarkdown(u"```cpp\nint a;\n```"_s));
    QVERIFY(looksLikeMarkdown(u"one\n\n- two\n- three"_s));
    QVERIFY(looksLikeMarkdown(u"a **strong** word"_s));
    QVERIFY(!looksLikeMarkdown(u"Once there was a fox.\nIt ran * fast * away."_s));
    QVERIFY(!looksLikeMarkdown(u"2 * 3 - 1 = 5"_s));
    // Plain text keeps its lines.
    QCOMPARE(answerDocument(u"one\ntwo"_s)->toPlainText(), u"one\ntwo"_s);
    QVERIFY(answerDocument(u"<b>x</b> and **y**"_s)->toPlainText().contains(u"<b>x</b>"_s));
}

void TestBallot::whatWasKeptCanBeTakenBack()
{
    const std::vector<std::string> uids{"a", "b", "c", "d"};
    const nlohmann::json verdict{{"order", {{"c"}, {"a", "d"}, {"b"}}}};
    Ballot ballot = Ballot::ofVerdict(verdict, uids);
    QCOMPARE(ballot.groups(), (Ballot::Groups{{2}, {0, 3}, {1}}));
    QCOMPARE(ballot.verdict(uids).at("order").dump(), verdict.at("order").dump());
    ballot.back(); // each step shows: the last card went last by itself
    QVERIFY(ballot.isTying());
    ballot.back();
    QCOMPARE(ballot.groups(), (Ballot::Groups{{2}, {0}}));
    ballot.back();
    ballot.back();
    QVERIFY(ballot.groups().empty());
    QVERIFY(!ballot.canGoBack());
    Ballot bad = Ballot::ofVerdict({{"bad", true}}, uids);
    QVERIFY(bad.isBad());
    bad.back();
    QVERIFY(!bad.isBad());
}

void TestBallot::aCardLeavesItsPlace()
{
    Ballot ballot(4);
    QVERIFY(ballot.press(2));
    QVERIFY(!ballot.press(2));
    QVERIFY(ballot.press(0));
    ballot.remove(3); // has no place
    QCOMPARE(ballot.groups(), (Ballot::Groups{{2}, {0}}));
    ballot.remove(2);
    QCOMPARE(ballot.groups(), (Ballot::Groups{{0}}));
    ballot.back();
    QCOMPARE(ballot.groups(), (Ballot::Groups{{2}, {0}}));
}

void TestBallot::codeIsInAFixedFont()
{
    const auto document =
        answerDocument(u"Look:\n\n```py\nfor x in y:\n    print(x)\n```\n\nDone."_s);
    int code = 0;
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next())
        if (block.text().contains(u"print"_s)) {
            ++code;
            QVERIFY(block.text().startsWith(u"    print"_s));
            QVERIFY(block.blockFormat().background().style() != Qt::NoBrush);
            QVERIFY(
                block.begin().fragment().charFormat().fontFamilies().toStringList() !=
                document->begin().begin().fragment().charFormat().fontFamilies().toStringList());
        }
    QCOMPARE(code, 1);
}

void TestBallot::codeBeginsWhereOtherTextDoes()
{
    const auto document =
        answerDocument(u"Look:\n\n```py\nx = 1\n```\n\n> Said:\n>\n> ```\n> y = 2\n> ```"_s);
    document->setTextWidth(300);
    document->documentLayout()->documentSize(); // lays it out
    QMap<QString, qreal> left;
    for (QTextBlock block = document->begin(); block.isValid(); block = block.next())
        left[block.text()] = block.layout()->position().x() + block.layout()->lineAt(0).x();
    QCOMPARE(left[u"x = 1"_s], left[u"Look:"_s]);
    QCOMPARE(left[u"y = 2"_s], left[u"Said:"_s]);
    QVERIFY(left[u"Said:"_s] > left[u"Look:"_s]);
}

void TestBallot::nothingIsLoaded()
{
    const auto document = answerDocument(u"**a** ![x](file:///etc/hostname)"_s);
    QVERIFY(!document->resource(QTextDocument::ImageResource, QUrl(u"file:///etc/hostname"_s))
                 .isValid());
    const auto talk = promptDocument(
        {{{"role", "system"}, {"content", "Be brief."}}, {{"role", "user"}, {"content", "안녕?"}}});
    QVERIFY(talk->toPlainText().contains(u"안녕?"_s));
    QVERIFY(talk->toPlainText().contains(u"Be brief."_s));
}

void TestBallot::manyCardsTakeTwoRows()
{
    QCOMPARE(CardBoard::columnsFor(2, 400), 2);
    QCOMPARE(CardBoard::columnsFor(3, 700), 3);
    QCOMPARE(CardBoard::columnsFor(4, 1100), 4);
    QCOMPARE(CardBoard::columnsFor(4, 900), 2);
    QCOMPARE(CardBoard::columnsFor(9, 1300), 5);
    QCOMPARE(CardBoard::columnsFor(6, 1300), 3);
}

void TestBallot::longAnswersAreMadeReadyFast()
{
    QString text;
    for (int i = 0; i < 20; ++i)
        text += u"Paragraph **%1** of a long answer: "_s.arg(i) + QString(u"word "_s).repeated(60) +
                u"\n\n```py\nfor x in range(10):\n    print(x)\n```\n\n- one\n- two\n\n"_s;
    auto item = std::make_shared<RankItem>();
    item->prompt.content = "Why?";
    item->shown.assign(9, {.text = text.toStdString()});
    PreparedItem::of(item); // fonts are looked up once
    QElapsedTimer clock;
    clock.start();
    const PreparedItem prepared = PreparedItem::of(item);
    qInfo(
        "nine answers of %lld characters each made ready in %.1f ms",
        static_cast<long long>(text.size()),
        static_cast<double>(clock.nsecsElapsed()) / 1e6);
    QCOMPARE(prepared.answers.size(), size_t{9});
}

QTEST_MAIN(TestBallot)
#include "test_ballot.moc"
