#include "core/base/error.h"
#include "core/base/files.h"
#include "core/formats/safetensors.h"

#include <QtTest>

#include <limits>

using namespace espalier;
namespace fs = std::filesystem;

namespace {

std::string lengthBytes(uint64_t length)
{
    std::string bytes;
    for (int i = 0; i < 8; ++i, length >>= 8U)
        bytes += static_cast<char>(length & 0xffU);
    return bytes;
}

/// A whole file from a header's text and the bytes after it.
std::string fileBytes(const std::string& header, const std::string& data)
{
    return lengthBytes(header.size()) + header + data;
}

/// What opening says after the file's name; empty where it opens.
std::string complaint(const std::string& bytes)
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "model.safetensors";
    writeAtomically(file, bytes);
    try {
        const SafetensorsFile opened(file);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Input)
            return "not an input error";
        const std::string words = error.words();
        return words.rfind(file.string() + ": ", 0) == 0 ? words.substr(file.string().size() + 2)
                                                         : "no file name in: " + words;
    }
    return "";
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAFileWrittenByHand();
    void readsBackWhatItWrote();
    void writesTheBytesOfTheReference();
    void leavesNothingWhenWritingStops();
    void readsAFileWithoutTensors();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void survivesEveryTruncation();
    void readsShards();
    void saysWhatIsWrongWithShards_data();
    void saysWhatIsWrongWithShards();
    void refusesPickledWeights();
};

void TestSafetensors::readsAFileWrittenByHand()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.safetensors";
    writeAtomically(
        file,
        fileBytes(
            R"({"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[3],"data_offsets":[4,7]},)"
            R"("none":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},)"
            R"("a":{"dtype":"I32","shape":[],"data_offsets":[0,4]}}   )",
            std::string("\x01\x02\x00\x00xyz", 7)));
    const SafetensorsFile opened(file);
    QCOMPARE(opened.tensors().size(), size_t{3});
    QCOMPARE(opened.tensors()[0].name, std::string("a"));
    QCOMPARE(opened.tensors()[0].count(), 1);
    QCOMPARE(opened.find("none")->count(), 0);
    QCOMPARE(opened.bytes(*opened.find("b")), std::string_view("xyz"));
    QCOMPARE(opened.bytes(*opened.find("a")), std::string_view("\x01\x02\x00\x00", 4));
    QCOMPARE(opened.metadata(), (TensorMetadata{{"format", "pt"}}));
    QVERIFY(opened.find("c") == nullptr);
}

void TestSafetensors::readsBackWhatItWrote()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.safetensors";
    SafetensorsWriter writer(
        file,
        {{"small", DType::U8, {3}, 0, 0},
         {"empty", DType::F32, {0}, 0, 0},
         {"wide", DType::F64, {1, 2}, 0, 0},
         {"한글", DType::BF16, {}, 0, 0}});
    writer.write("small", "abc");
    QVERIFY(!fs::exists(file)); // it has no name before all is there
    writer.write("한글", "hg");
    writer.write("empty", "");
    writer.write("wide", "0123456789abcdef");
    writer.finish();
    const SafetensorsFile opened(file);
    QCOMPARE(opened.bytes(*opened.find("small")), std::string_view("abc"));
    QCOMPARE(opened.bytes(*opened.find("wide")), std::string_view("0123456789abcdef"));
    QCOMPARE(opened.bytes(*opened.find("한글")), std::string_view("hg"));
    QCOMPARE(opened.find("한글")->dtype, DType::BF16);
    QCOMPARE(opened.find("wide")->offset, uint64_t{0}); // widest first, so all are aligned
    QCOMPARE(opened.find("empty")->shape, std::vector<int64_t>{0});
    QCOMPARE(opened.metadata().at("format"), std::string("pt"));
}

void TestSafetensors::writesTheBytesOfTheReference()
{
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.safetensors";
    SafetensorsWriter writer(file, {{"x", DType::I16, {2}, 0, 0}}, {});
    writer.write("x", "abcd");
    writer.finish();
    const std::string header = R"({"x":{"dtype":"I16","shape":[2],"data_offsets":[0,4]}})";
    QCOMPARE(header.size() % 8, size_t{6});
    QCOMPARE(readFile(file), fileBytes(header + "  ", "abcd"));
}

