#include "tests/engine/peft/test_lora.h"

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

AdapterConfig loraOn(const std::string& target, int64_t rank, double alpha)
{
    AdapterConfig lora;
    lora.targets = {target};
    lora.rank = rank;
    lora.alpha = alpha;
    return lora;
}

Projection mapOf(const Transformer& model, const std::string& name)
{
    for (const auto& [key, projection] : projections(model))
        if (key == name)
            return projection;
    return nullptr;
}

/// A map's weight (out, in), in double.
Tensor outIn(const Projection& map)
{
    const Tensor weight = map->weight.detach().to(torch::kFloat64);
    return map->layout() == WeightLayout::InOut ? weight.t() : weight;
}

Tensor file(const Adapter& adapter, const std::string& map, const char* part)
{
    return adapter.files().at(kPeftPrefix + map + "." + part).to(torch::kFloat64).clone();
}

Tensor ofMap(Projection map, const Tensor& x)
{
    const torch::NoGradGuard guard;
    return map->forward(x).to(torch::kFloat64);
}

Tensor someInput(int64_t width)
{
    torch::manual_seed(1);
    return torch::randn({5, width});
}

Tensor norms(const Tensor& weight)
{
    return (weight * weight).sum(1).sqrt();
}

struct Bed : AdapterBed
{
    /// adapter_config.json with these keys beside those that all have, and its weights.
    fs::path write(const char* name, nlohmann::json config, const TensorMap& weights) const
    {
        fs::create_directories(at(name));
        config.update(
            {{"peft_type", "LORA"},
             {"task_type", "CAUSAL_LM"},
             {"base_model_name_or_path", "../base"},
             {"lora_dropout", 0.0},
             {"fan_in_fan_out", true}});
        writeAtomically(at(name) / "adapter_config.json", config.dump());
        saveTensors(at(name) / kAdapterWeightsFile, weights);
        return at(name);
    }
};

nlohmann::json configIn(const fs::path& folder)
{
    return nlohmann::json::parse(readFile(folder / "adapter_config.json"));
}

constexpr const char* kMap = "transformer.h.1.mlp.c_fc";

} // namespace

void TestLora::loraMatchesItsFormula()
{
    // y = W x + (alpha / r) B A x, with the weights by hand.
    ModelConfig config = smallModels().front().second;
    Transformer model = randomModel(config);
    AdapterConfig lora;
    lora.rank = 2;
    lora.alpha = 8;
    lora.targets = {"mlp.c_fc"};
    const auto adapter = attachAdapter(model, lora, 1, nullptr);
    disturb(*adapter);
    const auto files = adapter->files();
    const std::string at = "base_model.model.transformer.h.1.mlp.c_fc.";
    const Tensor a = files.at(at + "lora_A.weight");
    const Tensor b = files.at(at + "lora_B.weight");
    QCOMPARE(a.sizes().vec(), (std::vector<int64_t>{2, 40}));
    QCOMPARE(b.sizes().vec(), (std::vector<int64_t>{100, 2}));
    for (const auto& [name, projection] : projections(model)) {
        if (name != "transformer.h.1.mlp.c_fc")
            continue;
        Projection map = projection;
        torch::manual_seed(1);
        const Tensor x = torch::randn({3, 40});
        const Tensor expected =
            x.matmul(map->weight) + map->bias + 4.0 * x.matmul(a.t()).matmul(b.t());
        const torch::NoGradGuard guard;
        QVERIFY(distance(map->forward(x), expected) < 1e-4);
    }
}

void TestLora::gaussianBeginsSmallAgainstZeros()
{
    AdapterConfig lora = loraOn("mlp.c_proj", 20, 20);
    lora.start = "gaussian";
    Transformer model = randomModel(family("gpt2"));
    const auto adapter = attachAdapter(model, lora, 1, nullptr);
    const Tensor a = file(*adapter, "transformer.h.0.mlp.c_proj", "lora_A.weight"); // 2,000 values
    QVERIFY(std::abs(a.std().item<double>() - 1.0 / 20) < 0.05 / 20 * 2);
    QVERIFY(std::abs(a.mean().item<double>()) < 0.005);
    const Tensor b = file(*adapter, "transformer.h.0.mlp.c_proj", "lora_B.weight");
    QCOMPARE(b.abs().max().item<double>(), 0.0);
}

