#include "core/base/error.h"
#include "core/base/files.h"
#include "core/labels/agreement.h"
#include "core/labels/label_files.h"
#include "core/store/workspace.h"

#include <QTest>

#include <sstream>

using namespace espalier;

namespace {

using Order = std::vector<std::vector<std::string>>;

struct Bed
{
    TemporaryFolder folder;
    Workspace workspace = Workspace::open(folder.path());
    Database& database = workspace.database();
    Labels labels{database};
    LabelTasks tasks{database};

    ImportedLabels read(const std::string& text, const char* name = "labels.jsonl")
    {
        const auto file = folder.path() / name;
        writeAtomically(file, text);
        return importLabels(database, {.file = file, .annotator = "Mina"});
    }

    std::string write(LabelForm form, const RankingRowsOptions& options = {})
    {
        return writeLabels(database, tasks.rankings(tasks.all().back().id), form, options).text;
    }
};

/// A conversation with four answers and a plain prompt with two, ranked by two people and a rule.
void fill(Bed& bed)
{
    const nlohmann::json talk{
        {{"role", "system"}, {"content", "Be kind."}},
        {{"role", "user"}, {"content", "What is a \"bean\"?"}}};
    const auto prompts = bed.labels.addPrompts(
        {{.content = talk, .origin = "t"}, {.content = "콩은?", .origin = "t"}});
    std::vector<Candidate> candidates;
    for (const char* text : {"A seed.", "A plant.\n\nIt climbs.", "Nothing.", "**Food**"})
        candidates.push_back({.promptUid = prompts[0], .text = text, .origin = "model"});
    for (const char* text : {"씨앗이다.", "돌이다."})
        candidates.push_back({.promptUid = prompts[1], .text = text, .origin = "model"});
    const auto uids = bed.labels.addCandidates(candidates);
    const std::vector<std::string> first(uids.begin(), uids.begin() + 4);
    const std::vector<std::string> second(uids.begin() + 4, uids.end());
    bed.tasks.open(
        {.uid = "k", .title = "t"},
        {{.promptUid = prompts[0], .candidateUids = first, .wanted = 2},
         {.promptUid = prompts[1], .candidateUids = second}});
    const auto rank = [&](size_t prompt, const char* who, const char* kind, const Order& order) {
        bed.labels.add(
            {.promptUid = prompts[prompt],
             .annotatorUid = bed.labels.annotator(who, kind).uid,
             .verdict =
                 {{"order", order}, {"shown", prompt == 0 ? first : second}, {"comment", "음"}},
             .tookMs = 1234});
    };
    rank(0, "Mina", "human", {{first[1]}, {first[0], first[3]}, {first[2]}});
    rank(0, "Jun", "human", {{first[0]}, {first[1]}, {first[2]}, {first[3]}});
    rank(1, "simulated: longer", "rule", {{second[0]}, {second[1]}});
}

std::multiset<std::string> linesOf(const std::string& text)
{
    std::multiset<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
        lines.insert(line);
    return lines;
}

/// A line of rankings, `more` behind its three answers.
std::string lineWith(const std::string& more)
{
    return R"({"prompt": "Which?", "candidates": ["this", {"uid": "u", "text": "that"}, "other"], )" +
           more + "}\n";
}

} // namespace

class TestLabelFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trlThereAndBack();
    void hhThereAndBack();
    void rankingsThereAndBack();
    void whatWaitsIsRankedElsewhere();
    void readingTwiceChangesNothing();
    void answersWithoutVerdictWait();
    void hhAsPublished();
    void wrongFilesAreNamed();
    void wrongVerdictsAreNamed_data();
    void wrongVerdictsAreNamed();
    void verdictsByTextAndByNumberCount_data();
    void verdictsByTextAndByNumberCount();
    void aVerdictOfAllBadCounts();
    void tiesOfAFileOfPairsCount();
    void whatCannotBeReadCountsForNothing();
    void anEndedImportLeavesNothing();
};

