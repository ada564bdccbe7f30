#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/documents.h"
#include "core/data/tokens.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;
using Ids = std::vector<int32_t>;

namespace {

fs::path shared()
{
    const char* named = std::getenv("ESPALIER_SHARED");
    return named != nullptr ? fs::path(named) : fs::path(ESPALIER_SOURCE_DIR) / ".." / "shared";
}

class ListSource : public DocumentSource
{
public:
    explicit ListSource(std::vector<DocumentPart> parts)
        : m_parts(std::move(parts))
    {
    }
    bool next(DocumentPart& part) override
    {
        if (m_at == m_parts.size())
            return false;
        part = m_parts[m_at++];
        return true;
    }

private:
    std::vector<DocumentPart> m_parts;
    size_t m_at = 0;
};

Tokenizer characters(std::string_view text)
{
    CharacterTrainer trainer;
    trainer.add(text);
    return trainer.finish();
}

Ids everything(const TokenStore& store)
{
    Ids ids(store.size());
    store.copy(0, ids);
    return ids;
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

} // namespace

class TestTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsFollowEachOther();
    void piecesGiveTheIdsOfTheWhole_data();
    void piecesGiveTheIdsOfTheWhole();
    void textWithoutSpacesIsCut();
    void wideVocabulariesAreStoredWide();
    void sidesShareAStore();
    void damageIsSaid();
    void stoppingIsAnInterruption();
};

void TestTokens::documentsFollowEachOther()
{
    const TemporaryFolder folder;
    const Tokenizer tokenizer = characters("abc"); // a 2, b 3, c 4; end 1
    ListSource source({{"ab", true}, {"c", false}, {"a", true}, {"", true}, {"b", true}});
    const TokenCounts counts =
        writeTokens(source, tokenizer, folder.path(), "train", {.separator = 1});
    QCOMPARE(counts.tokens, uint64_t{9});
    const TokenStore store(folder.path(), "train");
    QCOMPARE(everything(store), (Ids{2, 3, 1, 4, 2, 1, 1, 3, 1}));
    QCOMPARE(store.documents(), uint64_t{4});
    QCOMPARE(store.documentStart(1), uint64_t{3});
    QCOMPARE(store.documentStart(3), uint64_t{7});
    QCOMPARE(store.textBytes(), uint64_t{5});
    QCOMPARE(store.at(3), 4);
    QCOMPARE(store.vocabSize(), 5);
    QCOMPARE(store.separator().value_or(-1), 1);
    std::vector<int64_t> some(3);
    store.copy(2, some);
    QCOMPARE(some, (std::vector<int64_t>{1, 4, 2}));
    QCOMPARE(fs::file_size(folder.path() / "train.bin"), uintmax_t{18});
}

void TestTokens::piecesGiveTheIdsOfTheWhole_data()
{
    QTest::addColumn<std::string>("file");
    QTest::newRow("verse") << std::string("data/text/tinyshakespeare.txt");
    QTest::newRow("encyclopedia") << std::string("data/text/wikitext2_valid.txt");
    QTest::newRow("Korean") << std::string("data/ko/nsmc_reviews_files0-69.tsv");
}

/// One document of over a megabyte, encoded in pieces on several threads.
void TestTokens::piecesGiveTheIdsOfTheWhole()
{
    QFETCH(std::string, file);
    if (!fs::exists(shared() / file))
        QSKIP("shared data is not here");
    const Tokenizer tokenizer = Tokenizer::load(shared() / "data/tokenizer/gpt2_vocab.json");
    const TemporaryFolder folder;
    const auto source = openDocuments(
        {.path = shared() / file,
         .format = TextFormat::Text,
         .document = DocumentUnit::File,
         .partBytes = 100000});
    writeTokens(*source, tokenizer, folder.path(), "train", {.threads = 3});
    const TokenStore store(folder.path(), "train");
    const std::string text = readFile(shared() / file);
    QVERIFY(everything(store) == tokenizer.encode(text));
    QCOMPARE(store.documents(), uint64_t{1});
    QCOMPARE(store.textBytes(), uint64_t{text.size()});
}

