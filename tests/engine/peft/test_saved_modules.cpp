#include "tests/engine/peft/test_saved_modules.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/peft/adapted_model.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/adapter_modules.h"
#include "tests/engine/peft/adapter_bed.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace espalier;
using torch::Tensor;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kLabels{"bad", "fair", "good"};

/// A language model's logits, or the scores of a model's labels.
Tensor outputOf(Transformer model)
{
    const torch::NoGradGuard guard;
    model->eval();
    const Tensor hidden = model->forward(randomIds(2, 17, model->config().vocabSize));
    return model->config().classifies() ? model->classify(hidden, {}) : model->logits(hidden);
}

struct Bed : AdapterBed
{
    using AdapterBed::AdapterBed;
    /// A new adapter on the base, saved as it begins.
    fs::path
    attached(const AdapterConfig& config, const char* name, const char* base = "base") const
    {
        const AdaptedModel under = openModel(at(base));
        const auto adapter = attachAdapter(under.model, config, 1, nullptr);
        disturb(*adapter, 3);
        return save(*adapter, name, base);
    }
    std::string bytes() const { return readFile(at("base") / "model.safetensors"); }
};

AdapterConfig kind(AdapterKind which)
{
    AdapterConfig config;
    config.kind = which;
    config.rank = 2;
    config.virtualTokens = 3;
    return config;
}

/// Moves everything that learns one step against the loss of two texts' labels.
void learnLabels(const AdaptedModel& adapted)
{
    Transformer model = adapted.model;
    const Tensor hidden = model->forward(randomIds(2, 9, model->config().vocabSize));
    torch::cross_entropy_loss(model->classify(hidden, {}), torch::tensor({0, 2})).backward();
    const torch::NoGradGuard guard;
    for (auto [name, weight] : adapted.trained())
        weight.sub_(weight.grad(), 0.05);
}

std::string sentenceOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.words();
    }
    return {};
}

} // namespace

void TestSavedModules::namesAreThoseOfTheModel_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < 2 * static_cast<int>(smallModels().size() + 1); ++i)
        QTest::addRow("%d", i) << i;
}

void TestSavedModules::namesAreThoseOfTheModel()
{
    QFETCH(int, index);
    const auto models = smallModels();
    const auto row = static_cast<size_t>(index / 2);
    ModelConfig config = row < models.size() ? models[row].second : smallBert();
    if (index % 2 == 1)
        config.labels = kLabels;
    std::map<std::string, int64_t> expected, found;
    for (const auto& item : Transformer(config)->named_parameters())
        expected[item.key()] = item.value().numel();
    for (const ModelWeight& weight : modelWeights(config))
        found[weight.name] = weight.count;
    QCOMPARE(found, expected);
    for (const std::string& module : labelHead(config.family))
        QCOMPARE(sentenceOf([&] { (void)savedWeights(config, {module}); }).empty(), index % 2 == 1);
}

void TestSavedModules::aHeadLearnsAndTheModelKeepsItsOwn()
{
    const Bed bed("llama");
    const std::string bytes = bed.bytes();
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.modulesToSave = {"lm_head", "norm"};
    AdaptedModel model = openModel(bed.at("base"));
    const Tensor before = outputOf(model.model);
    model.adapters.push_back(attachAdapter(model.model, lora, 1, nullptr));
    const auto own = model.model->named_parameters();
    const Tensor head = own["lm_head.weight"].detach().clone();
    disturb(*model.adapters.back());
    QVERIFY(torch::equal(own["lm_head.weight"].detach(), head));
    QVERIFY(!torch::equal(model.model->headWeight().detach(), head));
    const Tensor adapted = outputOf(model.model);

    const fs::path folder = bed.save(*model.adapters.back(), "adapter");
    const TensorMap files = loadTensors(findAdapterWeights(folder));
    QVERIFY(torch::equal(
        files.at("base_model.model.lm_head.weight"), model.model->headWeight().detach()));
    QVERIFY(files.contains("base_model.model.model.norm.weight"));
    // As PEFT finds it, `norm` is each norm of the blocks too.
    QVERIFY(files.contains("base_model.model.model.layers.1.post_attention_layernorm.weight"));
    QCOMPARE(files.size(), size_t{2 * 2 * 2 + 6}); // A and B of q and v in two blocks, and those
    QCOMPARE(trainedWeightsIn(folder), model.trainedCount());
    const auto json = nlohmann::json::parse(readFile(folder / "adapter_config.json"));
    QVERIFY(json["modules_to_save"] == nlohmann::json({"lm_head", "norm"}));
    QVERIFY(torch::equal(outputOf(openModel(folder).model), adapted));

    // Saved while the adapter is on, the model is still the base's.
    fs::create_directories(bed.at("saved"));
    saveModelFolder(model.model, bed.at("saved"));
    QCOMPARE(readFile(bed.at("saved") / "model.safetensors"), bytes);
    model.adapters.back()->enable(false);
    QVERIFY(torch::equal(outputOf(model.model), before));
}

