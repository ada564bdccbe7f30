#include "core/reward/blend.h"

#include "core/reward/description.h"

#include <algorithm>
#include <cmath>

namespace espalier {

Blend::Blend(std::vector<BlendPart> parts, double clipLow, double clipHigh)
    : m_parts(std::move(parts))
    , m_clipLow(clipLow)
    , m_clipHigh(clipHigh)
{
    if (m_parts.empty())
        throw inputError("A blend has no parts; wire at least one reward.");
    if (!(m_clipLow <= m_clipHigh))
        throw inputError("A blend's `clip_low` is above its `clip_high`.");
}

Verdict Blend::blended(std::span<const Verdict> verdicts) const
{
    double sum = 0;
    bool any = false, tooLong = false;
    const bool weaker = std::ranges::any_of(verdicts, &Verdict::weaker);
    bool partial = std::ranges::any_of(verdicts, &Verdict::partial);
    const int64_t cutTo = std::ranges::max(verdicts, {}, &Verdict::cutTo).cutTo;
    std::string reason;
    for (size_t i = 0; i < m_parts.size(); ++i) {
        const Verdict& verdict = verdicts[i];
        if (std::isnan(verdict.score)) {
            if (m_parts[i].gate)
                return verdict;
            if (m_parts[i].weight != 0) {
                tooLong = tooLong || verdict.cutTo > 0;
                partial = true;
            }
            continue;
        }
        if (m_parts[i].gate && verdict.score < *m_parts[i].gate)
            return {
                0, "gate: " + (verdict.reason.empty() ? "scored too low" : verdict.reason), weaker};
        any = true;
        sum += m_parts[i].weight * verdict.score;
        if (!verdict.reason.empty())
            reason += (reason.empty() ? "" : "; ") + verdict.reason;
    }
    if (tooLong) // other answers to the same prompt have that part
        return {std::nan(""), "too long for the reward model", weaker, cutTo};
    if (!any)
        return {std::nan(""), "no part can score it"};
    return {std::clamp(sum, m_clipLow, m_clipHigh), reason, weaker, cutTo, partial};
}

Verdict Blend::check(const AnswerToCheck& answer) const
{
    return checkAll({&answer, 1}).front();
}

std::vector<Verdict> Blend::checkAll(std::span<const AnswerToCheck> answers) const
{
    std::vector<std::vector<Verdict>> byPart;
    for (const BlendPart& part : m_parts)
        byPart.push_back(part.reward->checkAll(answers));
    std::vector<Verdict> all, one(m_parts.size());
    for (size_t i = 0; i < answers.size(); ++i) {
        for (size_t part = 0; part < m_parts.size(); ++part)
            one[part] = byPart[part][i];
        all.push_back(blended(one));
    }
    return all;
}

std::unique_ptr<Verifier> makeBlend(
    const nlohmann::json& description,
    const std::function<std::unique_ptr<Verifier>(const nlohmann::json& part)>& open)
{
    constexpr double kMost = std::numeric_limits<double>::infinity();
    std::vector<BlendPart> parts;
    for (const auto& part :
         described<nlohmann::json>(description, "parts", nlohmann::json::array())) {
        if (!part.is_object() || part.contains("reward") == part.contains("path"))
            throw inputError("A part of a blend names either `reward` or `path`.");
        BlendPart one;
        one.weight = describedNumber(part, "weight", 1, -1e9, 1e9);
        if (part.contains("gate") && !part["gate"].is_null())
            one.gate = describedNumber(part, "gate", 0, -kMost, kMost);
        one.reward = open(part);
        parts.push_back(std::move(one));
    }
    return std::make_unique<Blend>(
        std::move(parts),
        describedNumber(description, "clip_low", -kMost, -kMost, kMost),
        describedNumber(description, "clip_high", kMost, -kMost, kMost));
}

} // namespace espalier
