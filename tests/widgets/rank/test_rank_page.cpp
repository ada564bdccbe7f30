/// The Rank page by real keys and mouse: what is kept, what comes next, what is taken back.

#include "core/store/nodes.h"
#include "core/store/series.h"
#include "core/store/workspace.h"
#include "tests/widgets/rank/rank_page_fixture.h"
#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/rank/answer_card.h"
#include "widgets/rank/key_sheet.h"
#include "widgets/rank/order_lane.h"
#include "widgets/rank/queue_panel.h"
#include "widgets/rank/rank_page.h"
#include "widgets/runs/toast.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QTextBrowser>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

using namespace espalier;
using namespace Qt::StringLiterals;

class TestRankPage : public QObject, RankPageFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init() { open(); }
    void cleanup() { close(); }

    void anEmptyWorkspaceSaysSo();
    void numbersRankAndEnterKeeps();
    void theOrderOfCardsIsRandomAndTheSameAgain();
    void anIncompleteOrderIsNotKept();
    void pairsByLettersInHangulMode();
    void undoAsFarBackAsWanted();
    void draggingToTheLane();
    void aNewTaskComesInByItself();
    void theEndSaysSoAndResumesTheRun();
    void aSimulatedAnnotatorIsNamedAndTakenBack();
    void filesInAndOut();
    void keysAreShown();
    void lookingIsTimed();
    void twoAnnotatorsAgreeOrNot();
    void enterToNextIsFast_data();
    void enterToNextIsFast();
};

void TestRankPage::anEmptyWorkspaceSaysSo()
{
    openPage();
    QTRY_VERIFY(m_page->empty()->isVisible());
    QVERIFY(m_page->empty()->button()->isVisible());
    QVERIFY(!m_page->board()->isVisible());
    key(Qt::Key_1); // nothing to rank, nothing happens
    key(Qt::Key_T);
    QVERIFY(kept().empty());
}

void TestRankPage::numbersRankAndEnterKeeps()
{
    addTask(*m_workspace, "t", 3, 4);
    openItem();
    const auto uids = m_page->item()->uids();
    const std::string first = prompt();
    key(Qt::Key_3);
    key(Qt::Key_1);
    key(Qt::Key_Equal);
    key(Qt::Key_2); // 4 goes last by itself
    QCOMPARE(m_page->board()->card(2)->placeText(), u"place 1"_s);
    QCOMPARE(m_page->board()->card(0)->placeText(), u"place 2, tied"_s);
    QCOMPARE(m_page->board()->card(3)->placeText(), u"place 3"_s);
    enter();
    QVERIFY(prompt() != first);
    const auto all = kept();
    QCOMPARE(all.size(), size_t{1});
    QCOMPARE(all[0].kind, std::string("ranking"));
    QCOMPARE(all[0].promptUid, first);
    const nlohmann::json expected{{uids[2]}, {uids[0], uids[1]}, {uids[3]}};
    QVERIFY(all[0].verdict.at("order") == expected);
    QVERIFY(all[0].verdict.at("shown") == nlohmann::json(uids));
    QVERIFY(!m_page->ballot().canGoBack()); // a new decision
    QTRY_VERIFY(m_page->progress()->text().startsWith(u"1 "_s));
    key(Qt::Key_1);
    key(Qt::Key_2);
    key(Qt::Key_Backspace);
    QCOMPARE(m_page->ballot().groups().size(), size_t{1});
    key(Qt::Key_T);
    enter();
    key(Qt::Key_X);
    QCOMPARE(m_page->board()->card(0)->placeText(), u"bad"_s);
    enter();
    QVERIFY(!m_page->item());
    QCOMPARE(kept().size(), size_t{3});
    QVERIFY(kept().back().verdict.at("bad").get<bool>());
}