void TestSavedModules::labelsAreNamedWhereTheyWereFirst()
{
    // An adapter for labels, and on it one that keeps a copy of the head and names nothing.
    const Bed bed("llama");
    AdaptedModel below = openForLabels(bed.attached(kind(AdapterKind::Lora), "words"), kLabels, 4);
    disturb(*below.adapters.back());
    const fs::path first = bed.save(*below.adapters.back(), "first");
    AdaptedModel both = openModel(first);
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.classifies = true;
    lora.modulesToSave = {"score"};
    const auto above = attachAdapter(both.model, lora, 2, nullptr);
    fs::create_directories(bed.at("second"));
    saveAdapterFolder(*above, first, bed.at("second"));
    QVERIFY(openModel(bed.at("second")).model->config().labels == kLabels);
    QVERIFY(openModel(first, {"LABEL_0", "LABEL_1", "LABEL_2"}).model->config().labels == kLabels);
}

void TestSavedModules::savedModulesOfTwoAdaptersStayApart()
{
    const Bed bed("llama");
    AdapterConfig lora = kind(AdapterKind::Lora);
    std::vector<Tensor> expected;
    const char* const names[] = {"first", "second"};
    for (const char* name : names) {
        lora.modulesToSave = {expected.empty() ? "lm_head" : "embed_tokens", "lm_head"};
        AdaptedModel model = openModel(bed.at("base"));
        const auto adapter = attachAdapter(model.model, lora, 1, nullptr);
        disturb(*adapter, 20 + expected.size());
        expected.push_back(outputOf(model.model));
        (void)bed.save(*adapter, name);
    }
    const Tensor before = outputOf(bed.model);
    AdaptedModel model = openModel(bed.at("base"));
    for (const char* name : names) {
        addAdapter(model, bed.at(name));
        model.adapters.back()->enable(false);
        QVERIFY(torch::equal(outputOf(model.model), before));
    }
    for (const size_t chosen : {0, 1, 0}) {
        model.adapters[chosen]->enable(true);
        QVERIFY(distance(outputOf(model.model), expected[chosen]) < 1e-6);
        model.adapters[chosen]->enable(false);
        QVERIFY(torch::equal(outputOf(model.model), before));
    }
    // Of both at once the last one's head counts; the first one's is there when that goes.
    model.adapters[0]->enable(true);
    const Tensor first = model.model->headWeight();
    model.adapters[1]->enable(true);
    QVERIFY(!torch::equal(model.model->headWeight(), first));
    model.adapters[0]->enable(false);
    model.adapters[0]->enable(true);
    QVERIFY(torch::equal(model.model->headWeight(), first));
}

