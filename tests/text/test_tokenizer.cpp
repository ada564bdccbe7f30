#include "core/base/error.h"
#include "core/base/files.h"
#include "core/text/tokenizer.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>

using namespace espalier;
namespace fs = std::filesystem;
using Ids = std::vector<int32_t>;

namespace {

fs::path shared()
{
    const char* named = std::getenv("ESPALIER_SHARED");
    return named != nullptr ? fs::path(named) : fs::path(ESPALIER_SOURCE_DIR) / ".." / "shared";
}

fs::path gpt2Vocab()
{
    return shared() / "data/tokenizer/gpt2_vocab.json";
}

const Tokenizer& gpt2()
{
    static const Tokenizer tokenizer = Tokenizer::load(gpt2Vocab());
    return tokenizer;
}

/// The sentence of the Error that `act` throws, or nothing.
template <typename Act>
std::string sentenceOf(const Act& act)
{
    try {
        act();
    } catch (const Error& error) {
        return error.words();
    }
    return {};
}

#define SAYS(act, words)                                                                           \
    do {                                                                                           \
        const std::string sentence = sentenceOf([&] { act; });                                     \
        QVERIFY2(                                                                                  \
            sentence.find(words) != std::string::npos,                                             \
            sentence.empty() ? "no error" : sentence.c_str());                                     \
    } while (false)

/// A byte-level tokenizer.json over "ab c" with three merges; `edit` changes it before it is read.
nlohmann::json smallJson()
{
    nlohmann::json vocab = {
        {"a", 0}, {"b", 1}, {"c", 2}, {"\u0120", 3}, {"ab", 4}, {"abc", 5}, {"\u0120abc", 6}};
    return {
        {"version", "1.0"},
        {"added_tokens", nlohmann::json::array()},
        {"normalizer", nullptr},
        {"pre_tokenizer",
         {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", true}}},
        {"post_processor", nullptr},
        {"decoder", {{"type", "ByteLevel"}}},
        {"model", {{"type", "BPE"}, {"vocab", vocab}, {"merges", {"a b", "ab c", "\u0120 abc"}}}},
    };
}

Tokenizer read(const nlohmann::json& json)
{
    return Tokenizer::fromJson(json.dump());
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gpt2GivesThePublishedIds();
    void gpt2RoundTripsEveryText_data();
    void gpt2RoundTripsEveryText();
    void specialTokensAreParsedOnlyWhenAsked();
    void streamDecoderNeverSplitsACharacter();
    void mergesAreReadInBothSpellings();
    void ignoreMergesTakesWholePieces();
    void llamaPatternGroupsThreeDigits();
    void prefixSpaceIsAdded();
    void normalizerComposes();
    void postProcessorAddsOnlyWhenAsked();
    void addedTokensStripAndStandAlone();
    void savedTokenizerIsTheSame();
    void rolesComeFromTheConfig();
    void cutsAreSafe_data();
    void cutsAreSafe();
    void parallelGivesTheSameIds();
    void longWordsAreNotQuadratic();
    void brokenFilesAreExplained_data();
    void brokenFilesAreExplained();
    void holesAndDuplicates();
    void invalidTextIsRefused();
};

void TestTokenizer::gpt2GivesThePublishedIds()
{
    std::ifstream lines(shared() / "data/tokenizer/gpt2_expected_ids.txt");
    if (!lines)
        QSKIP("shared data is not here");
    int cases = 0;
    for (std::string line; std::getline(lines, line);) {
        const size_t arrow = line.rfind(" => ");
        QVERIFY(arrow != std::string::npos);
        Ids expected;
        std::istringstream numbers(line.substr(arrow + 4));
        for (std::string number; std::getline(numbers, number, ',');)
            expected.push_back(std::stoi(number));
        QVERIFY2(gpt2().encode(line.substr(0, arrow)) == expected, line.c_str());
        QCOMPARE(gpt2().decode(expected), line.substr(0, arrow));
        ++cases;
    }
    QCOMPARE(cases, 100);
    QCOMPARE(gpt2().vocabSize(), 50257);
    QCOMPARE(gpt2().special().eos.value_or(-1), 50256);
}

void TestTokenizer::gpt2RoundTripsEveryText_data()
{
    QTest::addColumn<std::string>("text");
    QTest::newRow("empty") << std::string();
    QTest::newRow("Hangul and lone jamo") << std::string("안녕하세요ㅋㅋㅠㅠ 값이 없다");
    QTest::newRow("emoji with joiners")
        << std::string("👩‍👩‍👧‍👦🏳️‍🌈 ok");
    QTest::newRow("lone combining marks") << std::string("\u0301\u0301 e\u0301 \u20DD");
    QTest::newRow("NUL") << std::string("a\0b\0\0 \0", 7);
    QTest::newRow("control characters") << std::string("\x01\x02\x7f\r\n\t\v\f");
    QTest::newRow("white space of all kinds")
        << std::string("\u00a0\u2003 \u3000\u180e\u2028\u0085  x \n\n ");
    QTest::newRow("ends of planes") << std::string("\uFFFF\uFFFE\U0010FFFF\U0001F600");
    QTest::newRow("spells a special token") << std::string("a<|endoftext|>b<|endoftext|");
}

void TestTokenizer::gpt2RoundTripsEveryText()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    QFETCH(std::string, text);
    QCOMPARE(gpt2().decode(gpt2().encode(text)), text);
    QCOMPARE(gpt2().decode(gpt2().encode(text, false)), text);
}

void TestTokenizer::specialTokensAreParsedOnlyWhenAsked()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    QCOMPARE(gpt2().encode("a<|endoftext|>"), (Ids{64, 50256}));
    const Ids plain = gpt2().encode("a<|endoftext|>", false);
    QVERIFY(std::ranges::find(plain, 50256) == plain.end());
    QCOMPARE(gpt2().decode(Ids{64, 50256, 64}), std::string("a<|endoftext|>a"));
    QCOMPARE(gpt2().decode(Ids{64, 50256, 64}, true), std::string("aa"));
}

void TestTokenizer::streamDecoderNeverSplitsACharacter()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    const std::string text = "값 👩‍👩‍👧 naïve";
    StreamDecoder decoder(gpt2());
    std::string joined;
    for (const int32_t id : gpt2().encode(text)) {
        const std::string part = decoder.push(id);
        QVERIFY(part.find("\uFFFD") == std::string::npos);
        QVERIFY(part.empty() || (static_cast<unsigned char>(part.front()) & 0xC0) != 0x80);
        joined += part;
    }
    QCOMPARE(decoder.finish(), std::string());
    QCOMPARE(joined, text);
    // The first byte of a three-byte character alone: nothing now, a replacement at the end.
    const int32_t lead = gpt2().idOf("ê").value();
    QCOMPARE(decoder.push(lead), std::string());
    QCOMPARE(decoder.finish(), std::string("\uFFFD"));
}

