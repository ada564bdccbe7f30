#include "tests/engine/stages/test_sft.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/corpus.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/peft/adapted_model.h"
#include "core/engine/stages/all.h"
#include "core/rows/rows.h"
#include "core/stages/stages.h"
#include "core/text/train_tokenizer.h"
#include "tests/engine/stages/stage_context.h"

#include <QTest>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

/// Complete parameters of a stage, some of them given.
Values valuesOf(const char* stage, nlohmann::json given)
{
    Values values = Values::object();
    for (const auto& info : findStage(stages(), stage)->params)
        values[info.name] = info.defaultValue;
    values.update(given);
    return values;
}

Tokenizer letters()
{
    CharacterTrainer trainer;
    trainer.add("abcdefghijklmnopqrstuvwxyz0123456789 ?=.,+-:");
    return trainer.finish();
}

/// A small GPT-2 (or with WordPiece a BERT) in a folder with its tokenizer.
void makeModel(const fs::path& folder, ModelFamily family = ModelFamily::Gpt2)
{
    fs::create_directories(folder);
    ModelConfig config;
    config.family = family;
    const bool bert = family == ModelFamily::Bert;
    WordPieceTrainParams pieces;
    pieces.vocabSize = 200;
    WordPieceTrainer trainer(pieces);
    trainer.add("the fox saw the hen near the old barn and the hen saw the fox run far away");
    const Tokenizer tokenizer = bert ? trainer.finish() : letters();
    config.vocabSize = tokenizer.vocabSize();
    config.positions = 32;
    config.width = 48;
    config.layers = 2;
    config.heads = config.kvHeads = 4;
    config.headDim = 12;
    config.inner = 96;
    if (bert)
        config.activation = "gelu";
    if (tokenizer.special().eos)
        config.eosIds = {*tokenizer.special().eos};
    Transformer model(config);
    model->initialise(3);
    saveModelFolder(model, folder);
    tokenizer.save(folder);
}

/// Twelve questions, each with its answer; as instructions or as problems.
void makeRows(const fs::path& folder, RowKind kind)
{
    fs::create_directories(folder);
    RowsWriter writer(folder, kind);
    const std::string words = "kfmrtbcdghjz";
    for (size_t i = 0; i < words.size(); ++i) {
        Row row;
        row.prompt.text = std::string("say ") + words[i] + "?";
        const std::string answer = std::string(1, words[words.size() - 1 - i]) + "o";
        if (kind == RowKind::Problems) {
            row.answer = answer;
            row.kind = i % 2 == 0 ? "even" : "odd";
        } else {
            row.completion.text = " " + answer;
        }
        writer.add(Split::Train, row);
        writer.add(Split::Validation, row);
    }
    writer.finish("test");
}

void makeLabelled(const fs::path& folder)
{
    fs::create_directories(folder);
    RowsWriter writer(folder, RowKind::Labelled);
    for (int i = 0; i < 40; ++i) {
        Row row;
        const bool good = i % 2 == 0;
        row.text =
            std::string("the ") + (good ? "fox" : "hen") + (i % 3 == 0 ? " run far" : " near barn");
        row.label = good ? "good" : "bad";
        writer.add(i < 30 ? Split::Train : Split::Validation, row);
    }
    writer.finish("test");
}

/// Runs train.sft; the result lies in context.output().
void train(TestContext& context, const fs::path& model, const fs::path& rows, nlohmann::json given)
{
    nlohmann::json usual{
        {"max_steps", 150},
        {"epochs", 0},
        {"batch", 4},
        {"learning_rate", 0.01},
        {"min_learning_rate", 0.001},
        {"warmup_steps", 5},
        {"eval_interval", 50},
        {"sample_interval", 0},
        {"checkpoint_steps", 0},
        {"checkpoint_seconds", 0}};
    if (!given.is_null())
        usual.update(given);
    context.given = valuesOf("train.sft", usual);
    context.wired = {{"model", {model}}, {"instructions", {rows}}, {"labelled", {rows}}};
    runSft(context);
}

