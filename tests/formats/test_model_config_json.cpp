#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/model_config_json.h"

#include <QtTest>

using namespace espalier;
using nlohmann::json;

namespace {

json gpt2()
{
    return {
        {"model_type", "gpt2"},
        {"vocab_size", 50257},
        {"n_positions", 1024},
        {"n_embd", 768},
        {"n_layer", 12},
        {"n_head", 12},
        {"n_inner", nullptr},
        {"activation_function", "gelu_new"},
        {"layer_norm_epsilon", 1e-5},
        {"bos_token_id", 50256},
        {"eos_token_id", 50256}};
}

/// Llama-3.2-1B's shape, in the spelling of transformers 4.
json llama()
{
    return {
        {"model_type", "llama"},
        {"vocab_size", 128256},
        {"max_position_embeddings", 131072},
        {"hidden_size", 2048},
        {"intermediate_size", 8192},
        {"num_hidden_layers", 16},
        {"num_attention_heads", 32},
        {"num_key_value_heads", 8},
        {"head_dim", 64},
        {"hidden_act", "silu"},
        {"rms_norm_eps", 1e-5},
        {"tie_word_embeddings", true},
        {"torch_dtype", "bfloat16"},
        {"rope_theta", 500000.0},
        {"rope_scaling",
         {{"rope_type", "llama3"},
          {"factor", 32.0},
          {"low_freq_factor", 1.0},
          {"high_freq_factor", 4.0},
          {"original_max_position_embeddings", 8192}}},
        {"bos_token_id", 128000},
        {"eos_token_id", {128001, 128008, 128009}}};
}

json qwen2()
{
    return {
        {"model_type", "qwen2"},
        {"vocab_size", 151936},
        {"max_position_embeddings", 32768},
        {"hidden_size", 896},
        {"intermediate_size", 4864},
        {"num_hidden_layers", 24},
        {"num_attention_heads", 14},
        {"num_key_value_heads", 2},
        {"hidden_act", "silu"},
        {"rms_norm_eps", 1e-6},
        {"tie_word_embeddings", true},
        {"rope_theta", 1000000.0},
        {"use_sliding_window", false},
        {"sliding_window", 32768},
        {"max_window_layers", 21}};
}

json qwen3()
{
    json config = qwen2();
    config["model_type"] = "qwen3";
    config["vocab_size"] = 151936;
    config["hidden_size"] = 1024;
    config["intermediate_size"] = 3072;
    config["num_hidden_layers"] = 28;
    config["num_attention_heads"] = 16;
    config["num_key_value_heads"] = 8;
    config["head_dim"] = 128;
    return config;
}

json mistral()
{
    return {
        {"model_type", "mistral"},
        {"vocab_size", 32000},
        {"max_position_embeddings", 32768},
        {"hidden_size", 4096},
        {"intermediate_size", 14336},
        {"num_hidden_layers", 32},
        {"num_attention_heads", 32},
        {"num_key_value_heads", 8},
        {"rms_norm_eps", 1e-5},
        {"sliding_window", 4096},
        {"rope_theta", 10000.0}};
}

std::string wordsOf(const json& config)
{
    try {
        modelConfigFromJson(config, "config.json");
    } catch (const Error& error) {
        return error.kind() == Error::Kind::Input ? error.words() : "not an input error";
    }
    return "";
}

} // namespace

class TestModelConfigJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsParametersAsPublished_data();
    void countsParametersAsPublished();
    void countsAModelWithoutBiasesByHand();
    void writesWhatItReads_data();
    void writesWhatItReads();
    void writesTheSpellingsOfBothTransformers();
    void readsRopeParametersOfTransformers5();
    void readsOneEndTokenOrSeveral();
    void fillsInWhatNullMeans();
    void readsSlidingWindows();
    void keepsAModelWithoutBiases();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void saysThatTheFolderHasNoConfig();
};

void TestModelConfigJson::countsParametersAsPublished_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<qint64>("count");
    const auto add = [](const char* name, const json& config, qint64 count) {
        QTest::newRow(name) << QByteArray::fromStdString(config.dump()) << count;
    };
    // The sizes that the Hub states for these models' safetensors.
    add("gpt2", gpt2(), 124439808);
    add("Llama-3.2-1B", llama(), 1235814400);
    add("Mistral-7B-v0.1", mistral(), 7241732096);
    add("Qwen2.5-0.5B", qwen2(), 494032768);
    add("Qwen3-0.6B", qwen3(), 596049920);
}

void TestModelConfigJson::countsParametersAsPublished()
{
    QFETCH(QByteArray, config);
    QFETCH(qint64, count);
    QCOMPARE(modelConfigFromJson(json::parse(config.toStdString()), "").parameterCount(), count);
}

