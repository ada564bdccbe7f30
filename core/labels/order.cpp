#include "core/labels/order.h"

#include "core/store/label_tasks.h"

#include <algorithm>

namespace espalier {

Places placesOf(const nlohmann::json& verdict)
{
    Places places;
    if (!isVerdict(verdict))
        return places;
    int place = 0;
    if (const auto order = verdict.find("order"); order != verdict.end())
        for (const auto& group : *order) {
            if (group.is_string())
                places.emplace(group.get<std::string>(), place);
            else
                for (const auto& candidate : group)
                    places.emplace(candidate.get<std::string>(), place);
            ++place;
        }
    if (places.empty())
        for (const std::string& candidate : candidatesOf(verdict))
            places.emplace(candidate, 0);
    return places;
}

std::vector<RankedPair> pairsOf(const nlohmann::json& verdict, bool ties)
{
    if (!isVerdict(verdict) || verdict.value("bad", false))
        return {};
    std::map<std::string, size_t> shownAt;
    if (const auto shown = verdict.find("shown"); shown != verdict.end())
        for (const auto& candidate : *shown)
            shownAt.emplace(candidate.get<std::string>(), shownAt.size());
    std::vector<std::pair<std::string, int>> all;
    for (const auto& [candidate, place] : placesOf(verdict))
        all.emplace_back(candidate, place);
    std::ranges::stable_sort(all, {}, [&](const auto& each) {
        const auto at = shownAt.find(each.first);
        return std::pair(each.second, at == shownAt.end() ? shownAt.size() : at->second);
    });
    std::vector<RankedPair> pairs;
    for (size_t i = 0; i < all.size(); ++i)
        for (size_t j = i + 1; j < all.size(); ++j)
            if (const int apart = all[j].second - all[i].second; apart > 0 || ties)
                pairs.push_back({all[i].first, all[j].first, apart});
    return pairs;
}

} // namespace espalier
