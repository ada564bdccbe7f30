#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_modules.h"
#include "core/formats/adapter_targets.h"
#include "core/formats/safetensors.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace espalier;
namespace fs = std::filesystem;

class TestAdapterConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void promptsThatBeginAsATextNameTextAndTokenizer();
    void otherPromptsNameNeither();
    void foldersThatAreNotWholeAreNamed();
    void weightsThatLearnAreCountedFromTheFiles();
    void lorasSettingsAreWrittenAsPeftReadsThem();
    void whatPeftSavesForLabelsIsRead();
    void modulesBesideLearnedTokensAreNamed();
    void aHeadIsFoundWithoutATask();
    void expressionsAreWrittenAsTexts();
    void plainPatternsFitAsExpressionsDo();
    void mapsThatPeftFindsElsewhereTooAreNamedInFull();
    void bottlenecksAreWrittenAsAdapterHubReadsThem();
    void settingsThatAreNotKnownAreNamed_data();
    void settingsThatAreNotKnownAreNamed();
    void pissaIsWrittenAsWhatItIsToOthers();
    void biasesAreThoseOfTheMapsOrAll();
    void modulesToSaveAreTheModels();
};

namespace {

nlohmann::json written(const AdapterConfig& config, const fs::path& folder)
{
    writeAdapterConfig(config, folder);
    return nlohmann::json::parse(readFile(folder / "adapter_config.json"));
}

AdapterConfig promptTuning()
{
    AdapterConfig config;
    config.kind = AdapterKind::Prompt;
    config.base = "../base";
    return config;
}

void writeZeros(const fs::path& file, const std::string& name, std::vector<int64_t> shape)
{
    TensorInfo info{name, DType::F32, std::move(shape), 0, 0};
    SafetensorsWriter writer(file, {info});
    writer.write(name, std::string(static_cast<size_t>(info.count()) * 4, '\0'));
    writer.finish();
}

std::string sentenceOf(const fs::path& folder)
{
    try {
        requireAdapterFolder(folder);
    } catch (const Error& error) {
        return error.words();
    }
    return {};
}

} // namespace

void TestAdapterConfig::promptsThatBeginAsATextNameTextAndTokenizer()
{
    // PEFT's PromptTuningConfig refuses TEXT without both.
    const TemporaryFolder folder;
    AdapterConfig config = promptTuning();
    config.init = "text";
    config.initText = "Answer in one word:";
    const auto json = written(config, folder.path());
    QVERIFY(json["prompt_tuning_init"] == nlohmann::json("TEXT"));
    QVERIFY(json["prompt_tuning_init_text"] == nlohmann::json("Answer in one word:"));
    QVERIFY(json["tokenizer_name_or_path"] == json["base_model_name_or_path"]);
    QVERIFY(json["tokenizer_name_or_path"] == nlohmann::json("../base"));
    QVERIFY(readAdapterConfig(folder.path()) == config); // so it is written again after training
}

void TestAdapterConfig::otherPromptsNameNeither()
{
    const TemporaryFolder folder;
    const auto json = written(promptTuning(), folder.path());
    QVERIFY(json["prompt_tuning_init"] == nlohmann::json("RANDOM"));
    QVERIFY(json["prompt_tuning_init_text"].is_null());
    QVERIFY(json["tokenizer_name_or_path"].is_null());
    QVERIFY(readAdapterConfig(folder.path()) == promptTuning());
}

void TestAdapterConfig::foldersThatAreNotWholeAreNamed()
{
    const TemporaryFolder root;
    const fs::path folder = root.path() / "adapter";
    const auto says = [&](const char* part) {
        return sentenceOf(folder).find(part) != std::string::npos;
    };
    QVERIFY(says("there is no such folder"));
    fs::create_directories(folder);
    QVERIFY(says("adapter_config.json is missing"));
    (void)written(promptTuning(), folder);
    writeAtomically(folder / "adapter_model.bin", "pickled");
    QVERIFY(says("adapter_model.safetensors is missing"));
    writeZeros(folder / kAdapterWeightsFile, "prompt_embeddings", {20, 4});
    QCOMPARE(sentenceOf(folder), std::string());
    fs::remove(folder / kAdapterWeightsFile);
    writeZeros(folder / kAdapterHubWeightsFile, "any", {1});
    QVERIFY(says("adapter_model.safetensors is missing")); // that name is of bottlenecks alone
    fs::remove(folder / kAdapterHubWeightsFile);
    AdapterConfig bottleneck;
    bottleneck.kind = AdapterKind::Bottleneck;
    (void)written(bottleneck, folder);
    QVERIFY(says("adapter.safetensors is missing"));
    writeZeros(folder / kAdapterHubWeightsFile, "any", {1});
    QCOMPARE(sentenceOf(folder), std::string());
    writeZeros(folder / kAdapterWeightsFile, "older", {1});
    QVERIFY(findAdapterWeights(folder).filename() == kAdapterHubWeightsFile);
    writeAtomically(folder / "head_config.json", "{}");
    QVERIFY(says("with_head=False"));
}