void TestSavedModules::aHeadOfPeftIsTakenUp()
{
    // What PeftModelForSequenceClassification saves of a GPT-2: both names, one head.
    const Bed bed("gpt2");
    fs::create_directories(bed.at("theirs"));
    writeAtomically(
        bed.at("theirs") / "adapter_config.json",
        R"({"peft_type": "LORA", "task_type": "SEQ_CLS", "r": 2, "lora_alpha": 4,
            "target_modules": ["c_attn"], "modules_to_save": ["classifier", "score"],
            "base_model_name_or_path": "../base"})");
    torch::manual_seed(3);
    TensorMap weights;
    for (const char* layer : {"0", "1"}) {
        const std::string at =
            std::string(kPeftPrefix) + "transformer.h." + layer + ".attn.c_attn.";
        weights[at + "lora_A.weight"] = torch::randn({2, 40}) * 0.1;
        weights[at + "lora_B.weight"] = torch::randn({120, 2}) * 0.1;
    }
    const Tensor score = weights["base_model.model.score.weight"] = torch::randn({3, 40});
    saveTensors(findAdapterWeights(bed.at("theirs")), weights);
    const AdaptedModel model = openModel(bed.at("theirs"));
    QCOMPARE(
        model.model->config().labels, (std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2"}));
    QCOMPARE(model.trainedCount(), int64_t{2 * (80 + 240) + 120});
    Transformer trunk = model.model;
    const torch::NoGradGuard guard;
    const Tensor hidden = trunk->forward(randomIds(2, 17, 37));
    QVERIFY(distance(outputOf(model.model), hidden.select(1, 16).matmul(score.t())) < 1e-5);
    // Without the head the same weights change the language model.
    weights.erase("base_model.model.score.weight");
    AdaptedModel words = openModel(bed.at("base"));
    const auto plain = attachAdapter(
        words.model,
        [] {
            AdapterConfig lora = kind(AdapterKind::Lora);
            lora.alpha = 4;
            return lora;
        }(),
        1,
        nullptr);
    plain->load(weights, "test");
    QVERIFY(distance(words.model->forward(randomIds(2, 17, 37)), hidden) < 1e-5);
}

void TestSavedModules::aFreshHeadIsTheAdaptersOwn_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("which");
    for (const char* model : {"gpt2", "llama", "bert"})
        for (const auto& info : adapterKinds())
            QTest::addRow("%s on %s", info.name, model) << model << static_cast<int>(info.kind);
}

void TestSavedModules::aFreshHeadIsTheAdaptersOwn()
{
    QFETCH(QString, model);
    QFETCH(int, which);
    const Bed bed(model.toStdString());
    const std::string bytes = bed.bytes();
    const fs::path begun = bed.attached(kind(static_cast<AdapterKind>(which)), "begun");
    QVERIFY(!openModel(begun).model->config().classifies());
    AdaptedModel adapted = openForLabels(begun, kLabels, 4);
    QCOMPARE(adapted.model->config().labels, kLabels);
    const int64_t head = model == u"bert" ? 41 * 40 + 41 * 3 : 120;
    QCOMPARE(adapted.trainedCount(), openModel(begun).trainedCount() + head);
    // The trunk is that of the adapted model, the head that of the seed.
    QVERIFY(
        torch::equal(outputOf(adapted.model), outputOf(openForLabels(begun, kLabels, 4).model)));
    QVERIFY(
        !torch::equal(outputOf(adapted.model), outputOf(openForLabels(begun, kLabels, 5).model)));
    const Tensor before = outputOf(adapted.model);
    for (int step = 0; step < 3; ++step) {
        for (auto [name, weight] : adapted.trained())
            weight.mutable_grad() = Tensor();
        learnLabels(adapted);
    }
    const Tensor learned = outputOf(adapted.model);
    QVERIFY(!torch::equal(learned, before));
    QCOMPARE(bed.bytes(), bytes);

    const fs::path folder = bed.save(*adapted.adapters.back(), "learned");
    QVERIFY(!fs::exists(folder / "model.safetensors"));
    QCOMPARE(trainedWeightsIn(folder), adapted.trainedCount());
    const auto json = nlohmann::json::parse(readFile(folder / "adapter_config.json"));
    QCOMPARE(json["task_type"].get<std::string>(), std::string("SEQ_CLS"));
    AdaptedModel again = openModel(folder);
    QCOMPARE(again.model->config().labels, kLabels);
    QVERIFY(distance(outputOf(again.model), learned) < 1e-6);
    QCOMPARE(again.trainedCount(), adapted.trainedCount());
    // Saved once more it is the same folder.
    const fs::path twice = bed.save(*again.adapters.back(), "twice");
    QCOMPARE(readFile(findAdapterWeights(twice)), readFile(findAdapterWeights(folder)));
}