void TestLora::doraMatchesItsFormula_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("map");
    QTest::addColumn<bool>("pissa");
    for (const bool pissa : {false, true}) {
        QTest::addRow("in, out%s", pissa ? ", pissa" : "") << "gpt2" << kMap << pissa;
        QTest::addRow("out, in, no bias%s", pissa ? ", pissa" : "")
            << "llama"
            << "model.layers.0.self_attn.k_proj" << pissa;
    }
}

void TestLora::doraMatchesItsFormula()
{
    QFETCH(QString, model);
    QFETCH(QString, map);
    QFETCH(bool, pissa);
    const std::string name = map.toStdString();
    Transformer whole = randomModel(family(model.toStdString()));
    const Projection projection = mapOf(whole, name);
    const Tensor w = outIn(projection), x = someInput(projection->in());
    const Tensor plain = ofMap(projection, x);
    AdapterConfig dora = loraOn(name, 2, 8);
    dora.dora = true;
    dora.start = pissa ? "pissa" : "kaiming";
    const auto adapter = attachAdapter(whole, dora, 1, nullptr);
    QCOMPARE(distance(ofMap(projection, x), plain), 0.0);
    // m begins as the norm of each row.
    QVERIFY(distance(file(*adapter, name, "lora_magnitude_vector"), norms(w)) < 1e-5);
    disturb(*adapter);
    const Tensor a = file(*adapter, name, "lora_A.weight");
    const Tensor b = file(*adapter, name, "lora_B.weight");
    QCOMPARE(a.size(0), pissa ? int64_t{4} : int64_t{2});
    const Tensor m = file(*adapter, name, "lora_magnitude_vector");
    const Tensor turned = w + 4.0 * b.mm(a);
    const Tensor weight = (m / norms(turned)).unsqueeze(1) * turned;
    Tensor expected = x.to(torch::kFloat64).mm(weight.t());
    if (projection->bias.defined())
        expected = expected + projection->bias.detach();
    QVERIFY(distance(ofMap(projection, x), expected) < 1e-4);
    const Tensor folded = projection->folded()[0].to(torch::kFloat64);
    const bool inOut = projection->layout() == WeightLayout::InOut;
    QVERIFY(distance(inOut ? folded.t() : folded, weight) < 1e-4);
}

/// d/dA and d/dB of a sum of outputs, by differences of the formula in double with ||W + s B A||
/// kept as it was.
void TestLora::doraLearnsWithTheNormHeldFixed()
{
    Transformer model = randomModel(family("gpt2"));
    const Projection map = mapOf(model, kMap);
    const Tensor w = outIn(map), x = someInput(map->in());
    AdapterConfig dora = loraOn(kMap, 2, 8);
    dora.dora = true;
    const auto adapter = attachAdapter(model, dora, 1, nullptr);
    disturb(*adapter);
    torch::manual_seed(2);
    const Tensor weights = torch::randn({5, map->out()});
    Projection learning = map;
    (learning->forward(x) * weights).sum().backward();

    std::map<std::string, Tensor> values;
    for (const char* part : {"lora_A.weight", "lora_B.weight", "lora_magnitude_vector"})
        values[part] = file(*adapter, kMap, part);
    const auto turned = [&] {
        return w + 4.0 * values["lora_B.weight"].mm(values["lora_A.weight"]);
    };
    const Tensor held = norms(turned());
    const auto formula = [&] {
        const Tensor weight = (values["lora_magnitude_vector"] / held).unsqueeze(1) * turned();
        return (x.to(torch::kFloat64).mm(weight.t()) * weights).sum().item<double>();
    };
    for (const auto& [name, weight] : adapter->trained()) {
        const std::string part =
            name.substr(std::string(kPeftPrefix).size() + std::string(kMap).size() + 1);
        Tensor flat = values.at(part).view({-1});
        const Tensor found = weight.grad().view({-1}).to(torch::kFloat64);
        for (int64_t i = 0; i < flat.numel(); ++i) {
            const double value = flat[i].item<double>();
            flat[i] = value + 1e-4;
            const double above = formula();
            flat[i] = value - 1e-4;
            const double slope = (above - formula()) / 2e-4;
            flat[i] = value;
            QVERIFY2(
                std::abs(found[i].item<double>() - slope) < 1e-3 * std::max(1.0, std::abs(slope)),
                name.c_str());
        }
    }
}

