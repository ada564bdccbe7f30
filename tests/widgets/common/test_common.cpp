#include "widgets/common/elided_label.h"
#include "widgets/common/empty_state.h"
#include "widgets/common/icon.h"
#include "widgets/common/language.h"
#include "widgets/common/number_format.h"
#include "widgets/common/run_state.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

/// Relative luminance and contrast after WCAG 2.1.
double luminance(const QColor& colour)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double high = std::max(luminance(a), luminance(b)),
                 low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/// A catalogue of one entry, in GNU .mo layout.
void writeCatalogue(const QString& file, const QByteArray& from, const QByteArray& to)
{
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    const auto word = [&](quint32 value) { out.write(reinterpret_cast<const char*>(&value), 4); };
    const quint32 originals = 28, translations = 36, texts = 44;
    for (const quint32 value : {0x950412deU, 0U, 1U, originals, translations, 0U, texts})
        word(value);
    word(quint32(from.size()));
    word(texts);
    word(quint32(to.size()));
    word(texts + quint32(from.size()) + 1);
    out.write(from + '\0' + to + '\0');
}

/// A widget that puts its text in as every one of ours does.
class Speaking : public QLabel
{
    Q_OBJECT
public:
    Speaking() { setText(tr("Run")); }

protected:
    void changeEvent(QEvent* event) override
    {
        if (event->type() == QEvent::LanguageChange)
            setText(tr("Run"));
        QLabel::changeEvent(event);
    }
};

} // namespace

class TestCommon : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsLegible_data();
    void textIsLegible();
    void everyPortTypeLooksDifferent();
    void aRunKeepsItsColourAndDashesRepeatAfterEight();
    void everyIconDrawsInTheColourAsked();
    void iconsFollowTheThemeWithoutBeingMadeAnew();
    void everyFamilyHasAnIcon();
    void theStyleSheetNamesNoUnknownPlace();
    void durations_data();
    void durations();
    void figures_data();
    void figures();
    void agesAndSizes();
    void languageSwitchesWithoutRestart();
    void aMissingCatalogueFallsBackToEnglish();
    void statesRoundTrip();
    void theEmptyStateOffersOneButton();
    void theEmptyStateShowsItsWholeSentence();
    void aShortenedLabelShowsTheWholeTextAsToolTip();
    void digitsAlign();
};

void TestCommon::textIsLegible_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestCommon::textIsLegible()
{
    QFETCH(bool, dark);
    const Theme t = dark ? Theme::dark() : Theme::light();
    for (const QColor& under : {t.window, t.surface}) {
        QVERIFY(contrast(t.text, under) >= 12);
        QVERIFY(contrast(t.muted, under) >= 4.5);
        QVERIFY(contrast(t.accent, under) >= 4.5);
        QVERIFY(contrast(t.error, under) >= 4.5);
        QVERIFY(contrast(t.warning, under) >= 4.5);
    }
    QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
    QVERIFY(contrast(t.text, t.accentSoft) >= 7);
    for (const QColor& colour : t.series)
        QVERIFY2(contrast(colour, t.surface) >= 2.0, qPrintable(colour.name()));
}

void TestCommon::everyPortTypeLooksDifferent()
{
    std::set<std::pair<QRgb, int>> looks;
    for (const PortTypeInfo& type : portTypes())
        looks.emplace(portColour(type.type).rgb(), int(portShape(type.type)));
    QCOMPARE(looks.size(), portTypes().size());
}

void TestCommon::aRunKeepsItsColourAndDashesRepeatAfterEight()
{
    QCOMPARE(seriesColour(2), seriesColour(10));
    QCOMPARE(seriesDash(2), Qt::SolidLine);
    QVERIFY(seriesDash(10) != Qt::SolidLine);
}

