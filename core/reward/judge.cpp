#include "core/reward/judge.h"

#include "core/reward/math_answer.h"
#include "core/reward/math_reward.h"

namespace espalier {

bool answersRight(
    std::string_view problemKind,
    std::string_view text,
    std::string_view gold,
    Extraction extraction)
{
    if (sameAnswer(answerTo(problemKind, text, gold, extraction), gold))
        return true;
    return extraction == Extraction::Flexible && looksLikeMath(gold) && mathReward(text, gold) > 0;
}

} // namespace espalier
