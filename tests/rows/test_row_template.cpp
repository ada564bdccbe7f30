/// Templates put words around rows; worked examples come from training and never ask the same.

#include "core/base/error.h"
#include "core/rows/row_template.h"

#include <QTest>

#include <cmath>

using namespace espalier;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

class TestRowTemplate : public QObject
{
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    int m_count = 0;

    static Row problem(const std::string& question, const std::string& answer)
    {
        Row row;
        row.prompt.text = question;
        row.answer = answer;
        row.rationale = "because";
        return row;
    }
    Rows artifact(
        const std::vector<Row>& train,
        const std::vector<Row>& validation = {},
        RowKind kind = RowKind::Problems)
    {
        const fs::path folder = m_folder.path() / std::to_string(++m_count);
        fs::create_directories(folder);
        RowsWriter writer(folder, kind);
        for (const Row& row : train)
            writer.add(Split::Train, row);
        for (const Row& row : validation)
            writer.add(Split::Validation, row);
        writer.finish("trl");
        return Rows::open(folder);
    }
    Rows numbers(int count)
    {
        std::vector<Row> train;
        for (int i = 0; i < count; ++i)
            train.push_back(problem("number " + std::to_string(i), std::to_string(i)));
        return artifact(train, {problem("number 0", "0"), problem("number 1000", "1000")});
    }
    static std::string complaint(const std::function<void()>& act)
    {
        try {
            act();
        } catch (const Error& error) {
            return error.words();
        }
        return "no error";
    }

private Q_SLOTS:
    void nothingChangesByDefault();
    void placesAreFilled();
    void conversationsTakeTurns();
    void examplesAskOtherQuestions_data();
    void examplesAskOtherQuestions();
    void theNearestExampleStandsLast();
    void stepsShowTheRationale();
    void similarityIsACosine();
    void wrongTextsAreExplained();
};

void TestRowTemplate::nothingChangesByDefault()
{
    Row row = problem("q", "a");
    row.system = "s";
    row.completion.text = "c";
    const Rows rows = artifact({row});
    QCOMPARE(RowTemplate(rows, {}).apply(row), row);
}

void TestRowTemplate::placesAreFilled()
{
    Row row = problem("Which?", "y");
    row.choices = {"x", "y"};
    row.kind = "choice";
    row.completion.text = "c";
    TemplateOptions options;
    options.system = "Be brief.";
    options.prompt = "{{{kind}}} {prompt}\n{choices}\n";
    options.steps = "Think.";
    options.answerFormat = "One letter.";
    options.completion = " {rationale}: {answer} ({completion})";
    const Rows rows = artifact({row});
    const Row made = RowTemplate(rows, options).apply(row);
    QCOMPARE(made.system, std::string("Be brief."));
    QCOMPARE(made.prompt.text, std::string("{choice} Which?\nA. x\nB. y\nThink.\nOne letter."));
    QCOMPARE(made.completion.text, std::string(" because: y (c)"));
    QCOMPARE(made.answer, std::string("y")); // what is checked stays
}

void TestRowTemplate::conversationsTakeTurns()
{
    Row row, other;
    row.prompt.turns = {{Role::User, "1"}, {Role::Assistant, "2"}, {Role::User, "3"}};
    row.completion.turns = {{Role::Assistant, "4"}};
    other.prompt.turns = {{Role::User, "a"}};
    other.completion.turns = {{Role::Assistant, "b"}};
    TemplateOptions options;
    options.prompt = "Q: {prompt}";
    options.shots = 1;
    const Rows rows = artifact({row, other}, {}, RowKind::Instructions);
    const Row made = RowTemplate(rows, options).apply(row);
    const std::vector<Turn> expected{
        {Role::User, "Q: a"},
        {Role::Assistant, "b"},
        {Role::User, "1"},
        {Role::Assistant, "2"},
        {Role::User, "Q: 3"}};
    QCOMPARE(made.prompt.turns, expected);
    QCOMPARE(made.completion, row.completion);
}

void TestRowTemplate::examplesAskOtherQuestions_data()
{
    QTest::addColumn<bool>("similar");
    QTest::newRow("by seed") << false;
    QTest::newRow("by similarity") << true;
}

