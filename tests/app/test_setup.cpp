/// The two commands, app/run and tests/run, in a tree whose path has spaces and Hangul, started
/// from elsewhere. Their tools (apt-get, sudo, cmake, ...) are stand-ins that write down how they
/// were called.

#include "tests/support/source_tree.h"

#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

struct Outcome
{
    int status = -1;
    QString said;      ///< standard output and error
    QStringList calls; ///< of the stand-ins, in order
};

/// A copy of the scripts with stand-ins for everything that they start.
class Tree
{
public:
    Tree()
        : m_folder(QDir::tempPath() + u"/두 단어 XXXXXX"_s)
    {
        for (const char* path : {"app/run", "app/setup.sh", "tests/run", ".ci/run"})
            copy(QString::fromLatin1(path));
        write(u"tree/CMakePresets.json"_s, "{}", false);
        // Only these are found: what a test takes away is really gone.
        QDir().mkpath(m_folder.filePath(u"bin"_s));
        for (const QString& tool :
             {u"awk"_s,
              u"bash"_s,
              u"cat"_s,
              u"cksum"_s,
              u"cut"_s,
              u"dirname"_s,
              u"env"_s,
              u"find"_s,
              u"flock"_s,
              u"grep"_s,
              u"id"_s,
              u"mkdir"_s,
              u"nproc"_s,
              u"readlink"_s,
              u"sed"_s,
              u"tr"_s,
              u"rm"_s,
              u"chmod"_s,
              u"true"_s})
            QFile::link(QStandardPaths::findExecutable(tool), m_folder.filePath(u"bin/"_s + tool));
        for (const char* name : {"c++", "ninja", "pkg-config", "msgfmt", "ctest", "apt-get"})
            stand(name, "exit ${CTEST_STATUS:-0}");
        stand(
            "dpkg-query",
            R"(shift 3; for p; do [[ " $MISSING " = *" $p "* ]] || echo "$p installed"; done)",
            false);
        stand("cmake", R"(
if [ "$1" = --build ]; then
    printf '#!/bin/bash\necho "espalier $*" >>"$CALLS"\n' >"$2/espalier"
    printf '#!/bin/bash\n[ "$1" = show ] && { cat "$RUN_STATE" 2>/dev/null; exit 0; }\n' >"$2/espalier-engine"
    printf 'echo "espalier-engine $*" >>"$CALLS"\n' >>"$2/espalier-engine"
    chmod +x "$2/espalier" "$2/espalier-engine"
fi)");
        set("MISSING", u""_s);
        set("RUN_STATE", m_folder.filePath(u"state"_s));
        set("CALLS", m_folder.filePath(u"calls"_s));
        set("PATH", m_folder.filePath(u"bin"_s));
        set("HOME", m_folder.path());
        set("LC_ALL", u"C.UTF-8"_s);
    }

    QString root() const { return m_folder.filePath(u"tree"_s); }
    void set(const QString& variable, const QString& value)
    {
        m_environment.insert(variable, value);
    }
    void set(const char* variable, const QString& value)
    {
        set(QString::fromLatin1(variable), value);
    }
    void remove(const char* tool)
    {
        QFile::remove(m_folder.filePath(u"bin/"_s + QString::fromLatin1(tool)));
    }
    void asUser() { stand("id", "echo 1000", false); }
    void giveSudo(bool needsPassword)
    {
        stand("sudo", needsPassword ? "[ $1 != -n ] || exit 1; \"$@\"" : "[ $1 = -n ] || \"$@\"");
    }
    void lastRunIs(const char* status)
    {
        write(
            u"state"_s,
            QByteArray(R"({"nodes": {"text": {"state": "finished"}}, "status": ")") + status +
                "\"}",
            false);
    }
    /// Puts text into a file of the build folder.
    void built(const QString& name, const QByteArray& text)
    {
        write(u"tree/build/"_s + name, text, false);
    }

