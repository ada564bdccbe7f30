#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/store/artifacts.h"
#include "core/store/nodes.h"
#include "core/store/runs.h"
#include "core/store/workspace.h"

#include <QTest>

#include <thread>

using namespace espalier;

namespace fs = std::filesystem;

namespace {

struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Artifacts artifacts{workspace.database(), workspace.artifactsFolder()};

    ArtifactInfo make(
        const std::string& key,
        const std::string& content,
        std::vector<std::string> refers = {},
        std::optional<int64_t> madeBy = std::nullopt)
    {
        ArtifactDraft draft = artifacts.draft();
        fs::create_directories(draft.folder() / "sub");
        writeAtomically(draft.folder() / "sub" / "a.txt", content);
        return artifacts.publish(
            std::move(draft),
            {.key = key,
             .kind = "model",
             .refers = std::move(refers),
             .stage = "model.new",
             .codeVersion = "3"},
            madeBy);
    }

    size_t entries() const
    {
        const fs::directory_iterator all(workspace.artifactsFolder());
        return static_cast<size_t>(std::distance(begin(all), end(all)));
    }
};

} // namespace

class TestArtifacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPublishedArtifactIsFoundWhole();
    void theSecondOfTwoIsDiscarded();
    void aBrokenOneIsReplaced();
    void aChangedFileIsNoticed();
    void aFolderWithoutRowIsTakenUp();
    void aDroppedDraftLeavesNothing();
    void draftsOfTheDeadAreSwept();
    void claimsHaveALease();
    void garbageIsWhatNoRunUses();
    void oddKeysAreRefused();
};

void TestArtifacts::aPublishedArtifactIsFoundWhole()
{
    Bed bed;
    bed.make("abc123", "hello");
    const ArtifactInfo found = bed.artifacts.get("abc123");
    QCOMPARE(found.kind, std::string("model"));
    QCOMPARE(found.bytes, 5);
    QCOMPARE(found.codeVersion, std::string("3"));
    QVERIFY(
        found.manifest.files == (std::vector<ArtifactFile>{{"sub/a.txt", 5, hashHex("hello")}}));
    QCOMPARE(readFile(found.folder / "sub" / "a.txt"), std::string("hello"));
    QVERIFY(bed.artifacts.verify("abc123").empty());
    QCOMPARE(bed.artifacts.list("model").size(), size_t{1});
    QVERIFY(bed.artifacts.list("text").empty());
    QCOMPARE(bed.artifacts.totalBytes(), 5);
    QVERIFY(!bed.artifacts.find("other"));
    QVERIFY_THROWS_EXCEPTION(Error, bed.artifacts.get("other"));
}

void TestArtifacts::theSecondOfTwoIsDiscarded()
{
    Bed bed;
    bed.make("k", "first");
    bed.make("k", "second, not taken");
    QCOMPARE(readFile(bed.artifacts.get("k").folder / "sub" / "a.txt"), std::string("first"));
    QCOMPARE(bed.entries(), size_t{1});
}

void TestArtifacts::aBrokenOneIsReplaced()
{
    Bed bed;
    const fs::path file = bed.make("k", "first").folder / "sub" / "a.txt";
    writeAtomically(file, "cut");
    QVERIFY(!bed.artifacts.find("k"));
    bed.make("k", "again");
    QCOMPARE(readFile(file), std::string("again"));
    QVERIFY(bed.artifacts.verify("k").empty());
    QCOMPARE(bed.entries(), size_t{1});
    QCOMPARE(bed.artifacts.list().size(), size_t{1});
}

void TestArtifacts::aChangedFileIsNoticed()
{
    Bed bed;
    writeAtomically(bed.make("k", "first").folder / "sub" / "a.txt", "First");
    QVERIFY(bed.artifacts.find("k").has_value());
    QCOMPARE(bed.artifacts.verify("k").size(), size_t{1});
}

void TestArtifacts::aFolderWithoutRowIsTakenUp()
{
    Bed bed;
    bed.make("k", "first");
    bed.workspace.database().execute("DELETE FROM artifacts");
    QVERIFY(bed.artifacts.find("k").has_value());
    QCOMPARE(bed.artifacts.list().size(), size_t{1});
}

void TestArtifacts::aDroppedDraftLeavesNothing()
{
    Bed bed;
    {
        ArtifactDraft draft = bed.artifacts.draft();
        writeAtomically(draft.folder() / "x", "x");
        QCOMPARE(bed.entries(), size_t{2}); // the folder and its lock
    }
    QCOMPARE(bed.entries(), size_t{0});
}

void TestArtifacts::draftsOfTheDeadAreSwept()
{
    Bed bed;
    const ArtifactDraft alive = bed.artifacts.draft();
    fs::create_directories(bed.workspace.artifactsFolder() / ".draft-dead" / "x");
    writeAtomically(bed.workspace.artifactsFolder() / ".draft-lone.lock", "");
    Workspace::open(bed.folder.path());
    QVERIFY(fs::exists(alive.folder()));
    QCOMPARE(bed.entries(), size_t{2});
}

void TestArtifacts::claimsHaveALease()
{
    Bed bed;
    QVERIFY(bed.artifacts.claim("k", "one", 60'000));
    QVERIFY(!bed.artifacts.claim("k", "two", 60'000));
    QVERIFY(bed.artifacts.claim("k", "one", 1));
    QCOMPARE(bed.artifacts.claimant("other").has_value(), false);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    QVERIFY(bed.artifacts.claim("k", "two", 60'000));
    QCOMPARE(bed.artifacts.claimant("k").value_or(""), std::string("two"));
    QVERIFY(!bed.artifacts.renew("k", "one", 60'000));
    QVERIFY(bed.artifacts.renew("k", "two", 60'000));
    bed.artifacts.release("k", "one");
    QVERIFY(bed.artifacts.claimant("k").has_value());
    bed.artifacts.release("k", "two");
    QVERIFY(!bed.artifacts.claimant("k"));
}

void TestArtifacts::garbageIsWhatNoRunUses()
{
    Bed bed;
    Database& database = bed.workspace.database();
    const int64_t stageRun =
        Nodes(database)
            .createStageRun({.key = "adapter", .stage = "peft.attach", .codeVersion = "1"})
            .id;
    bed.make("base", "b");
    bed.make("adapter", "a", {"base"}, stageRun);
    bed.make("alone", "c");
    const auto keys = [&] {
        std::vector<std::string> result;
        for (const ArtifactInfo& info : bed.artifacts.unreferenced())
            result.push_back(info.key);
        std::ranges::sort(result);
        return result;
    };
    QVERIFY((keys() == std::vector<std::string>{"adapter", "alone", "base"}));
    const int64_t run = Runs(database).create({}).id;
    Nodes(database).plan(run, {{.node = "a", .stage = "peft.attach", .stageRun = stageRun}});
    QVERIFY((keys() == std::vector<std::string>{"alone"}));
    bed.artifacts.remove("alone");
    QVERIFY(!fs::exists(bed.workspace.artifactsFolder() / "alone"));
    QVERIFY(keys().empty());
    Runs(database).softDelete(run);
    QVERIFY((keys() == std::vector<std::string>{"adapter", "base"}));
}

void TestArtifacts::oddKeysAreRefused()
{
    Bed bed;
    for (const char* key : {"", "..", "a/b", ".draft-x"})
        QVERIFY_THROWS_EXCEPTION(Error, bed.artifacts.find(key));
}

QTEST_GUILESS_MAIN(TestArtifacts)
#include "test_artifacts.moc"
