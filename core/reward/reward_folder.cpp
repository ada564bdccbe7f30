#include "core/reward/reward_folder.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace espalier {

nlohmann::json readReward(const std::filesystem::path& folder)
{
    if (!std::filesystem::exists(folder / rewardFile))
        throw inputError("{} holds no reward ({} is missing).", folder.string(), rewardFile);
    auto description =
        nlohmann::json::parse(readFile(folder / rewardFile), nullptr, /*allow_exceptions=*/false);
    if (!description.is_object() || !description.contains("kind"))
        throw inputError("{} is damaged.", (folder / rewardFile).string());
    return description;
}

std::vector<std::filesystem::path> rewardFolders(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> all{folder};
    for (const auto& part : readReward(folder).value("parts", nlohmann::json::array()))
        if (part.contains("path")) {
            const auto inner = rewardFolders(folder / part["path"].get<std::string>());
            all.insert(all.end(), inner.begin(), inner.end());
        }
    return all;
}

bool needsModel(const nlohmann::json& description)
{
    if (description.value("kind", "") == "model" || description.contains("path"))
        return true;
    const auto parts = description.value("parts", nlohmann::json::array());
    return std::ranges::any_of(parts, [](const nlohmann::json& part) {
        return part.contains("path") || needsModel(part.value("reward", nlohmann::json::object()));
    });
}

} // namespace espalier