void TestRankPage::theOrderOfCardsIsRandomAndTheSameAgain()
{
    addTask(*m_workspace, "t", 12, 5);
    openItem();
    const auto first = m_page->item()->uids();
    m_page.reset();
    openItem();
    QCOMPARE(m_page->item()->uids(), first);
    int asGiven = 0;
    for (int i = 0; i < 12; ++i) {
        asGiven += m_page->item()->uids() == m_page->item()->item.candidateUids ? 1 : 0;
        key(Qt::Key_T);
        enter();
    }
    QVERIFY(asGiven < 4);
}

void TestRankPage::anIncompleteOrderIsNotKept()
{
    addTask(*m_workspace, "t", 2, 4);
    openItem();
    QVERIFY(!m_page->keepButton()->isEnabled());
    key(Qt::Key_2);
    key(Qt::Key_Return);
    QCOMPARE(m_page->hint()->text(), u"Every answer needs a place first."_s);
    QTest::qWait(50);
    QVERIFY(kept().empty());
    key(Qt::Key_1);
    key(Qt::Key_3);
    QVERIFY(m_page->hint()->text().startsWith(u"Enter keeps it"_s));
    QVERIFY(m_page->keepButton()->isEnabled());
    const RankItemPtr before = m_page->item();
    QTest::mouseClick(m_page->keepButton(), Qt::LeftButton);
    QTRY_VERIFY(m_page->item() != before);
    QCOMPARE(kept().size(), size_t{1});
}

void TestRankPage::pairsByLettersInHangulMode()
{
    addTask(*m_workspace, "t", 3, 2, "pair");
    openItem();
    QCOMPARE(m_page->board()->card(0)->key(), u"A"_s);
    const auto uids = m_page->item()->uids();
    key(Qt::Key_unknown, u"ㅠ"_s); // B
    enter();
    QCOMPARE(kept().at(0).kind, std::string("pair"));
    QCOMPARE(kept().at(0).verdict.at("order").at(0).at(0).get<std::string>(), uids[1]);
    key(Qt::Key_unknown, u"ㅅ"_s); // tie
    enter();
    QCOMPARE(kept().at(1).verdict.at("order").size(), size_t{1});
    key(Qt::Key_A);
    enter();
    QCOMPARE(kept().size(), size_t{3});
}