void TestLora::pissaBeginsAlongTheLargestDirections()
{
    for (const bool stabilised : {false, true}) {
        Transformer model = randomModel(family("gpt2"));
        const Projection map = mapOf(model, kMap);
        const Tensor w = outIn(map); // (100, 40)
        AdapterConfig pissa = loraOn(kMap, 4, 6);
        pissa.start = "pissa";
        pissa.rankStabilised = stabilised;
        const auto adapter = attachAdapter(model, pissa, 1, nullptr);
        const double scale = stabilised ? 6.0 / 2 : 6.0 / 4;
        Tensor a, b;
        for (const auto& [name, weight] : adapter->trained())
            (name.ends_with("lora_A.weight") ? a : b) = weight.detach().to(torch::kFloat64);
        // Squares of the singular values, by another road: eigenvalues of W^T W, rising.
        const Tensor squares = std::get<0>(torch::linalg_eigh(w.t().mm(w)));
        const Tensor rest = w - scale * b.mm(a);
        const double left = squares.narrow(0, 0, 36).sum().item<double>();
        QVERIFY(std::abs(rest.pow(2).sum().item<double>() - left) < 1e-4 * left);
        // A and B share the values evenly: A A^T = B^T B = S / s.
        const Tensor values = squares.narrow(0, 36, 4).flip(0).sqrt() / scale;
        QVERIFY(distance(a.mm(a.t()), torch::diag(values)) < 1e-4);
        QVERIFY(distance(b.t().mm(b), torch::diag(values)) < 1e-4);
    }
}

void TestLora::pissaTakesItsStartAway()
{
    Transformer model = randomModel(family("gpt2"));
    const Projection map = mapOf(model, kMap);
    const Tensor w = outIn(map), x = someInput(map->in()), before = map->weight.detach().clone();
    AdapterConfig pissa = loraOn(kMap, 3, 6);
    pissa.start = "pissa";
    const auto adapter = attachAdapter(model, pissa, 1, nullptr);
    std::vector<Tensor> start, now;
    for (const auto& [name, weight] : adapter->trained())
        start.push_back(weight.detach().to(torch::kFloat64).clone());
    disturb(*adapter);
    for (const auto& [name, weight] : adapter->trained())
        now.push_back(weight.detach().to(torch::kFloat64));
    const Tensor weight = w + 2.0 * (now[1].mm(now[0]) - start[1].mm(start[0]));
    const Tensor expected = x.to(torch::kFloat64).mm(weight.t()) + map->bias.detach();
    QVERIFY(distance(ofMap(map, x), expected) < 1e-4);
    QVERIFY(torch::equal(map->weight.detach(), before)); // the model's own stays
}

void TestLora::pissaIsAPlainLoraToOthers_data()
{
    QTest::addColumn<bool>("stabilised");
    QTest::addColumn<bool>("patterns");
    QTest::newRow("alpha / r") << false << false;
    QTest::newRow("alpha / sqrt(r)") << true << false;
    QTest::newRow("patterns") << false << true;
    QTest::newRow("patterns, alpha / sqrt(r)") << true << true;
}

