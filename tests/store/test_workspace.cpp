#include "core/base/error.h"
#include "core/store/labels.h"
#include "core/store/migrate.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <QTest>

#include <array>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace espalier;

namespace fs = std::filesystem;

namespace {

/// The sentence of the Error that `work` throws; empty where it throws none.
template <typename Work>
QString sentence(Work&& work)
{
    try {
        work();
    } catch (const Error& error) {
        return QString::fromStdString(error.words());
    }
    return {};
}

/// The sentence as a user without rights on the folder gets it.
template <typename Work>
QString sentenceWithoutRights(Work&& work)
{
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
        return QStringLiteral("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        const bool isOther = ::geteuid() != 0 || ::setuid(65534) == 0;
        const QByteArray text =
            isOther ? sentence(work).toUtf8() : QByteArray("could not change the user");
        const ssize_t written =
            ::write(pipe[1], text.constData(), static_cast<size_t>(text.size()));
        ::_exit(written == text.size() ? 0 : 1);
    }
    ::close(pipe[1]);
    QByteArray text(4096, '\0');
    const ssize_t size = ::read(pipe[0], text.data(), static_cast<size_t>(text.size()));
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    return QString::fromUtf8(text.left(std::max<ssize_t>(size, 0)));
}

constexpr std::array kTwoSteps{
    Migration{1, "CREATE TABLE a(x INTEGER); INSERT INTO a VALUES(41)"},
    Migration{2, "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET x = x + 1"}};

} // namespace

#define VERIFY_SAYS(text, part)                                                                    \
    QVERIFY2(                                                                                      \
        (text).contains(QLatin1String(part)),                                                      \
        qPrintable(QStringLiteral("the sentence is: ") + (text)))

class TestWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesItsLayout();
    void opensTwice();
    void defaultComesFromTheEnvironment();
    void anOlderDatabaseIsBackedUpAndBroughtUpToDate();
    void aFailingStepLeavesTheDatabaseAsItWas();
    void aNewerDatabaseIsRefused();
    void aForeignDatabaseIsRefused();
    void migratingNeedsTheWorkspaceAlone();
    void aWorkspaceBeingMigratedIsWaitedFor();
    void aDamagedFileIsNamed();
    void aLockedDatabaseIsNamed();
    void aNetworkDiskIsRefusedBeforeTheFirstWrite();
    void aFolderOfSomebodyElseIsNamed();
    void aReaderNeedsNoRights();
    void aFileInTheWayIsNamed();
    void aFullDiskIsNamed();
    void readOnlyCreatesNothing();
    void aBackupHoldsEverything();
};

void TestWorkspace::makesItsLayout()
{
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "작업 공간 1";
    const Workspace workspace = Workspace::open(path);
    for (const char* name :
         {"espalier.db", "artifacts", "runs", "pipelines", "data", "workspace.lock"})
        QVERIFY2(fs::exists(path / name), name);
    QCOMPARE(workspace.runFolder(7), path / "runs" / "7");
}

void TestWorkspace::opensTwice()
{
    const TemporaryFolder folder;
    Workspace first = Workspace::open(folder.path());
    Workspace second = Workspace::open(folder.path());
    const int64_t run = Runs(first.database()).create({}).id;
    QVERIFY(Runs(second.database()).find(run).has_value());
    Workspace reader = Workspace::openReadOnly(folder.path());
    QVERIFY(Runs(reader.database()).find(run).has_value());
    VERIFY_SAYS(sentence([&] { Runs(reader.database()).create({}); }), "can't be written");
}

void TestWorkspace::defaultComesFromTheEnvironment()
{
    qunsetenv("ESPALIER_WORKSPACE");
    qputenv("XDG_DATA_HOME", "/x");
    QCOMPARE(defaultWorkspace(), fs::path("/x/espalier/workspace"));
    qunsetenv("XDG_DATA_HOME");
    qputenv("HOME", "/home/a");
    QCOMPARE(defaultWorkspace(), fs::path("/home/a/.local/share/espalier/workspace"));
    qputenv("ESPALIER_WORKSPACE", "/w");
    QCOMPARE(defaultWorkspace(), fs::path("/w"));
}

