#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/side_files.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace espalier;

class TestSideFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheGenerationConfigItWrote();
    void readsNothingWhereNoFileIs();
    void readsTokensAsTextOrObject();
    void prefersTheTemplateFile();
    void readsTheTokenizerConfigItWrote();
    void namesABrokenKey();
};

void TestSideFiles::readsTheGenerationConfigItWrote()
{
    const TemporaryFolder folder;
    GenerationConfig config;
    config.bosId = 0;
    config.eosIds = {1, 2};
    config.temperature = 0.7;
    config.topK = 40;
    config.doSample = true;
    writeGenerationConfig(config, folder.path());
    QVERIFY(readGenerationConfig(folder.path()).value() == config);
}

void TestSideFiles::readsNothingWhereNoFileIs()
{
    const TemporaryFolder folder;
    QVERIFY(!readGenerationConfig(folder.path()));
    QVERIFY(!readTokenizerConfig(folder.path()));
}

void TestSideFiles::readsTokensAsTextOrObject()
{
    const TemporaryFolder folder;
    writeAtomically(
        folder.path() / "tokenizer_config.json",
        R"({"bos_token": null, "eos_token": {"content": "</s>", "lstrip": false},
            "pad_token": "<pad>", "add_bos_token": true,
            "model_max_length": 1000000000000000019884624838656,
            "chat_template": [{"name": "tool", "template": "T"}, {"name": "default", "template": "D"}]})");
    const auto config = readTokenizerConfig(folder.path()).value();
    QVERIFY(!config.bosToken);
    QCOMPARE(config.eosToken.value(), std::string("</s>"));
    QCOMPARE(config.padToken.value(), std::string("<pad>"));
    QVERIFY(config.addBosToken);
    QCOMPARE(config.maxLength, 0); // the huge number means "no limit"
    QCOMPARE(config.chatTemplate, std::string("D"));
}

void TestSideFiles::prefersTheTemplateFile()
{
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "tokenizer_config.json", R"({"chat_template": "old"})");
    writeAtomically(folder.path() / "chat_template.jinja", "new");
    QCOMPARE(readTokenizerConfig(folder.path()).value().chatTemplate, std::string("new"));
}

void TestSideFiles::readsTheTokenizerConfigItWrote()
{
    const TemporaryFolder folder;
    TokenizerConfig config;
    config.bosToken = "<|시작|>";
    config.eosToken = "<|endoftext|>";
    config.maxLength = 1024;
    config.chatTemplate = "{% for m in messages %}{{ m.content }}{% endfor %}";
    writeTokenizerConfig(config, folder.path());
    QVERIFY(readTokenizerConfig(folder.path()).value() == config);
    const auto map = nlohmann::json::parse(readFile(folder.path() / "special_tokens_map.json"));
    QCOMPARE(map.size(), size_t{2});
    QVERIFY(map["eos_token"] == "<|endoftext|>");
}

void TestSideFiles::namesABrokenKey()
{
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "generation_config.json", R"({"top_k": "many"})");
    try {
        readGenerationConfig(folder.path());
        QFAIL("a text was taken for a number");
    } catch (const Error& error) {
        const std::string expected = (folder.path() / "generation_config.json").string() +
                                     ": `top_k` is \"many\": it should be an integer.";
        QCOMPARE(error.words(), expected);
    }
}

QTEST_GUILESS_MAIN(TestSideFiles)
#include "test_side_files.moc"
