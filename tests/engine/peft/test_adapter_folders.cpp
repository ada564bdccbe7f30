#include "tests/engine/peft/test_adapter_folders.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/formats/model_folder.h"
#include "core/engine/nn/prediction.h"
#include "core/engine/peft/adapted_model.h"
#include "core/formats/adapter_folder.h"
#include "tests/engine/peft/adapter_bed.h"

#include <QTest>

using namespace espalier;
using torch::Tensor;
namespace fs = std::filesystem;

namespace {

using Bed = AdapterBed;

Tensor trainedNamed(const AdaptedModel& adapted, const std::string& wanted)
{
    for (const auto& [name, weight] : adapted.trained())
        if (name == wanted)
            return weight.detach().clone();
    return {};
}

AdapterConfig projectedPrefix()
{
    AdapterConfig prefix;
    prefix.kind = AdapterKind::Prefix;
    prefix.virtualTokens = 3;
    prefix.projection = true;
    prefix.projectionWidth = 8;
    return prefix;
}

AdapterConfig loraWithBias(const char* bias)
{
    AdapterConfig lora;
    lora.rank = 2;
    lora.bias = bias;
    return lora;
}

/// adapter_config.json as PEFT writes it.
constexpr const char* kTheirConfig = R"({
  "alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "openai-community/gpt2",
  "bias": "none", "fan_in_fan_out": true, "inference_mode": true, "init_lora_weights": true,
  "layers_pattern": null, "layers_to_transform": null, "lora_alpha": 6, "lora_dropout": 0.0,
  "modules_to_save": null, "peft_type": "LORA", "r": 2, "rank_pattern": {}, "revision": null,
  "target_modules": ["c_attn"], "task_type": "CAUSAL_LM", "use_dora": false, "use_rslora": false})";

std::string keyOf(int layer, const char* part)
{
    return "base_model.model.transformer.h." + std::to_string(layer) + ".attn.c_attn." + part;
}

/// What PEFT saves of a LoRA of rank 2 on attention, for a base of that width.
TensorMap theirWeights(int64_t width)
{
    torch::manual_seed(3);
    TensorMap weights;
    for (const int layer : {0, 1}) {
        weights[keyOf(layer, "lora_A.weight")] = torch::randn({2, width}) * 0.1;
        weights[keyOf(layer, "lora_B.weight")] = torch::randn({3 * width, 2}) * 0.1;
    }
    return weights;
}

void writeTheirs(const fs::path& folder, const TensorMap& weights)
{
    fs::create_directories(folder);
    writeAtomically(folder / "adapter_config.json", kTheirConfig);
    saveTensors(folder / "adapter_model.safetensors", weights);
}

std::string sentenceOfAdding(const fs::path& base, const fs::path& folder)
{
    AdaptedModel model = openModel(base);
    try {
        addAdapter(model, folder);
    } catch (const Error& error) {
        return error.words();
    }
    return {};
}

} // namespace

void TestAdapterFolders::aPrefixGoesOnLearningThroughItsNetwork()
{
    const Bed bed;
    AdaptedModel fresh;
    fresh.model = bed.model;
    fresh.adapters.push_back(attachAdapter(bed.model, projectedPrefix(), 1, nullptr));
    const fs::path first = bed.save(*fresh.adapters.back(), "first");

    AdaptedModel again = openModel(first);
    QVERIFY(distance(logitsOf(again.model), logitsOf(fresh.model)) < 1e-6);
    // 3 x 40 going in, 8 x 40 + 8, and 8 weights and a bias for each of 2 x 2 layers x 40.
    QCOMPARE(again.trainedCount(), int64_t{120 + 328 + 9 * 160});
    QCOMPARE(fresh.trainedCount(), again.trainedCount());
    QCOMPARE(trainedWeightsIn(first), again.trainedCount());

    const Tensor before = trainedNamed(again, "transform.0.weight");
    learnAStep(again);
    QVERIFY(distance(trainedNamed(again, "transform.0.weight"), before) > 0);
    QVERIFY(distance(logitsOf(again.model), logitsOf(fresh.model)) > 0);

    const AdaptedModel learned = openModel(bed.save(*again.adapters.back(), "second"));
    QVERIFY(distance(logitsOf(learned.model), logitsOf(again.model)) < 1e-6);
    QCOMPARE(learned.trainedCount(), again.trainedCount());
    // The file that other programs read holds what the network gives now.
    const TensorMap rows = loadTensors(bed.at("second") / kAdapterWeightsFile);
    QCOMPARE(rows.size(), size_t{1});
    QVERIFY(
        distance(
            rows.at("prompt_embeddings"), again.adapters.back()->files().at("prompt_embeddings")) <
        1e-6);
}

