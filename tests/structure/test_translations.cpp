/// Every text is translated, its places survive translation, and the Korean terms are the
/// glossary's.

#include "tests/support/po_file.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace espalier {

namespace {

const QString kSource = QStringLiteral(ESPALIER_SOURCE_DIR);
const QString kTranslations = kSource + u"/resources/translations"_s;

struct Term
{
    QString english;
    QRegularExpression pattern;
    QString korean;
    QStringList wrong;
};

QStringList matches(const QString& pattern, const QString& text)
{
    QStringList all;
    for (auto found = QRegularExpression(pattern).globalMatch(text); found.hasNext();)
        all += found.next().captured();
    return all;
}

/// The rows of the table in a glossary.
QList<Term> parseGlossary(const QString& markdown)
{
    QList<Term> terms;
    for (const QString& line : markdown.split(u'\n')) {
        const QStringList cells = line.split(u'|');
        if (cells.size() != 5 || cells[1].trimmed() == u"English"_s || cells[1].startsWith(u'-'))
            continue;
        QStringList alternatives;
        for (const QString& word : cells[1].split(u'/'))
            alternatives += QRegularExpression::escape(word.trimmed());
        Term term{cells[1].trimmed(), {}, cells[2].trimmed(), {}};
        term.pattern = QRegularExpression(
            uR"((?<![\w./-])(?:%1)s?(?![\w/-]|\.\w))"_s.arg(alternatives.join(u'|')),
            QRegularExpression::CaseInsensitiveOption |
                QRegularExpression::UseUnicodePropertiesOption);
        for (const QString& word : cells[3].split(u',', Qt::SkipEmptyParts))
            if (!word.trimmed().isEmpty())
                term.wrong += word.trimmed();
        terms += term;
    }
    return terms;
}

QList<Term> glossary()
{
    QFile file(kTranslations + u"/GLOSSARY.md"_s);
    return file.open(QIODevice::ReadOnly) ? parseGlossary(QString::fromUtf8(file.readAll()))
                                          : QList<Term>{};
}

/// What is wrong with the places of a translation: `{}`, which may turn into `{0}`, `{1}`; `%1`,
/// `%n`; code in backticks. Empty where nothing is.
QString placeProblem(const QString& id, const QString& translation)
{
    QStringList ours = matches(uR"(\{\d*(?::[^{}]*)?\})"_s, id);
    QStringList theirs = matches(uR"(\{\d*(?::[^{}]*)?\})"_s, translation);
    if (theirs != ours) {
        // Other order: every place numbered, each once.
        QStringList numbered;
        for (qsizetype i = 0; i < ours.size(); ++i)
            numbered += u"{%1}"_s.arg(i);
        theirs.sort();
        numbered.sort();
        if (theirs != numbered)
            return u"places `{}`"_s;
    }
    for (const QString& pattern : {uR"(%L?(?:\d+|n\b))"_s, u"`[^`]*`"_s}) {
        ours = matches(pattern, id);
        theirs = matches(pattern, translation);
        if (pattern.startsWith(u'`')) {
            // A place inside backticks may be numbered: `{}` -> `{1}`.
            ours.replaceInStrings(QRegularExpression(uR"(\{\d*\})"_s), u"{}"_s);
            theirs.replaceInStrings(QRegularExpression(uR"(\{\d*\})"_s), u"{}"_s);
        }
        ours.sort();
        theirs.sort();
        if (ours != theirs)
            return u"%1 became %2"_s.arg(ours.join(u' '), theirs.join(u' '));
    }
    return {};
}

/// The full stop, colon or ellipsis at the end of a text, which its translation keeps.
QString ending(const QString& text)
{
    return matches(uR"([.:…?!]+$)"_s, text.trimmed()).value(0);
}

QString glossaryProblem(const QList<Term>& terms, const QString& id, const QString& translation)
{
    QString plain = id;
    static const QRegularExpression code(
        u"`[^`]*`|\"[^\"]*\"|\\{\\{.*?\\}\\}|\\b(?!RLHF|RLVR)[A-Z]{3,}\\b"_s);
    plain.remove(code);
    for (const Term& term : terms) {
        if (plain.contains(term.pattern) && !translation.contains(term.korean))
            return u"%1 is %2"_s.arg(term.english, term.korean);
        for (const QString& wrong : term.wrong)
            if (translation.contains(wrong))
                return u"%1 is %2, not %3"_s.arg(term.english, term.korean, wrong);
    }
    return {};
}

QString report(const QStringList& problems)
{
    return u"%1 problem(s):\n%2"_s.arg(problems.size()).arg(problems.mid(0, 40).join(u'\n'));
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPlaceThatIsLostIsFound_data();
    void aPlaceThatIsLostIsFound();
    void aWrongTermIsFound_data();
    void aWrongTermIsFound();
    void everyTextIsTranslated_data() { languages(); }
    void everyTextIsTranslated();
    void placesAndEndingsSurvive_data() { languages(); }
    void placesAndEndingsSurvive();
    void koreanFollowsTheGlossary();

private:
    static void languages();
};

void TestTranslations::languages()
{
    QTest::addColumn<QString>("catalogue");
    for (const QString& name : QDir(kTranslations).entryList({u"*.po"_s}))
        QTest::addRow("%s", qPrintable(name)) << kTranslations + u'/' + name;
}

void TestTranslations::aPlaceThatIsLostIsFound_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("translation");
    QTest::addColumn<bool>("good");
    QTest::newRow("kept") << u"{} of {}"_s << u"{} / {}"_s << true;
    QTest::newRow("one lost") << u"{} of {}"_s << u"{}"_s << false;
    QTest::newRow("one too many") << u"{}"_s << u"{} {}"_s << false;
    QTest::newRow("other order, numbered") << u"{} of {}"_s << u"{1} 가운데 {0}"_s << true;
    QTest::newRow("numbered twice the same") << u"{} of {}"_s << u"{0} {0}"_s << false;
    QTest::newRow("numbered and not") << u"{} of {}"_s << u"{1} {}"_s << false;
    QTest::newRow("Qt places") << u"%1 of %2"_s << u"%2 중 %1"_s << true;
    QTest::newRow("Qt place lost") << u"%1 of %2"_s << u"%1"_s << false;
    QTest::newRow("plural place lost") << u"%n runs"_s << u"실행"_s << false;
    QTest::newRow("code changed") << u"set `seed`"_s << u"`시드` 설정"_s << false;
    QTest::newRow("place inside code, numbered") << u"`{}` in `{}`"_s << u"`{1}`의 `{0}`"_s << true;
}

