/// What the built programs load: the window never torch, the engine never Qt.

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace espalier {

class TestLinks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aProgramLoadsOnlyItsOwnWing_data();
    void aProgramLoadsOnlyItsOwnWing();
};

void TestLinks::aProgramLoadsOnlyItsOwnWing_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("needed");
    QTest::addColumn<QString>("forbidden");
    QTest::newRow("window") << u"espalier"_s << u"libQt6Widgets"_s << u"lib(?:torch|c10|caffe2)"_s;
    // Debian's LibTorch itself brings Qt 5, by way of OpenCV.
    QTest::newRow("engine") << u"espalier-engine"_s << u"libtorch"_s << u"libQt6"_s;
}

void TestLinks::aProgramLoadsOnlyItsOwnWing()
{
    QFETCH(QString, program);
    QFETCH(QString, needed);
    QFETCH(QString, forbidden);
    const QString path = QStringLiteral(ESPALIER_BINARY_DIR) + u'/' + program;
    if (!QFile::exists(path))
        QSKIP("not built in this folder");
    QProcess ldd;
    ldd.start(u"ldd"_s, {path});
    QVERIFY2(ldd.waitForFinished(), qPrintable(ldd.errorString()));
    const QString libraries = QString::fromLocal8Bit(ldd.readAllStandardOutput());
    QVERIFY2(libraries.contains(QRegularExpression(needed)), qPrintable(libraries));
    const auto found = QRegularExpression(forbidden + u"[^ ]*"_s).match(libraries);
    QVERIFY2(!found.hasMatch(), qPrintable(program + u" loads "_s + found.captured()));
}

} // namespace espalier

QTEST_GUILESS_MAIN(espalier::TestLinks)
#include "test_links.moc"