void TestAdapterConfig::weightsThatLearnAreCountedFromTheFiles()
{
    const TemporaryFolder folder;
    AdapterConfig prefix;
    prefix.kind = AdapterKind::Prefix;
    prefix.projection = true;
    writeAdapterConfig(prefix, folder.path());
    writeZeros(folder.path() / kAdapterWeightsFile, "prompt_embeddings", {20, 6});
    QVERIFY(!keepsProjection(prefix, folder.path()));
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{120});
    writeZeros(folder.path() / kPrefixProjectionFile, "embedding.weight", {20, 4});
    QVERIFY(keepsProjection(prefix, folder.path()));
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{80});
    prefix.projection = false;
    writeAdapterConfig(prefix, folder.path());
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{120});
}

void TestAdapterConfig::lorasSettingsAreWrittenAsPeftReadsThem()
{
    const TemporaryFolder folder;
    AdapterConfig lora;
    lora.base = "../base";
    lora.targets = {"q_proj", "v_proj"};
    lora.start = "gaussian";
    lora.dora = true;
    lora.rankPattern = {{"layers.0.self_attn.q_proj", 4}};
    lora.alphaPattern = {{"v_proj", 0.5}};
    lora.modulesToSave = {"lm_head"};
    const auto json = written(lora, folder.path());
    QVERIFY(json["init_lora_weights"] == nlohmann::json("gaussian"));
    QVERIFY(json["use_dora"] == nlohmann::json(true));
    QVERIFY(json["rank_pattern"] == nlohmann::json({{"layers.0.self_attn.q_proj", 4}}));
    QVERIFY(json["alpha_pattern"] == nlohmann::json({{"v_proj", 0.5}}));
    QVERIFY(json["modules_to_save"] == nlohmann::json::array({"lm_head"}));
    QVERIFY(readAdapterConfig(folder.path()) == lora);
    const auto plain = written(AdapterConfig{}, folder.path());
    QVERIFY(plain["init_lora_weights"] == nlohmann::json(true));
    QVERIFY(plain["rank_pattern"] == nlohmann::json::object());
    QVERIFY(plain["alpha_pattern"] == nlohmann::json::object());
    QVERIFY(plain["modules_to_save"].is_null());
}

void TestAdapterConfig::whatPeftSavesForLabelsIsRead()
{
    // Older versions of PEFT write no `modules_to_save` beside learned tokens, but the head.
    const TemporaryFolder folder;
    AdapterConfig prompt = promptTuning();
    prompt.classifies = true;
    writeAdapterConfig(prompt, folder.path());
    const fs::path file = folder.path() / kAdapterWeightsFile;
    const auto write = [&](const std::string& labels) {
        TensorMetadata metadata{{"format", "pt"}};
        if (!labels.empty())
            metadata["espalier"] = labels;
        SafetensorsWriter writer(
            file,
            {{"prompt_embeddings", DType::F32, {20, 4}, 0, 0},
             {"base_model.score.weight", DType::F32, {2, 4}, 0, 0}},
            metadata);
        writer.write("prompt_embeddings", std::string(320, '\0'));
        writer.write("base_model.score.weight", std::string(32, '\0'));
        writer.finish();
    };
    write("");
    prompt.modulesToSave = {"score"};
    prompt.labels = {"LABEL_0", "LABEL_1"};
    QVERIFY(readAdapterFolder(folder.path()) == prompt);
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{88});
    for (const char* other : {"no json", R"({"labels": ["one"]})", R"({"labels": [1, 2]})"}) {
        write(other); // of no use, so it is passed over
        QVERIFY(readAdapterFolder(folder.path()) == prompt);
    }
    prompt.labels = {"bad", "good"};
    write(adapterMetadata(prompt).at("espalier"));
    QVERIFY(readAdapterFolder(folder.path()) == prompt);
}

