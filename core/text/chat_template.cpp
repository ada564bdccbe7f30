#include "core/text/chat_template.h"

#include "core/base/error.h"
#include "core/text/jinja_interpreter.h"

#include <algorithm>

namespace espalier {

const char* const kDefaultChatTemplate =
    R"({% for message in messages %}
{{ '<|im_start|>' + message['role'] + '\n' }}
{%- if message['role'] == 'assistant' %}
{% generation %}
{{- message['content'] + '<|im_end|>' }}
{%- endgeneration %}
{%- else %}
{{- message['content'] + '<|im_end|>' }}
{%- endif %}
{{- '\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|im_start|>assistant\n' }}
{%- endif %})";

namespace {

bool hasGeneration(const jinja::Body& body)
{
    return std::ranges::any_of(body, [](const jinja::Statement& statement) {
        return statement.kind == jinja::Statement::Kind::Generation ||
               std::ranges::any_of(statement.branches, [](const jinja::Branch& branch) {
                   return hasGeneration(branch.body);
               });
    });
}

} // namespace

ChatTemplate::ChatTemplate(std::string source)
    : m_source(std::move(source))
    , m_body(std::make_shared<const jinja::Body>(jinja::parse(m_source)))
    , m_marksGeneration(hasGeneration(*m_body))
{
}

RenderedChat
ChatTemplate::render(const nlohmann::ordered_json& messages, const ChatOptions& options) const
{
    using jinja::Value;
    std::map<std::string, Value, std::less<>> variables;
    variables["messages"] = Value::fromJson(messages);
    variables["tools"] = Value::fromJson(options.tools);
    variables["documents"] = Value();
    variables["add_generation_prompt"] = Value::boolean(options.addGenerationPrompt);
    variables["bos_token"] = Value::text(options.bos);
    variables["eos_token"] = Value::text(options.eos);
    if (options.variables.is_object())
        for (const auto& [name, value] : options.variables.items())
            variables[name] = Value::fromJson(value);
    jinja::Interpreter interpreter(std::move(variables), options.now.value_or(std::time(nullptr)));
    interpreter.run(*m_body);
    return {std::move(interpreter.text), std::move(interpreter.generated)};
}

TextSpans assistantSpans(
    const ChatTemplate& chatTemplate,
    const nlohmann::ordered_json& messages,
    const ChatOptions& options)
{
    ChatOptions plain = options;
    plain.addGenerationPrompt = false;
    RenderedChat whole = chatTemplate.render(messages, plain);
    if (chatTemplate.marksGeneration())
        return std::move(whole.generated);
    ChatOptions prompting = plain;
    prompting.addGenerationPrompt = true;

    TextSpans spans;
    nlohmann::ordered_json start = nlohmann::ordered_json::array();
    for (const auto& message : messages) {
        const bool ours =
            message.is_object() && message.contains("role") && message["role"] == "assistant";
        const auto unstable = [&] {
            return inputError(
                "The text before message {} changes with what follows it, so the assistant's part "
                "can't be told from the template. Put `{}` and `{}` around it in the template.",
                start.size() + 1,
                "{% generation %}",
                "{% endgeneration %}");
        };
        std::string before = ours ? chatTemplate.render(start, prompting).text : std::string();
        if (!whole.text.starts_with(before))
            throw unstable();
        start.push_back(message);
        if (!ours)
            continue;
        std::string after =
            start.size() == messages.size() ? whole.text : chatTemplate.render(start, plain).text;
        if (!whole.text.starts_with(after) && !plain.eos.empty() && after.ends_with(plain.eos))
            after.resize(after.size() - plain.eos.size());
        if (!whole.text.starts_with(after) || after.size() < before.size() ||
            (!spans.empty() && spans.back().second > before.size()))
            throw unstable();
        if (after.size() > before.size())
            spans.emplace_back(before.size(), after.size());
    }
    return spans;
}

} // namespace espalier
