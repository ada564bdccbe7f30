/// The rooms' arrows point one way: a file includes only rooms below its own, torch stands only in
/// core/engine/, Qt never in core/.

#include "tests/support/source_tree.h"

#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

struct Room
{
    QString path;
    QStringList uses; ///< rooms right below; what those use may be used too
};

/// The plan of the house, bottom up.
const QList<Room>& rooms()
{
    static const QList<Room> all{
        {u"core/base"_s, {}},
        {u"core/params"_s, {u"core/base"_s}},
        {u"core/text"_s, {u"core/params"_s}},
        {u"core/data"_s, {u"core/text"_s}},
        {u"core/metrics"_s, {u"core/text"_s}},
        {u"core/reward"_s, {u"core/text"_s}},
        {u"core/rows"_s, {u"core/data"_s, u"core/reward"_s}},
        {u"core/store"_s, {u"core/text"_s}},
        {u"core/formats"_s, {u"core/text"_s}},
        {u"core/pipeline"_s, {u"core/rows"_s, u"core/store"_s, u"core/formats"_s}},
        {u"core/labels"_s, {u"core/rows"_s, u"core/store"_s, u"core/reward"_s}},
        {u"core/stages"_s, {u"core/pipeline"_s, u"core/labels"_s, u"core/reward"_s}},
        {u"core/report"_s, {u"core/stages"_s, u"core/metrics"_s, u"core/reward"_s}},

        {u"core/engine"_s, {}}, // torch.h, precompiled
        {u"core/engine/nn"_s, {u"core/engine"_s, u"core/formats"_s}},
        {u"core/engine/formats"_s, {u"core/engine/nn"_s}},
        {u"core/engine/generate"_s, {u"core/engine/formats"_s}},
        {u"core/engine/peft"_s, {u"core/engine/formats"_s}},
        {u"core/engine/train"_s,
         {u"core/engine/generate"_s, u"core/engine/peft"_s, u"core/data"_s, u"core/store"_s}},
        {u"core/engine/align"_s,
         {u"core/engine/train"_s, u"core/stages"_s, u"core/reward"_s, u"core/metrics"_s}},
        {u"core/engine/stages"_s, {u"core/engine/align"_s}},
        {u"core/engine/run"_s, {u"core/engine/stages"_s, u"core/report"_s}},

        {u"widgets/common"_s, {u"core/report"_s}},
        {u"widgets/document"_s, {u"widgets/common"_s}},
        {u"widgets/forms"_s, {u"widgets/document"_s}},
        {u"widgets/editor"_s, {u"widgets/forms"_s}},
        {u"widgets/charts"_s, {u"widgets/common"_s}},
        {u"widgets/runs"_s, {u"widgets/charts"_s}},
        {u"widgets/rank"_s, {u"widgets/runs"_s}},

        {u"app/workbench"_s, {u"widgets/editor"_s, u"widgets/rank"_s}},
        {u"app/engine"_s, {u"core/engine/run"_s}},
    };
    return all;
}

/// The room that a path lies in; empty where it has none.
QString roomOf(const QString& path)
{
    const QString folder = path.section(u'/', 0, -2);
    for (const Room& room : rooms())
        if (folder == room.path)
            return room.path;
    return {};
}

/// A room and every room below it.
QSet<QString> reach(const QString& path)
{
    QSet<QString> all{path};
    for (const Room& room : rooms())
        if (room.path == path)
            for (const QString& below : room.uses)
                all += reach(below);
    return all;
}

/// What is wrong with the includes of a file; empty where nothing is.
QStringList includeProblems(const QString& path, const QString& text)
{
    static const QRegularExpression include(
        u"^[ \\t]*#[ \\t]*include[ \\t]*([<\"])([^>\"]+)[>\"]"_s,
        QRegularExpression::MultilineOption);
    static const QRegularExpression torch(u"^(?:torch|ATen|c10|caffe2)/"_s);
    static const QRegularExpression qt(u"^(?:Q[A-Z][A-Za-z]*|Qt[A-Z][A-Za-z]*/.*|q[a-z]+\\.h)$"_s);
    const QString room = roomOf(path);
    if (room.isEmpty())
        return {u"%1 lies in no room of the plan; add a row for its folder"_s.arg(path)};
    const bool inEngine = room.startsWith(u"core/engine"_s);
    const bool inWindow = room.startsWith(u"widgets/"_s) || room == u"app/workbench"_s;
    const QSet<QString> allowed = reach(room);
    QStringList problems;
    for (auto found = include.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const QString target = match.captured(2);
        if (target.contains(torch) && !inEngine)
            problems += u"%1 includes <%2>: torch stands only in core/engine/"_s.arg(path, target);
        if (target.contains(qt) && !inWindow)
            problems += u"%1 includes <%2>: Qt stands only in widgets/ and app/workbench/"_s.arg(
                path, target);
        if (match.captured(1) == u"<"_s || target.endsWith(u".moc"_s))
            continue;
        const QString other = roomOf(target);
        if (other.isEmpty())
            problems += u"%1 includes \"%2\": not a path from the root"_s.arg(path, target);
        else if (!allowed.contains(other))
            problems += u"%1 includes \"%2\": %3 may not know %4"_s.arg(path, target, room, other);
    }
    return problems;
}

} // namespace