void TestAdapterConfig::modulesBesideLearnedTokensAreNamed()
{
    const TemporaryFolder folder;
    for (const AdapterKind kind : {AdapterKind::Prompt, AdapterKind::Prefix}) {
        AdapterConfig config = promptTuning();
        config.kind = kind;
        QVERIFY(!written(config, folder.path()).contains("modules_to_save"));
        config.modulesToSave = {"pooler", "classifier"};
        QVERIFY(
            written(config, folder.path())["modules_to_save"] ==
            nlohmann::json({"pooler", "classifier"}));
        QVERIFY(readAdapterConfig(folder.path()) == config);
    }
}

void TestAdapterConfig::aHeadIsFoundWithoutATask()
{
    const TemporaryFolder folder;
    const auto classifies = [&](const std::string& rest) {
        writeAtomically(
            folder.path() / "adapter_config.json",
            R"({"peft_type": "IA3", "target_modules": ["key"])" + rest + "}");
        return readAdapterConfig(folder.path()).classifies;
    };
    const std::string onLabels =
        R"(, "auto_mapping": {"base_model_class": "BertForSequenceClassification"})";
    QVERIFY(!classifies(""));
    QVERIFY(classifies(onLabels));
    QVERIFY(classifies(R"(, "task_type": null)" + onLabels));
    QVERIFY(!classifies(R"(, "task_type": "CAUSAL_LM")" + onLabels));
    QVERIFY(!classifies(R"(, "auto_mapping": {"base_model_class": "BertForMaskedLM"})"));
    QVERIFY(!classifies(R"(, "auto_mapping": {"base_model_class": 3})"));
}

void TestAdapterConfig::expressionsAreWrittenAsTexts()
{
    // PEFT takes a list for names and a text for an expression.
    const TemporaryFolder folder;
    AdapterConfig lora;
    const std::string expression = "transformer\\.h\\.(0|1)\\.attn\\.c_attn";
    lora.targets = {expression};
    QVERIFY(written(lora, folder.path())["target_modules"] == nlohmann::json(expression));
    QVERIFY(readAdapterConfig(folder.path()) == lora);
    lora.targets = {"h.0.attn.c_attn"};
    QVERIFY(
        written(lora, folder.path())["target_modules"] ==
        nlohmann::json::array({"h.0.attn.c_attn"}));
}

void TestAdapterConfig::plainPatternsFitAsExpressionsDo()
{
    const std::string map = "model.layers.10.self_attn.q_proj";
    const std::vector<std::pair<std::string, bool>> all{
        {"q_proj", true},
        {"self_attn.q_proj", true},
        {"self.attn.q_proj", true}, // a dot of an expression fits anything
        {"proj", false},
        {"0.self_attn.q_proj", false},
        {"10.self_attn.q_proj", true},
        {map, true},
        {"x." + map, false},
        {"self_attn", false}};
    for (const auto& [pattern, fits] : all) {
        QVERIFY2(fitsPattern(map, pattern) == fits, pattern.c_str());
        QVERIFY2(fitsPattern(map, "(" + pattern + ")") == fits, pattern.c_str()); // as expression
    }
}

void TestAdapterConfig::mapsThatPeftFindsElsewhereTooAreNamedInFull()
{
    ModelConfig bert;
    bert.family = ModelFamily::Bert;
    bert.layers = 1;
    const auto targets = [&](std::vector<std::string> names) {
        AdapterConfig lora;
        lora.targets = std::move(names);
        nameTargetsInFull(lora, bert);
        return lora.targets;
    };
    const std::string at = "bert.encoder.layer.0.";
    QCOMPARE(targets({"query"}), (std::vector<std::string>{"query"}));
    QCOMPARE(targets({"output.dense"}), (std::vector<std::string>{"output.dense"}));
    QCOMPARE(
        targets({"dense"}),
        (std::vector<std::string>{
            at + "attention.output.dense", at + "intermediate.dense", at + "output.dense"}));
    QCOMPARE(targets({"all-linear"}).size(), size_t{6});
    bert.family = ModelFamily::Gpt2;
    QCOMPARE(targets({"all-linear"}), (std::vector<std::string>{"all-linear"}));
}

