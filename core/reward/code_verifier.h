#pragma once

/// The reward for programs: do they pass their tests?

#include "core/reward/verifier.h"

namespace espalier {

/// A verifier of Python code:
///
///     {"kind": "code", "score": "all",        1 or 0; "share": of the tests passed
///      "seconds": 5, "memory_mb": 512, "disk_mb": 16,
///      "parallel": 0,                         programs at a time; 0: one a core
///      "weaker": true,                        whether tests may share a process with the answer
///      "python": "/usr/bin/python3"}
///
/// The answer runs in one sandbox and its tests in another; arguments and results cross as plain
/// data, so what the answer does to Python, to asserts or to comparisons it does to itself alone.
/// Tests that need more of the answer than calls of its function run beside it in one process; the
/// verdict is then marked `weaker`, and its reason begins with "weaker check". Rows without tests
/// can't be scored.
///
/// Throws Error with the remedy where programs can't be locked in here; nothing ever runs unlocked.
std::unique_ptr<Verifier> makeCodeVerifier(const nlohmann::json& description);

/// The version of these rules and of the interpreter ("1 python 3.11.2").
std::string codeVersion(const nlohmann::json& description);

} // namespace espalier