void TestSavedModules::aHeadStandsOnAStack()
{
    const Bed bed("bert");
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.bias = "all"; // of norms and of the head for words too
    (void)bed.attached(lora, "first");
    const fs::path second = bed.attached(kind(AdapterKind::Ia3), "second", "first");
    AdaptedModel model = openForLabels(second, kLabels, 4);
    QCOMPARE(model.adapters.size(), size_t{2});
    learnLabels(model);
    const AdaptedModel again = openModel(bed.save(*model.adapters.back(), "learned", "first"));
    QCOMPARE(again.adapters.size(), size_t{2});
    QVERIFY(distance(outputOf(again.model), outputOf(model.model)) < 1e-6);
    for (const auto& [name, weight] : again.adapters[0]->trained())
        QVERIFY2(!weight.requires_grad(), name.c_str());
}

void TestSavedModules::aHeadStandsBesideABottleneckOfAnotherName()
{
    for (const char* family : {"bert", "llama"}) {
        const Bed bed(family);
        AdapterConfig narrow = kind(AdapterKind::Bottleneck);
        narrow.reduction = 8;
        const fs::path theirs = bed.attached(narrow, "theirs");
        const Tensor words = outputOf(openModel(theirs).model);
        renameHubAdapter(theirs, "sst-2");
        QVERIFY(distance(outputOf(openModel(theirs).model), words) < 1e-6);
        AdaptedModel model = openForLabels(theirs, kLabels, 4);
        learnLabels(model);
        const AdaptedModel again = openModel(bed.save(*model.adapters.back(), "learned"));
        QCOMPARE(again.model->config().labels, kLabels);
        QCOMPARE(again.trainedCount(), model.trainedCount());
        QVERIFY(distance(outputOf(again.model), outputOf(model.model)) < 1e-6);
    }
}

void TestSavedModules::biasesForWordsStayBehindAHeadForLabels()
{
    const Bed bed("bert");
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.bias = "all";
    const fs::path begun = bed.attached(lora, "begun");
    const TensorMap words = loadTensors(findAdapterWeights(begun));
    QVERIFY(words.contains("base_model.model.cls.predictions.bias"));
    AdaptedModel model = openForLabels(begun, kLabels, 4);
    const TensorMap files = model.adapters.back()->files();
    QVERIFY(!files.contains("base_model.model.cls.predictions.bias"));
    QVERIFY(files.contains("base_model.model.classifier.bias"));
    const std::string norm = "base_model.model.bert.encoder.layer.1.output.LayerNorm.bias";
    QVERIFY(torch::equal(files.at(norm), words.at(norm)));
    const AdaptedModel again = openModel(bed.save(*model.adapters.back(), "learned"));
    QVERIFY(torch::equal(outputOf(again.model), outputOf(model.model)));
}

void TestSavedModules::biasesOfASortingModelComeBack()
{
    // The head is the model's own; its biases stand in the file, its weights don't.
    const Bed bed("bert");
    ModelConfig sorting = family("bert");
    sorting.labels = kLabels;
    fs::create_directories(bed.at("sorting"));
    saveModelFolder(randomModel(sorting), bed.at("sorting"));
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.bias = "all";
    lora.classifies = true;
    AdaptedModel model = openModel(bed.at("sorting"));
    model.adapters.push_back(attachAdapter(model.model, lora, 1, nullptr));
    disturb(*model.adapters.back());
    const fs::path folder = bed.save(*model.adapters.back(), "adapter", "sorting");
    const TensorMap files = loadTensors(findAdapterWeights(folder));
    QVERIFY(files.contains("base_model.model.bert.pooler.dense.bias"));
    QVERIFY(files.contains("base_model.model.classifier.bias"));
    QVERIFY(readAdapterFolder(folder).modulesToSave.empty());
    const AdaptedModel again = openModel(folder);
    QVERIFY(torch::equal(outputOf(again.model), outputOf(model.model)));
    QCOMPARE(again.trainedCount(), model.trainedCount());
}