void TestRankPage::undoAsFarBackAsWanted()
{
    addTask(*m_workspace, "t", 4, 3);
    openItem();
    std::vector<std::string> prompts;
    for (int i = 0; i < 3; ++i) {
        prompts.push_back(prompt());
        key(Qt::Key_1 + i);
        key(Qt::Key_1 + (i + 1) % 3);
        enter();
    }
    m_page.reset(); // also after the window was closed
    openItem();
    for (int i = 2; i >= 0; --i) {
        const RankItemPtr before = m_page->item();
        QTest::keyClick(m_page->board(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(m_page->item() != before);
        QCOMPARE(prompt(), prompts[static_cast<size_t>(i)]);
        QCOMPARE(m_page->ballot().groups().front().front(), i); // as it was
        QCOMPARE(kept().size(), static_cast<size_t>(i));
    }
    key(Qt::Key_Backspace); // what was kept can be changed by keys
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{0}}));
    key(Qt::Key_2);
    QTest::keyClick(m_page->board(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(m_page->hint()->text(), u"Nothing to take back."_s);
    QCOMPARE(Labels(m_workspace->database()).history().size(), size_t{6}); // nothing overwritten
    enter();                                                               // kept again as it was
    QCOMPARE(kept().size(), size_t{1});
    while (m_page->item()) {
        key(Qt::Key_T);
        enter();
    }
    QCOMPARE(kept().size(), size_t{4});
    QTest::sendKeyEvent( // the end is no end either
        QTest::Click,
        QApplication::focusWidget(),
        Qt::Key_Z,
        QString(),
        Qt::ControlModifier);
    QTRY_VERIFY(m_page->item());
    QCOMPARE(kept().size(), size_t{3});
}

void TestRankPage::draggingToTheLane()
{
    addTask(*m_workspace, "t", 2, 3);
    openItem();
    const auto dragCard = [&](int card, const QPoint& to) {
        QWidget* from = m_page->board()->card(card);
        const QPoint start(60, 20);
        const QPoint end = from->mapFrom(m_page.get(), m_page->lane()->mapTo(m_page.get(), to));
        QTest::mousePress(from, Qt::LeftButton, {}, start);
        for (int i = 1; i <= 5; ++i)
            QTest::mouseMove(from, start + (end - start) * i / 5);
        // QTest::mouseMove bears no buttons on this platform: send the move itself.
        QMouseEvent move(
            QEvent::MouseMove, end, from->mapToGlobal(end), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(from, &move);
        QTest::mouseRelease(from, Qt::LeftButton, {}, end);
    };
    dragCard(2, m_page->lane()->placeCentre(0));
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}}));
    dragCard(0, m_page->lane()->placeCentre(0)); // onto it: a tie; the last goes by itself
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2, 0}, {1}}));
    dragCard(1, m_page->lane()->placeCentre(0) - QPoint(60, 0)); // before it
    QCOMPARE(m_page->ballot().groups().front(), (std::vector<int>{1}));
    dragCard(1, {20, -740}); // nowhere
    QCOMPARE(m_page->ballot().groups().front(), (std::vector<int>{1}));
    // Out of the order, where only what lies in the order can go.
    const QPoint chip = m_page->lane()->placeCentre(0);
    const auto send = [&](QEvent::Type type, const QPoint& at) {
        QMouseEvent event(
            type,
            at,
            m_page->lane()->mapToGlobal(at),
            type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
            type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton,
            {});
        QApplication::sendEvent(m_page->lane(), &event);
    };
    send(QEvent::MouseButtonPress, chip);
    send(QEvent::MouseMove, {20, -300});
    send(QEvent::MouseButtonRelease, {20, -300});
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2, 0}, {1}}));
    key(Qt::Key_Backspace);
    key(Qt::Key_Backspace);
    key(Qt::Key_Backspace);
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}}));
    // The body of a card is as good as its head, on words and beside them.
    QWidget* body = m_page->board()->card(0)->text()->viewport();
    QTest::mouseClick(body, Qt::LeftButton, {}, {8, 10});
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}, {0}, {1}}));
    key(Qt::Key_Backspace);
    QTest::mouseClick(body, Qt::LeftButton, {}, {body->width() / 2, body->height() - 4});
    QCOMPARE(m_page->ballot().groups(), (Ballot::Groups{{2}, {0}, {1}}));
    enter();
    QCOMPARE(kept().size(), size_t{1});
}

void TestRankPage::aNewTaskComesInByItself()
{
    openPage();
    QTRY_VERIFY(m_page->empty()->isVisible());
    addTask(*m_workspace, "late", 1, 2);
    QTRY_VERIFY(m_page->item());
    const LabelTask other = addTask(*m_workspace, "other", 1, 2, "pair", 7);
    QTRY_COMPARE(m_page->queue()->list()->count(), 2);
    m_page->showNode(7, "label");
    QTRY_COMPARE(m_page->item()->task.id, other.id);
    m_page->queue()->list()->setCurrentRow(1); // the older one
    QTRY_COMPARE(m_page->item()->task.title, std::string("late"));
}

