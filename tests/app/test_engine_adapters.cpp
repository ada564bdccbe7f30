/// Adapters as the engine's user meets them: several on one model, PEFT folders of others in a
/// pipeline, a prefix that learns through its network.

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/model_config_json.h"
#include "core/formats/safetensors.h"
#include "core/text/train_tokenizer.h"
#include "tests/support/engine_program.h"

#include <QFileInfo>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <map>

using namespace espalier;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

constexpr int64_t kWidth = 16;
const std::string kAttention = "transformer.h.0.attn.c_attn";

struct Weight
{
    std::vector<int64_t> shape;
    std::vector<float> values; ///< row by row
};
using Weights = std::map<std::string, Weight>;

Weight drawn(std::vector<int64_t> shape, const std::string& name, double deviation, double mean = 0)
{
    Weight weight{std::move(shape), {}};
    int64_t count = 1;
    for (const int64_t size : weight.shape)
        count *= size;
    Random random(1, name);
    for (int64_t i = 0; i < count; ++i)
        weight.values.push_back(static_cast<float>(mean + random.normal() * deviation));
    return weight;
}

void save(const fs::path& file, const Weights& weights)
{
    std::vector<TensorInfo> infos;
    for (const auto& [name, weight] : weights)
        infos.push_back({name, DType::F32, weight.shape, 0, 0});
    SafetensorsWriter writer(file, infos);
    for (const auto& [name, weight] : weights)
        writer.write(
            name,
            {reinterpret_cast<const char*>(weight.values.data()),
             weight.values.size() * sizeof(float)});
    writer.finish();
}

Weights load(const fs::path& file)
{
    const SafetensorsFile opened(file);
    Weights weights;
    for (const TensorInfo& info : opened.tensors()) {
        Weight weight{info.shape, std::vector<float>(static_cast<size_t>(info.count()))};
        const std::string_view bytes = opened.bytes(info);
        std::memcpy(weight.values.data(), bytes.data(), bytes.size());
        weights.emplace(info.name, std::move(weight));
    }
    return weights;
}

/// A GPT-2 of one block with random weights, as a Hugging Face folder.
Weights makeBase(const fs::path& folder)
{
    fs::create_directories(folder);
    BpeTrainParams options;
    options.vocabSize = 300;
    BpeTrainer trainer(options);
    trainer.add("the fox and the hen and the old grey goose");
    const Tokenizer tokenizer = trainer.finish();
    tokenizer.save(folder);
    ModelConfig config;
    config.vocabSize = tokenizer.vocabSize();
    config.positions = 48;
    config.width = kWidth;
    config.heads = config.kvHeads = 2;
    config.headDim = kWidth / 2;
    config.inner = 2 * kWidth;
    config.layers = 1;
    writeModelConfig(config, folder);
    Weights weights;
    const auto add = [&](const std::string& name, std::vector<int64_t> shape, double mean = 0) {
        weights[name] = drawn(std::move(shape), name, 0.3, mean);
    };
    const auto addLinear = [&](const std::string& name, int64_t in, int64_t out) {
        add(name + ".weight", {in, out});
        add(name + ".bias", {out});
    };
    add("transformer.wte.weight", {config.vocabSize, kWidth});
    add("transformer.wpe.weight", {config.positions, kWidth});
    for (const char* norm : {"transformer.h.0.ln_1", "transformer.h.0.ln_2", "transformer.ln_f"}) {
        add(norm + std::string(".weight"), {kWidth}, 1);
        add(norm + std::string(".bias"), {kWidth});
    }
    addLinear(kAttention, kWidth, 3 * kWidth);
    addLinear("transformer.h.0.attn.c_proj", kWidth, kWidth);
    addLinear("transformer.h.0.mlp.c_fc", kWidth, config.inner);
    addLinear("transformer.h.0.mlp.c_proj", config.inner, kWidth);
    save(folder / "model.safetensors", weights);
    return weights;
}

/// Prompt tuning as PEFT saves it.
void makePrompt(const fs::path& folder)
{
    fs::create_directories(folder);
    writeAtomically(
        folder / "adapter_config.json",
        R"({"peft_type": "PROMPT_TUNING", "task_type": "CAUSAL_LM", "num_virtual_tokens": 3,
            "prompt_tuning_init": "RANDOM", "base_model_name_or_path": "../base"})");
    save(
        folder / kAdapterWeightsFile,
        {{"prompt_embeddings", drawn({3, kWidth}, folder.filename().string(), 2)}});
}

