#pragma once

/// Several rewards as one.

#include "core/reward/verifier.h"

#include <functional>
#include <limits>
#include <optional>

namespace espalier {

/// One reward of a blend.
struct BlendPart
{
    double weight = 1;
    /// The whole is 0 where this part scores less.
    std::optional<double> gate;
    std::unique_ptr<Verifier> reward;
};

/// The sum of weight times score, clipped at both ends. A part that has nothing to say of an answer
/// (no gold answer, no tests) is left out of the sum, which is then `partial`; where none can score
/// it, one with a gate can't, or the answer is too long for one, the whole cannot. A closed gate
/// gives 0. The whole is a weaker check where a part is.
class Blend : public Verifier
{
public:
    Blend(
        std::vector<BlendPart> parts,
        double clipLow = -std::numeric_limits<double>::infinity(),
        double clipHigh = std::numeric_limits<double>::infinity());
    Verdict check(const AnswerToCheck& answer) const override;
    /// Each part checks all answers at once.
    std::vector<Verdict> checkAll(std::span<const AnswerToCheck> answers) const override;

private:
    Verdict blended(std::span<const Verdict> verdicts) const;

    std::vector<BlendPart> m_parts;
    double m_clipLow, m_clipHigh;
};

/// A blend from its description; `open` makes the verifier of a part:
///
///     {"kind": "blend", "clip_low": -1, "clip_high": 2, "parts": [
///         {"weight": 1, "gate": 0.5, "reward": {"kind": "math"}},
///         {"weight": 0.2, "path": "../KEY"}]}
///
/// A part is a description ("reward"), or the folder of another reward artifact, relative to this
/// one's ("path"): a reward model, or a blend that holds one. makeVerifier() refuses the latter.
std::unique_ptr<Verifier> makeBlend(
    const nlohmann::json& description,
    const std::function<std::unique_ptr<Verifier>(const nlohmann::json& part)>& open);

} // namespace espalier
