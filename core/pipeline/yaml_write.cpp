// The writing half of yaml.h.

#include "core/base/files.h"
#include "core/pipeline/yaml.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace espalier {

namespace fs = std::filesystem;

namespace {

bool plainInFlow(const std::string& text)
{
    if (text.empty() || !valueFromText(text).is_string())
        return false;
    static const std::set<std::string> words{
        "null",
        "Null",
        "NULL",
        "~",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "Yes",
        "No",
        "True",
        "False"};
    if (words.contains(text))
        return false;
    const auto wordy = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '/' || c >= 0x80;
    };
    if (!wordy(text.front()) && text.front() != '.')
        return false;
    return text.back() != ' ' && std::ranges::all_of(text, [&](unsigned char c) {
               return wordy(c) || c == '.' || c == '-' || c == '+' || c == ' ';
           });
}

std::string scalar(const Value& value)
{
    if (value.is_array()) {
        std::string text;
        for (const auto& item : value)
            text += (text.empty() ? "" : ", ") + scalar(item);
        return "[" + text + "]";
    }
    if (!value.is_string())
        return valueToText(value);
    const auto& text = value.get_ref<const std::string&>();
    return plainInFlow(text) ? text : Value(text).dump();
}

std::string flowMap(const Values& values)
{
    std::string text;
    for (const auto& [name, value] : values.items())
        text += (text.empty() ? "" : ", ") + scalar(name) + ": " + scalar(Value(value));
    return "{" + text + "}";
}

} // namespace

std::string writePipeline(const Pipeline& pipeline)
{
    std::string text = fmt::format("version: {}\n", pipeline.version);
    if (pipeline.rounds != 1)
        text += fmt::format("rounds: {}\n", pipeline.rounds);
    if (!pipeline.variables.empty())
        text += "variables: " + flowMap(pipeline.variables) + "\n";
    text += pipeline.nodes.empty() ? "nodes: []\n" : "nodes:\n";
    for (const auto& node : pipeline.nodes) {
        text += "  - {id: " + scalar(node.id) + ", stage: " + scalar(node.stage);
        if (!node.params.empty())
            text += ", params: " + flowMap(node.params);
        text += fmt::format(", at: [{}, {}]}}\n", node.x, node.y);
    }
    text += pipeline.edges.empty() ? "edges: []\n" : "edges:\n";
    for (const auto& edge : pipeline.edges)
        text += "  - " + edge.text() + "\n";
    return text;
}

bool savePipeline(const Pipeline& pipeline, const fs::path& file)
{
    bool kept = false;
    if (fs::exists(file)) {
        const std::string old = readFile(file);
        const Pipeline was = readPipeline(old).pipeline;
        if (writePipeline(was) != old || was.rounds != pipeline.rounds) {
            writeAtomically(file.string() + ".bak", old);
            kept = true;
        }
    }
    writeAtomically(file, writePipeline(pipeline));
    return kept;
}

} // namespace espalier