void TestLabelFiles::trlThereAndBack()
{
    Bed bed, other;
    fill(bed);
    const std::string text = bed.write(LabelForm::Trl, {.ties = true, .margin = true});
    QCOMPARE(linesOf(text).size(), size_t{6 + 6 + 1});
    const ImportedLabels imported = other.read(text);
    QCOMPARE(imported.rankings, 10); // three pairs were said by both, and the file names nobody
    QCOMPARE(imported.items, 7);     // six pairs of one prompt, one of the other
    QCOMPARE(imported.task.kind, std::string("pair"));
    // What the margin was is not in a ranking of two; all else is.
    const auto bare = [](const std::string& all) {
        std::multiset<std::string> lines;
        for (const std::string& line : linesOf(all)) {
            Row row = rowFromJson(line);
            row.margin = row.margin == 0 ? row.margin : std::nullopt;
            lines.insert(rowToJson(row));
        }
        return lines;
    };
    // Both people became one here, who said a pair twice: that counts once.
    const auto again = bare(other.write(LabelForm::Trl, {.ties = true}));
    const auto before = bare(text);
    for (const std::string& line : again)
        QVERIFY(before.contains(line));
    QCOMPARE(again.size(), size_t{7});
}

void TestLabelFiles::hhThereAndBack()
{
    Bed bed, other;
    fill(bed);
    const std::string text = bed.write(LabelForm::Hh, {.aggregate = true});
    QVERIFY(
        text.find("\\n\\nHuman: Be kind.\\nWhat is a \\\"bean\\\"?\\n\\nAssistant: ") !=
        std::string::npos);
    // A rule's rankings stay a rule's on the way.
    QVERIFY(text.find(R"("kind":"simulated")") != std::string::npos);
    other.read(text);
    QCOMPARE(linesOf(other.write(LabelForm::Hh)), linesOf(text));
}

void TestLabelFiles::rankingsThereAndBack()
{
    Bed bed, other;
    fill(bed);
    const std::string text = bed.write(LabelForm::Rankings);
    const ImportedLabels imported = other.read(text);
    QCOMPARE(imported.rankings, 3);
    QCOMPARE(imported.items, 2);
    QVERIFY(other.tasks.progress(imported.task.id).met());
    QCOMPARE(other.write(LabelForm::Rankings), text);
    QCOMPARE(other.write(LabelForm::Trl), bed.write(LabelForm::Trl));
    QVERIFY(other.write(LabelForm::Trl).find(R"("kind":"simulated")") != std::string::npos);
}

void TestLabelFiles::whatWaitsIsRankedElsewhere()
{
    Bed bed;
    fill(bed);
    const int64_t task = bed.tasks.all().front().id;
    QCOMPARE(writeWaiting(bed.database, bed.tasks.items(task)).lines, int64_t{0}); // all are ranked
    for (const Ranking& ranking : bed.labels.effective())
        bed.labels.undo(ranking.uid);
    QVERIFY(!bed.tasks.progress(task).met());
    const LabelLines waiting = writeWaiting(bed.database, bed.tasks.items(task));
    QCOMPARE(waiting.lines, int64_t{2});
    std::istringstream lines(waiting.text);
    std::string ranked;
    for (std::string text; std::getline(lines, text);) {
        auto line = nlohmann::json::parse(text);
        QVERIFY(!line.contains("verdict"));
        auto shown = nlohmann::json::array();
        for (const auto& candidate : line["candidates"])
            shown.push_back(candidate["uid"]);
        line["verdict"] = {{"order", nlohmann::json::array({shown})}, {"shown", shown}}; // all tied
        for (const char* who : {"Ada", "Bora"}) {
            line["annotator"] = who;
            ranked += line.dump() + "\n";
        }
    }
    bed.read(ranked);
    QVERIFY(bed.tasks.progress(task).met()); // the task that waited, by the same texts
}

