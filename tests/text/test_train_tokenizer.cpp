#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>

using namespace espalier;
namespace fs = std::filesystem;
using Ids = std::vector<int32_t>;

namespace {

fs::path shared()
{
    const char* named = std::getenv("ESPALIER_SHARED");
    return named != nullptr ? fs::path(named) : fs::path(ESPALIER_SOURCE_DIR) / ".." / "shared";
}

Tokenizer
trained(std::string_view text, int64_t vocabSize, int64_t minFrequency = 1, unsigned threads = 1)
{
    BpeTrainer trainer({.vocabSize = vocabSize, .minFrequency = minFrequency, .threads = threads});
    trainer.add(text);
    return trainer.finish();
}

std::vector<std::string> mergesOf(const Tokenizer& tokenizer)
{
    std::vector<std::string> merges;
    const auto json = nlohmann::json::parse(tokenizer.toJson());
    for (const auto& merge : json["model"]["merges"])
        merges.push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
    return merges;
}

/// BPE as the definition says, on words cut at white space in front: counts everything anew for
/// each merge.
std::vector<std::string> slowMerges(const std::string& text, size_t merges)
{
    std::map<std::vector<std::string>, int64_t> words;
    size_t at = 0;
    while (at < text.size()) {
        const size_t end = std::min(text.find(' ', at + 1), text.size());
        std::vector<std::string> word;
        for (; at < end; ++at)
            word.emplace_back(1, text[at]);
        ++words[word];
    }
    std::vector<std::string> learnt;
    while (learnt.size() < merges) {
        std::map<std::pair<std::string, std::string>, int64_t> counts;
        for (const auto& [word, count] : words)
            for (size_t i = 0; i + 1 < word.size(); ++i)
                counts[{word[i], word[i + 1]}] += count;
        if (counts.empty())
            break;
        auto best = counts.begin();
        for (auto pair = counts.begin(); pair != counts.end(); ++pair)
            if (pair->second >=
                best->second) // the map is in order: the last of equals is the largest
                best = pair;
        const auto [left, right] = best->first;
        std::map<std::vector<std::string>, int64_t> merged;
        for (const auto& [word, count] : words) {
            std::vector<std::string> result;
            for (size_t i = 0; i < word.size(); ++i) {
                if (i + 1 < word.size() && word[i] == left && word[i + 1] == right) {
                    result.push_back(left + right);
                    ++i;
                } else {
                    result.push_back(word[i]);
                }
            }
            merged[result] += count;
        }
        words = merged;
        learnt.push_back(left + "|" + right);
    }
    return learnt;
}

} // namespace

class TestTrainTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergesTheMostFrequentPairFirst();
    void tiesGoToTheLargerPair();
    void agreesWithTheDefinition();
    void threadsChangeNothing();
    void specialTokensAreNeverMerged();
    void minFrequencyStopsEarly();
    void everyTextRoundTrips();
    void charactersAreInCodePointOrder();
    void charactersRoundTrip();
    void nothingToTrainFromIsSaid();
};

void TestTrainTokenizer::mergesTheMostFrequentPairFirst()
{
    // The example of Sennrich et al. 2016: low x5, lower x2, newest x6, widest x3.
    std::string text;
    for (const auto& [word, times] : std::vector<std::pair<std::string, int>>{
             {"low", 5}, {"lower", 2}, {"newest", 6}, {"widest", 3}})
        for (int i = 0; i < times; ++i)
            text += word + "\n";
    const Tokenizer tokenizer = trained(text, 256 + 6 + 1);
    // es 9 = st 9: "s t" is larger; then e st 9; ow 7 = lo 7: "o w"; l ow 7; w est 6 = ne 6 = ew 6:
    // "w est"; n e = e west: "n e".
    QCOMPARE(
        mergesOf(tokenizer),
        (std::vector<std::string>{"s t", "e st", "o w", "l ow", "w est", "n e"}));
    QCOMPARE(tokenizer.vocabSize(), 263);
    QCOMPARE(tokenizer.special().eos.value_or(-1), 262);
}

void TestTrainTokenizer::tiesGoToTheLargerPair()
{
    // ab, cd once each: (c, d) is lexicographically larger.
    QCOMPARE(mergesOf(trained("ab\ncd", 258 + 1)).front(), std::string("c d"));
    // By bytes of the first token, then of the second; a longer token is larger than its prefix.
    QCOMPARE(mergesOf(trained("ab\nac", 257 + 1)).front(), std::string("a c"));
}

