#include "tests/engine/formats/test_model_folder.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/formats/tensors.h"
#include "core/formats/model_config_json.h"

#include <limits>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

/// A tiny model of a family, with every option of it that changes the set of tensors.
ModelConfig tiny(const std::string& which)
{
    ModelConfig config;
    config.family = findModelFamily(which).value_or(ModelFamily::Gpt2);
    config.vocabSize = 11;
    config.positions = 8;
    config.width = 8;
    config.layers = 2;
    config.heads = 2;
    config.kvHeads = 2;
    config.headDim = 4;
    config.inner = 32;
    config.eosIds = {1};
    if (which == "gpt2 without biases") {
        config.bias = false;
        config.tiedHead = false;
    } else if (which == "bert") {
        config.normEps = 1e-12;
    } else if (which != "gpt2") {
        config.activation = "silu";
        config.kvHeads = 1;
        config.inner = 12;
        config.qkvBias = which == "qwen2";
        config.qkNorm = which == "qwen3";
        config.headDim = which == "qwen3" ? 6 : 4;
        config.tiedHead = which == "qwen2";
        config.attentionBias = config.mlpBias = which == "llama";
    }
    return config;
}

Transformer fresh(const ModelConfig& config)
{
    Transformer model(config);
    model->initialise(7);
    const torch::NoGradGuard guard;
    for (auto& weight : model->parameters()) // so that biases and norms are no constants either
        weight.add_(0.01 * torch::arange(weight.numel()).sin().view(weight.sizes()));
    return model;
}

TensorMap weightsOf(const Transformer& model)
{
    TensorMap weights;
    for (const auto& item : model->named_parameters())
        weights.emplace(item.key(), item.value().detach());
    return weights;
}

void writeFolder(const fs::path& folder, const ModelConfig& config, const TensorMap& weights)
{
    writeModelConfig(config, folder);
    saveTensors(folder / "model.safetensors", weights);
}

} // namespace

void TestModelFolder::bringsBackEveryFamily_data()
{
    QTest::addColumn<QByteArray>("which");
    for (const char* name :
         {"gpt2", "gpt2 without biases", "llama", "mistral", "qwen2", "qwen3", "bert"})
        QTest::newRow(name) << QByteArray(name);
}

void TestModelFolder::bringsBackEveryFamily()
{
    QFETCH(QByteArray, which);
    const TemporaryFolder folder;
    const ModelConfig config = tiny(which.toStdString());
    const Transformer model = fresh(config);
    saveModelFolder(model, folder.path());
    LoadedModel loaded = loadModelFolder(folder.path());
    QVERIFY(loaded.config == config);
    const TensorMap before = weightsOf(model);
    const TensorMap after = weightsOf(loaded.model);
    QCOMPARE(after.size(), before.size());
    int64_t count = 0;
    for (const auto& [name, weight] : before) {
        QVERIFY2(torch::equal(after.at(name), weight), name.c_str());
        count += weight.numel();
    }
    QCOMPARE(count, config.parameterCount());
}