void TestAdapterFolders::aPrefixWithoutItsNetworkIsTakenAsItStands()
{
    const Bed bed;
    const auto adapter = attachAdapter(bed.model, projectedPrefix(), 1, nullptr);
    const fs::path folder = bed.save(*adapter, "adapter");
    fs::remove(folder / kPrefixProjectionFile); // as PEFT leaves it
    const AdaptedModel model = openModel(folder);
    QVERIFY(distance(logitsOf(model.model), logitsOf(bed.model)) < 1e-6);
    QCOMPARE(model.trainedCount(), int64_t{3 * 160});
    QCOMPARE(trainedWeightsIn(folder), model.trainedCount());
    const fs::path again = bed.save(*model.adapters.back(), "again");
    QVERIFY(!fs::exists(again / kPrefixProjectionFile));
    QVERIFY(distance(logitsOf(openModel(again).model), logitsOf(bed.model)) < 1e-6);
}

void TestAdapterFolders::filesOfDifferentTimesAreNamed()
{
    const Bed bed;
    const auto adapter = attachAdapter(bed.model, projectedPrefix(), 1, nullptr);
    const fs::path folder = bed.save(*adapter, "adapter");
    TensorMap rows = loadTensors(folder / kAdapterWeightsFile);
    rows.at("prompt_embeddings").add_(1);
    saveTensors(folder / kAdapterWeightsFile, rows);
    const std::string sentence = sentenceOfAdding(bed.at("base"), folder);
    QVERIFY2(
        sentence.find("Remove prefix_projection.safetensors") != std::string::npos,
        sentence.c_str());
}

void TestAdapterFolders::foldersOfPeftAreTakenUp()
{
    const Bed bed;
    const TensorMap theirs = theirWeights(40);
    writeTheirs(bed.at("theirs"), theirs);
    AdaptedModel model = openModel(bed.at("base"));
    addAdapter(model, bed.at("theirs"));
    QCOMPARE(model.trainedCount(), int64_t{2 * (2 * 40 + 2 * 120)});
    QCOMPARE(trainedWeightsIn(bed.at("theirs")), model.trainedCount());
    mergeAdapters(model);
    // W + (alpha / r) B A; GPT-2 keeps W as (in, out).
    const auto before = bed.model->named_parameters(), after = model.model->named_parameters();
    for (const int layer : {0, 1}) {
        const std::string name = "transformer.h." + std::to_string(layer) + ".attn.c_attn.weight";
        const Tensor change = theirs.at(keyOf(layer, "lora_B.weight"))
                                  .matmul(theirs.at(keyOf(layer, "lora_A.weight")));
        const Tensor expected = before[name].detach() + 3.0 * change.t();
        QVERIFY(distance(after[name].detach(), expected) < 1e-5);
    }
}

void TestAdapterFolders::foldersOfAdapterHubAreTakenUp()
{
    const Bed bed;
    const Tensor before = logitsOf(bed.model);
    AdapterConfig houlsby;
    houlsby.kind = AdapterKind::Bottleneck;
    houlsby.reduction = 8;
    const auto adapter = attachAdapter(bed.model, houlsby, 1, nullptr);
    disturb(*adapter, 4);
    const Tensor adapted = logitsOf(bed.model);
    QVERIFY(distance(adapted, before) > 1e-4);
    const fs::path ours = bed.save(*adapter, "ours");
    QVERIFY(fs::exists(ours / "adapter.safetensors"));
    QVERIFY(!fs::exists(ours / kAdapterWeightsFile));
    QVERIFY(distance(logitsOf(openModel(ours).model), adapted) < 1e-6);
    // Theirs bears a name of its own, and knows nothing of peft_type.
    const fs::path theirs = bed.at("theirs");
    fs::create_directories(theirs);
    TensorMap named;
    for (const auto& [key, value] : loadTensors(ours / "adapter.safetensors")) {
        const size_t at = key.find("default");
        QVERIFY2(at != std::string::npos, key.c_str());
        named.emplace(std::string(key).replace(at, 7, "sst-2"), value);
    }
    saveTensors(theirs / "adapter.safetensors", named);
    writeAtomically(
        theirs / "adapter_config.json",
        R"({"config": {"mh_adapter": true, "output_adapter": true, "reduction_factor": 8,
            "non_linearity": "swish", "residual_before_ln": true, "original_ln_before": false,
            "original_ln_after": true, "scaling": 1.0, "inv_adapter": null, "leave_out": []},
            "hidden_size": 40, "model_type": "gpt2", "model_name": "../base", "name": "sst-2",
            "version": "adapters.1.0.0"})");
    AdaptedModel opened = openModel(theirs);
    QVERIFY(distance(logitsOf(opened.model), adapted) < 1e-6);
    const fs::path again = bed.save(*opened.adapters.back(), "again");
    QCOMPARE(readAdapterConfig(again).name, std::string("default"));
    QVERIFY(distance(logitsOf(openModel(again).model), adapted) < 1e-6);
    // Older folders of ours had PEFT's name for the file.
    fs::rename(ours / "adapter.safetensors", ours / kAdapterWeightsFile);
    QVERIFY(distance(logitsOf(openModel(ours).model), adapted) < 1e-6);
}

