/// WordPiece: BERT's normalisation, cutting, encoding, decoding, files and training. Expected ids
/// are worked out by hand from BERT's published rules.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;
using Ids = std::vector<int32_t>;

namespace {

/// The vocabulary of BERT's own test, with what the other rows need; the ids are the places.
const std::vector<std::string> kTokens = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "want",   "##want", "##ed",   "wa",
    "un",    "runn",  "##ing", ",",     "low",    "lowest", "##aff",  "##able", "cafe",
    "café",  "中",    "国",    "!",     "don",    "'",      "t",      "가",     "ᄀ",
    "##ᅡ",  "A",     "a",     "##b",   "naive",  "$"};

nlohmann::json bertJson(bool lowercase, nlohmann::json stripAccents = nullptr)
{
    nlohmann::json vocab;
    for (size_t id = 0; id < kTokens.size(); ++id)
        vocab[kTokens[id]] = id;
    nlohmann::json added;
    for (int id = 0; id < 5; ++id)
        added.push_back(
            {{"id", id}, {"content", kTokens[id]}, {"special", true}, {"normalized", false}});
    return {
        {"version", "1.0"},
        {"added_tokens", added},
        {"normalizer",
         {{"type", "BertNormalizer"},
          {"clean_text", true},
          {"handle_chinese_chars", true},
          {"strip_accents", stripAccents},
          {"lowercase", lowercase}}},
        {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
        {"post_processor",
         {{"type", "BertProcessing"}, {"sep", {"[SEP]", 3}}, {"cls", {"[CLS]", 2}}}},
        {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
        {"model",
         {{"type", "WordPiece"},
          {"unk_token", "[UNK]"},
          {"continuing_subword_prefix", "##"},
          {"max_input_chars_per_word", 100},
          {"vocab", vocab}}},
    };
}

Tokenizer bert(bool lowercase, nlohmann::json stripAccents = nullptr)
{
    return Tokenizer::fromJson(bertJson(lowercase, std::move(stripAccents)).dump());
}

std::string sentenceOf(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        return error.words();
    }
    return "no error";
}

Tokenizer trained(const std::string& text, WordPieceTrainParams params)
{
    WordPieceTrainer trainer(params);
    trainer.add(text);
    return trainer.finish();
}

std::vector<std::string> tokensOf(const Tokenizer& tokenizer)
{
    std::vector<std::string> tokens;
    for (int32_t id = 5; id < tokenizer.vocabSize(); ++id)
        tokens.emplace_back(tokenizer.tokenOf(id));
    return tokens;
}

} // namespace

class TestWordPiece : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void addsClsAndSep();
    void rolesAreKnown();
    void decodesWithSpaces();
    void savedIsTheSame();
    void vocabTextIsRead();
    void learnsMergesInWords();
    void lettersBeyondTheAlphabetAreUnknown();
    void koreanRoundTrips();
    void threadsChangeNothing();
    void faultsAreExplained_data();
    void faultsAreExplained();
    void randomFilesNeverCrash();
};

void TestWordPiece::encodes_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("lowercase");
    QTest::addColumn<Ids>("ids");
    const auto row = [](const char* name, const std::string& text, bool lowercase, const Ids& ids) {
        QTest::newRow(name) << text << lowercase << ids;
    };
    // BERT's own example.
    row("published", "UNwant\u00E9d,running", true, {9, 6, 7, 12, 10, 11});
    row("longest first", "unaffable lowest", false, {9, 15, 16, 14});
    row("a piece that fits nowhere makes the word unknown", "unwantedX low", false, {1, 13});
    row("empty", "", true, {});
    row("only white space", " \t\n\u00A0\u3000", true, {});
    row("cased", "A a", false, {28, 29});
    row("lower case", "A a", true, {29, 29});
    row("accents go with lower case", "Caf\u00E9 nai\u0308ve", true, {17, 31});
    row("accents stay", "caf\u00E9 cafe", false, {18, 17});
    row("CJK ideographs stand alone", "中国low中", true, {19, 20, 13, 19});
    row("punctuation stands alone", "low!!don't$a", true, {13, 21, 21, 22, 23, 24, 32, 29});
    row("control characters go, white space parts",
        std::string("lo\x01w\u200B\0a\uFFFD\tb", 14) + "\r\nlow",
        false,
        {1, 1, 13});
    row("Hangul stays whole", "가", false, {25});
    // NFD takes the syllable apart into U+1100 and U+1161; neither is a mark.
    row("Hangul falls apart with accents", "가", true, {26, 27});
    row("100 letters are a word", "a" + std::string(99, 'b'), false, [] {
        Ids ids(100, 30);
        ids[0] = 29;
        return ids;
    }());
    row("101 are unknown", "a" + std::string(100, 'b'), false, {1});
    row("special tokens are found", "low[MASK] [SEP]", true, {13, 4, 3});
}

