#include "widgets/forms/number_edit.h"
#include "widgets/forms/param_form.h"
#include "widgets/forms/param_row.h"
#include "widgets/forms/param_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>
#include <QToolButton>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

struct Params
{
    double rate = 0.001;
    int64_t steps = 2000;
    bool bias = true;
    std::string source = "built-in";
    std::string path;
    std::vector<std::string> prompts{""};
    double beta = 0.9;

    static constexpr auto fields()
    {
        return std::tuple{
            field("rate", &Params::rate, "size of a step").range(0, 10),
            field("steps", &Params::steps, "how many").range(0, 1e9).unit("steps"),
            field("bias", &Params::bias, "whether there are biases"),
            field("source", &Params::source, "where from").choices("built-in", "file"),
            field("path", &Params::path, "a file").path().onlyWith("source", "file"),
            field("prompts", &Params::prompts, "texts to continue").group("Samples"),
            field("beta", &Params::beta, "memory of the mean")
                .range(0, 1)
                .advanced()
                .group("Optimiser"),
        };
    }
};

/// A form with someone behind it who applies the edits, as the inspector does.
struct Applied
{
    ParamForm form;
    Values values = Values::object();
    Values variables = Values{{"seed", 7}};
    std::vector<int> sessions;

    Applied()
    {
        form.setParams(describe<Params>());
        form.setValues(values, variables);
        QObject::connect(
            &form,
            &ParamForm::paramEdited,
            &form,
            [this](const std::string& name, const Value& value, int session) {
                values[name] = value;
                sessions.push_back(session);
                form.setValues(values, variables);
            });
        QObject::connect(&form, &ParamForm::paramReset, &form, [this](const std::string& name) {
            values.erase(name);
            form.setValues(values, variables);
        });
        form.resize(320, 600);
        form.show();
        QTest::qWaitForWindowExposed(&form);
        form.activateWindow();
    }
    QWidget* control(const char* name) { return form.row(name)->control(); }
    QLineEdit* line(const char* name)
    {
        if (auto* number = qobject_cast<NumberEdit*>(control(name)))
            return number->edit();
        return qobject_cast<QLineEdit*>(control(name));
    }
    QString problem(const char* name)
    {
        for (const auto* label : form.row(name)->findChildren<QLabel*>()) {
            if (!label->isHidden() && label->property("role").toString() == u"error"_s)
                return label->text();
        }
        return {};
    }
};

} // namespace

class TestParamForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNumberStaysAsTyped();
    void anEmptiedEditorMeansTheDefault();
    void whatDoesNotFitIsKeptAndSaidToBeWrong();
    void aVariableIsAccepted();
    void arrowsStepWithinTheRange_data();
    void arrowsStepWithinTheRange();
    void choicesAndChecksEmitTheirValue();
    void aParameterWithoutMeaningIsHidden();
    void advancedIsFoldedAndUnfoldsForFocus();
    void theFilterFindsByNameAndHelp();
    void anUndoFromOutsideLeavesTheFocus();
    void listsHaveAnItemALine();
    void oneStayIsOneSession();
    void aProblemFromTheDocumentIsShown();
    void titlesComeFromNames();
    void everyControlHasAName();
};

void TestParamForm::aNumberStaysAsTyped()
{
    Applied applied;
    applied.line("rate")->setFocus();
    QTest::keyClicks(applied.line("rate"), u"1e-3"_s);
    QVERIFY(applied.values["rate"] == Values(0.001));
    QCOMPARE(applied.line("rate")->text(), u"1e-3"_s);
    applied.values["rate"] = 1e-5;
    applied.form.setValues(applied.values, applied.variables);
    QCOMPARE(applied.line("rate")->text(), u"1e-5"_s);
}

void TestParamForm::anEmptiedEditorMeansTheDefault()
{
    Applied applied;
    QCOMPARE(applied.line("steps")->text(), QString());
    QCOMPARE(applied.line("steps")->placeholderText(), u"2000"_s);
    QTest::keyClicks(applied.line("steps"), u"5"_s);
    QVERIFY(applied.values["steps"] == Values(5));
    QTest::keyClick(applied.line("steps"), Qt::Key_Backspace);
    QVERIFY(!applied.values.contains("steps"));
}

void TestParamForm::whatDoesNotFitIsKeptAndSaidToBeWrong()
{
    Applied applied;
    QTest::keyClicks(applied.line("steps"), u"-4"_s);
    QVERIFY(!applied.problem("steps").isEmpty());
    QCOMPARE(applied.line("steps")->text(), u"-4"_s);
    applied.line("steps")->selectAll();
    QTest::keyClicks(applied.line("steps"), u"many"_s);
    QVERIFY(applied.values["steps"] == Values("many"));
    QVERIFY(!applied.problem("steps").isEmpty());
    applied.line("steps")->selectAll();
    QTest::keyClicks(applied.line("steps"), u"1e3"_s);
    QVERIFY(applied.values["steps"] == Values(1000));
    QVERIFY(applied.problem("steps").isEmpty());
}

void TestParamForm::aVariableIsAccepted()
{
    Applied applied;
    QTest::keyClicks(applied.line("steps"), u"${seed}"_s);
    QVERIFY(applied.values["steps"] == Values("${seed}"));
    QVERIFY(applied.problem("steps").isEmpty());
    applied.values["bias"] = "${seed}";
    applied.form.setValues(applied.values, applied.variables);
    QCOMPARE(applied.line("bias")->text(), u"${seed}"_s);
}