void TestAdapterFolders::foldersThatDoNotFitAreNamed_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("part");
    QTest::newRow("no folder") << ""
                               << "there is no such folder";
    QTest::newRow("no config") << "adapter_model.safetensors"
                               << "adapter_config.json is missing";
    QTest::newRow("no weights") << "adapter_config.json"
                                << "adapter_model.safetensors is missing";
}

void TestAdapterFolders::foldersThatDoNotFitAreNamed()
{
    QFETCH(QString, left);
    QFETCH(QString, part);
    const Bed bed;
    writeTheirs(bed.at("theirs"), theirWeights(40));
    const char* const files[] = {"adapter_config.json", "adapter_model.safetensors"};
    for (const char* name : files)
        if (left.toStdString() != name)
            fs::remove(bed.at("theirs") / name);
    if (left.isEmpty())
        fs::remove(bed.at("theirs"));
    const std::string sentence = sentenceOfAdding(bed.at("base"), bed.at("theirs"));
    QVERIFY2(sentence.find(part.toStdString()) != std::string::npos, sentence.c_str());
    QVERIFY2(sentence.find("theirs") != std::string::npos, sentence.c_str());
}

void TestAdapterFolders::tensorsThatDoNotFitAreNamedWithBothShapes()
{
    const Bed bed;
    writeTheirs(bed.at("theirs"), theirWeights(48));
    const std::string sentence = sentenceOfAdding(bed.at("base"), bed.at("theirs"));
    for (const std::string& part :
         {keyOf(0, "lora_A.weight"), std::string("[2, 48]"), std::string("[2, 40]")})
        QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
}

void TestAdapterFolders::biasesOfTwoAdaptersStayApart()
{
    const Bed bed;
    const Tensor before = logitsOf(bed.model);
    std::vector<Tensor> expected;
    const char* const kinds[] = {"lora_only", "all"};
    for (const char* bias : kinds) {
        AdaptedModel model = openModel(bed.at("base"));
        const auto adapter = attachAdapter(model.model, loraWithBias(bias), 1, nullptr);
        disturb(*adapter, 20 + expected.size());
        expected.push_back(logitsOf(model.model));
        QVERIFY(distance(expected.back(), before) > 1e-4);
        (void)bed.save(*adapter, bias);
    }
    AdaptedModel model = openModel(bed.at("base"));
    for (const char* bias : kinds) {
        addAdapter(model, bed.at(bias));
        model.adapters.back()->enable(false);
        QVERIFY(torch::equal(logitsOf(model.model), before));
    }
    for (const size_t chosen : {0, 1, 0}) {
        model.adapters[chosen]->enable(true);
        QVERIFY(distance(logitsOf(model.model), expected[chosen]) < 1e-6);
        model.adapters[chosen]->enable(false);
        QVERIFY(torch::equal(logitsOf(model.model), before));
    }
    // Saved with an adapter on it, the base is still the base.
    model.adapters[1]->enable(true);
    fs::create_directories(bed.at("saved"));
    saveModelFolder(model.model, bed.at("saved"));
    QCOMPARE(
        readFile(bed.at("saved") / "model.safetensors"),
        readFile(bed.at("base") / "model.safetensors"));
}

void TestAdapterFolders::mergingTakesTheAdaptersBias()
{
    const Bed bed;
    AdaptedModel model = openModel(bed.at("base"));
    model.adapters.push_back(attachAdapter(model.model, loraWithBias("all"), 1, nullptr));
    disturb(*model.adapters.back(), 4);
    const TensorMap files = model.adapters.back()->files();
    const Tensor adapted = logitsOf(model.model);
    mergeAdapters(model);
    QVERIFY(distance(logitsOf(model.model), adapted) < 1e-4);
    const auto parameters = model.model->named_parameters();
    QVERIFY(torch::equal(
        parameters["transformer.h.1.attn.c_attn.bias"].detach(),
        files.at(keyOf(1, "base_layer.bias"))));
    QVERIFY(torch::equal(
        parameters["transformer.h.1.mlp.c_fc.bias"].detach(),
        files.at("base_model.model.transformer.h.1.mlp.c_fc.bias")));
    fs::create_directories(bed.at("merged"));
    saveModelFolder(model.model, bed.at("merged"));
    QVERIFY(distance(logitsOf(loadModelFolder(bed.at("merged")).model), adapted) < 1e-4);
}