void TestWordPiece::encodes()
{
    QFETCH(std::string, text);
    QFETCH(bool, lowercase);
    QFETCH(Ids, ids);
    const Tokenizer tokenizer = bert(lowercase);
    QVERIFY2(tokenizer.encode(text) == ids, nlohmann::json(tokenizer.encode(text)).dump().c_str());
    QVERIFY(tokenizer.encodeParallel(text, 2) == ids);
}

void TestWordPiece::addsClsAndSep()
{
    QCOMPARE(bert(true).encode("low", true, true), (Ids{2, 13, 3}));
    QCOMPARE(bert(true).encode("low"), (Ids{13}));
    // strip_accents alone.
    QCOMPARE(bert(false, true).encode("caf\u00E9"), (Ids{17}));
    QCOMPARE(bert(true, false).encode("CAF\u00C9"), (Ids{18}));
    // Spelled as a special token, but asked for as text: [ and ] are no tokens.
    QCOMPARE(bert(true).encode("[low]", false), (Ids{1, 13, 1}));
}

void TestWordPiece::rolesAreKnown()
{
    const SpecialIds special = bert(true).special();
    QCOMPARE(special.pad.value_or(-1), 0);
    QCOMPARE(special.unk.value_or(-1), 1);
    QCOMPARE(special.cls.value_or(-1), 2);
    QCOMPARE(special.sep.value_or(-1), 3);
    QCOMPARE(special.mask.value_or(-1), 4);
    QCOMPARE(bert(true).kind(), std::string_view("WordPiece"));
    QVERIFY(!bert(true).isCharacters());
}

void TestWordPiece::decodesWithSpaces()
{
    const Tokenizer tokenizer = bert(true);
    QCOMPARE(
        tokenizer.decode(Ids{2, 9, 15, 16, 12, 13, 21, 3}),
        std::string("[CLS] unaffable, low! [SEP]"));
    QCOMPARE(
        tokenizer.decode(Ids{2, 9, 15, 16, 12, 13, 21, 3}, true), std::string("unaffable, low!"));
    // A continuation at the beginning keeps its prefix, as in the reference.
    QCOMPARE(tokenizer.decode(Ids{15, 16}), std::string("##affable"));
    QCOMPARE(tokenizer.bytesOf(16), std::string_view("able"));
    QCOMPARE(tokenizer.bytesOf(13), std::string_view(" low"));
    StreamDecoder stream(tokenizer, true);
    std::string text;
    for (const int32_t id : Ids{2, 9, 15, 16, 12, 13, 3})
        text += stream.push(id);
    QCOMPARE(text + stream.finish(), std::string("unaffable, low"));
    nlohmann::json plain = bertJson(true);
    plain["decoder"]["cleanup"] = false;
    QCOMPARE(Tokenizer::fromJson(plain.dump()).decode(Ids{13, 12, 13}), std::string("low , low"));
}