/// LoRA with trained biases as PEFT saves it, for a base of that width.
Weights makeLora(const fs::path& folder, int64_t width = kWidth)
{
    fs::create_directories(folder);
    writeAtomically(
        folder / "adapter_config.json",
        R"({"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 2, "lora_alpha": 4,
            "lora_dropout": 0.0, "bias": "lora_only", "target_modules": ["c_attn"],
            "fan_in_fan_out": true, "modules_to_save": null, "base_model_name_or_path": null})");
    const std::string at = "base_model.model." + kAttention;
    const std::string name = folder.filename().string();
    Weights weights;
    weights[at + ".lora_A.weight"] = drawn({2, width}, name + "/a", 0.3);
    weights[at + ".lora_B.weight"] = drawn({3 * width, 2}, name + "/b", 0.3);
    weights[at + ".base_layer.bias"] = drawn({3 * width}, name + "/bias", 0.5);
    save(folder / kAdapterWeightsFile, weights);
    return weights;
}

/// W + (alpha / r) B A with W as (in, out).
std::vector<float> withLora(const Weight& weight, const Weights& lora)
{
    const auto& a = lora.at("base_model.model." + kAttention + ".lora_A.weight").values;
    const auto& b = lora.at("base_model.model." + kAttention + ".lora_B.weight").values;
    std::vector<float> all = weight.values;
    for (size_t in = 0; in < kWidth; ++in)
        for (size_t out = 0; out < 3 * kWidth; ++out)
            for (size_t rank = 0; rank < 2; ++rank)
                all[in * 3 * kWidth + out] += 2.0F * b[out * 2 + rank] * a[rank * kWidth + in];
    return all;
}

double distance(const std::vector<float>& a, const std::vector<float>& b)
{
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
    return most;
}

/// An answer: the tokens' log-probabilities, and the text.
struct Said
{
    std::vector<double> logProbs;
    std::string text;
    bool operator==(const Said&) const = default;
};

} // namespace

class TestEngineAdapters : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void promptsAreSwitchedBackAndForth();
    void generateAnswersWithoutAndWithEach();
    void switchedOffLoraLeavesTheModelAlone();
    void aPeftFolderIsTakenUpByAPipeline();
    void foldersThatCannotBeTakenUpAreNamed_data();
    void foldersThatCannotBeTakenUpAreNamed();
    void shapesThatDoNotFitAreNamed();
    void anAdapterOfAnotherModelIsNamed();
    void aPrefixLearnsThroughItsNetwork();

private:
    TemporaryFolder m_folder;
    Weights m_base;

    QString path(const char* name) const
    {
        return QString::fromStdString((m_folder.path() / name).string());
    }
    QStringList adapters(const std::vector<const char*>& names) const
    {
        QStringList options{u"--model"_s, path("base"), u"--max-new-tokens"_s, u"8"_s};
        for (const char* name : names)
            options << u"--adapter"_s << QString::fromLatin1(name) + u"="_s + path(name);
        return options << u"--threads"_s << u"1"_s;
    }
    std::vector<Said>
    play(const std::vector<const char*>& names, const std::vector<const char*>& order) const;
    /// Runs peft.attach with `path` on the base, and more nodes behind it.
    EngineResult
    take(const char* adapter, const std::string& nodes, const std::string& edges) const;
    fs::path made(const char* node) const;
};

void TestEngineAdapters::initTestCase()
{
    if (!QFileInfo(kEngine).isExecutable())
        QSKIP("the engine is not built (ESPALIER_ENGINE=OFF)");
    m_base = makeBase(m_folder.path() / "base");
    for (const char* name : {"a", "b"})
        makePrompt(m_folder.path() / name);
    for (const char* name : {"l", "m"})
        makeLora(m_folder.path() / name);
}

std::vector<Said> TestEngineAdapters::play(
    const std::vector<const char*>& names, const std::vector<const char*>& order) const
{
    QByteArray lines;
    for (size_t i = 0; i < order.size(); ++i)
        lines += QByteArray::fromStdString(
            nlohmann::json{{"id", i}, {"prompt", "the fox"}, {"adapter", order[i]}}.dump() + "\n");
    std::vector<Said> said(order.size());
    const EngineResult result = engine(QStringList{u"play"_s} + adapters(names), lines);
    for (const QString& line : result.out.split(u'\n', Qt::SkipEmptyParts)) {
        const auto json = nlohmann::json::parse(line.toStdString());
        if (json.contains("error"))
            qWarning("%s", qPrintable(line));
        if (!json.contains("id") || json.contains("error"))
            continue;
        Said& answer = said.at(json["id"].get<size_t>());
        if (json.contains("logprob"))
            answer.logProbs.push_back(json["logprob"].get<double>());
        else
            answer.text = json["text"].get<std::string>();
    }
    return said;
}