void TestSavedModules::biasesThatAFileLacksStayTheModels()
{
    const Bed bed("gpt2");
    AdapterConfig lora = kind(AdapterKind::Lora);
    lora.bias = "all";
    lora.modulesToSave = {"ln_f"};
    const fs::path folder = bed.attached(lora, "adapter");
    const TensorMap whole = loadTensors(findAdapterWeights(folder));
    TensorMap less = whole;
    std::erase_if(less, [](const auto& item) {
        return item.first.find(".ln_1.") != std::string::npos ||
               item.first.ends_with(".base_layer.bias");
    });
    QCOMPARE(less.size() + 4, whole.size()); // of two blocks
    saveTensors(findAdapterWeights(folder), less);
    const AdaptedModel model = openModel(folder);
    const auto base = bed.model->named_parameters();
    for (const auto& [key, value] : model.adapters.back()->files()) {
        const auto there = less.find(key);
        if (there != less.end()) {
            QVERIFY2(torch::equal(value, there->second), key.c_str());
            continue;
        }
        std::string name = key.substr(std::string(kPeftPrefix).size());
        if (const auto layer = name.find(".base_layer"); layer != std::string::npos)
            name.erase(layer, std::string(".base_layer").size());
        QVERIFY2(torch::equal(value, base[name].detach()), key.c_str());
        QVERIFY2(!torch::equal(value, whole.at(key)), key.c_str());
    }
    // Saved modules are not left out.
    less.erase("base_model.model.transformer.ln_f.bias");
    saveTensors(findAdapterWeights(folder), less);
    const std::string sentence = sentenceOf([&] { (void)openModel(folder); });
    QVERIFY2(sentence.find("ln_f.bias` is missing") != std::string::npos, sentence.c_str());
}

void TestSavedModules::aSavedHeadForWordsMakesWay_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("modules");
    QTest::addColumn<QString>("left");
    QTest::newRow("llama, head alone") << "llama"
                                       << "lm_head"
                                       << "";
    QTest::newRow("llama, head and norm") << "llama"
                                          << "lm_head,norm"
                                          << "norm";
    QTest::newRow("bert, a part of the head") << "bert"
                                              << "transform,LayerNorm"
                                              << "LayerNorm";
}

void TestSavedModules::aSavedHeadForWordsMakesWay()
{
    QFETCH(QString, model);
    QFETCH(QString, modules);
    QFETCH(QString, left);
    const Bed bed(model.toStdString());
    AdapterConfig lora = kind(AdapterKind::Lora);
    for (const QString& module : modules.split(u','))
        lora.modulesToSave.push_back(module.toStdString());
    const fs::path begun = bed.attached(lora, "begun");
    const TensorMap words = loadTensors(findAdapterWeights(begun));
    AdaptedModel sorting = openForLabels(begun, kLabels, 4);
    std::vector<std::string> expected = labelHead(sorting.model->config().family);
    if (!left.isEmpty())
        expected.insert(expected.begin(), left.toStdString());
    QVERIFY(sorting.adapters.back()->config().modulesToSave == expected);
    size_t kept = 0;
    for (const auto& [key, value] : sorting.adapters.back()->files()) {
        QVERIFY2(key.find("lm_head") == std::string::npos, key.c_str());
        QVERIFY2(key.find(".cls.") == std::string::npos, key.c_str());
        if (const auto found = words.find(key); found != words.end()) {
            QVERIFY2(torch::equal(value, found->second), key.c_str());
            ++kept;
        }
    }
    QVERIFY(kept > 0);
    learnLabels(sorting);
    const AdaptedModel again = openModel(bed.save(*sorting.adapters.back(), "learned"));
    QVERIFY(distance(outputOf(again.model), outputOf(sorting.model)) < 1e-6);
    // Under another adapter too, whose head for labels is the model's then.
    const fs::path upper = bed.attached(kind(AdapterKind::Ia3), "upper", "begun");
    AdaptedModel stack = openForLabels(upper, kLabels, 4);
    const AdaptedModel opened = openModel(bed.save(*stack.adapters.back(), "twice", "begun"));
    QVERIFY(distance(outputOf(opened.model), outputOf(stack.model)) < 1e-6);
}

