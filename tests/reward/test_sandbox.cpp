/// What a sandboxed answer can't do: hostile programs gain nothing, end in time and leave nothing.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/reward/sandbox.h"
#include "core/reward/verifier.h"
#include "core/text/parallel.h"
#include "tests/reward/hostile_programs.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <csignal>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

constexpr double kSeconds = 1;
constexpr int kTogether = 4;

AnswerToCheck asking(const std::string& answer)
{
    return {
        .kind = "code",
        .answer = answer,
        .tests = "assert f(2) == 4\nassert f(3) == 9\n",
        .entryPoint = "f"};
}

std::unique_ptr<Verifier> limited()
{
    return makeVerifier(
        {{"kind", "code"}, {"seconds", kSeconds}, {"memory_mb", 256}, {"disk_mb", 4}});
}

/// Whether every process that came to this one is dead, a second from now at the latest.
bool nothingIsLeft()
{
    for (int i = 0; i < 100; ++i) {
        pid_t dead = 0;
        while ((dead = waitpid(-1, nullptr, WNOHANG)) > 0) {
        }
        if (dead < 0)
            return true;
        QTest::qSleep(10);
    }
    return false;
}

/// Somebody who listens on a port of this machine.
struct Listener
{
    Listener()
        : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        if (bind(socket.number(), reinterpret_cast<sockaddr*>(&here), size) == 0 &&
            listen(socket.number(), 8) == 0 &&
            getsockname(socket.number(), reinterpret_cast<sockaddr*>(&here), &size) == 0)
            port = ntohs(here.sin_port);
    }
    Descriptor socket;
    int port = 0;
};

} // namespace