void TestTokenizer::mergesAreReadInBothSpellings()
{
    nlohmann::json pairs = smallJson();
    pairs["model"]["merges"] =
        nlohmann::json::parse(R"([["a", "b"], ["ab", "c"], ["\u0120", "abc"]])");
    for (const auto& json : {smallJson(), pairs}) {
        const Tokenizer tokenizer = read(json);
        QCOMPARE(tokenizer.encode("abc abc cab"), (Ids{5, 6, 3, 2, 4}));
    }
}

void TestTokenizer::ignoreMergesTakesWholePieces()
{
    nlohmann::json json = smallJson();
    json["model"]["vocab"]["cab"] = 7;
    QCOMPARE(read(json).encode("cab"), (Ids{2, 4}));
    json["model"]["ignore_merges"] = true;
    QCOMPARE(read(json).encode("cab"), (Ids{7}));
}

void TestTokenizer::llamaPatternGroupsThreeDigits()
{
    nlohmann::json json = smallJson();
    for (const char* digit : {"1", "2", "3", "4"})
        json["model"]["vocab"][digit] = 6 + (digit[0] - '0');
    json["model"]["vocab"]["12"] = 11;
    json["model"]["vocab"]["123"] = 12;
    json["model"]["vocab"]["34"] = 13;
    json["model"]["merges"] = {"1 2", "12 3", "3 4"};
    json["pre_tokenizer"] = nlohmann::json::parse(R"({"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex":
         "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
         "behavior": "Isolated", "invert": false},
        {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]})");
    // 1234 is cut into 123 and 4, so that 34 never merges; 34 alone does.
    QCOMPARE(read(json).encode("1234"), (Ids{12, 10}));
    QCOMPARE(read(json).encode("34"), (Ids{13}));
}