void TestLabelFiles::readingTwiceChangesNothing()
{
    for (const LabelForm form : {LabelForm::Trl, LabelForm::Hh, LabelForm::Rankings}) {
        Bed bed, other;
        fill(bed);
        const std::string text = bed.write(form);
        const ImportedLabels first = other.read(text);
        const ImportedLabels second = other.read(text);
        QVERIFY(first.rankings > 0);
        QCOMPARE(second.rankings, 0);
        QCOMPARE(second.task.id, first.task.id);
        QCOMPARE(other.tasks.all().size(), size_t{1});
    }
}

void TestLabelFiles::answersWithoutVerdictWait()
{
    Bed bed;
    const ImportedLabels imported =
        bed.read(R"({"prompt": "Which?", "candidates": ["this", "that", "neither"]})"
                 "\n"
                 R"({"prompt": "And now?", "candidates": ["here", "there"]})"
                 "\n");
    QCOMPARE(imported.items, 2);
    QCOMPARE(imported.rankings, 0);
    QCOMPARE(imported.task.kind, std::string("ranking"));
    QCOMPARE(bed.tasks.progress(imported.task.id).wanted, 2);
    QCOMPARE(bed.tasks.items(imported.task.id).at(0).candidateUids.size(), size_t{3});
}

void TestLabelFiles::hhAsPublished()
{
    Bed bed;
    bed.read(
        R"({"chosen": "\n\nHuman: Hi\n\nAssistant: Hello", "rejected": "\n\nHuman: Hi\n\nAssistant: No"})"
        "\n");
    const auto rankings = bed.tasks.rankings(bed.tasks.all().front().id);
    QCOMPARE(rankings.size(), size_t{1});
    const auto rows = rowsOfRankings(bed.database, rankings);
    QCOMPARE(rows.at(0).prompt.turns, (std::vector<Turn>{{Role::User, "Hi"}}));
    QCOMPARE(rows.at(0).chosen.turns, (std::vector<Turn>{{Role::Assistant, "Hello"}}));
    QCOMPARE(bed.labels.annotators().front().name, std::string("Mina"));
}

void TestLabelFiles::wrongFilesAreNamed()
{
    Bed bed;
    const auto said = [&](const std::string& text) {
        try {
            bed.read(text);
        } catch (const Error& error) {
            return QString::fromStdString(error.words());
        }
        return QString();
    };
    QVERIFY(said("").contains(QLatin1String("empty")));
    QVERIFY(said(R"({"prompt": "p", "candidates": ["a", "b"]})"
                 "\n"
                 R"({"prompt": "q"})")
                .contains(QLatin1String("line 2")));
    QVERIFY(said(R"({"prompt": "p", "completion": "c", "label": true})"
                 "\n"
                 R"({"prompt": "p", "completion": "d", "label": false})")
                .contains(QLatin1String("Pairs are needed")));
    QVERIFY(!said("no JSON at all").isEmpty());
    QVERIFY(bed.tasks.all().empty());
}