void TestLora::pissaIsAPlainLoraToOthers()
{
    QFETCH(bool, stabilised);
    QFETCH(bool, patterns);
    const Bed bed;
    AdapterConfig pissa = loraOn("mlp.c_fc", 3, 6);
    pissa.start = "pissa";
    pissa.rankStabilised = stabilised;
    if (patterns) {
        pissa.rankPattern = {{"h.1.mlp.c_fc", 2}};
        pissa.alphaPattern = {{"h.1.mlp.c_fc", 5}};
    }
    AdaptedModel fresh = openModel(bed.at("base"));
    fresh.adapters.push_back(attachAdapter(fresh.model, pissa, 1, nullptr));
    disturb(*fresh.adapters.back());
    const Tensor logits = logitsOf(fresh.model);
    const fs::path folder = bed.save(*fresh.adapters.back(), "adapter");
    QCOMPARE(trainedWeightsIn(folder), fresh.trainedCount());

    // What PEFT reads: W + s B A by the file's own rank and alpha, on the model as it was.
    const auto json = configIn(folder);
    QVERIFY(json["init_lora_weights"] == nlohmann::json(true));
    QCOMPARE(json["r"].get<int>(), 6);
    const TensorMap weights = loadTensors(folder / kAdapterWeightsFile);
    const int64_t rank = patterns ? json["rank_pattern"]["h.1.mlp.c_fc"].get<int64_t>() : 6;
    const double alpha = patterns ? json["alpha_pattern"]["h.1.mlp.c_fc"].get<double>()
                                  : json["lora_alpha"].get<double>();
    const auto width = static_cast<double>(rank);
    const double scale = alpha / (stabilised ? std::sqrt(width) : width);
    const std::string key = std::string(kPeftPrefix) + kMap;
    const Tensor a = weights.at(key + ".lora_A.weight"), b = weights.at(key + ".lora_B.weight");
    QCOMPARE(a.size(0), rank);
    QCOMPARE(b.size(1), rank);
    const Tensor expected = outIn(mapOf(bed.model, kMap)) + scale * b.mm(a).to(torch::kFloat64);
    const Tensor merged = mapOf(fresh.model, kMap)->folded()[0].t().to(torch::kFloat64);
    QVERIFY(distance(merged, expected) < 1e-4);

    // Without what only we write it is that plain LoRA, and the same model.
    fs::create_directories(bed.at("plain"));
    fs::copy(folder / "adapter_config.json", bed.at("plain") / "adapter_config.json");
    saveTensors(bed.at("plain") / kAdapterWeightsFile, weights);
    const AdaptedModel plain = openModel(bed.at("plain"));
    QCOMPARE(plain.adapters.back()->config().start, std::string("kaiming"));
    QCOMPARE(plain.trainedCount(), 2 * fresh.trainedCount());
    QVERIFY(distance(logitsOf(plain.model), logits) < 1e-4);
}

void TestLora::pissaGoesOnAsIfNeverSaved()
{
    const Bed bed;
    AdapterConfig pissa = loraOn("all-linear", 2, 3);
    pissa.start = "pissa";
    pissa.rankStabilised = true;
    pissa.dora = true;
    AdaptedModel fresh = openModel(bed.at("base"));
    fresh.adapters.push_back(attachAdapter(fresh.model, pissa, 1, nullptr));
    learnAStep(fresh);
    AdaptedModel again = openModel(bed.save(*fresh.adapters.back(), "adapter"));
    AdapterConfig config = again.adapters.back()->config();
    QCOMPARE(config.baseDigest, baseDigest(fresh.model));
    config.base.clear();
    config.baseDigest.clear();
    QVERIFY(config == fresh.adapters.back()->config());
    QVERIFY(torch::equal(logitsOf(again.model), logitsOf(fresh.model)));
    learnAStep(fresh);
    learnAStep(again);
    QVERIFY(torch::equal(logitsOf(again.model), logitsOf(fresh.model)));
}

void TestLora::pissaThatPeftDidNotConvertIsRead()
{
    // PEFT takes s B0 A0 out of the base when such a folder is opened, and adds s B A.
    const Bed bed;
    const Tensor w = outIn(mapOf(bed.model, kMap));
    torch::manual_seed(3);
    const Tensor a = torch::randn({2, 40}) * 0.1, b = torch::randn({100, 2}) * 0.1;
    const std::string key = std::string(kPeftPrefix) + kMap;
    const fs::path folder = bed.write(
        "theirs",
        {{"r", 2}, {"lora_alpha", 4}, {"target_modules", {kMap}}, {"init_lora_weights", "pissa"}},
        {{key + ".lora_A.weight", a}, {key + ".lora_B.weight", b}});
    AdaptedModel model = openModel(folder);
    QCOMPARE(model.trainedCount(), int64_t{280});
    QCOMPARE(trainedWeightsIn(folder), int64_t{280});
    // The two largest directions of W by the eigenvectors of W^T W.
    const Tensor vectors = std::get<1>(torch::linalg_eigh(w.t().mm(w))).narrow(1, 38, 2);
    const Tensor expected = w - w.mm(vectors).mm(vectors.t()) + 2.0 * b.mm(a).to(torch::kFloat64);
    mergeAdapters(model);
    QVERIFY(distance(outIn(mapOf(model.model, kMap)), expected) < 1e-4);
}