void TestSafetensors::leavesNothingWhenWritingStops()
{
    const TemporaryFolder folder;
    {
        SafetensorsWriter writer(folder.path() / "a.safetensors", {{"x", DType::U8, {2}, 0, 0}});
        writer.write("x", "ab");
    }
    QVERIFY(fs::is_empty(folder.path()));
}

void TestSafetensors::readsAFileWithoutTensors()
{
    QCOMPARE(complaint(fileBytes("{}", "")), std::string());
    QCOMPARE(complaint(fileBytes(R"({"__metadata__":{}})", "")), std::string());
}

void TestSafetensors::saysWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("words");
    const auto add = [](const char* name, const std::string& bytes, const char* words) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromUtf8(words);
    };
    const auto entry =
        [](const std::string& dtype, const std::string& shape, const std::string& range) {
            return R"("t":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
                   range + "}";
        };
    const auto file = [](const std::string& entries, size_t bytes) {
        return fileBytes("{" + entries + "}", std::string(bytes, '\0'));
    };
    add("empty",
        "",
        "0 bytes are too few for a safetensors file. It is cut short; fetch it again.");
    add("header beyond the file",
        lengthBytes(100) + "{}",
        "the header claims 100 bytes, but the file has only 2 after its length. It is cut short or "
        "damaged; fetch it again.");
    add("header beyond the limit",
        lengthBytes(100'000'001) + "{}",
        "the header claims 100000001 bytes, but 100 MB is the limit. The file is damaged or no "
        "safetensors file; fetch it again.");
    add("header length that overflows",
        lengthBytes(std::numeric_limits<uint64_t>::max()) + "{}",
        "the header claims 18446744073709551615 bytes, but 100 MB is the limit. The file is "
        "damaged "
        "or no safetensors file; fetch it again.");
    add("empty header",
        lengthBytes(0),
        "the header does not begin with a brace. The file is damaged or no safetensors file; fetch "
        "it again.");
    add("space before the header",
        fileBytes(" {}", ""),
        "the header does not begin with a brace. The file is damaged or no safetensors file; fetch "
        "it again.");
    add("not JSON",
        fileBytes("{\"t\":", ""),
        "the header is not valid JSON. The file is damaged or no safetensors file; fetch it "
        "again.");
    add("not UTF-8",
        fileBytes("{\"\xff\":1}", ""),
        "the header is not valid JSON. The file is damaged or no safetensors file; fetch it "
        "again.");
    add("two tensors of one name",
        file(entry("U8", "[1]", "[0,1]") + "," + entry("U8", "[1]", "[1,2]"), 2),
        "`t` stands twice in the header. The file is damaged; write or fetch it again.");
    add("metadata that is no text",
        fileBytes(R"({"__metadata__":{"step":1}})", ""),
        "`__metadata__` may hold texts only. Write the file again.");
    add("unknown type",
        file(entry("Q4", "[1]", "[0,1]"), 1),
        "tensor `t`: the type Q4 is not known. Convert the file to F32, F16 or BF16.");
    add("negative size",
        file(entry("U8", "[-1]", "[0,1]"), 1),
        "tensor `t`: `shape` must be a list of whole numbers. Write the file again.");
    add("fraction in the range",
        file(entry("U8", "[1]", "[0,1.0]"), 1),
        "tensor `t`: `data_offsets` must be two whole numbers. Write the file again.");
    add("ends before it begins",
        file(entry("U8", "[1]", "[1,0]"), 1),
        "tensor `t`: its bytes end (0) before they begin (1). Write the file again.");
    add("beyond the file",
        file(entry("F32", "[2]", "[0,8]"), 4),
        "tensor `t`: its bytes reach to 8, but the file holds only 4 after the header. It is cut "
        "short; fetch it again.");
    add("range too small for the shape",
        file(entry("F32", "[2, 3]", "[0,20]"), 20),
        "tensor `t`: F32 of shape [2, 3] takes 24 bytes, but the header gives it 20. Write the "
        "file "
        "again.");
    add("shape that overflows",
        file(entry("F32", "[4294967296,4294967296]", "[0,0]"), 0),
        "tensor `t`: F32 of shape [4294967296, 4294967296] takes >10^19 bytes, but the header "
        "gives "
        "it 0. Write the file again.");
    const std::string second = R"(,"u":{"dtype":"U8","shape":[2],"data_offsets":)";
    add("overlap",
        file(entry("U8", "[2]", "[0,2]") + second + "[1,3]}", 3),
        "tensor `u`: its bytes overlap those of `t`. Write the file again.");
    add("hole",
        file(entry("U8", "[2]", "[0,2]") + second + "[3,5]}", 5),
        "tensor `u`: there is a hole of 1 bytes before it. Write the file again.");
    add("bytes after the last",
        file(entry("U8", "[2]", "[0,2]"), 5),
        "3 bytes after the last tensor belong to none. The file is damaged; write or fetch it "
        "again.");
}