class TestRooms : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRoomUsesOnlyRoomsAboveItInTheTable();
    void aForbiddenIncludeIsFound_data();
    void aForbiddenIncludeIsFound();
    void everyFileKeepsToThePlan();
    void everyIncludedFileExists();
    void testsReachTorchOnlyInTheEngineWing();
};

void TestRooms::aRoomUsesOnlyRoomsAboveItInTheTable()
{
    // So the table itself can't hold a circle.
    QSet<QString> above;
    for (const Room& room : rooms()) {
        for (const QString& below : room.uses)
            QVERIFY2(above.contains(below), qPrintable(room.path + u" uses "_s + below));
        above += room.path;
    }
}

void TestRooms::aForbiddenIncludeIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* name, const QString& path, const QString& line, bool good) {
        QTest::newRow(name) << path << line << good;
    };
    row("downward", u"core/pipeline/a.cpp"_s, u"#include \"core/store/b.h\""_s, true);
    row("far down", u"core/report/a.cpp"_s, u"#include \"core/base/b.h\""_s, true);
    row("own room", u"core/data/a.cpp"_s, u"#include \"core/data/b.h\""_s, true);
    row("upward", u"core/store/a.cpp"_s, u"#include \"core/pipeline/b.h\""_s, false);
    row("sideways", u"core/store/a.cpp"_s, u"#include \"core/data/b.h\""_s, false);
    row("upward with spaces", u"core/base/a.h"_s, u"  #  include \"core/text/b.h\""_s, false);
    row("torch in core", u"core/data/a.cpp"_s, u"#include <torch/torch.h>"_s, false);
    row("ATen in the window", u"widgets/charts/a.cpp"_s, u"#include <ATen/ATen.h>"_s, false);
    row("torch in the engine", u"core/engine/nn/a.cpp"_s, u"#include <torch/torch.h>"_s, true);
    row("torch in the command line", u"app/engine/a.cpp"_s, u"#include <c10/util/Half.h>"_s, false);
    row("Qt in core", u"core/base/a.cpp"_s, u"#include <QString>"_s, false);
    row("Qt in the engine", u"core/engine/run/a.cpp"_s, u"#include <QtCore/QString>"_s, false);
    row("Qt in widgets", u"widgets/forms/a.cpp"_s, u"#include <QWidget>"_s, true);
    row("engine from widgets",
        u"widgets/runs/a.cpp"_s,
        u"#include \"core/engine/run/b.h\""_s,
        false);
    row("engine from core", u"core/report/a.cpp"_s, u"#include \"core/engine/nn/b.h\""_s, false);
    row("widgets from core", u"core/report/a.cpp"_s, u"#include \"widgets/charts/b.h\""_s, false);
    row("not rooted", u"core/base/a.cpp"_s, u"#include \"b.h\""_s, false);
    row("no such room", u"core/cellar/a.cpp"_s, u"int x;"_s, false);
    row("standard header", u"core/base/a.cpp"_s, u"#include <queue>"_s, true);
}

void TestRooms::aForbiddenIncludeIsFound()
{
    QFETCH(QString, path);
    QFETCH(QString, line);
    QTEST(includeProblems(path, u"int a;\n"_s + line + u"\nint b;"_s).isEmpty(), "good");
}

void TestRooms::everyFileKeepsToThePlan()
{
    QStringList problems;
    qsizetype files = 0;
    for (const QString& folder : {u"core"_s, u"widgets"_s, u"app"_s})
        for (const QString& path : cppFiles(folder)) {
            problems += includeProblems(path, sourceText(path));
            ++files;
        }
    QVERIFY(files > 10);
    QVERIFY2(problems.isEmpty(), qPrintable(u'\n' + problems.join(u'\n')));
}

void TestRooms::everyIncludedFileExists()
{
    static const QRegularExpression include(
        u"^#include \"((?:core|widgets|app|tests)/[^\"]+)\""_s,
        QRegularExpression::MultilineOption);
    QStringList problems;
    for (const QString& folder : {u"core"_s, u"widgets"_s, u"app"_s, u"tests"_s})
        for (const QString& path : cppFiles(folder)) {
            const QString text = sourceText(path);
            for (auto found = include.globalMatch(text); found.hasNext();) {
                const QString target = found.next().captured(1);
                if (!QFile::exists(QDir(sourceRoot()).filePath(target)))
                    problems += u"%1 includes %2, which is not there"_s.arg(path, target);
            }
        }
    QVERIFY2(problems.isEmpty(), qPrintable(u'\n' + problems.join(u'\n')));
}

void TestRooms::testsReachTorchOnlyInTheEngineWing()
{
    static const QRegularExpression torch(
        u"^#include (?:<(?:torch|ATen|c10)/|\"core/engine/)"_s,
        QRegularExpression::MultilineOption);
    for (const QString& path : cppFiles(u"tests"_s))
        if (!path.startsWith(u"tests/engine/"_s) && !path.startsWith(u"tests/slow/"_s))
            QVERIFY2(!sourceText(path).contains(torch), qPrintable(path));
}

} // namespace espalier

QTEST_GUILESS_MAIN(espalier::TestRooms)
#include "test_rooms.moc"
