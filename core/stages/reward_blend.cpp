#include "core/stages/reward_blend.h"

#include "core/stages/reward_stage.h"

#include <charconv>

namespace espalier {

namespace {

double numberIn(const char* param, const std::string& text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        throw inputError("`{}`: {} is no number.", param, text);
    return value;
}

void mustFit(const char* param, size_t given, size_t parts)
{
    if (given != 0 && given != parts)
        throw inputError(
            "`{}` names {} values, but {} rewards are wired; one each, or none.",
            param,
            given,
            parts);
}

std::vector<Finding> check(const StageQuery& query)
{
    const auto params = bind<RewardBlendParams>(query.params);
    std::vector<Finding> findings;
    const auto numbers = [&](const char* param, const std::vector<std::string>& texts) {
        for (const std::string& text : texts)
            try {
                if (text != "none" || std::string_view(param) != "gates")
                    (void)numberIn(param, text);
            } catch (const Error& error) {
                findings.push_back({param, error.message()});
            }
    };
    numbers("weights", params.weights);
    numbers("gates", params.gates);
    if (params.clipLow > params.clipHigh)
        findings.push_back({"clip_low", tr("`clip_low` is above `clip_high`.")});
    return findings;
}

} // namespace

nlohmann::json RewardBlendParams::description(const std::vector<nlohmann::json>& parts) const
{
    mustFit("weights", weights.size(), parts.size());
    mustFit("gates", gates.size(), parts.size());
    nlohmann::json all = nlohmann::json::array();
    for (size_t i = 0; i < parts.size(); ++i) {
        nlohmann::json part = parts[i];
        part["weight"] = weights.empty() ? 1.0 : numberIn("weights", weights[i]);
        if (!gates.empty() && gates[i] != "none")
            part["gate"] = numberIn("gates", gates[i]);
        all.push_back(std::move(part));
    }
    return {{"kind", "blend"}, {"clip_low", clipLow}, {"clip_high", clipHigh}, {"parts", all}};
}

StageInfo rewardBlend()
{
    StageInfo stage = rewardStage(
        "reward.blend",
        trNoop("Blend of rewards"),
        trNoop(
            "Adds several rewards, each with its weight, within limits. A gate makes the whole 0 "
            "where one of them scores too low, such as a wrong answer in good form."),
        describe<RewardBlendParams>());
    stage.inputs = {{"rewards", PortType::Reward, false, true}};
    stage.check = check;
    return stage;
}

} // namespace espalier