void TestRankPage::theEndSaysSoAndResumesTheRun()
{
    const int64_t run = Runs(m_workspace->database()).create({.name = "r"}).id;
    Runs(m_workspace->database()).setStatus(run, RunStatus::Running);
    Runs(m_workspace->database()).setStatus(run, RunStatus::Waiting);
    addTask(*m_workspace, "t", 2, 2, "pair", run);
    openItem();
    QSignalSpy resumed(m_page.get(), &RankPage::resumeAsked);
    key(Qt::Key_A);
    enter();
    QVERIFY(resumed.isEmpty());
    key(Qt::Key_B);
    enter();
    QTRY_COMPARE(resumed.size(), 1);
    QCOMPARE(resumed.front().front().toLongLong(), run);
    QVERIFY(m_page->done()->isVisible());
    QTRY_VERIFY(m_page->done()->button()->isVisible()); // nobody took it up in this test
    QTest::mouseClick(m_page->done()->button(), Qt::LeftButton);
    QCOMPARE(resumed.size(), 2);
    m_page.reset();
    openPage(); // met before: the button is offered, nothing starts by itself
    QSignalSpy again(m_page.get(), &RankPage::resumeAsked);
    QTRY_VERIFY(m_page->done()->isVisible());
    QTest::qWait(100);
    QVERIFY(again.isEmpty());
}

void TestRankPage::aSimulatedAnnotatorIsNamedAndTakenBack()
{
    addTask(*m_workspace, "t", 5, 3);
    openItem();
    key(Qt::Key_T);
    enter();
    Q_EMIT m_page->queue()->simulateAsked(u"longer"_s);
    QTRY_COMPARE(kept().size(), size_t{5});
    int simulated = 0;
    for (const Annotator& each : Labels(m_workspace->database()).annotators())
        if (each.name == "simulated: longer") {
            ++simulated;
            QCOMPARE(each.kind, std::string("rule"));
        }
    QCOMPARE(simulated, 1);
    QTRY_VERIFY(!m_page->item());
    QTRY_VERIFY(m_page->progress()->text().contains(u"4 simulated"_s)); // said wherever it counts
    QTRY_VERIFY(m_page->toast()->isVisible());
    QTest::mouseClick(m_page->toast()->button(), Qt::LeftButton);
    QTRY_COMPARE(kept().size(), size_t{1});
    QTRY_VERIFY(m_page->item());
}

void TestRankPage::filesInAndOut()
{
    openPage();
    QTRY_VERIFY(m_page->empty()->isVisible());
    const auto file = m_folder->path() / "답.jsonl";
    writeAtomically(
        file,
        R"({"prompt": "Which?", "candidates": ["this", "that"]})"
        "\n");
    m_page->importFile(QString::fromStdString(file.string()));
    QTRY_VERIFY(m_page->item());
    QCOMPARE(m_page->item()->shown.size(), size_t{2});
    const std::string best = m_page->item()->shown[0].text;
    key(Qt::Key_A);
    enter();
    const auto out = m_folder->path() / "out.jsonl";
    QSignalSpy saved(&m_page->feed(), &RankFeed::exported);
    m_page->feed().exportTask(
        m_page->queue()->current(), LabelForm::Trl, QString::fromStdString(out.string()));
    QTRY_COMPARE(saved.size(), 1);
    QCOMPARE(nlohmann::json::parse(readFile(out)).at("chosen").get<std::string>(), best);
    QSignalSpy failed(&m_page->feed(), &RankFeed::failed);
    m_page->importFile(u"/nowhere/at-all.jsonl"_s);
    QTRY_COMPARE(failed.size(), 1);
}

void TestRankPage::keysAreShown()
{
    addTask(*m_workspace, "t", 2, 3);
    openItem();
    key(Qt::Key_Question, u"?"_s);
    QVERIFY(m_page->keys()->isVisible());
    key(Qt::Key_1); // closes it, and counts
    QVERIFY(!m_page->keys()->isVisible());
    QCOMPARE(m_page->ballot().groups().size(), size_t{1});
    key(Qt::Key_Right);
    QCOMPARE(m_page->board()->current(), 1);
}

