/// A parameter declared once: its description, its defaults, its checks, its text, and what was
/// meant by a typo.

#include "core/params/params.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

struct OvenParams
{
    int64_t loaves = 12;
    double heat = 220.5;
    bool steam = true;
    std::string kind = "rye";
    std::string note;
    std::string recipe = "recipes/rye.txt";
    std::vector<std::string> spices = {"caraway", "salt"};

    static constexpr auto fields()
    {
        return std::tuple{
            field("loaves", &OvenParams::loaves, "how many").range(1, 40),
            field("heat", &OvenParams::heat, "how hot").atLeast(0).unit("°C").group("Oven").live(),
            field("steam", &OvenParams::steam, "with steam").advanced(),
            field("kind", &OvenParams::kind, "of what").choices("rye", "wheat", "spelt"),
            field("note", &OvenParams::note, "what else").lines().onlyWith("kind", "rye", "spelt"),
            field("recipe", &OvenParams::recipe, "read from").path().execution(),
            field("spices", &OvenParams::spices, "in the dough"),
        };
    }
};

const ParamInfo& param(const std::string& name)
{
    static const std::vector<ParamInfo> all = describe<OvenParams>();
    const ParamInfo* info = findParam(all, name);
    Q_ASSERT(info != nullptr);
    return *info;
}

Value json(const QByteArray& text)
{
    return Value::parse(text.toStdString());
}

} // namespace

class TestParams : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDeclarationIsDescribed_data();
    void aDeclarationIsDescribed();
    void whatADeclarationSaysIsKept();
    void valuesGoIntoTheStruct();
    void aWrongTypeIsSaid();
    void valuesAreFitted_data();
    void valuesAreFitted();
    void misfitsAreSaidWithTheRemedy_data();
    void misfitsAreSaidWithTheRemedy();
    void textIsReadAsValues_data();
    void textIsReadAsValues();
    void numbersReadBackTheSame_data();
    void numbersReadBackTheSame();
    void aTypoIsGuessed_data();
    void aTypoIsGuessed();
};

void TestParams::aDeclarationIsDescribed_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("defaultValue");
    const auto row = [](const char* name, ParamKind kind, const char* defaultValue) {
        QTest::newRow(name) << QByteArray(name) << static_cast<int>(kind)
                            << QByteArray(defaultValue);
    };
    row("loaves", ParamKind::Integer, "12");
    row("heat", ParamKind::Number, "220.5");
    row("steam", ParamKind::Bool, "true");
    row("kind", ParamKind::Choice, "\"rye\"");
    row("note", ParamKind::Text, "\"\"");
    row("recipe", ParamKind::Path, "\"recipes/rye.txt\"");
    row("spices", ParamKind::List, "[\"caraway\",\"salt\"]");
}

void TestParams::aDeclarationIsDescribed()
{
    QFETCH(QByteArray, name);
    QFETCH(int, kind);
    QFETCH(QByteArray, defaultValue);
    const ParamInfo& info = param(name.toStdString());
    QCOMPARE(static_cast<int>(info.kind), kind);
    QCOMPARE(info.defaultValue.dump(), json(defaultValue).dump());
    QVERIFY(!info.help.empty());
    // A default passes its own check unchanged.
    const Fitted fitted = fit(info, info.defaultValue);
    QVERIFY(!fitted.problem);
    QCOMPARE(fitted.value.dump(), info.defaultValue.dump());
}

