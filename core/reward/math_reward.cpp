#include "core/reward/math_reward.h"

#include "core/base/ascii.h"
#include "core/reward/description.h"
#include "core/reward/judge.h"
#include "core/reward/math_answer.h"

#include <cmath>

namespace espalier {

namespace {

class MathVerifier : public Verifier
{
public:
    explicit MathVerifier(Extraction extraction)
        : m_extraction(extraction)
    {
    }
    Verdict check(const AnswerToCheck& answer) const override
    {
        if (ascii::trimmed(answer.gold).empty())
            return {std::nan(""), "no gold answer"};
        if (answer.kind == "code")
            return {std::nan(""), "code, not an answer to compare"};
        if (answer.kind == "safety")
            return {
                answersRight(answer.kind, answer.answer, answer.gold, m_extraction) ? 1.0 : 0.0,
                ""};
        if (mathReward(answer.answer, answer.gold, m_extraction) > 0)
            return {1, ""};
        const bool none = extractAnswer(answer.answer, answer.gold, m_extraction).empty();
        return {0, none ? "no answer found" : "wrong answer"};
    }

private:
    Extraction m_extraction;
};

} // namespace

double mathReward(std::string_view solution, std::string_view gold, Extraction extraction)
{
    if (sameAnswer(extractAnswer(solution, gold, extraction), gold))
        return 1;
    std::string answer = markedAnswer(solution);
    if (answer.empty())
        answer = extractAnswer(solution, gold, extraction);
    if (!looksLikeMath(gold))
        return 0;
    // "The answer is 12 of them": the number, where the words around it are no formula.
    const bool same = sameMath(answer, gold) || sameMath(lastNumber(answer), gold);
    return same ? 1 : 0;
}

std::unique_ptr<Verifier> makeMathVerifier(const nlohmann::json& description)
{
    const auto extraction = described<std::string>(description, "extraction", "flexible");
    if (extraction != "strict" && extraction != "flexible")
        throw inputError(
            "The reward's `extraction` is \"{}\"; it is strict or flexible.", extraction);
    return std::make_unique<MathVerifier>(
        extraction == "strict" ? Extraction::Strict : Extraction::Flexible);
}

} // namespace espalier