void TestWordPiece::savedIsTheSame()
{
    const TemporaryFolder folder;
    const Tokenizer tokenizer = bert(false);
    tokenizer.save(folder.path());
    const Tokenizer again = Tokenizer::load(folder.path());
    QCOMPARE(again.toJson(), tokenizer.toJson());
    QCOMPARE(again.encode("unaffable 가", true, true), (Ids{2, 9, 15, 16, 25, 3}));
    const auto json = nlohmann::json::parse(again.toJson());
    QCOMPARE(json["model"]["vocab"].size(), kTokens.size());
    QCOMPARE(json["model"]["type"].get<std::string>(), std::string("WordPiece"));
    QVERIFY(!json["model"].contains("merges"));
    std::string lines;
    for (const std::string& token : kTokens)
        lines += token + "\n";
    QCOMPARE(readFile(folder.path() / "vocab.txt"), lines);
    const auto config = nlohmann::json::parse(readFile(folder.path() / "tokenizer_config.json"));
    QCOMPARE(config["mask_token"].get<std::string>(), std::string("[MASK]"));
}

void TestWordPiece::vocabTextIsRead()
{
    const TemporaryFolder folder;
    std::string lines;
    for (const std::string& token : kTokens)
        lines += token + "\r\n";
    writeAtomically(folder.path() / "vocab.txt", lines);
    for (const fs::path& path : {folder.path(), folder.path() / "vocab.txt"}) {
        const Tokenizer small = Tokenizer::load(path); // do_lower_case is the default
        QCOMPARE(small.encode("UNwant\u00E9d[MASK]", true, true), (Ids{2, 9, 6, 7, 4, 3}));
    }
    writeAtomically(folder.path() / "tokenizer_config.json", R"({"do_lower_case": false})");
    QCOMPARE(Tokenizer::load(folder.path()).encode("A caf\u00E9"), (Ids{28, 18}));
}

void TestWordPiece::learnsMergesInWords()
{
    // ab 3 times, abc twice, c once. Letters a b c (b and c go on: ##b, ##c).
    // a ##b 5 -> ab; then ab ##c 2 -> abc.
    const Tokenizer tokenizer = trained("ab ab ab abc abc c", {.vocabSize = 12});
    QCOMPARE(
        tokensOf(tokenizer), (std::vector<std::string>{"a", "b", "c", "##b", "##c", "ab", "abc"}));
    QCOMPARE(tokenizer.encode("abc ab, cab"), (Ids{11, 10, 1, 1}));
    QCOMPARE(tokenizer.encode("cb", true, true), (Ids{2, 7, 8, 3}));
    QCOMPARE(tokenizer.special().mask.value_or(-1), 4);
    // Ties: x y and z w once each; (z, ##w) is the larger.
    QCOMPARE(
        tokensOf(trained("xy zw", {.vocabSize = 13})),
        (std::vector<std::string>{"w", "x", "y", "z", "##w", "##y", "zw", "xy"}));
    // A pair of continuations keeps the prefix of the first: b c of abc and dbc.
    QCOMPARE(
        tokensOf(trained("abc dbc", {.vocabSize = 14})),
        (std::vector<std::string>{"a", "b", "c", "d", "##b", "##c", "##bc", "dbc", "abc"}));
    // minFrequency stops; special tokens never merge and take the ids after the five.
    const Tokenizer stops = trained(
        "ab<x>ab cd", {.vocabSize = 50, .minFrequency = 2, .specialTokens = {"<x>", "[SEP]"}});
    QCOMPARE(
        tokensOf(stops), (std::vector<std::string>{"<x>", "a", "b", "c", "d", "##b", "##d", "ab"}));
    QCOMPARE(stops.encode("ab<x>"), (Ids{12, 5}));
}

void TestWordPiece::lettersBeyondTheAlphabetAreUnknown()
{
    const Tokenizer tokenizer = trained("aaa bb bb c", {.vocabSize = 20, .alphabet = 2});
    QVERIFY(!tokenizer.idOf("c"));
    QCOMPARE(tokenizer.encode("c"), (Ids{1}));
    QVERIFY(tokenizer.idOf("bb"));
}

