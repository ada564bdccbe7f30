#include "core/reward/judge.h"

#include "core/base/ascii.h"
#include "core/reward/math_answer.h"
#include "core/reward/math_reward.h"

namespace espalier {

bool answersRight(
    std::string_view problemKind,
    std::string_view text,
    std::string_view gold,
    Extraction extraction)
{
    // Letter by letter: in a program every sign counts, and it is no formula.
    if (problemKind == "code") {
        const auto program = answerTo(problemKind, text, gold, extraction);
        return !program.empty() && program == ascii::trimmed(gold);
    }
    if (sameAnswer(answerTo(problemKind, text, gold, extraction), gold))
        return true;
    return extraction == Extraction::Flexible && looksLikeMath(gold) && mathReward(text, gold) > 0;
}

} // namespace espalier
