#pragma once

/// The Python programs that check code, one a sandbox; what they say to each other and to us stands
/// in core/reward/README.md.

#include <string>

namespace espalier::code {

/// Runs the answer and calls what it defined, as it is asked to. Knows no test. Descriptors: the
/// texts (the lengths in bytes of the prompt, the answer and the entry point, a line feed, the
/// three), -, -, questions in, replies out.
std::string answerProgram();

/// Runs the tests of one task for several answers, one after another; asks each answer's process
/// for every call of the function that is tested and decides alone what passed. Descriptors: the
/// payload, the report out, -, then for each answer replies in, questions out. Stops after the first
/// one, saying `alone`, where the tests could change Python for the next.
std::string testProgram();

/// Both in one process, for tests that need more of the answer than calls with plain data.
/// Descriptors: the payload, -, -, the report out.
std::string bothProgram();

} // namespace espalier::code
