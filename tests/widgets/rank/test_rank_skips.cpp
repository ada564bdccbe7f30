/// Prompts that are skipped, flagged, commented, or ranked by a button, by real keys and mouse.

#include "tests/widgets/rank/rank_page_fixture.h"
#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStandardPaths>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestRankSkips : public QObject, RankPageFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init() { open(); }
    void cleanup() { close(); }

    void skipFlagAndComment();
    void aSkipKeepsWhatWasPlaced();
    void whatCannotBeReadIsAskedAgain();
    void buttonsTieAllAndCallAllBad();
    void tasksOfOneNameAreToldApart();
    void aHintThatDoesNotFitGivesWay();
};

void TestRankSkips::skipFlagAndComment()
{
    const LabelTask task = addTask(*m_workspace, "t", 3, 3);
    openItem();
    const std::string skipped = prompt();
    const RankItemPtr before = m_page->item();
    key(Qt::Key_S);
    QTRY_VERIFY(m_page->item() != before);
    QCOMPARE(kept().at(0).kind, std::string("skip"));
    key(Qt::Key_F);
    QVERIFY(m_page->isFlagged());
    key(Qt::Key_C);
    QVERIFY(m_page->comment()->hasFocus());
    QTest::keyClicks(m_page->comment(), u"12 is odd"_s); // digits are text here
    QTest::keyClick(m_page->comment(), Qt::Key_Return);
    QVERIFY(m_page->board()->hasFocus());
    QVERIFY(m_page->ballot().groups().empty());
    key(Qt::Key_1);
    QVERIFY(!m_page->hint()->text().contains(u"already"_s));
    key(Qt::Key_1);
    QVERIFY(m_page->hint()->text().contains(u"place 1 already"_s));
    key(Qt::Key_7);
    QCOMPARE(m_page->hint()->text(), u"There are only 3 answers."_s);
    key(Qt::Key_2);
    key(Qt::Key_C); // Enter ends the comment and keeps nothing, though the order is complete
    m_page->comment()->setFocus();
    QTest::sendKeyEvent(
        QTest::Click, QApplication::focusWidget(), Qt::Key_Return, QString(), Qt::NoModifier);
    QVERIFY(m_page->board()->hasFocus());
    QTest::qWait(50);
    QCOMPARE(kept().size(), size_t{1});
    enter();
    QVERIFY(kept().at(1).verdict.at("flag").get<bool>());
    QCOMPARE(kept().at(1).verdict.at("comment").get<std::string>(), std::string("12 is odd"));
    QVERIFY(!m_page->isFlagged());
    QVERIFY(m_page->comment()->text().isEmpty());
    key(Qt::Key_T);
    enter();
    QVERIFY(!m_page->item()); // one that was skipped still waits
    QCOMPARE(LabelTasks(m_workspace->database()).progress(task.id).done, 2);
    QTRY_VERIFY(m_page->done()->button()->isVisible());
    QTest::sendKeyEvent(
        QTest::Click, QApplication::focusWidget(), Qt::Key_Return, QString(), Qt::NoModifier);
    QTRY_VERIFY(m_page->item());
    QCOMPARE(prompt(), skipped);
    key(Qt::Key_T);
    enter();
    QVERIFY(LabelTasks(m_workspace->database()).progress(task.id).met());
}

void TestRankSkips::aSkipKeepsWhatWasPlaced()
{
    addTask(*m_workspace, "t", 2, 4);
    openItem();
    const std::string skipped = prompt();
    key(Qt::Key_3);
    key(Qt::Key_1);
    const RankItemPtr before = m_page->item();
    key(Qt::Key_S);
    QTRY_VERIFY(m_page->item() != before);
    QVERIFY(!kept().at(0).verdict.contains("order")); // a skip says nothing about the answers
    QTest::keyClick(m_page->board(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(prompt(), skipped);
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}, {0}}));
    const RankItemPtr again = m_page->item();
    key(Qt::Key_S);
    QTRY_VERIFY(m_page->item() != again);
    key(Qt::Key_T);
    enter();
    QTRY_VERIFY(m_page->done()->button()->isVisible());
    m_page->done()->button()->click(); // what was skipped
    QTRY_VERIFY(m_page->item());
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}, {0}}));
}

/// Verdicts and skips that older versions took from files as they were.
void TestRankSkips::whatCannotBeReadIsAskedAgain()
{
    const LabelTask task = addTask(*m_workspace, "t", 1, 2);
    Labels labels(m_workspace->database());
    const LabelItem item = LabelTasks(m_workspace->database()).items(task.id).front();
    Ranking broken;
    broken.promptUid = item.promptUid;
    broken.annotatorUid = labels.annotator("Mina").uid;
    broken.verdict = {{"order", nlohmann::json::array({item.candidateUids[0], 5})}};
    labels.add(broken);
    broken.kind = "skip";
    broken.verdict = {{"shown", nlohmann::json::array({1, 2})}};
    labels.add(broken);
    openItem();
    QCOMPARE(prompt(), item.promptUid);
    key(Qt::Key_1);
    enter();
    QVERIFY(!m_page->item());
    QVERIFY(LabelTasks(m_workspace->database()).progress(task.id).met());
}

void TestRankSkips::buttonsTieAllAndCallAllBad()
{
    addTask(*m_workspace, "t", 1, 3);
    openItem();
    const auto press = [this](const QString& name) {
        for (QPushButton* button : m_page->findChildren<QPushButton*>())
            if (button->accessibleName() == name)
                return QTest::mouseClick(button, Qt::LeftButton);
        QFAIL(qPrintable(u"there is no button "_s + name));
    };
    press(u"All tied"_s);
    QCOMPARE(m_page->ballot().groups().size(), size_t{1});
    press(u"All bad"_s);
    QVERIFY(m_page->ballot().isBad());
    QVERIFY(m_page->board()->hasFocus()); // the keys stay with the cards
}

void TestRankSkips::tasksOfOneNameAreToldApart()
{
    LabelTasks tasks(m_workspace->database());
    const LabelTask first = addTask(*m_workspace, "feelings", 2, 2);
    addTask(*m_workspace, "else", 2, 2);
    Labels labels(m_workspace->database());
    const auto prompt = labels.addPrompts({{.content = "once more", .origin = "t"}}).front();
    const auto uids = labels.addCandidates(
        {{.promptUid = prompt, .text = "a", .origin = "t"},
         {.promptUid = prompt, .text = "b", .origin = "t"}});
    const LabelTask second = tasks.open(
        {.uid = "other", .title = "feelings"}, {{.promptUid = prompt, .candidateUids = uids}});
    openItem();
    QTRY_COMPARE(m_page->queue()->list()->count(), 3);
    const auto words = [&](int row) {
        return m_page->queue()->list()->item(row)->data(Qt::AccessibleDescriptionRole).toString();
    };
    QCOMPARE(words(0).section(u" · "_s, 0, 0), u'#' + QString::number(second.id)); // newest first
    QCOMPARE(words(2).section(u" · "_s, 0, 0), u'#' + QString::number(first.id));
    QVERIFY(!words(1).contains(u'#'));
}

void TestRankSkips::aHintThatDoesNotFitGivesWay()
{
    addTask(*m_workspace, "t", 1, 9);
    openItem();
    ElidedLabel* hint = m_page->hint();
    hint->resize(2000, hint->height());
    QCOMPARE(hint->shownText(), hint->text());
    hint->resize(100, hint->height());
    QCOMPARE(hint->shownText(), u"All keys: ?"_s);
}

QTEST_MAIN(TestRankSkips)
#include "test_rank_skips.moc"
