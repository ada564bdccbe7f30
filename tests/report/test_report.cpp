#include "core/report/comparison.h"
#include "core/report/text_report.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace espalier;

namespace {

ReportSeries series(const char* node, const char* name, const std::vector<double>& values)
{
    ReportSeries made;
    made.node = node;
    made.name = name;
    made.count = made.lastStep = static_cast<int64_t>(values.size());
    made.last = values.back();
    made.min = *std::min_element(values.begin(), values.end());
    made.max = *std::max_element(values.begin(), values.end());
    for (size_t i = 0; i < values.size(); ++i)
        made.points.push_back({static_cast<double>(i + 1), values[i], values[i], values[i]});
    return made;
}

RunReportData run(const char* name, const char* rate, const std::vector<double>& losses)
{
    RunReportData data;
    data.id = 4;
    data.name = name;
    data.status = "finished";
    data.started = 1763756100000;
    data.milliseconds = 212000;
    data.pipeline.nodes = {{"text", "data.text"}, {"pretrain", "train.pretrain"}};
    data.pipeline.edges = {{"text", "text", "pretrain", "text"}};
    ReportNode node;
    node.id = "pretrain";
    node.stage = "train.pretrain";
    node.title = "Pre-training";
    node.state = "finished";
    node.mainMetric = "loss";
    node.params = {{"learning_rate", rate}, {"batch_size", "12"}};
    data.nodes = {node};
    data.series = {series("pretrain", "loss", losses), series("pretrain", "eval_loss", losses)};
    return data;
}

int occurrences(const std::string& text, const std::string& part)
{
    int count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultsStandInThePageWithTheirUncertainty()
    {
        RunReportData data = run("judged", "0.1", {2, 1});
        QVERIFY(htmlReport(data).find("95 % interval") == std::string::npos); // nothing was judged
        Evaluation before;
        before.node = "before";
        before.figures = {{"accuracy", {0.25, 40, 0.07, 0.142, 0.402}}};
        before.groups = {
            {"a<b", {{"accuracy", {0.5, 8, std::nullopt, std::nullopt, std::nullopt}}}}};
        before.labels = {"glad", "sad"};
        before.confusion = {{7, 1}, {2, 9}};
        Evaluation after;
        after.node = "after";
        after.figures = {{"accuracy", {0.5, 40, 0.08, 0.35, 0.65}}};
        after.since = "before";
        after.changes = {{"accuracy", {}, {0.25, 40, 0.09, 0.07, 0.43}}};
        Evaluation broken;
        broken.node = "broken";
        broken.problem = "The report is damaged.";
        data.evaluations = {before, after, broken};
        const std::string page = htmlReport(data);
        for (const char* part :
             {"0.250",
              "± 0.070",
              "0.142 – 0.402",
              "a&lt;b",
              ">9</td>",
              "since before",
              "<small class=\"gain\">+0.250 (0.070 – 0.430) better</small>",
              "The report is damaged."})
            QVERIFY2(page.find(part) != std::string::npos, part);
    }

    void sensesFollowTheNames_data();
    void sensesFollowTheNames();
    void figuresHaveFourDigits_data();
    void figuresHaveFourDigits();
    void durationsAreReadable();
    void timesAreUtc();
    void pageHoldsEverythingAndFetchesNothing();
    void trainAndEvalShareAChart();
    void nothingOfTheRunBecomesMarkup();
    void anEmptyRunMakesAPage();
    void terminalLinesAreAligned();
    void comparisonKeepsWhatDiffers();
    void comparisonNamesOneWinnerOrNone();
    void comparisonToleratesMissingParts();
};

void TestReport::sensesFollowTheNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("sense");
    const auto add = [](const char* name, Sense sense) {
        QTest::newRow(name) << QByteArray(name) << static_cast<int>(sense);
    };
    add("loss", Sense::LowerIsBetter);
    add("eval_loss", Sense::LowerIsBetter);
    add("eval_perplexity", Sense::LowerIsBetter);
    add("bits_per_byte", Sense::LowerIsBetter);
    add("mean_token_accuracy", Sense::HigherIsBetter);
    add("rewards/margins", Sense::HigherIsBetter);
    add("rewards/rejected", Sense::Neither);
    add("tokens_per_s", Sense::HigherIsBetter);
    add("grad_norm", Sense::Neither);
    add("learning_rate", Sense::Neither);
    add("num_tokens", Sense::Neither);
    add("epoch", Sense::Neither);
}