void TestParams::whatADeclarationSaysIsKept()
{
    QCOMPARE(describe<OvenParams>().size(), size_t{7});
    QCOMPARE(describe<OvenParams>().front().name, std::string("loaves"));
    QCOMPARE(param("loaves").min, 1.0);
    QCOMPARE(param("loaves").max, 40.0);
    QCOMPARE(param("heat").min, 0.0);
    QVERIFY(std::isinf(param("heat").max));
    QCOMPARE(param("heat").unit, std::string("°C"));
    QCOMPARE(param("heat").group, std::string("Oven"));
    QVERIFY(param("heat").live && !param("loaves").live);
    QVERIFY(param("steam").advanced && !param("heat").advanced);
    QVERIFY(param("recipe").execution && !param("kind").execution);
    QVERIFY(param("note").many && !param("kind").many);
    QCOMPARE(param("kind").choices, (std::vector<std::string>{"rye", "wheat", "spelt"}));
    QCOMPARE(param("note").onlyWith, std::string("kind"));
    QCOMPARE(param("note").onlyWithValues, (std::vector<std::string>{"rye", "spelt"}));
    QVERIFY(findParam(describe<OvenParams>(), "loaf") == nullptr);
}

void TestParams::valuesGoIntoTheStruct()
{
    const auto params =
        bind<OvenParams>({{"loaves", 3}, {"kind", "spelt"}, {"spices", Value::array({"anise"})}});
    QCOMPARE(params.loaves, 3);
    QCOMPARE(params.kind, std::string("spelt"));
    QCOMPARE(params.spices, std::vector<std::string>{"anise"});
    // What is not named keeps its default.
    QCOMPARE(params.heat, 220.5);
    QVERIFY(params.steam);
}

void TestParams::aWrongTypeIsSaid()
{
    try {
        bind<OvenParams>({{"loaves", "many"}});
        QFAIL("a text became a number");
    } catch (const Error& error) {
        QVERIFY(error.kind() == Error::Kind::Input);
        QVERIFY(QString::fromStdString(error.words()).contains(QStringLiteral("`loaves`")));
    }
}

void TestParams::valuesAreFitted_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("fitted");
    const auto row =
        [](const char* title, const char* name, const char* given, const char* fitted) {
            QTest::newRow(title) << QByteArray(name) << QByteArray(given) << QByteArray(fitted);
        };
    row("integer", "loaves", "40", "40");
    row("integer written as a power", "loaves", "\"1e1\"", "10");
    row("integer written as a number", "loaves", "3.0", "3");
    row("integer in text", "loaves", "\"7\"", "7");
    row("number from an integer", "heat", "3", "3.0");
    row("number in text", "heat", "\"1e-3\"", "0.001");
    row("number at its limit", "heat", "0", "0.0");
    row("bool in text", "steam", "\"false\"", "false");
    row("choice", "kind", "\"wheat\"", "\"wheat\"");
    row("text that looks like a number", "note", "12", "\"12\"");
    row("text that looks like a bool", "note", "true", "\"true\"");
    row("path", "recipe", "\"/a b/가.txt\"", "\"/a b/가.txt\"");
    row("list", "spices", "[\"a\", 2]", "[\"a\", \"2\"]");
    row("list of one", "spices", "\"anise\"", "[\"anise\"]");
    row("list in text", "spices", "\"[a, b c]\"", "[\"a\", \"b c\"]");
    row("empty list", "spices", "[]", "[]");
}

void TestParams::valuesAreFitted()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, fitted);
    const Fitted result = fit(param(name.toStdString()), json(given));
    QVERIFY2(!result.problem, result.problem ? result.problem->english().c_str() : "");
    QCOMPARE(result.value.dump(), json(fitted).dump());
}