class TestSandbox : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (const auto why = whyNoSandbox("/usr/bin/python3"))
            QSKIP(why->words().c_str());
        // Whatever an answer leaves behind becomes a child of this process.
        QCOMPARE(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    }

    void honestProgramsPass_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("plain") << u"def f(x):\n    return x * x"_s;
        QTest::newRow("threads")
            << u"import threading\ndef f(x):\n    r = []\n    t = threading.Thread(target=lambda: "
               "r.append(x * x))\n    t.start(); t.join()\n    return r[0]"_s;
        QTest::newRow("files")
            << u"def f(x):\n    with open('/tmp/n', 'w') as o: o.write(str(x))\n    return "
               "int(open('/tmp/n').read()) ** 2"_s;
        QTest::newRow("libraries")
            << u"import re, math, itertools, collections, functools, heapq, bisect, datetime, "
               u"random, "
               "decimal, hashlib, ctypes\ndef f(x):\n    return int(math.pow(x, 2))"_s;
        QTest::newRow("prints") << u"def f(x):\n    print('x' * 200000)\n    return x * x"_s;
    }
    void honestProgramsPass()
    {
        QFETCH(QString, code);
        const Verdict verdict = makeVerifier({{"kind", "code"}})->check(asking(code.toStdString()));
        QVERIFY2(verdict.score == 1, verdict.reason.c_str());
    }

    void hostileProgramsGainNothing()
    {
        const TemporaryFolder host;
        writeAtomically(host.path() / "espalier.db", "secret");
        const Listener listener;
        const auto verifier = limited();
        std::vector<Verdict> verdicts(kHostilePrograms.size());
        std::vector<double> seconds(kHostilePrograms.size());
        parallelFor(kHostilePrograms.size(), kTogether, [&](size_t i) {
            QString code = QString::fromUtf8(kHostilePrograms[i].code);
            code.replace(u"HOST"_s, QString::fromStdString(host.path().string()));
            code.replace(u"PORT"_s, QString::number(listener.port));
            QElapsedTimer timer;
            timer.start();
            verdicts[i] = verifier->check(asking(code.toStdString()));
            seconds[i] = static_cast<double>(timer.elapsed()) / 1000;
        });
        QVERIFY(kHostilePrograms.size() >= 30);
        for (size_t i = 0; i < verdicts.size(); ++i) {
            const auto said = fmt::format(
                "{}: {} ({}) after {} s",
                kHostilePrograms[i].name,
                verdicts[i].score,
                verdicts[i].reason,
                seconds[i]);
            QVERIFY2(verdicts[i].score == 0, said.c_str());
            QVERIFY2(seconds[i] < kSeconds + 1, said.c_str());
            qInfo("%s", said.c_str());
        }
        QVERIFY2(nothingIsLeft(), "a process was left behind");
        for (const auto& folder :
             {host.path(), host.path().parent_path(), std::filesystem::path("/var/tmp")})
            QVERIFY(!std::filesystem::exists(folder / "espalier-was-here"));
        QCOMPARE(readFile(host.path() / "espalier.db"), std::string("secret"));
    }

    /// In the weaker mode, what needs no digging in Python's insides gains nothing either.
    void cheatsGainNothingBesideTheTests_data()
    {
        QTest::addColumn<QString>("code");
        for (const HostileProgram& program : kHostilePrograms)
            for (const char* name :
                 {"says passed",
                  "says done",
                  "exits well",
                  "exits at once",
                  "exits when called",
                  "leaves when called",
                  "fork",
                  "opens a socket",
                  "endless loop"})
                if (std::string_view(program.name) == name)
                    QTest::newRow(name) << QString::fromUtf8(program.code);
    }
    void cheatsGainNothingBesideTheTests()
    {
        QFETCH(QString, code);
        AnswerToCheck answer = asking("class Pair: pass\n" + code.toStdString());
        answer.tests = "assert Pair()\nassert f(2) == 4\n";
        const Verdict verdict = limited()->check(answer);
        QCOMPARE(verdict.score, 0.0);
        QVERIFY2(verdict.reason.starts_with("weaker check"), verdict.reason.c_str());
    }

    /// The same for somebody without root's rights.
    void anybodyCanLockProgramsIn()
    {
        if (geteuid() != 0)
            QSKIP("This test runs without root's rights already.");
        QProcess other;
        other.start(
            u"setpriv"_s,
            {u"--reuid=65534"_s,
             u"--regid=65534"_s,
             u"--clear-groups"_s,
             QCoreApplication::applicationFilePath(),
             u"honestProgramsPass"_s,
             u"hostileProgramsGainNothing"_s});
        if (!other.waitForStarted() || !other.waitForFinished(120000))
            QSKIP("setpriv can't start this test as another user.");
        const QByteArray said = other.readAll();
        if (other.exitCode() == 126 || other.exitCode() == 127)
            QSKIP("Another user can't read this test's program.");
        QVERIFY2(
            said.contains("PASS   : TestSandbox::hostileProgramsGainNothing"), said.constData());
        QVERIFY2(other.exitCode() == 0, said.constData());
    }

    /// Whoever checks may die at any moment: what it runs dies too.
    void nothingOutlivesTheOneWhoChecks()
    {
        const TemporaryFolder its; // what it can't tidy up any more goes with this
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TMPDIR"_s, QString::fromStdString(its.path().string()));
        QProcess other;
        other.setProcessEnvironment(environment);
        other.start(QCoreApplication::applicationFilePath(), {u"hostileProgramsGainNothing"_s});
        QVERIFY(other.waitForStarted());
        QTest::qSleep(700); // in the midst of programs that never end
        kill(static_cast<pid_t>(other.processId()), SIGKILL);
        QVERIFY(other.waitForFinished());
        QVERIFY2(nothingIsLeft(), "a process was left behind");
    }

    void whereNamespacesAreOffThatIsSaid()
    {
        const pid_t child = fork();
        if (child == 0) {
            scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 0);
            seccomp_rule_add(
                filter,
                SCMP_ACT_ERRNO(EPERM),
                SCMP_SYS(clone),
                1,
                SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_NEWNS, CLONE_NEWNS));
            if (seccomp_load(filter) != 0)
                _exit(2);
            const auto why = whyNoSandbox("/usr/bin/python3");
            const bool named = why && why->words().find("namespaces") != std::string::npos;
            _exit(named ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        if (WEXITSTATUS(status) == 2)
            QSKIP("no filter can be set here");
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void nothingRunsWithoutASandbox()
    {
        QVERIFY(whyNoSandbox("/no/such/python"));
        QVERIFY_EXCEPTION_THROWN(
            makeVerifier({{"kind", "code"}, {"python", "/no/such/python"}}), Error);
        QVERIFY(pythonVersion("/no/such/python").empty());
    }
};

QTEST_GUILESS_MAIN(TestSandbox)
#include "test_sandbox.moc"
