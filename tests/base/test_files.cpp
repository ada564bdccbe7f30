/// Files that survive faults: old or new but never a part, locks that die with their holder, mapped
/// bytes.

#include "core/base/error.h"
#include "core/base/files.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

/// The words of the Error that an action throws; empty where it throws none.
template <typename Action>
QString complaint(Action action)
{
    try {
        action();
    } catch (const Error& error) {
        return QString::fromStdString(error.words());
    }
    return {};
}

qsizetype entries(const fs::path& folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

/// A file system of its own in a folder, unmounted at the end; only root can make one.
class SmallDisk
{
public:
    explicit SmallDisk(const fs::path& folder, const char* options = "size=256k")
        : m_folder(folder)
        , m_mounted(::mount("tmpfs", folder.c_str(), "tmpfs", 0, options) == 0)
    {
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(m_folder.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return m_mounted; }
    bool makeReadOnly() const
    {
        return ::mount(nullptr, m_folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }

private:
    fs::path m_folder;
    bool m_mounted;
};

} // namespace

class TestBaseFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead_data();
    void whatIsWrittenIsRead();
    void writingReplacesAndLeavesNothingBeside();
    void aFullDiskKeepsTheOldFile();
    void aReadOnlyDiskKeepsTheOldFile();
    void aForbiddenFolderIsSaid();
    void whatCantBeReadIsSaid();
    void aTemporaryFolderGoesWithItsContents();
    void aReleasedTemporaryFolderStays();
    void aLockExcludesAnother();
    void sharedLocksGoTogether();
    void askingRefusesNobody();
    void aLockDiesWithItsHolder();
    void aHolderSaysWhoItIs();
    void aMappedFileHasTheBytes();
    void freeSpaceIsKnownBeforeAFolderExists();
    void aLocalDiskIsNoNetworkDisk();
};

void TestBaseFiles::whatIsWrittenIsRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("the pear tree\n");
    QTest::newRow("zeros inside") << QByteArray("a\0b\r\n\xff", 6);
    QTest::newRow("three mebibytes") << QByteArray(3 << 20, 'x');
}

void TestBaseFiles::whatIsWrittenIsRead()
{
    QFETCH(QByteArray, bytes);
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "이름 with spaces.txt";
    writeAtomically(file, bytes.toStdString());
    QCOMPARE(readFile(file), bytes.toStdString());
}

void TestBaseFiles::writingReplacesAndLeavesNothingBeside()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "file";
    writeAtomically(file, "a longer first content");
    writeAtomically(file, "second");
    QCOMPARE(readFile(file), std::string("second"));
    QCOMPARE(entries(folder.path()), 1);
    QCOMPARE(fs::status(file).permissions() & fs::perms::mask, fs::perms(0644));
}

void TestBaseFiles::aFullDiskKeepsTheOldFile()
{
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path());
    if (!disk.mounted())
        QSKIP("only root can mount a small disk");
    const fs::path file = folder.path() / "file";
    writeAtomically(file, "old");
    const QString words = complaint([&] { writeAtomically(file, std::string(1 << 20, 'x')); });
    QVERIFY2(words.startsWith(QStringLiteral("The disk is full: ")), qPrintable(words));
    QCOMPARE(readFile(file), std::string("old"));
    QCOMPARE(entries(folder.path()), 1);
    writeAtomically(file, "new");
    QCOMPARE(readFile(file), std::string("new"));
}

void TestBaseFiles::aReadOnlyDiskKeepsTheOldFile()
{
    const TemporaryFolder folder;
    const SmallDisk disk(folder.path());
    if (!disk.mounted())
        QSKIP("only root can mount a small disk");
    const fs::path file = folder.path() / "file";
    writeAtomically(file, "old");
    QVERIFY(disk.makeReadOnly());
    const QString words = complaint([&] { writeAtomically(file, "new"); });
    QVERIFY2(words.startsWith(QStringLiteral("The disk is read-only: ")), qPrintable(words));
    QCOMPARE(readFile(file), std::string("old"));
}

void TestBaseFiles::aForbiddenFolderIsSaid()
{
    if (::geteuid() == 0)
        QSKIP("root may write everywhere");
    const TemporaryFolder folder;
    ::chmod(folder.path().c_str(), 0500);
    const QString words = complaint([&] { writeAtomically(folder.path() / "file", "new"); });
    ::chmod(folder.path().c_str(), 0700);
    QVERIFY2(words.startsWith(QStringLiteral("No permission to write ")), qPrintable(words));
}

void TestBaseFiles::whatCantBeReadIsSaid()
{
    const TemporaryFolder folder;
    const fs::path missing = folder.path() / "missing";
    QVERIFY(complaint([&] { readFile(missing); }).contains(QStringLiteral("does not exist")));
    QVERIFY(complaint([&] { readFile(folder.path()); }).contains(QStringLiteral("is a folder")));
    QVERIFY(!complaint([&] { MappedFile{missing}; }).isEmpty());
}