void TestParams::misfitsAreSaidWithTheRemedy_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QString>("said"); ///< a part of the sentence
    const auto row = [](const char* title, const char* name, const char* given, const char* said) {
        QTest::newRow(title) << QByteArray(name) << QByteArray(given) << QString::fromUtf8(said);
    };
    row("too small", "loaves", "0", "must lie between 1 and 40");
    row("too large", "loaves", "41", "must lie between 1 and 40");
    row("half a loaf", "loaves", "1.5", "needs a whole number, not 1.5");
    row("beyond whole numbers", "loaves", "1e300", "`loaves`");
    row("below the only limit", "heat", "-0.5", "must be at least 0");
    row("no number", "heat", "\"hot\"", "needs a number, not hot");
    row("not a number at all", "heat", "\"nan\"", "`heat`");
    row("no bool", "steam", "\"perhaps\"", "needs true or false, not perhaps");
    row("a number is no bool", "steam", "1", "needs true or false, not 1");
    row("near a choice", "kind", "\"wheta\"", "did you mean wheat?");
    row("far from every choice", "kind", "\"barley-malt\"", "none of rye, wheat, spelt.");
    row("list for a text", "note", "[1, 2]", "needs one text, not [1, 2]");
    row("map for a list", "spices", "{\"a\": 1}", "needs a list");
    row("nothing for a number", "heat", "null", "needs a number");
}

void TestParams::misfitsAreSaidWithTheRemedy()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, given);
    QFETCH(QString, said);
    const Fitted result = fit(param(name.toStdString()), json(given));
    QVERIFY(result.problem.has_value());
    const QString sentence = QString::fromStdString(result.problem->english());
    QVERIFY2(sentence.contains(said), qPrintable(sentence));
}

void TestParams::textIsReadAsValues_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char* text, const char* value) {
        QTest::newRow(*text ? text : "empty") << QByteArray(text) << QByteArray(value);
    };
    row("", "\"\"");
    row("true", "true");
    row("True", "\"True\"");
    row("12", "12");
    row("-12", "-12");
    row("+12", "12");
    row("1.5", "1.5");
    row("5.", "5.0");
    row("1e-3", "0.001");
    row("1e", "\"1e\"");
    row("9223372036854775807", "9223372036854775807");
    row("nan", "\"nan\"");
    row("inf", "\"inf\"");
    row("0x10", "\"0x10\"");
    row("1.2.3", "\"1.2.3\"");
    row("[1, 2]", "[1, 2]");
    row("[a, b]", "[\"a\", \"b\"]");
    row("[]", "[]");
    row("a b", "\"a b\"");
    row("한글", "\"한글\"");
}

void TestParams::textIsReadAsValues()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, value);
    QCOMPARE(valueFromText(text.toStdString()).dump(), json(value).dump());
}

void TestParams::numbersReadBackTheSame_data()
{
    QTest::addColumn<double>("number");
    for (const double number :
         {0.1, 1.0 / 3, 6e-4, 1e21, 5e-324, 1.7976931348623157e308, -0.0, 100.0, 123456789.0})
        QTest::addRow("%g", number) << number;
}

void TestParams::numbersReadBackTheSame()
{
    QFETCH(double, number);
    const std::string text = valueToText(number);
    const Value again = valueFromText(text);
    // Exactly: QCOMPARE would let the last digits go.
    QVERIFY2(again.get<double>() == number, text.c_str());
    QVERIFY2(text.size() <= 24, text.c_str());
}

void TestParams::aTypoIsGuessed_data()
{
    QTest::addColumn<QByteArray>("wrong");
    QTest::addColumn<QByteArray>("meant"); ///< empty: nothing near
    const auto row = [](const char* wrong, const char* meant) {
        QTest::newRow(wrong) << QByteArray(wrong) << QByteArray(meant);
    };
    row("lerning_rate", "learning_rate");
    row("learning_rtae", "learning_rate");
    row("learningrate", "learning_rate");
    row("bacth", "batch");
    row("btach", "batch");
    row("sed", "seed");
    row("seed", "seed");
    row("momentum", "");
    row("x", "");
}

void TestParams::aTypoIsGuessed()
{
    QFETCH(QByteArray, wrong);
    QFETCH(QByteArray, meant);
    const std::vector<std::string> names{"batch", "learning_rate", "max_steps", "seed"};
    QCOMPARE(didYouMean(wrong.toStdString(), names).value_or(""), meant.toStdString());
}

QTEST_GUILESS_MAIN(TestParams)
#include "test_params.moc"