void TestAdapterConfig::bottlenecksAreWrittenAsAdapterHubReadsThem()
{
    const TemporaryFolder folder;
    AdapterConfig bottleneck;
    bottleneck.kind = AdapterKind::Bottleneck;
    bottleneck.base = "../base";
    bottleneck.activation = "gelu";
    const auto json = written(bottleneck, folder.path());
    QVERIFY(json["name"] == nlohmann::json("default"));
    QVERIFY(json["model_name"] == nlohmann::json("../base"));
    // Without a version the library takes gelu for gelu_new.
    QVERIFY(json["version"].get<std::string>().starts_with("adapters."));
    QVERIFY(json["config"]["non_linearity"] == nlohmann::json("gelu"));
    QVERIFY(json["config"]["original_ln_before"] == nlohmann::json(false));
    QVERIFY(readAdapterConfig(folder.path()) == bottleneck);
    QVERIFY(findAdapterWeights(folder.path()).filename() == "adapter.safetensors");
    writeZeros(folder.path() / kAdapterWeightsFile, "any", {1});
    QVERIFY(findAdapterWeights(folder.path()).filename() == kAdapterWeightsFile);
    writeZeros(folder.path() / weightsFileOf(bottleneck.kind), "any", {1});
    QVERIFY(findAdapterWeights(folder.path()).filename() == "adapter.safetensors");
    // As the library writes it, in a version and before it had any.
    const auto theirs = [&](const std::string& rest) {
        writeAtomically(
            folder.path() / "adapter_config.json",
            R"({"model_name": "gpt2", "name": "sst-2", )" + rest +
                R"("config": {"mh_adapter": true, "output_adapter": true, "scaling": 1.0,)"
                R"( "reduction_factor": 16, "non_linearity": "gelu", "leave_out": [],)"
                R"( "inv_adapter": null}})");
        return readAdapterConfig(folder.path());
    };
    QCOMPARE(theirs(R"("version": "adapters.1.0.0", )").activation, std::string("gelu"));
    const AdapterConfig older = theirs("");
    QCOMPARE(older.activation, std::string("gelu_new"));
    QCOMPARE(older.base, std::string("gpt2"));
    const std::string place = "transformer.h.1.attention_adapters.adapters.";
    QCOMPARE(
        keyUnderDefault(place + "sst-2.adapter_up.bias", older.name),
        place + "default.adapter_up.bias");
    QCOMPARE(
        keyUnderDefault(place + "adapters.adapter_up.bias", "adapters"),
        place + "default.adapter_up.bias");
    QCOMPARE(keyUnderDefault("score.weight", older.name), std::string("score.weight"));
}

void TestAdapterConfig::settingsThatAreNotKnownAreNamed_data()
{
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("part");
    const auto lora = [](const char* name, const char* setting, const char* part) {
        const QString peft =
            QStringLiteral(R"({"peft_type": "LORA", "r": 8, "exclude_modules": null, %1})");
        QTest::newRow(name) << peft.arg(QLatin1String(setting)) << QString::fromLatin1(part);
    };
    lora("layers", R"("layers_to_transform": [0])", "layers_to_transform");
    lora("left out", R"("exclude_modules": ["q_proj"])", "exclude_modules");
    lora("start", R"("init_lora_weights": "pissa_niter_4")", "turns it into a plain LoRA");
    lora("rank", R"("rank_pattern": {"q_proj": 1.5})", "a whole number above zero");
    lora("alpha", R"("alpha_pattern": {"q_proj": "much"})", "alpha_pattern");
    lora("list", R"("rank_pattern": ["q_proj"])", "rank_pattern");
    const auto bottleneck = [](const char* name, const char* setting, const char* part) {
        const QString hub = QStringLiteral(R"({"name": "a", "config": {"mh_adapter": true, %1}})");
        QTest::newRow(name) << hub.arg(QLatin1String(setting)) << QString::fromLatin1(part);
    };
    bottleneck("sum", R"("original_ln_before": true)", "on the sum with the residual");
    bottleneck("no sum", R"("original_ln_after": false)", "own residual");
    bottleneck("parallel", R"("is_parallel": true)", "is_parallel");
    bottleneck("scale", R"("scaling": 4.0)", "scale 1");
    bottleneck("learned scale", R"("scaling": "learned")", "scale 1");
    bottleneck("some blocks", R"("leave_out": [0, 1])", "every block");
    bottleneck("invertible", R"("inv_adapter": "nice")", "inv_adapter");
    bottleneck("not one", R"("architecture": "prefix_tuning")", "only bottlenecks");
}

