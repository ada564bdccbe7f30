#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/documents.h"

#include <QTest>

#include <zlib.h>

#include <filesystem>

using namespace espalier;
namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

namespace {

fs::path shared()
{
    const char* named = std::getenv("ESPALIER_SHARED");
    return named != nullptr ? fs::path(named) : fs::path(ESPALIER_SOURCE_DIR) / ".." / "shared";
}

Texts all(const TextSourceOptions& options)
{
    Texts texts;
    forEachDocument(options, [&](std::string&& text) {
        texts.push_back(std::move(text));
        return true;
    });
    return texts;
}

std::string sentenceOf(const TextSourceOptions& options)
{
    try {
        all(options);
    } catch (const Error& error) {
        return error.kind() == Error::Kind::Input ? error.words()
                                                  : "not an input error: " + error.words();
    }
    return "no error";
}

void writeGz(const fs::path& file, std::string_view bytes)
{
    gzFile out = gzopen(file.c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
}

} // namespace

class TestDocuments : public QObject
{
    Q_OBJECT

private:
    fs::path write(const std::string& name, std::string_view bytes) const
    {
        writeAtomically(m_folder.path() / name, bytes);
        return m_folder.path() / name;
    }

    TemporaryFolder m_folder;

private Q_SLOTS:
    void formats_data();
    void formats();
    void partsJoinToTheWhole_data();
    void partsJoinToTheWhole();
    void gzipIsReadLikeTheFile();
    void badInputIsExplained_data();
    void badInputIsExplained();
    void brokenRowsAreSkippedAndCounted();
    void foldersAndPatterns();
    void previewCutsAtCharacters();
    void realFiles_data();
    void realFiles();
};

void TestDocuments::formats_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("unit");
    QTest::addColumn<Texts>("expected");
    const auto row = [](const char* title,
                        const char* name,
                        const char* bytes,
                        Texts expected,
                        DocumentUnit unit = DocumentUnit::Line) {
        QTest::newRow(title) << std::string(name) << std::string(bytes) << int(unit)
                             << std::move(expected);
    };
    row("lines", "a.txt", "one\n\ntwo\r\n  \nthree", {"one", "two", "three"});
    row("byte order mark", "a.txt", "\xEF\xBB\xBFone\n", {"one"});
    row("blocks", "a.txt", "\n\na\nb\n\n\n  c\nd\n", {"a\nb", "  c\nd"}, DocumentUnit::BlankLine);
    row("blocks with CRLF", "a.txt", "a\r\nb\r\n\r\nc", {"a\nb", "c"}, DocumentUnit::BlankLine);
    row("file", "a.txt", "a\r\n\nb\n", {"a\r\n\nb\n"}, DocumentUnit::File);
    row("json lines",
        "a.jsonl",
        "{\"text\": \"a\\nb\"}\n\n{\"x\": 1, \"text\": \"c\"}\r\n\"plain\"",
        {"a\nb", "c", "plain"});
    row("json array",
        "a.json",
        "[\n {\"text\": \"a]\\\"}\"},\n {\"text\": \"b\"}\n]\n",
        {"a]\"}", "b"});
    row("json array of texts", "a.json", "[\"a\", \"b\\\\\"]", {"a", "b\\"});
    row("json list in an object",
        "a.json",
        "{\"v\": 1, \"rows\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}",
        {"a", "b"});
    row("json object alone", "a.json", "{\"text\": \"a\", \"tags\": [\"x\"]}", {"a"});
    row("json lines named json", "a.json", "{\"text\": \"a\"}\n{\"text\": \"b\"}\n", {"a", "b"});
    row("csv",
        "a.csv",
        "id,text\n1,a\n2,\"b, \"\"c\"\"\nd\"\r\n3,\n4,e",
        {"a", "b, \"c\"\nd", "e"});
    row("csv with empty header cell", "a.csv", ",text\n1,a\n", {"a"});
    row("csv with byte order mark",
        "a.csv",
        "\xEF\xBB\xBFtext,n\r\na,1\r\n\r\nb,2\r\n",
        {"a", "b"});
    row("csv of one column", "a.csv", "text\na\n\nb\n", {"a", "b"});
    row("csv quoted newline at the end of a row", "a.csv", "n,text\n1,\"a\r\n\"\n", {"a\r\n"});
    row("tsv keeps quotes", "a.tsv", "text\tn\r\n\"a\" b\t1\r\n\"c\td\"\n", {"\"a\" b", "\"c"});
}

void TestDocuments::formats()
{
    QFETCH(std::string, name);
    QFETCH(std::string, bytes);
    QFETCH(int, unit);
    QFETCH(Texts, expected);
    QCOMPARE(all({.path = write(name, bytes), .document = DocumentUnit(unit)}), expected);
}

void TestDocuments::partsJoinToTheWhole_data()
{
    QTest::addColumn<int>("unit");
    QTest::addColumn<int>("partBytes");
    for (const int partBytes : {16, 17, 1000, 300000})
        for (const DocumentUnit unit :
             {DocumentUnit::Line, DocumentUnit::BlankLine, DocumentUnit::File})
            QTest::addRow("unit %d, parts of %d", int(unit), partBytes) << int(unit) << partBytes;
}