void TestSavedModules::headsBesideLearnedTokensAreNamedAsPeftNamesThem()
{
    for (const AdapterKind which : {AdapterKind::Prefix, AdapterKind::Prompt}) {
        const Bed bed("bert");
        AdaptedModel model = openForLabels(bed.attached(kind(which), "begun"), kLabels, 4);
        const fs::path folder = bed.save(*model.adapters.back(), "learned");
        const TensorMap files = loadTensors(findAdapterWeights(folder));
        TensorMap older;
        const std::string now = "base_model.";
        for (const auto& [key, value] : files)
            older[key.starts_with(now) ? "base_model.model." + key.substr(now.size()) : key] =
                value;
        QVERIFY(files.contains("base_model.classifier.weight"));
        QVERIFY(files.contains("base_model.bert.pooler.dense.bias"));
        QVERIFY(older.contains("base_model.model.classifier.weight"));
        saveTensors(
            findAdapterWeights(folder), older, adapterMetadata(model.adapters.back()->config()));
        const AdaptedModel again = openModel(folder);
        QCOMPARE(again.model->config().labels, kLabels);
        QVERIFY(distance(outputOf(again.model), outputOf(model.model)) < 1e-6);
    }
}

void TestSavedModules::aModelWithoutPoolerIsNamed()
{
    const Bed bed("bert");
    AdaptedModel model = openForLabels(bed.attached(kind(AdapterKind::Lora), "begun"), kLabels, 4);
    const fs::path folder = bed.save(*model.adapters.back(), "learned");
    TensorMap weights = loadTensors(findAdapterWeights(folder));
    std::erase_if(
        weights, [](const auto& item) { return item.first.find("pooler") != std::string::npos; });
    saveTensors(findAdapterWeights(folder), weights);
    auto json = nlohmann::json::parse(readFile(folder / "adapter_config.json"));
    json["modules_to_save"] = {"classifier", "score"};
    writeAtomically(folder / "adapter_config.json", json.dump());
    const std::string sentence = sentenceOf([&] { (void)openModel(folder); });
    QVERIFY2(sentence.find("pooler") != std::string::npos, sentence.c_str());
}

void TestSavedModules::mergingKeepsTheHead()
{
    for (const char* name : {"gpt2", "bert"}) {
        const Bed bed(name);
        AdaptedModel model =
            openForLabels(bed.attached(kind(AdapterKind::Lora), "begun"), kLabels, 4);
        learnLabels(model);
        const Tensor learned = outputOf(model.model);
        mergeAdapters(model);
        QVERIFY(distance(outputOf(model.model), learned) < 1e-4);
        fs::create_directories(bed.at("merged"));
        saveModelFolder(model.model, bed.at("merged"));
        const auto merged = loadModelFolder(bed.at("merged"));
        QCOMPARE(merged.config.labels, kLabels);
        QVERIFY(distance(outputOf(merged.model), learned) < 1e-4);
    }
}

void TestSavedModules::anAdapterForLabelsIsNoSpeaker()
{
    const Bed bed("gpt2");
    const AdaptedModel sorting =
        openForLabels(bed.attached(kind(AdapterKind::Lora), "begun"), kLabels, 4);
    const fs::path folder = bed.save(*sorting.adapters.back(), "learned");
    const std::string sentence = sentenceOf([&] {
        AdaptedModel model = openModel(bed.at("base"));
        addAdapter(model, folder);
    });
    QVERIFY2(sentence.find("head of its own") != std::string::npos, sentence.c_str());
}

QTEST_GUILESS_MAIN(TestSavedModules)
