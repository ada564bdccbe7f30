#pragma once

class QApplication;
class QString;

namespace espalier {

/// Measures the window as its user meets it and prints one JSON object. `what`:
/// - "first-paint": milliseconds from the start of the process until the demo graph and a stored
/// run's curves are
///   painted; median of ten starts after one to warm up.
/// - "stalls": lateness of a 5 ms timer on the window's thread while an engine trains on all cores
/// beside it and its
///   curves are shown.
/// Gives the exit status; 2 for an unknown `what`.
int measure(QApplication& app, const QString& what);

} // namespace espalier
