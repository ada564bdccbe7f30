#include "core/base/hash.h"
#include "core/data/world.h"
#include "tests/support/shared_runs.h"

#include <QTest>

#include <set>
#include <unordered_set>

using namespace espalier;

namespace {

constexpr Language kLanguages[] = {Language::English, Language::Korean};

std::string digestOf(Language language, Split split, uint64_t documents)
{
    Hasher hasher;
    for (uint64_t i = 0; i < documents; ++i)
        hasher.add(worldDocument(1, i, language, split)).add("\n\n");
    return hasher.hex();
}

} // namespace

class TestWorld : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsAreFrozen();
    void aDocumentDoesNotDependOnTheOthers();
    void seedsAndSplitsTellOtherStories();
    void theWorldIsRich();
    void newStoriesShareNoLongRuns();
    void trainAndValidationShareNoDocument();
    void aCastAndPlaceBelongToOneSide();
    void theStoryBehindTheTextIsKept();
    void sumsInTheFactsAreRight();
    void documentsHaveTheSizeOfAStory();
};

// Changing any of these means a new world::version: stored models and tasks refer to the text.
void TestWorld::documentsAreFrozen()
{
    QCOMPARE(world::version, 2);
    QCOMPARE(
        digestOf(Language::English, Split::Train, 1000),
        std::string("02ac23c9acb0f2f8173e59f6fa725cdb"));
    QCOMPARE(
        digestOf(Language::English, Split::Validation, 1000),
        std::string("d901b37bef86778cf3560ac5856f4170"));
    QCOMPARE(
        digestOf(Language::Korean, Split::Train, 1000),
        std::string("a41e267bfec627e1ebfa7d35e25ba065"));
    QCOMPARE(
        digestOf(Language::Korean, Split::Validation, 1000),
        std::string("2134192c324782ecbf7202e8e6bbc5e3"));
}

void TestWorld::aDocumentDoesNotDependOnTheOthers()
{
    for (const auto language : kLanguages) {
        const auto alone = worldDocument(7, 4321, language, Split::Train);
        for (uint64_t i = 4330; i > 4310; --i)
            worldDocument(7, i, language, Split::Train);
        QCOMPARE(worldDocument(7, 4321, language, Split::Train), alone);
        QCOMPARE(world::makeStory(7, 4321, language, Split::Train).text(), alone);
    }
}

void TestWorld::seedsAndSplitsTellOtherStories()
{
    for (const auto language : kLanguages) {
        QVERIFY(
            worldDocument(1, 0, language, Split::Train) !=
            worldDocument(2, 0, language, Split::Train));
        QVERIFY(
            worldDocument(1, 0, language, Split::Train) !=
            worldDocument(1, 0, language, Split::Validation));
    }
}

void TestWorld::theWorldIsRich()
{
    constexpr uint64_t kDocuments = 20'000;
    for (const auto language : kLanguages) {
        std::unordered_set<std::string> forms;
        std::unordered_set<std::string> documents;
        std::set<std::string> plots;
        size_t words = 0;
        for (uint64_t i = 0; i < kDocuments; ++i) {
            const auto story = world::makeStory(1, i, language, Split::Train);
            auto text = story.text();
            for (auto& word : worldWords(text)) {
                forms.insert(std::move(word));
                ++words;
            }
            documents.insert(std::move(text));
            plots.insert(story.plot);
        }
        qInfo(
            "%s: %zu word forms among %zu words of %zu different documents, %zu plots",
            language == Language::English ? "English" : "Korean",
            forms.size(),
            words,
            documents.size(),
            plots.size());
        QVERIFY(forms.size() >= 3000);
        QVERIFY(documents.size() >= kDocuments - 20);
        QVERIFY(plots.size() >= 30);
    }
}

// So that a model which copies no text shares no long runs with it either. At the size of the demo
// (28,500 training documents): tests/support/check_samples.cpp.
void TestWorld::newStoriesShareNoLongRuns()
{
    constexpr uint64_t kHeld = 300;
    for (const auto language : kLanguages) {
        std::vector<std::string> found;
        const size_t shared = sharedWithTraining(language, 1, 3000, kHeld, found);
        QVERIFY2(shared * 100 <= kHeld, found.empty() ? "" : found[0].c_str());
    }
}