/// A text over several read chunks with long lines: every part is whole characters, and they join
/// to what was written.
void TestDocuments::partsJoinToTheWhole()
{
    QFETCH(int, unit);
    QFETCH(int, partBytes);
    Texts expected;
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
        std::string line = "줄 " + std::to_string(i) + ":";
        for (int word = 0; word < i * 70; ++word)
            line += " 값" + std::to_string(word);
        expected.push_back(line);
        bytes += line + (i % 2 == 0 ? "\r\n\r\n" : "\n\n");
    }
    if (DocumentUnit(unit) == DocumentUnit::File)
        expected = {bytes};
    const auto source = openDocuments(
        {.path = write("long.txt", bytes),
         .document = DocumentUnit(unit),
         .partBytes = size_t(partBytes)});
    Texts got{""};
    DocumentPart part;
    while (source->next(part)) {
        QVERIFY(
            (static_cast<unsigned char>(part.text.empty() ? 'a' : part.text.front()) & 0xC0) !=
            0x80);
        got.back() += part.text;
        if (part.endsDocument)
            got.emplace_back();
    }
    got.pop_back();
    QCOMPARE(got.size(), expected.size());
    QVERIFY(got == expected);
}

void TestDocuments::gzipIsReadLikeTheFile()
{
    const fs::path file = m_folder.path() / "a.jsonl.gz";
    writeGz(file, "{\"text\": \"a\"}\n{\"text\": \"b\"}\n");
    QCOMPARE(all({.path = file}), (Texts{"a", "b"}));
    std::string noise; // compresses badly, so that half of the file is half of the text
    for (uint64_t i = 0, x = 1; i < 200000; ++i) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        noise += static_cast<char>('a' + (x >> 60));
    }
    writeGz(m_folder.path() / "cut.txt.gz", noise);
    const std::string whole = readFile(m_folder.path() / "cut.txt.gz");
    const std::string words =
        sentenceOf({.path = write("cut.txt.gz", whole.substr(0, whole.size() / 2))});
    QVERIFY2(words.find("damaged or incomplete .gz") != std::string::npos, words.c_str());
    const std::string renamed = sentenceOf({.path = write("plain.txt.gz", "no gzip")});
    QVERIFY2(renamed.find("is no gzip file") != std::string::npos, renamed.c_str());
}

void TestDocuments::badInputIsExplained_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("words");
    const auto row =
        [](const char* title, const char* name, const std::string& bytes, const char* words) {
            QTest::newRow(title) << std::string(name) << bytes << std::string(words);
        };
    row("empty", "a.txt", "", "is empty");
    row("only blank lines", "a.txt", "\n \n", "There is no text");
    row("binary",
        "a.txt",
        std::string(
            "\x7f"
            "ELF\0\0\1",
            7),
        "is no text: it holds binary data at byte 4");
    row("UTF-16", "a.txt", std::string("\xFF\xFEh\0", 4), "is UTF-16");
    row("Latin-1",
        "a.txt",
        "one\ntwo caf\xE9 three\n",
        "byte 11 in line 2 is 0xE9. Convert it to UTF-8");
    row("cut within a character", "a.txt", "one \xED\x95", "ends within a character (byte 4)");
    row("broken JSON line",
        "a.jsonl",
        "{\"text\": \"a\"}\n{\"text\": \n",
        "a.jsonl line 2: This is not valid JSON");
    row("JSON line without the column",
        "a.jsonl",
        "{\"body\": \"a\", \"id\": 1}\n",
        "line 1: The row has no \"text\". It has: \"body\", \"id\".");
    row("JSON number as text", "a.jsonl", "{\"text\": 3}\n", "\"text\" is no text");
    row("JSON that never ends",
        "a.json",
        "[\n{\"text\": \"a\"},\n{\"text\": \"b\n",
        "starts in line 3 never ends");
    row("CSV without the column",
        "a.csv",
        "id,body,\n1,a,\n",
        "There is no column \"text\". There are: \"id\", \"body\", \"\".");
    row("CSV with a ragged row",
        "a.csv",
        "id,text\n1,a\n2,b,c\n",
        "line 3: The row has 3 cells, but the first has 2.");
    row("CSV with an open quote",
        "a.csv",
        "id,text\n1,\"a\n2,b\n",
        "row of line 2 is never closed");
    row("CSV with text after a quote",
        "a.csv",
        "id,text\n1,\"a\"b\n2,c\n",
        "line 2: A quoted cell is followed by more text");
    row("TSV with a ragged row", "a.tsv", "id\ttext\n1\n", "line 2: The row has one cell");
}

void TestDocuments::badInputIsExplained()
{
    QFETCH(std::string, name);
    QFETCH(std::string, bytes);
    QFETCH(std::string, words);
    const std::string sentence = sentenceOf({.path = write(name, bytes)});
    QVERIFY2(sentence.find(words) != std::string::npos, sentence.c_str());
    QVERIFY2(sentence.find(name) != std::string::npos, sentence.c_str());
}

