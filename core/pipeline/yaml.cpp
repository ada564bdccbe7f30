#include "core/pipeline/yaml.h"

#include "core/base/files.h"
#include "core/pipeline/rounds.h"
#include "core/pipeline/stage.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

namespace espalier {

namespace fs = std::filesystem;

namespace {

Place placeOf(const YAML::Node& node)
{
    const auto mark = node.Mark();
    return {mark.line + 1, mark.column + 1};
}

/// Reads one document; collects every mistake instead of stopping at the first.
class Reader
{
public:
    ReadPipeline read(const std::string& yaml)
    {
        YAML::Node root;
        try {
            root = YAML::Load(yaml);
        } catch (const YAML::Exception& error) {
            complain(
                {error.mark.line + 1, error.mark.column + 1},
                tr("This is not YAML: {}.", error.msg));
            return std::move(m_result);
        }
        if (!root.IsMap()) {
            complain(
                {1, 1},
                tr("A pipeline is a map with `version`, `nodes` and `edges`; this file is none."));
            return std::move(m_result);
        }
        forEachKey(
            root,
            {"version", "rounds", "variables", "nodes", "edges"},
            tr("a pipeline"),
            [&](const auto& key, const auto& value) {
                if (key == "version")
                    readVersion(value);
                else if (key == "rounds")
                    readRounds(value);
                else if (key == "variables")
                    readVariables(value);
                else if (key == "nodes")
                    readNodes(value);
                else
                    readEdges(value);
            });
        for (const auto& entry : root)
            if (entry.first.IsScalar() && entry.first.Scalar() == "rounds")
                m_result.roundsPlace = placeOf(entry.first);
        if (!root["version"])
            complain({1, 1}, tr("The key `version` is missing; write `version: 1` at the top."));
        return std::move(m_result);
    }

private:
    ReadPipeline m_result;

    Issue& complain(Place place, Message message, std::string node = {}, std::string param = {})
    {
        m_result.issues.push_back(
            {Issue::Level::Error,
             std::move(message),
             std::move(node),
             std::move(param),
             -1,
             place});
        return m_result.issues.back();
    }

    template <typename Take>
    void forEachKey(
        const YAML::Node& map,
        const std::vector<std::string>& known,
        const Message& what,
        Take take)
    {
        std::set<std::string> seen;
        for (const auto& entry : map) {
            if (!entry.first.IsScalar()) {
                complain(placeOf(entry.first), tr("A key must be a plain word."));
                continue;
            }
            const auto& key = entry.first.Scalar();
            if (std::ranges::find(known, key) == known.end()) {
                const auto near = didYouMean(key, known);
                complain(
                    placeOf(entry.first),
                    near ? tr("`{}` is no key of {}; did you mean `{}`?", key, what.words(), *near)
                         : tr("`{}` is no key of {}.", key, what.words()));
            } else if (!seen.insert(key).second) {
                complain(placeOf(entry.first), tr("`{}` stands here twice; keep one.", key));
            } else {
                take(key, entry.second);
            }
        }
    }

    void readVersion(const YAML::Node& node)
    {
        const Value value = node.IsScalar() ? valueFromText(node.Scalar()) : Value();
        if (!value.is_number_integer())
            complain(placeOf(node), tr("`version` must be a whole number; this program writes 1."));
        else if (value != 1)
            complain(
                placeOf(node),
                tr("This file is of version {}, this program reads version 1. Use a newer "
                   "Espalier.",
                   value.dump()));
    }

    void readRounds(const YAML::Node& node)
    {
        const Value value = node.IsScalar() ? valueFromText(node.Scalar()) : Value();
        if (!value.is_number_integer() || value < 1 || value > kMaxRounds)
            complain(
                placeOf(node), tr("`rounds` must be a whole number from 1 to {}.", kMaxRounds));
        else
            m_result.pipeline.rounds = value.get<int>();
    }

    Value readValue(const YAML::Node& node)
    {
        if (node.IsSequence()) {
            Value items = Value::array();
            for (const auto& item : node)
                items.push_back(readValue(item));
            return items;
        }
        if (node.IsScalar())
            return node.Tag() == "!" ? Value(node.Scalar()) : valueFromText(node.Scalar());
        if (node.IsNull())
            return "";
        complain(placeOf(node), tr("A value must be a word, a number or a list."));
        return "";
    }

    void readVariables(const YAML::Node& node)
    {
        if (node.IsNull())
            return;
        if (!node.IsMap()) {
            complain(placeOf(node), tr("`variables` must be a map of names and values."));
            return;
        }
        for (const auto& entry : node)
            m_result.pipeline.variables[entry.first.Scalar()] = readValue(entry.second);
    }

    void readNodes(const YAML::Node& list)
    {
        if (list.IsNull())
            return;
        if (!list.IsSequence()) {
            complain(placeOf(list), tr("`nodes` must be a list."));
            return;
        }
        for (const auto& item : list) {
            if (!item.IsMap()) {
                complain(
                    placeOf(item),
                    tr("A node must be a map such as {{id: text, stage: data.text}}."));
                continue;
            }
            readNode(item);
        }
    }