void TestWorld::trainAndValidationShareNoDocument()
{
    constexpr uint64_t kDocuments = 50'000;
    for (const auto language : kLanguages) {
        std::unordered_set<uint64_t> train;
        std::unordered_set<uint64_t> sentences;
        for (uint64_t i = 0; i < kDocuments; ++i) {
            const auto story = world::makeStory(1, i, language, Split::Train);
            train.insert(hash64(story.text()));
            for (const auto& sentence : story.sentences)
                sentences.insert(hash64(sentence));
        }
        size_t shared = 0;
        size_t total = 0;
        for (uint64_t i = 0; i < kDocuments; ++i) {
            const auto story = world::makeStory(1, i, language, Split::Validation);
            QVERIFY(!train.contains(hash64(story.text())));
            total += story.sentences.size();
            for (const auto& sentence : story.sentences)
                shared += sentences.contains(hash64(sentence)) ? 1 : 0;
        }
        qInfo(
            "%s: %zu of %zu validation sentences occur in training",
            language == Language::English ? "English" : "Korean",
            shared,
            total);
    }
}

void TestWorld::aCastAndPlaceBelongToOneSide()
{
    for (const auto language : kLanguages) {
        for (uint64_t i = 0; i < 3000; ++i) {
            for (const auto split : {Split::Train, Split::Validation}) {
                const auto story = world::makeStory(3, i, language, split);
                QCOMPARE(world::splitOf(story), split);
                // What the key is made of can be read in the text.
                const auto text = story.text();
                for (const auto& character : story.characters)
                    QVERIFY2(text.find(character.name) != std::string::npos, text.c_str());
                QVERIFY2(text.find(story.place) != std::string::npos, text.c_str());
            }
        }
    }
}

void TestWorld::theStoryBehindTheTextIsKept()
{
    for (const auto language : kLanguages) {
        size_t caused = 0;
        for (uint64_t i = 0; i < 2000; ++i) {
            const auto story = world::makeStory(5, i, language, Split::Train);
            QVERIFY(!story.characters.empty());
            QCOMPARE(story.events.size(), story.sentences.size());
            for (size_t e = 0; e < story.events.size(); ++e) {
                const auto& event = story.events[e];
                QCOMPARE(event.sentence, e);
                QVERIFY(event.cause < static_cast<int>(e));
                caused += event.cause >= 0 ? 1 : 0;
            }
            for (const auto& [name, word] : story.things)
                QVERIFY(!name.empty() && !word.empty());
            QVERIFY(story.facts.size() >= 2);
        }
        QVERIFY(caused > 4000);
    }
}

void TestWorld::sumsInTheFactsAreRight()
{
    size_t checked = 0;
    for (const auto language : kLanguages) {
        for (uint64_t i = 0; i < 3000; ++i) {
            for (const auto& fact : world::makeStory(9, i, language, Split::Train).facts) {
                if (fact.relation != "sum" && fact.relation != "difference" &&
                    fact.relation != "product")
                    continue;
                const int left = std::stoi(fact.terms.at(0));
                const int right = std::stoi(fact.terms.at(1));
                const int result = std::stoi(fact.terms.at(2));
                QCOMPARE(
                    result,
                    fact.relation == "sum"          ? left + right
                    : fact.relation == "difference" ? left - right
                                                    : left * right);
                ++checked;
            }
        }
    }
    QVERIFY(checked > 1000);
}

void TestWorld::documentsHaveTheSizeOfAStory()
{
    for (const auto language : kLanguages) {
        size_t sentences = 0;
        for (uint64_t i = 0; i < 2000; ++i) {
            const auto story = world::makeStory(11, i, language, Split::Train);
            QVERIFY(story.sentences.size() >= 5 && story.sentences.size() <= 16);
            QCOMPARE(sentencesOf(story.text()), story.sentences);
            sentences += story.sentences.size();
        }
        QVERIFY(sentences > 2000 * 8 && sentences < 2000 * 12);
    }
}

QTEST_GUILESS_MAIN(TestWorld)
#include "test_world.moc"