EngineResult TestEngineAdapters::take(
    const char* adapter, const std::string& nodes, const std::string& edges) const
{
    const fs::path yaml = m_folder.path() / "take.yaml";
    writeAtomically(
        yaml,
        "version: 1\nnodes:\n  - {id: base, stage: model.load, params: {path: base}}\n"
        "  - {id: taken, stage: peft.attach, params: {path: " +
            std::string(adapter) + "}}\n" + nodes + "edges:\n  - base.model -> taken.model\n" +
            edges);
    return engine(
        {u"run"_s,
         QString::fromStdString(yaml.string()),
         u"--workspace"_s,
         path("workspace"),
         u"--threads"_s,
         u"1"_s});
}

/// What a node of the last run made.
fs::path TestEngineAdapters::made(const char* node) const
{
    const EngineResult shown =
        engine({u"show"_s, u"last"_s, u"--json"_s, u"--workspace"_s, path("workspace")});
    const auto json = nlohmann::json::parse(shown.out.toStdString());
    return m_folder.path() / "workspace" / "artifacts" /
           json["nodes"][node]["artifact"].get<std::string>();
}

void TestEngineAdapters::promptsAreSwitchedBackAndForth()
{
    const auto said = play({"a", "b"}, {"", "a", "b", "a", ""});
    QCOMPARE(said[0].logProbs.size(), size_t{8});
    QVERIFY(said[1] != said[0]);
    QVERIFY(said[2] != said[0]);
    QVERIFY(said[2] != said[1]);
    QVERIFY(said[3] == said[1]);
    QVERIFY(said[4] == said[0]);
}

void TestEngineAdapters::generateAnswersWithoutAndWithEach()
{
    const auto said = play({"a", "b"}, {"", "a", "b"});
    const EngineResult result = engine(
        QStringList{u"generate"_s, u"--prompt"_s, u"the fox"_s, u"--json"_s} +
        adapters({"a", "b"}));
    QVERIFY2(result.exitStatus == 0, qPrintable(result.all()));
    const auto lines = result.out.split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    const char* const names[] = {"", "a", "b"};
    for (size_t i = 0; i < 3; ++i) {
        const auto json = nlohmann::json::parse(lines[static_cast<qsizetype>(i)].toStdString());
        QCOMPARE(json["adapter"].get<std::string>(), std::string(names[i]));
        QCOMPARE(json["text"].get<std::string>(), said[i].text);
    }
}

void TestEngineAdapters::switchedOffLoraLeavesTheModelAlone()
{
    const auto alone = play({}, {""});
    const auto said = play({"l", "m"}, {"", "l", "m", "l", ""});
    QVERIFY(said[0] == alone[0]); // though both were read
    QVERIFY(said[1] != said[0]);
    QVERIFY(said[2] != said[1]);
    QVERIFY(said[3] == said[1]);
    QVERIFY(said[4] == alone[0]);
}

void TestEngineAdapters::aPeftFolderIsTakenUpByAPipeline()
{
    const std::string merge = "  - {id: merged, stage: peft.merge}\n";
    const std::string edge = "  - taken.model -> merged.model\n";
    const Weights lora = load(m_folder.path() / "l" / kAdapterWeightsFile);
    const EngineResult first = take("l", merge, edge);
    QVERIFY2(first.exitStatus == 0, qPrintable(first.all()));
    const Weights taken = load(made("taken") / kAdapterWeightsFile);
    QCOMPARE(taken.size(), lora.size());
    for (const auto& [name, weight] : lora)
        QVERIFY2(distance(taken.at(name).values, weight.values) == 0, name.c_str());
    const Weights merged = load(made("merged") / "model.safetensors");
    for (const auto& [name, weight] : m_base) {
        auto expected = weight.values;
        if (name == kAttention + ".weight")
            expected = withLora(weight, lora);
        else if (name == kAttention + ".bias")
            expected = lora.at("base_model.model." + kAttention + ".base_layer.bias").values;
        QVERIFY2(distance(merged.at(name).values, expected) < 1e-5, name.c_str());
    }
    // The folder's content counts, not its name.
    fs::copy(m_folder.path() / "l", m_folder.path() / "changed");
    QVERIFY(take("changed", merge, edge).out.contains(u"taken: reused"_s));
    auto changed = lora;
    changed.begin()->second.values[0] += 1;
    save(m_folder.path() / "changed" / kAdapterWeightsFile, changed);
    const EngineResult second = take("changed", merge, edge);
    QVERIFY2(second.out.contains(u"taken: finished"_s), qPrintable(second.all()));
}

void TestEngineAdapters::foldersThatCannotBeTakenUpAreNamed_data()
{
    QTest::addColumn<QString>("adapter");
    QTest::addColumn<QString>("part");
    QTest::newRow("no folder") << "nowhere"
                               << "there is no such folder";
    QTest::newRow("a model") << "base"
                             << "adapter_config.json is missing";
    QTest::newRow("other targets") << "others"
                                   << "No linear map of the model is named `q_proj`";
}