void TestLora::foldersOfDoraAreTakenUp()
{
    const Bed bed;
    const Tensor w = outIn(mapOf(bed.model, kMap));
    torch::manual_seed(3);
    const Tensor a = torch::randn({2, 40}) * 0.1, b = torch::randn({100, 2}) * 0.1;
    const Tensor m = torch::rand({100}) + 0.5;
    const std::string key = std::string(kPeftPrefix) + kMap;
    AdaptedModel model = openModel(bed.write(
        "theirs",
        {{"r", 2}, {"lora_alpha", 4}, {"target_modules", {kMap}}, {"use_dora", true}},
        {{key + ".lora_A.weight", a},
         {key + ".lora_B.weight", b},
         {key + ".lora_magnitude_vector", m}}));
    const fs::path again = bed.save(*model.adapters.back(), "again");
    QVERIFY(configIn(again)["use_dora"] == nlohmann::json(true));
    QVERIFY(torch::equal(
        loadTensors(again / kAdapterWeightsFile).at(key + ".lora_magnitude_vector"), m));
    mergeAdapters(model);
    const Tensor turned = w + 2.0 * b.mm(a).to(torch::kFloat64);
    const Tensor expected = (m / norms(turned)).unsqueeze(1) * turned;
    QVERIFY(distance(outIn(mapOf(model.model, kMap)), expected) < 1e-4);
}

void TestLora::patternsChooseRankAndAlpha()
{
    AdapterConfig lora = loraOn("all-linear", 3, 6);
    lora.rankPattern = {{"mlp.c_proj", 5}, {"h\\.0\\..*", 2}, {"transformer.h.1.attn.c_attn", 4}};
    lora.alphaPattern = {{"c_proj", 12}};
    QCOMPARE(lora.rankOf("transformer.h.0.attn.c_attn"), int64_t{2});
    QCOMPARE(lora.rankOf("transformer.h.1.attn.c_attn"), int64_t{4});
    QCOMPARE(lora.rankOf("transformer.h.0.mlp.c_proj"), int64_t{2}); // h before mlp
    QCOMPARE(lora.rankOf("transformer.h.1.mlp.c_proj"), int64_t{5});
    QCOMPARE(lora.rankOf("transformer.h.1.mlp.c_fc"), int64_t{3});
    QCOMPARE(lora.rankOf("transformer.h.1.xmlp.c_proj"), int64_t{3}); // whole parts
    QCOMPARE(lora.scaleOf("transformer.h.1.mlp.c_proj"), 12.0 / 5);
    QCOMPARE(lora.scaleOf("transformer.h.1.mlp.c_fc"), 6.0 / 3);
    lora.rankStabilised = true;
    QCOMPARE(lora.scaleOf("transformer.h.1.attn.c_attn"), 6.0 / 2);
    lora.rankStabilised = false;

    const Bed bed;
    AdaptedModel model = openModel(bed.at("base"));
    model.adapters.push_back(attachAdapter(model.model, lora, 1, nullptr));
    disturb(*model.adapters.back());
    const fs::path folder = bed.save(*model.adapters.back(), "adapter");
    QCOMPARE(configIn(folder)["rank_pattern"]["mlp.c_proj"].get<int>(), 5);
    QCOMPARE(configIn(folder)["alpha_pattern"]["c_proj"].get<double>(), 12.0);
    AdaptedModel again = openModel(folder);
    QVERIFY(torch::equal(logitsOf(again.model), logitsOf(model.model)));
    const std::string name = "transformer.h.1.mlp.c_proj";
    const Tensor a = file(*again.adapters.back(), name, "lora_A.weight");
    const Tensor b = file(*again.adapters.back(), name, "lora_B.weight");
    QCOMPARE(a.size(0), int64_t{5});
    const Tensor expected = outIn(mapOf(again.model, name)) + 12.0 / 5 * b.mm(a);
    mergeAdapters(again);
    QVERIFY(distance(outIn(mapOf(again.model, name)), expected) < 1e-5);
}

