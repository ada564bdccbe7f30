/// What flows over a wire, before and after it ran, and what of it train.sft learns.

#include "core/base/files.h"
#include "core/data/corpus.h"
#include "core/data/world.h"
#include "core/pipeline/yaml.h"
#include "core/rows/built_in_rows.h"
#include "core/stages/flow_preview.h"
#include "core/stages/stages.h"
#include "tests/support/model_folder.h"

#include <QTest>

using namespace espalier;

namespace {

constexpr const char* kPipeline = R"(version: 1
nodes:
  - {id: text, stage: data.text, params: {documents: 3}}
  - {id: rows, stage: data.instructions, params: {ROWS}}
  - {id: mix, stage: data.mix}
  - {id: model, stage: model.load, params: {path: m}}
  - {id: sft, stage: train.sft, params: {SFT}}
edges:
  - rows.instructions -> mix.instructions
  - rows.instructions -> sft.instructions
  - model.model -> sft.model
)";

/// A question about the first wire out of `from` that ends at `to`.
FlowQuestion
ask(const std::string& from,
    const std::string& port,
    const std::string& to,
    const std::string& rows = "items: 3",
    const std::string& sft = "")
{
    std::string yaml = kPipeline;
    yaml.replace(yaml.find("ROWS"), 4, rows);
    yaml.replace(yaml.find("SFT"), 3, sft);
    FlowQuestion question;
    question.pipeline = readPipeline(yaml).pipeline;
    question.edge = {from, port, to, port, {}};
    return question;
}

std::string textOf(const FlowRow& row, bool trainedAlone)
{
    std::string text;
    for (const FlowToken& token : row.tokens)
        if (!trainedAlone || token.trained)
            text += token.text;
    return text;
}

} // namespace

class TestFlowPreview : public QObject
{
    Q_OBJECT
    std::optional<TemporaryFolder> m_folder;

private Q_SLOTS:
    void init() { m_folder.emplace(); }

    void rowsOfTheBuiltInWorldNeedNoRun()
    {
        const auto found = previewFlow(ask("rows", "instructions", "mix"), stages());
        QVERIFY(found.from == FlowPreview::From::BuiltIn);
        QCOMPARE(found.count.value(), uint64_t(3));
        QCOMPARE(found.rows.size(), size_t(3));
        const BuiltInRows wish{RowKind::Instructions, Language::English, {}, 1};
        for (uint64_t i = 0; i < 3; ++i)
            QVERIFY(found.rows[i].parts == partsOf(builtInRow(wish, i, Split::Train)));
        QVERIFY(!found.trains);
        QVERIFY(found.rows[0].trained.empty());
    }

    void rowsOfAFileAreReadFromIt()
    {
        writeAtomically(
            m_folder->path() / "a.jsonl",
            "{\"prompt\": \"Who won?\", \"completion\": \" The fox.\"}\n");
        auto question = ask("rows", "instructions", "mix", "path: a.jsonl");
        question.folder = m_folder->path();
        const auto found = previewFlow(question, stages());
        QVERIFY(found.from == FlowPreview::From::File);
        QCOMPARE(found.form, std::string("trl"));
        QCOMPARE(found.rows.size(), size_t(1));
        QVERIFY(
            (found.rows[0].parts ==
             std::vector<RowPart>{{"prompt", "Who won?"}, {"completion", " The fox."}}));
    }

    void whatIsBrokenIsSaid_data()
    {
        QTest::addColumn<std::string>("rows");
        QTest::newRow("missing") << std::string("path: none.jsonl");
        QTest::newRow("no rows") << std::string("path: a.jsonl");
        QTest::newRow("no such kind") << std::string("kinds: [poem]");
        QTest::newRow("no path") << std::string("source: file");
    }
    void whatIsBrokenIsSaid()
    {
        QFETCH(std::string, rows);
        writeAtomically(m_folder->path() / "a.jsonl", "no json\n");
        auto question = ask("rows", "instructions", "mix", rows);
        question.folder = m_folder->path();
        const auto found = previewFlow(question, stages());
        QVERIFY(found.rows.empty());
        QVERIFY(!found.note.empty());
    }

    void whatHasToRunFirstIsSaid()
    {
        const auto found = previewFlow(ask("mix", "instructions", "sft"), stages());
        QVERIFY(found.rows.empty());
        QCOMPARE(found.note.words(), std::string("The rows appear here once `mix` has run."));
    }

    void aResultComesBeforeTheParameters()
    {
        RowsWriter writer(m_folder->path(), RowKind::Instructions);
        Row row;
        row.prompt.text = "Who won?";
        row.completion.text = " The hen.";
        writer.add(Split::Train, row);
        row.completion.text = " Nobody.";
        writer.add(Split::Validation, row);
        writer.finish("trl");
        auto question = ask("rows", "instructions", "mix");
        question.results["rows"] = m_folder->path();
        const auto found = previewFlow(question, stages());
        QVERIFY(found.from == FlowPreview::From::Result);
        QCOMPARE(found.count.value(), uint64_t(2));
        QCOMPARE(found.rows.size(), size_t(2));
        QCOMPARE(found.rows[0].parts[1].text, std::string(" The hen."));
        QCOMPARE(found.rows[1].parts[1].text, std::string(" Nobody."));
    }

