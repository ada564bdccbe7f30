#include "widgets/rank/rank_feed.h"

#include "widgets/common/number_format.h"
#include "widgets/rank/rank_worker.h"

namespace espalier {

std::vector<std::string> RankItem::uids() const
{
    std::vector<std::string> uids;
    for (const Candidate& candidate : shown)
        uids.push_back(candidate.uid);
    return uids;
}

QString TaskRow::words() const
{
    const QString counted = QObject::tr("%1 of %2 rankings")
                                .arg(formatCount(progress.done), formatCount(progress.wanted));
    return simulated == 0 ? counted
                          : QObject::tr("%1, %2 simulated").arg(counted, formatCount(simulated));
}

RankFeed::RankFeed(std::filesystem::path workspace, QObject* parent)
    : QObject(parent)
    , m_worker(new RankWorker(std::move(workspace)))
{
    qRegisterMetaType<espalier::TaskRows>();
    qRegisterMetaType<espalier::RankQueue>();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &RankWorker::start);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &RankWorker::tasksChanged, this, &RankFeed::tasksChanged);
    connect(m_worker, &RankWorker::opened, this, &RankFeed::opened);
    connect(m_worker, &RankWorker::committed, this, &RankFeed::committed);
    connect(m_worker, &RankWorker::next, this, &RankFeed::next);
    connect(m_worker, &RankWorker::nothingToUndo, this, &RankFeed::nothingToUndo);
    connect(m_worker, &RankWorker::simulated, this, &RankFeed::simulated);
    connect(m_worker, &RankWorker::imported, this, &RankFeed::imported);
    connect(m_worker, &RankWorker::exported, this, &RankFeed::exported);
    connect(m_worker, &RankWorker::failed, this, &RankFeed::failed);
    m_thread.setObjectName("rank feed");
    m_thread.start();
}

RankFeed::~RankFeed()
{
    m_thread.quit();
    m_thread.wait();
}

template <typename Work>
void RankFeed::tell(Work work)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, work] { work(*worker); });
}

void RankFeed::setAnnotator(const QString& name)
{
    tell([name = name.toStdString()](RankWorker& worker) { worker.setAnnotator(name); });
}

void RankFeed::open(int64_t task)
{
    tell([task](RankWorker& worker) { worker.open(task); });
}

void RankFeed::commit(
    const RankItemPtr& item, const nlohmann::json& verdict, bool skip, int64_t tookMs)
{
    tell([=](RankWorker& worker) { worker.commit(item, verdict, skip, tookMs); });
}

void RankFeed::undo()
{
    tell([](RankWorker& worker) { worker.undo(); });
}

void RankFeed::retrySkipped()
{
    tell([](RankWorker& worker) { worker.retrySkipped(); });
}

void RankFeed::simulate(int64_t task, const QString& rule)
{
    tell([task, rule = rule.toStdString()](RankWorker& worker) { worker.simulate(task, rule); });
}

void RankFeed::takeBack(const QStringList& rankings)
{
    tell([rankings](RankWorker& worker) { worker.takeBack(rankings); });
}

void RankFeed::importFile(const QString& file)
{
    tell([file = file.toStdString()](RankWorker& worker) { worker.importFile(file); });
}

void RankFeed::exportTask(int64_t task, LabelForm form, const QString& file)
{
    tell([task, form, file = file.toStdString()](RankWorker& worker) {
        worker.exportTask(task, form, file);
    });
}

} // namespace espalier