void TestTokenizer::prefixSpaceIsAdded()
{
    nlohmann::json json = smallJson();
    json["pre_tokenizer"]["add_prefix_space"] = true;
    QCOMPARE(read(json).encode("abc"), (Ids{6}));
    QCOMPARE(read(json).encode(" abc"), (Ids{6}));
}

void TestTokenizer::normalizerComposes()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    nlohmann::json json = nlohmann::json::parse(gpt2().toJson());
    json["normalizer"] = {
        {"type", "Sequence"}, {"normalizers", {{{"type", "NFC"}}, {{"type", "Lowercase"}}}}};
    const Tokenizer tokenizer = read(json);
    // Decomposed jamo become one syllable, capital letters small ones.
    QCOMPARE(tokenizer.encode("\u1100\u1161\u11A8 CAFE\u0301"), gpt2().encode("각 café"));
}

void TestTokenizer::postProcessorAddsOnlyWhenAsked()
{
    nlohmann::json json = smallJson();
    json["added_tokens"] = nlohmann::json::parse(
        R"([{"id": 7, "content": "<s>", "special": true}, {"id": 8, "content": "</s>", "special": true}])");
    json["post_processor"] = nlohmann::json::parse(R"({"type": "Sequence", "processors": [
        {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": false, "use_regex": true},
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}],
         "pair": [], "special_tokens": {"<s>": {"id": "<s>", "ids": [7], "tokens": ["<s>"]},
                                        "</s>": {"id": "</s>", "ids": [8], "tokens": ["</s>"]}}}]})");
    const Tokenizer tokenizer = read(json);
    QCOMPARE(tokenizer.encode("abc"), (Ids{5}));
    QCOMPARE(tokenizer.encode("abc", true, true), (Ids{7, 5, 8}));
    QCOMPARE(tokenizer.special().bos.value_or(-1), 7);
    QCOMPARE(tokenizer.special().eos.value_or(-1), 8);
}

void TestTokenizer::addedTokensStripAndStandAlone()
{
    nlohmann::json json = smallJson();
    json["added_tokens"] = nlohmann::json::parse(R"([
        {"id": 7, "content": "<m>", "lstrip": true, "rstrip": true, "special": true},
        {"id": 8, "content": "cc", "single_word": true, "special": false, "normalized": false},
        {"id": 9, "content": "<m>b", "special": true}])");
    const Tokenizer tokenizer = read(json);
    QCOMPARE(tokenizer.encode("a <m> \nb"), (Ids{0, 7, 1}));
    QCOMPARE(tokenizer.encode("a cc"), (Ids{0, 3, 8}));
    QCOMPARE(tokenizer.encode("acc"), (Ids{0, 2, 2}));
    QCOMPARE(tokenizer.encode("a<m>b"), (Ids{0, 9}));          // the longest wins
    QCOMPARE(tokenizer.encode("a cc", false), (Ids{0, 3, 8})); // not special: found always
}

void TestTokenizer::savedTokenizerIsTheSame()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    const TemporaryFolder folder;
    gpt2().save(folder.path());
    for (const fs::path& path : {folder.path(), folder.path() / "tokenizer.json"}) {
        const Tokenizer again = Tokenizer::load(path);
        QCOMPARE(again.toJson(), gpt2().toJson());
        QVERIFY(again.special() == gpt2().special());
        QCOMPARE(again.encode("Hello World!"), (Ids{15496, 2159, 0}));
    }
    const auto json = nlohmann::json::parse(readFile(folder.path() / "tokenizer.json"));
    QCOMPARE(json["model"]["merges"][0].dump(), std::string("[\"\u0120\",\"t\"]"));
    QCOMPARE(json["model"]["vocab"].size(), size_t{50257});
}