void TestTranslations::aPlaceThatIsLostIsFound()
{
    QFETCH(QString, id);
    QFETCH(QString, translation);
    QTEST(placeProblem(id, translation).isEmpty(), "good");
}

void TestTranslations::aWrongTermIsFound_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("translation");
    QTest::addColumn<bool>("good");
    QTest::newRow("right") << u"Learning rates"_s << u"학습률"_s << true;
    QTest::newRow("known misspelling") << u"Speed"_s << u"학습율"_s << false;
    QTest::newRow("another word") << u"The checkpoint is gone."_s << u"저장점이 없습니다."_s
                                  << false;
    QTest::newRow("not inside a word") << u"Lossless"_s << u"무손상"_s << true;
    QTest::newRow("not inside a name")
        << u"start espalier-engine"_s << u"espalier-engine 시작"_s << true;
    QTest::newRow("not inside code") << u"set `seed`"_s << u"`seed` 설정"_s << true;
}

void TestTranslations::aWrongTermIsFound()
{
    QFETCH(QString, id);
    QFETCH(QString, translation);
    QTEST(glossaryProblem(glossary(), id, translation).isEmpty(), "good");
}

void TestTranslations::everyTextIsTranslated()
{
    QFETCH(QString, catalogue);
    QTemporaryDir folder(QDir::tempPath() + u"/번역 XXXXXX"_s);
    const QString path = folder.filePath(u"texts.pot"_s);
    QProcess update;
    update.setProcessChannelMode(QProcess::MergedChannels);
    update.start(kTranslations + u"/update"_s, {u"--template"_s, path});
    QVERIFY2(update.waitForFinished(60'000), qPrintable(update.errorString()));
    QVERIFY2(update.exitCode() == 0, update.readAll().constData());

    const QList<PoEntry> texts = readPo(path);
    QVERIFY(texts.size() > 50);
    QHash<QString, PoEntry> translations;
    for (const PoEntry& entry : readPo(catalogue))
        translations.insert(entry.id, entry);
    QStringList problems;
    for (const PoEntry& text : texts) {
        const auto found = translations.constFind(text.id);
        if (found == translations.constEnd() || found->translation.isEmpty())
            problems += u"missing: "_s + text.id;
        else if (found->fuzzy)
            problems += u"fuzzy: "_s + text.id;
    }
    QVERIFY2(
        problems.isEmpty(),
        qPrintable(
            report(problems) +
            u"\nRun resources/translations/update and translate what is empty."_s));
}

void TestTranslations::placesAndEndingsSurvive()
{
    QFETCH(QString, catalogue);
    QStringList problems;
    for (const PoEntry& entry : readPo(catalogue)) {
        if (entry.translation.isEmpty())
            continue;
        const QString problem = placeProblem(entry.id, entry.translation);
        if (!problem.isEmpty())
            problems += u"%1: %2"_s.arg(problem, entry.id);
        if (ending(entry.id) != ending(entry.translation))
            problems += u"ends otherwise: "_s + entry.id;
    }
    QVERIFY2(problems.isEmpty(), qPrintable(report(problems)));
}

void TestTranslations::koreanFollowsTheGlossary()
{
    const QList<Term> terms = glossary();
    QVERIFY(terms.size() > 30);
    QStringList problems;
    for (const PoEntry& entry : readPo(kTranslations + u"/ko.po"_s)) {
        if (entry.translation.isEmpty())
            continue;
        const QString problem = glossaryProblem(terms, entry.id, entry.translation);
        if (!problem.isEmpty())
            problems += u"%1: %2"_s.arg(problem, entry.id);
    }
    QVERIFY2(problems.isEmpty(), qPrintable(report(problems)));
}

} // namespace espalier

QTEST_GUILESS_MAIN(espalier::TestTranslations)
#include "test_translations.moc"