void TestModelConfigJson::countsAModelWithoutBiasesByHand()
{
    ModelConfig config;
    config.vocabSize = 10;
    config.positions = 4;
    config.width = 2;
    config.layers = 1;
    config.heads = config.kvHeads = 1;
    config.headDim = 2;
    config.inner = 8;
    config.bias = false;
    // tables 20 + 8, three norms of 4, attention 12 + 4, feed-forward 16 + 16
    QCOMPARE(config.parameterCount(), 28 + 12 + 16 + 32);
    config.tiedHead = false;
    QCOMPARE(config.parameterCount(), 88 + 20);
}

void TestModelConfigJson::writesWhatItReads_data()
{
    QTest::addColumn<QByteArray>("config");
    for (const json& config : {gpt2(), llama(), mistral(), qwen2(), qwen3()})
        QTest::newRow(config["model_type"].get<std::string>().c_str())
            << QByteArray::fromStdString(config.dump());
}

void TestModelConfigJson::writesWhatItReads()
{
    QFETCH(QByteArray, config);
    const ModelConfig first = modelConfigFromJson(json::parse(config.toStdString()), "");
    const ModelConfig second = modelConfigFromJson(json(modelConfigToJson(first)), "");
    QVERIFY(first == second);
    QVERIFY(first.vocabSize > 0 && first.layers > 0);
}

void TestModelConfigJson::writesTheSpellingsOfBothTransformers()
{
    const auto out = modelConfigToJson(modelConfigFromJson(llama(), ""));
    QCOMPARE(out["rope_theta"].get<double>(), 500000.0);
    QCOMPARE(out["rope_scaling"]["factor"].get<double>(), 32.0);
    QCOMPARE(out["rope_parameters"]["rope_theta"].get<double>(), 500000.0);
    QCOMPARE(out["rope_parameters"]["rope_type"].get<std::string>(), std::string("llama3"));
    QVERIFY(out["torch_dtype"] == "float32" && out["dtype"] == "float32");
    QVERIFY(out["architectures"] == json::array({"LlamaForCausalLM"}));
}

void TestModelConfigJson::readsRopeParametersOfTransformers5()
{
    json config = llama();
    json rope = config["rope_scaling"];
    rope["rope_theta"] = config["rope_theta"];
    config.erase("rope_theta");
    config.erase("rope_scaling");
    config["rope_parameters"] = rope;
    QVERIFY(modelConfigFromJson(config, "") == modelConfigFromJson(llama(), ""));
    QCOMPARE(modelConfigFromJson(config, "").rope.originalMaxPositions, 8192);
}

void TestModelConfigJson::readsOneEndTokenOrSeveral()
{
    QCOMPARE(
        modelConfigFromJson(llama(), "").eosIds, (std::vector<int64_t>{128001, 128008, 128009}));
    QCOMPARE(modelConfigFromJson(gpt2(), "").eosIds, std::vector<int64_t>{50256});
    QVERIFY(modelConfigFromJson(mistral(), "").eosIds.empty());
    QCOMPARE(modelConfigFromJson(mistral(), "").padId, -1);
}

void TestModelConfigJson::fillsInWhatNullMeans()
{
    QCOMPARE(modelConfigFromJson(gpt2(), "").inner, 3072);
    json config = llama();
    config["num_key_value_heads"] = nullptr;
    config["head_dim"] = nullptr;
    QCOMPARE(modelConfigFromJson(config, "").kvHeads, 32);
    QCOMPARE(modelConfigFromJson(config, "").headDim, 64);
    QCOMPARE(modelConfigFromJson(qwen3(), "").headDim, 128); // not 1024 / 16
}

void TestModelConfigJson::readsSlidingWindows()
{
    QCOMPARE(modelConfigFromJson(mistral(), "").slidingWindow, 4096);
    json config = mistral();
    config["sliding_window"] = nullptr;
    QCOMPARE(modelConfigFromJson(config, "").slidingWindow, 0);
    QCOMPARE(modelConfigFromJson(qwen2(), "").slidingWindow, 0); // switched off
    config = qwen2();
    config["use_sliding_window"] = true;
    QVERIFY(wordsOf(config).find("max_window_layers") != std::string::npos); // 3 of 24 slide
    config["max_window_layers"] = 0;
    QCOMPARE(modelConfigFromJson(config, "").slidingWindow, 32768);
}

