#include "core/engine/stages/reward_file.h"

#include "core/base/files.h"
#include "core/engine/stages/context.h"
#include "core/reward/verifier.h"

#include <algorithm>

namespace espalier {

void writeReward(StageContext& context, nlohmann::json description)
{
    if (!needsModel(description)) {
        (void)makeVerifier(description);
        description["version"] = verifierVersion(description);
    }
    writeAtomically(context.output() / "reward.json", description.dump(2) + "\n");
    context.describe(description);
}

nlohmann::json readReward(const std::filesystem::path& folder)
{
    auto description = nlohmann::json::parse(
        readFile(folder / "reward.json"), nullptr, /*allow_exceptions=*/false);
    if (!description.is_object())
        throw inputError("{} holds no reward.", folder.string());
    return description;
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
