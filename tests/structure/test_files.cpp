/// Files stay readable and free of traces of the machine that they were written on.

#include "tests/support/source_tree.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

constexpr qsizetype kLongFile = 400;    // ask which second subject moved in
constexpr qsizetype kTooLongFile = 600; // it did

/// Every text file of the project.
QStringList textFiles()
{
    const QStringList patterns{
        u"*.cpp"_s,
        u"*.h"_s,
        u"*.md"_s,
        u"*.txt"_s,
        u"*.yaml"_s,
        u"*.json"_s,
        u"*.po"_s,
        u"*.svg"_s,
        u"*.html"_s,
        u"*.css"_s,
        u"*.qrc"_s,
        u"run"_s,
        u"*.sh"_s,
        u"update"_s};
    QStringList files{u"README.md"_s, u"CMakeLists.txt"_s, u"CMakePresets.json"_s, u".gitignore"_s};
    for (const QString& folder :
         {u"core"_s, u"widgets"_s, u"app"_s, u"resources"_s, u"tests"_s, u".ci"_s})
        files += sourceFiles(folder, patterns);
    return files;
}

/// A path that exists only on one person's machine; empty where the text has none.
QString machinePath(const QString& text, const QString& root)
{
    if (text.contains(root + u'/'))
        return root;
    static const QRegularExpression home(uR"((?<![\w.~}])/(?:home|Users|root|work)/[\w.-]{2,})"_s);
    return home.match(text).captured();
}

/// Lines of a file; text inside raw strings is data, whatever its length.
qsizetype codeLines(QString text)
{
    static const QRegularExpression rawString(
        u"R\"([^(\\s]*)\\(.*?\\)\\1\""_s, QRegularExpression::DotMatchesEverythingOption);
    return text.remove(rawString).count(u'\n');
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMachinePathIsFound_data();
    void aMachinePathIsFound();
    void noFileNamesAPathOfOneMachine();
    void rawStringsAreNoCode();
    void noFileIsTooLong();
    void headersGuardThemselves();
};

void TestFiles::aMachinePathIsFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    const QString slash = u"/"_s; // the rows themselves must not look like such a path
    QTest::newRow("home") << u"open("_s + slash + u"home/ada/data.txt)"_s << true;
    QTest::newRow("source tree") << u"in /srv/tree/core/base"_s << true;
    QTest::newRow("relative") << u"../shared/data/text"_s << false;
    QTest::newRow("system") << u"/usr/share/fonts and /tmp/.X11-unix"_s << false;
    QTest::newRow("too short for a name") << slash + u"home/a"_s << false;
    QTest::newRow("under a variable") << u"~"_s + slash + u"work/espalier"_s << false;
}

void TestFiles::aMachinePathIsFound()
{
    QFETCH(QString, text);
    QTEST(!machinePath(text, u"/srv/tree"_s).isEmpty(), "found");
}

void TestFiles::noFileNamesAPathOfOneMachine()
{
    const QStringList files = textFiles();
    QVERIFY(files.size() > 30);
    QStringList problems;
    for (const QString& path : files)
        if (const QString found = machinePath(sourceText(path), sourceRoot()); !found.isEmpty())
            problems += u"%1 names %2"_s.arg(path, found);
    QVERIFY2(problems.isEmpty(), qPrintable(u'\n' + problems.join(u'\n')));
}

void TestFiles::rawStringsAreNoCode()
{
    const QString text = u"a\nR\"(b\nc\n)\"\nR\"x(\n)\"\n)x\"\nd\n"_s;
    QCOMPARE(text.count(u'\n'), 8);
    QCOMPARE(codeLines(text), 4);
}

void TestFiles::noFileIsTooLong()
{
    QStringList problems;
    for (const QString& folder : {u"core"_s, u"widgets"_s, u"app"_s, u"tests"_s})
        for (const QString& path : cppFiles(folder)) {
            const qsizetype lines = codeLines(sourceText(path));
            if (lines > kTooLongFile)
                problems +=
                    u"%1 has %2 lines; split it at %3"_s.arg(path).arg(lines).arg(kTooLongFile);
            else if (lines > kLongFile)
                qWarning(
                    "%s has %lld lines: which second subject moved in?",
                    qPrintable(path),
                    qlonglong(lines));
        }
    QVERIFY2(problems.isEmpty(), qPrintable(u'\n' + problems.join(u'\n')));
}

void TestFiles::headersGuardThemselves()
{
    for (const QString& folder : {u"core"_s, u"widgets"_s, u"app"_s, u"tests"_s})
        for (const QString& path : cppFiles(folder))
            if (path.endsWith(u".h"_s))
                QVERIFY2(sourceText(path).contains(u"#pragma once"_s), qPrintable(path));
}

} // namespace espalier

QTEST_GUILESS_MAIN(espalier::TestFiles)
#include "test_files.moc"
