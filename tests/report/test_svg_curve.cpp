#include "core/report/svg_curve.h"

#include <QXmlStreamReader>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace espalier;

namespace {

/// Whether a text is well-formed XML, and how often an element occurs in it; -1 where it is not.
int countElements(const std::string& xml, const char* element)
{
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    int count = 0;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement &&
            reader.name() == QLatin1StringView(element))
            ++count;
    return reader.hasError() ? -1 : count;
}

std::vector<SvgPoint> line(const std::vector<double>& values)
{
    std::vector<SvgPoint> points;
    for (size_t i = 0; i < values.size(); ++i)
        points.push_back({static_cast<double>(i), values[i], values[i], values[i]});
    return points;
}

} // namespace

class TestSvgCurve : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksAreRound_data();
    void ticksAreRound();
    void ticksHaveNoMoreDigitsThanTheStep_data();
    void ticksHaveNoMoreDigitsThanTheStep();
    void decimationKeepsExtremesAndEnds();
    void decimationLeavesOutWhatIsNotFinite();
    void aGapSplitsTheLine();
    void aChartWithoutValuesSaysSo();
    void aConstantCurveRunsThroughTheMiddle();
    void labelsAreEscaped();
    void coloursRepeatWithOtherDashes();
    void escapesBytesThatAreNoText_data();
    void escapesBytesThatAreNoText();
};

void TestSvgCurve::ticksAreRound_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("about");
    QTest::addColumn<QList<double>>("ticks");
    QTest::newRow("unit") << 0.0 << 1.0 << 5 << QList<double>{0, 0.2, 0.4, 0.6, 0.8, 1};
    QTest::newRow("loss") << 1.4 << 7.9 << 4 << QList<double>{2, 4, 6};
    QTest::newRow("around zero") << -1.0 << 1.0 << 4 << QList<double>{-1, -0.5, 0, 0.5, 1};
    QTest::newRow("steps") << 0.0 << 2000.0 << 9
                           << QList<double>{0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000};
    QTest::newRow("nothing") << 1.0 << 1.0 << 4 << QList<double>{};
    QTest::newRow("not finite") << 0.0 << qInf() << 4 << QList<double>{};
}

void TestSvgCurve::ticksAreRound()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, about);
    QFETCH(QList<double>, ticks);
    const auto found = niceTicks(low, high, about);
    QCOMPARE(found.size(), static_cast<size_t>(ticks.size()));
    for (size_t i = 0; i < found.size(); ++i)
        QVERIFY(std::abs(found[i] - ticks[static_cast<qsizetype>(i)]) < 1e-9);
}

void TestSvgCurve::ticksHaveNoMoreDigitsThanTheStep_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("step");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << 0.5 << u"0"_qs;
    QTest::newRow("halves") << 1.0 << 0.5 << u"1.0"_qs;
    QTest::newRow("quarters") << -0.25 << 0.25 << u"-0.25"_qs;
    QTest::newRow("whole") << 1500.0 << 250.0 << u"1500"_qs;
    QTest::newRow("thousands") << 20000.0 << 5000.0 << u"20k"_qs;
    QTest::newRow("millions") << 1500000.0 << 500000.0 << u"1.5M"_qs;
    QTest::newRow("small") << 0.0005 << 0.0005 << u"5e-4"_qs;
    QTest::newRow("beside small") << 0.001 << 0.0005 << u"1e-3"_qs;
}

void TestSvgCurve::ticksHaveNoMoreDigitsThanTheStep()
{
    QFETCH(double, value);
    QFETCH(double, step);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(tickText(value, step)), text);
}

void TestSvgCurve::decimationKeepsExtremesAndEnds()
{
    const auto few = decimate(line({1, 9, 2, 3, -5, 4}), 2);
    QCOMPARE(few.size(), size_t{2});
    QVERIFY((few[0] == SvgPoint{0, 5, 1, 9}));
    QVERIFY((few[1] == SvgPoint{5, -0.5, -5, 4}));
    QCOMPARE(decimate(line({1, 2}), 2).size(), size_t{2}); // few enough as they are
}

void TestSvgCurve::decimationLeavesOutWhatIsNotFinite()
{
    const auto few = decimate(line({NAN, 2, INFINITY, NAN, NAN, NAN}), 2);
    QVERIFY((few[0] == SvgPoint{0, 2, 2, 2}));
    QVERIFY(std::isnan(few[1].value)); // a stretch without a finite value stays a gap
}

void TestSvgCurve::aGapSplitsTheLine()
{
    SvgChart chart;
    chart.curves = {{"loss", line({3, 2, NAN, 1, 0.5}), 0}};
    const std::string svg = svgChart(chart);
    QCOMPARE(countElements(svg, "svg"), 1);
    QCOMPARE(countElements(svg, "circle"), 4); // every finite value of so few
    const size_t start = svg.find("<path d=\"");
    const std::string path = svg.substr(start + 9, svg.find('"', start + 9) - start - 9);
    QCOMPARE(std::count(path.begin(), path.end(), 'M'), 2);
    QCOMPARE(std::count(path.begin(), path.end(), 'L'), 2);
    QVERIFY(svg.find("nan") == std::string::npos);
}

void TestSvgCurve::aChartWithoutValuesSaysSo()
{
    SvgChart chart;
    chart.curves = {{"loss", line({NAN, INFINITY}), 0}};
    const std::string svg = svgChart(chart);
    QVERIFY(svg.find("There is no finite value yet.") != std::string::npos);
    QCOMPARE(countElements(svg, "path"), 0);
}

void TestSvgCurve::aConstantCurveRunsThroughTheMiddle()
{
    SvgChart chart;
    chart.height = 100;
    chart.curves = {{"loss", line({2, 2}), 0}};
    // The frame reaches from 16 (no title: 6 + 10) to 100 - 36 = 64: its middle is 40.
    QVERIFY(svgChart(chart).find(" 40.0L") != std::string::npos);
}

void TestSvgCurve::labelsAreEscaped()
{
    SvgChart chart;
    chart.title = "<script>&\"";
    chart.curves = {{"a<b", line({1, 2}), 0}, {"c&d", line({2, 3}), 1}};
    const std::string svg = svgChart(chart);
    QVERIFY(countElements(svg, "svg") == 1 && countElements(svg, "script") == 0);
    QVERIFY(svg.find("a&lt;b") != std::string::npos);
}

void TestSvgCurve::coloursRepeatWithOtherDashes()
{
    QCOMPARE(seriesPaint(1), std::string("var(--s1,#D55E00)"));
    QCOMPARE(seriesPaint(9), seriesPaint(1));
    SvgChart chart;
    chart.curves = {{"ninth", line({1, 2}), 9}};
    QVERIFY(svgChart(chart).find("stroke-dasharray=\"6 3\"") != std::string::npos);
}

void TestSvgCurve::escapesBytesThatAreNoText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << QByteArray("a\nb") << u"a\nb"_qs;
    QTest::newRow("Hangul") << QByteArray("한글") << u"한글"_qs;
    QTest::newRow("broken") << QByteArray("a\xff\xc3") << u"a��"_qs;
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"��"_qs;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << u"���"_qs;
    QTest::newRow("control") << QByteArray("a\x01\x00z", 4) << u"a��z"_qs;
    QTest::newRow("markup") << QByteArray("<'&\">") << u"&lt;&#39;&amp;&quot;&gt;"_qs;
}

void TestSvgCurve::escapesBytesThatAreNoText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(escapeHtml(bytes.toStdString())), text);
}

QTEST_GUILESS_MAIN(TestSvgCurve)
#include "test_svg_curve.moc"