void TestModelFolder::readsBertAsItIsPublished()
{
    // A config.json and names as the first BERT folders have them: norms with gamma and beta, a
    // head for next sentences, numbered positions, the word head's bias and no second table.
    const ModelConfig config = tiny("bert");
    const Transformer model = fresh(config);
    TensorMap published;
    for (const auto& [name, weight] : weightsOf(model)) {
        std::string other = name;
        for (const auto& [now, then] :
             {std::pair{".LayerNorm.weight", ".LayerNorm.gamma"},
              std::pair{".LayerNorm.bias", ".LayerNorm.beta"}})
            if (other.ends_with(now))
                other.replace(other.size() - std::string(now).size(), std::string::npos, then);
        published.emplace(other, weight);
    }
    published.emplace("bert.embeddings.position_ids", torch::arange(8).unsqueeze(0));
    published.emplace("cls.seq_relationship.weight", torch::zeros({2, 8}));
    published.emplace("cls.seq_relationship.bias", torch::zeros({2}));
    published.emplace("bert.pooler.dense.weight", torch::zeros({8, 8}));
    published.emplace("bert.pooler.dense.bias", torch::zeros({8}));
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "config.json", R"({
        "architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1,
        "gradient_checkpointing": false, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
        "hidden_size": 8, "initializer_range": 0.02, "intermediate_size": 32,
        "layer_norm_eps": 1e-12, "max_position_embeddings": 8, "model_type": "bert",
        "num_attention_heads": 2, "num_hidden_layers": 2, "pad_token_id": 0,
        "position_embedding_type": "absolute", "transformers_version": "4.6.0.dev0",
        "type_vocab_size": 2, "use_cache": true, "vocab_size": 11})");
    saveTensors(folder.path() / "model.safetensors", published);
    LoadedModel loaded = loadModelFolder(folder.path());
    loaded.model->eval();
    Transformer own = model;
    own->eval();
    const auto ids = torch::tensor({{1, 4, 2, 9, 3}}, torch::kInt64);
    const torch::NoGradGuard guard;
    QVERIFY(torch::allclose(
        loaded.model->logits(loaded.model->forward(ids)), own->logits(own->forward(ids)), 0, 1e-6));
}

void TestModelFolder::writesTheNamesOfHuggingFace()
{
    const TemporaryFolder folder;
    ModelConfig config = tiny("gpt2");
    config.layers = 1;
    saveModelFolder(fresh(config), folder.path());
    const SafetensorsFile file(folder.path() / "model.safetensors");
    std::map<std::string, std::string> shapes;
    for (const TensorInfo& tensor : file.tensors())
        shapes.emplace(tensor.name, shapeText(tensor.shape));
    const std::string block = "transformer.h.0.";
    const std::map<std::string, std::string> expected{
        {"transformer.wte.weight", "[11, 8]"},
        {"transformer.wpe.weight", "[8, 8]"},
        {block + "ln_1.weight", "[8]"},
        {block + "ln_1.bias", "[8]"},
        {block + "attn.c_attn.weight", "[8, 24]"},
        {block + "attn.c_attn.bias", "[24]"},
        {block + "attn.c_proj.weight", "[8, 8]"},
        {block + "attn.c_proj.bias", "[8]"},
        {block + "ln_2.weight", "[8]"},
        {block + "ln_2.bias", "[8]"},
        {block + "mlp.c_fc.weight", "[8, 32]"},
        {block + "mlp.c_fc.bias", "[32]"},
        {block + "mlp.c_proj.weight", "[32, 8]"},
        {block + "mlp.c_proj.bias", "[8]"},
        {"transformer.ln_f.weight", "[8]"},
        {"transformer.ln_f.bias", "[8]"}};
    QCOMPARE(shapes, expected);
    QCOMPARE(file.metadata().at("format"), std::string("pt"));
}

void TestModelFolder::writesTheSameBytesTwice()
{
    const TemporaryFolder first;
    const TemporaryFolder second;
    saveModelFolder(fresh(tiny("llama")), first.path());
    saveModelFolder(loadModelFolder(first.path()).model, second.path());
    for (const char* name : {"config.json", "model.safetensors", "generation_config.json"})
        QCOMPARE(readFile(second.path() / name), readFile(first.path() / name));
}

