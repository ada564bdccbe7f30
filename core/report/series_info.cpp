#include "core/report/series_info.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>

namespace espalier {

namespace {

/// Words that decide: a name that contains one is of that sense. The first that fits counts.
struct SenseRow
{
    std::string_view part;
    Sense sense;
};

constexpr std::array<SenseRow, 29> kSenses{{
    {"grad_norm", Sense::Neither},
    {"entropy", Sense::Neither},
    {"num_tokens", Sense::Neither},
    {"learning_rate", Sense::Neither},
    {"logps/", Sense::Neither},
    {"rewards/rejected", Sense::Neither},
    {"reward_std", Sense::Neither},
    {"std", Sense::Neither},
    {"baseline_", Sense::Neither},
    {"loss", Sense::LowerIsBetter},
    {"perplexity", Sense::LowerIsBetter},
    {"bits_per_byte", Sense::LowerIsBetter},
    {"memory", Sense::LowerIsBetter},
    {"accurac", Sense::HigherIsBetter},
    {"margin", Sense::HigherIsBetter},
    {"reward", Sense::HigherIsBetter},
    {"tokens_per_s", Sense::HigherIsBetter},
    {"bleu", Sense::HigherIsBetter},
    {"rouge", Sense::HigherIsBetter},
    {"f1", Sense::HigherIsBetter},
    {"pass@", Sense::HigherIsBetter},
    {"win_rate", Sense::HigherIsBetter},
    {"well_formed", Sense::HigherIsBetter},
    {"ended", Sense::HigherIsBetter},
    {"majority", Sense::HigherIsBetter},
    {"precision", Sense::HigherIsBetter},
    {"recall", Sense::HigherIsBetter},
    {"kappa", Sense::HigherIsBetter},
    {"mcc", Sense::HigherIsBetter},
}};

constexpr std::string_view kNone = "–";

/// "1234567" -> "1,234,567"
std::string grouped(std::string digits)
{
    const size_t first = !digits.empty() && digits.front() == '-' ? 1 : 0;
    for (size_t i = digits.size(); i > first + 3; i -= 3)
        digits.insert(i - 3, ",");
    return digits;
}

} // namespace

Sense metricSense(std::string_view name)
{
    for (const SenseRow& row : kSenses)
        if (name.find(row.part) != std::string_view::npos)
            return row.sense;
    return Sense::Neither;
}

std::string_view metricBase(std::string_view name)
{
    constexpr std::string_view prefix = "eval_";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

bool isEvaluation(std::string_view name)
{
    return name.starts_with("eval_") || name == "bits_per_byte";
}

std::string figureText(double value)
{
    if (std::isnan(value))
        return std::string(kNone);
    if (std::isinf(value))
        return value > 0 ? "∞" : "-∞";
    const double size = std::abs(value);
    if (size >= 1e12)
        return fmt::format("{:.3e}", value);
    if (size >= 9999.5 || value == std::floor(value))
        return grouped(fmt::format("{:.0f}", value));
    if (size < 1e-3)
        return fmt::format("{:.3g}", value);
    return fmt::format("{:#.4g}", value);
}

std::string durationText(double milliseconds)
{
    if (!(milliseconds > 0))
        return std::string(kNone);
    const double seconds = milliseconds / 1000;
    if (seconds < 1)
        return fmt::format("{:.2f} s", seconds);
    if (seconds < 59.95)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string timeText(int64_t milliseconds, bool seconds)
{
    if (milliseconds == 0)
        return std::string(kNone);
    const std::time_t time = milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    std::string text = fmt::format(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        parts.tm_year + 1900,
        parts.tm_mon + 1,
        parts.tm_mday,
        parts.tm_hour,
        parts.tm_min);
    return seconds ? fmt::format("{}:{:02}", text, parts.tm_sec) : text;
}

} // namespace espalier
