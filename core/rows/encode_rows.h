#pragma once

/// Rows as the token ids that a model is trained on, with a mark on those that it must learn to
/// write. A pure function of row, tokenizer and options; knows no torch.

#include "core/rows/row.h"
#include "core/text/chat_template.h"
#include "core/text/tokenizer.h"

#include <optional>

namespace espalier {

/// What the loss is taken over.
enum class TrainOn : uint8_t {
    Completion, ///< what answers the prompt (of a conversation: from the completion's first turn)
    Assistant,  ///< every turn of the assistant, those in the prompt too
    Everything
};

struct EncodeOptions
{
    TrainOn trainOn = TrainOn::Completion;
    /// Writes conversations, and where `asChat` plain rows too (a user's turn and the assistant's).
    /// Absent: rows are written plainly, turns one per line.
    std::optional<ChatTemplate> chat;
    bool asChat = false;
    int64_t maxTokens = 1024; ///< longer rows are cut at their end
};

/// One row in tokens.
struct EncodedRow
{
    std::vector<int32_t> ids;
    std::vector<uint8_t> trained; ///< of each id: whether it must be learned
    size_t trainedCount() const;
    size_t length = 0; ///< before it was cut
    bool cut() const { return length > ids.size(); }
};

/// A prompt and completion (instructions, preferences). A plain row is system, prompt and
/// completion one after another, then the tokenizer's eos; prompt and completion are cut into
/// tokens apart from each other, as they are when a model answers. A conversation whose template
/// ends without the eos gets it, so that the model learns to stop. Throws Error (input) where the
/// chat template refuses the row.
EncodedRow encodeRow(
    const Row& row,
    const Passage& completion,
    const Tokenizer& tokenizer,
    const EncodeOptions& options);

/// The ids that a model is given to answer the row's prompt: what encodeRow puts before the
/// completion.
std::vector<int32_t>
encodePrompt(const Row& row, const Tokenizer& tokenizer, const EncodeOptions& options);

/// A labelled text, with what the tokenizer puts around it ([CLS] a [SEP] b [SEP]); `types` is 1
/// for the second text.
struct EncodedText
{
    std::vector<int32_t> ids;
    std::vector<uint8_t> types;
    size_t length = 0; ///< before it was cut
};
EncodedText encodeText(const Row& row, const Tokenizer& tokenizer, int64_t maxTokens);

/// The template to write conversations with: `given` where it isn't empty, else the tokenizer's
/// own, else the default one.
ChatTemplate chatTemplateOf(const Tokenizer& tokenizer, const std::string& given = {});

} // namespace espalier