void TestModelConfigJson::keepsAModelWithoutBiases()
{
    ModelConfig config = modelConfigFromJson(gpt2(), "");
    QVERIFY(config.bias);
    QVERIFY(!modelConfigToJson(config).contains("espalier_bias"));
    config.bias = false;
    QVERIFY(!modelConfigFromJson(json(modelConfigToJson(config)), "").bias);
}

void TestModelConfigJson::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("words");
    const auto add = [](const char* name, json config, const json& change, const char* words) {
        config.update(change);
        QTest::newRow(name) << QByteArray::fromStdString(config.dump()) << QByteArray(words);
    };
    add("unknown family",
        gpt2(),
        {{"model_type", "bloom"}},
        "config.json: the model family `bloom` is not supported; gpt2, llama, mistral, qwen2, "
        "qwen3, bert are.");
    add("no family",
        gpt2(),
        {{"model_type", nullptr}},
        "config.json: the key `model_type` is missing: it should be one of gpt2, llama, mistral, "
        "qwen2, qwen3, bert.");
    add("missing",
        gpt2(),
        {{"n_layer", nullptr}},
        "config.json: the key `n_layer` is missing: it should be a positive integer.");
    add("a text",
        gpt2(),
        {{"n_layer", "twelve"}},
        "config.json: `n_layer` is \"twelve\": it should be an integer.");
    add("a fraction",
        gpt2(),
        {{"n_layer", 1.5}},
        "config.json: `n_layer` is 1.5: it should be an integer.");
    add("zero",
        llama(),
        {{"num_hidden_layers", 0}},
        "config.json: `num_hidden_layers` is 0: it should be a positive integer.");
    add("heads don't divide",
        gpt2(),
        {{"n_head", 7}},
        "config.json: `n_embd` 768 is not a multiple of `n_head` 7. Correct one of the two.");
    add("groups don't divide",
        llama(),
        {{"num_key_value_heads", 5}},
        "config.json: `num_attention_heads` 32 is not a multiple of `num_key_value_heads` 5. "
        "Correct one of the two.");
    add("odd heads",
        llama(),
        {{"head_dim", 63}},
        "config.json: heads of 63 numbers can't be rotated; `head_dim` must be even.");
    add("activation",
        gpt2(),
        {{"activation_function", "mish"}},
        "config.json: `activation_function` is \"mish\": it should be one of gelu_new, gelu, "
        "gelu_pytorch_tanh, relu, silu.");
    add("norm",
        llama(),
        {{"rms_norm_eps", 0}},
        "config.json: `rms_norm_eps` is 0: it should be a number above zero.");
    add("stretching",
        llama(),
        {{"rope_scaling", {{"type", "yarn"}, {"factor", 4}}}},
        "config.json: the position stretching `yarn` of `rope_scaling` is not supported; default, "
        "linear and llama3 are.");
    add("stretching without factor",
        llama(),
        {{"rope_scaling", {{"type", "linear"}}}},
        "config.json: rope_scaling: the key `factor` is missing: it should be a number above "
        "zero.");
    add("quantised",
        llama(),
        {{"quantization_config", {{"bits", 4}}}},
        "config.json: the weights are quantised (`quantization_config`), which is not supported. "
        "Take the model's unquantised folder.");
    add("end tokens",
        llama(),
        {{"eos_token_id", {1, "two"}}},
        "config.json: `eos_token_id` is [1,\"two\"]: it should be an integer or a list of "
        "integers.");
    add("tie",
        llama(),
        {{"tie_word_embeddings", 1}},
        "config.json: `tie_word_embeddings` is 1: it should be true or false.");
}

void TestModelConfigJson::saysWhatIsWrong()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, words);
    QCOMPARE(
        QString::fromStdString(wordsOf(json::parse(config.toStdString()))),
        QString::fromUtf8(words));
}

void TestModelConfigJson::saysThatTheFolderHasNoConfig()
{
    const TemporaryFolder folder;
    try {
        readModelConfig(folder.path());
        QFAIL("an empty folder was read");
    } catch (const Error& error) {
        QVERIFY(error.words().find("has no config.json") != std::string::npos);
    }
    writeAtomically(folder.path() / "config.json", R"({"model_type": "gpt2", )");
    try {
        readModelConfig(folder.path());
        QFAIL("half a file was read");
    } catch (const Error& error) {
        QVERIFY(error.words().find("is not valid JSON") != std::string::npos);
    }
    ModelConfig config;
    config.layers = 3;
    writeModelConfig(config, folder.path());
    QVERIFY(readModelConfig(folder.path()).layers == 3);
    QVERIFY(readModelConfig(folder.path() / "config.json") == readModelConfig(folder.path()));
}

QTEST_GUILESS_MAIN(TestModelConfigJson)
#include "test_model_config_json.moc"