void TestWorkspace::anOlderDatabaseIsBackedUpAndBroughtUpToDate()
{
    const TemporaryFolder folder;
    Database database(folder.path() / "x.db");
    migrate(database, std::span(kTwoSteps).first(1));
    QVERIFY(!fs::exists(folder.path() / "x.db.v0.bak"));
    QVERIFY(needsMigration(database, kTwoSteps));
    migrate(database, kTwoSteps);
    QVERIFY(!needsMigration(database, kTwoSteps));
    QCOMPARE(database.integer("SELECT x FROM a WHERE y IS NULL"), 42);
    Database backup(folder.path() / "x.db.v1.bak", Database::Mode::ReadOnly);
    QCOMPARE(backup.integer("PRAGMA user_version"), 1);
    QCOMPARE(backup.integer("SELECT x FROM a"), 41);
    migrate(database, kTwoSteps);
    QCOMPARE(database.integer("SELECT x FROM a"), 42);
}

void TestWorkspace::aFailingStepLeavesTheDatabaseAsItWas()
{
    const TemporaryFolder folder;
    Database database(folder.path() / "x.db");
    migrate(database, std::span(kTwoSteps).first(1));
    const std::array broken{
        kTwoSteps[0], kTwoSteps[1], Migration{3, "DROP TABLE a; SELECT * FROM nothing"}};
    QVERIFY_THROWS_EXCEPTION(Error, migrate(database, broken));
    QCOMPARE(database.integer("PRAGMA user_version"), 1);
    QCOMPARE(database.integer("SELECT x FROM a"), 41);
}

void TestWorkspace::aNewerDatabaseIsRefused()
{
    const TemporaryFolder folder;
    Workspace::open(folder.path()).database().execute("PRAGMA user_version = 999");
    const QString text = sentence([&] { Workspace::open(folder.path()); });
    VERIFY_SAYS(text, "newer Espalier");
    VERIFY_SAYS(text, "999");
    VERIFY_SAYS(sentence([&] { Workspace::openReadOnly(folder.path()); }), "newer Espalier");
}

void TestWorkspace::aForeignDatabaseIsRefused()
{
    const TemporaryFolder folder;
    Database(folder.path() / "espalier.db").execute("CREATE TABLE customers(x)");
    VERIFY_SAYS(sentence([&] { Workspace::open(folder.path()); }), "another program");
}

void TestWorkspace::migratingNeedsTheWorkspaceAlone()
{
    const TemporaryFolder folder;
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    steps.push_back({newestVersion(steps) + 1, "CREATE TABLE of_tomorrow(x)"});
    {
        Workspace holder = Workspace::open(folder.path());
        Runs(holder.database()).create({.name = "kept"});
        const QString text =
            sentence([&] { Workspace::open(folder.path(), {.migrations = steps}); });
        VERIFY_SAYS(text, "must be brought up to date");
        VERIFY_SAYS(text, std::to_string(::getpid()).c_str());
        VERIFY_SAYS(
            sentence([&] {
                Workspace::open(
                    folder.path(), {.mode = Database::Mode::ReadOnly, .migrations = steps});
            }),
            "older version");
    }
    Workspace tomorrow = Workspace::open(folder.path(), {.migrations = steps});
    QCOMPARE(tomorrow.database().integer("SELECT count(*) FROM of_tomorrow"), 0);
    QCOMPARE(Runs(tomorrow.database()).resolve("last").name, std::string("kept"));
    const auto backup = fmt::format("espalier.db.v{}.bak", newestVersion(migrations()));
    QVERIFY(fs::exists(folder.path() / backup));
    VERIFY_SAYS(sentence([&] { Workspace::open(folder.path()); }), "newer Espalier");
}

void TestWorkspace::aWorkspaceBeingMigratedIsWaitedFor()
{
    const TemporaryFolder folder;
    Workspace::open(folder.path());
    auto alone = FileLock::tryLock(folder.path() / "workspace.lock");
    QVERIFY(alone.has_value());
    const QString text = sentence([&] { Workspace::open(folder.path(), {.busyMs = 20}); });
    VERIFY_SAYS(text, "is being brought up to date by");
    VERIFY_SAYS(text, std::to_string(::getpid()).c_str());
    alone.reset();
    QVERIFY(sentence([&] { Workspace::open(folder.path()); }).isEmpty());
}

void TestWorkspace::aDamagedFileIsNamed()
{
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "espalier.db", std::string(8192, 'x'));
    VERIFY_SAYS(sentence([&] { Workspace::open(folder.path()); }), "is damaged");

    // A torn page in the middle of a good file is noticed by the check, and named when it is read.
    const TemporaryFolder other;
    {
        Workspace workspace = Workspace::open(other.path());
        for (int i = 0; i < 200; ++i)
            Runs(workspace.database()).create({.note = std::string(1000, 'n')});
    }
    std::string bytes = readFile(other.path() / "espalier.db");
    for (size_t page = 4096 * 40; page + 4096 <= bytes.size(); page += 4096)
        std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(page), 4096, '\x7f');
    writeAtomically(other.path() / "espalier.db", bytes);
    const QString text = sentence([&] {
        Workspace workspace = Workspace::open(other.path());
        QVERIFY(!workspace.database().integrityCheck().empty());
        Runs(workspace.database()).list();
    });
    VERIFY_SAYS(text, "is damaged");
}

