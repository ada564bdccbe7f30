#include "widgets/rank/ballot.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace espalier {

namespace {

bool holds(const Ballot::Groups& groups, int card)
{
    return std::ranges::any_of(groups, [card](const std::vector<int>& group) {
        return std::ranges::find(group, card) != group.end();
    });
}

nlohmann::json uidsOf(const Ballot::Groups& groups, const std::vector<std::string>& shown)
{
    auto order = nlohmann::json::array();
    for (const auto& group : groups) {
        auto tied = nlohmann::json::array();
        for (const int card : group)
            tied.push_back(shown[static_cast<size_t>(card)]);
        order.push_back(std::move(tied));
    }
    return order;
}

} // namespace

bool Ballot::press(int card)
{
    if (card < 0 || card >= m_cards || holds(m_now.groups, card))
        return false;
    remember();
    m_now.bad = false;
    if (m_now.tying && !m_now.groups.empty())
        m_now.groups.back().push_back(card);
    else
        m_now.groups.push_back({card});
    m_now.tying = false;
    return true;
}

void Ballot::tieNext()
{
    if (m_now.groups.empty() || m_now.tying)
        return;
    size_t placed = 0;
    for (const auto& group : m_now.groups)
        placed += group.size();
    if (placed == static_cast<size_t>(m_cards))
        return;
    remember();
    m_now.tying = true;
}

void Ballot::back()
{
    if (m_before.empty())
        return;
    m_now = std::move(m_before.back());
    m_before.pop_back();
}

void Ballot::take(int card, int& at)
{
    for (size_t i = 0; i < m_now.groups.size(); ++i) {
        auto& group = m_now.groups[i];
        if (std::erase(group, card) > 0 && group.empty()) {
            m_now.groups.erase(m_now.groups.begin() + static_cast<std::ptrdiff_t>(i));
            at -= static_cast<int>(i) < at ? 1 : 0;
            return;
        }
    }
}

void Ballot::settle()
{
    m_now.tying = false;
    m_now.bad = false;
}

void Ballot::insert(int card, int at)
{
    if (card < 0 || card >= m_cards)
        return;
    remember();
    take(card, at);
    at = std::clamp(at, 0, static_cast<int>(m_now.groups.size()));
    m_now.groups.insert(m_now.groups.begin() + at, {card});
    settle();
}

void Ballot::remove(int card)
{
    if (!holds(m_now.groups, card))
        return;
    remember();
    int unused = 0;
    take(card, unused);
    settle();
}

void Ballot::tieWith(int card, int at)
{
    const Groups shown = groups();
    if (card < 0 || card >= m_cards || at < 0 || at >= static_cast<int>(shown.size()))
        return;
    const auto& group = shown[static_cast<size_t>(at)];
    if (std::ranges::find(group, card) != group.end())
        return;
    const int other = group.front();
    remember();
    m_now.groups = shown; // the one that went last by itself can be tied with too
    int unused = 0;
    take(card, unused);
    for (auto& each : m_now.groups)
        if (std::ranges::find(each, other) != each.end())
            each.push_back(card);
    settle();
}

void Ballot::tieAll()
{
    remember();
    std::vector<int> all(static_cast<size_t>(m_cards));
    std::iota(all.begin(), all.end(), 0);
    m_now = {.groups = {std::move(all)}};
}

void Ballot::markBad()
{
    remember();
    m_now = {.bad = !m_now.bad};
}

Ballot::Groups Ballot::groups() const
{
    Groups groups = m_now.groups;
    std::vector<bool> placed(static_cast<size_t>(m_cards));
    for (const auto& group : groups)
        for (const int card : group)
            placed[static_cast<size_t>(card)] = true;
    if (!m_now.tying && m_cards > 1 && std::ranges::count(placed, false) == 1)
        groups.push_back({static_cast<int>(std::ranges::find(placed, false) - placed.begin())});
    return groups;
}

bool Ballot::isComplete() const
{
    if (m_now.bad)
        return true;
    size_t placed = 0;
    for (const auto& group : groups())
        placed += group.size();
    return m_cards > 0 && placed == static_cast<size_t>(m_cards);
}

std::optional<Ballot::Place> Ballot::placeOf(int card) const
{
    const Groups all = groups();
    for (size_t i = 0; i < all.size(); ++i)
        if (std::ranges::find(all[i], card) != all[i].end())
            return Place{static_cast<int>(i), all[i].size()};
    return std::nullopt;
}

nlohmann::json Ballot::verdict(const std::vector<std::string>& shown) const
{
    nlohmann::json verdict{
        {"order", uidsOf(m_now.bad ? Groups() : groups(), shown)}, {"shown", shown}};
    if (m_now.bad) {
        verdict["order"].push_back(shown);
        verdict["bad"] = true;
    }
    return verdict;
}

nlohmann::json Ballot::unfinished(const std::vector<std::string>& shown) const
{
    nlohmann::json verdict{{"shown", shown}};
    if (m_now.bad)
        verdict["bad"] = true;
    else if (!m_now.groups.empty())
        verdict["placed"] = uidsOf(m_now.groups, shown);
    if (m_now.tying)
        verdict["tying"] = true;
    return verdict;
}

Ballot Ballot::ofVerdict(const nlohmann::json& verdict, const std::vector<std::string>& shown)
{
    Ballot ballot(static_cast<int>(shown.size()));
    if (verdict.value("bad", false)) {
        ballot.markBad();
        return ballot;
    }
    for (const auto& tied :
         verdict.value(verdict.contains("placed") ? "placed" : "order", nlohmann::json::array())) {
        if (tied.size() == 1 && ballot.isComplete())
            break; // goes last by itself
        bool first = true;
        for (const auto& uid : tied) {
            const auto at = std::ranges::find(shown, uid.get<std::string>());
            if (at == shown.end())
                continue;
            if (!std::exchange(first, false))
                ballot.tieNext();
            ballot.press(static_cast<int>(at - shown.begin()));
        }
    }
    if (verdict.value("tying", false))
        ballot.tieNext();
    return ballot;
}

} // namespace espalier