void TestReport::sensesFollowTheNames()
{
    QFETCH(QByteArray, name);
    QFETCH(int, sense);
    QCOMPARE(static_cast<int>(metricSense(name.toStdString())), sense);
}

void TestReport::figuresHaveFourDigits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("loss") << 1.87654321 << u"1.877"_qs;
    QTest::newRow("trailing zeros align") << 1.6000001 << u"1.600"_qs;
    QTest::newRow("count") << 1234567.0 << u"1,234,567"_qs;
    QTest::newRow("negative count") << -12345.0 << u"-12,345"_qs;
    QTest::newRow("three digits need no comma") << 999.0 << u"999"_qs;
    QTest::newRow("rate") << 0.00012 << u"0.00012"_qs;
    QTest::newRow("tiny") << 1.234e-7 << u"1.23e-07"_qs;
    QTest::newRow("zero") << 0.0 << u"0"_qs;
    QTest::newRow("none") << std::nan("") << u"–"_qs;
    QTest::newRow("infinity") << -qInf() << u"-∞"_qs;
}

void TestReport::figuresHaveFourDigits()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(figureText(value)), text);
}

void TestReport::durationsAreReadable()
{
    QCOMPARE(durationText(0), std::string("–"));
    QCOMPARE(durationText(350), std::string("0.35 s"));
    QCOMPARE(durationText(12400), std::string("12.4 s"));
    QCOMPARE(durationText(59960), std::string("1 min 00 s"));
    QCOMPARE(durationText(200000), std::string("3 min 20 s"));
    QCOMPARE(durationText(7500000), std::string("2 h 05 min"));
}

void TestReport::timesAreUtc()
{
    QCOMPARE(timeText(1763756100000), std::string("2025-11-21 20:15"));
    QCOMPARE(timeText(1763756107999, true), std::string("2025-11-21 20:15:07"));
    QCOMPARE(timeText(0), std::string("–"));
}

void TestReport::pageHoldsEverythingAndFetchesNothing()
{
    RunReportData data = run("my run", "0.001", {3, 2, 2.5});
    data.samples = {{"pretrain", 100, "Once", " upon a time"}};
    data.events = {
        {1763756100000,
         "pretrain",
         "health",
         ReportEvent::Level::Warning,
         espalier::tr("Loss rises: {}.", 3)}};
    data.environment = {{"commit", "abc1234"}};
    const std::string page = htmlReport(data);
    for (const char* part :
         {"<!doctype html>",
          "my run",
          "3 min 32 s",
          "Pre-training",
          "learning_rate",
          " upon a time",
          "Loss rises: 3.",
          "abc1234",
          "prefers-color-scheme:dark",
          "width=device-width"})
        QVERIFY2(page.find(part) != std::string::npos, part);
    for (const char* part : {"<script", "<link", "src=", "@import", "url(", "href="})
        QVERIFY2(page.find(part) == std::string::npos, part);
    QVERIFY(page.find("2.500") != std::string::npos); // final
    QVERIFY(page.find(">2<") != std::string::npos);   // best
}

void TestReport::trainAndEvalShareAChart()
{
    const std::string page = htmlReport(run("r", "0.001", {3, 2, 1}));
    // One chart, drawn for wide and for narrow pages, each with two curves; and the graph.
    QCOMPARE(occurrences(page, "class=\"card wide\""), 1);
    QCOMPARE(occurrences(page, "class=\"card narrow\""), 1);
    QCOMPARE(occurrences(page, "<title>loss</title>"), 2);
    QCOMPARE(occurrences(page, "<title>eval_loss</title>"), 2);
    QCOMPARE(occurrences(page, "<svg"), 3);
}