void TestWordPiece::koreanRoundTrips()
{
    const std::string text = "나무는 숲에서 자란다. 나무는 크다! Tree Trees É";
    const Tokenizer tokenizer = trained(text, {.vocabSize = 200});
    QCOMPARE(tokenizer.decode(tokenizer.encode(text)), text);
    const Tokenizer small =
        trained(text, {.vocabSize = 200, .lowercase = true, .stripAccents = true});
    QCOMPARE(small.encode("TREE e"), small.encode("tree \u00C9"));
    const auto json = nlohmann::json::parse(tokenizer.toJson());
    QCOMPARE(json["normalizer"]["lowercase"].get<bool>(), false);
    QCOMPARE(json["normalizer"]["strip_accents"].get<bool>(), false);
}

void TestWordPiece::threadsChangeNothing()
{
    Random random(7, "wordpiece");
    std::string text;
    for (int i = 0; i < 60000; ++i)
        text += random.below(6) == 0 ? ' ' : static_cast<char>('a' + random.below(9));
    QCOMPARE(
        trained(text, {.vocabSize = 300, .threads = 3}).toJson(),
        trained(text, {.vocabSize = 300, .threads = 1}).toJson());
}

void TestWordPiece::faultsAreExplained_data()
{
    QTest::addColumn<std::string>("pointer");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("words");
    const auto row = [](const char* pointer, const char* value, const char* words) {
        QTest::newRow(pointer) << std::string(pointer) << std::string(value) << std::string(words);
    };
    row("/model/unk_token", "null", "model.unk_token is malformed: a WordPiece model needs one");
    row("/model/unk_token", R"("<unk>")", "model.unk_token");
    row("/decoder", R"({"type": "ByteLevel"})", "ByteLevel with a WordPiece model");
    row("/decoder", R"({"type": "WordPiece"})", "\"prefix\" should be a text");
    row("/normalizer/lowercase", "3", "\"lowercase\" should be true or false");
    row("/pre_tokenizer", R"({"type": "ByteLevel"})", "ByteLevel with a WordPiece model");
}

void TestWordPiece::faultsAreExplained()
{
    QFETCH(std::string, pointer);
    QFETCH(std::string, value);
    QFETCH(std::string, words);
    nlohmann::json json = bertJson(true);
    json[nlohmann::json::json_pointer(pointer)] = nlohmann::json::parse(value);
    const std::string sentence = sentenceOf([&] { (void)Tokenizer::fromJson(json.dump()); });
    QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
    QVERIFY(sentenceOf([] {
                WordPieceTrainer trainer({.vocabSize = 6});
            }).find("too small") != std::string::npos);
    QVERIFY(sentenceOf([] { WordPieceTrainer({}).finish(); }).find("no text") != std::string::npos);
}

/// A file that is cut short or changed at random is read or refused.
void TestWordPiece::randomFilesNeverCrash()
{
    const std::string whole = bertJson(true).dump();
    Random random(9, "files");
    for (int round = 0; round < 1500; ++round) {
        std::string file = whole;
        if (round % 3 == 0)
            file.resize(random.below(file.size()));
        for (uint64_t i = 0; i < random.below(4); ++i)
            if (!file.empty())
                file[random.below(file.size())] = static_cast<char>(random.below(128));
        try {
            const Tokenizer tokenizer = Tokenizer::fromJson(file);
            (void)tokenizer.decode(tokenizer.encode("UNaffable 가 中!", true, true));
        } catch (const Error&) {
        }
    }
    const TemporaryFolder folder;
    for (int round = 0; round < 50; ++round) {
        std::string lines = "[UNK]\n";
        for (int i = 0; i < 200; ++i)
            lines += static_cast<char>(random.below(256));
        writeAtomically(folder.path() / "vocab.txt", lines);
        try {
            (void)Tokenizer::load(folder.path()).encode("abc");
        } catch (const Error&) {
        }
    }
}

QTEST_GUILESS_MAIN(TestWordPiece)
#include "test_word_piece.moc"