void TestBaseFiles::aTemporaryFolderGoesWithItsContents()
{
    fs::path path;
    {
        const TemporaryFolder folder;
        path = folder.path();
        fs::create_directories(path / "a" / "b");
        writeAtomically(path / "a" / "b" / "file", "x");
        syncTree(path);
        QVERIFY(fs::exists(path / "a" / "b" / "file"));
    }
    QVERIFY(!fs::exists(path));
}

void TestBaseFiles::aReleasedTemporaryFolderStays()
{
    const TemporaryFolder parent;
    fs::path path;
    {
        TemporaryFolder folder(parent.path(), "kept-");
        path = folder.path();
        folder.release();
    }
    QVERIFY(fs::exists(path));
    QVERIFY(path.filename().string().starts_with("kept-"));
}

void TestBaseFiles::aLockExcludesAnother()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "lock";
    QVERIFY(!FileLock::isHeld(file));
    {
        const auto lock = FileLock::tryLock(file);
        QVERIFY(lock.has_value());
        QVERIFY(FileLock::isHeld(file));
        QVERIFY(!FileLock::tryLock(file));
        QVERIFY(!FileLock::tryLock(file, FileLock::Mode::Shared));
    }
    QVERIFY(!FileLock::isHeld(file));
    QVERIFY(FileLock::tryLock(file).has_value());
}

void TestBaseFiles::sharedLocksGoTogether()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "lock";
    const auto one = FileLock::tryLock(file, FileLock::Mode::Shared);
    const auto other = FileLock::tryLock(file, FileLock::Mode::Shared);
    QVERIFY(one && other);
    QVERIFY(!FileLock::isHeld(file));
    QVERIFY(!FileLock::tryLock(file));
}

void TestBaseFiles::askingRefusesNobody()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "lock";
    QVERIFY(FileLock::tryLock(file).has_value());
    std::atomic<bool> done = false;
    std::thread asking([&] {
        while (!done)
            (void)FileLock::isHeld(file);
    });
    int refused = 0;
    for (int i = 0; i < 20'000; ++i)
        refused += FileLock::tryLock(file) ? 0 : 1;
    done = true;
    asking.join();
    QCOMPARE(refused, 0);
}

void TestBaseFiles::aLockDiesWithItsHolder()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "lock";
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::tryLock(file);
        (void)!::write(ready[1], lock ? "y" : "n", 1);
        ::pause();
        ::_exit(0);
    }
    char answer = 'n';
    QCOMPARE(::read(ready[0], &answer, 1), ssize_t{1});
    ::close(ready[0]);
    ::close(ready[1]);
    const bool heldByChild = FileLock::isHeld(file);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    QCOMPARE(answer, 'y');
    QVERIFY(heldByChild);
    QVERIFY(!FileLock::isHeld(file));
}

void TestBaseFiles::aHolderSaysWhoItIs()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "lock";
    auto lock = FileLock::tryLock(file);
    QVERIFY(lock);
    lock->describe("a long first description");
    lock->describe("engine 42");
    QCOMPARE(readFile(file), std::string("engine 42"));
}

void TestBaseFiles::aMappedFileHasTheBytes()
{
    const TemporaryFolder folder;
    const std::string bytes("a\0b", 3);
    writeAtomically(folder.path() / "full", bytes);
    writeAtomically(folder.path() / "empty", "");
    MappedFile mapped(folder.path() / "full");
    QCOMPARE(std::string(mapped.bytes()), bytes);
    const MappedFile moved(std::move(mapped));
    QCOMPARE(std::string(moved.bytes()), bytes);
    QVERIFY(MappedFile(folder.path() / "empty").bytes().empty());
    // Whoever still reads keeps the old bytes while the file is replaced.
    writeAtomically(folder.path() / "full", "other");
    QCOMPARE(std::string(moved.bytes()), bytes);
}

void TestBaseFiles::freeSpaceIsKnownBeforeAFolderExists()
{
    const TemporaryFolder folder;
    QVERIFY(freeSpace(folder.path()) > 0);
    const SmallDisk disk(folder.path());
    if (!disk.mounted())
        QSKIP("only root can mount a small disk");
    const uint64_t space = freeSpace(folder.path() / "not" / "yet");
    QVERIFY(space > 0 && space <= 256 * 1024);
}

void TestBaseFiles::aLocalDiskIsNoNetworkDisk()
{
    QVERIFY(!networkFileSystem("/proc"));
    QVERIFY(!networkFileSystem("/dev/shm/not/yet"));
}

QTEST_GUILESS_MAIN(TestBaseFiles)
#include "test_files.moc"
