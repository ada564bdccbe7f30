#pragma once

/// The Python programs that check code, one a sandbox; what they say to each other and to us stands
/// in core/reward/README.md.

#include <string>

namespace espalier::code {

/// Runs the answer and calls what it defined, as it is asked to. Knows no test. Descriptors: the
/// payload, -, -, questions in, replies out.
std::string answerProgram();

/// Runs the tests and asks the other for every call of the function that is tested; decides alone
/// what passed. Descriptors: the payload, the report out, -, replies in, questions out.
std::string testProgram();

/// Both in one process, for tests that need more of the answer than calls with plain data.
/// Descriptors: the payload, -, -, the report out.
std::string bothProgram();

} // namespace espalier::code
