#pragma once

#include "core/engine/run/observer.h"

#include <chrono>
#include <memory>
#include <ostream>

namespace espalier {

/// Progress with rate, loss and time left: one line that is rewritten in a terminal, plain lines
/// now and then elsewhere.
std::unique_ptr<RunObserver> terminalObserver(std::ostream& out, bool isTerminal);

/// One JSON object a line: everything that happens, points included.
std::unique_ptr<RunObserver> jsonObserver(std::ostream& out);

} // namespace espalier
