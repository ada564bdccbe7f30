#include "tests/engine/peft/test_adapters.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/peft/adapted_model.h"
#include "tests/engine/nn/families.h"
#include "tests/engine/nn/random_model.h"

#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>

using namespace espalier;
using torch::Tensor;
namespace fs = std::filesystem;

namespace {

/// A kind on a family; `identity` where it changes nothing at first.
struct Case
{
    std::string name;
    ModelConfig model;
    AdapterConfig adapter;
    bool identity = true;
    bool folds = false;
};

/// Modules to save: norms and a table, or embeddings and the head where they are two.
std::vector<std::string> savedOf(const ModelConfig& model)
{
    if (model.family == ModelFamily::Bert)
        return {"cls", "position_embeddings"};
    if (model.family == ModelFamily::Gpt2)
        return {"h.0.ln_1", "ln_f", "wpe"};
    return {"embed_tokens", "lm_head", "layers.1.mlp"};
}

std::vector<Case> cases()
{
    std::vector<Case> all;
    std::map<std::string, ModelConfig> families;
    for (const auto& [name, config] : smallModels())
        families.emplace(name, config);
    families.emplace("bert", smallBert());
    for (const char* family : {"gpt2", "llama3 rope, biases", "qwen3", "bert"}) {
        const ModelConfig& model = families.at(family);
        const auto add = [&](const char* what, AdapterConfig config, bool identity, bool folds) {
            all.push_back({std::string(what) + " on " + family, model, config, identity, folds});
        };
        AdapterConfig lora;
        lora.rank = 3;
        lora.alpha = 6;
        add("lora", lora, true, true);
        lora.bias = "lora_only";
        add("lora and its biases", lora, true, true);
        lora.bias = "all";
        add("lora and all biases", lora, true, true);
        lora.targets = {"all-linear"};
        lora.rankStabilised = true;
        add("rslora everywhere", lora, true, true);
        AdapterConfig other;
        other.rank = 3;
        other.alpha = 6;
        other.start = "gaussian";
        other.targets = {"all-linear"};
        other.rankPattern = {{"layers?\\.0\\..*|h\\.0\\..*", 2}};
        other.alphaPattern = {{"layers?\\.1\\..*|h\\.1\\..*", 9.0}};
        add("gaussian lora with patterns", other, true, true);
        other.start = "pissa";
        add("pissa", other, true, true);
        other.dora = true;
        other.bias = "lora_only";
        add("pissa and dora", other, true, true);
        other.start = "kaiming";
        add("dora", other, true, true);
        other = {};
        other.rank = 2;
        other.bias = "all";
        other.modulesToSave = savedOf(model);
        add("lora and saved modules", other, true, true);
        AdapterConfig bottleneck;
        bottleneck.kind = AdapterKind::Bottleneck;
        bottleneck.reduction = 8;
        add("houlsby", bottleneck, true, false);
        bottleneck.afterAttention = false;
        bottleneck.activation = "relu";
        add("pfeiffer", bottleneck, true, false);
        AdapterConfig ia3;
        ia3.kind = AdapterKind::Ia3;
        add("ia3", ia3, true, true);
        AdapterConfig prefix;
        prefix.kind = AdapterKind::Prefix;
        prefix.virtualTokens = 3;
        add("prefix", prefix, false, false);
        prefix.projection = true;
        prefix.projectionWidth = 8;
        add("prefix with projection", prefix, false, false);
        AdapterConfig prompt;
        prompt.kind = AdapterKind::Prompt;
        prompt.virtualTokens = 3;
        prompt.init = "vocab";
        add("prompt", prompt, false, false);
    }
    return all;
}

void rows()
{
    QTest::addColumn<int>("index");
    const auto all = cases();
    for (size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
}

Case fetched()
{
    QFETCH(int, index);
    return cases()[static_cast<size_t>(index)];
}

/// Moves the adapter's weights off their start, so that it does something.
void disturb(const Adapter& adapter)
{
    const torch::NoGradGuard guard;
    torch::manual_seed(5);
    for (auto [name, weight] : adapter.trained())
        weight.add_(torch::randn(weight.sizes()) * 0.05);
}

Tensor logitsOf(Transformer model, bool fused = true)
{
    const torch::NoGradGuard guard;
    model->eval();
    ForwardOptions options;
    options.fused = fused;
    const Tensor ids = randomIds(2, 17, model->config().vocabSize);
    return model->logits(model->forward(ids, options), options);
}

/// Writes a tokenizer's file where a model's folder needs one to be copied.
void saveBase(const Transformer& model, const fs::path& folder)
{
    fs::create_directories(folder);
    saveModelFolder(model, folder);
}

} // namespace

void TestAdapters::outputIsUnchangedAtTheStart_data()
{
    rows();
}

void TestAdapters::outputIsUnchangedAtTheStart()
{
    const Case one = fetched();
    Transformer model = randomModel(one.model);
    const Tensor before = logitsOf(model);
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    const double change = distance(logitsOf(model), before);
    // Learned tokens are seen from the first step on; all others begin as nothing.
    QCOMPARE(change == 0.0, one.identity);
    disturb(*adapter);
    QVERIFY(distance(logitsOf(model), before) > 1e-4);
    QVERIFY(distance(logitsOf(model, false), logitsOf(model)) < 1e-4);
}

void TestAdapters::onlyOwnWeightsLearn_data()
{
    rows();
}

void TestAdapters::onlyOwnWeightsLearn()
{
    const Case one = fetched();
    Transformer model = randomModel(one.model);
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    disturb(*adapter);
    std::set<const void*> own;
    for (const auto& [name, weight] : adapter->trained()) {
        QVERIFY(weight.requires_grad());
        own.insert(weight.unsafeGetTensorImpl());
    }
    const Tensor ids = randomIds(2, 9, one.model.vocabSize);
    predictionLoss(model, model->forward(ids), ids, {.scale = 0.1}).sum.backward();
    for (const auto& item : model->named_parameters()) {
        const bool learns = own.contains(item.value().unsafeGetTensorImpl());
        QCOMPARE(item.value().requires_grad(), learns);
        QVERIFY2(learns || !item.value().grad().defined(), item.key().c_str());
    }
    for (const auto& [name, weight] : adapter->trained())
        QVERIFY2(
            weight.grad().defined() && weight.grad().abs().max().item<double>() > 0, name.c_str());
}

void TestAdapters::gradientsMatchFiniteDifferences_data()
{
    rows();
}

void TestAdapters::gradientsMatchFiniteDifferences()
{
    const Case one = fetched();
    Transformer model = randomModel(one.model);
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    disturb(*adapter);
    const Tensor ids = randomIds(2, 9, one.model.vocabSize);
    const auto lossOf = [&] {
        return predictionLoss(model, model->forward(ids), ids, {.scale = 0.1}).sum;
    };
    lossOf().backward();
    NamedTensors moved = adapter->trained();
    if (one.adapter.dora) // whose norm counts as a constant: test_lora holds it fixed
        std::erase_if(moved, [](const auto& item) {
            return item.first.find("lora_A") != std::string::npos ||
                   item.first.find("lora_B") != std::string::npos;
        });
    // Along the gradient the slope is its squared norm.
    double squares = 0;
    for (const auto& [name, weight] : moved)
        squares += weight.grad().pow(2).sum().item<double>();
    const auto shifted = [&](double step) {
        const torch::NoGradGuard guard;
        for (auto [name, weight] : moved)
            weight.add_(weight.grad(), step / std::sqrt(squares));
        const double loss = lossOf().item<double>();
        for (auto [name, weight] : moved)
            weight.sub_(weight.grad(), step / std::sqrt(squares));
        return loss;
    };
    const double step = 5e-3;
    const double slope = (shifted(step) - shifted(-step)) / (2 * step);
    const double expected = std::sqrt(squares);
    QVERIFY2(
        std::abs(slope - expected) < 0.03 * expected + 2e-4,
        fmt::format("{} against {}", slope, expected).c_str());
}

void TestAdapters::foldersGiveTheSameModel_data()
{
    rows();
}

void TestAdapters::foldersGiveTheSameModel()
{
    const Case one = fetched();
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    Transformer model = randomModel(one.model);
    saveBase(model, root / "base");
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    disturb(*adapter);
    fs::create_directories(root / "adapter");
    saveAdapterFolder(*adapter, root / "base", root / "adapter");
    const AdaptedModel again = openModel(root / "adapter");
    QCOMPARE(again.adapters.size(), size_t{1});
    QVERIFY(distance(logitsOf(again.model), logitsOf(model)) < 1e-6);
    QVERIFY(!fs::exists(root / "adapter" / "model.safetensors")); // the base is there once
}

void TestAdapters::countMatchesTheDescription_data()
{
    rows();
}

void TestAdapters::countMatchesTheDescription()
{
    const Case one = fetched();
    Transformer model = randomModel(one.model);
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    int64_t count = 0;
    for (const auto& [name, weight] : adapter->trained())
        count += weight.numel();
    QCOMPARE(adapterParameterCount(one.adapter, one.model), count);
}

void TestAdapters::mergedModelsAgree_data()
{
    rows();
}

void TestAdapters::mergedModelsAgree()
{
    const Case one = fetched();
    AdaptedModel adapted;
    adapted.model = randomModel(one.model);
    adapted.adapters.push_back(attachAdapter(adapted.model, one.adapter, 1, nullptr));
    disturb(*adapted.adapters.back());
    QCOMPARE(adapted.model->folds(), one.folds);
    if (!one.folds) {
        QVERIFY_THROWS_EXCEPTION(Error, mergeAdapters(adapted));
        return;
    }
    const Tensor before = logitsOf(adapted.model);
    mergeAdapters(adapted);
    QVERIFY(distance(logitsOf(adapted.model), before) < 1e-4);
    for (const auto& [name, projection] : projections(adapted.model))
        QVERIFY(projection->changes.empty());
}

void TestAdapters::switchingOffRestoresTheBase_data()
{
    rows();
}

void TestAdapters::switchingOffRestoresTheBase()
{
    const Case one = fetched();
    Transformer model = randomModel(one.model);
    const Tensor before = logitsOf(model);
    const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
    disturb(*adapter);
    const Tensor changed = logitsOf(model);
    TensorMap files;
    for (const TensorMap& part : {adapter->files(), adapter->filesBeside()})
        for (const auto& [name, tensor] : part)
            files[name] = tensor.clone();
    adapter->enable(false);
    QVERIFY(torch::equal(logitsOf(model), before));
    adapter->enable(true);
    QVERIFY(torch::equal(logitsOf(model), changed));
    // What is read from files is the adapter's own too.
    disturb(*adapter);
    adapter->load(files, "test");
    QVERIFY(torch::equal(logitsOf(model), changed));
    adapter->enable(false);
    QVERIFY(torch::equal(logitsOf(model), before));
}

void TestAdapters::prefixIsSeenAsKeysAndValues()
{
    // A prefix that began as the keys and values of words is the same as having read those words.
    for (const char* name : {"gpt2", "qwen3"}) {
        ModelConfig config;
        for (const auto& [key, value] : smallModels())
            if (key == name)
                config = value;
        Transformer model = randomModel(config);
        const torch::NoGradGuard guard;
        const Tensor words = randomIds(1, 5, config.vocabSize);
        KvCache cache(config, 1, 5);
        ForwardOptions options;
        options.cache = &cache;
        model->forward(words, options);
        AdapterConfig prefix;
        prefix.kind = AdapterKind::Prefix;
        prefix.virtualTokens = 5;
        const auto adapter = attachAdapter(model, prefix, 1, nullptr);
        const Tensor rowsOfWords = cache.contents().squeeze(1).transpose(0, 1).reshape({5, -1});
        adapter->load({{"prompt_embeddings", rowsOfWords}}, "test");
        const Tensor ids = randomIds(1, 9, config.vocabSize).flip(1);
        const Tensor found = model->forward(ids);
        adapter->enable(false);
        const Tensor whole = model->forward(torch::cat({words, ids}, 1));
        QVERIFY(distance(found, whole.narrow(1, 5, 9)) < 1e-4);
    }
}

void TestAdapters::promptIsSeenAsTokens()
{
    const ModelConfig config = smallModels().front().second;
    Transformer model = randomModel(config);
    const torch::NoGradGuard guard;
    const Tensor words = randomIds(1, 4, config.vocabSize);
    const Tensor ids = randomIds(2, 9, config.vocabSize).flip(1);
    const Tensor whole = model->forward(torch::cat({words.expand({2, 4}), ids}, 1));
    AdapterConfig prompt;
    prompt.kind = AdapterKind::Prompt;
    prompt.virtualTokens = 4;
    const auto adapter = attachAdapter(model, prompt, 1, nullptr);
    adapter->load({{"prompt_embeddings", model->embed(words)[0]}}, "test");
    QVERIFY(distance(model->forward(ids), whole.narrow(1, 4, 9)) < 1e-4);
}

void TestAdapters::cacheGivesTheSameWithLearnedTokens()
{
    for (const AdapterKind kind : {AdapterKind::Prefix, AdapterKind::Prompt}) {
        const ModelConfig config = smallModels().back().second;
        Transformer model = randomModel(config);
        AdapterConfig learned;
        learned.kind = kind;
        learned.virtualTokens = 4;
        const auto adapter = attachAdapter(model, learned, 1, nullptr);
        disturb(*adapter);
        const torch::NoGradGuard guard;
        const Tensor ids = randomIds(1, 12, config.vocabSize);
        const Tensor whole = model->forward(ids);
        KvCache cache(config, 1, 16);
        ForwardOptions options;
        options.cache = &cache;
        const Tensor first = model->forward(ids.narrow(1, 0, 7), options);
        const Tensor second = model->forward(ids.narrow(1, 7, 5), options);
        QVERIFY(distance(torch::cat({first, second}, 1), whole) < 1e-4);
        QCOMPARE(cache.length(), int64_t{16});
    }
}

void TestAdapters::checkpointingChangesNothing()
{
    for (const Case& one : cases()) {
        Transformer model = randomModel(one.model);
        const auto adapter = attachAdapter(model, one.adapter, 1, nullptr);
        disturb(*adapter);
        std::vector<Tensor> weights;
        for (const auto& [name, weight] : adapter->trained())
            weights.push_back(weight);
        const Tensor ids = randomIds(2, 9, one.model.vocabSize);
        model->train();
        const auto gradients = [&](bool checkpoint) {
            torch::manual_seed(3);
            ForwardOptions options;
            options.checkpoint = checkpoint;
            return torch::autograd::grad(
                {predictionLoss(model, model->forward(ids, options), ids, {.scale = 0.1}).sum},
                weights);
        };
        const auto kept = gradients(false);
        const auto again = gradients(true);
        for (size_t i = 0; i < kept.size(); ++i)
            QVERIFY2(distance(kept[i], again[i]) < 1e-6, one.name.c_str());
    }
}

void TestAdapters::adaptersStackOnOneBase()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    Transformer model = randomModel(smallModels().front().second);
    saveBase(model, root / "base");
    AdapterConfig lora;
    const auto first = attachAdapter(model, lora, 1, nullptr);
    disturb(*first);
    fs::create_directories(root / "first");
    saveAdapterFolder(*first, root / "base", root / "first");
    AdapterConfig ia3;
    ia3.kind = AdapterKind::Ia3;
    const auto second = attachAdapter(model, ia3, 2, nullptr);
    disturb(*second);
    fs::create_directories(root / "second");
    saveAdapterFolder(*second, root / "first", root / "second");
    const AdaptedModel again = openModel(root / "second");
    QCOMPARE(again.adapters.size(), size_t{2});
    QVERIFY(distance(logitsOf(again.model), logitsOf(model)) < 1e-6);
    // Two adapters on one base, switched.
    AdaptedModel both = openModel(root / "base");
    addAdapter(both, root / "first");
    both.adapters[0]->enable(false);
    addAdapter(both, root / "first");
    second->enable(false);
    QVERIFY(distance(logitsOf(both.model), logitsOf(model)) < 1e-6);
}

