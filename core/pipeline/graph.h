#pragma once

/// A pipeline as data: nodes, edges, variables. Knows no file and no widget.

#include "core/params/params.h"

#include <map>
#include <string>
#include <vector>

namespace espalier {

/// Where something stands in the YAML file; 1-based, 0 where it stands nowhere (made in the editor).
struct Place {
    int line = 0;
    int column = 0;
    bool operator==(const Place&) const = default;
};

struct Node {
    std::string id;    ///< unique in the pipeline; letters, digits, _ and -
    std::string stage; ///< name of a StageInfo
    Values params = Values::object(); ///< only those given; a text "${name}" stands for a variable
    double x = 0, y = 0; ///< on the canvas, in grid cells (written as `at`)
    Place place;
    std::map<std::string, Place> paramPlaces;
    /// Places don't count.
    bool operator==(const Node& other) const
    {
        return id == other.id && stage == other.stage && params == other.params && x == other.x && y == other.y;
    }
};

struct Edge {
    std::string fromNode, fromPort, toNode, toPort;
    Place place;
    bool operator==(const Edge& other) const
    {
        return fromNode == other.fromNode && fromPort == other.fromPort && toNode == other.toNode && toPort == other.toPort;
    }
    /// "node.port -> node.port"
    std::string text() const { return fromNode + "." + fromPort + " -> " + toNode + "." + toPort; }
};

struct Pipeline {
    int version = 1;
    int rounds = 1; ///< more than 1: the last round stands for so many; unrollRounds() makes them nodes
    Values variables = Values::object();
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    bool operator==(const Pipeline&) const = default;

    const Node* find(std::string_view id) const;
    Node* find(std::string_view id);
    /// `params` of a node with variables put in; an unknown variable stays as it is (check() names it).
    Values resolved(const Node& node) const;
    /// An id that is still free: `wish`, or wish_2, wish_3, ...
    std::string freeId(std::string_view wish) const;
};

/// Something wrong (or doubtful) about a pipeline, with its place and remedy in the sentence.
struct Issue {
    enum class Level { Error, Warning };
    Level level = Level::Error;
    Message message;
    std::string node;  ///< may be empty
    std::string param; ///< may be empty
    int edge = -1;     ///< index in Pipeline::edges, or -1
    Place place;
    /// "line 4, column 9: ..." in the current language.
    std::string words() const;
};

} // namespace espalier
