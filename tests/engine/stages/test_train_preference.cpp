#include "tests/engine/stages/test_train_preference.h"

#include "core/engine/stages/all.h"
#include "core/rows/rows.h"
#include "tests/engine/stages/small_model.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

#include <cmath>

using namespace espalier;

namespace {

/// Learns nearly nothing from single answers; of every three that are held out `unwanted` are bad.
void judge(TestContext& context, int batch, int unwanted, int block = 0)
{
    const auto rows = context.scratch() / "rows", model = context.scratch() / "model";
    makeSmallModel(model, letterTokenizer());
    std::filesystem::create_directories(rows);
    RowsWriter writer(rows, RowKind::Preferences);
    for (int i = 0; i < 14; ++i) {
        Row row;
        row.prompt.text = std::string("say ") + static_cast<char>('a' + i) + "?";
        row.completion.text = " " + std::string(static_cast<size_t>(1 + i % 5), 'b');
        row.good = i < 2 ? i == 0 : i % 3 >= unwanted;
        writer.add(i < 2 ? Split::Train : Split::Validation, row);
    }
    writer.finish("test");
    context.given = {
        {"loss", "kto"},
        {"max_steps", 1},
        {"epochs", 0},
        {"batch", batch},
        {"block", block},
        {"learning_rate", 1e-12},
        {"min_learning_rate", 0},
        {"warmup_steps", 0},
        {"eval_batches", 0},
        {"sample_interval", 0},
        {"checkpoint_steps", 0},
        {"checkpoint_seconds", 0}};
    context.wired["model"] = {model};
    context.wired["preferences"] = {rows};
    runTrainPreference(context);
}

} // namespace

void TestTrainPreference::figuresOfASideAreThoseOfItsRows()
{
    TestContext one, all;
    judge(one, 1, 1); // a piece holds a wanted answer or an unwanted one
    judge(all, 2, 1); // or one of each
    for (const char* name :
         {"eval_logps/chosen",
          "eval_logps/rejected",
          "eval_logits/chosen",
          "eval_logits/rejected"}) {
        QVERIFY2(one.curves.contains(name) && all.curves.contains(name), name);
        const double apart = one.curves[name].back(), together = all.curves[name].back();
        QVERIFY2(
            std::abs(apart - together) < 0.02 * std::abs(together) + 1e-3,
            fmt::format("{}: {} and {}", name, apart, together).c_str());
    }
    QVERIFY(one.curves["eval_logps/chosen"].back() < -3); // of two to six letters of 45
    // They are no pairs, so none is compared with another.
    QVERIFY(!one.curves.contains("eval_rewards/margins"));
    QVERIFY(!all.curves.contains("eval_rewards/accuracies"));
}

void TestTrainPreference::aSideWithoutRowsHasNoPoint()
{
    TestContext context;
    judge(context, 4, 0);
    QVERIFY(context.curves.contains("eval_logps/chosen"));
    for (const char* name :
         {"eval_logps/rejected", "eval_logits/rejected", "eval_rewards/rejected"})
        QVERIFY2(!context.curves.contains(name), name);
}

void TestTrainPreference::cutAnswersAreSaidWithARemedy()
{
    const auto about = [](const TestContext& context) {
        for (const std::string& words : context.said)
            if (words.find("their ends were cut off") != std::string::npos)
                return words;
        return std::string();
    };
    TestContext whole, cut;
    judge(whole, 2, 1);
    QCOMPARE(about(whole), std::string());
    judge(cut, 2, 1, 9); // prompts of six, answers of three to seven
    const std::string said = about(cut);
    QVERIFY2(said.find("than 9 tokens") != std::string::npos, said.c_str());
    QVERIFY(said.find("Raise `block` (this model has 32 positions)") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestTrainPreference)
