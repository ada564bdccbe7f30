#include "core/base/random.h"
#include "core/data/world.h"

#include <QElapsedTimer>
#include <QTest>

using namespace espalier;

namespace {

constexpr Language kLanguages[] = {Language::English, Language::Korean};

const char* nameOf(Language language)
{
    return language == Language::English ? "English" : "Korean";
}

/// The sentence with its words in another order; empty where no other order was found.
std::string shuffled(const std::string& sentence, Random& random)
{
    const char end = sentence.back();
    std::vector<std::string> words;
    std::string word;
    for (const char c : sentence.substr(0, sentence.size() - 1) + " ") {
        if (c != ' ') {
            word += c;
            continue;
        }
        words.push_back(std::move(word));
        word.clear();
    }
    if (words[0][0] >= 'A' && words[0][0] <= 'Z' && words.size() > 1)
        words[0][0] = static_cast<char>(words[0][0] | 0x20);
    shuffle(words, random);
    if (words[0][0] >= 'a' && words[0][0] <= 'z')
        words[0][0] = static_cast<char>(words[0][0] & ~0x20);
    std::string text;
    for (const auto& w : words)
        text += (text.empty() ? "" : " ") + w;
    return text + end;
}

/// Each way to replace one particle of a Korean sentence by its twin for the other final sound.
std::vector<std::string> wrongParticles(const std::string& sentence)
{
    static const std::pair<std::string, std::string> kTwins[] = {
        {"은 ", "는 "}, {"이 ", "가 "}, {"을 ", "를 "}, {"과 ", "와 "}};
    std::vector<std::string> wrong;
    for (const auto& [a, b] : kTwins) {
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
            for (size_t at = sentence.find(from); at != std::string::npos;
                 at = sentence.find(from, at + 1)) {
                if (at == 0 || sentence[at - 1] == ' ')
                    continue;
                wrong.push_back(std::string(sentence).replace(at, from.size(), to));
            }
        }
    }
    return wrong;
}

} // namespace

class TestWorldParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyToldSentenceParses();
    void shuffledSentencesDoNotParse();
    void wrongParticlesDoNotParse();
    void sentencesNeverToldParse_data();
    void sentencesNeverToldParse();
    void faultySentencesDoNotParse_data();
    void faultySentencesDoNotParse();
    void sumsToldAreRight();
    void aWrongSumParsesButIsFound();
    void textIsCutIntoSentences();
    void reportsNameTheFailures();
    void wordsAreCutOut();
};

void TestWorldParser::everyToldSentenceParses()
{
    constexpr uint64_t kDocuments = 20'000;
    for (const auto language : kLanguages) {
        size_t sentences = 0;
        qint64 nanoseconds = 0;
        for (uint64_t i = 0; i < kDocuments; ++i) {
            const auto split = i % 2 == 0 ? Split::Train : Split::Validation;
            const auto text = worldDocument(21, i, language, split);
            QElapsedTimer timer;
            timer.start();
            const auto report = parseText(text, language);
            nanoseconds += timer.nsecsElapsed();
            QVERIFY2(
                report.failures.empty(), report.failures.empty() ? "" : report.failures[0].c_str());
            QCOMPARE(report.parsed, report.sentences);
            sentences += report.sentences;
        }
        qInfo(
            "%s: %zu sentences, %.0f a second",
            nameOf(language),
            sentences,
            static_cast<double>(sentences) * 1e9 / static_cast<double>(nanoseconds));
    }
}

