/// Content hashes: the published values of XXH3, the same from bytes, pieces and files.

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/hash.h"

#include <QTest>

using namespace espalier;

class TestHash : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyHasThePublishedValue();
    void piecesAndFilesHashAsTheWhole_data();
    void piecesAndFilesHashAsTheWhole();
    void aChangedByteChangesTheHash();
    void aMissingFileIsSaid();
};

void TestHash::emptyHasThePublishedValue()
{
    // xxHash's own `xxhsum -H2` and `-H3` of no bytes.
    QCOMPARE(hashHex(""), std::string("99aa06d3014798d86001c324468d497f"));
    QCOMPARE(hash64(""), uint64_t{0x2d06800538d394c2});
}

void TestHash::piecesAndFilesHashAsTheWhole_data()
{
    QTest::addColumn<int>("size");
    // XXH3 has other code paths up to 16, 128, 240 bytes and above; files are read by the mebibyte.
    for (const int size :
         {0, 1, 16, 17, 128, 129, 240, 241, 5000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1})
        QTest::addRow("%d bytes", size) << size;
}

void TestHash::piecesAndFilesHashAsTheWhole()
{
    QFETCH(int, size);
    std::string bytes(static_cast<size_t>(size), '\0');
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 131 + i / 256);
    const std::string whole = hashHex(bytes);
    QCOMPARE(whole.size(), size_t{32});
    const size_t middle = bytes.size() / 3;
    QCOMPARE(Hasher().add(bytes.substr(0, middle)).add("").add(bytes.substr(middle)).hex(), whole);
    const TemporaryFolder folder;
    writeAtomically(folder.path() / "bytes", bytes);
    QCOMPARE(hashFile(folder.path() / "bytes"), whole);
}

void TestHash::aChangedByteChangesTheHash()
{
    QVERIFY(hashHex("espalier") != hashHex("espalies"));
    QVERIFY(hash64("espalier", 1) != hash64("espalier", 2));
    QVERIFY(hashHex(std::string_view("\0", 1)) != hashHex(""));
}

void TestHash::aMissingFileIsSaid()
{
    try {
        hashFile("/no/such/file");
        QFAIL("a missing file was hashed");
    } catch (const Error& error) {
        QVERIFY(error.kind() == Error::Kind::Input);
        QVERIFY(QString::fromStdString(error.words()).contains(QStringLiteral("/no/such/file")));
    }
}

QTEST_GUILESS_MAIN(TestHash)
#include "test_hash.moc"
