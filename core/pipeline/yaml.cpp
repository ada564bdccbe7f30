#include "core/pipeline/yaml.h"

#include "core/base/files.h"
#include "core/pipeline/rounds.h"

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

} // namespace

ReadPipeline readPipeline(const std::string& yaml)
{
    return Reader().read(yaml);
}

ReadPipeline loadPipeline(const fs::path& file)
{
    return readPipeline(readFile(file));
}

} // namespace espalier