    Outcome start(const QString& script, const QStringList& arguments = {})
    {
        QFile::remove(m_folder.filePath(u"calls"_s));
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setWorkingDirectory(u"/"_s);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(
            m_folder.filePath(u"bin/bash"_s), QStringList{root() + u'/' + script} + arguments);
        process.waitForFinished();
        QFile calls(m_folder.filePath(u"calls"_s));
        QStringList lines;
        if (calls.open(QIODevice::ReadOnly))
            lines = QString::fromUtf8(calls.readAll()).split(u'\n', Qt::SkipEmptyParts);
        return {process.exitCode(), QString::fromUtf8(process.readAll()), lines};
    }

private:
    void write(const QString& path, const QByteArray& text, bool executable)
    {
        const QString full = m_folder.filePath(path);
        QDir().mkpath(QFileInfo(full).path());
        QFile::remove(full);
        QFile file(full);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        if (executable)
            file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeUser);
    }
    void copy(const QString& path) { write(u"tree/"_s + path, sourceText(path).toUtf8(), true); }
    /// A stand-in for a tool; `logged` ones write down their call.
    void stand(const char* name, const char* body, bool logged = true)
    {
        const QByteArray log =
            logged ? QByteArray("echo \"") + name + " $*\" >>\"$CALLS\"\n" : QByteArray();
        write(u"bin/"_s + QString::fromLatin1(name), "#!/bin/bash\n" + log + body + "\n", true);
    }

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

bool contains(const QStringList& calls, const QString& part)
{
    return !calls.filter(part).isEmpty();
}

} // namespace

class TestSetup : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsInstalledWhereAllIsThere_data();
    void nothingIsInstalledWhereAllIsThere();
    void onlyWhatIsMissingIsInstalled();
    void aUserIsToldWhatSudoIsFor();
    void withoutSudoItIsSaidWhatToAsk();
    void sudoThatCantAskIsSaid();
    void anotherSystemGoesOnWithItsOwnTools();
    void anotherSystemIsToldWhatItLacks();
    void aDryRunChangesNothing();
    void theDemoRunsOnceInTheTerminal();
    void anInterruptedDemoGoesOn();
    void aDeadDisplayIsNoDisplay();
    void aDisplayOpensTheWindow();
    void aMovedTreeIsConfiguredAnew();
    void testsAreChosenByLabel_data();
    void testsAreChosenByLabel();
    void failedTestsFailTheCommand();
    void unknownArgumentsAreSaid();
};

void TestSetup::nothingIsInstalledWhereAllIsThere_data()
{
    QTest::addColumn<QString>("script");
    QTest::newRow("app") << u"app/run"_s;
    QTest::newRow("tests") << u"tests/run"_s;
    QTest::newRow("ci") << u".ci/run"_s;
}

void TestSetup::nothingIsInstalledWhereAllIsThere()
{
    QFETCH(QString, script);
    Tree tree;
    for (int twice = 0; twice < 2; ++twice) {
        const Outcome outcome = tree.start(script);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.said));
        QVERIFY(!contains(outcome.calls, u"apt-get"_s));
        QVERIFY(contains(outcome.calls, u"cmake --build %1/build -j"_s.arg(tree.root())));
    }
}

void TestSetup::onlyWhatIsMissingIsInstalled()
{
    Tree tree;
    tree.set("MISSING", u"mold xvfb"_s);
    const Outcome app = tree.start(u"app/run"_s);
    QVERIFY2(
        contains(app.calls, u"install -y --no-install-recommends mold"_s), qPrintable(app.said));
    QVERIFY(!contains(app.calls, u"xvfb"_s)); // only tests need it
    QVERIFY(contains(
        tree.start(u"tests/run"_s).calls, u"install -y --no-install-recommends mold xvfb"_s));
}

