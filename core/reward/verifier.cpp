#include "core/reward/verifier.h"

#include "core/base/error.h"
#include "core/reward/blend.h"
#include "core/reward/code_verifier.h"
#include "core/reward/description.h"
#include "core/reward/logic_verifier.h"
#include "core/reward/math_reward.h"
#include "core/reward/rules.h"

#include <array>

namespace espalier {

namespace {

struct VerifierKind
{
    const char* name;
    std::unique_ptr<Verifier> (*make)(const nlohmann::json& description);
    /// What decides its verdicts beside the description; raise the number with its rules.
    std::string (*version)(const nlohmann::json& description);
};

template <int kVersion>
std::string plainVersion(const nlohmann::json&)
{
    return std::to_string(kVersion);
}

std::unique_ptr<Verifier> plainBlend(const nlohmann::json& description)
{
    return makeBlend(description, [](const nlohmann::json& part) {
        if (part.contains("path"))
            throw inputError("A part of this reward is a model; only the engine can open it.");
        return makeVerifier(part.at("reward"));
    });
}

std::string blendVersion(const nlohmann::json& description)
{
    std::string all = "1";
    for (const auto& part : description.value("parts", nlohmann::json::array()))
        if (part.contains("reward"))
            all += "+" + verifierVersion(part["reward"]);
    return all;
}

/// The table of all kinds.
constexpr std::array kVerifierKinds{
    VerifierKind{"math", makeMathVerifier, plainVersion<1>},
    VerifierKind{"code", makeCodeVerifier, codeVersion},
    VerifierKind{"logic", makeLogicVerifier, plainVersion<3>},
    VerifierKind{"rules", makeRulesVerifier, plainVersion<1>},
    VerifierKind{"blend", plainBlend, blendVersion},
};

const VerifierKind& verifierKind(const nlohmann::json& description)
{
    const auto name = described<std::string>(description, "kind", "");
    std::string known;
    for (const VerifierKind& kind : kVerifierKinds) {
        if (name == kind.name)
            return kind;
        known += (known.empty() ? "" : ", ") + std::string(kind.name);
    }
    if (name == "model")
        throw inputError("This reward is a model; only the engine can open it.");
    throw inputError("There is no reward of the kind \"{}\"; known are {}.", name, known);
}

} // namespace

std::vector<Verdict> Verifier::checkAll(std::span<const AnswerToCheck> answers) const
{
    std::vector<Verdict> verdicts;
    verdicts.reserve(answers.size());
    for (const AnswerToCheck& answer : answers)
        verdicts.push_back(check(answer));
    return verdicts;
}

std::unique_ptr<Verifier> makeVerifier(const nlohmann::json& description)
{
    return verifierKind(description).make(description);
}

std::string verifierVersion(const nlohmann::json& description)
{
    const VerifierKind& kind = verifierKind(description);
    return std::string(kind.name) + " " + kind.version(description);
}

} // namespace espalier
