/// Messages and errors: stored with their arguments, put into words in the language of the reader.

#include "core/base/error.h"
#include "core/base/files.h"

#include <QProcess>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

/// A catalogue compiled by the real msgfmt.
fs::path compile(const TemporaryFolder& folder, const char* entries)
{
    const fs::path source = folder.path() / "ko.po";
    const fs::path compiled = folder.path() / "ko.mo";
    writeAtomically(
        source,
        std::string("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n") +
            entries);
    const int status = QProcess::execute(
        QStringLiteral("msgfmt"),
        {QStringLiteral("-o"), QString::fromStdString(compiled), QString::fromStdString(source)});
    return status == 0 ? compiled : fs::path();
}

constexpr const char* kEntries = R"(
msgid "{} of {} steps"
msgstr "{1}스텝 가운데 {0}"

msgid "Cut short: {}"
msgstr "{} {}"

msgid "Loss"
msgstr "손실"

msgid "Not yet"
msgstr ""

#, fuzzy
msgid "Nearly"
msgstr "거의"
)";

} // namespace

class TestMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { useCatalogue({}); }
    void placesAreFilledInOrder();
    void bracesInArgumentsStay();
    void aMessageSurvivesJson();
    void aCatalogueTranslates();
    void whatACatalogueLacksStaysEnglish();
    void aFaultyTranslationKeepsItsArguments();
    void aDamagedCatalogueIsSaid_data();
    void aDamagedCatalogueIsSaid();
    void anErrorGainsContextWhileItRises();
};

void TestMessage::placesAreFilledInOrder()
{
    QCOMPARE(espalier::tr("{} of {} steps", 3, "ten").words(), std::string("3 of ten steps"));
    QCOMPARE(espalier::tr("{}", 0.5).words(), std::string("0.5"));
    QVERIFY(Message{}.empty());
}

void TestMessage::bracesInArgumentsStay()
{
    QCOMPARE(espalier::tr("read {}", "{\"a\": {}}").words(), std::string("read {\"a\": {}}"));
}

void TestMessage::aMessageSurvivesJson()
{
    const Message message = espalier::tr("{} of {} steps", 3, "열");
    const auto text = nlohmann::json(message).dump();
    QCOMPARE(nlohmann::json::parse(text).get<Message>(), message);
}

void TestMessage::aCatalogueTranslates()
{
    const TemporaryFolder folder;
    const Message message = espalier::tr("{} of {} steps", 3, 10);
    useCatalogue(compile(folder, kEntries));
    QCOMPARE(translate("Loss"), std::string("손실"));
    QCOMPARE(message.words(), std::string("10스텝 가운데 3"));
    QCOMPARE(message.english(), std::string("3 of 10 steps"));
    useCatalogue({});
    QCOMPARE(message.words(), std::string("3 of 10 steps"));
}

void TestMessage::whatACatalogueLacksStaysEnglish()
{
    const TemporaryFolder folder;
    useCatalogue(compile(folder, kEntries));
    QCOMPARE(translate("Unknown"), std::string("Unknown"));
    QCOMPARE(translate("Not yet"), std::string("Not yet"));
    QCOMPARE(translate("Nearly"), std::string("Nearly"));
    QCOMPARE(translate(""), std::string());
}

void TestMessage::aFaultyTranslationKeepsItsArguments()
{
    const TemporaryFolder folder;
    useCatalogue(compile(folder, kEntries));
    QVERIFY(QString::fromStdString(espalier::tr("Cut short: {}", "line 7").words())
                .contains(QStringLiteral("line 7")));
}

void TestMessage::aDamagedCatalogueIsSaid_data()
{
    QTest::addColumn<int>("bytes"); ///< kept of the file; -1: none of it a catalogue
    QTest::newRow("empty") << 0;
    QTest::newRow("cut in the header") << 10;
    QTest::newRow("cut in a table") << 40;
    QTest::newRow("no catalogue") << -1;
}

void TestMessage::aDamagedCatalogueIsSaid()
{
    QFETCH(int, bytes);
    const TemporaryFolder folder;
    const fs::path file = compile(folder, kEntries);
    useCatalogue(file);
    const std::string whole = readFile(file);
    writeAtomically(
        file, bytes < 0 ? std::string(500, 'x') : whole.substr(0, static_cast<size_t>(bytes)));
    QVERIFY_EXCEPTION_THROWN(useCatalogue(file), Error);
    // The one in use stays.
    QCOMPARE(translate("Loss"), std::string("손실"));
}

void TestMessage::anErrorGainsContextWhileItRises()
{
    const Error error = inputError("no column `{}`", "text")
                            .within(espalier::tr("line {}", 7))
                            .within(espalier::tr("file {}", "a.csv"));
    QCOMPARE(error.words(), std::string("file a.csv: line 7: no column `text`"));
    QCOMPARE(std::string(error.what()), error.words());
    QVERIFY(error.kind() == Error::Kind::Input);
    QCOMPARE(error.context().size(), size_t{2});
    QCOMPARE(error.message(), espalier::tr("no column `{}`", "text"));
    QVERIFY(Error(espalier::tr("x")).kind() == Error::Kind::Failure);
}

QTEST_GUILESS_MAIN(TestMessage)
#include "test_message.moc"