void TestAdapterFolders::biasesHaveTheNamesOfPeft()
{
    const Bed bed;
    const auto adapter = attachAdapter(bed.model, loraWithBias("lora_only"), 1, nullptr);
    disturb(*adapter, 4);
    const Tensor adapted = logitsOf(bed.model);
    TensorMap files;
    for (const auto& [name, tensor] : adapter->files())
        files[name] = tensor.clone();
    QCOMPARE(files.size(), size_t{6}); // A, B and the bias of two layers
    // Before a changed map became a `base_layer`, its bias was named without.
    for (const int layer : {0, 1}) {
        auto bias = files.extract(keyOf(layer, "base_layer.bias"));
        QVERIFY(!bias.empty());
        bias.key() = keyOf(layer, "bias");
        files.insert(std::move(bias));
    }
    disturb(*adapter, 5);
    adapter->load(files, "test");
    QVERIFY(torch::equal(logitsOf(bed.model), adapted));
    Transformer other = randomModel(family("gpt2"));
    const auto all = attachAdapter(other, loraWithBias("all"), 1, nullptr)->files();
    QVERIFY(all.contains(keyOf(0, "base_layer.bias")));
    QVERIFY(all.contains("base_model.model.transformer.h.0.attn.c_proj.bias"));
}

void TestAdapterFolders::theLastOfAStackLearnsAlone()
{
    const Bed bed;
    const auto first = attachAdapter(bed.model, loraWithBias("lora_only"), 1, nullptr);
    disturb(*first, 4);
    const Tensor below = logitsOf(bed.model);
    (void)bed.save(*first, "first");
    AdaptedModel stacked = openModel(bed.at("first"));
    const auto second = attachAdapter(stacked.model, loraWithBias("all"), 2, nullptr);
    QVERIFY(distance(logitsOf(stacked.model), below) < 1e-6); // it begins as what it stands on
    disturb(*second, 5);
    const Tensor whole = logitsOf(stacked.model);
    const AdaptedModel again = openModel(bed.save(*second, "second", "first"));
    QVERIFY(distance(logitsOf(again.model), whole) < 1e-6);
    for (const auto& [name, weight] : again.adapters[0]->trained())
        QVERIFY2(!weight.requires_grad(), name.c_str());
    for (const auto& [name, weight] : again.adapters[1]->trained())
        QVERIFY2(weight.requires_grad(), name.c_str());
    again.adapters[1]->enable(false);
    QVERIFY(distance(logitsOf(again.model), below) < 1e-6);
}

void TestAdapterFolders::bottlenecksOfOtherNamesStandOnOneAnother()
{
    const Bed bed;
    AdapterConfig narrow;
    narrow.kind = AdapterKind::Bottleneck;
    narrow.reduction = 8;
    const auto first = attachAdapter(bed.model, narrow, 1, nullptr);
    disturb(*first, 4);
    const Tensor below = logitsOf(bed.model);
    (void)bed.save(*first, "first");
    renameHubAdapter(bed.at("first"), "sst-2");
    AdaptedModel stacked = openModel(bed.at("first"));
    QVERIFY(distance(logitsOf(stacked.model), below) < 1e-6);
    AdapterConfig wide = narrow;
    wide.reduction = 4;
    wide.afterAttention = false;
    const auto second = attachAdapter(stacked.model, wide, 2, nullptr);
    disturb(*second, 5);
    const Tensor whole = logitsOf(stacked.model);
    QVERIFY(distance(whole, below) > 1e-4);
    (void)bed.save(*second, "second", "first");
    renameHubAdapter(bed.at("second"), "imdb");
    const AdaptedModel again = openModel(bed.at("second"));
    QCOMPARE(again.adapters.size(), size_t{2});
    QVERIFY(distance(logitsOf(again.model), whole) < 1e-6);
    again.adapters[1]->enable(false);
    QVERIFY(distance(logitsOf(again.model), below) < 1e-6);
}

void TestAdapterFolders::learnedTokensOfAnotherAdapterStay()
{
    const Bed bed;
    const Tensor base = logitsOf(bed.model);
    AdapterConfig prompt;
    prompt.kind = AdapterKind::Prompt;
    prompt.virtualTokens = 3;
    const auto first = attachAdapter(bed.model, prompt, 1, nullptr);
    disturb(*first, 4);
    const Tensor prompted = logitsOf(bed.model);
    first->enable(false);
    const auto second = attachAdapter(bed.model, projectedPrefix(), 2, nullptr);
    QVERIFY(distance(logitsOf(bed.model), prompted) > 1e-4);
    first->enable(true);
    second->enable(false); // its tokens are not there any more
    QVERIFY(torch::equal(logitsOf(bed.model), prompted));
    first->enable(false);
    QVERIFY(torch::equal(logitsOf(bed.model), base));
}

QTEST_GUILESS_MAIN(TestAdapterFolders)
