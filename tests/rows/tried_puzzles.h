#pragma once

/// The built-in puzzles' constraints, read and solved by trying everything: without core's reader
/// and solver, which tests compare with this.

#include "core/data/world.h"
#include "core/rows/built_in_item.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

using Places = std::vector<size_t>;

/// The lines of constraints, taken apart.
struct PuzzleLines
{
    std::string form, asked;
    std::vector<std::string> things, places, facts;
};

inline PuzzleLines linesOf(const std::string& tests)
{
    const auto all = built_in::alternativesOf(tests, '\n');
    const size_t colon = all[0].find(": "), sign = all[0].find(" = ");
    PuzzleLines lines;
    lines.form = all[0].substr(0, colon);
    lines.things = built_in::alternativesOf(all[0].substr(0, sign).substr(colon + 2), ',');
    if (sign != std::string::npos)
        lines.places = built_in::alternativesOf(all[0].substr(sign + 3), ',');
    lines.facts.assign(all.begin() + 1, all.end() - 1);
    lines.asked = all.back().substr(5); // behind "ask: "
    return lines;
}

/// What stands before and behind a word of a line; nothing where it has no such word.
inline std::optional<std::pair<std::string, std::string>>
partsAround(const std::string& fact, const std::string& word)
{
    const size_t at = fact.find(word);
    if (at == std::string::npos)
        return std::nullopt;
    return std::pair(fact.substr(0, at), fact.substr(at + word.size()));
}

/// A line as these tests read it: of truth 0 is true. Only what the built-in puzzles say.
inline bool holds(const PuzzleLines& lines, const std::string& fact, const Places& at)
{
    const auto placeOf = [&](const std::string& name) {
        const auto found = std::ranges::find(lines.things, name);
        if (found == lines.things.end())
            throw std::runtime_error("nothing is called " + name + " in: " + fact);
        return at[static_cast<size_t>(found - lines.things.begin())];
    };
    const auto held = [&](const std::string& part) { return holds(lines, part, at); };
    if (const auto parts = partsAround(fact, " says "))
        return (placeOf(parts->first) == 0) == held(parts->second);
    if (const auto parts = partsAround(fact, " before "))
        return placeOf(parts->first) < placeOf(parts->second);
    if (const auto parts = partsAround(fact, " is not "))
        return lines.places[placeOf(parts->first)] != parts->second;
    if (const auto parts = partsAround(fact, " is "))
        return lines.places[placeOf(parts->first)] == parts->second;
    if (const auto parts = partsAround(fact, " of (")) {
        const auto all =
            built_in::alternativesOf(parts->second.substr(0, parts->second.size() - 1), ',');
        return std::ranges::count_if(all, held) == (parts->first == "exactly one" ? 1 : 2);
    }
    if (const auto parts = partsAround(fact, " and "))
        return held(parts->first) && held(parts->second);
    if (const auto parts = partsAround(fact, " or "))
        return held(parts->first) || held(parts->second);
    if (const auto parts = partsAround(fact, " xor "))
        return held(parts->first) != held(parts->second);
    if (const auto parts = partsAround(fact, " iff "))
        return held(parts->first) == held(parts->second);
    if (const auto parts = partsAround(fact, " lies"))
        return placeOf(parts->first) == 1;
    if (const auto parts = partsAround(fact, " tells the truth"))
        return placeOf(parts->first) == 0;
    return placeOf(fact) == 0;
}

/// Every arrangement in which `fits` holds.
inline std::vector<Places>
tried(const PuzzleLines& lines, const std::function<bool(const Places&)>& fits)
{
    std::vector<Places> found;
    const size_t things = lines.things.size();
    if (lines.form == "truth") {
        for (size_t bits = 0; bits < (size_t{1} << things); ++bits) {
            Places at(things);
            for (size_t i = 0; i < things; ++i)
                at[i] = bits >> i & 1;
            if (fits(at))
                found.push_back(at);
        }
    } else if (lines.form == "order") {
        Places at(things);
        for (size_t i = 0; i < things; ++i)
            at[i] = i;
        do
            if (fits(at))
                found.push_back(at);
        while (std::ranges::next_permutation(at).found);
    } else { // one thing in one of the places
        for (size_t place = 0; place < lines.places.size(); ++place)
            if (fits({place}))
                found.push_back({place});
    }
    return found;
}

inline std::vector<Places> solutionsOfLines(const PuzzleLines& lines)
{
    return tried(lines, [&](const Places& at) {
        return std::ranges::all_of(
            lines.facts, [&](const std::string& fact) { return holds(lines, fact, at); });
    });
}

/// What is asked, answered from a solution.
inline std::string answerOf(const PuzzleLines& lines, const Places& solution, Language language)
{
    std::vector<std::string> named;
    const auto pick = [&](const auto& fits) {
        for (size_t i = 0; i < lines.things.size(); ++i)
            if (fits(solution[i]))
                named.push_back(lines.things[i]);
    };
    if (lines.asked == "first" || lines.asked == "last")
        pick([&](size_t at) { return at == (lines.asked == "first" ? 0 : solution.size() - 1); });
    else if (lines.asked == "all")
        for (size_t place = 0; place < solution.size(); ++place)
            pick([&](size_t at) { return at == place; });
    else if (lines.asked == "liar" || lines.asked == "truth-teller")
        pick([&](size_t at) { return lines.places[at] == lines.asked; });
    else if (lines.form == "assign")
        named = {lines.places[solution[0]]};
    else {
        const bool yes = holds(lines, lines.asked, solution);
        named = {language == Language::English ? (yes ? "yes" : "no") : (yes ? "네" : "아니요")};
    }
    std::string joined;
    for (const auto& name : named)
        joined += (joined.empty() ? "" : ", ") + name;
    return joined;
}

} // namespace espalier
