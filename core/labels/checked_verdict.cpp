/// checkedVerdict(): nothing of a file gets into the database that its readers can't read.

#include "core/base/error.h"
#include "core/labels/label_lines.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <set>

namespace espalier {

namespace {

constexpr size_t kShownBytes = 80; // of a text in a sentence about it

std::string shortly(const nlohmann::json& value)
{
    const std::string text = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return text.size() <= kShownBytes ? text : std::string(utf8Prefix(text, kShownBytes)) + "...";
}

/// The candidates of a line by what a file may call them.
class CandidateNames
{
public:
    explicit CandidateNames(const std::vector<Candidate>& candidates)
        : m_candidates(candidates)
    {
    }

    /// The first candidate that is equal to the one of that name; nothing where the line has none.
    std::optional<size_t> find(const nlohmann::json& name) const
    {
        if (name.is_string()) {
            const auto text = name.get<std::string>();
            const auto byUid = allOf(name, &Candidate::uid, text);
            return byUid ? byUid : allOf(name, &Candidate::text, text);
        }
        if (!name.is_number_integer())
            throw inputError(
                "The verdict names an answer {}. An answer is named by its uid, its text or its "
                "number, from 0.",
                shortly(name));
        // A negative number is a large one here.
        const auto number = name.get<uint64_t>();
        return number < m_candidates.size() ? std::optional(first(number)) : std::nullopt;
    }

    size_t get(const nlohmann::json& name) const
    {
        const auto found = find(name);
        if (!found)
            throw inputError(
                "The verdict names the answer {}, which is none of the {} of its line. Name "
                "answers by uid, by text or by number, from 0.",
                shortly(name),
                m_candidates.size());
        return *found;
    }

    std::set<size_t> all() const
    {
        std::set<size_t> all;
        for (size_t i = 0; i < m_candidates.size(); ++i)
            all.insert(first(i));
        return all;
    }

private:
    /// Equal candidates are one in the database.
    size_t first(size_t number) const
    {
        const auto at = std::ranges::find_if(m_candidates, [&](const Candidate& other) {
            return other.text == m_candidates[number].text &&
                   other.origin == m_candidates[number].origin;
        });
        return static_cast<size_t>(at - m_candidates.begin());
    }

    std::optional<size_t>
    allOf(const nlohmann::json& name, std::string Candidate::*part, const std::string& text) const
    {
        std::set<size_t> found;
        for (size_t i = 0; i < m_candidates.size(); ++i)
            if (m_candidates[i].*part == text && !(part == &Candidate::uid && text.empty()))
                found.insert(first(i));
        if (found.size() > 1)
            throw inputError(
                "The verdict names the answer {}, and several answers of its line are called so. "
                "Name them by number, from 0.",
                shortly(name));
        return found.empty() ? std::nullopt : std::optional(*found.begin());
    }

    const std::vector<Candidate>& m_candidates;
};

/// A part of a verdict that must be a list; nothing where it is not there.
const nlohmann::json* listIn(const nlohmann::json& verdict, const char* part)
{
    const auto found = verdict.find(part);
    if (found == verdict.end())
        return nullptr;
    if (!found->is_array())
        throw inputError(
            "`{}` of the verdict is {}. It is a list of answers, tied ones in a list of their own.",
            part,
            shortly(*found));
    return &*found;
}

/// Places with candidates by number; what has a place is added to `placed`.
nlohmann::json
checkedPlaces(const nlohmann::json& order, const CandidateNames& names, std::set<size_t>& placed)
{
    auto places = nlohmann::json::array();
    for (const auto& place : order) {
        auto tied = nlohmann::json::array();
        for (const auto& name : place.is_array() ? place : nlohmann::json::array({place})) {
            const size_t number = names.get(name);
            if (!placed.insert(number).second)
                throw inputError(
                    "The verdict names the answer {} twice, or one that is equal to it. Give each "
                    "answer one place.",
                    shortly(name));
            tied.push_back(std::to_string(number));
        }
        if (!tied.empty())
            places.push_back(std::move(tied));
    }
    return places;
}

void checkTypes(const nlohmann::json& verdict)
{
    if (!verdict.is_object())
        throw inputError(
            "The verdict is {}. It is an object whose `order` lists the answers, the best first.",
            shortly(verdict));
    for (const char* part : {"bad", "flag", "tying"})
        if (const auto found = verdict.find(part); found != verdict.end() && !found->is_boolean())
            throw inputError(
                "`{}` of the verdict is {}. It is true or false.", part, shortly(*found));
    if (const auto found = verdict.find("comment"); found != verdict.end() && !found->is_string())
        throw inputError("`comment` of the verdict is {}. It is a text.", shortly(*found));
}

} // namespace

nlohmann::json checkedVerdict(
    const nlohmann::json& verdict,
    const std::string& kind,
    const std::vector<Candidate>& candidates)
{
    if (kind != "ranking" && kind != "pair" && kind != "skip")
        throw inputError(
            "There is no kind of verdict \"{}\". Kinds are `ranking`, `pair` and `skip`.", kind);
    checkTypes(verdict);
    const CandidateNames names(candidates);
    nlohmann::json checked = verdict;
    std::set<size_t> compared, begun, seen;
    if (const auto* order = listIn(verdict, "order"))
        checked["order"] = checkedPlaces(*order, names, compared);
    if (const auto* placed = listIn(verdict, "placed"))
        checked["placed"] = checkedPlaces(*placed, names, begun);
    const bool bad = verdict.value("bad", false);
    if (const auto* shown = listIn(verdict, "shown")) {
        checked["shown"] = nlohmann::json::array();
        for (const auto& name : *shown)
            if (const auto number = names.find(name); number && seen.insert(*number).second)
                checked["shown"].push_back(std::to_string(*number));
    } else if (bad && compared.empty()) {
        seen = names.all();
        checked["shown"] = nlohmann::json::array();
        for (const size_t number : seen)
            checked["shown"].push_back(std::to_string(number));
    }
    if (bad && compared.empty())
        compared = seen;
    if (kind != "skip" && compared.size() < 2)
        throw inputError(
            "The verdict compares fewer than two different answers. Name two or more in `order`, "
            "or leave the verdict out.");
    return checked;
}

} // namespace espalier