void TestSetup::aUserIsToldWhatSudoIsFor()
{
    Tree tree;
    tree.asUser();
    tree.giveSudo(false);
    tree.set("MISSING", u"mold"_s);
    const Outcome outcome = tree.start(u"app/run"_s);
    QVERIFY2(outcome.status == 0, qPrintable(outcome.said));
    QVERIFY(
        outcome.said.contains(u"Not installed yet, but needed to build and run Espalier: mold"_s));
    QVERIFY(outcome.said.contains(u"sudo is used to install these packages"_s));
    const qsizetype sudo =
        outcome.calls.indexOf(QRegularExpression(u"^sudo env .*apt-get.* install .*mold$"_s));
    QVERIFY2(sudo >= 0, qPrintable(outcome.calls.join(u'\n')));
    // Nothing else runs as root.
    QVERIFY(!contains(outcome.calls.filter(QRegularExpression(u"^sudo"_s)), u"cmake"_s));
}

void TestSetup::withoutSudoItIsSaidWhatToAsk()
{
    Tree tree;
    tree.asUser();
    tree.set("MISSING", u"mold libtorch-dev"_s);
    const Outcome outcome = tree.start(u"app/run"_s);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(
        outcome.said.contains(u"Ask an administrator to run: apt-get install mold libtorch-dev"_s),
        qPrintable(outcome.said));
    QVERIFY(outcome.calls.isEmpty());
}

void TestSetup::sudoThatCantAskIsSaid()
{
    Tree tree;
    tree.asUser();
    tree.giveSudo(true);
    tree.set("MISSING", u"mold"_s);
    const Outcome outcome = tree.start(u"app/run"_s);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(
        outcome.said.contains(u"sudo can't ask for a password without a terminal"_s),
        qPrintable(outcome.said));
    QVERIFY(!contains(outcome.calls, u"apt-get"_s));
}

void TestSetup::anotherSystemGoesOnWithItsOwnTools()
{
    Tree tree;
    tree.remove("apt-get");
    const Outcome outcome = tree.start(u"app/run"_s);
    QVERIFY2(outcome.status == 0, qPrintable(outcome.said));
    QVERIFY(outcome.said.contains(u"This is not Debian or Ubuntu"_s));
    QVERIFY(outcome.said.contains(u"libtorch-dev"_s));
}

void TestSetup::anotherSystemIsToldWhatItLacks()
{
    Tree tree;
    tree.remove("dpkg-query");
    tree.remove("ninja");
    const Outcome outcome = tree.start(u"app/run"_s);
    QCOMPARE(outcome.status, 1);
    QVERIFY2(
        outcome.said.contains(u"Not found on this machine: ninja."_s), qPrintable(outcome.said));
}

void TestSetup::aDryRunChangesNothing()
{
    Tree tree;
    tree.set("MISSING", u"mold"_s);
    for (const QString& script : {u"app/run"_s, u"tests/run"_s}) {
        const Outcome outcome = tree.start(script, {u"--dry-run"_s});
        QVERIFY2(outcome.status == 0, qPrintable(outcome.said));
        QVERIFY(outcome.calls.isEmpty());
        QVERIFY(outcome.said.contains(u"would run: "_s));
        QVERIFY(!QFileInfo::exists(tree.root() + u"/build"_s));
    }
}

void TestSetup::theDemoRunsOnceInTheTerminal()
{
    Tree tree;
    const QStringList workspace{u"--workspace"_s, u"/내 공간/a b"_s};
    const Outcome first = tree.start(u"app/run"_s, workspace);
    QVERIFY2(first.status == 0, qPrintable(first.said));
    QVERIFY(contains(
        first.calls,
        u"espalier-engine run %1/resources/pipelines/first_steps.yaml --workspace /내 공간/a b"_s
            .arg(tree.root())));
    QCOMPARE(first.calls.last(), u"espalier-engine report last --workspace /내 공간/a b"_s);
    tree.lastRunIs("finished");
    const Outcome second = tree.start(u"app/run"_s, workspace);
    QVERIFY2(second.status == 0, qPrintable(second.said));
    QVERIFY(!contains(second.calls, u"espalier-engine run "_s));
    QVERIFY(!contains(second.calls, u"espalier-engine resume"_s));
    QVERIFY(contains(second.calls, u"espalier-engine runs --workspace"_s));
    QVERIFY(contains(second.calls, u"espalier-engine report last"_s));
}

