#include "core/reward/math_reward.h"

#include "core/reward/answers.h"
#include "core/reward/math_answer.h"

namespace espalier {

double mathReward(std::string_view solution, std::string_view gold)
{
    std::string answer = markedAnswer(solution);
    if (answer.empty())
        answer = extractAnswer(solution, gold, Extraction::Flexible);
    if (sameAnswer(answer, gold))
        return 1;
    if (!looksLikeMath(gold))
        return 0;
    // "The answer is 12 of them": the number, where the words around it are no formula.
    const bool same = sameMath(answer, gold) || sameMath(lastNumber(answer), gold);
    return same ? 1 : 0;
}

} // namespace espalier
