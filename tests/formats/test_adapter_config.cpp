#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/adapter_folder.h"
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

QTEST_GUILESS_MAIN(TestAdapterConfig)
#include "test_adapter_config.moc"
