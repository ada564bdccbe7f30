#pragma once

/// A Rank page on a workspace of its own, by real keys.

#include "core/store/workspace.h"
#include "tests/widgets/rank/rank_tasks.h"
#include "widgets/rank/queue_panel.h"
#include "widgets/rank/rank_page.h"

#include <QApplication>
#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace espalier {

/// What the tests of the page share: open() before and close() after each.
class RankPageFixture
{
protected:
    std::optional<TemporaryFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<RunFeed> m_runs;
    std::unique_ptr<RankPage> m_page;

    void openPage()
    {
        m_runs.emplace(m_folder->path());
        m_page = std::make_unique<RankPage>(m_folder->path(), *m_runs);
        m_page->queue()->setAnnotator(QStringLiteral("Mina"));
        m_page->feed().setAnnotator(QStringLiteral("Mina"));
        m_page->resize(1280, 860);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void openItem()
    {
        openPage();
        QTRY_VERIFY(m_page->item());
    }
    void key(int key, const QString& text = {})
    {
        QTest::sendKeyEvent(
            QTest::Click,
            QApplication::focusWidget() ? QApplication::focusWidget() : m_page.get(),
            static_cast<Qt::Key>(key),
            text,
            Qt::NoModifier);
    }
    /// Presses Enter and waits for another prompt (or none).
    void enter()
    {
        const RankItemPtr before = m_page->item();
        key(Qt::Key_Return);
        QTRY_VERIFY(m_page->item() != before);
    }
    std::vector<Ranking> kept() { return Labels(m_workspace->database()).effective(); }
    std::string prompt() const { return m_page->item()->item.promptUid; }

    void open()
    {
        m_folder.emplace();
        m_workspace = Workspace::open(m_folder->path());
    }
    void close()
    {
        m_page.reset();
        m_runs.reset();
        m_workspace.reset();
        m_folder.reset();
    }
};

} // namespace espalier
