#pragma once

/// Conversations to text: a model's chat template (Jinja2, as in tokenizer_config.json), written as
/// Hugging Face transformers does it. The README lists what of Jinja2 is there.
/// A folder's template is read by Tokenizer (chatTemplate) and core/formats/side_files.

#include <nlohmann/json.hpp>

#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

namespace jinja {
struct Statement;
}

/// What a template is written with, besides the messages.
struct ChatOptions
{
    bool addGenerationPrompt = false; ///< end with the start of the assistant's next turn
    std::string bos;                  ///< spelling of the token that begins a text; empty: none
    std::string eos;                  ///< of the one that ends it; empty: none
    nlohmann::ordered_json tools;     ///< JSON schemas of functions; null: none
    /// More variables by name (an object; null: none); they win over those above.
    nlohmann::ordered_json variables;
    std::optional<std::time_t> now; ///< what strftime_now tells; absent: the clock
};

/// Begin and end of stretches of a text, in bytes, in order, apart from each other.
using TextSpans = std::vector<std::pair<size_t, size_t>>;

struct RenderedChat
{
    std::string text;
    TextSpans generated; ///< what lies in {% generation %} blocks; empty ones are left out
};

/// A chat template, ready to use; immutable, so it serves any number of threads; cheap to copy.
class ChatTemplate
{
public:
    /// Throws Error (input) with the line of the template where it is malformed or uses a statement
    /// that is not supported.
    explicit ChatTemplate(std::string source);

    /// The text of messages: objects with `role`, `content` and what else the template reads. Keys
    /// keep their order (`nlohmann::json` converts, sorted). Throws Error (input) with the line of
    /// the template: it refused the messages, read a member of what is not defined, or used a
    /// filter, test or function that is not supported.
    RenderedChat
    render(const nlohmann::ordered_json& messages, const ChatOptions& options = {}) const;

    const std::string& source() const { return m_source; }
    /// Whether the template itself says what the assistant generates ({% generation %}).
    bool marksGeneration() const { return m_marksGeneration; }

private:
    std::string m_source;
    std::shared_ptr<const std::vector<jinja::Statement>> m_body;
    bool m_marksGeneration = false;
};

/// What the assistant generates in the text of render(messages, options), options without
/// addGenerationPrompt: its {% generation %} blocks where the template has some. Else each
/// assistant message's stretch is found by rendering the messages before it with the generation
/// prompt (where that ends the stretch begins) and those up to it without (where that ends it ends;
/// a final eos that only stands at the end of a text is left aside). Throws Error (input) where
/// such a text is not the beginning of the whole: the template is not prefix-stable. Costs two
/// renderings a message of the assistant.
TextSpans assistantSpans(
    const ChatTemplate& chatTemplate,
    const nlohmann::ordered_json& messages,
    const ChatOptions& options = {});

/// A template for models that have none: ChatML, `<|im_start|>role\ncontent<|im_end|>\n`, with
/// generation blocks around the assistant's words and its <|im_end|>.
extern const char* const kDefaultChatTemplate;

} // namespace espalier