void TestEngineAdapters::foldersThatCannotBeTakenUpAreNamed()
{
    QFETCH(QString, adapter);
    QFETCH(QString, part);
    makeLora(m_folder.path() / "others");
    writeAtomically(
        m_folder.path() / "others" / "adapter_config.json",
        R"({"peft_type": "LORA", "r": 2, "target_modules": ["q_proj"]})");
    const EngineResult result = take(adapter.toLatin1().constData(), "", "");
    QCOMPARE(result.exitStatus, 2);
    QVERIFY2(result.all().contains(part), qPrintable(result.all()));
}

void TestEngineAdapters::shapesThatDoNotFitAreNamed()
{
    makeLora(m_folder.path() / "wider", 24);
    const EngineResult result = take("wider", "", "");
    QVERIFY(result.exitStatus != 0);
    for (const char* part : {"c_attn.base_layer.bias", "[72]", "[48]"})
        QVERIFY2(result.all().contains(QString::fromLatin1(part)), qPrintable(result.all()));
}

void TestEngineAdapters::anAdapterOfAnotherModelIsNamed()
{
    // The base of an adapter that we wrote, and a model of the same shapes with other weights.
    QVERIFY(take("l", "", "").exitStatus == 0);
    fs::copy(made("taken"), m_folder.path() / "ours");
    fs::copy(m_folder.path() / "base", m_folder.path() / "twin");
    Weights other = m_base;
    other.at("transformer.h.0.mlp.c_fc.weight").values[5] += 0.01F;
    save(m_folder.path() / "twin" / "model.safetensors", other);
    const auto generate = [&](const char* model) {
        return engine(
            {u"generate"_s,
             u"--model"_s,
             path(model),
             u"--adapter"_s,
             path("ours"),
             u"--prompt"_s,
             u"the fox"_s,
             u"--max-new-tokens"_s,
             u"2"_s});
    };
    const EngineResult right = generate("base"), wrong = generate("twin");
    QVERIFY2(right.exitStatus == 0, qPrintable(right.all()));
    QCOMPARE(wrong.exitStatus, 2);
    QVERIFY2(wrong.all().contains(u"other weights than"_s), qPrintable(wrong.all()));
    // In a pipeline it may be meant, so it is said.
    QVERIFY(!take("ours", "", "").all().contains(u"other weights than"_s));
    save(m_folder.path() / "base" / "model.safetensors", other);
    const EngineResult told = take("ours", "", "");
    save(m_folder.path() / "base" / "model.safetensors", m_base);
    QVERIFY2(told.exitStatus == 0, qPrintable(told.all()));
    QVERIFY2(told.all().contains(u"other weights than"_s), qPrintable(told.all()));
}

void TestEngineAdapters::aPrefixLearnsThroughItsNetwork()
{
    const fs::path yaml = m_folder.path() / "prefix.yaml";
    writeAtomically(
        yaml,
        "version: 1\nnodes:\n"
        "  - {id: text, stage: data.text, params: {source: built-in, documents: 200}}\n"
        "  - {id: base, stage: model.load, params: {path: base}}\n"
        "  - {id: prefix, stage: peft.attach, params: {kind: prefix, virtual_tokens: 3, "
        "projection: true, projection_width: 8}}\n"
        "  - {id: learned, stage: train.pretrain, params: {max_steps: 2, batch: 2, "
        "warmup_steps: 1, eval_interval: 2, eval_batches: 1, sample_interval: 2, "
        "sample_tokens: 4, keep: last}}\n"
        "edges:\n  - base.model -> prefix.model\n  - prefix.model -> learned.model\n"
        "  - text.text -> learned.text\n");
    const EngineResult run = engine(
        {u"run"_s,
         QString::fromStdString(yaml.string()),
         u"--workspace"_s,
         path("workspace"),
         u"--threads"_s,
         u"1"_s});
    QVERIFY2(run.exitStatus == 0, qPrintable(run.all()));
    const fs::path before = made("prefix"), after = made("learned");
    for (const char* file : {kAdapterWeightsFile, kPrefixProjectionFile}) {
        const Weights fresh = load(before / file), learned = load(after / file);
        QCOMPARE(learned.size(), fresh.size());
        for (const auto& [name, weight] : fresh)
            QVERIFY2(distance(weight.values, learned.at(name).values) > 0, name.c_str());
    }
    QCOMPARE(trainedWeightsIn(after), trainedWeightsIn(before));
}

QTEST_GUILESS_MAIN(TestEngineAdapters)
#include "test_engine_adapters.moc"
