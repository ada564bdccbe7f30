/// What each stage changed: who is compared with whom, differences by hand, and how they are said.

#include "core/pipeline/yaml.h"
#include "core/report/changes.h"
#include "core/report/html_changes.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

EvalItem answer(int64_t number, double score, int tokens, const std::string& kind = "sums")
{
    EvalItem made;
    made.task = "problems";
    made.item = number;
    made.prompt = "prompt " + std::to_string(number);
    made.target = "7";
    made.output = score > 0.5 ? "seven" : "<eight>";
    made.score = score;
    made.data = {{"kind", kind}, {"tokens", tokens}, {"well_formed", score > 0.5}};
    return made;
}

Evaluation
evaluated(const std::string& node, const std::string& stage, std::vector<EvalItem> items = {})
{
    Evaluation made;
    made.node = node;
    made.stage = stage;
    made.items = std::move(items);
    return made;
}

/// pretrained -> tuned -> aligned, and tuned -> practised; the exams stand in another order.
Pipeline stages()
{
    auto read = readPipeline(R"(version: 1
nodes:
  - {id: pretrained, stage: train.pretrain}
  - {id: tuned, stage: train.sft}
  - {id: aligned, stage: rl.ppo}
  - {id: practised, stage: rl.grpo}
  - {id: sums, stage: data.problems}
  - {id: others, stage: data.problems}
  - {id: exam_aligned, stage: eval.problems}
  - {id: exam_tuned, stage: eval.problems}
  - {id: exam_practised, stage: eval.problems}
  - {id: other_exam, stage: eval.problems}
  - {id: text_tuned, stage: eval.language}
edges:
  - pretrained.model -> tuned.model
  - tuned.model -> aligned.model
  - aligned.model -> practised.model
  - aligned.model -> exam_aligned.model
  - tuned.model -> exam_tuned.model
  - practised.model -> exam_practised.model
  - practised.model -> other_exam.model
  - tuned.model -> text_tuned.model
  - sums.problems -> exam_aligned.problems
  - sums.problems -> exam_tuned.problems
  - sums.problems -> exam_practised.problems
  - others.problems -> other_exam.problems
)");
    return read.pipeline;
}

const EvaluatedChange*
change(const Evaluation& evaluation, const std::string& figure, const std::string& group = {})
{
    for (const EvaluatedChange& each : evaluation.changes)
        if (each.figure == figure && each.group == group)
            return &each;
    return nullptr;
}

EvaluatedChange changed(const std::string& figure, double value, double low, double high)
{
    return {figure, {}, {value, 40, std::abs(high - low) / 4, low, high}};
}

} // namespace

class TestChanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachIsComparedWithTheModelBefore()
    {
        std::vector all{
            evaluated("exam_aligned", "eval.problems"),
            evaluated("exam_tuned", "eval.problems"),
            evaluated("exam_practised", "eval.problems"),
            evaluated("other_exam", "eval.problems"),
            evaluated("text_tuned", "eval.language")};
        findChanges(stages(), all);
        QCOMPARE(all[0].since, std::string("exam_tuned"));
        QCOMPARE(all[1].since, std::string()); // nothing before it was judged
        QCOMPARE(all[2].since, std::string("exam_aligned"));
        QCOMPARE(all[3].since, std::string()); // other problems
        QCOMPARE(all[4].since, std::string());
    }

    void aModelThatWasNotJudgedIsPassedOver()
    {
        std::vector all{
            evaluated("exam_tuned", "eval.problems"), evaluated("exam_practised", "eval.problems")};
        findChanges(stages(), all);
        QCOMPARE(all[1].since, std::string("exam_tuned"));
    }

    void damagedResultsAreNotCompared()
    {
        std::vector all{
            evaluated("exam_tuned", "eval.problems"), evaluated("exam_aligned", "eval.problems")};
        all[0].problem = "The report is damaged.";
        findChanges(stages(), all);
        QVERIFY(all[1].since.empty());
    }

    void figuresOfItemsAreCompared()
    {
        // Scores change by 1, 0, 1, 0: mean 1/2, s = sqrt(1/3), standard error s / 2; lengths by
        // 2, 4, 2, 4.
        std::vector all{
            evaluated(
                "exam_tuned",
                "eval.problems",
                {answer(0, 0, 10),
                 answer(1, 1, 10),
                 answer(2, 0, 10, "lists"),
                 answer(3, 1, 10, "lists")}),
            evaluated(
                "exam_aligned",
                "eval.problems",
                {answer(0, 1, 12),
                 answer(1, 1, 14),
                 answer(2, 1, 12, "lists"),
                 answer(3, 1, 14, "lists")})};
        const EvaluatedFigure some{0.5, 4, 0.25, 0.1, 0.9};
        for (Evaluation& each : all) {
            each.figures = {{"accuracy", some}, {"mean_tokens", some}, {"well_formed", some}};
            each.groups = {{"lists", {{"accuracy", some}}}, {"sums", {{"accuracy", some}}}};
        }
        findChanges(stages(), all);
        const auto* accuracy = change(all[1], "accuracy");
        QVERIFY(accuracy);
        QCOMPARE(accuracy->difference.value, 0.5);
        QCOMPARE(accuracy->difference.n.value(), int64_t(4));
        QCOMPARE(accuracy->difference.standardError.value(), std::sqrt(1.0 / 3) / 2);
        QCOMPARE(change(all[1], "mean_tokens")->difference.value, 3.0);
        QCOMPARE(change(all[1], "well_formed")->difference.value, 0.5);
        QCOMPARE(change(all[1], "accuracy", "lists")->difference.n.value(), int64_t(2));
        QVERIFY(all[0].changes.empty());
    }

    void otherFiguresAreComparedByTheirErrors()
    {
        std::vector all{
            evaluated("exam_tuned", "eval.problems"), evaluated("exam_aligned", "eval.problems")};
        all[0].figures = {
            {"bits_per_byte", {1.0, 90, 0.03, 0.94, 1.06}},
            {"baseline_reward", {1, {}, 0.1, {}, {}}},
            {"tokens_per_s", {50, {}, {}, {}, {}}}};
        all[1].figures = {
            {"bits_per_byte", {1.2, 90, 0.04, 1.12, 1.28}},
            {"baseline_reward", {1, {}, 0.1, {}, {}}},
            {"tokens_per_s", {60, {}, {}, {}, {}}}};
        findChanges(stages(), all);
        const auto* bits = change(all[1], "bits_per_byte");
        QVERIFY(std::abs(*bits->difference.standardError - 0.05) < 1e-12);
        QVERIFY(std::abs(*bits->difference.low - (0.2 - studentQuantile(89) * 0.05)) < 1e-12);
        QCOMPARE(verdict(*bits), Verdict::Worse);
        QVERIFY(change(all[1], "baseline_reward") == nullptr);
        QCOMPARE(verdict(*change(all[1], "tokens_per_s")), Verdict::Unknown);
    }

    void verdictsFollowSenseAndInterval_data()
    {
        QTest::addColumn<QByteArray>("figure");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("expected");
        const auto add =
            [](const char* name, const char* figure, double low, double high, Verdict is) {
                QTest::newRow(name) << QByteArray(figure) << (low + high) / 2 << low << high
                                    << static_cast<int>(is);
            };
        add("more is better", "accuracy", 0.1, 0.2, Verdict::Better);
        add("less is worse", "well_formed", -0.2, -0.1, Verdict::Worse);
        add("less is better", "eval_loss", -0.2, -0.1, Verdict::Better);
        add("neither way", "mean_tokens", 1, 2, Verdict::Other);
        add("holds 0", "accuracy", -0.1, 0.2, Verdict::Chance);
        add("ends at 0", "accuracy", 0, 0.2, Verdict::Chance);
    }
    void verdictsFollowSenseAndInterval()
    {
        QFETCH(QByteArray, figure);
        QFETCH(double, value);
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, expected);
        QCOMPARE(
            static_cast<int>(verdict(changed(figure.toStdString(), value, low, high))), expected);
    }

    void lossesAreSaidAsPlainlyAsGains()
    {
        Evaluation after;
        after.node = "after";
        QCOMPARE(changeSentence(after), std::string());
        after.since = "before";
        after.changes = {
            changed("accuracy", 0.25, 0.07, 0.43),
            changed("well_formed", -0.1, -0.12, -0.08),
            changed("mean_tokens", 0, -1, 1)};
        QCOMPARE(
            changeSentence(after),
            std::string(
                "after since before, on the same 40 items. Better: Accuracy +0.250 (0.070 – "
                "0.430). Worse: Well formed -0.100 (-0.120 – -0.080). Can be chance: Tokens "
                "an answer 0.00 (-1.00 – 1.00)."));
    }

    void thePageShowsThemBesideEachOther()
    {
        std::vector all{
            evaluated("exam_tuned", "eval.problems", {answer(0, 0, 10), answer(1, 1, 10)}),
            evaluated("exam_aligned", "eval.problems", {answer(0, 1, 10), answer(1, 1, 10)}),
            evaluated("text_tuned", "eval.language")};
        for (size_t i = 0; i < 2; ++i)
            all[i].figures = {{"accuracy", {0.5 + 0.5 * static_cast<double>(i), 2, 0.1, 0.3, 0.9}}};
        QCOMPARE(htmlChanges(all), std::string());
        findChanges(stages(), all);
        const std::string page = htmlChanges(all);
        for (const char* part :
             {"since exam_tuned",
              "can be chance",
              "prompt 0",
              "&lt;eight&gt;",
              "wanted: 7",
              ">right</small>",
              ">wrong</small>"})
            QVERIFY2(page.find(part) != std::string::npos, part);
        QVERIFY(page.find("text_tuned") == std::string::npos); // compared with nothing
    }
};

QTEST_APPLESS_MAIN(TestChanges)
#include "test_changes.moc"