void TestParamForm::arrowsStepWithinTheRange_data()
{
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("key");
    QTest::addColumn<QString>("to");
    QTest::newRow("whole up") << u"steps"_s << u"41"_s << int(Qt::Key_Up) << u"42"_s;
    QTest::newRow("first digit up") << u"rate"_s << u"0.001"_s << int(Qt::Key_Up) << u"0.002"_s;
    QTest::newRow("below a power of ten")
        << u"rate"_s << u"0.001"_s << int(Qt::Key_Down) << u"0.0009"_s;
    QTest::newRow("stops at the end") << u"rate"_s << u"10"_s << int(Qt::Key_Up) << u"10"_s;
    QTest::newRow("from the default") << u"steps"_s << u""_s << int(Qt::Key_Down) << u"1999"_s;
}

void TestParamForm::arrowsStepWithinTheRange()
{
    QFETCH(QString, param);
    QFETCH(QString, from);
    QFETCH(int, key);
    Applied applied;
    QLineEdit* line = applied.line(param.toLatin1().constData());
    line->setFocus();
    QTest::keyClicks(line, from);
    QTest::keyClick(applied.control(param.toLatin1().constData()), Qt::Key(key));
    QTEST(line->text(), "to");
}

void TestParamForm::choicesAndChecksEmitTheirValue()
{
    Applied applied;
    QTest::mouseClick(
        applied.control("bias"),
        Qt::LeftButton,
        {},
        QPoint(8, applied.control("bias")->height() / 2));
    QVERIFY(applied.values["bias"] == Values(false));
    auto* combo = qobject_cast<QComboBox*>(applied.control("source"));
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Down);
    QVERIFY(applied.values["source"] == Values("file"));
}

void TestParamForm::aParameterWithoutMeaningIsHidden()
{
    Applied applied;
    QVERIFY(applied.form.row("path")->isHidden());
    applied.values["source"] = "file";
    applied.form.setValues(applied.values, applied.variables);
    QVERIFY(!applied.form.row("path")->isHidden());
    // Through a variable too.
    applied.variables["from"] = "built-in";
    applied.values["source"] = "${from}";
    applied.form.setValues(applied.values, applied.variables);
    QVERIFY(applied.form.row("path")->isHidden());
}

void TestParamForm::advancedIsFoldedAndUnfoldsForFocus()
{
    Applied applied;
    QVERIFY(applied.form.row("beta")->isHidden());
    applied.form.focusParam("beta");
    QVERIFY(!applied.form.row("beta")->isHidden());
    QTRY_VERIFY(applied.control("beta")->hasFocus());
}

void TestParamForm::theFilterFindsByNameAndHelp()
{
    Applied applied;
    applied.form.setFilter(u"memory of"_s);
    QVERIFY(!applied.form.row("beta")->isHidden());
    QVERIFY(applied.form.row("rate")->isHidden());
    applied.form.setFilter({});
    QVERIFY(!applied.form.row("rate")->isHidden());
}

void TestParamForm::anUndoFromOutsideLeavesTheFocus()
{
    Applied applied;
    applied.control("rate")->setFocus();
    QTest::keyClicks(applied.line("rate"), u"0.5"_s);
    applied.values.erase("rate");
    applied.form.setValues(applied.values, applied.variables);
    QCOMPARE(applied.line("rate")->text(), QString());
    QVERIFY(applied.control("rate")->hasFocus());
}

void TestParamForm::listsHaveAnItemALine()
{
    Applied applied;
    auto* edit = qobject_cast<QPlainTextEdit*>(applied.control("prompts"));
    QTest::keyClicks(edit, u"One"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTest::keyClicks(edit, u"a\\nb"_s);
    QVERIFY(applied.values["prompts"] == Values({"One", "a\nb"}));
    const ParamInfo& info = applied.form.row("prompts")->info();
    QCOMPARE(valueForEditor(info, Value({"One", "a\nb"})), u"One\na\\nb"_s);
}

void TestParamForm::oneStayIsOneSession()
{
    Applied applied;
    applied.control("rate")->setFocus();
    QTest::keyClicks(applied.line("rate"), u"12"_s);
    applied.control("steps")->setFocus();
    applied.control("rate")->setFocus();
    QTest::keyClicks(applied.line("rate"), u"3"_s);
    QCOMPARE(applied.sessions.size(), size_t(3));
    QCOMPARE(applied.sessions[0], applied.sessions[1]);
    QVERIFY(applied.sessions[1] != applied.sessions[2]);
}

void TestParamForm::aProblemFromTheDocumentIsShown()
{
    Applied applied;
    applied.form.setIssues({{"rate", u"too large for this model"_s, false}});
    QCOMPARE(applied.problem("rate"), u"too large for this model"_s);
    applied.form.setIssues({});
    QVERIFY(applied.problem("rate").isEmpty());
}

void TestParamForm::titlesComeFromNames()
{
    QCOMPARE(paramTitle("min_learning_rate"), u"Min learning rate"_s);
    QCOMPARE(paramTitle("init_lora_weights"), u"Init LoRA weights"_s);
    QCOMPARE(paramTitle("use_dora"), u"Use DoRA"_s);
    QCOMPARE(paramTitle("kl_coef"), u"KL coef"_s);
}

void TestParamForm::everyControlHasAName()
{
    Applied applied;
    for (const ParamInfo& info : describe<Params>())
        QVERIFY2(
            !applied.control(info.name.c_str())->accessibleName().isEmpty(), info.name.c_str());
    for (const auto* button : applied.form.findChildren<QToolButton*>()) {
        if (button->parentWidget() != nullptr && !qobject_cast<QLineEdit*>(button->parentWidget()))
            QVERIFY(!button->accessibleName().isEmpty());
    }
}

QTEST_MAIN(TestParamForm)
#include "test_param_form.moc"