void TestRankPage::lookingIsTimed()
{
    addTask(*m_workspace, "t", 1, 2);
    openItem();
    QTest::qWait(120);
    m_page->hide();
    QTest::qWait(300); // not looked at
    m_page->show();
    QTest::qWait(30);
    key(Qt::Key_1);
    enter();
    QVERIFY2(kept().at(0).tookMs >= 140, qPrintable(QString::number(kept().at(0).tookMs)));
    QVERIFY2(kept().at(0).tookMs < 420, qPrintable(QString::number(kept().at(0).tookMs)));
}

void TestRankPage::enterToNextIsFast_data()
{
    QTest::addColumn<bool>("busy");
    QTest::addColumn<int>("words");
    QTest::newRow("alone") << false << 20;
    QTest::newRow("beside a run that writes") << true << 20;
    QTest::newRow("long answers") << false << 1500;
}

void TestRankPage::enterToNextIsFast()
{
    QFETCH(bool, busy);
    QFETCH(int, words);
    addTask(*m_workspace, "t", 61, 4, "ranking", 0, 1, words);
    const int64_t stageRun = Nodes(m_workspace->database())
                                 .createStageRun({.key = "k", .stage = "s", .codeVersion = "1"})
                                 .id;
    openItem();
    std::atomic<bool> stop = !busy;
    std::thread writer([&] {
        WriteQueue queue(m_workspace->databaseFile());
        SeriesWriter series(queue);
        for (int64_t step = 0; !stop; ++step) {
            for (int i = 0; i < 16; ++i)
                series.append(stageRun, "s" + std::to_string(i), step, step, 1.0);
            std::this_thread::sleep_for(std::chrono::milliseconds(1)); // 1,000 steps a second
        }
        series.flush();
    });
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) {
        QTest::qWait(80); // a person looks, the next prompt is made ready
        key(Qt::Key_2);
        key(Qt::Key_4);
        key(Qt::Key_1);
        QSignalSpy shown(m_page.get(), &RankPage::itemShown);
        QElapsedTimer clock;
        clock.start();
        key(Qt::Key_Return);
        while (shown.isEmpty() && clock.elapsed() < 10'000)
            QApplication::processEvents(QEventLoop::AllEvents, 5);
        m_page->repaint();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    stop = true;
    writer.join();
    std::ranges::sort(times);
    qInfo(
        "Enter to the next prompt painted, %s: median %.1f ms, p95 %.1f ms, longest %.1f ms",
        QTest::currentDataTag(),
        times[30],
        times[57],
        times[59]);
    QVERIFY2(times[57] < 500, "the next prompt comes too late");
    QCOMPARE(kept().size(), size_t{60});
}

void TestRankPage::twoAnnotatorsAgreeOrNot()
{
    const LabelTask task = addTask(*m_workspace, "t", 2, 3, "ranking", 0, 2);
    openItem();
    for (const char* who : {"Mina", "Jun"}) {
        QLineEdit* name = m_page->queue()->annotatorEdit();
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, QString::fromLatin1(who));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(m_page->item());
        m_page->board()->setFocus();
        for (int i = 0; i < 2; ++i) {
            // By the answers' length, whatever the order of the cards; the second person turns the
            // last two around.
            std::vector<int> cards{0, 1, 2};
            std::ranges::sort(cards, {}, [&](int card) {
                return m_page->item()->shown[static_cast<size_t>(card)].text.size();
            });
            if (who[0] == 'J')
                std::swap(cards[1], cards[2]);
            key(Qt::Key_1 + cards[0]);
            key(Qt::Key_1 + cards[1]);
            enter();
        }
    }
    QVERIFY(LabelTasks(m_workspace->database()).progress(task.id).met());
    // 2 of 3 pairs alike in each prompt; tau (2 - 1) / 3
    QTRY_VERIFY2(
        m_page->queue()->agreement()->text().contains(u"67 % of 6 pairs"_s),
        qPrintable(m_page->queue()->agreement()->text()));
    QVERIFY(m_page->queue()->agreement()->text().contains(u"0.33 (2 comparisons)"_s));
}

QTEST_MAIN(TestRankPage)
#include "test_rank_page.moc"