void TestCommon::everyIconDrawsInTheColourAsked()
{
    const QStringList names = iconNames();
    QVERIFY(names.size() >= 60);
    const QColor red(200, 0, 0);
    for (const QString& name : names) {
        const QImage image =
            iconPixmap(name, red, 24, 2).toImage().convertToFormat(QImage::Format_ARGB32);
        QCOMPARE(image.size(), QSize(48, 48));
        int drawn = 0;
        bool touchesEdge = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (qAlpha(image.pixel(x, y)) < 128)
                    continue;
                ++drawn;
                touchesEdge |= x == 0 || y == 0 || x == 47 || y == 47;
                QVERIFY(
                    QColor(image.pixel(x, y)).red() > 150 &&
                    QColor(image.pixel(x, y)).green() < 40);
            }
        }
        QVERIFY2(drawn > 20, qPrintable(name));
        QVERIFY2(!touchesEdge, qPrintable(name + u" is cut off"_s));
    }
}

void TestCommon::iconsFollowTheThemeWithoutBeingMadeAnew()
{
    auto& app = *qobject_cast<QApplication*>(QCoreApplication::instance());
    applyTheme(app, Theme::light());
    const QIcon run = icon("add");
    const QImage light = run.pixmap(24, 24).toImage();
    QSignalSpy changed(&themeNotifier(), &ThemeNotifier::changed);
    applyTheme(app, Theme::dark());
    QCOMPARE(changed.count(), 1);
    QVERIFY(run.pixmap(24, 24).toImage() != light);
    applyTheme(app, Theme::light());
    QCOMPARE(run.pixmap(24, 24).toImage(), light);
}

void TestCommon::everyFamilyHasAnIcon()
{
    for (const char* family :
         {"data",
          "tokenizer",
          "model",
          "train",
          "peft",
          "sample",
          "label",
          "reward",
          "rl",
          "distill",
          "eval",
          "export"})
        QCOMPARE(
            familyIcon(QString::fromLatin1(family) + u".any"_s),
            u"family-"_s + QString::fromLatin1(family));
    QCOMPARE(familyIcon(u"unheard.of"_s), u"family-other"_s);
}

void TestCommon::theStyleSheetNamesNoUnknownPlace()
{
    for (const Theme& t : {Theme::light(), Theme::dark()}) {
        const QString sheet = t.styleSheet();
        QVERIFY(!sheet.contains(u'@'));
        static const QRegularExpression file(u"url\\(([^)]*)\\)"_s);
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), t);
        for (auto matches = file.globalMatch(sheet); matches.hasNext();)
            QVERIFY(QFile::exists(matches.next().captured(1)));
    }
}

void TestCommon::durations_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("shown");
    QTest::newRow("short") << 0.42 << u"0.4 s"_s;
    QTest::newRow("seconds") << 12.4 << u"12 s"_s;
    QTest::newRow("almost a minute") << 59.6 << u"1 min 00 s"_s;
    QTest::newRow("minutes") << 185.0 << u"3 min 05 s"_s;
    QTest::newRow("hours") << 7800.0 << u"2 h 10 min"_s;
    QTest::newRow("days") << 100 * 3600.0 << u"4 d 4 h"_s;
    QTest::newRow("unknown") << -1.0 << u"–"_s;
    QTest::newRow("infinite") << double(INFINITY) << u"–"_s;
}

void TestCommon::durations()
{
    QFETCH(double, seconds);
    QTEST(formatDuration(seconds), "shown");
}

void TestCommon::figures_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << 2.5 << u"2.5"_s;
    QTest::newRow("four digits") << 1.93456 << u"1.935"_s;
    QTest::newRow("tenths") << 0.123456 << u"0.1235"_s;
    QTest::newRow("thousandths") << 0.00123456 << u"0.001235"_s;
    QTest::newRow("small") << 0.00031234 << u"3.123e-4"_s;
    QTest::newRow("round small") << 1e-5 << u"1e-5"_s;
    QTest::newRow("whole") << 2000.0 << u"2000"_s;
    QTest::newRow("large") << 1.5e9 << u"1.5e9"_s;
    QTest::newRow("zero") << 0.0 << u"0"_s;
    QTest::newRow("negative") << -0.5 << u"-0.5"_s;
    QTest::newRow("not a number") << double(NAN) << u"NaN"_s;
}

void TestCommon::figures()
{
    QFETCH(double, value);
    QTEST(formatNumber(value), "shown");
}