void TestWorkspace::aLockedDatabaseIsNamed()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database impatient(workspace.databaseFile(), Database::Mode::ReadWrite, 30);
    const QString text = workspace.database().transaction(
        [&] { return sentence([&] { Runs(impatient).create({}); }); });
    VERIFY_SAYS(text, "is locked by another program");
    Runs(impatient).create({});
}

void TestWorkspace::aNetworkDiskIsRefusedBeforeTheFirstWrite()
{
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "there";
    const QString text = sentence([&] {
        Workspace::open(path, {.networkFileSystem = [](const fs::path&) {
                            return std::optional<std::string>("NFS");
                        }});
    });
    VERIFY_SAYS(text, "network disk (NFS)");
    VERIFY_SAYS(text, "--workspace");
    QVERIFY(!fs::exists(path));
}

void TestWorkspace::aFolderOfSomebodyElseIsNamed()
{
    const TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms(0555));
    VERIFY_SAYS(
        sentenceWithoutRights([&] { Workspace::open(folder.path() / "w"); }),
        "No permission to make");
    fs::permissions(folder.path(), fs::perms(0755));
    Workspace::open(folder.path());
    for (const char* name : {".", "artifacts", "runs", "pipelines", "data"})
        fs::permissions(folder.path() / name, fs::perms(0555));
    for (const char* name : {"espalier.db", "workspace.lock"})
        fs::permissions(folder.path() / name, fs::perms(0444));
    VERIFY_SAYS(
        sentenceWithoutRights([&] { Workspace::open(folder.path()); }), "No permission to write");
    fs::permissions(folder.path(), fs::perms(0755));
}

void TestWorkspace::aReaderNeedsNoRights()
{
    const TemporaryFolder folder;
    Runs(Workspace::open(folder.path()).database()).create({.name = "seen"});
    fs::permissions(folder.path(), fs::perms(0555));
    for (const char* name : {"espalier.db", "workspace.lock"})
        fs::permissions(folder.path() / name, fs::perms(0444));
    const QString text = sentenceWithoutRights([&] {
        Workspace reader = Workspace::openReadOnly(folder.path());
        throw inputError("{}", Runs(reader.database()).resolve("last").name);
    });
    QCOMPARE(text, QStringLiteral("seen"));
    fs::permissions(folder.path(), fs::perms(0755));
}

void TestWorkspace::aFileInTheWayIsNamed()
{
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "file", "x");
    VERIFY_SAYS(sentence([&] { Workspace::open(folder.path() / "file"); }), "can't be made");
    fs::create_directories(folder.path() / "w" / "espalier.db");
    VERIFY_SAYS(sentence([&] { Workspace::open(folder.path() / "w"); }), "can't be opened");
}

void TestWorkspace::aFullDiskIsNamed()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database& database = workspace.database();
    database.execute(
        "PRAGMA max_page_count = " + std::to_string(database.integer("PRAGMA page_count") + 5));
    int64_t made = 0;
    const QString text = sentence([&] {
        for (;; ++made)
            Runs(database).create({.note = std::string(2000, 'n')});
    });
    VERIFY_SAYS(text, "The disk is full");
    VERIFY_SAYS(text, "Free some space");
    QVERIFY(made > 0);
    database.execute("PRAGMA max_page_count = 1000000");
    QCOMPARE(static_cast<int64_t>(Runs(database).list().size()), made);
    Runs(database).create({});
    QVERIFY(database.integrityCheck().empty());
}

void TestWorkspace::readOnlyCreatesNothing()
{
    const TemporaryFolder folder;
    VERIFY_SAYS(sentence([&] { Workspace::openReadOnly(folder.path()); }), "There is no workspace");
    QVERIFY(fs::is_empty(folder.path()));
}

void TestWorkspace::aBackupHoldsEverything()
{
    const TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Runs(workspace.database()).create({.name = "one"});
    workspace.database().backupTo(folder.path() / "copy.db");
    Database copy(folder.path() / "copy.db", Database::Mode::ReadOnly);
    QCOMPARE(Runs(copy).list().front().name, std::string("one"));
}

QTEST_GUILESS_MAIN(TestWorkspace)
#include "test_workspace.moc"
