#include "core/data/built_in_text.h"

#include <QTest>

using namespace espalier;

class TestBuiltInText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheDocumentsInOrder();
};

void TestBuiltInText::givesTheDocumentsInOrder()
{
    for (const Language language : {Language::English, Language::Korean}) {
        const auto source = worldSource(7, 20, language, Split::Validation);
        DocumentPart part;
        uint64_t index = 0;
        while (source->next(part)) {
            QVERIFY(part.endsDocument);
            QCOMPARE(part.text, worldDocument(7, index++, language, Split::Validation));
        }
        QCOMPARE(index, uint64_t{20});
        QVERIFY(!source->next(part));
    }
}

QTEST_GUILESS_MAIN(TestBuiltInText)
#include "test_built_in_text.moc"