double accuracyOn(const fs::path& model, const fs::path& problems)
{
    TestContext context;
    context.given = valuesOf("eval.problems", {{"max_new_tokens", 6}});
    context.wired = {{"model", {model}}, {"problems", {problems}}};
    runEvalProblems(context);
    return context.described["figures"]["accuracy"]["value"].get<double>();
}

struct Bed
{
    Bed()
    {
        makeModel(root.path() / "model");
        makeRows(root.path() / "rows", RowKind::Instructions);
        makeRows(root.path() / "problems", RowKind::Problems);
    }
    fs::path at(const char* name) const { return root.path() / name; }
    TemporaryFolder root;
};

} // namespace

void TestSft::answersAreLearned()
{
    const Bed bed;
    QVERIFY(accuracyOn(bed.at("model"), bed.at("problems")) < 0.2);
    TestContext context;
    train(context, bed.at("model"), bed.at("rows"), {});
    QVERIFY(context.curves["loss"].back() < 0.1 * context.curves["loss"].front());
    QVERIFY(context.curves["eval_mean_token_accuracy"].back() > 0.95);
    // What is known by heart leaves little open, at the start everything is.
    QCOMPARE(context.curves["entropy"].size(), context.curves["loss"].size());
    QCOMPARE(context.curves["eval_entropy"].size(), context.curves["eval_loss"].size());
    QVERIFY(context.curves["entropy"].back() < 0.2 * context.curves["entropy"].front());
    QVERIFY(context.curves["eval_entropy"].back() < 0.2 * context.curves["eval_entropy"].front());
    QCOMPARE(accuracyOn(context.output(), bed.at("problems")), 1.0);
    QCOMPARE(context.sampled.size(), size_t{3}); // the first validation prompts
    QCOMPARE(context.sampled[0].prompt, std::string("say k?"));
    QCOMPARE(context.sampled[0].text, std::string(" zo"));

    TestContext judge;
    judge.given =
        valuesOf("eval.problems", {{"max_new_tokens", 6}, {"answers", 4}, {"temperature", 0.5}});
    judge.wired = {{"model", {context.output()}}, {"problems", {bed.at("problems")}}};
    runEvalProblems(judge);
    QCOMPARE(judge.items.size(), size_t{48});
    QCOMPARE(judge.described["kinds"]["even"]["accuracy"]["n"].get<int>(), 6);
    QVERIFY(judge.described["figures"].contains("pass@4"));
    QVERIFY(judge.described["figures"]["ended"]["value"].get<double>() > 0.9);
}

/// A wired reward says what is right, whatever the gold answers are.
void TestSft::aRewardDecides()
{
    const Bed bed;
    const auto judged = [&](const nlohmann::json& reward, const nlohmann::json& more) {
        TestContext context;
        nlohmann::json given{{"max_new_tokens", 6}};
        if (!more.is_null())
            given.update(more);
        context.given = valuesOf("eval.problems", given);
        fs::create_directories(bed.at("reward"));
        writeAtomically(bed.at("reward") / "reward.json", reward.dump());
        context.wired = {
            {"model", {bed.at("model")}},
            {"problems", {bed.at("problems")}},
            {"reward", {bed.at("reward")}}};
        runEvalProblems(context);
        return context.described;
    };
    const auto matching = [](const char* pattern) {
        return nlohmann::json{
            {"kind", "rules"}, {"rules", {{{"rule", "format"}, {"format", pattern}}}}};
    };
    const auto value = [](const nlohmann::json& report, const char* figure) {
        return report["figures"][figure]["value"].get<double>();
    };
    // Whatever it writes is right, if it writes something.
    const auto all =
        judged(matching("(?s)."), {{"answers", 3}, {"temperature", 1}, {"extraction", "strict"}});
    QVERIFY(value(all, "accuracy") > 0.5);
    QCOMPARE(value(all, "accuracy"), value(all, "reward"));
    QVERIFY(value(all, "pass@2") >= value(all, "accuracy"));
    QVERIFY(!all["figures"].contains("accuracy_strict"));
    QCOMPARE(all["judged_by_text"].get<int>(), 0);
    QCOMPARE(value(judged(matching("^never$"), {}), "accuracy"), 0.0);
    QCOMPARE(value(judged(matching("^never$"), {{"right_from", -1}}), "accuracy"), 1.0);
    // Rows without tests: the reward can tell of none (nor can it where there is no sandbox).
    QVERIFY_EXCEPTION_THROWN(judged({{"kind", "code"}}, {}), Error);
}