void TestLabelFiles::wrongVerdictsAreNamed_data()
{
    QTest::addColumn<QString>("more");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const char* more, const char* part) {
        QTest::newRow(name) << QString::fromLatin1(more) << QString::fromLatin1(part);
    };
    row("no object", R"("verdict": ["this", "that"])", "The verdict is [\"this\",\"that\"]");
    row("a number in a list", R"("verdict": {"order": [["this", 5], ["that"]]})", "answer 5");
    row("a number below 0", R"("verdict": {"order": [[-1], [0]]})", "answer -1");
    row("a part of a number", R"("verdict": {"order": [[0.5], [1]]})", "an answer 0.5");
    row("lists in lists",
        R"("verdict": {"order": [[["this"]], ["that"]]})",
        "an answer [\"this\"]");
    row("an object as order",
        R"("verdict": {"order": {"this": "that"}})",
        "`order` of the verdict");
    row("nobody's answer", R"("verdict": {"order": [["this"], ["thta"]]})", "answer \"thta\"");
    row("twice", R"("verdict": {"order": [["this"], ["that"], [0]]})", "the answer 0 twice");
    row("one answer", R"("verdict": {"order": [["this"]]})", "fewer than two");
    row("no order", R"("verdict": {"comment": "good"})", "fewer than two");
    row("flag",
        R"("verdict": {"order": [[0], [1]], "flag": "yes"})",
        "`flag` of the verdict is \"yes\"");
    row("bad", R"("verdict": {"order": [[0], [1]], "bad": "x"})", "`bad` of the verdict is \"x\"");
    row("comment",
        R"("verdict": {"order": [[0], [1]], "comment": 3})",
        "`comment` of the verdict is 3");
    row("shown", R"("verdict": {"order": [[0], [1]], "shown": "u"})", "`shown` of the verdict");
    row("kind",
        R"("verdict": {"order": [[0], [1]]}, "kind": "rating")",
        "no kind of verdict \"rating\"");
    row("type of kind", R"("verdict": {"order": [[0], [1]]}, "kind": 5)", "another type");
    row("annotator",
        R"("verdict": {"order": [[0], [1]]}, "annotator_kind": "cat")",
        "kind of annotator");
    row("equal answers",
        R"("verdict": {"order": [[0], [1]]}, "candidates": ["same", "same"])",
        "the answer 1 twice");
    row("two of a name",
        R"("verdict": {"order": [["a"], ["b"]]}, "candidates": [{"text": "a", "origin": "m"}, {"text": "a", "origin": "n"}, "b"])",
        "several answers");
    row("no list of answers", R"("candidates": {"a": 1})", "another type");
    row("no prompt of words", R"("prompt": 5)", "neither");
}

void TestLabelFiles::wrongVerdictsAreNamed()
{
    QFETCH(QString, more);
    QFETCH(QString, part);
    Bed bed;
    try {
        bed.read(
            lineWith(R"("verdict": {"order": [["this"], ["that"]]})") +
            lineWith(more.toStdString()));
        QFAIL("a wrong line was taken");
    } catch (const Error& error) {
        const QString said = QString::fromStdString(error.words());
        QVERIFY2(said.startsWith(QLatin1String("file labels.jsonl line 2: ")), qPrintable(said));
        QVERIFY2(said.contains(part), qPrintable(said));
        QVERIFY(error.kind() == Error::Kind::Input);
    }
    // The right line before it is not taken either.
    QVERIFY(bed.labels.prompts().empty());
    QVERIFY(bed.labels.history().empty());
    QVERIFY(bed.tasks.all().empty());
}

void TestLabelFiles::verdictsByTextAndByNumberCount_data()
{
    QTest::addColumn<QString>("order");
    QTest::newRow("uid and texts") << QStringLiteral(R"([["other"], ["this", "u"]])");
    QTest::newRow("texts") << QStringLiteral(R"(["other", ["that", "this"]])");
    QTest::newRow("numbers") << QStringLiteral("[[2], [0, 1]]");
    QTest::newRow("numbers without lists") << QStringLiteral(R"([2, [1, "this"]])");
}

void TestLabelFiles::verdictsByTextAndByNumberCount()
{
    QFETCH(QString, order);
    Bed bed;
    const ImportedLabels imported = bed.read(lineWith(
        R"("verdict": {"order": )" + order.toStdString() +
        R"(, "shown": [1, "this", "gone", 2]})"));
    QCOMPARE(imported.rankings, 1);
    QVERIFY(bed.tasks.progress(imported.task.id).met());
    const auto rankings = bed.tasks.rankings(imported.task.id);
    QCOMPARE(rankings.size(), size_t{1});
    const auto uids = bed.tasks.items(imported.task.id).at(0).candidateUids;
    const auto& verdict = rankings[0].verdict;
    QCOMPARE(verdict["order"].size(), size_t{2});
    QVERIFY(verdict["order"][0] == nlohmann::json::array({uids[2]}));
    const auto tied = verdict["order"][1].get<std::set<std::string>>();
    QVERIFY(tied == std::set<std::string>({uids[0], uids[1]}));
    QVERIFY(
        verdict["shown"].get<std::vector<std::string>>() ==
        std::vector<std::string>({uids[1], uids[0], uids[2]}));
    const auto rows = rowsOfRankings(bed.database, rankings);
    QCOMPARE(rows.size(), size_t{2});
    QCOMPARE(rows[0].chosen.text, std::string("other"));
}

