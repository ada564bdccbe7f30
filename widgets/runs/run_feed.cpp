#include "widgets/runs/run_feed.h"

#include "widgets/runs/feed_worker.h"

namespace espalier {

RunFeed::RunFeed(std::filesystem::path workspace, QObject* parent)
    : QObject(parent)
    , m_worker(new FeedWorker(std::move(workspace)))
{
    qRegisterMetaType<espalier::RunRows>();
    qRegisterMetaType<espalier::RunSnapshotPtr>();
    qRegisterMetaType<std::shared_ptr<const espalier::Comparison>>();
    qRegisterMetaType<espalier::Evaluations>();
    qRegisterMetaType<std::vector<int64_t>>();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &FeedWorker::start);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &FeedWorker::runsChanged, this, &RunFeed::runsChanged);
    connect(m_worker, &FeedWorker::snapshot, this, &RunFeed::snapshot);
    connect(m_worker, &FeedWorker::compared, this, &RunFeed::compared);
    connect(m_worker, &FeedWorker::evaluated, this, &RunFeed::evaluated);
    connect(m_worker, &FeedWorker::reportWritten, this, &RunFeed::reportWritten);
    connect(m_worker, &FeedWorker::failed, this, &RunFeed::failed);
    m_thread.setObjectName("run feed");
    m_thread.start();
}

RunFeed::~RunFeed()
{
    m_thread.quit();
    m_thread.wait();
}

void RunFeed::watch(QObject* who, const std::vector<int64_t>& runs)
{
    const auto tell = [worker =
                           m_worker](const QObject* watcher, const std::vector<int64_t>& wanted) {
        QMetaObject::invokeMethod(
            worker, [worker, watcher, wanted] { worker->watch(watcher, wanted); });
    };
    if (!m_watchers.contains(who)) {
        m_watchers.insert(who);
        connect(who, &QObject::destroyed, this, [this, tell](QObject* gone) {
            m_watchers.erase(gone);
            tell(gone, {});
        });
    }
    tell(who, runs);
}

void RunFeed::post(int64_t run, RequestKind kind, const nlohmann::json& args)
{
    m_worker->enqueue([run, kind, args](Database& database) {
        Request request;
        request.run = run;
        request.kind = kind;
        request.args = args;
        Requests(database).post(request);
    });
}

void RunFeed::rename(int64_t run, const QString& name)
{
    m_worker->enqueue(
        [run, name = name.toStdString()](Database& database) { Runs(database).rename(run, name); });
}

void RunFeed::setNote(int64_t run, const QString& note)
{
    m_worker->enqueue([run, note = note.toStdString()](Database& database) {
        Runs(database).setNote(run, note);
    });
}

void RunFeed::setTags(int64_t run, const QStringList& tags)
{
    m_worker->enqueue([run, tags](Database& database) {
        database.transaction([&] {
            Runs runs(database);
            for (const std::string& old : runs.get(run).tags) {
                if (!tags.contains(QString::fromStdString(old)))
                    runs.untag(run, old);
            }
            for (const QString& tag : tags)
                runs.tag(run, tag.toStdString());
        });
    });
}

void RunFeed::remove(const std::vector<int64_t>& runs)
{
    m_worker->enqueue([runs](Database& database) {
        database.transaction([&] {
            for (const int64_t run : runs)
                Runs(database).softDelete(run);
        });
    });
}

void RunFeed::restore(const std::vector<int64_t>& runs)
{
    m_worker->enqueue([runs](Database& database) {
        database.transaction([&] {
            for (const int64_t run : runs)
                Runs(database).restore(run);
        });
    });
}

void RunFeed::compare(const std::vector<int64_t>& runs)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, runs] { worker->compare(runs); });
}

void RunFeed::readEvaluations(int64_t run)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, run] { worker->readEvaluations(run); });
}

void RunFeed::writeReport(const std::vector<int64_t>& runs, const QString& file)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, runs, file] { worker->writeReport(runs, file); });
}

} // namespace espalier