void TestTokens::textWithoutSpacesIsCut()
{
    const TemporaryFolder folder;
    std::string text;
    while (text.size() < 18000000)
        text += "가";
    const Tokenizer tokenizer = characters("가");
    ListSource source({{text, false}, {"가가", true}});
    writeTokens(source, tokenizer, folder.path(), "train");
    const TokenStore store(folder.path(), "train");
    QCOMPARE(store.size(), uint64_t{6000002});
    QCOMPARE(store.at(5592405), 2); // about the first cut: whole characters
    QCOMPARE(store.at(store.size() - 1), 2);
}

void TestTokens::wideVocabulariesAreStoredWide()
{
    std::string text;
    for (uint32_t codePoint = 0x10000; codePoint < 0x10000 + 70000;
         ++codePoint) { // four bytes each
        text += static_cast<char>(0xF0 | (codePoint >> 18));
        text += static_cast<char>(0x80 | ((codePoint >> 12) & 0x3F));
        text += static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (codePoint & 0x3F));
    }
    const Tokenizer tokenizer = characters(text);
    const TemporaryFolder folder;
    ListSource source({{text, true}});
    writeTokens(source, tokenizer, folder.path(), "train");
    const TokenStore store(folder.path(), "train");
    QCOMPARE(store.vocabSize(), 70002);
    QCOMPARE(store.at(69999), 70001);
    QCOMPARE(fs::file_size(folder.path() / "train.bin"), uintmax_t{280000});
}

void TestTokens::sidesShareAStore()
{
    const TemporaryFolder folder;
    const Tokenizer tokenizer = characters("ab");
    ListSource train({{"aa", true}});
    ListSource validation({{"b", true}});
    writeTokens(train, tokenizer, folder.path(), "train");
    writeTokens(validation, tokenizer, folder.path(), "validation");
    QVERIFY(TokenStore::has(folder.path(), "train"));
    QVERIFY(!TokenStore::has(folder.path(), "test"));
    QCOMPARE(TokenStore(folder.path(), "train").size(), uint64_t{2});
    QCOMPARE(TokenStore(folder.path(), "validation").size(), uint64_t{1});
    ListSource nothing({});
    QVERIFY(sentenceOf([&] {
                writeTokens(nothing, tokenizer, folder.path(), "test");
            }).find("no document came") != std::string::npos);
}

void TestTokens::damageIsSaid()
{
    const TemporaryFolder folder;
    const Tokenizer tokenizer = characters("ab");
    ListSource source({{"abab", true}});
    writeTokens(source, tokenizer, folder.path(), "train");
    QVERIFY(sentenceOf([&] {
                TokenStore(folder.path(), "test");
            }).find("test.bin") != std::string::npos);
    fs::resize_file(folder.path() / "train.bin", 6);
    QVERIFY(sentenceOf([&] {
                TokenStore(folder.path(), "train");
            }).find("is damaged") != std::string::npos);
    writeAtomically(folder.path() / "tokens.json", "{");
    QVERIFY(sentenceOf([&] {
                TokenStore(folder.path(), "train");
            }).find("describes no token store") != std::string::npos);
}

void TestTokens::stoppingIsAnInterruption()
{
    const TemporaryFolder folder;
    const Tokenizer tokenizer = characters("ab");
    ListSource source({{"abab", true}});
    try {
        writeTokens(source, tokenizer, folder.path(), "train", {.progress = [](uint64_t) {
                        return false;
                    }});
        QFAIL("it went on");
    } catch (const Error& error) {
        QVERIFY(error.kind() == Error::Kind::Interrupted);
    }
    QVERIFY(!TokenStore::has(folder.path(), "train"));
}

QTEST_GUILESS_MAIN(TestTokens)
#include "test_tokens.moc"