void TestReport::nothingOfTheRunBecomesMarkup()
{
    const std::string bad = "<b>x</b>";
    RunReportData data = run(bad.c_str(), bad.c_str(), {3, 2});
    data.note = data.error = data.status = bad;
    data.tags = {bad};
    data.pipeline.nodes[0].id = bad;
    data.nodes[0].title = data.nodes[0].state = bad;
    data.samples = {{bad, 1, bad, bad}};
    data.series[0].node = data.series[0].name = bad;
    data.events = {{1, bad, bad, ReportEvent::Level::Info, {}}};
    data.environment = {{bad, bad}};
    QVERIFY(htmlReport(data).find(bad) == std::string::npos);
    const RunReportData both[] = {data, run("other", "1", {1, 2})};
    QVERIFY(htmlComparison(compareRuns(both)).find(bad) == std::string::npos);
}

void TestReport::anEmptyRunMakesAPage()
{
    RunReportData data;
    data.id = 9;
    data.status = "queued";
    const std::string page = htmlReport(data);
    QVERIFY(page.find("Run 9") != std::string::npos);
    QVERIFY(page.find("<h2>") == std::string::npos);
}

void TestReport::terminalLinesAreAligned()
{
    RunReportData data = run("first", "0.001", {3, 2, 2.5});
    data.series.push_back(series("pretrain", "grad_norm", {1, 2}));
    const std::string expected = "first: finished after 3 min 32 s\n"
                                 "  pretrain  loss       2.500  best 2  step 3\n"
                                 "  pretrain  eval_loss  2.500  best 2  step 3\n";
    QCOMPARE(QString::fromStdString(textReport(data)), QString::fromStdString(expected));
}

void TestReport::comparisonKeepsWhatDiffers()
{
    const RunReportData runs[] = {run("a", "0.001", {3, 2}), run("b", "0.003", {3, 1, 4})};
    const Comparison comparison = compareRuns(runs);
    QCOMPARE(comparison.runs, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(comparison.params.size(), size_t{1}); // batch_size is the same
    QCOMPARE(comparison.params[0].key, std::string("learning_rate"));
    QCOMPARE(comparison.params[0].values[1].value(), std::string("0.003"));
    QCOMPARE(comparison.figures.size(), size_t{2});
    QCOMPARE(comparison.figures[0].last[1].value(), 4.0);
    QCOMPARE(comparison.figures[0].best[1].value(), 1.0);
    QCOMPARE(comparison.figures[0].winner, 1);
    QCOMPARE(comparison.curves[0].curves[1].colour, 1);
}

void TestReport::comparisonNamesOneWinnerOrNone()
{
    const RunReportData same[] = {run("a", "1", {3, 2}), run("b", "1", {4, 2})};
    QCOMPARE(compareRuns(same).figures[0].winner, -1); // both reached 2
    RunReportData diverged = run("c", "1", {3, 2});
    diverged.series[0].min = std::nan("");
    const RunReportData alone[] = {run("a", "1", {3, 2}), diverged};
    QCOMPARE(compareRuns(alone).figures[0].winner, -1); // nobody to win against
}

void TestReport::comparisonToleratesMissingParts()
{
    RunReportData first = run("a", "1", {3, 2});
    RunReportData second = run("b", "1", {3, 2});
    first.samples = {{"pretrain", 1, "p", "early"}, {"pretrain", 2, "p", "late"}};
    second.nodes.clear();
    second.series.pop_back();
    const RunReportData runs[] = {first, second};
    const Comparison comparison = compareRuns(runs);
    QCOMPARE(comparison.params.size(), size_t{2});
    QVERIFY(!comparison.params[0].values[1]);
    QVERIFY(!comparison.figures[1].last[1]);
    QCOMPARE(comparison.samples[0].texts[0].value(), std::string("late"));
    QVERIFY(!comparison.samples[0].texts[1]);
    QVERIFY(htmlComparison(comparison).find("late") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestReport)
#include "test_report.moc"
