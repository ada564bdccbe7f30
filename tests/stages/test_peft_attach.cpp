/// What peft.attach finds wrong before a run, and what it says of its result.

#include "core/base/files.h"
#include "core/formats/adapter_folder.h"
#include "core/formats/safetensors.h"
#include "core/stages/stages.h"

#include <QTest>

using namespace espalier;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

Facts smallGpt2()
{
    Facts model;
    model.family = "gpt2";
    model.vocabSize = 50;
    model.width = 8;
    model.layers = 1;
    model.heads = 2;
    model.inner = 32;
    model.positions = 16;
    model.parameters = 1000;
    return model;
}

/// The stage's answers for such parameters on such a model.
struct Asked
{
    Values values = Values::object();
    std::map<std::string, Facts> inputs;
    fs::path folder;
    const StageInfo& stage = *findStage(stages(), "peft.attach");

    Asked(const json& given, Facts model)
    {
        for (const auto& info : stage.params)
            values[info.name] = info.defaultValue;
        values.update(given);
        inputs["model"] = std::move(model);
    }
    StageQuery query() const { return {values, inputs, folder}; }
    /// "param: sentence" of the only finding; empty where there is none.
    std::string finding() const
    {
        const auto found = stage.check(query());
        if (found.empty())
            return {};
        return found.front().param + ": " + found.front().message.words() +
               (found.size() > 1 ? " and more" : "");
    }
    Facts result() const { return stage.infer(query()).at("model"); }
};

} // namespace

