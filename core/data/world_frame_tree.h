#pragma once

#include "core/data/world_plot.h"

#include <unordered_map>

namespace espalier::world {

/// All frames of a language merged into one tree: frames share the nodes of their common beginning.
class FrameTree
{
public:
    static const FrameTree& of(Language language);

    struct Node
    {
        std::unordered_map<std::string, int>
            literals; ///< by word, with "\n" before it where no blank stands
        std::vector<std::pair<Element, int>> slots;
        bool end = false;
        bool onward = false; ///< an opener ends here
        bool closes = false; ///< a closer may begin here
        bool endsWithoutStatement = false;
        std::vector<Relation> states;
    };

    /// Roots of the frames that may follow an opener and of the closers; 0 is the root of all.
    static constexpr int kAfterOpener = 1;
    static constexpr int kCloser = 2;

    const Node& node(int id) const { return m_nodes[static_cast<size_t>(id)]; }

    static std::string literalKey(std::string_view word, bool space)
    {
        return (space ? "" : "\n") + std::string(word);
    }

private:
    explicit FrameTree(Language language);
    void add(const Frame& frame, size_t from, int at, bool space, bool opener);
    void arrive(const Frame& frame, int at, bool opener);
    int literalChild(int at, const Element& element);
    int slotChild(int at, const Element& element);

    std::vector<Node> m_nodes;
};

} // namespace espalier::world