void TestCommon::agesAndSizes()
{
    QCOMPARE(formatBytes(512), u"512 B"_s);
    QCOMPARE(formatBytes(1.44e6), u"1.4 MB"_s);
    QCOMPARE(formatBytes(12.3e9), u"12 GB"_s);
    QCOMPARE(formatCount(1234567), u"1,234,567"_s);
    QCOMPARE(formatCountShort(12345), u"12.3k"_s);
    QCOMPARE(formatCountShort(999999), u"1M"_s);
    QCOMPARE(formatPercent(0.999), u"99 %"_s);
    QCOMPARE(formatPercent(1), u"100 %"_s);
    QCOMPARE(formatFixed(1.9, 3), u"1.900"_s);
    QCOMPARE(formatAge(QDateTime::currentMSecsSinceEpoch() - 5 * 60 * 1000), u"5 min ago"_s);
}

void TestCommon::languageSwitchesWithoutRestart()
{
    const QTemporaryDir folder;
    writeCatalogue(folder.filePath(u"ko.mo"_s), "Run", "실행");
    WindowLanguage language(folder.path().toStdString());
    QCOMPARE(language.available(), (QStringList{u"en"_s, u"ko"_s}));
    Speaking widget;
    widget.show();
    QCOMPARE(widget.text(), u"Run"_s);
    QVERIFY(language.setLanguage(u"ko"_s));
    QCoreApplication::processEvents();
    QCOMPARE(widget.text(), u"실행"_s);
    QCOMPARE(shown(std::string_view("Run")), u"실행"_s);
    QVERIFY(language.setLanguage(u"en"_s));
    QCoreApplication::processEvents();
    QCOMPARE(widget.text(), u"Run"_s);
}

void TestCommon::aMissingCatalogueFallsBackToEnglish()
{
    const QTemporaryDir folder;
    WindowLanguage language(folder.path().toStdString());
    QVERIFY(!language.setLanguage(u"xx"_s));
    QCOMPARE(language.code(), u"en"_s);
}

void TestCommon::statesRoundTrip()
{
    QCOMPARE(runStateFromText("running"), RunState::Running);
    QCOMPARE(runStateFromText("waiting"), RunState::Waiting);
    QCOMPARE(runStateFromText("unheard of"), RunState::Idle);
    QVERIFY(isActive(RunState::Queued));
    QVERIFY(!isActive(RunState::Finished));
    for (int i = 0; i <= int(RunState::Stopped); ++i)
        QVERIFY(!icon(runStateIcon(RunState(i))).isNull());
}

void TestCommon::theEmptyStateOffersOneButton()
{
    EmptyState empty(u"runs"_s);
    empty.setSentence(u"No runs yet."_s);
    QVERIFY(empty.button()->isHidden());
    empty.setButton(u"Open the example"_s, "tree");
    empty.show();
    QSignalSpy activated(&empty, &EmptyState::activated);
    QTest::mouseClick(empty.button(), Qt::LeftButton);
    QCOMPARE(activated.count(), 1);
}

void TestCommon::theEmptyStateShowsItsWholeSentence()
{
    EmptyState state(u"runs"_s);
    state.setSentence(
        u"No runs yet. Every time you run a pipeline it is kept here, with its curves and "
        u"samples, to be compared with others later."_s);
    state.resize(900, 600);
    state.show();
    QCoreApplication::processEvents();
    for (const auto* label : state.findChildren<QLabel*>())
        if (!label->text().isEmpty())
            QVERIFY(label->height() >= label->heightForWidth(label->width()));
}

void TestCommon::aShortenedLabelShowsTheWholeTextAsToolTip()
{
    ElidedLabel label(u"a rather long name of a run that hardly fits"_s);
    label.show();
    label.resize(60, 20);
    QCOMPARE(label.toolTip(), label.text());
    label.resize(2000, 20);
    QVERIFY(label.toolTip().isEmpty());
}

void TestCommon::digitsAlign()
{
    const QFontMetrics metrics(numberFont());
    for (char16_t digit = u'1'; digit <= u'9'; ++digit)
        QCOMPARE(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(u'0'));
}

QTEST_MAIN(TestCommon)
#include "test_common.moc"