void TestSetup::anInterruptedDemoGoesOn()
{
    Tree tree;
    tree.lastRunIs("stopped");
    const Outcome outcome = tree.start(u"app/run"_s);
    QVERIFY2(contains(outcome.calls, u"espalier-engine resume last"_s), qPrintable(outcome.said));
    QVERIFY(!contains(outcome.calls, u"espalier-engine run "_s));
}

void TestSetup::aDeadDisplayIsNoDisplay()
{
    Tree tree;
    tree.set("DISPLAY", u":7654"_s);
    const Outcome outcome = tree.start(u"app/run"_s);
    QVERIFY2(
        outcome.said.contains(u"DISPLAY is :7654, but no X server answers there."_s),
        qPrintable(outcome.said));
    QVERIFY(contains(outcome.calls, u"espalier-engine run "_s));
}

void TestSetup::aDisplayOpensTheWindow()
{
    Tree tree;
    tree.set("DISPLAY", u"far:0"_s);
    const Outcome outcome =
        tree.start(u"app/run"_s, {u"--workspace=/w"_s, u"--language"_s, u"ko"_s});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.said));
    QCOMPARE(outcome.calls.last(), u"espalier --demo --workspace /w --language ko"_s);
}

void TestSetup::aMovedTreeIsConfiguredAnew()
{
    Tree tree;
    tree.built(u"build.ninja"_s, "");
    tree.built(u"CMakeCache.txt"_s, "CMAKE_HOME_DIRECTORY:INTERNAL=" + tree.root().toUtf8() + "\n");
    QVERIFY(!contains(tree.start(u"app/run"_s).calls, u"--preset"_s));
    tree.built(u"CMakeCache.txt"_s, "CMAKE_HOME_DIRECTORY:INTERNAL=/srv/before\n");
    QVERIFY(contains(
        tree.start(u"app/run"_s).calls, u"cmake --fresh --preset release -S "_s + tree.root()));
}

void TestSetup::testsAreChosenByLabel_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("chosen");
    const QString fast = u"--label-regex ^(fast|window)$"_s;
    QTest::newRow("default") << QStringList{} << fast;
    QTest::newRow("slow") << QStringList{u"--slow"_s} << u""_s;
    QTest::newRow("filter") << QStringList{u"--filter"_s, u"base/.*"_s}
                            << fast + u" --tests-regex base/.*"_s;
    QTest::newRow("both") << QStringList{u"--slow"_s, u"--filter=x"_s} << u"--tests-regex x"_s;
}

void TestSetup::testsAreChosenByLabel()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, chosen);
    Tree tree;
    const Outcome outcome = tree.start(u"tests/run"_s, arguments);
    const QString call = outcome.calls.value(outcome.calls.size() - 1);
    QVERIFY2(
        call.startsWith(u"ctest --test-dir %1/build --output-on-failure"_s.arg(tree.root())),
        qPrintable(outcome.said));
    QCOMPARE(call.section(QRegularExpression(u"-j \\d+ ?"_s), 1), chosen);
}

void TestSetup::failedTestsFailTheCommand()
{
    Tree tree;
    tree.set("CTEST_STATUS", u"8"_s);
    QCOMPARE(tree.start(u".ci/run"_s).status, 8);
}

void TestSetup::unknownArgumentsAreSaid()
{
    Tree tree;
    const Outcome outcome = tree.start(u"tests/run"_s, {u"--fast"_s});
    QCOMPARE(outcome.status, 2);
    QVERIFY(outcome.said.contains(u"tests/run knows no --fast."_s));
    QCOMPARE(tree.start(u"app/run"_s, {u"--workspace"_s}).status, 2);
}

} // namespace espalier

QTEST_GUILESS_MAIN(espalier::TestSetup)
#include "test_setup.moc"