void TestModelFolder::readsAHandWrittenFolderWithoutPrefix()
{
    const TemporaryFolder folder;
    writeAtomically(
        folder.path() / "config.json",
        R"({"model_type": "gpt2", "vocab_size": 3, "n_positions": 2, "n_embd": 2, "n_layer": 1,
            "n_head": 1, "n_inner": null, "activation_function": "gelu_new",
            "layer_norm_epsilon": 1e-05, "bos_token_id": 2, "eos_token_id": 2})");
    TensorMap weights{
        {"wte.weight", torch::tensor({1.0F, 0.0F, 0.0F, 1.0F, 2.0F, -1.0F}).view({3, 2})},
        {"wpe.weight", torch::zeros({2, 2})},
        {"h.0.ln_1.weight", torch::ones(2)},
        {"h.0.ln_1.bias", torch::zeros(2)},
        {"h.0.attn.bias", torch::ones({2, 2}).tril().view({1, 1, 2, 2})}, // a mask, no weight
        {"h.0.attn.masked_bias", torch::tensor(-1e4F)},
        {"h.0.attn.c_attn.weight", torch::zeros({2, 6})},
        {"h.0.attn.c_attn.bias", torch::zeros(6)},
        {"h.0.attn.c_proj.weight", torch::zeros({2, 2})},
        {"h.0.attn.c_proj.bias", torch::zeros(2)},
        {"h.0.ln_2.weight", torch::ones(2)},
        {"h.0.ln_2.bias", torch::zeros(2)},
        {"h.0.mlp.c_fc.weight", torch::zeros({2, 8})},
        {"h.0.mlp.c_fc.bias", torch::zeros(8)},
        {"h.0.mlp.c_proj.weight", torch::zeros({8, 2})},
        {"h.0.mlp.c_proj.bias", torch::zeros(2)},
        {"ln_f.weight", torch::ones(2)},
        {"ln_f.bias", torch::zeros(2)}};
    saveTensors(folder.path() / "model.safetensors", weights);
    LoadedModel loaded = loadModelFolder(folder.path());
    const torch::NoGradGuard guard;
    loaded.model->eval();
    // The block adds nothing; the last norm turns (1, 0) into (1, -1) and (2, -1) too, so that the
    // logits of the three tokens (1, 0), (0, 1), (2, -1) are 1, -1, 3.
    const auto logits = loaded.model->logits(loaded.model->forward(torch::tensor({{0, 2}})));
    const auto expected = torch::tensor({1.0F, -1.0F, 3.0F}).expand({1, 2, 3});
    QVERIFY(torch::allclose(logits, expected, 1e-4, 1e-4));
}

void TestModelFolder::readsHalfPrecisionAndShards()
{
    const TemporaryFolder folder;
    const ModelConfig config = tiny("qwen3");
    writeModelConfig(config, folder.path());
    TensorMap first;
    TensorMap second;
    std::string map;
    for (const auto& [name, weight] : weightsOf(fresh(config))) {
        const bool early = name < "model.layers.1";
        (early ? first : second).emplace(name, weight.to(early ? torch::kHalf : torch::kBFloat16));
        map +=
            (map.empty() ? "\"" : ",\"") + name + "\":\"" + (early ? "a" : "b") + ".safetensors\"";
    }
    saveTensors(folder.path() / "a.safetensors", first);
    saveTensors(folder.path() / "b.safetensors", second);
    writeAtomically(
        folder.path() / "model.safetensors.index.json", "{\"weight_map\":{" + map + "}}");
    QVERIFY(!first.empty() && !second.empty());
    for (const auto& [name, weight] : weightsOf(loadModelFolder(folder.path()).model)) {
        const torch::Tensor& stored = first.contains(name) ? first.at(name) : second.at(name);
        QVERIFY(weight.scalar_type() == torch::kFloat);
        QVERIFY2(torch::equal(weight, stored.to(torch::kFloat)), name.c_str());
    }
}

void TestModelFolder::takesASecondCopyOfATiedHead()
{
    const TemporaryFolder folder;
    const ModelConfig config = tiny("gpt2");
    TensorMap weights = weightsOf(fresh(config));
    weights["lm_head.weight"] = weights.at("transformer.wte.weight");
    writeFolder(folder.path(), config, weights);
    QVERIFY(torch::equal(
        loadModelFolder(folder.path()).model->headWeight(), weights.at("lm_head.weight")));
}