/// Each changes what the one below it made: input and output, as merging them does.
void TestAdapters::stackedChangesMergeToTheSame()
{
    AdaptedModel stacked;
    stacked.model = randomModel(smallModels().front().second);
    for (const AdapterKind kind : {AdapterKind::Lora, AdapterKind::Ia3, AdapterKind::Lora}) {
        AdapterConfig config;
        config.kind = kind;
        config.rank = 2;
        config.dora = stacked.adapters.empty();
        config.targets = {"mlp.c_fc", "mlp.c_proj"};
        stacked.adapters.push_back(attachAdapter(stacked.model, config, 1, nullptr));
        disturb(*stacked.adapters.back());
    }
    const Tensor before = logitsOf(stacked.model);
    stacked.adapters[1]->enable(false);
    QVERIFY(distance(logitsOf(stacked.model), before) > 1e-4); // the middle one counts
    for (const auto& adapter : stacked.adapters)
        adapter->enable(false);
    for (const auto& adapter : stacked.adapters)
        adapter->enable(true);
    mergeAdapters(stacked);
    QVERIFY(distance(logitsOf(stacked.model), before) < 1e-4);
}

void TestAdapters::keysAreThoseOfPeft()
{
    const auto keys = [](AdapterKind kind, const char* family) {
        ModelConfig config;
        for (const auto& [name, value] : smallModels())
            if (name == family)
                config = value;
        AdapterConfig adapter;
        adapter.kind = kind;
        Transformer model(config);
        const auto made = attachAdapter(model, adapter, 1, nullptr);
        std::map<std::string, std::vector<int64_t>> all;
        for (const auto& [name, tensor] : made->files())
            all[name] = tensor.sizes().vec();
        return all;
    };
    using Shape = std::vector<int64_t>;
    const std::string gpt2 = "base_model.model.transformer.h.0.";
    const std::string llama = "base_model.model.model.layers.1.";
    QCOMPARE(
        keys(AdapterKind::Lora, "gpt2").at(gpt2 + "attn.c_attn.lora_A.weight"), (Shape{8, 40}));
    QCOMPARE(
        keys(AdapterKind::Lora, "gpt2").at(gpt2 + "attn.c_attn.lora_B.weight"), (Shape{120, 8}));
    QCOMPARE(
        keys(AdapterKind::Lora, "llama").at(llama + "self_attn.v_proj.lora_B.weight"),
        (Shape{24, 8}));
    QCOMPARE(keys(AdapterKind::Ia3, "llama").at(llama + "mlp.down_proj.ia3_l"), (Shape{1, 72}));
    QCOMPARE(keys(AdapterKind::Ia3, "llama").at(llama + "self_attn.k_proj.ia3_l"), (Shape{24, 1}));
    // 20 x (2 x 2 layers x 2 key-value heads x 12)
    QCOMPARE(keys(AdapterKind::Prefix, "llama").at("prompt_embeddings"), (Shape{20, 96}));
    QCOMPARE(keys(AdapterKind::Prompt, "llama").at("prompt_embeddings"), (Shape{20, 40}));
    QCOMPARE(
        keys(AdapterKind::Bottleneck, "gpt2")
            .at("transformer.h.1.attention_adapters.adapters.default.adapter_down.0.weight"),
        (Shape{2, 40}));
}

