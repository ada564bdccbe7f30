#include "core/data/world_frame_tree.h"

#include <algorithm>

namespace espalier::world {

const FrameTree& FrameTree::of(Language language)
{
    static const FrameTree english(Language::English);
    static const FrameTree korean(Language::Korean);
    return language == Language::English ? english : korean;
}

FrameTree::FrameTree(Language language)
    : m_nodes(3)
{
    const auto& plots = Plots::of(language);
    for (const auto& opener : plots.openers())
        add(opener, 0, 0, false, true);
    for (auto closer : plots.closers()) {
        Element stop;
        stop.space = false;
        stop.text = ".";
        closer.elements.push_back(stop);
        add(closer, 0, kCloser, true, false);
    }
    for (const auto& plot : plots.all())
        for (const auto& line : plot.lines)
            for (const auto& frame : line.frames) {
                add(frame, 0, 0, false, false);
                if (frame.opens)
                    add(frame, 0, kAfterOpener, true, false);
            }
}

/// Adds the elements from `from` on below the node `at`, where `space` says whether a blank
/// stands before the first of them. An optional element makes two ways.
void FrameTree::add(const Frame& frame, size_t from, int at, bool space, bool opener)
{
    if (from == frame.elements.size()) {
        arrive(frame, at, opener);
        return;
    }
    Element element = frame.elements[from];
    const bool spaceAfter = from + 1 < frame.elements.size() && frame.elements[from + 1].space;
    if (element.percent < 100)
        add(frame, from + 1, at, space && spaceAfter, opener);
    if (frame.closes && from + 1 == frame.elements.size())
        m_nodes[static_cast<size_t>(at)].closes = true;
    element.space = space;
    element.percent = 100;
    add(frame,
        from + 1,
        element.kind == ElementKind::Literal ? literalChild(at, element) : slotChild(at, element),
        spaceAfter,
        opener);
}

void FrameTree::arrive(const Frame& frame, int at, bool opener)
{
    Node& last = m_nodes[static_cast<size_t>(at)];
    if (opener) {
        last.onward = true;
        return;
    }
    last.end = true;
    last.endsWithoutStatement = last.endsWithoutStatement || frame.states.empty();
    for (const auto& relation : frame.states)
        if (std::ranges::find(last.states, relation) == last.states.end())
            last.states.push_back(relation);
}

int FrameTree::literalChild(int at, const Element& element)
{
    const auto key = literalKey(element.text, element.space);
    auto& literals = m_nodes[static_cast<size_t>(at)].literals;
    if (const auto known = literals.find(key); known != literals.end())
        return known->second;
    const int child = static_cast<int>(m_nodes.size());
    literals.emplace(key, child);
    m_nodes.emplace_back();
    return child;
}

int FrameTree::slotChild(int at, const Element& element)
{
    auto& slots = m_nodes[static_cast<size_t>(at)].slots;
    const auto known = std::ranges::find(slots, element, &std::pair<Element, int>::first);
    if (known != slots.end())
        return known->second;
    const int child = static_cast<int>(m_nodes.size());
    slots.emplace_back(element, child);
    m_nodes.emplace_back();
    return child;
}

} // namespace espalier::world