void TestModelFolder::copiesTheTokenizer()
{
    const TemporaryFolder from;
    const TemporaryFolder to;
    writeAtomically(from.path() / "tokenizer.json", "{}");
    writeAtomically(from.path() / "chat_template.jinja", "hello");
    writeAtomically(from.path() / "manifest.json", "ours");
    saveModelFolder(fresh(tiny("gpt2")), to.path(), from.path());
    QCOMPARE(readFile(to.path() / "tokenizer.json"), std::string("{}"));
    QCOMPARE(readFile(to.path() / "chat_template.jinja"), std::string("hello"));
    QVERIFY(!fs::exists(to.path() / "manifest.json"));
}

void TestModelFolder::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("tensor"); // that is changed
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("words"); // after the file's name
    const auto add = [](const char* tensor, const char* change, const char* words) {
        QTest::newRow(change) << QByteArray(tensor) << QByteArray(change) << QByteArray(words);
    };
    add("transformer.h.1.ln_2.bias",
        "remove",
        "tensor `transformer.h.1.ln_2.bias` is missing. The file is not whole, or config.json "
        "belongs to another model.");
    add("transformer.h.2.ln_1.bias",
        "add",
        "tensor `transformer.h.2.ln_1.bias`: a model of config.json's shape has no such tensor. "
        "Config and weights belong to different models.");
    add("transformer.wte.weight",
        "turn",
        "tensor `transformer.wte.weight`: its shape is [8, 11], but config.json asks for [11, 8]. "
        "Config and weights belong to different models.");
    add("transformer.wpe.weight",
        "nan",
        "tensor `transformer.wpe.weight`: it holds values that are not finite (NaN or infinity). "
        "Take an earlier checkpoint of this model.");
    add("transformer.h.0.mlp.c_fc.weight",
        "infinity",
        "tensor `transformer.h.0.mlp.c_fc.weight`: it holds values that are not finite (NaN or "
        "infinity). Take an earlier checkpoint of this model.");
    add("transformer.ln_f.weight",
        "integers",
        "tensor `transformer.ln_f.weight`: it holds I64, but weights are F32, F16, BF16 or F64. "
        "Convert the file.");
    add("ln_f.weight",
        "twice",
        "tensor `transformer.ln_f.weight`: it is there twice, with and without `transformer.`. "
        "Write the file again.");
    add("lm_head.weight",
        "another head",
        "tensor `lm_head.weight`: it differs from the token table, but config.json says that the "
        "two are one. Set `tie_word_embeddings` to false.");
}

void TestModelFolder::saysWhatIsWrong()
{
    QFETCH(QByteArray, tensor);
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, words);
    const ModelConfig config = tiny("gpt2");
    const std::string name = tensor.toStdString();
    TensorMap weights;
    for (const auto& [key, weight] : weightsOf(fresh(config)))
        weights.emplace(key, weight.clone());
    if (change == "remove")
        weights.erase(name);
    else if (change == "turn")
        weights[name] = weights[name].t();
    else if (change == "nan")
        weights[name][3][2] = std::numeric_limits<float>::quiet_NaN();
    else if (change == "infinity")
        weights[name][0][0] = -std::numeric_limits<float>::infinity();
    else if (change == "integers")
        weights[name] = weights[name].to(torch::kLong);
    else if (change == "another head")
        weights[name] = weights["transformer.wte.weight"] + 1;
    else
        weights[name] = torch::ones(8);

    const TemporaryFolder folder;
    writeFolder(folder.path(), config, weights);
    try {
        loadModelFolder(folder.path());
        QFAIL("the folder was read");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), Error::Kind::Input);
        const std::string expected =
            (folder.path() / "model.safetensors").string() + ": " + words.toStdString();
        QCOMPARE(QString::fromStdString(error.words()), QString::fromStdString(expected));
    }
}

QTEST_GUILESS_MAIN(TestModelFolder)