void TestSft::packingChangesOnlyTheSpeed()
{
    // One step over all rows: the loss is the mean over trained tokens however the rows lie.
    const Bed bed;
    std::vector<double> losses, norms;
    for (const char* packing : {"best_fit", "none"}) {
        TestContext context;
        // 12 rows of 10 tokens: three to a packed row, so four rows hold all.
        const bool packed = std::string(packing) == "best_fit";
        train(
            context,
            bed.at("model"),
            bed.at("rows"),
            {{"packing", packing},
             {"max_steps", 1},
             {"batch", packed ? 4 : 12},
             {"warmup_steps", 0}});
        losses.push_back(context.curves["loss"].front());
        norms.push_back(context.curves["grad_norm"].front());
        QCOMPARE(context.curves["num_tokens"].front(), 120.0);
    }
    QVERIFY(std::abs(losses[0] - losses[1]) < 1e-5);
    QVERIFY(std::abs(norms[0] - norms[1]) < 1e-4);
}

void TestSft::classesAreLearned_data()
{
    QTest::addColumn<bool>("bert");
    QTest::newRow("decoder") << false;
    QTest::newRow("encoder") << true;
}

void TestSft::classesAreLearned()
{
    QFETCH(bool, bert);
    const TemporaryFolder root;
    makeModel(root.path() / "model", bert ? ModelFamily::Bert : ModelFamily::Gpt2);
    makeLabelled(root.path() / "rows");
    TestContext context;
    train(
        context,
        root.path() / "model",
        root.path() / "rows",
        {{"head", "classification"}, {"max_steps", 60}, {"learning_rate", 0.005}});
    const auto made = loadModelFolder(context.output());
    QCOMPARE(made.config.labels, (std::vector<std::string>{"bad", "good"}));
    QCOMPARE(context.curves["eval_accuracy"].back(), 1.0);
    QVERIFY(!context.curves.contains("entropy")); // there are no words to be unsure of

    TestContext judge;
    judge.given = valuesOf("eval.classify", nlohmann::json::object());
    judge.wired = {{"model", {context.output()}}, {"labelled", {root.path() / "rows"}}};
    runEvalClassify(judge);
    QCOMPARE(judge.described["method"].get<std::string>(), std::string("head"));
    QCOMPARE(judge.described["figures"]["accuracy"]["value"].get<double>(), 1.0);
    QCOMPARE(judge.described["figures"]["mcc"]["value"].get<double>(), 1.0);
    QCOMPARE(judge.described["confusion"][0][0].get<int>(), 5);
    QCOMPARE(judge.items.size(), size_t{10});
    if (!bert) { // the same texts by a language model: chance, but every text is judged
        for (const char* method : {"likelihood", "generate"}) {
            judge.given["method"] = method;
            judge.wired["model"] = {root.path() / "model"};
            runEvalClassify(judge);
            QCOMPARE(judge.described["figures"]["accuracy"]["n"].get<int>(), 10);
        }
    }
}

void TestSft::classesAreLearnedThroughAnAdapter_data()
{
    QTest::addColumn<bool>("bert");
    QTest::addColumn<bool>("dora");
    QTest::newRow("lora on a decoder") << false << false;
    QTest::newRow("lora on an encoder") << true << false;
    QTest::newRow("dora on a decoder") << false << true;
}

