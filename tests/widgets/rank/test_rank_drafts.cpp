/// What a slip of the hand must not do on the Rank page: keep what was not meant, lose what was not
/// kept, or let a run go on before somebody could take something back.

#include "core/store/runs.h"
#include "tests/widgets/rank/rank_page_fixture.h"
#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/theme.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/order_lane.h"
#include "widgets/runs/toast.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestRankDrafts : public QObject, RankPageFixture
{
    Q_OBJECT

    void undo() { QTest::keyClick(m_page->board(), Qt::Key_Z, Qt::ControlModifier); }

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init() { open(); }
    void cleanup() { close(); }

    void enterInTheNameKeepsNothing()
    {
        addTask(*m_workspace, "t", 3, 3);
        openItem();
        key(Qt::Key_T);
        QLineEdit* name = m_page->queue()->annotatorEdit();
        name->setFocus();
        QTest::keyClick(name, Qt::Key_Return);
        QTest::qWait(50);
        QVERIFY(kept().empty());
        QVERIFY(m_page->board()->hasFocus());
        enter();
        QCOMPARE(kept().size(), size_t{1});
    }

    void withoutANameTheFieldIsOffered()
    {
        addTask(*m_workspace, "t", 3, 3);
        openItem();
        m_page->resize(1000, 700); // the panel is folded away
        m_page->queue()->setAnnotator({});
        QVERIFY(!m_page->queue()->isVisible());
        key(Qt::Key_T);
        key(Qt::Key_Return);
        QVERIFY(m_page->queue()->isVisible());
        QVERIFY(m_page->queue()->annotatorEdit()->hasFocus());
        QVERIFY(kept().empty());
    }

    void whatWasNotKeptIsThereAgain()
    {
        addTask(*m_workspace, "t", 3, 4);
        openItem();
        key(Qt::Key_T);
        enter();
        const std::string second = prompt();
        key(Qt::Key_F);
        m_page->comment()->setText(u"odd"_s);
        key(Qt::Key_3);
        key(Qt::Key_1);
        undo(); // a step of this order first
        QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}}));
        QCOMPARE(prompt(), second);
        undo();
        undo(); // then what was kept
        QTRY_VERIFY(prompt() != second);
        QVERIFY(!m_page->isFlagged() && m_page->comment()->text().isEmpty());
        enter(); // as it was
        QCOMPARE(prompt(), second);
        QVERIFY(m_page->isFlagged());
        QCOMPARE(m_page->comment()->text(), u"odd"_s);
        key(Qt::Key_4);
        key(Qt::Key_2);
        applyTheme(*qApp, Theme::dark());
        QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{3}, {1}}));
        applyTheme(*qApp, Theme::light());
        for (const auto& name : {u"Jun"_s, u"Mina"_s}) { // whoever goes on with it
            const RankItemPtr before = m_page->item();
            Q_EMIT m_page->queue()->annotatorChosen(name);
            QTRY_VERIFY(m_page->item() != before);
            QCOMPARE(prompt(), second);
            QVERIFY(m_page->isFlagged() && m_page->comment()->text() == u"odd"_s);
            QCOMPARE(m_page->ballot().groups().size(), size_t{2});
        }
        key(Qt::Key_T);
        enter();
        QVERIFY(!m_page->isFlagged() && m_page->comment()->text().isEmpty()); // none of it goes on
        QCOMPARE(kept().size(), size_t{2});
    }

    void aSkipIsSaid()
    {
        addTask(*m_workspace, "t", 3, 3);
        openItem();
        const RankItemPtr before = m_page->item();
        key(Qt::Key_S);
        QTRY_VERIFY(m_page->item() != before);
        QVERIFY(m_page->hint()->text().startsWith(u"Skipped"_s));
        key(Qt::Key_1);
        QVERIFY(!m_page->hint()->text().startsWith(u"Skipped"_s));
        for (int i = 0; i < 2; ++i) {
            const RankItemPtr shown = m_page->item();
            key(Qt::Key_S);
            QTRY_VERIFY(m_page->item() != shown);
        }
        QVERIFY(!m_page->item());
        QTRY_VERIFY(m_page->done()->button()->isVisible());
        QTest::mouseClick(m_page->done()->button(), Qt::LeftButton); // show them again
        QTRY_VERIFY(m_page->item());
        QVERIFY(!m_page->hint()->text().startsWith(u"Skipped"_s));
    }

    void rankingTakesTheKeysToTheCards()
    {
        addTask(*m_workspace, "t", 3, 3);
        openItem();
        key(Qt::Key_T);
        enter();
        QTest::keyClick(m_page->board(), Qt::Key_Tab);
        QVERIFY(!m_page->board()->hasFocus());
        key(Qt::Key_1);
        key(Qt::Key_2);
        enter(); // not the button that had the focus
        QCOMPARE(kept().size(), size_t{2});
    }

    void aCardDroppedOnAnotherTies()
    {
        addTask(*m_workspace, "t", 2, 4);
        openItem();
        const auto dropOn = [&](int card, int other) {
            AnswerCard* from = m_page->board()->card(card);
            const QPoint end =
                from->mapFromGlobal(m_page->board()->card(other)->mapToGlobal(QPoint(60, 20)));
            QTest::mousePress(from, Qt::LeftButton, {}, {60, 20});
            QMouseEvent move(
                QEvent::MouseMove, end, from->mapToGlobal(end), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(from, &move);
            QTest::mouseRelease(from, Qt::LeftButton, {}, end);
        };
        key(Qt::Key_2);
        dropOn(3, 1);
        QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{1, 3}}));
        dropOn(0, 2); // neither has a place yet
        QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{1, 3}, {2, 0}}));
        dropOn(0, 0); // no click either
        QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{1, 3}, {2, 0}}));
    }

    void aRunWaitsWhileRankingsCanBeTakenBack()
    {
        const int64_t run = Runs(m_workspace->database()).create({.name = "r"}).id;
        Runs(m_workspace->database()).setStatus(run, RunStatus::Running);
        Runs(m_workspace->database()).setStatus(run, RunStatus::Waiting);
        addTask(*m_workspace, "t", 3, 2, "ranking", run);
        openItem();
        QSignalSpy resumed(m_page.get(), &RankPage::resumeAsked);
        Q_EMIT m_page->queue()->simulateAsked(u"longer"_s);
        QTRY_VERIFY(m_page->toast()->isVisible());
        QTRY_VERIFY(m_page->done()->isVisible());
        QTest::qWait(4500); // longer than after people's own
        QVERIFY(resumed.isEmpty());
        QTest::mouseClick(m_page->toast()->button(), Qt::LeftButton);
        QTRY_VERIFY(m_page->item());
        QTest::qWait(3500);
        QVERIFY(resumed.isEmpty()); // not met any more
        QCOMPARE(kept().size(), size_t{0});
    }

    void takingBackWhatARunHasUsedIsSaid()
    {
        const int64_t run = Runs(m_workspace->database()).create({.name = "r"}).id;
        addTask(*m_workspace, "t", 1, 2, "ranking", run);
        openItem();
        key(Qt::Key_T);
        enter();
        Runs(m_workspace->database()).setStatus(run, RunStatus::Running);
        Runs(m_workspace->database()).setStatus(run, RunStatus::Finished);
        QTest::qWait(1000); // until the page knows
        QSignalSpy said(m_page.get(), &RankPage::message);
        QTest::keyClick(m_page.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(m_page->item());
        QTRY_COMPARE(said.size(), 1);
        QVERIFY(said.front().front().toString().contains(u"gone on"_s));
    }
};

QTEST_MAIN(TestRankDrafts)
#include "test_rank_drafts.moc"
