/// Templates in the style of published models, with the texts that their model cards state; the
/// language itself is tested in test_jinja.cpp.

#include "core/base/error.h"
#include "core/text/chat_template.h"

#include <QTest>

using namespace espalier;
using Json = nlohmann::ordered_json;

namespace {

Json message(const char* role, const std::string& content)
{
    return {{"role", role}, {"content", content}};
}

const Json kTalk = {
    message("system", "Be kind."),
    message("user", "Hi"),
    message("assistant", " Hello. "),
    message("user", "Bye"),
};

const char* const kChatMl =
    R"({% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %})";

const char* const kQwen = R"({%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are a helpful assistant.' }}
    {%- endif %}
    {{- "\n\n# Tools\n<tools>" }}
    {%- for tool in tools %}
        {{- "\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\n</tools><|im_end|>\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
    {%- else %}
        {{- '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role }}
        {%- for tool_call in message.tool_calls %}
            {%- if tool_call.function is defined %}
                {%- set tool_call = tool_call.function %}
            {%- endif %}
            {{- '\n<tool_call>\n{"name": "' }}
            {{- tool_call.name }}
            {{- '", "arguments": ' }}
            {{- tool_call.arguments | tojson }}
            {{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == "tool" %}
        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\n<tool_response>\n' }}
        {{- message.content }}
        {{- '\n</tool_response>' }}
        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
            {{- '<|im_end|>\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
)";

const char* const kLlama3 =
    R"({% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %})";

const char* const kLlama31 = R"({{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- This takes the system message out of the messages. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}

{#- System message #}
{{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\n" }}
{%- endif %}
{{- "Today Date: " + date_string + "\n\n" }}
{%- if tools is not none %}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\n\n" }}
    {%- endfor %}
{%- endif %}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("This model only supports single tool-calls at once!") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '{"name": "' + tool_call.name + '", "parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}<|eot_id|>" }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
)";

const char* const kGemma =
    R"({{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %})";

const char* const kPhi3 =
    R"({% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %})";

const char* const kMistral =
    R"({{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token}}{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %})";

// Written over lines: what is between the tags must vanish by trim_blocks.
const char* const kZephyr = R"({% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>
'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %})";

std::string sentenceOf(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        return error.words();
    }
    return "no error";
}

std::string cut(const std::string& text, const TextSpans& spans)
{
    std::string out;
    for (const auto& [begin, end] : spans)
        out += "[" + text.substr(begin, end - begin) + "]";
    return out;
}

const Json kTool = Json::parse(
    R"({"type": "function", "function": {"name": "add", "parameters": {"b": 1, "a": ["x", null]}}})");

} // namespace

class TestChatTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rendersAsPublished_data();
    void rendersAsPublished();
    void toolsAreWritten();
    void todayIsTold();
    void refusalsAreToldInTheTemplatesWords();
    void assistantIsFoundWithoutMarks_data();
    void assistantIsFoundWithoutMarks();
    void marksWin();
    void unstableTemplatesAreRefused();
    void defaultIsChatMl();
};

void TestChatTemplate::rendersAsPublished_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<bool>("system");
    QTest::addColumn<bool>("prompt");
    QTest::addColumn<std::string>("expected");
    const auto row =
        [](const char* name, const char* source, bool system, bool prompt, const char* expected) {
            QTest::newRow(name) << std::string(source) << system << prompt << std::string(expected);
        };
    row("ChatML",
        kChatMl,
        true,
        true,
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\n Hello. <|im_end|>\n<|im_start|>user\nBye<|im_end|>\n"
        "<|im_start|>assistant\n");
    row("ChatML without prompt",
        kChatMl,
        false,
        false,
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n Hello. <|im_end|>\n"
        "<|im_start|>user\nBye<|im_end|>\n");
    row("Qwen2.5",
        kQwen,
        true,
        true,
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\n Hello. <|im_end|>\n<|im_start|>user\nBye<|im_end|>\n"
        "<|im_start|>assistant\n");
    row("Qwen2.5 with its own system message",
        kQwen,
        false,
        false,
        "<|im_start|>system\nYou are a helpful "
        "assistant.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\n Hello. <|im_end|>\n<|im_start|>user\nBye<|im_end|>\n");
    row("Llama 3",
        kLlama3,
        true,
        true,
        "<s><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n");
    row("Llama 3.1",
        kLlama31,
        true,
        true,
        "<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 02 Jan 1970\n\nBe kind."
        "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n");
    row("Gemma",
        kGemma,
        false,
        true,
        "<s><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\nHello.<end_of_turn>\n"
        "<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n");
    row("Phi-3",
        kPhi3,
        true,
        true,
        "<|system|>\nBe kind.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\n Hello. <|end|>\n"
        "<|user|>\nBye<|end|>\n<|assistant|>\n");
    row("Phi-3 without prompt",
        kPhi3,
        false,
        false,
        "<|user|>\nHi<|end|>\n<|assistant|>\n Hello. <|end|>\n<|user|>\nBye<|end|>\n</s>");
    row("Mistral", kMistral, false, true, "<s>[INST] Hi [/INST] Hello. </s>[INST] Bye [/INST]");
    row("Zephyr",
        kZephyr,
        true,
        true,
        "<|system|>\nBe kind.</s>\n<|user|>\nHi</s>\n<|assistant|>\n Hello. </s>\n"
        "<|user|>\nBye</s>\n<|assistant|>\n");
}

void TestChatTemplate::rendersAsPublished()
{
    QFETCH(std::string, source);
    QFETCH(bool, system);
    QFETCH(bool, prompt);
    QFETCH(std::string, expected);
    Json talk = kTalk;
    if (!system)
        talk.erase(0);
    const ChatOptions options{
        .addGenerationPrompt = prompt, .bos = "<s>", .eos = "</s>", .now = 129600};
    const RenderedChat chat = ChatTemplate(source).render(talk, options);
    QCOMPARE(chat.text, expected);
    QVERIFY(chat.generated.empty());
}

void TestChatTemplate::toolsAreWritten()
{
    const Json talk = Json::parse(R"([
        {"role": "user", "content": "1+2?"},
        {"role": "assistant", "tool_calls": [{"type": "function", "function": {"name": "add", "arguments": {"b": 2, "a": 1.0}}}]},
        {"role": "tool", "content": "3"}, {"role": "tool", "content": "값"}])");
    ChatOptions options;
    options.tools = Json::array({kTool});
    QCOMPARE(
        ChatTemplate(kQwen).render(talk, options).text,
        std::string(
            "<|im_start|>system\nYou are a helpful assistant.\n\n# Tools\n<tools>\n"
            R"({"type": "function", "function": {"name": "add", "parameters": {"b": 1, "a": ["x", null]}}})"
            "\n</tools><|im_end|>\n<|im_start|>user\n1+2?<|im_end|>\n<|im_start|>assistant\n"
            "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"b\": 2, \"a\": 1.0}}\n"
            "</tool_call><|im_end|>\n<|im_start|>user\n<tool_response>\n3\n</tool_response>\n"
            "<tool_response>\n값\n</tool_response><|im_end|>\n"));
    options.now = 129600;
    Json single = Json::array({talk[0], talk[1]});
    QCOMPARE(
        ChatTemplate(kLlama31).render(single, options).text,
        std::string(
            "<|start_header_id|>system<|end_header_id|>\n\nEnvironment: ipython\n"
            "Today Date: 02 Jan 1970\n\n{\n    \"type\": \"function\",\n    \"function\": {\n"
            "        \"name\": \"add\",\n        \"parameters\": {\n            \"b\": 1,\n"
            "            \"a\": [\n                \"x\",\n                null\n            ]\n"
            "        }\n    }\n}\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
            "1+2?<|eot_id|>{\"name\": \"add\", \"parameters\": {\"b\": 2, \"a\": 1.0}}<|eot_id|>"));
}

void TestChatTemplate::todayIsTold()
{
    const ChatTemplate year("{{ strftime_now('%Y') }}");
    QVERIFY(year.render(Json::array()).text >= "2024");
    ChatOptions options;
    options.variables = {{"date_string", "26 Jul 2024"}};
    const std::string text = ChatTemplate(kLlama31).render(kTalk, options).text;
    QVERIFY(text.find("Today Date: 26 Jul 2024\n\nBe kind.") != std::string::npos);
}

void TestChatTemplate::refusalsAreToldInTheTemplatesWords()
{
    const Json system = Json::array({message("system", "x")});
    QCOMPARE(
        sentenceOf([&] { (void)ChatTemplate(kGemma).render(system); }),
        std::string(
            "chat template, line 1: The chat template refuses the messages: System role not "
            "supported"));
    // Without content: a member of what is not there is undefined, and can't be joined.
    const Json empty = Json::array({Json{{"role", "user"}}});
    QCOMPARE(
        sentenceOf([&] { (void)ChatTemplate(kQwen).render(empty); }),
        std::string("chat template, line 23: `+` can't join a text and `message.content` "
                    "(undefined)."));
}

void TestChatTemplate::assistantIsFoundWithoutMarks_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const char* source, const char* expected) {
        QTest::newRow(name) << std::string(source) << std::string(expected);
    };
    row("ChatML", kChatMl, "[ Hello. <|im_end|>\n][Ciao<|im_end|>\n]");
    row("Qwen2.5", kQwen, "[ Hello. <|im_end|>\n][Ciao<|im_end|>\n]");
    row("Llama 3", kLlama3, "[Hello.<|eot_id|>][Ciao<|eot_id|>]");
    row("Gemma", kGemma, "[Hello.<end_of_turn>\n][Ciao<end_of_turn>\n]");
    row("Phi-3", kPhi3, "[ Hello. <|end|>\n][Ciao<|end|>\n</s>]");
    row("Mistral", kMistral, "[ Hello. </s>][Ciao</s>]");
}

void TestChatTemplate::assistantIsFoundWithoutMarks()
{
    QFETCH(std::string, source);
    QFETCH(std::string, expected);
    Json talk = kTalk;
    talk.erase(0);
    talk.push_back(message("assistant", "Ciao"));
    const ChatTemplate chat(source);
    const ChatOptions options{.bos = "<s>", .eos = "</s>"};
    const std::string text = chat.render(talk, options).text;
    QCOMPARE(cut(text, assistantSpans(chat, talk, options)), expected);
    const Json none = Json::array({message("user", "Hi")});
    QVERIFY(assistantSpans(chat, none, options).empty());
}

void TestChatTemplate::marksWin()
{
    const ChatTemplate chat(R"({% for m in messages %}
{{ m.role }}: {% if m.role == 'assistant' %}{% generation %}{{ m.content }};{% endgeneration %}

{% else %}
{{ m.content }};
{% endif %}
{% endfor %})");
    QVERIFY(chat.marksGeneration());
    QVERIFY(!ChatTemplate(kChatMl).marksGeneration());
    const RenderedChat written = chat.render(kTalk);
    QCOMPARE(
        written.text,
        std::string("system: Be kind.;\nuser: Hi;\nassistant:  Hello. ;\nuser: Bye;\n"));
    QCOMPARE(cut(written.text, written.generated), std::string("[ Hello. ;]"));
    QVERIFY(assistantSpans(chat, kTalk) == written.generated);
    QVERIFY(
        sentenceOf([] {
            (void)ChatTemplate("{% set x %}{% generation %}a{% endgeneration %}{% endset %}")
                .render(Json::array());
        }).find("`{% generation %}` may not stand in a macro or a block that is set") !=
        std::string::npos);
}

/// A template that drops earlier thoughts, and one whose prompt is not what it writes later.
void TestChatTemplate::unstableTemplatesAreRefused()
{
    const Json talk = Json::array(
        {message("user", "a"),
         message("assistant", "b"),
         message("user", "c"),
         message("assistant", "d")});
    const ChatTemplate forgets(
        "{% for m in messages %}{{ m.content if loop.last else '-' }}{% endfor %}");
    const ChatTemplate prompts(
        "{% for m in messages %}{{ m.role }}{{ m.content }}{% endfor %}{% if add_generation_prompt "
        "%}think{% endif %}");
    for (const ChatTemplate& chat : {forgets, prompts})
        QCOMPARE(
            sentenceOf([&] { (void)assistantSpans(chat, talk); }),
            std::string(
                "The text before message 2 changes with what follows it, so the assistant's "
                "part can't be told from the template. Put `{% generation %}` and "
                "`{% endgeneration %}` around it in the template."));
}

void TestChatTemplate::defaultIsChatMl()
{
    const ChatTemplate chat(kDefaultChatTemplate);
    for (const bool prompt : {false, true}) {
        const ChatOptions options{.addGenerationPrompt = prompt};
        QCOMPARE(
            chat.render(kTalk, options).text, ChatTemplate(kChatMl).render(kTalk, options).text);
    }
    const RenderedChat written = chat.render(kTalk);
    QCOMPARE(cut(written.text, written.generated), std::string("[ Hello. <|im_end|>]"));
}

QTEST_GUILESS_MAIN(TestChatTemplate)
#include "test_chat_template.moc"