    void textsAreShownByTheirBeginnings()
    {
        auto question = ask("text", "text", "model");
        auto found = previewFlow(question, stages());
        QCOMPARE(found.documents.size(), size_t(3));
        QCOMPARE(found.documents[1], worldDocument(1, 1, Language::English, Split::Train));

        CorpusWriter writer(m_folder->path(), "train");
        writer.add({std::string(4000, 'x'), true});
        writer.finish();
        question.results["text"] = m_folder->path();
        found = previewFlow(question, stages());
        QCOMPARE(found.documents.size(), size_t(1));
        QCOMPARE(found.documents[0].size(), size_t(1500));
    }

    void withoutAModelTheRolesTellWhatIsLearned()
    {
        const auto found = previewFlow(ask("rows", "instructions", "sft"), stages());
        QVERIFY(found.trains);
        QVERIFY(found.rows[0].tokens.empty());
        QCOMPARE(
            found.tokensNote.words(),
            std::string("Tokens are shown once the model of `model` exists."));
        const FlowRow& row = found.rows[0];
        for (size_t i = 0; i < row.parts.size(); ++i)
            QCOMPARE(bool(row.trained[i]), row.parts[i].role == "completion");
    }

    void turnsAreLearnedAsTheLossIsTaken_data()
    {
        QTest::addColumn<std::string>("on");
        QTest::addColumn<QList<bool>>("learned"); // of system, user, assistant, user, assistant
        QTest::newRow("completion")
            << std::string("completion") << QList<bool>{false, false, false, false, true};
        QTest::newRow("assistant")
            << std::string("assistant") << QList<bool>{false, false, true, false, true};
        QTest::newRow("everything")
            << std::string("everything") << QList<bool>{true, true, true, true, true};
    }
    void turnsAreLearnedAsTheLossIsTaken()
    {
        QFETCH(std::string, on);
        QFETCH(QList<bool>, learned);
        writeAtomically(
            m_folder->path() / "a.jsonl",
            R"({"messages": [{"role": "system", "content": "Be kind."},)"
            R"({"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},)"
            R"({"role": "user", "content": "Who won?"}, {"role": "assistant", "content": "I."}]})"
            "\n");
        auto question = ask("rows", "instructions", "sft", "path: a.jsonl", "train_on: " + on);
        question.folder = m_folder->path();
        const auto found = previewFlow(question, stages());
        QCOMPARE(found.rows.size(), size_t(1));
        QCOMPARE(QList<bool>(found.rows[0].trained.begin(), found.rows[0].trained.end()), learned);
    }

    void withAModelTheTokensTellIt()
    {
        writeModel(m_folder->path(), 4096);
        auto question = ask("rows", "instructions", "sft");
        question.results["model"] = m_folder->path();
        auto found = previewFlow(question, stages());
        QVERIFY(found.tokensNote.empty());
        const FlowRow& row = found.rows[0];
        QCOMPARE(textOf(row, false), row.parts[0].text + row.parts[1].text + "<|endoftext|>");
        QCOMPARE(textOf(row, true), row.parts[1].text + "<|endoftext|>");
        QVERIFY(row.tokens.back().special);
        QCOMPARE(row.length, row.tokens.size());
        QCOMPARE(row.given, row.tokens.size());
    }

    void theFirstTokenIsNeverLearned()
    {
        writeModel(m_folder->path(), 4096);
        auto question = ask("rows", "instructions", "sft", "items: 1", "train_on: everything");
        question.results["model"] = m_folder->path();
        const auto found = previewFlow(question, stages());
        QCOMPARE(found.rows[0].learned, found.rows[0].given - 1);
        QVERIFY(!found.rows[0].tokens.front().trained);
    }

    void rowsAreCutAtTheBlock_data()
    {
        QTest::addColumn<std::string>("sft");
        QTest::addColumn<int>("tokens");
        QTest::newRow("the model's positions") << std::string() << 32;
        QTest::newRow("a shorter block") << std::string("block: 20") << 20;
        QTest::newRow("a longer block") << std::string("block: 99") << 32;
    }
    void rowsAreCutAtTheBlock()
    {
        QFETCH(std::string, sft);
        QFETCH(int, tokens);
        writeModel(m_folder->path(), 32);
        auto question = ask("rows", "instructions", "sft", "items: 1", sft);
        question.results["model"] = m_folder->path();
        const auto found = previewFlow(question, stages());
        QCOMPARE(int(found.rows[0].tokens.size()), tokens);
        QVERIFY(found.rows[0].length > size_t(tokens));
    }

    void aModelThatCantBeReadLeavesTheRows()
    {
        auto question = ask("rows", "instructions", "sft");
        question.results["model"] = m_folder->path() / "gone";
        const auto found = previewFlow(question, stages());
        QCOMPARE(found.rows.size(), size_t(3));
        QVERIFY(found.rows[0].tokens.empty());
        QVERIFY(!found.tokensNote.empty());
        QVERIFY(!found.rows[0].trained.empty());
    }

    void otherWiresHaveNothingToShow()
    {
        const auto found = previewFlow(ask("model", "model", "sft"), stages());
        QVERIFY(found.type == PortType::Model);
        QVERIFY(found.rows.empty() && found.note.empty());
        // A wire that is no longer there.
        QVERIFY(previewFlow(ask("nobody", "rows", "sft"), stages()).rows.empty());
    }
};

QTEST_APPLESS_MAIN(TestFlowPreview)
#include "test_flow_preview.moc"