/// The head is the adapter's own: learned and kept with it, on a model that has none.
void TestSft::classesAreLearnedThroughAnAdapter()
{
    QFETCH(bool, bert);
    QFETCH(bool, dora);
    const TemporaryFolder root;
    const fs::path base = root.path() / "model", rows = root.path() / "rows";
    makeModel(base, bert ? ModelFamily::Bert : ModelFamily::Gpt2);
    makeLabelled(rows);
    const std::string before = readFile(base / "model.safetensors");
    TestContext attach;
    attach.given = valuesOf("peft.attach", {{"targets", {"all-linear"}}, {"use_dora", dora}});
    attach.wired = {{"model", {base}}};
    runPeftAttach(attach);
    TestContext context;
    const nlohmann::json sorting{
        {"head", "classification"}, {"max_steps", 120}, {"learning_rate", 0.005}};
    train(context, attach.output(), rows, sorting);
    QCOMPARE(context.curves["eval_accuracy"].back(), 1.0);
    const int64_t head = bert ? 48 * 49 + 2 * 49 : 2 * 48;
    QCOMPARE(
        context.described["trained_parameters"].get<int64_t>(),
        attach.described["trained_parameters"].get<int64_t>() + head);
    QVERIFY(isAdapterFolder(context.output()));
    QVERIFY(!fs::exists(context.output() / "model.safetensors"));
    QCOMPARE(readFile(base / "model.safetensors"), before);
    const auto accuracyOfHead = [&](const fs::path& model) {
        TestContext judge;
        judge.given = valuesOf("eval.classify", nlohmann::json::object());
        judge.wired = {{"model", {model}}, {"labelled", {rows}}};
        runEvalClassify(judge);
        return judge.described["figures"]["accuracy"]["value"].get<double>();
    };
    QCOMPARE(accuracyOfHead(context.output()), 1.0);
    // It learns on from there, with the head that it has.
    TestContext further;
    train(further, context.output(), rows, {{"head", "classification"}, {"max_steps", 2}});
    QVERIFY(further.curves["loss"].front() < 0.3);
    QVERIFY(further.described["trained_parameters"] == context.described["trained_parameters"]);
    TestContext merge;
    merge.given = valuesOf("peft.merge", nlohmann::json::object());
    merge.wired = {{"model", {context.output()}}};
    runPeftMerge(merge);
    QCOMPARE(loadModelFolder(merge.output()).config.labels.size(), size_t{2});
    QCOMPARE(accuracyOfHead(merge.output()), 1.0);
}

void TestSft::adaptersLearnAndTheBaseStays_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"lora", "pissa", "dora", "adapter", "prefix", "prompt", "ia3"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestSft::adaptersLearnAndTheBaseStays()
{
    QFETCH(QString, kind);
    const bool lora = kind == u"lora" || kind == u"pissa" || kind == u"dora";
    const Bed bed;
    const std::string before = readFile(bed.at("model") / "model.safetensors");
    TestContext attach;
    attach.given = valuesOf(
        "peft.attach",
        {{"kind", lora ? "lora" : kind.toStdString()},
         {"targets", lora ? nlohmann::json{"all-linear"} : nlohmann::json::array()},
         {"init_lora_weights", kind == u"pissa" ? "pissa" : "kaiming"},
         {"use_dora", kind == u"dora"},
         {"reduction", 4},
         {"virtual_tokens", 8},
         {"init", "vocab"}});
    attach.wired = {{"model", {bed.at("model")}}};
    runPeftAttach(attach);
    QVERIFY(isAdapterFolder(attach.output()));
    QVERIFY(attach.described["trained_share"].get<double>() < 0.5);
    TestContext context;
    train(context, attach.output(), bed.at("rows"), {{"learning_rate", 0.03}});
    const double first = context.curves["loss"].front(), last = context.curves["loss"].back();
    // The base knows nothing, so there is little for an adapter to turn to use: learned vectors
    // before the text can do least.
    const double least = kind == u"prompt" ? 0.03 : 0.3;
    QVERIFY2(last < first - least, fmt::format("{} from {}", last, first).c_str());
    QVERIFY(context.described["trained_parameters"] == attach.described["trained_parameters"]);
    QVERIFY(!fs::exists(context.output() / "model.safetensors"));
    QCOMPARE(readFile(bed.at("model") / "model.safetensors"), before);
    (void)accuracyOn(context.output(), bed.at("problems")); // it can be asked
}