    void readNode(const YAML::Node& item)
    {
        Node node;
        node.place = placeOf(item);
        forEachKey(
            item,
            {"id", "stage", "params", "at"},
            tr("a node"),
            [&](const auto& key, const YAML::Node& value) {
                if (key == "id" || key == "stage") {
                    if (!value.IsScalar())
                        complain(placeOf(value), tr("`{}` must be a word.", key));
                    else
                        (key == "id" ? node.id : node.stage) = value.Scalar();
                } else if (key == "params") {
                    readParams(value, node);
                } else {
                    try {
                        const auto at = value.as<std::vector<double>>();
                        if (at.size() != 2)
                            throw YAML::Exception(value.Mark(), "");
                        node.x = at[0];
                        node.y = at[1];
                    } catch (const YAML::Exception&) {
                        complain(
                            placeOf(value), tr("`at` must be a pair of numbers: [column, row]."));
                    }
                }
            });
        if (node.id.empty())
            complain(node.place, tr("This node has no `id`."));
        if (node.stage.empty())
            complain(node.place, tr("node `{}`: the key `stage` is missing.", node.id), node.id);
        m_result.pipeline.nodes.push_back(std::move(node));
    }

    void readParams(const YAML::Node& map, Node& node)
    {
        if (map.IsNull())
            return;
        if (!map.IsMap()) {
            complain(placeOf(map), tr("`params` must be a map of names and values."), node.id);
            return;
        }
        for (const auto& entry : map) {
            if (!entry.first.IsScalar()) {
                complain(placeOf(entry.first), tr("A key must be a plain word."), node.id);
                continue;
            }
            const auto& name = entry.first.Scalar();
            if (node.params.contains(name))
                complain(
                    placeOf(entry.first),
                    tr("`{}` stands here twice; keep one.", name),
                    node.id,
                    name);
            node.paramPlaces[name] = placeOf(entry.first);
            node.params[name] = readValue(entry.second);
        }
    }

    void readEdges(const YAML::Node& list)
    {
        if (list.IsNull())
            return;
        if (!list.IsSequence()) {
            complain(placeOf(list), tr("`edges` must be a list."));
            return;
        }
        for (const auto& item : list) {
            const std::string text = item.IsScalar() ? item.Scalar() : "";
            const size_t arrow = text.find(" -> ");
            const size_t from = text.find('.');
            const size_t to = arrow == std::string::npos ? arrow : text.find('.', arrow);
            if (arrow == std::string::npos || from > arrow || to == std::string::npos) {
                complain(placeOf(item), tr("An edge is written `node.port -> node.port`."));
                continue;
            }
            m_result.pipeline.edges.push_back(
                {text.substr(0, from),
                 text.substr(from + 1, arrow - from - 1),
                 text.substr(arrow + 4, to - arrow - 4),
                 text.substr(to + 1),
                 placeOf(item)});
        }
    }
};

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

ReadPipeline readPipeline(const std::string& yaml)
{
    return Reader().read(yaml);
}

ReadPipeline loadPipeline(const fs::path& file)
{
    return readPipeline(readFile(file));
}

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

void applySetting(
    Pipeline& pipeline,
    std::span<const StageInfo> stages,
    std::string_view setting,
    const fs::path& folder)
{
    const size_t equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0)
        throw inputError("--set {}: write node.param=value.", std::string(setting));
    const std::string target(setting.substr(0, equals));
    Value value = valueFromText(setting.substr(equals + 1));
    const size_t dot = target.find('.');
    if (dot == std::string::npos) {
        if (!pipeline.variables.contains(target))
            throw inputError(
                "--set {}: the pipeline has no variable `{}`; for a parameter write "
                "node.param=value.",
                std::string(setting),
                target);
        pipeline.variables[target] = value;
        return;
    }
    const std::string id = target.substr(0, dot), name = target.substr(dot + 1);
    Node* node = pipeline.find(id);
    if (node == nullptr) {
        std::vector<std::string> ids;
        for (const auto& each : pipeline.nodes)
            ids.push_back(each.id);
        if (const auto near = didYouMean(id, ids))
            throw inputError(
                "--set {}: there is no node `{}`; did you mean `{}`?",
                std::string(setting),
                id,
                *near);
        throw inputError(
            "--set {}: there is no node `{}` in this pipeline.", std::string(setting), id);
    }
    if (const auto* stage = findStage(stages, node->stage)) {
        const auto* info = findParam(stage->params, name);
        if (info != nullptr && info->kind == ParamKind::Path && value.is_string() &&
            !value.get<std::string>().empty())
            value = fs::absolute(folder / value.get<std::string>()).lexically_normal().string();
        // A text parameter keeps its spelling ("007" stays what was typed).
        else if (info != nullptr && info->kind == ParamKind::Text)
            value = std::string(setting.substr(equals + 1));
    }
    node->params[name] = value;
    node->paramPlaces.erase(name);
}

} // namespace espalier
