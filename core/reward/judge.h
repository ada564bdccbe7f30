#pragma once

#include "core/reward/answers.h"

namespace espalier {

/// Whether a text answers a problem of that kind right. Strict: the answer that answerTo() finds
/// has the gold one's words. Flexible: or, where the gold one is mathematics, its value. Code is
/// compared letter by letter; whether another program does the same, only its tests can tell
/// (code_verifier.h).
bool answersRight(
    std::string_view problemKind,
    std::string_view text,
    std::string_view gold,
    Extraction extraction);

} // namespace espalier