void TestAdapters::badFoldersAreNamed()
{
    QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    Transformer model = randomModel(smallModels().front().second);
    saveBase(model, root / "base");
    const auto adapter = attachAdapter(model, AdapterConfig{}, 1, nullptr);
    fs::create_directories(root / "adapter");
    saveAdapterFolder(*adapter, root / "base", root / "adapter");
    const auto sentence = [&] {
        try {
            (void)openModel(root / "adapter");
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    QCOMPARE(sentence(), std::string());
    // Another base: its linear maps are of another size.
    ModelConfig wider = smallModels().front().second;
    wider.width = 48;
    wider.headDim = 24;
    fs::remove_all(root / "base");
    saveBase(randomModel(wider), root / "base");
    QVERIFY2(sentence().find("another base") != std::string::npos, sentence().c_str());
    fs::remove_all(root / "base");
    QVERIFY2(sentence().find("is not there") != std::string::npos, sentence().c_str());
    writeAtomically(
        root / "adapter" / "adapter_config.json",
        R"({"peft_type": "LORA", "r": 8, "lora_bias": true, "base_model_name_or_path": "../base"})");
    QVERIFY2(sentence().find("lora_bias") != std::string::npos, sentence().c_str());
    writeAtomically(root / "adapter" / "adapter_config.json", R"({"peft_type": "VERA"})");
    QVERIFY2(sentence().find("LORA") != std::string::npos, sentence().c_str());
}

void TestAdapters::targetsThatFitNothingAreNamed()
{
    Transformer model = randomModel(smallModels().front().second);
    AdapterConfig lora;
    lora.targets = {"q_proj"};
    try {
        (void)attachAdapter(model, lora, 1, nullptr);
        QFAIL("no error");
    } catch (const Error& error) {
        const std::string text = error.what();
        QVERIFY2(
            text.find("q_proj") != std::string::npos && text.find("c_attn") != std::string::npos,
            text.c_str());
    }
    QVERIFY(isTarget("transformer.h.0.attn.c_attn", {".*attn.*"}));
    QVERIFY(isTarget("transformer.h.0.mlp.c_proj", {"mlp.c_proj"}));
    QVERIFY(!isTarget("transformer.h.0.attn.c_proj", {"mlp.c_proj"}));
    QVERIFY(!isTarget("transformer.h.0.attn.xc_proj", {"c_proj"}));
    QVERIFY_THROWS_EXCEPTION(Error, (void)isTarget("a", {"("}));
}

QTEST_GUILESS_MAIN(TestAdapters)
