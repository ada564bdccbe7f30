#include "core/rows/built_in_item.h"

#include <algorithm>
#include <set>

namespace espalier::built_in {

namespace {

/// Events of the common parts of all plots; nothing in a plot depends on them.
constexpr const char* kBeside[] = {"friend", "likes", "wears", "room", "day"};

} // namespace

size_t wordsOf(std::string_view text)
{
    size_t words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n';
        words += !blank && !inside ? 1 : 0;
        inside = !blank;
    }
    return words;
}

const world::Event* eventNamed(const world::Story& story, std::string_view what)
{
    const auto found = std::ranges::find(story.events, what, &world::Event::what);
    return found == story.events.end() ? nullptr : &*found;
}

std::string excerpt(const Source& source, const std::vector<std::string>& events, size_t extra)
{
    std::set<size_t> quoted;
    const auto quote = [&](std::string_view what) {
        const auto* event = eventNamed(source.story, what);
        if (event != nullptr)
            quoted.insert(event->sentence);
        return event != nullptr;
    };
    if (!quote("intro"))
        return {};
    for (const auto& what : events)
        if (!quote(what))
            return {};
    for (size_t i = 0; i < extra; ++i)
        quote(kBeside[source.random.below(std::size(kBeside))]);
    std::string text;
    for (const size_t sentence : quoted)
        text += (text.empty() ? "" : " ") + source.story.sentences[sentence];
    return text;
}

std::vector<std::string> alternativesOf(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (true) {
        const size_t bar = text.find(separator);
        auto part = text.substr(0, bar);
        while (!part.empty() && part.front() == ' ')
            part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ')
            part.remove_suffix(1);
        if (!part.empty())
            parts.emplace_back(part);
        if (bar == std::string_view::npos)
            return parts;
        text.remove_prefix(bar + 1);
    }
}

std::string oneOf(std::string_view alternatives, Random& random)
{
    const auto all = alternativesOf(alternatives);
    return all[random.below(all.size())];
}

int numberNear(int value, Random& random)
{
    const int off = 1 + static_cast<int>(random.below(3));
    return value > off && random.below(2) == 0 ? value - off : value + off;
}

} // namespace espalier::built_in