void TestTrainTokenizer::agreesWithTheDefinition()
{
    Random random(3, "bpe");
    for (int round = 0; round < 5; ++round) {
        std::string text = "a";
        for (int i = 0; i < 3000; ++i)
            text += random.below(5) == 0 && text.back() != ' '
                        ? ' '
                        : static_cast<char>('a' + random.below(3 + round));
        while (text.back() == ' ')
            text.pop_back();
        const auto expected = slowMerges(text, 60);
        std::vector<std::string> got;
        for (std::string merge : mergesOf(trained(text, 257 + 60))) {
            // Spelled tokens: the space is U+0120.
            merge[merge.find(' ')] = '|';
            for (size_t at = 0; (at = merge.find("\u0120", at)) != std::string::npos;)
                merge.replace(at, 2, " ");
            got.push_back(merge);
        }
        QVERIFY(got.size() >= 60);
        got.resize(60);
        QVERIFY(got == expected);
    }
}

void TestTrainTokenizer::threadsChangeNothing()
{
    const fs::path file = shared() / "data/text/wikitext2_valid.txt";
    if (!fs::exists(file))
        QSKIP("shared data is not here");
    const std::string text = readFile(file).substr(0, 300000);
    QCOMPARE(trained(text, 1024, 1, 3).toJson(), trained(text, 1024, 1, 1).toJson());
}

void TestTrainTokenizer::specialTokensAreNeverMerged()
{
    const Tokenizer tokenizer = trained("ab<|endoftext|>ab<|endoftext|>ab", 256 + 1 + 5);
    QCOMPARE(mergesOf(tokenizer), (std::vector<std::string>{"a b"}));
    QCOMPARE(tokenizer.encode("ab<|endoftext|>"), (Ids{256, 257}));
}

void TestTrainTokenizer::minFrequencyStopsEarly()
{
    QCOMPARE(mergesOf(trained("abab ab cd", 400, 2)), (std::vector<std::string>{"a b"}));
}

void TestTrainTokenizer::everyTextRoundTrips()
{
    const Tokenizer tokenizer = trained("the cat sat on the mat", 280);
    const std::string text("한글 👩‍👩‍👧 \u0301 a\0b", 32);
    QCOMPARE(tokenizer.decode(tokenizer.encode(text)), text);
}

void TestTrainTokenizer::charactersAreInCodePointOrder()
{
    CharacterTrainer trainer;
    trainer.add("b가a\nb");
    const Tokenizer tokenizer = trainer.finish();
    QCOMPARE(tokenizer.vocabSize(), 6); // <unk>, <|endoftext|>, \n, a, b, 가
    QCOMPARE(tokenizer.encode("\nab가"), (Ids{2, 3, 4, 5}));
    QCOMPARE(tokenizer.encode("z"), (Ids{0}));
    QVERIFY(tokenizer.isCharacters());
    QCOMPARE(tokenizer.kind(), std::string_view("WordLevel"));
    QCOMPARE(tokenizer.special().unk.value_or(-1), 0);
}

void TestTrainTokenizer::charactersRoundTrip()
{
    const char bytes[] = "naïve 👩‍👩‍👧\r\n\u0301\0 값";
    const std::string text(bytes, sizeof bytes - 1); // with its NUL in the middle
    CharacterTrainer trainer;
    trainer.add(text);
    const Tokenizer tokenizer = trainer.finish();
    QCOMPARE(tokenizer.decode(tokenizer.encode(text)), text);
    const TemporaryFolder folder;
    tokenizer.save(folder.path());
    const Tokenizer again = Tokenizer::load(folder.path());
    QCOMPARE(again.encode(text), tokenizer.encode(text));
    QCOMPARE(again.toJson(), tokenizer.toJson());
}

void TestTrainTokenizer::nothingToTrainFromIsSaid()
{
    const auto fails = [](auto act) {
        try {
            act();
        } catch (const Error& error) {
            return error.kind() == Error::Kind::Input;
        }
        return false;
    };
    QVERIFY(fails([] { BpeTrainer({}).finish(); }));
    QVERIFY(fails([] { CharacterTrainer().finish(); }));
    QVERIFY(fails([] { BpeTrainer trainer({.vocabSize = 200}); }));
    QVERIFY(fails([] { CharacterTrainer().add("\xFF"); }));
}

QTEST_GUILESS_MAIN(TestTrainTokenizer)
#include "test_train_tokenizer.moc"