class TestPeftAttach : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mistakesAreFoundInTheirPlace_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("param");
        QTest::addColumn<QString>("part");
        const auto row =
            [](const char* name, const char* given, const char* param, const char* part) {
                QTest::newRow(name) << given << param << part;
            };
        row("nothing", R"({})", "", "");
        row("everything",
            R"({"use_dora": true, "init_lora_weights": "pissa", "rank_pattern": ["h.0.*=4"],
                "alpha_pattern": ["c_attn=0.5"], "modules_to_save": ["ln_f"], "bias": "all"})",
            "",
            "");
        row("pattern without a number",
            R"({"rank_pattern": ["c_attn"]})",
            "rank_pattern",
            "`c_attn` should be");
        row("half a rank", R"({"rank_pattern": ["c_attn=1.5"]})", "rank_pattern", "whole number");
        row("no name", R"({"alpha_pattern": ["=2"]})", "alpha_pattern", "`=2` should be");
        row("pattern that fits nothing",
            R"({"alpha_pattern": ["c_fc=2"]})",
            "alpha_pattern",
            "fits none");
        row("pattern of prefixes is not asked",
            R"({"kind": "prefix", "virtual_tokens": 2, "rank_pattern": ["c_attn"]})",
            "",
            "");
        row("too many directions",
            R"({"rank": 9, "init_lora_weights": "pissa"})",
            "init_lora_weights",
            "9 largest directions");
        row("tied table", R"({"modules_to_save": ["wte"]})", "modules_to_save", "head too");
        row("no such module",
            R"({"modules_to_save": ["score"]})",
            "modules_to_save",
            "added by train.sft");
        row("one of them mistyped",
            R"({"modules_to_save": ["ln_f", "wpee"]})",
            "modules_to_save",
            "named `wpee`");
        row("changed and saved", R"({"modules_to_save": ["attn"]})", "modules_to_save", "at once");
        row("no such map", R"({"targets": ["q_proj"]})", "targets", "No linear map");
    }
    void mistakesAreFoundInTheirPlace()
    {
        QFETCH(QString, given);
        QFETCH(QString, param);
        QFETCH(QString, part);
        const std::string found = Asked(json::parse(given.toStdString()), smallGpt2()).finding();
        if (param.isEmpty()) {
            QCOMPARE(found, std::string());
            return;
        }
        QVERIFY2(found.starts_with(param.toStdString() + ": "), found.c_str());
        QVERIFY2(found.find(part.toStdString()) != std::string::npos, found.c_str());
        QVERIFY2(!found.ends_with("and more"), found.c_str());
    }

    void anUntiedTableMayBeSaved()
    {
        Facts model = smallGpt2();
        model.tiedHead = false;
        const json given{{"modules_to_save", {"wte", "lm_head"}}};
        QCOMPARE(Asked(given, model).finding(), std::string());
        // 50 x 8 twice, and 8 x (8 + 24) of LoRA.
        QCOMPARE(Asked(given, model).result().adapted, int64_t{2 * 400 + 256});
    }

    void doraMayStandBesideAnotherAdapter()
    {
        // Which maps that one changes isn't known here; of the same ones the engine refuses it.
        Facts model = smallGpt2();
        model.adapted = 10;
        QCOMPARE(Asked({{"use_dora", true}}, model).finding(), std::string());
    }

    void qwenHasWhatItsFamilyHas()
    {
        Facts model = smallGpt2();
        model.family = "qwen3";
        const json norm{{"modules_to_save", {"q_norm"}}};
        QCOMPARE(Asked(norm, model).finding(), std::string());
        const json all{{"bias", "all"}};
        const auto grown = [&] {
            return Asked(all, model).result().adapted -
                   Asked(json::object(), model).result().adapted;
        };
        QCOMPARE(grown(), int64_t{0});
        model.family = "qwen2";
        QVERIFY(!Asked(norm, model).finding().empty());
        QCOMPARE(grown(), int64_t{3 * 8}); // of queries, keys and values
    }

    void aFolderForWordsFitsASortingModel()
    {
        const TemporaryFolder folder;
        AdapterConfig lora;
        lora.targets = {"c_attn"};
        lora.modulesToSave = {"lm_head"};
        writeAdapterConfig(lora, folder.path());
        SafetensorsWriter writer(
            folder.path() / kAdapterWeightsFile,
            {{"base_model.model.lm_head.weight", DType::F32, {50, 8}, 0, 0}});
        writer.write("base_model.model.lm_head.weight", std::string(1600, '\0'));
        writer.finish();
        Facts model = smallGpt2();
        model.tiedHead = false;
        const json given{{"path", folder.path().string()}};
        QCOMPARE(Asked(given, model).finding(), std::string());
        model.classifies = true;
        QCOMPARE(Asked(given, model).finding(), std::string());
    }

    void aFolderWithAHeadSortsTexts()
    {
        const TemporaryFolder folder;
        AdapterConfig lora;
        lora.targets = {"c_attn"};
        lora.classifies = true;
        lora.modulesToSave = {"classifier", "score"};
        writeAdapterConfig(lora, folder.path());
        SafetensorsWriter writer(
            folder.path() / kAdapterWeightsFile,
            {{"base_model.model.score.weight", DType::F32, {2, 8}, 0, 0}});
        writer.write("base_model.model.score.weight", std::string(64, '\0'));
        writer.finish();
        const Asked asked({{"path", folder.path().string()}}, smallGpt2());
        QCOMPARE(asked.finding(), std::string());
        QVERIFY(asked.result().classifies);
        QVERIFY(!Asked(json::object(), smallGpt2()).result().classifies);
    }

    void pissaTakesItsTime()
    {
        Facts model = smallGpt2();
        model.width = 1024;
        model.inner = 4096;
        model.heads = 16;
        const Machine machine;
        const Asked plain({{"targets", {"all-linear"}}}, model);
        const Asked pissa({{"targets", {"all-linear"}}, {"init_lora_weights", "pissa"}}, model);
        QVERIFY(
            pissa.stage.estimate(pissa.query(), machine).seconds >
            plain.stage.estimate(plain.query(), machine).seconds + 1);
    }
};

QTEST_GUILESS_MAIN(TestPeftAttach)
#include "test_peft_attach.moc"