void TestLora::allBiasesAreThoseOfNormsToo()
{
    const Bed bed;
    AdapterConfig lora = loraOn("c_attn", 2, 4);
    lora.bias = "all";
    AdaptedModel model = openModel(bed.at("base"));
    model.adapters.push_back(attachAdapter(model.model, lora, 1, nullptr));
    disturb(*model.adapters.back());
    TensorMap files;
    for (const auto& [name, tensor] : model.adapters.back()->files())
        files[name] = tensor.clone();
    const std::string at = std::string(kPeftPrefix) + "transformer.";
    for (const char* name :
         {"h.0.ln_1.bias", "h.1.ln_2.bias", "ln_f.bias", "h.0.attn.c_attn.base_layer.bias"})
        QVERIFY2(files.contains(at + name), name);
    // Two blocks of 2 products and 6 biases, and the last norm's.
    QCOMPARE(files.size(), size_t{2 * (2 + 6) + 1});
    const Tensor logits = logitsOf(model.model);
    // A folder that PEFT wrote has masks in it whose names say bias too.
    files[at + "h.0.attn.bias"] = torch::ones({1, 1, 48, 48});
    // Of saved modules it has the biases three times, under two names that mean nothing.
    for (const char* part : {"original_module", "modules_to_save"})
        files[at + "ln_f." + part + ".bias"] = torch::ones({40});
    files[at + "ln_f.weight"] =
        bed.model->named_parameters()["transformer.ln_f.weight"].detach().clone();
    const fs::path folder = bed.write(
        "theirs",
        {{"r", 2},
         {"lora_alpha", 4},
         {"target_modules", {"c_attn"}},
         {"modules_to_save", {"ln_f"}},
         {"bias", "all"}},
        files);
    AdaptedModel theirs = openModel(folder);
    QCOMPARE(trainedWeightsIn(folder), theirs.trainedCount());
    QVERIFY(torch::equal(logitsOf(theirs.model), logits));
    mergeAdapters(theirs);
    QVERIFY(distance(logitsOf(theirs.model), logits) < 1e-4);
    QVERIFY(torch::equal(
        theirs.model->named_parameters()["transformer.ln_f.bias"].detach(),
        files.at(at + "ln_f.bias")));
}

void TestLora::whatDoesNotGoTogetherIsRefused_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("part");
    QTest::newRow("too many directions")
        << R"({"r": 50, "init_lora_weights": "pissa"})"
        << "50 largest directions of `transformer.h.0.attn.c_attn`";
    QTest::newRow("nothing to divide by") << R"({"lora_alpha": 0, "init_lora_weights": "pissa"})"
                                          << "alpha is 0";
    QTest::newRow("changed and saved") << R"({"modules_to_save": ["h.1"]})"
                                       << "at once";
    QTest::newRow("tied table") << R"({"modules_to_save": ["wte"]})"
                                << "is its head too";
    QTest::newRow("no such module") << R"({"modules_to_save": ["lm_head"]})"
                                    << "No module of the model is named `lm_head`";
    QTest::newRow("a start that changes the base") << R"({"init_lora_weights": "olora"})"
                                                   << "path_initial_model_for_weight_conversion";
    QTest::newRow("no number") << R"({"rank_pattern": {"c_attn": 0}})"
                               << "rank_pattern";
    QTest::newRow("no expression") << R"({"rank_pattern": {"(": 2}})"
                                   << "is no regular expression";
}

void TestLora::whatDoesNotGoTogetherIsRefused()
{
    QFETCH(QString, change);
    QFETCH(QString, part);
    const Bed bed;
    nlohmann::json config{{"r", 2}, {"lora_alpha", 4}, {"target_modules", {"c_attn"}}};
    config.update(nlohmann::json::parse(change.toStdString()));
    const fs::path folder = bed.write("theirs", config, {{"none", torch::zeros({1})}});
    try {
        (void)openModel(folder);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY(error.kind() == Error::Kind::Input);
        QVERIFY2(QString::fromStdString(error.words()).contains(part), error.words().c_str());
    }
    // A pattern that fits nothing is only named where it was asked for.
    AdapterConfig unused = loraOn("c_attn", 2, 4);
    unused.rankPattern = {{"c_attnx", 3}};
    QVERIFY_THROWS_EXCEPTION(Error, checkPatterns(unused, family("gpt2")));
    checkAdapter(unused, family("gpt2"));
}

void TestLora::doraStandsOnTheModelItself()
{
    Transformer model = randomModel(family("gpt2"));
    const auto first = attachAdapter(model, loraOn("c_attn", 2, 4), 1, nullptr);
    AdapterConfig dora = loraOn("c_attn", 2, 4);
    dora.dora = true;
    QVERIFY_THROWS_EXCEPTION(Error, (void)attachAdapter(model, dora, 1, nullptr));
    first->enable(false);
    const auto second = attachAdapter(model, dora, 1, nullptr);
    disturb(*second);
    const Tensor logits = logitsOf(model);
    second->enable(false);
    first->enable(true); // others may be switched to, and may stand on it
    first->enable(false);
    second->enable(true);
    QVERIFY(torch::equal(logitsOf(model), logits));
}

QTEST_GUILESS_MAIN(TestLora)