void TestWorldParser::shuffledSentencesDoNotParse()
{
    Random random(3, "shuffle");
    for (const auto language : kLanguages) {
        size_t tried = 0;
        size_t rejected = 0;
        for (uint64_t i = 0; i < 2000; ++i) {
            for (const auto& sentence : world::makeStory(22, i, language, Split::Train).sentences) {
                const auto other = shuffled(sentence, random);
                if (other == sentence)
                    continue;
                ++tried;
                rejected += parsesSentence(other, language) ? 0 : 1;
            }
        }
        qInfo("%s: %zu of %zu shuffled sentences rejected", nameOf(language), rejected, tried);
        QVERIFY(tried > 15'000);
        QVERIFY(static_cast<double>(rejected) >= 0.97 * static_cast<double>(tried));
    }
}

void TestWorldParser::wrongParticlesDoNotParse()
{
    size_t tried = 0;
    for (uint64_t i = 0; i < 2000; ++i) {
        for (const auto& sentence :
             world::makeStory(23, i, Language::Korean, Split::Train).sentences) {
            for (const auto& wrong : wrongParticles(sentence)) {
                ++tried;
                QVERIFY2(!parsesSentence(wrong, Language::Korean), wrong.c_str());
            }
        }
    }
    QVERIFY(tried > 10'000);
}

void TestWorldParser::sentencesNeverToldParse_data()
{
    QTest::addColumn<bool>("korean");
    QTest::addColumn<QString>("sentence");
    const auto row = [](bool korean, const char* sentence) {
        QTest::newRow(sentence) << korean << QString::fromUtf8(sentence);
    };
    row(false, "There was once an elegant astronomer named Xenia in Mapleport.");
    row(false, "Calmina gave one hundred and one candles to Otto.");
    row(false, "So Emberheart had one crisp apple left.");
    row(false, "Zachary was fond of yodelling.");
    row(false, "\"Otto, why are you so sorrowful?\" asked Mistsong.");
    row(false, "While a shy wren hummed, Xenia suddenly thanked Otto for the silver ring.");
    row(false, "Mistsong took the ring to Riverrunner at once with a merry wink.");
    row(false, "\"One hundred and five minus five is one hundred,\" said Zita.");
    row(true, "달빛숲에 금송이라는 작은 반딧불이 한 마리가 살았다.");
    row(true, "칠복은 무책임한 시계공이었다.");
    row(true, "맑은 아침에 봄연은 얼른 낡은 반지를 들고 칠복을 찾아갔다.");
    row(true, "아흔여덟에 하나를 더하면 아흔아홉이다.");
    row(true, "그래서 금송이에게는 낡은 목도리 한 개가 남았다.");
}

void TestWorldParser::sentencesNeverToldParse()
{
    QFETCH(bool, korean);
    QFETCH(QString, sentence);
    QVERIFY(parsesSentence(sentence.toStdString(), korean ? Language::Korean : Language::English));
}

void TestWorldParser::faultySentencesDoNotParse_data()
{
    QTest::addColumn<bool>("korean");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* fault, bool korean, const char* sentence) {
        QTest::newRow(fault) << korean << QString::fromUtf8(sentence);
    };
    row("article", false, "There was once a astronomer named Xenia in Mapleport.");
    row("article before a consonant", false, "There was once an potter named Tom in Oakford.");
    row("plural after one", false, "So Mina had one apples left.");
    row("singular after two", false, "So Mina had two apple left.");
    row("small letter", false, "everyone knew that Mina was honest.");
    row("name in small letters", false, "Then mina reached the mill first.");
    row("species as a name", false, "Everyone knew that fox was honest.");
    row("adjective behind the noun", false, "So Mina had two apples crisp left.");
    row("opener before speech", false, "After some stew, \"Thank you, Mina!\" said Tom.");
    row("adverb before the name", false, "Softly Mina gave six apples to Tom.");
    row("name with article", false, "Everyone knew that the Mina was honest.");
    row("no full stop", false, "Everyone knew that Mina was honest");
    row("verb form", false, "Mina liked apples and loved to danced.");
    row("his for Mina", false, "Not long after, Mina lost his way behind the mill.");
    row("she for Tom", false, "Tom felt sad when she saw Mina.");
    row("unknown word", false, "Everyone knew that Mina was blorful.");
    row("salad", false, "Apple the of quickly Mina and.");
    row("empty", false, "");
    row("object particle", true, "지훈은 사과을 무척 좋아했다.");
    row("topic particle", true, "지훈는 무척 정직했다.");
    row("direction after a consonant", true, "지훈과 미나는 시장로 나들이를 가기로 했다.");
    row("direction after ㄹ", true, "지훈과 미나는 우물으로 나들이를 가기로 했다.");
    row("counter", true, "그래서 지훈에게는 공 세 권이 남았다.");
    row("number before a counter", true, "그래서 지훈에게는 공 셋 개가 남았다.");
    row("past as adnominal", true, "지훈은 정직했은 농부였다.");
    row("order of words", true, "좋아했다 무척 지훈은 사과를.");
    row("unknown Korean word", true, "지훈은 꿹을 무척 좋아했다.");
}

void TestWorldParser::faultySentencesDoNotParse()
{
    QFETCH(bool, korean);
    QFETCH(QString, sentence);
    QVERIFY(!parsesSentence(sentence.toStdString(), korean ? Language::Korean : Language::English));
}

void TestWorldParser::sumsToldAreRight()
{
    for (const auto language : kLanguages) {
        size_t stated = 0;
        for (uint64_t i = 0; i < 5000; ++i) {
            const auto text = worldDocument(24, i, language, Split::Validation);
            const auto report = checkSums(text, language);
            QVERIFY2(report.right == report.stated, text.c_str());
            stated += report.stated;
        }
        QVERIFY(stated > 1000);
    }
}

void TestWorldParser::aWrongSumParsesButIsFound()
{
    const std::string right = "\"Five and seven make twelve,\" said Mina.";
    const std::string wrong = "\"Five and seven make thirteen,\" said Mina.";
    QVERIFY(parsesSentence(right, Language::English));
    QVERIFY(parsesSentence(wrong, Language::English));
    const auto report = checkSums(right + " " + wrong, Language::English);
    QCOMPARE(report.stated, size_t{2});
    QCOMPARE(report.right, size_t{1});
    const auto korean =
        checkSums("다섯에 일곱을 더하면 열둘이다. 칠 곱하기 팔은 오십오다.", Language::Korean);
    QCOMPARE(korean.stated, size_t{2});
    QCOMPARE(korean.right, size_t{1});
}

void TestWorldParser::textIsCutIntoSentences()
{
    using Sentences = std::vector<std::string>;
    QCOMPARE(
        sentencesOf("Tom came. \"Where is it?\" asked Mina. \"Here!\" \"Good.\""),
        (Sentences{"Tom came.", "\"Where is it?\" asked Mina.", "\"Here!\"", "\"Good.\""}));
    QCOMPARE(
        sentencesOf("여우가 왔다. 여우는 \"안녕? 나야.\"라고 말했다.\n끝이 없는 줄\n다음."),
        (Sentences{"여우가 왔다.", "여우는 \"안녕? 나야.\"라고 말했다.", "끝이 없는 줄", "다음."}));
    QCOMPARE(sentencesOf("  \n \n"), Sentences{});
}

void TestWorldParser::reportsNameTheFailures()
{
    const auto report =
        parseText("Mina was honest. Honest Mina was. Mistsong was brave.", Language::English);
    QCOMPARE(report.sentences, size_t{3});
    QCOMPARE(report.parsed, size_t{2});
    QCOMPARE(report.failures, std::vector<std::string>{"Honest Mina was."});
}

void TestWorldParser::wordsAreCutOut()
{
    QCOMPARE(
        worldWords("\"I can't,\" said Tom - twenty-one 사과를!"),
        (std::vector<std::string>{"i", "can't", "said", "tom", "twenty-one", "사과를"}));
}

QTEST_GUILESS_MAIN(TestWorldParser)
#include "test_world_parser.moc"