void TestSafetensors::saysWhatIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, words);
    QCOMPARE(QString::fromStdString(complaint(bytes.toStdString())), words);
}

void TestSafetensors::survivesEveryTruncation()
{
    const std::string whole = fileBytes(
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}})",
        "01234567abc");
    QCOMPARE(complaint(whole), std::string());
    for (size_t length = 0; length < whole.size(); ++length)
        QVERIFY2(!complaint(whole.substr(0, length)).empty(), std::to_string(length).c_str());
}

namespace {

void writeShard(const fs::path& file, const std::string& tensor)
{
    SafetensorsWriter writer(file, {{tensor, DType::U8, {1}, 0, 0}});
    writer.write(tensor, "x");
    writer.finish();
}

} // namespace

void TestSafetensors::readsShards()
{
    const TemporaryFolder folder;
    writeShard(folder.path() / "one.safetensors", "a");
    writeShard(folder.path() / "two.safetensors", "b");
    writeAtomically(
        folder.path() / "model.safetensors.index.json",
        R"({"metadata":{"total_size":2},"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})");
    const auto files = openModelWeights(folder.path());
    QCOMPARE(files.size(), size_t{2});
    QVERIFY(files[0].find("a") != nullptr && files[1].find("b") != nullptr);
}

void TestSafetensors::saysWhatIsWrongWithShards_data()
{
    QTest::addColumn<QByteArray>("index");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("tensor not in its shard")
        << QByteArray(R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})")
        << QByteArray(": tensor `b` should lie in one.safetensors, but does not.");
    QTest::newRow("tensor not in the index")
        << QByteArray(R"({"weight_map":{"a":"one.safetensors","c":"two.safetensors"}})")
        << QByteArray(": tensor `c` should lie in two.safetensors, but does not.");
    QTest::newRow("missing shard")
        << QByteArray(R"({"weight_map":{"a":"three.safetensors"}})")
        << QByteArray(": the file three.safetensors is missing beside it.");
    QTest::newRow("path that leaves the folder")
        << QByteArray(R"({"weight_map":{"a":"../one.safetensors"}})")
        << QByteArray(
               ": tensor `a` is said to lie in `../one.safetensors`, which is no plain file name.");
    QTest::newRow("no map") << QByteArray("{}") << QByteArray(": the key `weight_map` is missing");
}

void TestSafetensors::saysWhatIsWrongWithShards()
{
    QFETCH(QByteArray, index);
    QFETCH(QByteArray, words);
    const TemporaryFolder folder;
    writeShard(folder.path() / "one.safetensors", "a");
    writeShard(folder.path() / "two.safetensors", "b");
    const fs::path file = folder.path() / "model.safetensors.index.json";
    writeAtomically(file, index.toStdString());
    try {
        openModelWeights(folder.path());
        QFAIL("the index was taken");
    } catch (const Error& error) {
        const std::string expected = file.string() + words.toStdString();
        QCOMPARE(
            QString::fromStdString(error.words().substr(0, expected.size())),
            QString::fromStdString(expected));
    }
}

void TestSafetensors::refusesPickledWeights()
{
    const TemporaryFolder folder;
    QVERIFY_THROWS_EXCEPTION(Error, openModelWeights(folder.path()));
    writeAtomically(folder.path() / "pytorch_model.bin", "PK");
    try {
        openModelWeights(folder.path());
        QFAIL("pickled weights were read");
    } catch (const Error& error) {
        QVERIFY(error.words().find("Take the model's safetensors version.") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