void TestLabelFiles::aVerdictOfAllBadCounts()
{
    Bed bed;
    const ImportedLabels imported = bed.read(lineWith(R"("verdict": {"bad": true})"));
    QVERIFY(bed.tasks.progress(imported.task.id).met());
    QVERIFY(bed.write(LabelForm::Trl, {.ties = true}).empty()); // nothing to prefer
}

void TestLabelFiles::tiesOfAFileOfPairsCount()
{
    Bed bed;
    const ImportedLabels imported =
        bed.read(R"({"prompt": "p", "chosen": "a", "rejected": "b", "margin": 0})"
                 "\n");
    QVERIFY(bed.tasks.progress(imported.task.id).met());
    const auto rankings = bed.tasks.rankings(imported.task.id);
    QCOMPARE(rankings.size(), size_t{1});
    QVERIFY(rowsOfRankings(bed.database, rankings).empty());
    QCOMPARE(rowsOfRankings(bed.database, rankings, {.ties = true}).size(), size_t{1});
}

/// Verdicts that older versions took from files as they were.
void TestLabelFiles::whatCannotBeReadCountsForNothing()
{
    Bed bed;
    fill(bed);
    const LabelTask task = bed.tasks.all().front();
    const auto items = bed.tasks.items(task.id);
    const std::string annotator = bed.labels.annotator("Ada").uid;
    const auto& uids = items[1].candidateUids;
    const std::string a = '"' + uids[0] + '"', b = '"' + uids[1] + '"';
    for (const std::string& broken :
         {"{\"order\": [[" + a + ", 5], [" + b + "]]}",
          "{\"order\": {" + a + ": " + b + "}}",
          "{\"order\": [[" + a + "], [" + a + "]]}",
          "{\"order\": [[[" + a + "]], [" + b + "]]}",
          "{\"order\": [[" + a + "], [" + b + "]], \"flag\": \"yes\"}",
          "{\"order\": [[" + a + "], [" + b + "]], \"bad\": \"x\"}",
          "{\"order\": [[" + a + "], [" + b + "]], \"shown\": [1]}",
          std::string("[1, 2]")})
        bed.labels.add(
            {.promptUid = items[1].promptUid,
             .annotatorUid = annotator,
             .verdict = nlohmann::json::parse(broken)});
    QCOMPARE(bed.tasks.unreadable(task.id), int64_t{8});
    QCOMPARE(bed.tasks.rankings(task.id).size(), size_t{3}); // those of fill()
    QCOMPARE(bed.tasks.items(task.id)[1].done, int64_t{1});
    for (const RankingRowsOptions& options :
         {RankingRowsOptions{},
          RankingRowsOptions{.ties = true, .aggregate = true},
          RankingRowsOptions{.flagged = false}})
        QCOMPARE(
            rowsOfRankings(bed.database, bed.labels.effective(), options).size(),
            rowsOfRankings(bed.database, bed.tasks.rankings(task.id), options).size());
    const auto rankings = bed.labels.effective();
    QCOMPARE(agreementOf(rankings).pairs, agreementOf(bed.tasks.rankings(task.id)).pairs);
    QVERIFY(!bed.write(LabelForm::Trl).empty() && !bed.write(LabelForm::Rankings).empty());
}

void TestLabelFiles::anEndedImportLeavesNothing()
{
    Bed bed;
    const auto file = bed.folder.path() / "a.jsonl";
    writeAtomically(file, R"({"prompt": "p", "candidates": ["a", "b"]})");
    const auto imported = importLabels(
        bed.database, {.file = file, .progress = [](size_t, size_t) { return false; }});
    QCOMPARE(imported.task.id, 0);
    QVERIFY(bed.tasks.all().empty());
    QVERIFY(bed.labels.prompts().empty());
}

QTEST_GUILESS_MAIN(TestLabelFiles)
#include "test_label_files.moc"