void TestRowTemplate::examplesAskOtherQuestions()
{
    QFETCH(bool, similar);
    const Rows rows = numbers(40);
    TemplateOptions options;
    options.shots = 5;
    options.bySimilarity = similar;
    options.prompt = "<{prompt}>";
    options.example = "{prompt}={completion}";
    options.between = ";";
    const RowTemplate words(rows, options);
    for (const Split side : {Split::Train, Split::Validation})
        for (uint64_t i = 0; i < rows.size(side); ++i) {
            const Row row = rows.row(side, i);
            const QString text = QString::fromStdString(words.apply(row).prompt.text);
            const QStringList parts = text.split(u';');
            QCOMPARE(parts.size(), 6);
            const QString question = u"<%1>"_s.arg(QString::fromStdString(row.prompt.text));
            QCOMPARE(parts.back(), question);
            QCOMPARE(QSet<QString>(parts.begin(), parts.end()).size(), 6);
            for (const QString& part : parts.first(5)) {
                QVERIFY(!part.startsWith(question));
                QVERIFY(!part.contains(u"1000"_s)); // that one is for validation
            }
            QCOMPARE(words.apply(row), words.apply(row));
        }
}

void TestRowTemplate::theNearestExampleStandsLast()
{
    const Rows rows = artifact(
        {problem("How many apples are in the basket?", "1"),
         problem("서울에서 부산까지 얼마나 걸리나요?", "2"),
         problem("What colour is the sky?", "3")});
    TemplateOptions options;
    options.shots = 2;
    options.bySimilarity = true;
    options.example = "{answer}";
    options.between = ",";
    const RowTemplate words(rows, options);
    QVERIFY(
        words.apply(problem("How many pears are in the basket?", "")).prompt.text.find(",1,How") !=
        std::string::npos);
    QVERIFY(
        words.apply(problem("부산에서 서울까지 얼마인가요?", "")).prompt.text.find(",2,부산") !=
        std::string::npos);
}

void TestRowTemplate::stepsShowTheRationale()
{
    const Rows rows = artifact({problem("a", "1"), problem("b", "2")});
    TemplateOptions options;
    options.shots = 1;
    QCOMPARE(
        RowTemplate(rows, options).apply(problem("b", "2")).prompt.text, std::string("a\n1\n\nb"));
    options.steps = "Step by step.";
    QCOMPARE(
        RowTemplate(rows, options).apply(problem("b", "2")).prompt.text,
        std::string("a\nStep by step.\nbecause\n#### 1\n\nb\nStep by step."));
}

void TestRowTemplate::similarityIsACosine()
{
    // " ab " has the pieces " ab" and "ab "; "ab " is in both texts, " ab" and "xab" in one each.
    const Similarity similarity({"ab", "xab"});
    const std::vector<double> same = similarity.scores("AB");
    QVERIFY(std::abs(same[0] - 1) < 1e-6);
    const double rare = std::log(3.0 / 2) + 1; // in one of two texts
    const double common = 1;                   // ln(3 / 3) + 1
    // " xab ": " xa", "xab", "ab "; in common with " ab ": "ab ".
    const double expected =
        common * common /
        (std::sqrt(rare * rare + common * common) * std::sqrt(2 * rare * rare + common * common));
    QVERIFY2(std::abs(same[1] - expected) < 1e-6, qPrintable(QString::number(same[1])));
    QCOMPARE(similarity.nearest("xab", 5), (std::vector<size_t>{1, 0}));
    QCOMPARE(similarity.scores("zzz")[0], 0.0);
}

void TestRowTemplate::wrongTextsAreExplained()
{
    const Rows rows = numbers(3);
    const auto says = [&](const char* part, auto change) {
        TemplateOptions options;
        change(options);
        const std::string said = complaint([&] { RowTemplate(rows, options); });
        QVERIFY2(said.find(part) != std::string::npos, said.c_str());
    };
    says("`prompt`: there is no place {answer}; there are {prompt}, {choices}", [](auto& options) {
        options.prompt = "{prompt} {answer}"; // would give the answer away
    });
    says("`example`: a brace is not closed", [](auto& options) { options.example = "{prompt"; });
    says("`steps`: a brace is not closed", [](auto& options) { options.steps = "a } b"; });
    says("only 3 rows for training have an answer", [](auto& options) { options.shots = 3; });
    Row row;
    row.text = "t";
    row.label = "l";
    const Rows labels = artifact({row}, {}, RowKind::Labelled);
    QVERIFY(
        complaint([&] { RowTemplate(labels, {}); }).find("have no prompt") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestRowTemplate)
#include "test_row_template.moc"