void TestTokenizer::rolesComeFromTheConfig()
{
    nlohmann::json json = smallJson();
    json["added_tokens"] = nlohmann::json::parse(
        R"([{"id": 7, "content": "<x>", "special": true}, {"id": 8, "content": "<s>", "special": true}])");
    const Tokenizer tokenizer = Tokenizer::fromJson(
        json.dump(),
        R"({"eos_token": {"content": "<x>"}, "bos_token": null, "chat_template": "{{ x }}"})");
    QCOMPARE(tokenizer.special().eos.value_or(-1), 7);
    QVERIFY(!tokenizer.special().bos.has_value());
    QCOMPARE(tokenizer.chatTemplate(), std::string_view("{{ x }}"));
}

void TestTokenizer::cutsAreSafe_data()
{
    QTest::addColumn<std::string>("file");
    QTest::newRow("verse") << std::string("data/text/tinyshakespeare.txt");
    QTest::newRow("encyclopedia") << std::string("data/text/wikitext2_valid.txt");
    QTest::newRow("Korean") << std::string("data/ko/nsmc_reviews_files0-69.tsv");
    QTest::newRow("code") << std::string("data/code/HumanEval.jsonl");
}

/// Cutting at safeCut and encoding the pieces gives the ids of the whole, for GPT-2's and Llama 3's
/// patterns.
void TestTokenizer::cutsAreSafe()
{
    QFETCH(std::string, file);
    if (!fs::exists(shared() / file))
        QSKIP("shared data is not here");
    nlohmann::json llama = nlohmann::json::parse(gpt2().toJson());
    llama["pre_tokenizer"] = nlohmann::json::parse(R"({"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex":
         "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
         "behavior": "Isolated", "invert": false},
        {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]})");
    const Tokenizer second = read(llama);
    const std::string text = readFile(shared() / file).substr(0, 60000);
    const std::string_view valid = std::string_view(text).substr(0, text.rfind(' '));
    for (const Tokenizer* tokenizer : {&gpt2(), &second}) {
        Ids pieces;
        int cuts = 0;
        std::string_view rest = valid;
        while (rest.size() > 100) {
            std::string_view start = rest.substr(0, 97);
            while ((static_cast<unsigned char>(rest[start.size()]) & 0xC0) == 0x80)
                start.remove_suffix(1);
            size_t cut = tokenizer->safeCut(start);
            if (cut == 0)
                cut = tokenizer->safeCut(rest.substr(0, rest.find('\n', 1000)));
            if (cut == 0)
                break;
            tokenizer->encodeInto(rest.substr(0, cut), pieces, true, cuts > 0);
            rest.remove_prefix(cut);
            ++cuts;
        }
        tokenizer->encodeInto(rest, pieces, true, true);
        QVERIFY2(cuts > 40, std::to_string(cuts).c_str());
        QVERIFY(pieces == tokenizer->encode(valid));
    }
}

void TestTokenizer::parallelGivesTheSameIds()
{
    const fs::path file = shared() / "data/text/wikitext2_valid.txt";
    if (!fs::exists(file))
        QSKIP("shared data is not here");
    const std::string text = readFile(file);
    const Ids whole = gpt2().encode(text);
    QVERIFY(gpt2().encodeParallel(text, 3) == whole);
    QVERIFY(gpt2().decode(whole) == text);
}

/// One word of 1 MB takes no longer than some seconds (quadratic work would take hours).
void TestTokenizer::longWordsAreNotQuadratic()
{
    if (!fs::exists(gpt2Vocab()))
        QSKIP("shared data is not here");
    std::string text;
    while (text.size() < 1000000)
        text += "abcdefghijklmnopqrstuvwxyzthequickbrownfox";
    for (const std::string& hard :
         {text, std::string(1000000, ' '), std::string(1000000, '\n') + "x"}) {
        const auto start = std::chrono::steady_clock::now();
        QVERIFY(gpt2().decode(gpt2().encode(hard)) == hard);
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    }
}

