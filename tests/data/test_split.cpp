#include "core/base/error.h"
#include "core/data/split.h"

#include <QTest>

#include <set>
#include <vector>

using namespace espalier;
using Texts = std::vector<std::string>;

namespace {

class ListSource : public DocumentSource
{
public:
    explicit ListSource(std::vector<DocumentPart> parts)
        : m_parts(std::move(parts))
    {
    }
    explicit ListSource(const Texts& texts)
    {
        for (const std::string& text : texts)
            m_parts.push_back({text, true});
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

template <typename Source>
Texts side(const Source& documents, const SplitOptions& options, Split which)
{
    ListSource counted(documents);
    const auto source =
        splitSource(std::make_unique<ListSource>(documents), planSplit(counted, options), which);
    Texts texts;
    DocumentPart part;
    bool inside = false;
    while (source->next(part)) {
        if (!inside)
            texts.emplace_back();
        texts.back() += part.text;
        inside = !part.endsDocument;
    }
    return inside ? Texts{"a document without end"} : texts;
}

Texts numbered(int count)
{
    Texts texts;
    for (int i = 0; i < count; ++i)
        texts.push_back("document " + std::to_string(i));
    return texts;
}

} // namespace

class TestSplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void positionTakesTheLastDocuments();
    void positionCutsASingleDocumentAtACharacter();
    void positionCutsASingleDocumentInParts();
    void seedSplitsByContent();
    void partsStayTogether();
    void zeroMeansNoValidation();
    void shareIsChecked();
};

void TestSplit::positionTakesTheLastDocuments()
{
    const SplitOptions options{SplitBy::Position, 0.3};
    QCOMPARE(side(numbered(10), options, Split::Train), numbered(7));
    QCOMPARE(
        side(numbered(10), options, Split::Validation),
        (Texts{"document 7", "document 8", "document 9"}));
    // Two documents: one for each side, however small the share.
    QCOMPARE(
        side(numbered(2), {SplitBy::Position, 0.01}, Split::Validation), (Texts{"document 1"}));
}

void TestSplit::positionCutsASingleDocumentAtACharacter()
{
    QCOMPARE(
        side(Texts{"0123456789"}, {SplitBy::Position, 0.2}, Split::Train), (Texts{"01234567"}));
    QCOMPARE(side(Texts{"0123456789"}, {SplitBy::Position, 0.2}, Split::Validation), (Texts{"89"}));
    // 12 bytes, four characters: byte 6 + 1 lies within the third character, which goes to
    // validation.
    QCOMPARE(side(Texts{"가나다라"}, {SplitBy::Position, 0.4}, Split::Train), (Texts{"가나"}));
    QCOMPARE(side(Texts{"가나다라"}, {SplitBy::Position, 0.4}, Split::Validation), (Texts{"다라"}));
}

void TestSplit::positionCutsASingleDocumentInParts()
{
    const std::vector<DocumentPart> parts{{"0123", false}, {"4567", false}, {"89", true}};
    for (const double share : {0.1, 0.2, 0.3, 0.5, 0.6, 0.9}) {
        const Texts train = side(parts, {SplitBy::Position, share}, Split::Train);
        const Texts validation = side(parts, {SplitBy::Position, share}, Split::Validation);
        QCOMPARE(train.size(), size_t{1});
        QCOMPARE(validation.size(), size_t{1});
        QCOMPARE(train.front() + validation.front(), std::string("0123456789"));
        QCOMPARE(validation.front().size(), static_cast<size_t>(share * 10));
    }
}

void TestSplit::seedSplitsByContent()
{
    const SplitOptions options{SplitBy::Seed, 0.1, 5};
    const Texts validation = side(numbered(10000), options, Split::Validation);
    const Texts train = side(numbered(10000), options, Split::Train);
    QCOMPARE(train.size() + validation.size(), size_t{10000});
    // Binomial: 1000 expected, standard deviation 30.
    QVERIFY(validation.size() > 850 && validation.size() < 1150);
    const std::set<std::string> known(train.begin(), train.end());
    for (const std::string& text : validation)
        QVERIFY(!known.contains(text));
    // The same document falls on the same side wherever it stands; another seed splits otherwise.
    Texts reversed = numbered(10000);
    std::ranges::reverse(reversed);
    Texts again = side(reversed, options, Split::Validation);
    std::ranges::reverse(again);
    QVERIFY(again == validation);
    QVERIFY(side(numbered(10000), {SplitBy::Seed, 0.1, 6}, Split::Validation) != validation);
}

void TestSplit::partsStayTogether()
{
    std::vector<DocumentPart> parts;
    for (int i = 0; i < 100; ++i) {
        parts.push_back({"start of " + std::to_string(i) + ",", false});
        parts.push_back({" end", true});
    }
    const Texts validation = side(parts, {SplitBy::Seed, 0.5, 1}, Split::Validation);
    QVERIFY(validation.size() > 20 && validation.size() < 80);
    for (const std::string& text : validation)
        QVERIFY(text.starts_with("start of ") && text.ends_with(", end"));
}

void TestSplit::zeroMeansNoValidation()
{
    for (const SplitBy by : {SplitBy::Seed, SplitBy::Position}) {
        QCOMPARE(side(numbered(3), {by, 0}, Split::Train), numbered(3));
        QCOMPARE(side(numbered(3), {by, 0}, Split::Validation), Texts{});
    }
}

void TestSplit::shareIsChecked()
{
    ListSource source(numbered(1));
    QVERIFY_EXCEPTION_THROWN(planSplit(source, {SplitBy::Seed, 1.0}), Error);
    QVERIFY_EXCEPTION_THROWN(planSplit(source, {SplitBy::Seed, -0.1}), Error);
}

QTEST_GUILESS_MAIN(TestSplit)
#include "test_split.moc"
