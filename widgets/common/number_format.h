#pragma once

/// Figures as people read them: never more digits than mean something.

#include <QString>

#include <cstdint>

namespace espalier {

/// "0.4 s", "12 s", "3 min 05 s", "2 h 10 min", "3 d 4 h"; "–" where it is negative or not finite.
QString formatDuration(double seconds);
/// "512 B", "1.4 MB", "12 GB" (powers of 1000).
QString formatBytes(double bytes);
/// Every digit, grouped: "1,234,567".
QString formatCount(int64_t count);
/// Three significant digits: "950", "12.3k", "1.24M", "3.1B".
QString formatCountShort(double count);
/// `digits` significant digits without trailing zeros: 0.00031234 -> "3.123e-4", 2.5 -> "2.5";
/// "NaN", "∞".
QString formatNumber(double value, int digits = 4);
/// The same digits after the point for a column: 1.9 -> "1.900". Falls back to formatNumber() out
/// of range.
QString formatFixed(double value, int decimals);
/// "42 %"; `fraction` from 0 to 1.
QString formatPercent(double fraction);
/// How long ago a UTC time in milliseconds was: "just now", "5 min ago", "3 h ago", "2 days ago",
/// then the date.
QString formatAge(int64_t utcMilliseconds);

} // namespace espalier