void TestTokenizer::brokenFilesAreExplained_data()
{
    QTest::addColumn<std::string>("pointer");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("words");
    const auto row =
        [](const char* name, const char* pointer, const char* value, const char* words) {
            QTest::newRow(name) << std::string(pointer) << std::string(value) << std::string(words);
        };
    row("Unigram", "/model/type", R"("Unigram")", "model.type is not supported (Unigram)");
    row("byte fallback", "/model/byte_fallback", "true", "model.byte_fallback");
    row("suffix",
        "/model/end_of_word_suffix",
        R"("</w>")",
        "model.end_of_word_suffix is not supported");
    row("Metaspace",
        "/pre_tokenizer",
        R"({"type": "Metaspace"})",
        "pre_tokenizer is not supported (Metaspace)");
    row("no byte level", "/pre_tokenizer", "null", "needs ByteLevel");
    row("normalizer",
        "/normalizer",
        R"({"type": "Prepend"})",
        "normalizer is not supported (Prepend)");
    row("decoder", "/decoder", R"({"type": "WordPiece"})", "decoder is not supported (WordPiece");
    row("post-processor",
        "/post_processor",
        R"({"type": "Own"})",
        "post_processor is not supported (Own)");
    row("bad pattern",
        "/pre_tokenizer",
        R"({"type": "Split", "pattern": {"Regex": "(a"}, "behavior": "Isolated"})",
        "(a");
    row("merge of a missing token",
        "/model/merges/1",
        R"("ab x")",
        "merge 2 needs the token \"x\"");
    row("merge with a missing result",
        "/model/merges/0",
        R"("b a")",
        "merge 1 needs the token \"ba\"");
    row("merge of three", "/model/merges/0", R"("a b c")", "merge 1 (\"a b c\")");
    row("vocab is a list", "/model/vocab", "[]", "model.vocab");
    row("id is a text", "/model/vocab/ab", R"("four")", "the token \"ab\" is no whole number");
    row("unknown token missing", "/model/unk_token", R"("<unk>")", "model.unk_token");
    row("no model", "/model", "null", "model is malformed");
    row("added token without id",
        "/added_tokens",
        R"([{"content": "x"}])",
        "added_tokens, entry 1");
    row("added token at odds",
        "/added_tokens",
        R"([{"id": 9, "content": "ab"}])",
        "the id 9, but model.vocab gives it 4");
}

void TestTokenizer::brokenFilesAreExplained()
{
    QFETCH(std::string, pointer);
    QFETCH(std::string, value);
    QFETCH(std::string, words);
    nlohmann::json json = smallJson();
    json[nlohmann::json::json_pointer(pointer)] = nlohmann::json::parse(value);
    SAYS(read(json), words);
}

void TestTokenizer::holesAndDuplicates()
{
    nlohmann::json json = smallJson();
    json["model"]["vocab"]["far"] = 9;
    const Tokenizer holes =
        read(json); // 7 and 8 belong to no token: allowed, they decode to nothing
    QCOMPARE(holes.vocabSize(), 10);
    QCOMPARE(holes.tokenOf(8), std::string_view());
    QCOMPARE(holes.decode(Ids{0, 8, 1}), std::string("ab"));
    SAYS((void)holes.decode(Ids{10}), "The id 10 lies outside the vocabulary of 10");
    json["model"]["vocab"]["far"] = 4;
    SAYS(read(json), "gives the id 4 to two tokens, \"ab\" and \"far\"");
    json["model"]["vocab"]["far"] = -1;
    SAYS(read(json), "\"far\" the id -1");
    json["model"]["vocab"]["far"] = 4000000000LL;
    SAYS(read(json), "\"far\" the id 4000000000");
    SAYS(Tokenizer::fromJson("{\n\"model\": {,}"), "not valid JSON at line 2");
    SAYS(Tokenizer::fromJson("[]"), "no tokenizer.json");
    SAYS(Tokenizer::load("/nowhere/tokenizer.json"), "does not exist");
    SAYS((void)read(smallJson()).encode("abd"), "no token for the byte 100");
}

void TestTokenizer::invalidTextIsRefused()
{
    const Tokenizer tokenizer = read(smallJson());
    SAYS((void)tokenizer.encode("ab\xE9"), "not UTF-8 at byte 2");
    SAYS((void)tokenizer.encode("ab\xED\xA0\x80"), "not UTF-8 at byte 2"); // a surrogate
}

QTEST_GUILESS_MAIN(TestTokenizer)
#include "test_tokenizer.moc"