void TestSft::mergedModelsAnswerTheSame()
{
    const Bed bed;
    TestContext attach;
    attach.given = valuesOf("peft.attach", {{"targets", {"all-linear"}}});
    attach.wired = {{"model", {bed.at("model")}}};
    runPeftAttach(attach);
    TestContext tuned;
    train(tuned, attach.output(), bed.at("rows"), {{"learning_rate", 0.02}});
    TestContext merge;
    merge.given = valuesOf("peft.merge", nlohmann::json::object());
    merge.wired = {{"model", {tuned.output()}}};
    runPeftMerge(merge);
    QVERIFY(merge.described["max_logit_difference"].get<double>() < 1e-3);
    QVERIFY(!isAdapterFolder(merge.output()));
    QCOMPARE(
        accuracyOn(merge.output(), bed.at("problems")),
        accuracyOn(tuned.output(), bed.at("problems")));
    merge.wired = {{"model", {bed.at("model")}}};
    QVERIFY_THROWS_EXCEPTION(Error, runPeftMerge(merge));
}

void TestSft::longRowsAreCountedAndSaid()
{
    const Bed bed;
    TestContext context;
    train(context, bed.at("model"), bed.at("rows"), {{"max_steps", 2}, {"block", 8}});
    QCOMPARE(context.described["rows_cut"].get<int>(), 12);
    QCOMPARE(context.described["rows"].get<int>(), 12);
    QCOMPARE(context.said.size() >= 2, true);
    QVERIFY2(context.said[0].find("12 of 12") != std::string::npos, context.said[0].c_str());
    QVERIFY2(context.said[1].find("Most rows") != std::string::npos, context.said[1].c_str());
    TestContext none;
    QVERIFY_THROWS_EXCEPTION(
        Error, train(none, bed.at("model"), bed.at("rows"), {{"block", 8}, {"long_rows", "drop"}}));
}

void TestSft::oneClassIsRefused()
{
    const Bed bed;
    fs::create_directories(bed.at("labelled"));
    RowsWriter writer(bed.at("labelled"), RowKind::Labelled);
    Row row;
    row.text = "fox";
    row.label = "good";
    writer.add(Split::Train, row);
    writer.finish("test");
    TestContext context;
    QVERIFY_THROWS_EXCEPTION(
        Error, train(context, bed.at("model"), bed.at("labelled"), {{"head", "classification"}}));
}

void TestSft::maskedModelsFillGaps()
{
    const TemporaryFolder root;
    makeModel(root.path() / "model", ModelFamily::Bert);
    fs::create_directories(root.path() / "text");
    for (const char* side : {"train", "validation"}) {
        CorpusWriter writer(root.path() / "text", side);
        for (int i = 0; i < 40; ++i)
            writer.add(
                {i % 2 == 0 ? "the fox saw the hen near the old barn"
                            : "the hen saw the fox run far away"});
        writer.finish();
    }
    TestContext context;
    context.given = valuesOf(
        "train.pretrain",
        {{"objective", "mlm"},
         {"max_steps", 150},
         {"batch", 8},
         {"learning_rate", 0.003},
         {"warmup_steps", 10},
         {"eval_interval", 75},
         {"checkpoint_steps", 0},
         {"checkpoint_seconds", 0},
         {"sample_interval", 0}});
    context.wired = {{"model", {root.path() / "model"}}, {"text", {root.path() / "text"}}};
    runPretrain(context);
    QVERIFY(context.curves["eval_loss"].back() < 0.6 * context.curves["eval_loss"].front());
    const double accuracy = context.curves["eval_mean_token_accuracy"].back();
    QVERIFY2(accuracy > 0.2, fmt::format("{}", accuracy).c_str()); // 15 words: chance is 0.1
    QVERIFY(context.sampled.front().text.find('[') != std::string::npos);

    TestContext judge;
    judge.given = valuesOf("eval.language", nlohmann::json::object());
    judge.wired = {{"model", {context.output()}}, {"text", {root.path() / "text"}}};
    runEvalLanguage(judge);
    QVERIFY(judge.described["pseudo"].get<bool>());
    const double known = judge.described["figures"]["mean_token_accuracy"]["value"].get<double>();
    QVERIFY2(known > 0.2, fmt::format("{}", known).c_str());
    context.given["objective"] = "clm";
    QVERIFY_THROWS_EXCEPTION(Error, runPretrain(context));
}

QTEST_GUILESS_MAIN(TestSft)