void TestAdapterConfig::settingsThatAreNotKnownAreNamed()
{
    QFETCH(QString, config);
    QFETCH(QString, part);
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "adapter_config.json", config.toStdString());
    try {
        (void)readAdapterConfig(folder.path());
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString::fromStdString(error.words()).contains(part), error.words().c_str());
    }
}

void TestAdapterConfig::pissaIsWrittenAsWhatItIsToOthers()
{
    AdapterConfig pissa;
    pissa.start = "pissa";
    pissa.rank = 3;
    pissa.alpha = 0.7;
    pissa.rankStabilised = true;
    pissa.rankPattern = {{"a", 2}};
    const AdapterConfig plain = asOthersRead(pissa);
    QCOMPARE(plain.start, std::string("kaiming"));
    QCOMPARE(plain.rank, int64_t{6});
    QCOMPARE(plain.rankOf("x.a"), int64_t{4});
    for (const char* map : {"x.a", "x.b"})
        QVERIFY(std::abs(plain.scaleOf(map) - pissa.scaleOf(map)) < 1e-12);
    // Written and read it is what it was, to the last bit; unless another program changed it.
    const TemporaryFolder folder;
    writeAdapterConfig(plain, folder.path());
    SafetensorsWriter writer(
        folder.path() / kAdapterWeightsFile,
        {{"x.lora_A.weight", DType::F32, {6, 2}, 0, 0}},
        adapterMetadata(pissa));
    writer.write("x.lora_A.weight", std::string(48, '\0'));
    writer.finish();
    QVERIFY(readAdapterFolder(folder.path()) == pissa);
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{6});
    AdapterConfig changed = plain;
    changed.alpha = 2;
    writeAdapterConfig(changed, folder.path());
    QVERIFY(readAdapterFolder(folder.path()) == changed);
    QCOMPARE(trainedWeightsIn(folder.path()), int64_t{12});
}

void TestAdapterConfig::biasesAreThoseOfTheMapsOrAll()
{
    ModelConfig gpt2;
    gpt2.layers = 1;
    gpt2.width = 8;
    gpt2.inner = 32;
    AdapterConfig lora;
    lora.targets = {"c_proj"};
    const auto names = [&](const char* bias) {
        lora.bias = bias;
        std::string all;
        for (const ModelWeight& weight : trainedBiases(lora, gpt2))
            all += weight.name + " ";
        return all;
    };
    QCOMPARE(names("none"), std::string());
    QCOMPARE(
        names("lora_only"),
        std::string("transformer.h.0.attn.c_proj.bias transformer.h.0.mlp.c_proj.bias "));
    QVERIFY(
        names("all").find("transformer.h.0.ln_1.bias transformer.h.0.ln_2.bias") !=
        std::string::npos);
    lora.modulesToSave = {"ln_1"};
    QVERIFY(names("all").find("ln_1") == std::string::npos); // it learns in full already
    // A c_proj of 8 x 8 and one of 32 x 8 with rank 8, 24 + 8 + 32 + 8 biases of maps, those of
    // two norms, and ln_1 in full.
    QCOMPARE(adapterParameterCount(lora, gpt2), int64_t{8 * 16 + 8 * 40 + 72 + 16 + 16});
}

void TestAdapterConfig::modulesToSaveAreTheModels()
{
    ModelConfig llama;
    llama.family = ModelFamily::Llama;
    llama.layers = 1;
    AdapterConfig lora;
    llama.tiedHead = false;
    const auto says = [&](std::vector<std::string> names) {
        lora.modulesToSave = std::move(names);
        try {
            checkModulesToSave(lora, llama);
        } catch (const Error& error) {
            return error.words();
        }
        return std::string();
    };
    QCOMPARE(says({}), std::string());
    QCOMPARE(says({"lm_head", "layers.0.mlp"}), std::string());
    QVERIFY(
        says({"lm_head", "imput_layernorm", "nrom"}).find("`imput_layernorm, nrom`") !=
        std::string::npos);
    // A folder may name what a head for labels stands in for; what nobody has is left to be named.
    std::vector<std::string> names{"lm_head", "norm", "nrom"};
    leaveHeadForWords(names, llama);
    QCOMPARE(names.size(), size_t{3});
    llama.labels = {"bad", "good"};
    leaveHeadForWords(names, llama);
    QVERIFY(names == std::vector<std::string>({"norm", "nrom"}));
}

QTEST_GUILESS_MAIN(TestAdapterConfig)
#include "test_adapter_config.moc"