void TestDocuments::brokenRowsAreSkippedAndCounted()
{
    const auto read = [](const fs::path& file) {
        DocumentReader reader({.path = file, .onBadRow = BadRow::Skip});
        Texts texts;
        while (auto text = reader.next())
            texts.push_back(*text);
        return std::pair(texts, reader.skippedRows());
    };
    QCOMPARE(
        read(write("a.jsonl", "{\"text\": \"a\"}\nbroken\n{\"text\": 1}\n{\"text\": \"b\"}\n")),
        (std::pair(Texts{"a", "b"}, uint64_t{2})));
    QCOMPARE(
        read(write("a.csv", "id,text\n1\n2,\"a\"b\n3,c\n4,d,e\n")),
        (std::pair(Texts{"c"}, uint64_t{3})));
    // When no row at all can be read, the reason is said even so.
    const std::string sentence =
        sentenceOf({.path = write("b.jsonl", "{\"body\": \"a\"}\n"), .onBadRow = BadRow::Skip});
    QVERIFY2(sentence.find("It has: \"body\"") != std::string::npos, sentence.c_str());
}

void TestDocuments::foldersAndPatterns()
{
    const fs::path folder = m_folder.path() / "폴더 with space";
    fs::create_directories(folder / "inner");
    writeAtomically(folder / "b.txt", "b\n");
    writeAtomically(folder / "a.txt", "a\n");
    writeAtomically(folder / "empty.txt", "");
    writeAtomically(folder / "inner" / "c.jsonl", "{\"text\": \"c\"}\n");
    writeAtomically(folder / "picture.png", std::string("\0\1", 2));
    QCOMPARE(all({.path = folder}), (Texts{"a", "b", "c"}));
    QCOMPARE(all({.path = folder / "?.txt"}), (Texts{"a", "b"}));
    QVERIFY(sentenceOf({.path = folder / "*.csv"}).find("No file matches") != std::string::npos);
    QVERIFY(sentenceOf({.path = folder / "none.txt"}).find("does not exist") != std::string::npos);
    fs::create_directories(folder / "nothing");
    QVERIFY(sentenceOf({.path = folder / "nothing"}).find("holds no text") != std::string::npos);
}

void TestDocuments::previewCutsAtCharacters()
{
    const fs::path file = write("p.txt", "가나다라\nabcdef\nx\n");
    QCOMPARE(preview({.path = file}, 2, 4), (Texts{"가", "abcd"}));
    QCOMPARE(preview({.path = file}, 9, 100), (Texts{"가나다라", "abcdef", "x"}));
    QCOMPARE(preview({.path = file, .partBytes = 3}, 2, 7), (Texts{"가나", "abcdef"}));
}

void TestDocuments::realFiles_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("column");
    QTest::addColumn<bool>("header");
    QTest::addColumn<size_t>("documents");
    QTest::addColumn<std::string>("first");
    const auto row =
        [](const char* file, const char* column, bool header, size_t documents, const char* first) {
            QTest::newRow(file) << std::string(file) << std::string(column) << header << documents
                                << std::string(first);
        };
    // Counts and first cells as the files' own description gives them.
    row("ko/kobest_copa_dev.tsv", "sentence", true, 500, "전쟁이 시작되었다.");
    row("ko/kobest_copa_dev.tsv", "2", true, 500, "병사들이 전투에 파견되었다.");
    row("ko/nsmc_reviews_files0-69.tsv", "2", false, 4794, "");
    row("ko/chatbot_qa_0-499.csv", "Q", true, 500, "12시 땡!");
    row("eval/crows_pairs_anonymized.csv", "sent_more", true, 1508, "");
    row("eval/TruthfulQA.csv", "Question", true, 817, "");
    row("eval/mmlu/test/elementary_mathematics_test.csv", "1", false, 378, "");
    row("eval/mmlu/test/formal_logic_test.csv", "1", false, 126, "");
    row("eval/mmlu/test/computer_security_test.csv", "6", false, 100, "");
    row("logic/bbh_web_of_lies.json", "input", true, 250, "");
    row("math/gsm8k_train_0-999.jsonl", "question", true, 1000, "");
    row("text/names.txt", "", true, 32033, "emma");
}

void TestDocuments::realFiles()
{
    QFETCH(std::string, file);
    QFETCH(std::string, column);
    QFETCH(bool, header);
    QFETCH(size_t, documents);
    QFETCH(std::string, first);
    const fs::path path = shared() / "data" / file;
    if (!fs::exists(path))
        QSKIP("shared data is not here");
    const Texts texts = all({.path = path, .column = column, .header = header});
    QCOMPARE(texts.size(), documents);
    if (!first.empty())
        QCOMPARE(texts.front(), first);
    for (const std::string& text : texts)
        QVERIFY(text.find('\r') == std::string::npos);
}

QTEST_GUILESS_MAIN(TestDocuments)
#include "test_documents.moc"
