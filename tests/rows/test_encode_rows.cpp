#include "core/rows/encode_rows.h"
#include "core/text/train_tokenizer.h"

#include <QTest>

using namespace espalier;

namespace {

Tokenizer bytes()
{
    BpeTrainParams options;
    options.vocabSize = 300;
    options.specialTokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
    BpeTrainer trainer(options);
    trainer.add("the fox and the hen");
    return trainer.finish();
}

/// What of the ids must be learned, as text.
std::string learned(const Tokenizer& tokenizer, const EncodedRow& row)
{
    std::vector<int32_t> ids;
    for (size_t i = 0; i < row.ids.size(); ++i)
        if (row.trained[i] != 0)
            ids.push_back(row.ids[i]);
    return tokenizer.decode(ids);
}

Row plainRow()
{
    Row row;
    row.prompt.text = "Who won?";
    row.completion.text = " The fox.";
    return row;
}

Row talk()
{
    Row row;
    row.system = "Be kind.";
    row.prompt.turns = {{Role::User, "Hi"}, {Role::Assistant, "Hello"}, {Role::User, "Who won?"}};
    row.completion.turns = {{Role::Assistant, "The fox."}};
    return row;
}

} // namespace

/// Which tokens of a row are learned.
class TestEncodeRows : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainRowsLearnTheAnswerAndItsEnd()
    {
        const Tokenizer tokenizer = bytes();
        const Row row = plainRow();
        EncodeOptions options;
        const auto encoded = encodeRow(row, row.completion, tokenizer, options);
        QCOMPARE(tokenizer.decode(encoded.ids), std::string("Who won? The fox.<|endoftext|>"));
        QCOMPARE(learned(tokenizer, encoded), std::string(" The fox.<|endoftext|>"));
        const auto prompt = encodePrompt(row, tokenizer, options);
        QVERIFY(std::equal(prompt.begin(), prompt.end(), encoded.ids.begin()));
        options.trainOn = TrainOn::Everything;
        QCOMPARE(
            learned(tokenizer, encodeRow(row, row.completion, tokenizer, options)),
            std::string("Who won? The fox.<|endoftext|>"));
    }

    void conversationsLearnTheAssistantsTurns()
    {
        const Tokenizer tokenizer = bytes();
        const Row row = talk();
        EncodeOptions options;
        options.chat = chatTemplateOf(tokenizer);
        const auto last = encodeRow(row, row.completion, tokenizer, options);
        QCOMPARE(learned(tokenizer, last), std::string("The fox.<|im_end|><|endoftext|>"));
        options.trainOn = TrainOn::Assistant;
        QCOMPARE(
            learned(tokenizer, encodeRow(row, row.completion, tokenizer, options)),
            std::string("Hello<|im_end|>The fox.<|im_end|><|endoftext|>"));
        QVERIFY(
            tokenizer.decode(last.ids).starts_with("<|im_start|>system\nBe kind.<|im_end|>\n"));
        const auto prompt = encodePrompt(row, tokenizer, options);
        QVERIFY(tokenizer.decode(prompt).ends_with("<|im_start|>assistant\n"));
        QVERIFY(std::equal(prompt.begin(), prompt.end(), last.ids.begin()));
        options.asChat = true;
        const Row plain = plainRow();
        QCOMPARE(
            learned(tokenizer, encodeRow(plain, plain.completion, tokenizer, options)),
            std::string(" The fox.<|im_end|><|endoftext|>"));
    }

    void longRowsAreCutAtTheirEnd()
    {
        const Tokenizer tokenizer = bytes();
        const Row row = plainRow();
        EncodeOptions options;
        options.maxTokens = 10;
        const auto encoded = encodeRow(row, row.completion, tokenizer, options);
        QCOMPARE(encoded.ids.size(), size_t{10});
        QVERIFY(encoded.cut());
        options.maxTokens = 3;
        QCOMPARE(encodeRow(row, row.completion, tokenizer, options).trainedCount(), size_t{0});
    }

    void textsOfAPairGiveWayInTurn()
    {
        const Tokenizer tokenizer = bytes();
        Row row;
        row.text = "abcdefgh";
        row.second = "xyz";
        const auto whole = encodeText(row, tokenizer, 100);
        QCOMPARE(whole.length, whole.ids.size());
        const auto cut = encodeText(row, tokenizer, 6);
        QCOMPARE(tokenizer.decode(cut.ids), std::string("abcxyz"));
        QCOMPARE(cut.types, (std::vector<uint8_t>{0, 0, 0, 1, 1, 1}));
    }
};

QTEST_APPLESS_MAIN(TestEncodeRows)
#include "test_encode_rows.moc"
