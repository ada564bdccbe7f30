/// The published problems: every reference solution passes its tests, and none does when its body
/// does nothing.

#include "core/base/files.h"
#include "core/reward/sandbox.h"
#include "core/reward/verifier.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <regex>
#include <sstream>

using namespace espalier;
using namespace Qt::StringLiterals;

namespace {

std::string withoutReturns(std::string text)
{
    std::erase(text, '\r');
    return text;
}

AnswerToCheck humanEval(const nlohmann::json& row)
{
    AnswerToCheck answer{.kind = "code"};
    answer.prompt = row.at("prompt");
    answer.answer = row.at("canonical_solution");
    answer.entryPoint = row.at("entry_point");
    answer.tests = row.at("test").get<std::string>() + "\ncheck(" + answer.entryPoint + ")\n";
    return answer;
}

AnswerToCheck mbpp(const nlohmann::json& row)
{
    AnswerToCheck answer{.kind = "code"};
    answer.prompt = row.at("text");
    answer.answer = withoutReturns(row.at("code"));
    answer.tests = withoutReturns(row.at("test_setup_code")) + "\n";
    for (const auto& test : row.at("test_list"))
        answer.tests += test.get<std::string>() + "\n";
    static const std::regex function(R"(def\s+(\w+)\s*\()");
    for (std::sregex_iterator it(answer.answer.begin(), answer.answer.end(), function), end;
         it != end && answer.entryPoint.empty();
         ++it)
        if (answer.tests.find((*it)[1].str() + "(") != std::string::npos)
            answer.entryPoint = (*it)[1].str();
    return answer;
}

} // namespace

class TestPublishedCode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void solutionsPassAndNothingElse_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("problems");
        QTest::addColumn<int>("weaker"); // how many tests need a process together with the answer
        QTest::newRow("HumanEval") << u"HumanEval.jsonl"_s << 164 << 0;
        QTest::newRow("MBPP") << u"mbpp_train_task601-974.jsonl"_s << 374 << 3;
    }
    void solutionsPassAndNothingElse()
    {
        QFETCH(QString, file);
        QFETCH(int, problems);
        const auto path =
            std::filesystem::path(ESPALIER_SOURCE_DIR) / "../shared/data/code" / file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("shared/data/code is not here.");
        if (const auto why = whyNoSandbox("/usr/bin/python3"))
            QSKIP(why->words().c_str());
        std::vector<AnswerToCheck> right, empty;
        std::istringstream lines(readFile(path));
        for (std::string line; std::getline(lines, line);) {
            const auto row = nlohmann::json::parse(line);
            right.push_back(row.contains("entry_point") ? humanEval(row) : mbpp(row));
            empty.push_back(right.back());
            empty.back().answer = row.contains("entry_point")
                                      ? "    pass\n"
                                      : "def " + right.back().entryPoint + "(*a, **k):\n    pass\n";
        }
        QCOMPARE(int(right.size()), problems);
        const auto verifier = makeVerifier({{"kind", "code"}, {"seconds", 30}});
        const auto passed = verifier->checkAll(right), failed = verifier->checkAll(empty);
        int weaker = 0;
        for (size_t i = 0; i < right.size(); ++i) {
            const std::string said = right[i].entryPoint + ": " + passed[i].reason;
            QVERIFY2(passed[i].score == 1, said.c_str());
            QVERIFY2(failed[i].score == 0, said.c_str());
            weaker += passed[i].reason.starts_with("weaker") ? 1 : 0;
        }
        QTEST(weaker, "weaker");
    }
};

QTEST_APPLESS_MAIN(TestPublishedCode)
#include "test_published_code.moc"
